"""Reason: what analysis says, as a code with parameters; the shell makes German or English of it."""

from graphmodel.reasons import Reason

__all__ = ["Reason"]

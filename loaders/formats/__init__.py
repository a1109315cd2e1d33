"""Readers of file formats: bytes in, tables of text with their origin out."""

from loaders.formats.registry import grids_of

__all__ = ["grids_of"]

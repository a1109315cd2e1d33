"""Who should meet whom: candidates, features, points, and how good such suggestions are."""

from analysis.matching.suggestions import matches

__all__ = ["matches"]

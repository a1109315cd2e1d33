"""Who should meet whom: candidates, features, points, and how good such suggestions are."""

from analysis.matching.back_test import BackTest, back_test
from analysis.matching.hindsight import hindsight
from analysis.matching.suggestions import matches

__all__ = ["BackTest", "back_test", "hindsight", "matches"]

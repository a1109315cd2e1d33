"""What people decided about suggestions, as the pages use it."""

from stakegraph.decisions import VERDICTS, Decision, decide_match, decisions_on, is_hidden, set_aside, take_back

__all__ = ["VERDICTS", "Decision", "decide_match", "decisions_on", "is_hidden", "set_aside", "take_back"]

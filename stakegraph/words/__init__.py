"""Sentences: what the analysis says, in German and English."""

from stakegraph.words.methods import Method, how_known, method_of
from stakegraph.words.numbers import count_word, date_text, listing
from stakegraph.words.sentences import LANGUAGES, group_name, group_title, needs_text, parts, sentence, term

__all__ = [
    "LANGUAGES",
    "Method",
    "count_word",
    "date_text",
    "group_name",
    "group_title",
    "how_known",
    "listing",
    "method_of",
    "needs_text",
    "parts",
    "sentence",
    "term",
]

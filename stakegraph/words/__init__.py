"""Sentences: what the analysis says, in German and English."""

from stakegraph.words.numbers import count_word, date_text, listing
from stakegraph.words.sentences import LANGUAGES, group_name, parts, sentence, term

__all__ = ["LANGUAGES", "count_word", "date_text", "group_name", "listing", "parts", "sentence", "term"]

"""From a reason to a sentence."""

from __future__ import annotations

import re
import string
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import NotFoundError, ParameterError
from stakegraph.words.names import CASES, country_name, in_case, theme_name
from stakegraph.words.numbers import count_word, date_text, listing, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel import Reason

__all__ = ["LANGUAGES", "group_name", "group_title", "layer_name", "needs_text", "parts", "sentence", "term"]

LANGUAGES = ("de", "en")
_FORMS = {"group": 0, "group_with": 1, "group_who": 2}
MOST_NAMED = 5
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@cache
def _language(lang: str) -> dict[str, Any]:
    if lang not in LANGUAGES:
        msg = f"The 'lang' must be one of {', '.join(LANGUAGES)}. Got {lang!r} instead."
        raise ParameterError(msg)
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text("utf-8"))


def term(word: str, *, lang: str = "de") -> str:
    """Say a word of the analysis, such as a kind of gap or a class of evidence.

    Parameters
    ----------
    word
        As it stands in a table.
    lang
        "de" or "en".

    Returns
    -------
    str
        The word itself where there is no better one.
    """
    return str(_language(lang)["terms"].get(word, word))


def group_name(group: str, *, lang: str = "de") -> str:
    """Name a group of organisations.

    Parameters
    ----------
    group
        As in `graphmodel.stakeholders.GROUPS`; other names stay as they are.
    lang
        "de" or "en".

    Returns
    -------
    str
    """
    found = _language(lang)["groups"].get(group)
    return str(found[2]) if found else group


def group_title(group: str, *, lang: str = "de") -> str:
    """Name a group where nothing stands before it: in a cell, a legend, a list to choose from.

    Parameters
    ----------
    group
        As for `group_name`.
    lang
        "de" or "en".

    Returns
    -------
    str

    Examples
    --------
    >>> group_title("other"), group_title("one_world", lang="en")
    ('Weitere Organisationen', 'One World groups')
    """
    name = group_name(group, lang=lang)
    return f"{name[:1].upper()}{name[1:]}"


def layer_name(layer: str, *, lang: str = "de") -> str:
    """Name a kind of evidence.

    Parameters
    ----------
    layer
        As in `graphmodel.ties.LAYERS`; other names stay as they are.
    lang
        "de" or "en".

    Returns
    -------
    str
    """
    return str(_language(lang)["layers"].get(layer, layer))


def needs_text(needs: Sequence[Sequence[str]], *, lang: str = "de") -> str:
    """Say what a round needs.

    Parameters
    ----------
    needs
        Each a theme, a country and a group, "" where it does not matter.
    lang
        "de" or "en".

    Returns
    -------
    str

    Examples
    --------
    >>> needs_text([["klima", "", "migrant"], ["klima", "Türkei", ""]])
    'Migrantenorganisationen zum Thema Klima; Klima mit Bezug zur Türkei'
    """
    on, with_ties = ("zum Thema", "mit Bezug") if lang == "de" else ("on", "with ties")
    found = []
    for theme, country, group in needs:
        who = group_name(group, lang=lang) if group else ""
        what = theme and theme_name(theme)
        said = [who or what, f"{on} {what}" if who and what else ""]
        if country:
            where = in_case(country, "zu") if lang == "de" else f"to {_countries(country, lang)}"
            said.append(f"{with_ties} {where}" if who or what else country_name(country, lang=lang))
        found.append(" ".join(filter(None, said)))
    return "; ".join(found)


def sentence(reason: Reason, *, lang: str = "de", names: Mapping[str, str] | None = None) -> str:
    """Say a reason as a plain sentence.

    Parameters
    ----------
    reason
        What the analysis says.
    lang
        "de" or "en".
    names
        Name by id, for parameters that hold ids.

    Returns
    -------
    str

    Raises
    ------
    NotFoundError
        There is no sentence for this code.

    Examples
    --------
    >>> from graphmodel import Reason
    >>> sentence(Reason("match.shared_themes", {"themes": ["Klima", "Bildung"], "n": 3}))
    'Beide arbeiten zu den Themen Klima, Bildung und einem weiteren.'
    """
    return "".join(text for text, _ in parts(reason, lang=lang, names=names))


def parts(reason: Reason, *, lang: str = "de", names: Mapping[str, str] | None = None) -> list[tuple[str, bool]]:
    """Say a reason as pieces of text, some of them the point.

    Parameters
    ----------
    reason
        What the analysis says.
    lang
        "de" or "en".
    names
        Name by id, for parameters that hold ids.

    Returns
    -------
    list of tuple of str and bool
        Text as it stands, not escaped, and whether it is the point (shown in bold).

    Raises
    ------
    NotFoundError
        There is no sentence for this code.
    """
    template = _template(reason, lang)
    params = {key: _named(value, names or {}) for key, value in reason.params.items()}
    if "themes" in params:
        params["themes"] = [theme_name(str(theme)) for theme in params["themes"]]
    if isinstance(params.get("theme"), str):
        params["theme"] = theme_name(params["theme"])
    for key in ("country", "countries"):
        if key in params:
            params[key] = _countries(params[key], lang)
    speaker = _Speaker(lang, params)
    found: list[tuple[str, bool]] = []
    for k, piece in enumerate(_BOLD.split(template)):
        text = speaker.vformat(piece, (), params).replace("..", ".")
        if found and text.startswith(".") and found[-1][0].endswith("."):
            text = text[1:]
        if text:
            found.append((text, k % 2 == 1))
    return found


def _named(value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value


def _countries(value: Any, lang: str) -> Any:
    """One name or several as they stand in a sentence; German takes its articles with the case."""
    if not isinstance(value, str):
        return [_countries(name, lang) for name in value]
    name = country_name(value, lang=lang)
    return f"the {name}" if lang == "en" and name in _language(lang)["countries"]["with_the"] else name


def _template(reason: Reason, lang: str) -> str:
    sentences = _language(lang)["sentences"]
    variant = reason.params.get("variant")
    code = f"{reason.code}.{variant}" if variant else reason.code
    if code not in sentences:
        msg = f"There is no sentence for {code!r} in {lang!r}."
        raise NotFoundError(msg)
    return str(sentences[code])


class _Speaker(string.Formatter):
    """Formats parameters as people say them; see the head of de.toml for the forms."""

    def __init__(self, lang: str, params: Mapping[str, Any]) -> None:
        self._lang = lang
        self._params = params

    def format_field(self, value: Any, format_spec: str) -> str:
        """Say one parameter in the wanted form."""
        form, _, rest = format_spec.partition(" ")
        form, _, extra = form.partition(":")
        if form.lower() in CASES:
            said = in_case(str(value), form.lower()) if self._lang == "de" else str(value)
            return said[:1].upper() + said[1:] if form[:1].isupper() else said
        if form.startswith("list_n_"):
            return self._cased(value, form.removeprefix("list_n_"), rest)
        if form in _FORMS:
            text = self._group(str(value), _FORMS[form])
            return text[:1].upper() + text[1:] if extra == "cap" else text
        maker = getattr(self, f"_as_{form.lower()}", None) if form else None
        text = str(maker(value, rest)) if maker else str(value)
        return text[:1].upper() + text[1:] if form[:1].isupper() else text

    def _group(self, group: str, form: int) -> str:
        found = _language(self._lang)["groups"].get(group)
        return str(found[form]) if found else group

    def _as_term(self, value: str, _: str) -> str:
        return term(value, lang=self._lang)

    def _as_list(self, value: Sequence[str], _: str) -> str:
        return listing(list(value), lang=self._lang) or term("nobody", lang=self._lang)

    def _as_list_n(self, value: Sequence[str], name: str) -> str:
        """A list of which only the first names are given; the parameter `name` says how many there are."""
        value = list(value)[:MOST_NAMED]
        left = int(self._params[name]) - len(value)
        if left <= 0:
            return self._as_list(value, "")
        more = f"{count_word(left, lang=self._lang)} {'weitere' if self._lang == 'de' else 'others'}"
        if left == 1:
            more = "eine weitere" if self._lang == "de" else "one other"
        return listing([*value, more], lang=self._lang)

    def _cased(self, value: Sequence[str], case: str, name: str) -> str:
        """A list of countries or places in a case; `name` as for `_as_list_n`."""
        if self._lang != "de" or case == "nom":
            return self._as_list_n(value if self._lang != "de" else [in_case(item, case) for item in value], name)
        lands = value is self._params.get("countries")
        one, many = ("einem weiteren Land", "weiteren Ländern") if lands else ("einer weiteren", "weiteren")
        before = f"{case} " if case in {"in", "von", "zu", "aus"} else ""
        return self._with_more([in_case(item, case) for item in value], name, one, many, before=before)

    def _with_more(self, value: Sequence[str], name: str, one: str, many: str, *, before: str = "") -> str:
        """A list in the dative, with how many are left, `before` standing at these too."""
        value = list(value)[:MOST_NAMED]
        left = int(self._params[name]) - len(value)
        more = [f"{before}{one if left == 1 else f'{count_word(left)} {many}'}"] if left > 0 else []
        return listing([*value, *more], lang=self._lang)

    def _as_about(self, value: Sequence[str], name: str) -> str:
        """Themes that somebody works on; the parameter `name` says how many there are."""
        if self._lang != "de":
            return f"on {self._as_list_n(value, name)}"
        if len(value) == 1 and int(self._params[name]) == 1:
            return f"zum Thema {value[0]}"
        return f"zu den Themen {self._with_more(value, name, 'einem weiteren', 'weiteren')}"

    def _as_said(self, value: Mapping[str, str], _: str) -> str:
        """A text that comes in both languages."""
        return value[self._lang]

    def _as_plain(self, value: float, _: str) -> str:
        return number_text(value, lang=self._lang)

    def _as_count(self, value: float, _: str) -> str:
        return count_word(value, lang=self._lang)

    def _as_count_dat(self, value: float, _: str) -> str:
        if self._lang == "de" and round(value) in {0, 1}:
            return "keiner" if round(value) == 0 else "einer"
        return "none" if round(value) == 0 else count_word(value, lang=self._lang)

    def _as_count_nom(self, value: float, _: str) -> str:
        if self._lang == "de" and round(value) in {0, 1}:
            return "keine" if round(value) == 0 else "eine"
        return "none" if round(value) == 0 else count_word(value, lang=self._lang)

    def _as_pairs(self, value: Sequence[Sequence[str]], _: str) -> str:
        word = "und" if self._lang == "de" else "and"
        return "; ".join(f"{a} {word} {b}" for a, b in value[:2])

    def _as_goes(self, value: Sequence[Sequence[str]], _: str) -> str:
        word = "nach" if self._lang == "de" else "to"
        return listing([f"{a} {word} {b}" for a, b in value[:MOST_NAMED]], lang=self._lang)

    def _as_needs(self, value: Sequence[Sequence[str]], _: str) -> str:
        return needs_text(value, lang=self._lang)

    def _as_of(self, value: float, nouns: str) -> str:
        """A counted noun; the singular comes with its article."""
        return self._counted(value, nouns, "keine" if self._lang == "de" else "no")

    def _as_of_dat(self, value: float, nouns: str) -> str:
        return self._counted(value, nouns, "keinen" if self._lang == "de" else "no")

    def _counted(self, value: float, nouns: str, none: str) -> str:
        one, many = nouns.split("|")
        n = round(value)
        if n == 1:
            return one
        return f"{none if n == 0 else count_word(n, lang=self._lang)} {many}".strip()

    def _as_of_mal(self, value: float, _: str) -> str:
        n = round(value)
        if self._lang == "de":
            return "einmal" if n == 1 else f"{count_word(n)}mal" if n <= 12 else f"{number_text(n)}-mal"  # noqa: PLR2004
        return {1: "once", 2: "twice"}.get(n, f"{count_word(n, lang='en')} times")

    def _as_verb(self, value: float, forms: str) -> str:
        one, many = forms.split("|")
        return one if round(value) == 1 else many

    def _as_date(self, value: str | None, _: str) -> str:
        return date_text(value, lang=self._lang)

    def _as_date_on(self, value: str | None, _: str) -> str:
        return date_text(value, lang=self._lang, on=True)

    def _as_layers(self, value: Sequence[str], _: str) -> str:
        names = _language(self._lang)["layers"]
        return listing([str(names.get(layer, layer)) for layer in value], lang=self._lang) or term(
            "unknown", lang=self._lang
        )

    def _as_paren_partners(self, value: Sequence[str], _: str) -> str:
        if not value:
            return ""
        word = "dort Partner" if self._lang == "de" else "partner there"
        return f" ({word}: {listing(list(value), lang=self._lang)})"

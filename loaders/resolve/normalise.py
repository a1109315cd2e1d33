"""German names of organisations brought to one form, with the other readings a cell allows."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from loaders.values import clean_text

__all__ = [
    "ORGANISATION_WORDS",
    "SALUTATION",
    "STOP_WORDS",
    "clean",
    "is_subsequence",
    "normalise",
    "organisation_of",
    "readings",
    "tokens",
]

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "„“”‟«»‹›\"‚‘’‛`´'"), " ")
_LETTERS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "ø": "oe",
        "œ": "oe",
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ð": "d",
    }
)
_LEGAL = re.compile(
    r"(?:\b|(?<=[a-z]))(?:e\s?\.?\s?v\.?|eingetragener verein|g\s?gmbh|gemeinnuetzige gmbh"
    r"|gemeinnuetzige gesellschaft mbh"
    r"|gmbh(?: +und +co\.? kg)?|mbh|g?ug(?: \(haftungsbeschraenkt\))?|e\.?g\.?|i\. ?g\.|k\. ?d\. ?oe\. ?r\.?|koer|ggmbh"
    r"|koerperschaft des oeffentlichen rechts|n\. ?e\. ?v\.?)(?=$|[^a-z0-9])"
)
_GLUED_LEGAL = re.compile(r"(?<=[a-zäöüß])(?=(?:e\. ?V\.?|gGmbH|GmbH)(?:\W|$))")
_BROKEN_WORD = re.compile(r"(\w)- (?!und\b|u\.|oder\b|bzw)(?=[a-zäöüß])")
_DOTTED = re.compile(r"\b(?:[a-z]\.){3,}")
_GENDER = re.compile(r"(?:\*|_|:|/-?)innen")
_WORD = re.compile(r"\b[a-z]+\b\.?")
_PHRASES = tuple(
    (needle, re.compile(pattern), words)
    for needle, pattern, words in (
        ("ev.", r"\bev\.(?! ?v)(?=[\s-]*\w)", " evangelische "),
        ("a.", r"\ba\. ?d\. ?", " an der "),
        ("i.", r"\bi\. ?d\. ?", " in der "),
        ("&", r"&", " und "),
        ("kreis", r"\b(?:stadt|kreis)-? und ((?:land)?kreis) (\w+)", r" \2 \1 \2 "),
        ("+", r"\+", " und "),
        ("nordrhein", r"\bnordrhein[ -]+westfalen\b", " nrw "),
        ("caritas", r"\bcaritas[- ]?verband(?:e?s)?\b", " caritas "),
        ("diakonisches", r"\bdiakonisches werk\b", " diakonie "),
        ("ag", r"\bag\b(?= der| d)", " arbeitsgemeinschaft "),
        ("info", r"\binfo-?(?=buero|stelle|zentrum|dienst|laden|netz)", "informations"),
        ("welt", r"\b1 ?welt\b", " eine welt "),
        ("staedter", r"(?<=\w)staedter\b", "stadt"),
    )
)
"""Short forms of more than a word: a text without which the pattern cannot match, the pattern, what it stands for."""


@cache
def _abbreviations() -> dict[str, str]:
    """Short form as normalised, with its dot when it needs one, to what it stands for."""
    text = resources.files("loaders.reference").joinpath("abbreviations.csv").read_text(encoding="utf-8")
    return {row["short"]: f" {row['words']} " for row in csv.DictReader(text.splitlines())}


def _spelled_out(match: re.Match[str]) -> str:
    word, known = match[0], _abbreviations()
    return known.get(word) or known.get(word.removesuffix("."), word)


STOP_WORDS = frozenset(
    [
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "und",
        "in",
        "im",
        "fuer",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "an",
        "am",
        "e",
        "v",
        "c",
        "o",
        "mit",
        "of",
        "the",
        "for",
        "and",
    ]
)
SALUTATION = re.compile(r"\b(?:herrn?|frau|dr\.|prof\.|dipl\.-\w+\.?|fr\.|hr\.)(?=\s|$)", re.IGNORECASE)
_NAME_FIRST = re.compile(r"^[A-ZÄÖÜ][\w-]+ [A-ZÄÖÜ][\w-]+, ")
_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
_PLACE_IN_BRACKETS = re.compile(r"(?:[Nn]iger|[A-ZÄÖÜ][a-zäöü]+en|Ghana)")
_ABBREVIATION_FIRST = re.compile(r"^([A-ZÄÖÜ][A-Za-zÄÖÜ-]{1,9})[ ,:–-]+(\S.{14,})$")
_SHORT_FORM_CAPITALS = 2


_OTHERS = re.compile(r"[^a-z0-9]+")
_BEFORE_DIGIT = re.compile(r"(?<=[a-z])(?=\d)")
_ARTICLE = re.compile(r"^(?:der|die|das) ")


@lru_cache(maxsize=200_000)
def clean(name: str) -> str:
    """Repair what copying from documents does to a name.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str
        One form of dashes, no quotation marks, words broken at a line end joined again.

    Examples
    --------
    >>> clean("Flüchtlings- hilfe Karlsruhee.V.")
    'Flüchtlingshilfe Karlsruhe e.V.'
    """
    text = name if name.isascii() else unicodedata.normalize("NFKC", name).translate(_INVISIBLE).translate(_DASHES)
    text = text.translate(_QUOTES)
    text = _GLUED_LEGAL.sub(" ", text)
    text = _BROKEN_WORD.sub(r"\1", text)
    return " ".join(text.split())


@lru_cache(maxsize=200_000)
def normalise(name: str) -> str:
    """Bring a name to the form in which it is compared.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str
        Lower-case ASCII words without legal form, abbreviations spelled out.

    Examples
    --------
    >>> normalise("Forum für soziale Innovation gGmbH")
    'forum fuer soziale innovation'
    """
    text = clean(name).casefold().translate(_LETTERS)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = text.translate(_LETTERS)
    text = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", text)
    if "innen" in text:
        text = _GENDER.sub("innen", text)
    for needle, pattern, words in _PHRASES:
        if needle in text:
            text = pattern.sub(words, text)
    text = _WORD.sub(_spelled_out, text)
    text = _OTHERS.sub(" ", _LEGAL.sub(" ", text)).strip()
    text = _BEFORE_DIGIT.sub(" ", text)
    return " ".join(_ARTICLE.sub("", text).split())


@lru_cache(maxsize=200_000)
def readings(name: str) -> tuple[str, ...]:
    """List what a cell may mean: the whole, without brackets, their content, the organisation beside a person.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    tuple of str
        Cleaned, the whole cell first.

    Examples
    --------
    >>> readings("Forum für soziale Innovation (FSI)")
    ('Forum für soziale Innovation (FSI)', 'Forum für soziale Innovation', 'FSI')
    """
    text = clean(name)
    found = [text]
    brackets = _BRACKETS.findall(text)
    if brackets:
        found.append(_BRACKETS.sub(" ", text))
        found += [part for part in brackets if re.search("[A-ZÄÖÜ]", part) and not _PLACE_IN_BRACKETS.fullmatch(part)]
    if SALUTATION.search(text) or _NAME_FIRST.match(text):
        first, *parts = (part.strip() for part in re.split(r"[,;/]| - ", text))
        if not SALUTATION.search(first) and any(SALUTATION.match(part) for part in parts):
            found.append(first)
        if len(parts) > 1:  # a single everyday word out of an enumeration names nobody
            parts = [", ".join(parts), *(part for part in parts if " " in part or not part[1:].islower())]
        found += parts
    match = _ABBREVIATION_FIRST.match(text)
    if match and not text.isupper() and _is_short_form(match[1], match[2]):
        found += [match[2], match[1]]
    stripped = (" ".join(part.split()).strip(" ,;-–") for part in found)
    return tuple(dict.fromkeys(part for part in stripped if len(part) > 1))


def _is_short_form(short: str, rest: str) -> bool:
    """Whether the first word spells the rest, as "FSI" does and the carrier in "AWO Kreisverband Herne" does not."""
    shouted = re.sub(r"[eE]\. ?V\.?|gGmbH", "", rest).strip().isupper()
    if shouted or sum(char.isupper() for char in short) < _SHORT_FORM_CAPITALS or len(rest.split()) < 2:  # noqa: PLR2004
        return False
    letters, spelled = (_OTHERS.sub("", part.casefold().translate(_LETTERS)) for part in (short, rest))
    return spelled[:1] == letters[:1] and is_subsequence(letters, spelled)


def is_subsequence(letters: str, text: str) -> bool:
    """Tell whether a text holds letters in their order.

    Parameters
    ----------
    letters
        What to look for.
    text
        Where.

    Returns
    -------
    bool
    """
    rest = iter(text)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=200_000)
def tokens(text: str) -> tuple[str, ...]:
    """Cut a normalised name into the words that say something.

    Parameters
    ----------
    text
        Result of `normalise`.

    Returns
    -------
    tuple of str
        Words without articles and prepositions.
    """
    return tuple(word for word in text.split() if word not in STOP_WORDS)


ORGANISATION_WORDS = re.compile(
    r"verein|verband|gmbh|e\.? ?v\b|stiftung|initiative|netz|forum|zentrum|haus|amt|stadt|kreis|gemeinde|rat\b|schule"
    r"|kirch|gruppe|club|werk|gesellschaft|bund|union|welt|kultur|hilfe|projekt|dienst|büro|stelle|agentur|universit"
    r"|hochschule|akademie|institut|kammer|verwaltung|kooperative|kreis|laden|afri|europ|migra|deutsch|internation"
    r"|organis|team|kollektiv|community|association|network|centre|center|foundation|council|group|bündnis|treff",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def organisation_of(name: str) -> str:
    """Name of the organisation in a cell that may also name a person.

    Parameters
    ----------
    name
        Text of a cell.

    Returns
    -------
    str
        What stands in brackets or behind the person; the whole cell when there is no person in it.

    Examples
    --------
    >>> organisation_of("Herr Dr. Karim Beispiel (MiGlobe)")
    'MiGlobe'
    >>> organisation_of("Frau Muster (Baobab – Kulturverein Nordstadt e.V.)")
    'Baobab – Kulturverein Nordstadt e.V.'
    """
    text = clean_text(name)
    if not SALUTATION.search(text) and not (_NAME_FIRST.match(text) and not ORGANISATION_WORDS.search(text[:25])):
        return text
    bracket = re.fullmatch(r"([^()]*)\(([^()]{2,})\)", text)
    if bracket and SALUTATION.search(bracket[1]) and not ORGANISATION_WORDS.search(bracket[1]):
        return bracket[2].strip()
    parts = [part.strip(" ,;-–") for part in re.split(r"[,;/()]| - | – ", text)]
    parts = [part for part in parts if len(part) > 1 and not SALUTATION.search(part)]
    telling = [part for part in parts if ORGANISATION_WORDS.search(part)]
    if _NAME_FIRST.match(text) and not telling:
        parts = parts[1:] or parts
    chosen = telling or parts[-1:]
    return max(chosen, key=len) if chosen else text

"""Framing family: what a sentence calls itself, and where it says so.

« Notre stratégie sera de faire plus de foires » announces itself as a strategy;
« le plan d'action adopté en mars » only mentions one. The word that announces
stands at the beginning and is followed, past its own complements, by a colon, a
dash, a question mark or a verb that equates it with what comes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from stratac import lexicon
from stratac.records import ClaimRole, Framing, Label, Span

# What a sentence calls itself decides nothing (rule 1 of the guide): the numbers
# say that it announces something, not on which side.
NAMES = ("announces", "mentions")

_NOUN, _ADJECTIVE = "noun", "adjective"

# What may stand before the announcing word: determiners, numbers, « comme »,
# « avoir pour », and a few words of order (« un premier levier »).
_LEAD = re.compile(
    r"""\W*(?:(?:\d+[.)°]?|[ivx]+[.)])\s*)?
    (?:(?:en\s+effet|ainsi|enfin|donc|pour\s+\w+(?:\s+\w+)?|en\s+\d{4}|d[’']ici\s+\S+)\s*,\s*)?
    (?:(?:comme|en\s+guise\s+de|au\s+titre\s+de|nous\s+(?:avons|nous\s+donnons)\s+pour|ayant\s+pour|
       a\s+pour|avec\s+pour|c[’']est)\s+)?
    (?:(?:[ld][’']|(?:notre|nos|leur|leurs|votre|vos|son|sa|ses|mon|ma|mes|la|le|les|une?|des|du|de|
       cet?|cette|ces|\d+|premi[eè]re?|deuxième|troisième|seconde?|autre|dernière?|principale?|
       grande?|véritable|seule?|unique|quatre|trois|deux|cinq|six|sept|huit|dix|nouve(?:l|lle|au)|
       maître|toute)\b)\s*)*""",
    re.IGNORECASE | re.VERBOSE,
)

_TITLE_ENDS = " .:;…»«\t"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_GOES_ON = re.compile(r"[:–—?!«;\d]|\s-\s")
_LONGEST_REST = 5

# What may stand between the announcing word and what it announces.
_BRIDGE = re.compile(
    r"""(?P<middle>[^:?!;«»\n]{0,90}?)\s*
    (?:(?P<sign>:|–|—|\?|\s-\s|«|→)
      |(?P<verb>\b(?:est|sera|serait|était|sont|seront|reste|demeure|consiste(?:ra|nt)?|vise(?:ra|nt)?|
         tien(?:t|dra)|se\s+résume(?:ra)?|repose(?:ra)?|passe(?:ra)?\s+par|veut|porte(?:ra)?\s+sur|
         composent|prévoi(?:t|ent)|retenue?s?\s+:|d[’']action\s+est)\b)
      |,\s*c[’']est|\s(?:de|d[’'])\s*(?=\w+(?:er|ir|re)\b)|\.\s+(?=\w))""",
    re.IGNORECASE | re.VERBOSE,
)


@functools.cache
def _words() -> re.Pattern[str]:
    forms = []
    for word, entry in lexicon.announcing().items():
        if entry.kind == _NOUN:
            pattern = re.escape(word).replace("'", "[’']").replace(r"\ ", r"s?[\s-]+")
            forms.append((len(word), rf"{pattern}[sx]?"))
    alternatives = "|".join(form for _, form in sorted(forms, reverse=True))
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)


@functools.cache
def _adjectives() -> re.Pattern[str]:
    stems = [
        re.escape(word.removesuffix("el"))
        for word, entry in lexicon.announcing().items()
        if entry.kind == _ADJECTIVE and entry.claims
    ]
    return re.compile(rf"\b({'|'.join(stems)})(?:e|el|elle|al|ale|aux)?s?\b", re.IGNORECASE)


def _entry(text: str) -> lexicon.AnnouncingEntry | None:
    words = re.sub(r"[\s-]+", " ", text.lower().replace("’", "'"))
    entries = lexicon.announcing()
    singular = " ".join(word.removesuffix("s") for word in words.split(" "))
    for form in (words, words.removesuffix("s"), words.removesuffix("x"), singular):
        if form in entries:
            return entries[form]
    return None


def _claim(noun: str, rest: str) -> Label | None:
    """Return what a noun claims, turned by an adjective that follows it closely."""
    adjective = _adjectives().match(rest.lstrip())
    if adjective:
        stem = adjective.group(1).lower()
        for word, entry in lexicon.announcing().items():
            if entry.kind == _ADJECTIVE and word.startswith(stem):
                return entry.claims
    entry_ = _entry(noun)
    return entry_.claims if entry_ else None


NOTHING = Framing(None, None, None)


def read(text: str, places: Sequence[int]) -> Framing:
    """Say what a sentence calls itself.

    Parameters
    ----------
    text
        The sentence.
    places
        Where the words start in it that begin an announcing expression.

    Returns
    -------
    Framing
        ``role`` is None where no announcing word stands in the sentence;
        ``claimed`` is set only where one announces the sentence itself.
    """
    if not places:
        return NOTHING
    lead = _LEAD.match(text)
    begin = lead.end() if lead else 0
    match = _words().match(text, begin)
    bridge = _BRIDGE.match(text, match.end()) if match else None
    # A title that ends with the bridge announces nothing (« Notre stratégie : »).
    if match and bridge and text[bridge.end() :].strip(" .…»"):
        span = Span(match.start(), match.end(), match.group())
        return Framing(_claim(match.group(), text[match.end() :]), ClaimRole.ANNOUNCES, span)
    for place in places:
        if match := _words().match(text, place):
            span = Span(match.start(), match.end(), match.group())
            return Framing(None, ClaimRole.MENTIONS, span)
    return NOTHING


def read_title(title: str) -> Label | None:
    """Return what a title calls all that stands under it (« Notre stratégie »), or None.

    A title that goes on after the word (« Axe 2 : une ville apaisée », « Fiche 3 »)
    names one statement, itself, and not its section.
    """
    text = title.strip(_TITLE_ENDS)
    lead = _LEAD.match(text)
    match = _words().match(text, lead.end() if lead else 0)
    if match is None:
        return None
    rest = _YEAR.sub("", text[match.end() :])
    if _GOES_ON.search(rest) or len(rest.split()) > _LONGEST_REST:
        return None
    return _claim(match.group(), rest)


def measure(framing: Framing) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    return (
        float(framing.role is ClaimRole.ANNOUNCES),
        float(framing.role is ClaimRole.MENTIONS),
    )

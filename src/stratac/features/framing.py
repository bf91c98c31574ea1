"""Framing family: what a sentence calls itself, and where it says so.

« Notre stratégie sera de faire plus de foires » announces itself as a strategy;
« le plan d'action adopté en mars » only mentions one. The word that announces
stands at the beginning and is followed, past its own complements, by a colon, a
dash, a question mark or a verb that equates it with what comes.
"""

from __future__ import annotations

import functools
import re

from stratac import lexicon
from stratac.language import Sentence
from stratac.records import ClaimRole, Framing, Label, Span

NAMES = (
    "announced as strategy",
    "announced as tactic",
    "announced without a side",
    "strategy word mentioned",
    "tactic word mentioned",
)

_NOUN, _ADJECTIVE = "noun", "adjective"

# What may stand before the announcing word: determiners, numbers, « comme »,
# « avoir pour », and a few words of order (« un premier levier »).
_LEAD = re.compile(
    r"""\W*(?:(?:\d+[.)°]?|[ivx]+[.)])\s*)?
    (?:(?:en\s+effet|ainsi|enfin|donc|pour\s+\w+(?:\s+\w+)?|en\s+\d{4}|d[’']ici\s+\S+)\s*,\s*)?
    (?:(?:comme|en\s+guise\s+de|au\s+titre\s+de|nous\s+(?:avons|nous\s+donnons)\s+pour|ayant\s+pour|
       a\s+pour|avec\s+pour|c[’']est)\s+)?
    (?:(?:notre|nos|leur|leurs|votre|vos|son|sa|ses|mon|ma|mes|la|le|les|l[’']|une?|des|du|de|d[’']|
       cet?|cette|ces|\d+|premi[eè]re?|deuxième|troisième|seconde?|autre|dernière?|principale?|
       grande?|véritable|seule?|unique|quatre|trois|deux|cinq|six|sept|huit|dix|nouve(?:l|lle|au)|
       maître|toute)\s*)*""",
    re.IGNORECASE | re.VERBOSE,
)

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


def read(sentence: Sentence) -> Framing:
    """Say what a sentence calls itself.

    Returns
    -------
    Framing
        ``role`` is None where no announcing word stands in the sentence;
        ``claimed`` is set only where one announces the sentence itself.
    """
    text = sentence.text
    lead = _LEAD.match(text)
    begin = lead.end() if lead else 0
    first: Framing | None = None
    for match in _words().finditer(text):
        span = Span(match.start(), match.end(), match.group())
        bridge = _BRIDGE.match(text, match.end()) if match.start() == begin else None
        # A title that ends with the bridge announces nothing (« Notre stratégie : »).
        if bridge and text[bridge.end() :].strip(" .…»"):
            claimed = _claim(match.group(), text[match.end() :])
            return Framing(claimed, ClaimRole.ANNOUNCES, span)
        first = first or Framing(None, ClaimRole.MENTIONS, span)
    return first or NOTHING


def measure(framing: Framing) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    announces = framing.role is ClaimRole.ANNOUNCES
    mentioned = None
    if framing.role is ClaimRole.MENTIONS and framing.cue:
        entry = _entry(framing.cue.text)
        mentioned = entry.claims if entry else None
    return (
        float(announces and framing.claimed is Label.STRATEGY),
        float(announces and framing.claimed is Label.TACTIC),
        float(announces and framing.claimed is None),
        float(mentioned is Label.STRATEGY),
        float(mentioned is Label.TACTIC),
    )

"""Specificity family: measure, deadline, owner, budget and indicator, with their places."""

from __future__ import annotations

import re

from stratac.records import CueKind, Horizon, Span, Specificity

NAMES = ("measures", "deadlines", "owners", "budgets", "indicators", "figures")

_NUMBER = r"(?:\d+(?:[   .]\d{3})*(?:,\d+)?|\d+[.,]\d+)"
_MONEY = (
    r"(?:euros?|€|k€|m€|md€|meur|keur|eur|fcfa|f\s?cfa|xof|xaf|francs?|chf|mchf|kchf|"
    r"dollars?|\$\s?ca|\$|dinars?|dt|dirhams?|dh|mad|gourdes?|ariary|roupies|rs|livres?|usd)"
)

_BUDGET = re.compile(
    rf"""\b{_NUMBER}\s*(?:mille|millions?|milliards?|m|k|md)?\s*(?:de\s+|d[’'])?{_MONEY}(?!\w)
    |\b(?:budget|enveloppe|coût|crédits?|financement|subvention|investissement)s?\b
     [^.;:\d]{{0,25}}:?\s*{_NUMBER}
    |\brs\s?{_NUMBER}""",
    re.IGNORECASE | re.VERBOSE,
)
_MEASURE = re.compile(
    rf"""[+−-]?\s?{_NUMBER}\s?(?:%|‰|points?\b|p\.\s?100|pour\s+cent)
    |\b(?:doubler|tripler|quadrupler|décupler|diviser\s+par\s+\w+|multiplier\s+par\s+\w+)\b
    |\bd[’']un\s+(?:tiers|quart|cinquième|dixième)\b
    |\bde\s+(?:moitié|{_NUMBER}\s+à\s+{_NUMBER})\b
    |\b(?:zéro|au\s+moins|au\s+plus|plus\s+de|moins\s+de|quelque|près\s+de)\s+{_NUMBER}
    |\b{_NUMBER}\s+(?!janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|
      décembre|h\b|heures?|ans?\b|mois\b|jours?\b)[a-zà-ÿ]{{3,}}""",
    re.IGNORECASE | re.VERBOSE,
)
_OWNER = re.compile(
    r"""\b(?:responsables?|pilotes?|porteurs?|référente?s?|chef(?:fe)?\s+de\s+projet|maître\s+d[’']ouvrage|
     qui|resp\.)\s*:\s*[^.;,()]{2,60}
    |\b(?:pilotée?s?|portée?s?|assurée?s?|conduite?s?|menée?s?|confiée?s?|animée?s?|suivie?s?)\s+
     (?:par|à|au|aux)\s+(?:l[ea]s?\s+|l[’'])?[^.;,()]{2,40}
    |\bsous\s+la\s+(?:responsabilité|conduite|houlette|direction|coordination)\s+(?:de|du|des|d[’'])
     [^.;,()]{2,40}""",
    re.IGNORECASE | re.VERBOSE,
)
_INDICATOR = re.compile(
    r"""\b(?:indicateurs?|kpi|mesurée?s?\s+par|critères?\s+de\s+réussite|valeur\s+cible)\b
    |\b(?:taux|nombre|part|indice|score|fréquence|délai\s+moyen|proportion)\s+(?:de|des|du|d[’'])\s*\w+""",
    re.IGNORECASE | re.VERBOSE,
)
_FIGURE = re.compile(r"\d")

_DEADLINES = frozenset({CueKind.DATE, CueKind.DEADLINE, CueKind.DURATION, CueKind.PERIOD})


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(
        Span(match.start(), match.end(), match.group()) for match in pattern.finditer(text)
    )


def _outside(spans: tuple[Span, ...], taken: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(
        span
        for span in spans
        if not any(span.start < other.end and other.start < span.end for other in taken)
    )


def read(text: str, horizon: Horizon) -> Specificity:
    """Find what makes a statement checkable.

    Parameters
    ----------
    text
        The statement.
    horizon
        Its time cues: those that end in the future are its deadlines.

    Returns
    -------
    Specificity
        Places of each kind, in reading order; a sum of money is no measure,
        nor is a date.
    """
    deadline = tuple(
        Span(cue.start, cue.end, cue.text)
        for cue in horizon.cues
        if cue.kind in _DEADLINES
        and cue.months is not None
        and (cue.months[1] is None or cue.months[1] > 0)
    )
    cues = tuple(Span(cue.start, cue.end, cue.text) for cue in horizon.cues)
    has_figures = _FIGURE.search(text) is not None
    budget = _spans(_BUDGET, text) if has_figures else ()
    return Specificity(
        measure=_outside(_spans(_MEASURE, text), (*budget, *cues)),
        deadline=deadline,
        owner=_spans(_OWNER, text),
        budget=budget,
        indicator=_spans(_INDICATOR, text),
    )


def measure(specificity: Specificity, text: str) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    return (
        float(min(len(specificity.measure), 3)),
        float(min(len(specificity.deadline), 2)),
        float(min(len(specificity.owner), 2)),
        float(min(len(specificity.budget), 2)),
        float(min(len(specificity.indicator), 2)),
        float(min(len(_FIGURE.findall(text)), 12)) / 4,
    )

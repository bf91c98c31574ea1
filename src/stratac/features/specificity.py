"""Specificity family: measure, deadline, owner, budget and indicator, with their places."""

from __future__ import annotations

import re

from stratac.records import CueKind, Horizon, Span, Specificity

NAMES = ("measures", "deadlines", "owners", "budgets", "indicators", "figures")

# Patterns begin with the sign they hang on, a digit or a word that few sentences
# contain: what cannot match is then passed over quickly.
_NUMBER = r"\d(?:[\d   .,]*\d)?"
_MONEY = (
    r"(?:euros?|€|k€|m€|md€|meur|keur|eur|fcfa|f\s?cfa|xof|xaf|francs?|chf|mchf|kchf|"
    r"dollars?|\$\s?ca|\$|dinars?|dt|dirhams?|dh|mad|gourdes?|ariary|roupies|livres?|usd)"
)
_SUM = re.compile(
    rf"{_NUMBER}\s*(?:mille|millions?|milliards?|m|k|md)?\s*(?:de\s+|d[’'])?{_MONEY}(?!\w)",
    re.IGNORECASE,
)
_NAMED_SUM = re.compile(
    rf"""\b(?:budget|enveloppe|coût|crédits?|financement|subvention|investissement)s?\b
     [^.;:\d]{{0,25}}:?\s*{_NUMBER}
    |\brs\s?{_NUMBER}""",
    re.IGNORECASE | re.VERBOSE,
)
_AMOUNT = re.compile(
    rf"{_NUMBER}\s?(?:%|‰|points?\b|p\.\s?100|pour\s+cent|(?:à|et)\s+{_NUMBER})",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"""{_NUMBER}\s+(?!janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|
     novembre|décembre|h\b|heures?\b|ans?\b|mois\b|jours?\b)[a-zà-ÿ]{{3,}}""",
    re.VERBOSE,
)
_IN_WORDS = re.compile(
    r"""\b(?:doubler|tripler|quadrupler|décupler|diviser\s+par\s+\w+|multiplier\s+par\s+\w+)\b
    |\bd[’']un\s+(?:tiers|quart|cinquième|dixième)\b
    |\bde\s+moitié\b""",
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

# Without one of these stretches in one of its words a text has nothing of the kind.
_IN_WORDS_NEEDS = ("upl", "oubl", "ripl", "divis", "multipl", "moitié")
_OWNER_NEEDS = ("pilot", "port", "assuré", "condui", "mené", "confié", "animé", "suivi",
                "respons", "référent", "chef", "maître", "resp")  # fmt: skip
_SUM_NEEDS = ("budget", "envelop", "coût", "crédit", "financ", "subvention", "investiss", "rs")
_INDICATOR_NEEDS = ("taux", "nombre", "indi", "part", "score", "kpi", "crit", "cible", "fréq",
                    "délai", "propor", "mesur")  # fmt: skip
# Kinds of words, one bit each.
FIGURE, _QUANTITY, _OWNED, _SUMMED, _INDICATED = 1, 2, 4, 8, 16
EVERYTHING = FIGURE | _QUANTITY | _OWNED | _SUMMED | _INDICATED

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


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if len(spans) < 2:
        return spans
    return tuple(sorted(spans, key=lambda span: span.start))


def hints(word: str) -> int:
    """Return the kinds of which a word may be a part, as bits."""
    small = word.lower()

    def within(stretches: tuple[str, ...]) -> bool:
        return any(map(small.__contains__, stretches))

    return (
        FIGURE * (_FIGURE.search(word) is not None)
        | _QUANTITY * (within(_IN_WORDS_NEEDS) or small == "un")
        | _OWNED * (within(_OWNER_NEEDS) or small in ("sous", "qui"))
        | _SUMMED * within(_SUM_NEEDS)
        | _INDICATED * within(_INDICATOR_NEEDS)
    )


def read(text: str, horizon: Horizon, hinted: int = EVERYTHING) -> Specificity:
    """Find what makes a statement checkable.

    Parameters
    ----------
    text
        The statement.
    horizon
        Its time cues: those that end in the future are its deadlines.
    hinted
        The `hints` of all its words together: what they exclude is not looked for.

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
    budget: tuple[Span, ...] = ()
    measured: tuple[Span, ...] = ()
    if hinted & FIGURE:
        sums = _spans(_SUM, text)
        named = hinted & _SUMMED
        budget = (*sums, *_outside(_spans(_NAMED_SUM, text), sums)) if named else sums
        measured = _outside(_spans(_AMOUNT, text), (*budget, *cues))
        measured += _outside(_spans(_COUNT, text), (*budget, *cues, *measured))
    if hinted & _QUANTITY:
        measured += _spans(_IN_WORDS, text)
    return Specificity(
        measure=_in_order(measured),
        deadline=deadline,
        owner=_spans(_OWNER, text) if hinted & _OWNED else (),
        budget=_in_order(budget),
        indicator=_spans(_INDICATOR, text) if hinted & _INDICATED else (),
    )


def measure(specificity: Specificity, text: str, hinted: int = EVERYTHING) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    figures = len(_FIGURE.findall(text)) if hinted & FIGURE else 0
    return (
        float(min(len(specificity.measure), 3)),
        float(min(len(specificity.deadline), 2)),
        float(min(len(specificity.owner), 2)),
        float(min(len(specificity.budget), 2)),
        float(min(len(specificity.indicator), 2)),
        float(min(figures, 12)) / 4,
    )

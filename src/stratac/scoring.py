"""Statements to document score: arithmetic on records."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from stratac import advice
from stratac.document import (
    DocumentScore,
    Element,
    Gap,
    Lack,
    Milestone,
    Quadrant,
    Section,
    VagueObjective,
)
from stratac.records import BlockKind, HorizonBucket, Label, Statement

# One label in five or six is wrong, so a list of ten actions shows one or two aims
# that are none: under a share of 0.15, or one and a half statements, presence
# cannot be told from error.
LEAST_SHARE = 0.15
LEAST_COUNT = 1.5
_RESAMPLES = 1000
_INTERVAL = (2.5, 97.5)
# An objective is specific when it says more than a verb and its object: two further
# content words at least (whose, for whom, where).
_LEAST_DETAILS = 2


def score(
    statements: Sequence[Statement],
    text: str,
    source: str | None = None,
    claims: Mapping[str, Label] | None = None,
) -> DocumentScore:
    """Score a document.

    Parameters
    ----------
    statements
        Its statements in reading order.
    text
        Its text, to which the offsets of the statements refer.
    source
        Its path or name.
    claims
        What section titles call their content, by title.

    Returns
    -------
    DocumentScore
        See there for the fields.
    """
    claims = claims or {}
    statements = [_claimed_by_section(statement, claims) for statement in statements]
    committed = [statement for statement in statements if statement.label is not Label.OTHER]
    buckets = Counter(statement.features.horizon.bucket for statement in committed)
    counts = _counts(statements)
    share = strategy_share(statements)
    kind = quadrant(statements)
    misframed = tuple(statement for statement in statements if statement.misframed)
    vague = tuple(_vague(statements))
    return DocumentScore(
        source=source,
        text=text,
        statements=tuple(statements),
        counts=counts,
        strategy_share=share,
        strategy_share_interval=share_interval(statements),
        sections=tuple(_sections(statements, claims)),
        quadrant=kind,
        diagnosis=advice.diagnosis(kind, counts, share, len(misframed)),
        misframed=misframed,
        vague=vague,
        missing=tuple(_missing(statements)),
        horizons={str(bucket): buckets[bucket] for bucket in HorizonBucket},
        timeline=tuple(_timeline(committed)),
        questions=tuple(advice.questions(statements, vague)),
    )


def _counts(statements: Sequence[Statement]) -> dict[str, int]:
    labels = Counter(statement.label for statement in statements)
    return {str(label): labels[label] for label in Label}


def _claimed_by_section(statement: Statement, claims: Mapping[str, Label]) -> Statement:
    """Return the statement with what its section calls it, where it calls itself nothing."""
    claimed = claims.get(statement.section or "")
    if claimed is None or statement.claimed is not None or statement.label is Label.OTHER:
        return statement
    misframed = statement.label is not claimed
    return dataclasses.replace(statement, claimed=claimed, misframed=misframed)


def strategy_share(statements: Sequence[Statement]) -> float | None:
    """Return the expected share of intentions among what is wanted or done.

    Every statement counts with its probabilities, so that one the model is
    unsure of weighs on both sides. None where none is more likely wanted or
    done than not.
    """
    if all(statement.label is Label.OTHER for statement in statements):
        return None
    weights = _weights(statements).sum(axis=0)
    return float(weights[0] / weights.sum())


def share_interval(statements: Sequence[Statement]) -> tuple[float, float] | None:
    """Return the 95 % interval of the share, by drawing the statements anew 1,000 times.

    The draws are the same every time, so that a document always scores alike.
    """
    if strategy_share(statements) is None:
        return None
    weights = _weights(statements)
    count = len(weights)
    # How often each statement is drawn: the same as drawing them, in less memory.
    draws = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), _RESAMPLES)
    sums = draws @ weights
    sums = sums[sums.sum(axis=1) > 0]
    low, high = np.percentile(sums[:, 0] / sums.sum(axis=1), _INTERVAL)
    return float(low), float(high)


def _weights(statements: Sequence[Statement]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(
        [
            [statement.probabilities[Label.STRATEGY], statement.probabilities[Label.TACTIC]]
            for statement in statements
        ]
    )


def quadrant(statements: Sequence[Statement]) -> Quadrant:
    """Say whether a document has a strategy, tactics, both or neither.

    A side is there when the statements that want or do something are expected
    to hold at least one and a half of its kind and 15 % (see `LEAST_SHARE`).
    """
    committed = [statement for statement in statements if statement.label is not Label.OTHER]
    if not committed:
        return Quadrant.NEITHER
    sums = _weights(committed).sum(axis=0)
    strategy, tactics = (
        bool(amount >= LEAST_COUNT and amount >= LEAST_SHARE * sums.sum()) for amount in sums
    )
    if strategy and tactics:
        return Quadrant.STRATEGY_AND_TACTICS
    if strategy or tactics:
        return Quadrant.STRATEGY_ONLY if strategy else Quadrant.TACTICS_ONLY
    return Quadrant.NEITHER


def _sections(statements: Sequence[Statement], claims: Mapping[str, Label]) -> list[Section]:
    found = []
    for title, members in itertools.groupby(statements, lambda statement: statement.section):
        part = [statement for statement in members if statement.kind is not BlockKind.HEADING]
        if part:
            claimed = claims.get(title or "")
            share, interval = strategy_share(part), share_interval(part)
            found.append(Section(title, claimed, _counts(part), share, interval))
    return found


def _vague(statements: Sequence[Statement]) -> list[VagueObjective]:
    found = []
    for statement in statements:
        if statement.label is Label.STRATEGY and statement.kind is not BlockKind.HEADING:
            lacks = lacking(statement)
            if Lack.MEASURABLE in lacks and Lack.TIME_BOUND in lacks:
                found.append(VagueObjective(statement, lacks))
    return found


def lacking(statement: Statement) -> tuple[Lack, ...]:
    """Return what a statement lacks to be checked as an objective."""
    details, verb = statement.features.specificity, statement.features.verb
    named = {verb.text, verb.object} if verb else set()
    further = {word.text for word in statement.features.words} - named
    lacks = {
        Lack.SPECIFIC: len(further) < _LEAST_DETAILS,
        Lack.MEASURABLE: not (details.measure or details.indicator),
        Lack.TIME_BOUND: not details.deadline and statement.features.horizon.months is None,
    }
    return tuple(lack for lack, holds in lacks.items() if holds)


def _missing(statements: Sequence[Statement]) -> list[Gap]:
    tactics = [statement for statement in statements if statement.label is Label.TACTIC]
    return [
        Gap(
            element,
            any(_has(statement, element) for statement in statements),
            sum(not _has(statement, element) for statement in tactics),
        )
        for element in Element
    ]


def _has(statement: Statement, element: Element) -> bool:
    details = statement.features.specificity
    spans = {
        Element.BUDGET: details.budget,
        Element.CALENDAR: details.deadline,
        Element.INDICATOR: details.indicator,
        Element.OWNER: details.owner,
    }
    return bool(spans[element])


def _timeline(committed: Sequence[Statement]) -> list[Milestone]:
    found = []
    for statement in committed:
        months = statement.features.horizon.months
        if months is not None and months != (None, None):
            found.append(Milestone(statement, *months))
    return sorted(found, key=_end)


def _end(milestone: Milestone) -> tuple[float, float]:
    ends = float("inf") if milestone.ends is None else milestone.ends
    return ends, float("-inf") if milestone.begins is None else milestone.begins

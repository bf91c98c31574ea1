"""Statements to document score: arithmetic on records."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from stratac import advice
from stratac.document import DocumentScore
from stratac.findings import (
    Element,
    Gap,
    Lack,
    Link,
    Milestone,
    Quadrant,
    Section,
    Serving,
    VagueObjective,
)
from stratac.records import BlockKind, HorizonBucket, Label, Statement

# One label in five or six is wrong, so a list of ten actions shows one or two aims
# that are none: under a share of 0.15, or one and a half statements, presence
# cannot be told from error.
LEAST_SHARE = 0.15
LEAST_COUNT = 1.5
_PRESENT = 0.5
# Chosen for precision, cross-validated on the linked training plans: 0.75 of the links from
# here on are right (a third of all links), 0.59 of the tactics and 0.71 of the strategies
# without any link as likely are without one.
LEAST_LINK = 0.55
MOST_ORPHAN = 0.15
MOST_UNSERVED = 0.2
_RESAMPLES, _PARTS = 1000, 20
_INTERVAL = (2.5, 97.5)
# An objective is specific when it says more than a verb and its object: two further
# content words at least (whose, for whom, where).
_LEAST_DETAILS = 2


def score(
    statements: Sequence[Statement],
    text: str,
    source: str | None = None,
    claims: Mapping[str, Label] | None = None,
    reference: datetime.date | None = None,
    serving: Serving | None = None,
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
    reference
        The day from which horizons are counted; default: today.
    serving
        How likely each tactic serves each strategy; default: nothing is said of that.

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
    present = presence(statements)
    kind = quadrant(present)
    misframed = tuple(statement for statement in statements if statement.misframed)
    vague = tuple(_vague(statements))
    links, orphans, unserved = _served(statements, serving)
    return DocumentScore(
        source=source,
        text=text,
        statements=tuple(statements),
        counts=counts,
        strategy_share=share,
        strategy_share_interval=share_interval(statements),
        presence=present,
        sections=tuple(_sections(statements, claims)),
        quadrant=kind,
        diagnosis=advice.diagnosis(kind, counts, share, len(misframed)),
        misframed=misframed,
        vague=vague,
        missing=tuple(_missing(statements)),
        horizons={str(bucket): buckets[bucket] for bucket in HorizonBucket},
        timeline=tuple(_timeline(committed)),
        questions=tuple(advice.questions(statements, orphans, vague)),
        links=links,
        orphans=orphans,
        unserved=unserved,
        reference=reference or datetime.date.today(),
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
    random, even = np.random.default_rng(0), np.full(count, 1 / count)
    # How often each statement is drawn, a part of the resamples at a time: the same as
    # drawing them all, in less memory.
    sums = np.vstack(
        [random.multinomial(count, even, _RESAMPLES // _PARTS) @ weights for _ in range(_PARTS)]
    )
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


def presence(statements: Sequence[Statement]) -> dict[str, float]:
    """Return how present each side is: 0 not at all, 0.5 at the threshold, 1 nothing but.

    A side is there when the statements that want or do something are expected
    to hold at least one and a half of its kind and 15 % (see `LEAST_SHARE`).
    """
    committed = [statement for statement in statements if statement.label is not Label.OTHER]
    sides = (Label.STRATEGY, Label.TACTIC)
    if not committed:
        return {str(side): 0.0 for side in sides}
    sums = _weights(committed).sum(axis=0)
    return {
        str(side): _presence(float(amount), float(amount / sums.sum()))
        for side, amount in zip(sides, sums, strict=True)
    }


def _presence(amount: float, share: float) -> float:
    reached = min(amount / LEAST_COUNT, share / LEAST_SHARE)
    if reached < 1:
        return reached / 2
    return 0.5 + 0.5 * (share - LEAST_SHARE) / (1 - LEAST_SHARE)


def quadrant(present: Mapping[str, float]) -> Quadrant:
    """Say whether a document has a strategy, tactics, both or neither.

    Parameters
    ----------
    present
        How present each side is, from `presence`.
    """
    strategy, tactics = (present[side] >= _PRESENT for side in (Label.STRATEGY, Label.TACTIC))
    if strategy and tactics:
        return Quadrant.STRATEGY_AND_TACTICS
    if strategy or tactics:
        return Quadrant.STRATEGY_ONLY if strategy else Quadrant.TACTICS_ONLY
    return Quadrant.NEITHER


def _served(
    statements: Sequence[Statement], serving: Serving | None
) -> tuple[tuple[Link, ...], tuple[Statement, ...], tuple[Statement, ...]]:
    """Return the links, the tactics that serve nothing and the strategies that nothing serves.

    Where there is no strategy at all, or no tactic, none is called an orphan: the
    quadrant says so already.
    """
    if serving is None or serving.probabilities.size == 0:
        return (), (), ()
    probabilities = serving.probabilities
    links = []
    order = np.argsort(-probabilities, axis=1)
    for row, columns in enumerate(order.tolist()):
        for column in columns:
            probability = float(probabilities[row, column])
            if probability < LEAST_LINK:
                break
            tactic = statements[serving.tactics[row]]
            strategy = statements[serving.strategies[column]]
            links.append(Link(tactic, strategy, probability, serving.reasons(row, column)))
    orphans = np.flatnonzero(probabilities.max(axis=1) < MOST_ORPHAN).tolist()
    unserved = np.flatnonzero(probabilities.max(axis=0) < MOST_UNSERVED).tolist()
    return (
        tuple(links),
        tuple(statements[serving.tactics[row]] for row in orphans),
        tuple(statements[serving.strategies[column]] for column in unserved),
    )


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

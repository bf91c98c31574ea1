"""Statements to document score: arithmetic on records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stratac.records import DocumentScore, HorizonBucket, Label, Statement


def score(statements: Sequence[Statement], text: str, source: str | None = None) -> DocumentScore:
    """Score a document.

    Parameters
    ----------
    statements
        Its statements in reading order.
    text
        Its text, to which the offsets of the statements refer.
    source
        Its path or name.

    Returns
    -------
    DocumentScore
        See there for the fields.
    """
    labels = Counter(statement.label for statement in statements)
    committed = [statement for statement in statements if statement.label is not Label.OTHER]
    buckets = Counter(statement.features.horizon.bucket for statement in committed)
    return DocumentScore(
        source=source,
        text=text,
        statements=tuple(statements),
        counts={str(label): labels[label] for label in Label},
        strategy_share=strategy_share(statements),
        misframed=tuple(statement for statement in statements if statement.misframed),
        horizons={str(bucket): buckets[bucket] for bucket in HorizonBucket},
    )


def strategy_share(statements: Sequence[Statement]) -> float | None:
    """Return the expected share of intentions among what is wanted or done.

    Every statement counts with its probabilities, so that one the model is
    unsure of weighs on both sides. None where none is more likely wanted or
    done than not.
    """
    if all(statement.label is Label.OTHER for statement in statements):
        return None
    intentions = sum(statement.probabilities[Label.STRATEGY] for statement in statements)
    actions = sum(statement.probabilities[Label.TACTIC] for statement in statements)
    return intentions / (intentions + actions)

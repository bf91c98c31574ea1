"""Typical uses of the public face: checked by mypy, run by no test."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from stratac import (
    DocumentScore,
    Label,
    Nature,
    Statement,
    classify,
    classify_many,
    load_model,
    score_file,
    score_text,
)

statement: Statement = classify("Ouvrir deux agences", reference=datetime.date(2026, 1, 1))
label: Label = statement.label
nature: Nature = statement.nature
share: float = statement.confidence + statement.relevance + statement.probabilities["tactic"]
claimed: Label | None = statement.claimed
lemma: str | None = statement.features.verb.lemma if statement.features.verb else None
amounts: list[float] = [reason.amount for reason in statement.explain()]
many: Iterator[Statement] = classify_many(text for text in ["a", "b"])
score: DocumentScore = score_text("Un plan")
also: DocumentScore = score_file("plan.md")
strategy_share: float | None = score.strategy_share
counts: int = score.counts[Label.STRATEGY]
plain: dict[str, object] = score.to_dict()
version: object = load_model().manifest["language"]

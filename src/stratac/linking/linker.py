"""The fitted linker: units of a document in, probabilities of its links out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stratac import lexicon
from stratac.findings import Serving
from stratac.linking.association import Association
from stratac.linking.evidence import Ints, Plan, Unit
from stratac.linking.meaning import SHORTEST_STEM, Doubles, Rarity, is_content, stem

_SHOWN_WORDS, _SHOWN_THEMES = 3, 2
# Shared verbs and adverbs tell a reader little.
_NAMING = frozenset({"NOUN", "PROPN", "ADJ"})
# A common theme is told where it makes up so much of what either statement is about.
_LEAST_THEME = 0.125


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A logistic regression on standardised evidence."""

    mean: Doubles
    scale: Doubles
    weights: Doubles
    bias: float

    def probability(self, evidence: npt.NDArray[np.floating[Any]]) -> Doubles:
        """Return probabilities, shape (rows,), for evidence of shape (rows, columns)."""
        logits = (evidence - self.mean) / self.scale @ self.weights + self.bias
        # The logistic function, written so that it cannot overflow.
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)))


def thoughts(
    judge: Logistic, plan: Plan, pairs: Sequence[tuple[Ints, npt.NDArray[np.floating[Any]]]]
) -> Doubles:
    """Return what a judge of pairs thinks of a plan: shape (tactics, strategies)."""
    found = np.zeros((len(plan.tactics), len(plan.strategies)))
    for row, (columns, evidence) in enumerate(pairs):
        found[row, columns] = judge.probability(evidence)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Linker:
    """Says which strategy each tactic of a document serves.

    Attributes
    ----------
    rarity
        How rare words and themes are.
    association
        What serves what.
    first, second
        Judge a pair by itself, and with what was thought of its neighbours.
    """

    rarity: Rarity
    association: Association
    first: Logistic
    second: Logistic

    def serving(self, units: Sequence[Unit]) -> Serving:
        """Return how likely each tactic serves each strategy."""
        plan = Plan(units, self.rarity, self.association)
        if not plan.tactics or not plan.strategies:
            nothing = np.zeros((len(plan.tactics), len(plan.strategies)))
            return Serving(plan.tactics, plan.strategies, nothing, lambda _row, _column: ())
        # Half the size: a hundred candidates a tactic are held at once.
        pairs = [(columns, evidence.astype(np.float32)) for columns, evidence in plan.pairs()]
        thought = thoughts(self.first, plan, pairs)
        probabilities = np.zeros_like(thought)
        second = plan.second(thought)
        for row, (columns, evidence) in enumerate(pairs):
            beside = np.hstack([evidence, next(second)[columns]])
            probabilities[row, columns] = self.second.probability(beside)

        def reasons(row: int, column: int) -> tuple[str, ...]:
            tactic, strategy = plan.tactics[row], plan.strategies[column]
            return _reasons(units[tactic], units[strategy], strategy)

        return Serving(plan.tactics, plan.strategies, probabilities, reasons)


def _reasons(tactic: Unit, strategy: Unit, position: int) -> tuple[str, ...]:
    """Say in French what two statements have in common, the plainest first."""
    found = []
    shared = _stems(tactic).keys() & _stems(strategy).keys()
    if shared:
        told = [word for stem, word in _stems(tactic).items() if stem in shared]
        found.append("mots communs : " + ", ".join(told[:_SHOWN_WORDS]))
    themes = _common_themes(_themes(tactic), _themes(strategy))
    if themes:
        found.append("thème : " + ", ".join(themes))
    if position in tactic.path:
        found.append("c'est le titre de sa section")
    elif tactic.path and tactic.path == strategy.path:
        found.append("même section")
    return tuple(found) or ("sens des mots",)


def _themes(unit: Unit) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for word in unit.sentence.words:
        if is_content(word):
            for place, theme in enumerate(lexicon.themes().get(word.lemma.lower(), ())):
                found[theme] = found.get(theme, 0.0) + 1 / (1 + place)
    total = sum(found.values())
    return {theme: amount / total for theme, amount in found.items()}


def _stems(unit: Unit) -> dict[str, str]:
    """Return the words of a unit by their beginnings."""
    return {
        stem(word.lemma.lower()): word.text
        for word in unit.sentence.words
        if is_content(word) and word.pos in _NAMING and len(word.lemma) >= SHORTEST_STEM
    }


def _common_themes(own: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    common = {theme: min(own[theme], theirs[theme]) for theme in own.keys() & theirs.keys()}
    strongest = sorted(common, key=lambda theme: (-common[theme], theme))
    return [theme for theme in strongest if common[theme] >= _LEAST_THEME][:_SHOWN_THEMES]

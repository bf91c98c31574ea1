"""How the linker is fitted: on means and ends, then on plans whose links were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.tracer import getval
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from stratac.language import VECTOR_WIDTH, Sentence
from stratac.linking.association import Array, Association, scores
from stratac.linking.evidence import Plan, Unit
from stratac.linking.linker import Linker, Logistic, thoughts
from stratac.linking.meaning import Doubles, Meaning, Rarity, theme_names

_RANK = 48
_EPOCHS = 30
_TOGETHER = 8
_TOP_RATE = 3e-3
_DECAY = {"likeness": 0.0, "themes": 2.0, "action": 4.0, "aim": 4.0}
_DROPPED = 0.6
_LIKENESS = 6.0
# Cross-validated on the training plans.
_FIRST_C, _SECOND_C = 0.1, 0.03
_FOLDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The aims of one organisation, its actions, and the number of the aim of each action."""

    actions: tuple[Meaning, ...]
    aims: tuple[Meaning, ...]
    served: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LinkedPlan:
    """A plan whose links were read: its units, and what each of its tactics serves.

    ``serves`` maps positions of tactics to positions of strategies.
    """

    units: tuple[Unit, ...]
    serves: Mapping[int, frozenset[int]]


def fit_association(organisations: Sequence[Ends], seed: int = 0) -> Association:
    """Learn what serves what: each action should call for its own aim among all at hand.

    Parameters
    ----------
    organisations
        Actions with the aims that they serve.
    seed
        Of everything that is drawn.
    """
    random = np.random.default_rng(seed)
    themes = len(theme_names())
    weights = {
        "likeness": np.full(2, _LIKENESS),
        "themes": np.zeros((themes, themes)),
        "action": random.normal(0, 0.03, (VECTOR_WIDTH, _RANK)),
        "aim": random.normal(0, 0.03, (VECTOR_WIDTH, _RANK)),
    }
    means = {name: np.zeros_like(value) for name, value in weights.items()}
    squares = {name: np.zeros_like(value) for name, value in weights.items()}
    steps = _EPOCHS * -(-len(organisations) // _TOGETHER)
    step = 0
    gradient = autograd.grad(_surprise)
    for _ in range(_EPOCHS):
        order = random.permutation(len(organisations)).tolist()
        for start in range(0, len(order), _TOGETHER):
            step += 1
            rate = _TOP_RATE * np.sin(np.pi * step / (steps + 1))
            chosen = [organisations[number] for number in order[start : start + _TOGETHER]]
            slopes = gradient(weights, *_together(chosen, random))
            for name, value in weights.items():
                means[name] += 0.1 * (slopes[name] - means[name])
                squares[name] += 0.001 * (slopes[name] ** 2 - squares[name])
                spread = np.sqrt(squares[name] / (1 - 0.999**step)) + 1e-8
                value *= 1 - rate * _DECAY[name]
                value -= rate / (1 - 0.9**step) * means[name] / spread
    return Association(weights)


def _together(chosen: Sequence[Ends], random: np.random.Generator) -> tuple[Doubles, ...]:
    """Lay several organisations out as matrices, some of the actions' numbers left out."""
    acts = [act for ends in chosen for act in ends.actions]
    aims = [aim for ends in chosen for aim in ends.aims]
    vectors, themes = (_left_out(part, random) for part in _matrices(acts))
    aim_vectors, aim_themes = _matrices(aims)
    served = np.zeros((len(acts), len(aims)))
    own = np.zeros((len(acts), len(aims)), dtype=bool)
    row = column = 0
    for ends in chosen:
        own[row : row + len(ends.actions), column : column + len(ends.aims)] = True
        for number, aim in enumerate(ends.served):
            served[row + number, column + aim] = 1.0
        row, column = row + len(ends.actions), column + len(ends.aims)
    return vectors, themes, aim_vectors, aim_themes, served, own


def _matrices(meanings: Sequence[Meaning]) -> tuple[Doubles, Doubles]:
    vectors = np.stack([meaning.vector for meaning in meanings])
    return vectors, np.stack([meaning.themes for meaning in meanings])


def _left_out(values: Doubles, random: np.random.Generator) -> Doubles:
    return values * (random.random(values.shape) >= _DROPPED)


def _surprise(
    weights: dict[str, Array],
    vectors: Doubles,
    themes: Doubles,
    aim_vectors: Doubles,
    aim_themes: Doubles,
    served: Doubles,
    own: Doubles,
) -> Array:
    """Return how surprising the aims served are, among an organisation's and among all."""
    found = scores(weights, vectors, themes, aim_vectors, aim_themes)
    among_own = found + np.where(own, 0.0, -1e9)
    return _cross_entropy(among_own, served) + 0.5 * _cross_entropy(found, served)


def _cross_entropy(found: Array, served: Doubles) -> Array:
    raised = found - getval(found).max(axis=1, keepdims=True)
    right = anp.sum(raised * served, axis=1)
    return anp.mean(anp.log(anp.sum(anp.exp(raised), axis=1)) - right)


def fit_linker(plans: Sequence[LinkedPlan], rarity: Rarity, association: Association) -> Linker:
    """Fit what weighs the evidence on plans whose links were read.

    The second judge learns from what the first thinks of plans that it has not seen.
    """
    made = [(Plan(plan.units, rarity, association), plan) for plan in plans]
    laid_out = [(out, plan) for out, plan in made if out.tactics and out.strategies]
    pairs = [list(out.pairs()) for out, _ in laid_out]
    evidence = [[found for _, found in rows] for rows in pairs]
    columns = [[chosen for chosen, _ in rows] for rows in pairs]
    served = [
        [
            np.array([out.strategies[column] in plan.serves.get(tactic, ()) for column in chosen])
            for tactic, chosen in zip(out.tactics, rows, strict=True)
        ]
        for (out, plan), rows in zip(laid_out, columns, strict=True)
    ]
    numbers = np.arange(len(laid_out))
    thought: dict[int, Doubles] = {}
    for seen, unseen in GroupKFold(_FOLDS).split(numbers, groups=numbers):
        judge = _fit_logistic(
            np.vstack([row for number in seen for row in evidence[number]]),
            np.concatenate([row for number in seen for row in served[number]]),
            _FIRST_C,
        )
        for number in unseen.tolist():
            thought[number] = thoughts(judge, laid_out[number][0], pairs[number])
    beside = [
        np.hstack([row, second[chosen]])
        for number, (out, _) in enumerate(laid_out)
        for row, chosen, second in zip(
            evidence[number], columns[number], out.second(thought[number]), strict=True
        )
    ]
    answers = np.concatenate([row for rows in served for row in rows])
    return Linker(
        rarity,
        association,
        _fit_logistic(np.vstack([row for rows in evidence for row in rows]), answers, _FIRST_C),
        _fit_logistic(np.vstack(beside), answers, _SECOND_C),
    )


def _fit_logistic(evidence: Doubles, answers: Doubles, c: float) -> Logistic:
    scaler = StandardScaler().fit(evidence)
    fitted = LogisticRegression(C=c, max_iter=3000)
    fitted.fit(scaler.transform(evidence), answers)
    return Logistic(scaler.mean_, scaler.scale_, fitted.coef_[0], float(fitted.intercept_[0]))


def ends(
    actions: Sequence[Sentence], aims: Sequence[Sentence], served: Sequence[int], rarity: Rarity
) -> Ends:
    """Return the aims and actions of one organisation by their meanings."""
    return Ends(
        tuple(rarity.meaning(sentence) for sentence in actions),
        tuple(rarity.meaning(sentence) for sentence in aims),
        tuple(served),
    )

"""How experts and judges are fitted, with scikit-learn."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from stratac.judging.classifier import (
    LOGITS,
    Classifier,
    Doubles,
    Judge,
    Scale,
    Words,
    assemble,
    context,
    numbers,
)
from stratac.judging.terms import Terms
from stratac.reading import Reading
from stratac.records import Label

# Cross-validated by document; the model card has the values tried.
_WORDS_C = 10.0
_JUDGE_C = 0.05
# How firmly a judge is held where pages have brought it, against contrasting sentences.
_NATURE_HELD = 10_000.0
_FOLDS = 5


def fit(
    readings: Sequence[Reading],
    labels: Sequence[str],
    documents: Sequence[str],
    weight: Doubles,
    judge_weight: Doubles,
    nature_weight: Doubles,
) -> Classifier:
    """Fit experts and judges.

    Parameters
    ----------
    readings
        Readings, in their documents.
    labels
        Their labels.
    documents
        The document of each: none is on both sides of a fold.
    weight
        Weight of each reading.
    judge_weight
        Weight of each reading for the judges; 0 for those that do not look like
        what will be classified.
    nature_weight
        Weight of each reading where the judges settle what is intention and what action;
        0 for what is neither of them, or is no sentence that contrasts with others.
    """
    answers = np.asarray(labels)
    chosen, contrasts = judge_weight > 0, nature_weight > 0
    fitted = StandardScaler().fit(numbers(readings)[chosen])
    scale = Scale(fitted.mean_, fitted.scale_)
    beside = evidence_of_unseen(readings, labels, documents, weight, scale)
    action = (answers == Label.TACTIC).astype(np.float64)

    def judge(evidence: Doubles) -> Judge:
        return settle_nature(
            fit_judge(evidence[chosen], answers[chosen], judge_weight[chosen]),
            evidence[contrasts],
            action[contrasts],
            nature_weight[contrasts],
        )

    return Classifier(
        tuple(np.unique(answers).tolist()),
        _fit_words(readings, answers, weight),
        scale,
        judge(beside[:, : -len(LOGITS)]),
        judge(beside),
    )


def evidence_of_unseen(
    readings: Sequence[Reading],
    labels: Sequence[str],
    documents: Sequence[str],
    weight: Doubles,
    scale: Scale,
) -> Doubles:
    """Return what the judge weighs, the words judged by experts that had not seen them.

    Parameters are those of `fit`; shape (readings, pieces of evidence), the context
    among them.
    """
    answers = np.asarray(labels)
    outside = np.zeros((len(answers), len(np.unique(answers))))
    for seen, unseen in GroupKFold(_FOLDS).split(answers, groups=documents):
        expert = _fit_words([readings[i] for i in seen], answers[seen], weight[seen])
        outside[unseen] = expert.judge(expert.terms.weigh([readings[i] for i in unseen]))
    return np.hstack([assemble(outside, scale, readings), context(readings)])


def fit_judge(evidence: Doubles, labels: npt.NDArray[np.str_], weight: Doubles) -> Judge:
    """Fit a judge on evidence of unseen documents."""
    fitted = LogisticRegression(C=_JUDGE_C, max_iter=1000)
    fitted.fit(evidence, labels, sample_weight=weight)
    return Judge(fitted.coef_, fitted.intercept_, evidence.mean(axis=0))


def _fit_words(readings: Sequence[Reading], labels: npt.NDArray[np.str_], weight: Doubles) -> Words:
    terms = Terms.fit(readings)
    fitted = LogisticRegression(C=_WORDS_C, max_iter=500)
    fitted.fit(terms.weigh(readings), labels, sample_weight=weight)
    return Words(terms, fitted.coef_, fitted.intercept_)


def settle_nature(judge: Judge, evidence: Doubles, action: Doubles, weight: Doubles) -> Judge:
    """Let a judge tell intention from action by sentences that differ in little else.

    What a judge weighs of a whole page it has learned from pages, where « plus de » speaks
    of aims. Contrasting sentences that neither network nor expert had met show it how far to
    trust them against predicate and object. Only the difference between the two natures
    moves, and it is held where it was: whether a sentence wants or does anything at all is
    judged as before.

    Parameters
    ----------
    judge
        A fitted judge.
    evidence
        Of contrasting sentences that are one of the two, unseen by those who judged them.
    action
        1 where a sentence is an action, 0 where it is an intention.
    weight
        Weight of each sentence.
    """
    # Labels stand in alphabetical order: other, strategy, tactic.
    intention_weights, action_weights = judge.weights[1], judge.weights[2]
    before = evidence @ (action_weights - intention_weights) + judge.bias[2] - judge.bias[1]

    def surprise(moves: Doubles) -> tuple[float, Doubles]:
        logits = before + evidence @ moves
        wrong = (0.5 * (1.0 + np.tanh(0.5 * logits)) - action) * weight
        value = (np.logaddexp(0, logits) - action * logits) @ weight
        value += _NATURE_HELD / 2 * float(moves @ moves)
        return value, evidence.T @ wrong + _NATURE_HELD * moves

    moves = minimize(surprise, np.zeros(evidence.shape[1]), jac=True, method="L-BFGS-B").x
    weights = judge.weights + np.array([[0.0], [-0.5], [0.5]]) * moves
    return dataclasses.replace(judge, weights=weights)

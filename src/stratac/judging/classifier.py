"""The fitted classifier: readings in, calibrated probabilities out.

Two experts look at each reading, and an additive judge weighs them. *Words* is
linear over n-grams, predicate and object. The *network* over tokens has spoken in the
reading already, of the sentence by itself and in its document. The judge is a
multinomial logistic regression over the experts' log-odds and the readable
evidence, fitted on predictions that the experts made for documents they had not
seen: it is calibrated by construction, and its terms are what `explain` shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.features.tokens import Floats
from stratac.judging.terms import Terms
from stratac.reading import NAMES, Reading

Doubles = npt.NDArray[np.float64]

# What the network says of a reading.
LOGITS = ("strategy", "tactic", "other", "action against intention")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The expert on words: ``weights`` of shape (labels, terms), and where it starts from."""

    terms: Terms
    weights: Doubles
    bias: Doubles
    _by_term: Doubles = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # A sparse matrix would lay them out anew for each batch.
        object.__setattr__(self, "_by_term", np.ascontiguousarray(self.weights.T))

    def __getstate__(self) -> tuple[Terms, Doubles, Doubles]:
        return self.terms, self.weights, self.bias

    def __setstate__(self, state: tuple[Terms, Doubles, Doubles]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def judge(self, found: sp.csr_matrix) -> Doubles:
        """Return log-probabilities for weighted terms, shape (readings, labels)."""
        return _log_softmax(np.asarray(found @ self._by_term) + self.bias)


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Where numbers lie and how far they spread."""

    mean: Doubles
    spread: Doubles

    def apply(self, values: npt.NDArray[np.float32]) -> Doubles:
        """Return values in spreads about the mean."""
        return np.asarray((values - self.mean) / self.spread)


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """An additive judge: weights of shape (labels, evidence), and where it starts from.

    ``mean`` is the mean of the evidence on which it was fitted.
    """

    weights: Doubles
    bias: Doubles
    mean: Doubles

    def predict_proba(self, evidence: Doubles) -> Doubles:
        """Return probabilities, shape (readings, labels)."""
        return np.exp(_log_softmax(evidence @ self.weights.T + self.bias))


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """Experts on readings, weighed by an additive judge.

    Attributes
    ----------
    labels
        The labels in alphabetical order.
    words
        The expert on words.
    scale
        Of the numbers that were read.
    alone, in_context
        The judges: of a sentence by itself, and of one in its document.
    """

    labels: tuple[str, ...]
    words: Words
    scale: Scale
    alone: Judge
    in_context: Judge

    def judge(self, readings: Sequence[Reading]) -> Judge:
        """Return the judge for these readings: in their document, or each by itself."""
        return self.alone if readings[0].in_context is None else self.in_context

    def weigh(self, readings: Sequence[Reading]) -> tuple[Doubles, sp.csr_matrix]:
        """Return what the judge weighs, and the terms of which the words expert judged.

        Shapes are (readings, pieces of evidence) and (readings, terms).
        """
        terms = self.words.terms.weigh(readings)
        evidence = assemble(self.words.judge(terms), self.scale, readings)
        if self.judge(readings) is self.in_context:
            evidence = np.hstack([evidence, context(readings)])
        return evidence, terms

    def predict_proba(self, readings: Sequence[Reading]) -> Doubles:
        """Return calibrated probabilities, shape (readings, labels)."""
        return self.judge(readings).predict_proba(self.weigh(readings)[0])

    def evidence_names(self) -> tuple[str, ...]:
        """Return the names of what the judges weigh; one by itself has not the context."""
        words = [f"words expert: {label}" for label in self.labels]
        network = [f"network: {name}" for name in LOGITS]
        return (*words, *network, *NAMES, *(f"context: {name}" for name in LOGITS))


_LEAST_LOG = np.log(1e-4)


def assemble(of_words: Doubles, scale: Scale, readings: Sequence[Reading]) -> Doubles:
    """Return what a judge weighs of sentences by themselves.

    Parameters
    ----------
    of_words
        Log-probabilities of the words expert, shape (readings, labels).
    scale
        Of the numbers that were read.
    readings
        What was read.
    """
    logs = np.maximum(of_words, _LEAST_LOG)
    network = _centred(np.stack([reading.alone for reading in readings]))
    return np.hstack(
        [logs - logs.mean(axis=1, keepdims=True), network, scale.apply(numbers(readings))]
    )


def context(readings: Sequence[Reading]) -> Doubles:
    """Return what a judge weighs of their documents beside."""
    return _centred(np.array([reading.in_context for reading in readings]))


def numbers(readings: Sequence[Reading]) -> Floats:
    """Return the numbers of the feature families, shape (readings, numbers)."""
    return np.stack([reading.numbers for reading in readings])


def _centred(logits: Floats) -> Doubles:
    """Return log-odds of the labels about their mean, and those of the nature."""
    logs = _log_softmax(logits[:, :3].astype(np.float64))
    return np.hstack([logs - logs.mean(axis=1, keepdims=True), logits[:, 3:]])


def _log_softmax(logits: Doubles) -> Doubles:
    # SciPy has it in a module that takes as long to import as all of ours.
    raised = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(raised - np.log(np.exp(raised).sum(axis=1, keepdims=True)))

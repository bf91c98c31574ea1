"""The classifier, unfitted: readings in, calibrated probabilities out.

Two experts look at each reading, and an additive judge weighs them. *Words* is
linear over n-grams, predicate and object. *Meaning* is a small network over word
vectors and the numbers of the families. The judge is a multinomial logistic
regression over the experts' log-odds and the readable evidence, fitted on
predictions that the experts made for documents they had not seen: it is
calibrated by construction, and its terms are what `explain` shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from stratac.features.reading import NAMES, Reading
from stratac.records import Label

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
CLASSES = tuple(sorted(Label))

_SHAPE = {"NUM": "<nombre>", "PROPN": "<nom>"}
# Cross-validated by document; the model card has the values tried.
_WORDS_C = 10.0
_MEANING_UNITS = 96
_MEANING_ALPHA = 1.0
_MEANING_EPOCHS = 15
_JUDGE_C = 0.05
_FOLDS = 5


def terms(reading: Reading) -> list[str]:
    """Return the words, word pairs and clause tokens of a reading, for n-grams.

    Figures and proper names are masked: they give the document away.
    """
    tokens = reading.sentence.tokens
    words = [
        _SHAPE.get(token.pos) or ("<nombre>" if token.text[:1].isdigit() else token.lemma.lower())
        for token in tokens
        if token.pos != "SPACE"
    ]
    pairs = [f"{left} {right}" for left, right in zip(["^", *words], [*words, "$"], strict=True)]
    verb = reading.features.verb
    clause = []
    if verb is not None:
        clause = [f"P={verb.lemma.lower()}", f"P:{verb.type}/{verb.form}"]
        if reading.target >= 0:
            target = tokens[reading.target].lemma.lower()
            clause += [f"O={target}", f"P:{verb.type} O:{verb.object_type}"]
    shapes = [token.pos for token in tokens[:4]]
    return [*words, *pairs, *clause, "^" + "-".join(shapes[:2]), "^" + "-".join(shapes)]


def _identity(value: list[str]) -> list[str]:
    return value


class Terms(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings to lists of terms."""

    def fit(self, X: Sequence[Reading], y: object = None) -> Terms:
        """Learn nothing."""
        return self

    def transform(self, X: Sequence[Reading]) -> list[list[str]]:
        """Return the terms of each reading."""
        return [terms(reading) for reading in X]


class Numbers(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings to the numbers of the feature families, shape (readings, numbers)."""

    def fit(self, X: Sequence[Reading], y: object = None) -> Numbers:
        """Learn nothing."""
        return self

    def transform(self, X: Sequence[Reading]) -> Floats:
        """Return one row of numbers a reading."""
        return np.stack([reading.numbers for reading in X])

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the numbers."""
        return np.array(NAMES, dtype=object)


class Vectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings to word vectors: mean of the content words, predicate, object.

    Each of the three has unit length, so that long units do not weigh less.
    """

    def fit(self, X: Sequence[Reading], y: object = None) -> Vectors:
        """Learn nothing."""
        return self

    def transform(self, X: Sequence[Reading]) -> Floats:
        """Return one row of 900 numbers a reading."""
        rows = []
        for reading in X:
            tokens, vectors = reading.sentence.tokens, reading.sentence.vectors
            content = [i for i, token in enumerate(tokens) if token.pos in _CONTENT]
            middle = vectors[content].mean(axis=0) if content else vectors.mean(axis=0)
            target = vectors[reading.target] if reading.target >= 0 else np.zeros_like(middle)
            parts = (middle, vectors[reading.predicate], target)
            rows.append(np.concatenate([_unit(part) for part in parts]))
        return np.asarray(rows, dtype=np.float32)


_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV"})


def _unit(vector: Floats) -> Floats:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


def build_words() -> Pipeline:
    """Return the expert on words, unfitted."""
    return make_pipeline(
        Terms(),
        TfidfVectorizer(analyzer=_identity, min_df=2, sublinear_tf=True, dtype=np.float32),
        LogisticRegression(C=_WORDS_C, max_iter=500),
    )


def build_meaning() -> Pipeline:
    """Return the expert on meaning, unfitted."""
    return make_pipeline(
        FeatureUnion([("vectors", Vectors()), ("numbers", Numbers())]),
        StandardScaler(),
        MLPClassifier(
            (_MEANING_UNITS,),
            alpha=_MEANING_ALPHA,
            batch_size=64,
            learning_rate_init=5e-4,
            max_iter=_MEANING_EPOCHS,
            random_state=0,
        ),
    )


class StatementClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Experts on readings, weighed by an additive judge.

    Parameters
    ----------
    experts
        Pairs of a name and an unfitted classifier of readings, or None for the
        experts on words and on meaning.
    folds
        Number of folds by which the judge gets predictions of unseen documents.

    Attributes
    ----------
    classes_
        The labels in alphabetical order.
    experts_
        The fitted experts, trained on everything.
    judge_
        The fitted multinomial logistic regression.
    """

    def __init__(
        self, experts: Sequence[tuple[str, BaseEstimator]] | None = None, folds: int = _FOLDS
    ) -> None:
        self.experts = experts
        self.folds = folds

    def fit(
        self,
        X: Sequence[Reading],
        y: Sequence[str],
        groups: Sequence[str],
        sample_weight: npt.NDArray[np.float64] | None = None,
        judged: npt.NDArray[np.bool_] | None = None,
    ) -> StatementClassifier:
        """Fit experts and judge.

        Parameters
        ----------
        X
            Readings.
        y
            Their labels.
        groups
            The document of each: no document is on both sides of a fold.
        sample_weight
            Weight of each reading, default 1.
        judged
            Which readings the judge learns from, default all: those that look
            like what will be classified.
        """
        labels = np.asarray(y)
        weight = np.ones(len(labels)) if sample_weight is None else np.asarray(sample_weight)
        chosen = np.ones(len(labels), bool) if judged is None else np.asarray(judged)
        self.classes_ = np.unique(labels)
        unfitted = self.experts or (("words", build_words()), ("meaning", build_meaning()))
        outside = np.zeros((len(labels), len(unfitted), len(self.classes_)))
        for seen, unseen in GroupKFold(self.folds).split(labels, groups=groups):
            for number, (_, expert) in enumerate(unfitted):
                fitted = _fit(expert, X, labels, weight, seen)
                outside[unseen, number] = fitted.predict_proba([X[i] for i in unseen])
        everything = np.arange(len(labels))
        self.experts_ = [
            (name, _fit(expert, X, labels, weight, everything)) for name, expert in unfitted
        ]
        numbers = Numbers().transform(X)
        self.scaler_ = StandardScaler().fit(numbers[chosen])
        evidence = self._evidence(outside, numbers)
        self.judge_ = LogisticRegression(C=_JUDGE_C, max_iter=1000).fit(
            evidence[chosen], labels[chosen], sample_weight=weight[chosen]
        )
        self.mean_ = evidence[chosen].mean(axis=0)
        return self

    def _evidence(self, expert_probabilities: Doubles, numbers: Floats) -> Doubles:
        logs = np.log(np.clip(expert_probabilities, 1e-4, 1.0))
        centred = logs - logs.mean(axis=2, keepdims=True)
        return np.hstack([centred.reshape(len(numbers), -1), self.scaler_.transform(numbers)])

    def evidence(self, X: Sequence[Reading]) -> Doubles:
        """Return what the judge weighs, shape (readings, experts × labels + numbers)."""
        probabilities = np.stack([expert.predict_proba(X) for _, expert in self.experts_], axis=1)
        return self._evidence(probabilities, Numbers().transform(X))

    def predict_proba(self, X: Sequence[Reading]) -> Doubles:
        """Return calibrated probabilities, shape (readings, labels)."""
        return np.asarray(self.judge_.predict_proba(self.evidence(X)))

    def predict(self, X: Sequence[Reading]) -> npt.NDArray[np.str_]:
        """Return the most probable label of each reading."""
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])

    def evidence_names(self) -> tuple[str, ...]:
        """Return the names of the columns of `evidence`."""
        experts = [
            f"{name} expert: {label}" for name, _ in self.experts_ for label in self.classes_
        ]
        return (*experts, *NAMES)


def _fit(
    expert: BaseEstimator,
    X: Sequence[Reading],
    y: npt.NDArray[np.str_],
    weight: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
) -> BaseEstimator:
    name = expert.steps[-1][0]
    return clone(expert).fit(
        [X[i] for i in rows], y[rows], **{f"{name}__sample_weight": weight[rows]}
    )

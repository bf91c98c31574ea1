"""The classifier, unfitted: readings in, calibrated probabilities out.

Three experts look at each reading, and an additive judge weighs them. *Words* is
linear over n-grams, predicate and object. *Meaning* is a small perceptron over word
vectors and the numbers of the families. The *network* over tokens has spoken in the
reading already, of the sentence by itself and in its document. The judge is a
multinomial logistic regression over the experts' log-odds and the readable
evidence, fitted on predictions that the experts made for documents they had not
seen: it is calibrated by construction, and its terms are what `explain` shows.
"""

from __future__ import annotations

import functools
import itertools
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler, normalize

from stratac.features.framing import announcing_words
from stratac.features.tokens import look_up
from stratac.reading import NAMES, Reading

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_ANNOUNCING = "<annonce>"
_SHAPE = {"NUM": "<nombre>", "PROPN": "<nom>"}
# Cross-validated by document; the model card has the values tried.
_WORDS_C = 10.0
_MEANING_UNITS = 96
_MEANING_ALPHA = 3.0
_MEANING_EPOCHS = 4
_JUDGE_C = 0.05
_FOLDS = 5


@functools.lru_cache(maxsize=100_000)
def _term(text: str, lemma: str, pos: str) -> str:
    if pos in _SHAPE:
        return _SHAPE[pos]
    return _SHAPE["NUM"] if text[:1].isdigit() else lemma.lower()


def settled(reading: Reading) -> str:
    """Return how open the predicate is and how doable its object, as one term."""
    tokens = reading.sentence.tokens
    verb, target = tokens[reading.predicate], tokens[reading.target]
    word = look_up(verb.lemma, verb.text, verb.pos)
    other = look_up(target.lemma, target.text, target.pos)
    return f"P~{word.doable}/{word.open} O~{other.doable}"


def terms(reading: Reading) -> list[str]:
    """Return the words, word pairs and clause tokens of a reading, for n-grams.

    Figures and proper names are masked: they give the document away. So are the
    words by which a sentence names itself: they must decide nothing.
    """
    tokens = reading.sentence.tokens
    words = [_term(token.text, token.lemma, token.pos) for token in tokens]
    for place in announcing_words(tokens, reading.predicate):
        words[place] = _ANNOUNCING
    pairs = [f"{left} {right}" for left, right in zip(["^", *words], [*words, "$"], strict=True)]
    verb = reading.features.verb
    clause = []
    if verb is not None:
        clause = [f"P={verb.lemma.lower()}", f"P:{verb.type}/{verb.form}"]
        if reading.target >= 0:
            target = tokens[reading.target].lemma.lower()
            clause += [f"O={target}", f"P:{verb.type} O:{verb.object_type}", settled(reading)]
    shapes = [token.pos for token in tokens[:4]]
    return [*words, *pairs, *clause, "^" + "-".join(shapes[:2]), "^" + "-".join(shapes)]


class Terms(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings to weighted terms: logarithm of the count × inverse document frequency.

    What `TfidfVectorizer` gives for ``sublinear_tf=True``, from lists of terms and
    in a third of its time.

    Parameters
    ----------
    min_df
        A term found in fewer readings is left out.
    """

    def __init__(self, min_df: int = 2) -> None:
        self.min_df = min_df

    def fit(self, X: Sequence[Reading], y: object = None) -> Terms:
        """Learn which terms there are and how rare each is."""
        found = Counter(term for reading in X for term in set(terms(reading)))
        kept = sorted(term for term, count in found.items() if count >= self.min_df)
        self.vocabulary_ = {term: column for column, term in enumerate(kept)}
        counts = np.array([found[term] for term in kept], dtype=np.float32)
        self.rarity_ = np.log((1 + len(X)) / (1 + counts)) + 1
        return self

    def transform(self, X: Sequence[Reading]) -> sp.csr_matrix:
        """Return one row of unit length a reading, shape (readings, terms), sparse."""
        vocabulary = self.vocabulary_
        rows = [
            [column for column in map(vocabulary.get, terms(reading)) if column is not None]
            for reading in X
        ]
        pointers = np.cumsum([0, *map(len, rows)])
        columns = np.fromiter(itertools.chain.from_iterable(rows), np.int32, pointers[-1])
        ones = np.ones(len(columns), dtype=np.float32)
        matrix = sp.csr_matrix((ones, columns, pointers), shape=(len(rows), len(vocabulary)))
        matrix.sum_duplicates()
        matrix.data = (1 + np.log(matrix.data)) * self.rarity_[matrix.indices]
        return normalize(matrix, copy=False)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the terms."""
        return np.array(list(self.vocabulary_), dtype=object)


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
        return np.stack([reading.vectors for reading in X])


def build_words() -> Pipeline:
    """Return the expert on words, unfitted."""
    return make_pipeline(
        Terms(),
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


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """An additive judge: weights of shape (labels, evidence), and where it starts from."""

    weights: Doubles
    bias: Doubles
    mean: Doubles

    @classmethod
    def fit(cls, evidence: Doubles, labels: npt.NDArray[np.str_], weight: Doubles) -> Judge:
        """Fit a judge on evidence of unseen documents."""
        fitted = LogisticRegression(C=_JUDGE_C, max_iter=1000)
        fitted.fit(evidence, labels, sample_weight=weight)
        return cls(fitted.coef_, fitted.intercept_, evidence.mean(axis=0))

    def predict_proba(self, evidence: Doubles) -> Doubles:
        """Return probabilities, shape (readings, labels)."""
        return np.asarray(softmax(evidence @ self.weights.T + self.bias, axis=1))


class StatementClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Experts on readings, weighed by an additive judge.

    Parameters
    ----------
    folds
        Number of folds by which the judge gets predictions of unseen documents.
    experts
        Which experts there are beside the network: ``words``, ``meaning``.

    Attributes
    ----------
    classes_
        The labels in alphabetical order.
    experts_
        The fitted experts by name, trained on everything.
    alone_, in_context_
        The fitted judges: of a sentence by itself, and of one in its document.
    """

    def __init__(
        self, folds: int = _FOLDS, experts: tuple[str, ...] = ("words", "meaning")
    ) -> None:
        self.folds = folds
        self.experts = experts

    def fit(
        self,
        X: Sequence[Reading],
        y: Sequence[str],
        groups: Sequence[str],
        sample_weight: npt.NDArray[np.float64] | None = None,
        judge_weight: npt.NDArray[np.float64] | None = None,
    ) -> StatementClassifier:
        """Fit experts and judge.

        Parameters
        ----------
        X
            Readings, in their documents.
        y
            Their labels.
        groups
            The document of each: no document is on both sides of a fold.
        sample_weight
            Weight of each reading, default 1.
        judge_weight
            Weight of each reading for the judge, default as ``sample_weight``; 0
            for those that do not look like what will be classified.
        """
        labels = np.asarray(y)
        weight = np.ones(len(labels)) if sample_weight is None else np.asarray(sample_weight)
        judging = weight if judge_weight is None else np.asarray(judge_weight)
        chosen = judging > 0
        self.classes_ = np.unique(labels)
        builders = {"words": build_words, "meaning": build_meaning}
        unfitted = [(name, builders[name]()) for name in self.experts]
        outside = np.zeros((len(labels), len(unfitted), len(self.classes_)))
        for seen, unseen in GroupKFold(self.folds).split(labels, groups=groups):
            for number, (_, expert) in enumerate(unfitted):
                fitted = _fit(expert, X, labels, weight, seen)
                outside[unseen, number] = fitted.predict_proba([X[i] for i in unseen])
        everything = np.arange(len(labels))
        self.experts_ = {
            name: _fit(expert, X, labels, weight, everything) for name, expert in unfitted
        }
        numbers = Numbers().transform(X)
        self.scaler_ = StandardScaler().fit(numbers[chosen])
        evidence = self._evidence(outside, X, numbers)
        self.alone_ = Judge.fit(evidence[chosen], labels[chosen], judging[chosen])
        beside = np.hstack([evidence, _context(X)])
        self.in_context_ = Judge.fit(beside[chosen], labels[chosen], judging[chosen])
        return self

    def _evidence(
        self, expert_probabilities: Doubles, X: Sequence[Reading], numbers: Floats
    ) -> Doubles:
        logs = np.log(np.clip(expert_probabilities, 1e-4, 1.0))
        centred = logs - logs.mean(axis=2, keepdims=True)
        network = _centred(np.stack([reading.alone for reading in X]))
        return np.hstack([centred.reshape(len(X), -1), network, self.scaler_.transform(numbers)])

    def judge(self, X: Sequence[Reading]) -> Judge:
        """Return the judge for these readings: in their document, or each by itself."""
        return self.alone_ if X[0].in_context is None else self.in_context_

    def weigh(self, X: Sequence[Reading]) -> tuple[Doubles, sp.csr_matrix]:
        """Return what the judge weighs, and the terms of which the words expert judged.

        Shapes are (readings, pieces of evidence) and (readings, terms).
        """
        terms_found = sp.csr_matrix((len(X), 0))
        probabilities = []
        for name, expert in self.experts_.items():
            if name == "words":
                terms_found = expert[:-1].transform(X)
                probabilities.append(expert[-1].predict_proba(terms_found))
            else:
                probabilities.append(expert.predict_proba(X))
        evidence = self._evidence(np.stack(probabilities, axis=1), X, Numbers().transform(X))
        if self.judge(X) is self.in_context_:
            evidence = np.hstack([evidence, _context(X)])
        return evidence, terms_found

    def predict_proba(self, X: Sequence[Reading]) -> Doubles:
        """Return calibrated probabilities, shape (readings, labels)."""
        return self.judge(X).predict_proba(self.weigh(X)[0])

    def predict(self, X: Sequence[Reading]) -> npt.NDArray[np.str_]:
        """Return the most probable label of each reading."""
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])

    def evidence_names(self) -> tuple[str, ...]:
        """Return the names of what the judges weigh; one by itself has not the context."""
        experts = [f"{name} expert: {label}" for name in self.experts_ for label in self.classes_]
        network = [f"network: {name}" for name in _LOGITS]
        return (*experts, *network, *NAMES, *(f"context: {name}" for name in _LOGITS))


_LOGITS = ("strategy", "tactic", "other", "action against intention")


def _context(X: Sequence[Reading]) -> Doubles:
    return _centred(np.array([reading.in_context for reading in X]))


def _centred(logits: Floats) -> Doubles:
    """Return log-odds of the labels about their mean, and those of the nature."""
    logs = log_softmax(logits[:, :3].astype(np.float64), axis=1)
    return np.hstack([logs - logs.mean(axis=1, keepdims=True), logits[:, 3:]])


def _fit(
    expert: BaseEstimator,
    X: Sequence[Reading],
    y: npt.NDArray[np.str_],
    weight: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
) -> BaseEstimator:
    name = expert.steps[-1][0]
    with warnings.catch_warnings():
        # The network is stopped early on purpose: see _MEANING_EPOCHS.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = clone(expert).fit(
            [X[i] for i in rows], y[rows], **{f"{name}__sample_weight": weight[rows]}
        )
    for layer in getattr(fitted[-1], "coefs_", ()):
        # Weights of evidence that never occurs shrink to numbers so small that the
        # processor takes ten times as long over them.
        layer[np.abs(layer) < _NEGLIGIBLE] = 0.0
    return fitted


_NEGLIGIBLE = 1e-30

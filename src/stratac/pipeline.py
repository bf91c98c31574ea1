"""The classifier, unfitted: readings in, calibrated probabilities out.

Two experts look at each reading, and an additive judge weighs them. *Words* is
linear over n-grams, predicate and object. The *network* over tokens has spoken in the
reading already, of the sentence by itself and in its document. The judge is a
multinomial logistic regression over the experts' log-odds and the readable
evidence, fitted on predictions that the experts made for documents they had not
seen: it is calibrated by construction, and its terms are what `explain` shows.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler, normalize

from stratac.features.tokens import rating
from stratac.language import Word
from stratac.reading import NAMES, Reading

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_ANNOUNCING = "<annonce>"
_SHAPE = {"NUM": "<nombre>", "PROPN": "<nom>"}
# Cross-validated by document; the model card has the values tried.
_WORDS_C = 10.0
_JUDGE_C = 0.05
_FOLDS = 5


@functools.lru_cache(maxsize=100_000)
def _term(word: Word) -> str:
    if word.pos in _SHAPE:
        return _SHAPE[word.pos]
    return _SHAPE["NUM"] if word.text[:1].isdigit() else word.lemma.lower()


def settled(reading: Reading) -> str:
    """Return how open the predicate is and how doable its object, as one term."""
    tokens = reading.sentence.tokens
    verb, target = tokens[reading.predicate], tokens[reading.target]
    word, other = rating(verb.word), rating(target.word)
    return f"P~{word.doable}/{word.open} O~{other.doable}"


def words(reading: Reading) -> list[str]:
    """Return the words of a reading, in order.

    Figures and proper names are masked: they give the document away. So are the
    words by which a sentence names itself: they must decide nothing.
    """
    tokens = reading.sentence.tokens
    found = [_term(token.word) for token in tokens]
    for place in reading.announcing:
        if place < reading.predicate:
            found[place] = _ANNOUNCING
    return found


def clause(reading: Reading) -> list[str]:
    """Return the terms of predicate and object, and of how the sentence begins."""
    tokens = reading.sentence.tokens
    verb = reading.features.verb
    found = []
    if verb is not None:
        found = [f"P={verb.lemma.lower()}", f"P:{verb.type}/{verb.form}"]
        if reading.target >= 0:
            target = tokens[reading.target].lemma.lower()
            found += [f"O={target}", f"P:{verb.type} O:{verb.object_type}", settled(reading)]
    shapes = [token.pos for token in tokens[:4]]
    return [*found, "^" + "-".join(shapes[:2]), "^" + "-".join(shapes)]


_BEGINNING, _END = "^", "$"


def _pairs(found: Sequence[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise([_BEGINNING, *found, _END]))


class Terms(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings to weighted terms: logarithm of the count × inverse document frequency.

    What `TfidfVectorizer` gives for ``sublinear_tf=True`` of words, word pairs and
    clause terms; pairs are looked up as pairs of numbers, which takes a fifth of
    the time that their strings would.

    Parameters
    ----------
    min_df
        A term found in fewer readings is left out.
    """

    def __init__(self, min_df: int = 2) -> None:
        self.min_df = min_df

    def fit(self, X: Sequence[Reading], y: object = None) -> Terms:
        """Learn which terms there are and how rare each is."""
        found: Counter[str | tuple[str, str]] = Counter()
        for reading in X:
            inside = words(reading)
            found.update({*inside, *_pairs(inside), *clause(reading)})
        kept = {term: count for term, count in found.items() if count >= self.min_df}
        singles = sorted(term for term in kept if isinstance(term, str))
        pairs = [term for term in kept if not isinstance(term, str)]
        self.columns_ = {term: column for column, term in enumerate(singles)}
        # A number for every word of a pair: that of its column, where it has one.
        numbers = dict(self.columns_)
        for word in itertools.chain.from_iterable(pairs):
            numbers.setdefault(word, len(numbers))
        self.numbers_ = numbers
        pairs.sort(key=self._key)
        self.pairs_ = np.array([self._key(pair) for pair in pairs], dtype=np.int64)
        columns: list[str | tuple[str, str]] = [*singles, *pairs]
        counts = np.array([kept[term] for term in columns], dtype=np.float32)
        self.rarity_ = np.log((1 + len(X)) / (1 + counts)) + 1
        return self

    def _key(self, pair: tuple[str, str]) -> int:
        return self.numbers_[pair[0]] * len(self.numbers_) + self.numbers_[pair[1]]

    def transform(self, X: Sequence[Reading]) -> sp.csr_matrix:
        """Return one row of unit length a reading, shape (readings, terms), sparse."""
        number, column = self.numbers_.get, self.columns_.get
        strings = [[_BEGINNING, *words(reading), _END] for reading in X]
        lengths = np.array([len(row) for row in strings])
        flat = np.array([number(word, -1) for row in strings for word in row], dtype=np.int64)
        row_of = np.repeat(np.arange(len(X)), lengths)
        ends = np.cumsum(lengths) - 1
        inner = np.ones(len(flat), dtype=bool)
        inner[ends] = inner[ends - lengths + 1] = False
        single = np.flatnonzero(inner & (flat >= 0) & (flat < len(self.columns_)))
        pair = np.flatnonzero((flat[:-1] >= 0) & (flat[1:] >= 0) & (row_of[:-1] == row_of[1:]))
        keys = flat[pair] * len(self.numbers_) + flat[pair + 1]
        places = np.searchsorted(self.pairs_, keys)
        known = np.append(self.pairs_, -1)[places] == keys
        clauses = [
            (row, found)
            for row, reading in enumerate(X)
            for term in clause(reading)
            if (found := column(term)) is not None
        ]
        rows_of_clauses, of_clauses = np.array(clauses, dtype=np.int64).reshape(-1, 2).T
        rows = np.concatenate((row_of[single], row_of[pair[known]], rows_of_clauses))
        columns = np.concatenate((flat[single], len(self.columns_) + places[known], of_clauses))
        ones = np.ones(len(rows), dtype=np.float32)
        matrix = sp.csr_matrix((ones, (rows, columns)), shape=(len(X), len(self.rarity_)))
        matrix.data = (1 + np.log(matrix.data)) * self.rarity_[matrix.indices]
        return normalize(matrix, copy=False)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the terms; the words of a pair are parted by a blank."""
        names = list(self.numbers_)
        pairs = [
            f"{names[left]} {names[right]}"
            for left, right in zip(*divmod(self.pairs_, len(names)), strict=True)
        ]
        return np.array([*self.columns_, *pairs], dtype=object)


def _numbers(X: Sequence[Reading]) -> Floats:
    """Return the numbers of the feature families, shape (readings, numbers)."""
    return np.stack([reading.numbers for reading in X])


def build_words() -> Pipeline:
    """Return the expert on words, unfitted."""
    return make_pipeline(
        Terms(),
        LogisticRegression(C=_WORDS_C, max_iter=500),
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

    Attributes
    ----------
    classes_
        The labels in alphabetical order.
    words_
        The expert on words, trained on everything.
    alone_, in_context_
        The fitted judges: of a sentence by itself, and of one in its document.
    """

    def __init__(self, folds: int = _FOLDS) -> None:
        self.folds = folds

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
        everything = np.arange(len(labels))
        self.words_ = _fit_words(X, labels, weight, everything)
        self.scaler_ = StandardScaler().fit(_numbers(X)[chosen])
        beside = self.evidence_of_unseen(X, y, groups, weight)[chosen]
        evidence = beside[:, : -len(_LOGITS)]
        self.alone_ = Judge.fit(evidence, labels[chosen], judging[chosen])
        self.in_context_ = Judge.fit(beside, labels[chosen], judging[chosen])
        return self

    def evidence_of_unseen(
        self,
        X: Sequence[Reading],
        y: Sequence[str],
        groups: Sequence[str],
        sample_weight: npt.NDArray[np.float64],
    ) -> Doubles:
        """Return what the judge weighs, the words judged by experts that had not seen them.

        Parameters are those of `fit`; shape (readings, pieces of evidence), the
        context among them.
        """
        labels = np.asarray(y)
        outside = np.zeros((len(labels), len(self.classes_)))
        for seen, unseen in GroupKFold(self.folds).split(labels, groups=groups):
            expert = _fit_words(X, labels, sample_weight, seen)
            outside[unseen] = expert.predict_proba([X[i] for i in unseen])
        return np.hstack([self._evidence(outside, X), _context(X)])

    def _evidence(self, of_words: Doubles, X: Sequence[Reading]) -> Doubles:
        logs = np.log(np.clip(of_words, 1e-4, 1.0))
        network = _centred(np.stack([reading.alone for reading in X]))
        return np.hstack(
            [
                logs - logs.mean(axis=1, keepdims=True),
                network,
                self.scaler_.transform(_numbers(X)),
            ]
        )

    def judge(self, X: Sequence[Reading]) -> Judge:
        """Return the judge for these readings: in their document, or each by itself."""
        return self.alone_ if X[0].in_context is None else self.in_context_

    def weigh(self, X: Sequence[Reading]) -> tuple[Doubles, sp.csr_matrix]:
        """Return what the judge weighs, and the terms of which the words expert judged.

        Shapes are (readings, pieces of evidence) and (readings, terms).
        """
        terms_found = self.words_[:-1].transform(X)
        evidence = self._evidence(self.words_[-1].predict_proba(terms_found), X)
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
        words = [f"words expert: {label}" for label in self.classes_]
        network = [f"network: {name}" for name in _LOGITS]
        return (*words, *network, *NAMES, *(f"context: {name}" for name in _LOGITS))


_LOGITS = ("strategy", "tactic", "other", "action against intention")


def _context(X: Sequence[Reading]) -> Doubles:
    return _centred(np.array([reading.in_context for reading in X]))


def _centred(logits: Floats) -> Doubles:
    """Return log-odds of the labels about their mean, and those of the nature."""
    logs = log_softmax(logits[:, :3].astype(np.float64), axis=1)
    return np.hstack([logs - logs.mean(axis=1, keepdims=True), logits[:, 3:]])


def _fit_words(
    X: Sequence[Reading],
    y: npt.NDArray[np.str_],
    weight: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
) -> Pipeline:
    return build_words().fit(
        [X[i] for i in rows], y[rows], logisticregression__sample_weight=weight[rows]
    )

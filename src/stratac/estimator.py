"""The shipped model as a scikit-learn classifier that learns from sentences of one's own."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from stratac import adaptation, classification, corpus, engines
from stratac.classification import MAX_CHARACTERS
from stratac.errors import InputError
from stratac.features.tokens import Ints
from stratac.judging.classifier import Doubles
from stratac.model import Model, choose
from stratac.records import Engine, Label, LabelledUnit, Statement

_MAX_SHOWN = 5


class StratacClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier of French sentences that goes on from the shipped model.

    A few dozen sentences cannot teach how French plans are read, so what reads stays as it
    is; what decides starts from what the shipped model has learned and moves as far as the
    sentences given pay for it (see `stratac.adaptation`). Nothing in it is random.

    Parameters
    ----------
    engine
        Which of the shipped models to start from: ``"fast"`` or ``"accurate"``.
    model
        A model of your own to start from in its place, or its folder.
    reference
        The date from which horizons are counted in prediction; default: today.

    Attributes
    ----------
    classes_
        The labels in alphabetical order: ``"other"``, ``"strategy"``, ``"tactic"``.
    model_
        The fitted `Model`, for `save_model`, `classify` and all else that takes one.

    Examples
    --------
    >>> from stratac import StratacClassifier
    >>> plans = [
    ...     *(f"Devenir la référence {x} à Lyon" for x in ["du bio", "du vélo"] * 5),
    ...     *(f"Ouvrir {n} agences à Lyon" for n in range(2, 12)),
    ...     *(f"La ville compte {n} écoles" for n in range(2, 12)),
    ... ]
    >>> labels = ["strategy"] * 10 + ["tactic"] * 10 + ["other"] * 10
    >>> fitted = StratacClassifier().fit(plans, labels)
    >>> fitted.predict(["Ouvrir deux magasins à Lille"]).tolist()
    ['tactic']
    """

    def __init__(
        self,
        engine: Engine | str = "fast",
        model: Model | str | Path | None = None,
        reference: datetime.date | None = None,
    ) -> None:
        self.engine = engine
        self.model = model
        self.reference = reference

    def __sklearn_tags__(self) -> Any:
        """Say to scikit-learn that a sample is a string."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def fit(
        self,
        X: Iterable[str],
        y: Iterable[str],
        sample_weight: npt.ArrayLike | None = None,
        groups: Iterable[Hashable] | None = None,
    ) -> StratacClassifier:
        """Learn from labelled sentences.

        Parameters
        ----------
        X
            Sentences, headings or list items in French: a list, an array or a pandas
            Series. Those without a letter are passed over: `classify` judges them by rule.
        y
            Their labels: ``"strategy"``, ``"tactic"`` or ``"other"``, each of them on ten
            sentences at least.
        sample_weight
            How much each sentence counts: finite numbers, 0 for one that is to be left
            out, as if it were not there. Default: 1 each.
        groups
            The document of each sentence; those of one document in its order. Default:
            each sentence is by itself, and the model is not the best one then for scoring
            whole documents.

        Returns
        -------
        StratacClassifier
            Itself.

        Raises
        ------
        InputError
            If sentences or labels are no strings, a label is unknown or on too few
            sentences, weights are not one a sentence, finite and none below 0, all
            sentences are of one document, or there is no such engine.
        ModelError
            If the model cannot be opened.
        """
        labels, texts = _labels(y), _texts(X)
        documents = _documents(groups, len(texts))
        check_consistent_length(texts, labels, documents)
        weight = adaptation.check_weights(sample_weight, len(texts))
        if groups is not None and len(set(documents.tolist())) == 1:
            raise InputError(
                "groups name one document only; add sentences of another, or leave groups out."
            )
        model = choose(self.model, self.engine if self.model is None else None)
        rows = [
            row
            for row in np.argsort(documents, kind="stable").tolist()
            if any(map(str.isalpha, texts[row]))
        ]
        units = [_unit(row, str(documents[row]), texts[row], labels[row]) for row in rows]
        analyser = engines.load_analyser(model.engine)
        self.model_ = adaptation.adapt(model, units, analyser, weight[rows])
        self.classes_ = np.array(self.model_.classifier.labels)
        return self

    def predict(
        self, X: Iterable[str], groups: Iterable[Hashable] | None = None
    ) -> npt.NDArray[np.str_]:
        """Return the most probable label of each sentence.

        Parameters
        ----------
        X
            Sentences.
        groups
            The document of each: it is judged there, its neighbours in view. Default: each
            is judged by itself, as by `classify`.

        Returns
        -------
        array of str
            Shape (sentences,).

        Raises
        ------
        NotFittedError
            If nothing was learned yet.
        InputError
            If a sentence is no string, naming its place.
        """
        probabilities = self.predict_proba(X, groups)
        found: npt.NDArray[np.str_] = self.classes_[probabilities.argmax(axis=1)]
        return found

    def predict_proba(self, X: Iterable[str], groups: Iterable[Hashable] | None = None) -> Doubles:
        """Return the probabilities of the labels, in the order of ``classes_``.

        Parameters, errors: as of `predict`.

        Returns
        -------
        array
            Shape (sentences, 3), every row summing to 1.
        """
        check_is_fitted(self)
        texts = _texts(X)
        statements = self._statements(texts, groups)
        rows = [
            [statement.probabilities[label] for label in self.model_.classifier.labels]
            for statement in statements
        ]
        return np.array(rows, dtype=np.float64).reshape(len(texts), len(self.classes_))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the evidence that is weighed.

        Parameters
        ----------
        input_features
            Passed over: a sentence has no columns.

        Raises
        ------
        NotFittedError
            If nothing was learned yet.
        """
        check_is_fitted(self)
        return np.array(self.model_.classifier.evidence_names(), dtype=object)

    def _statements(
        self, texts: Sequence[str], groups: Iterable[Hashable] | None
    ) -> Iterable[Statement]:
        """Judge sentences, each by itself or in its document."""
        model, today = self.model_, self.reference or datetime.date.today()
        if groups is None:
            return classification.judge(texts, model.engine, model.predict, today)
        documents = _documents(groups, len(texts))
        check_consistent_length(texts, documents)
        found: dict[int, Statement] = {}
        for document in np.unique(documents):
            rows = np.flatnonzero(documents == document).tolist()
            members = (texts[row] for row in rows)
            judged = classification.judge(members, model.engine, model.predict_document, today)
            found.update(zip(rows, judged, strict=True))
        return [found[row] for row in range(len(texts))]


def _texts(given: Iterable[str]) -> list[str]:
    """Return sentences as a list; what is none is refused, naming its place."""
    if isinstance(given, str) or not isinstance(given, Iterable) or _is_table(given):
        raise InputError(
            f"X is of type {type(given).__name__}; a list, an array or a Series of sentences was "
            "expected. Put one sentence into a list, and of a frame give the column."
        )
    texts = list(given)
    for number, text in enumerate(texts, start=1):
        classification.check_text(text, number)
    return texts


def _is_table(given: object) -> bool:
    return getattr(given, "ndim", 1) != 1


def _labels(given: Iterable[str] | None) -> list[Label]:
    expected = ", ".join(repr(label.value) for label in Label)
    if given is None:
        raise InputError(
            "StratacClassifier requires y to be passed, but the target y is None: give one of "
            f"{expected} for each sentence."
        )
    if not isinstance(given, Iterable):
        raise InputError(f"y is of type {type(given).__name__}; give one of {expected} a sentence.")
    labels = list(given)
    known = {label.value for label in Label}
    unknown = Counter(
        repr(label) for label in labels if not isinstance(label, str) or label not in known
    )
    if unknown:
        shown = ", ".join(name for name, _ in unknown.most_common(_MAX_SHOWN))
        raise InputError(
            f"Unknown label type: {unknown.total()} of {len(labels)} labels ({shown}) are none of "
            f"{expected}; translate them or leave their sentences out."
        )
    return [Label(label) for label in labels]


def _documents(groups: Iterable[Hashable] | None, count: int) -> Ints:
    """Return the number of each sentence's document, in the order in which they are met."""
    if groups is None:
        return np.arange(count)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)


def _unit(row: int, document: str, text: str, label: Label) -> LabelledUnit:
    # Half of a surrogate pair cannot be written as UTF-8.
    writable = text.strip()[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    return corpus.own_unit(id=str(row), document=document, position=row, text=writable, label=label)

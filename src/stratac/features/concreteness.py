"""Concreteness family: from an idea (0) to a thing that a photograph would show (1).

Words are rated one by one in the word lists; for the rest a ridge regression on
the word vectors, fitted on the rated words, gives the value.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge

from stratac import lexicon
from stratac.language import Floats, Sentence, Word
from stratac.records import WordConcreteness

NAMES = ("concreteness", "least concrete word", "most concrete word", "share of rated words")

_NEUTRAL = 0.5
_LOWEST, _HIGHEST = 1, 5
_UNRATED = WordConcreteness("", _NEUTRAL, False)


def _unit(rating: int) -> float:
    return (rating - _LOWEST) / (_HIGHEST - _LOWEST)


def rated_words() -> Mapping[str, float]:
    """Return the concreteness, 0 to 1, of every rated word; a noun wins over the rest."""
    ratings = _ratings()
    return {**ratings["ADJ"], **ratings["VERB"], **ratings["NOUN"]}


@functools.lru_cache(maxsize=100_000)
def rated(word: Word) -> WordConcreteness | None:
    """Return the rated concreteness of a word in its part of speech.

    None where it has none to rate, `_UNRATED` where the lists do not know it.
    """
    ratings = _ratings().get(word.pos)
    if ratings is None:
        return None
    for form in (word.lemma.lower(), word.text.lower()):
        if form in ratings:
            return WordConcreteness(word.text, ratings[form], True)
    return _UNRATED


@functools.cache
def _ratings() -> Mapping[str, Mapping[str, float]]:
    """Return the rated concreteness of words by part of speech, 0 to 1."""
    return {
        "VERB": {word: _unit(entry.concreteness) for word, entry in lexicon.verbs().items()},
        "NOUN": {word: _unit(entry.concreteness) for word, entry in lexicon.nouns().items()},
        "ADJ": {word: _unit(entry.concreteness) for word, entry in lexicon.adjectives().items()},
    }


class ConcretenessRegressor(BaseEstimator):  # type: ignore[misc]
    """Concreteness of unrated words from their vectors.

    Parameters
    ----------
    alpha
        Strength of the ridge penalty on unit-length vectors.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, vectors: Floats, ratings: npt.NDArray[np.float64]) -> ConcretenessRegressor:
        """Fit on rated words: unit-length vectors of shape (words, 300), ratings 0 to 1."""
        self.ridge_ = Ridge(alpha=self.alpha).fit(vectors, ratings)
        return self

    def predict(self, vectors: Floats) -> npt.NDArray[np.float64]:
        """Return values of 0 to 1; a word without a vector gets the neutral 0.5."""
        values = np.clip(self.ridge_.predict(vectors), 0.0, 1.0)
        return np.where(np.any(vectors != 0, axis=1), values, _NEUTRAL)


def read_many(
    sentences: Sequence[Sentence], regressor: ConcretenessRegressor
) -> list[tuple[WordConcreteness, ...]]:
    """Return the concreteness of each content word of each sentence."""
    words: list[list[WordConcreteness]] = []
    unrated: list[tuple[int, int, str]] = []
    vectors = []
    for number, sentence in enumerate(sentences):
        row: list[WordConcreteness] = []
        for index, token in enumerate(sentence.tokens):
            word = rated(token.word)
            if word is not None:
                if word is _UNRATED:
                    unrated.append((number, len(row), token.text))
                    vectors.append(sentence.vectors[index])
                row.append(word)
        words.append(row)
    if unrated:
        guesses = regressor.predict(np.stack(vectors)).tolist()
        for (number, place, text), value in zip(unrated, guesses, strict=True):
            words[number][place] = WordConcreteness(text, value, False)
    return [tuple(row) for row in words]


def mean(words: Sequence[WordConcreteness]) -> float:
    """Return the concreteness of a sentence: the mean of its words, 0.5 without any."""
    return sum(word.value for word in words) / len(words) if words else _NEUTRAL


def measure(words: Sequence[WordConcreteness]) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    if not words:
        return (_NEUTRAL, _NEUTRAL, _NEUTRAL, 0.0)
    values = [word.value for word in words]
    return (
        sum(values) / len(values),
        min(values),
        max(values),
        sum(word.rated for word in words) / len(words),
    )

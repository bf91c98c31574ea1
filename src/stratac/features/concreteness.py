"""Concreteness family: from an idea (0) to a thing that a photograph would show (1).

Words are rated one by one in the word lists; for the rest a ridge regression on
the word vectors, fitted on the rated words, gives the value.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stratac import lexicon
from stratac.features.tokens import Ints, TokenTable
from stratac.language import Floats, Word
from stratac.records import WordConcreteness
from stratac.remembered import MAX_WORDS

Doubles = npt.NDArray[np.float64]

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


@dataclass(frozen=True, eq=False)
class ConcretenessRegressor:
    """Concreteness of unrated words: linear in their vectors, weights of shape (300,)."""

    weights: Floats
    bias: float
    _known: dict[Word, WordConcreteness | None] = field(
        init=False, repr=False, default_factory=dict
    )

    def predict(self, vectors: Floats) -> Doubles:
        """Return values of 0 to 1; a word without a vector gets the neutral 0.5."""
        values = np.clip(vectors @ self.weights + self.bias, 0.0, 1.0)
        return np.where(np.any(vectors != 0, axis=1), values, _NEUTRAL)

    def read(self, table: TokenTable) -> tuple[list[tuple[WordConcreteness, ...]], Doubles]:
        """Read the sentences of a table.

        Parameters
        ----------
        table
            Parsed sentences.

        Returns
        -------
        words
            The concreteness of each content word of each sentence.
        numbers
            What a model sees, one row a sentence, in the order of `NAMES`. The first is
            the concreteness of the sentence: the mean of its words, 0.5 without any.
        """
        told = self._told(table.words)
        rows = np.flatnonzero(np.array([word is not None for word in told])[table.word])
        places = table.word[rows]
        ends = np.searchsorted(rows, table.offsets)
        values = np.array([word.value if word else 0.0 for word in told])[places]
        by_list = np.array([word is not None and word.rated for word in told])[places]
        found = [word for word in map(told.__getitem__, places.tolist()) if word]
        words = [tuple(found[start:end]) for start, end in itertools.pairwise(ends.tolist())]
        return words, _measured(values, by_list, ends)

    def _told(self, words: Sequence[Word]) -> list[WordConcreteness | None]:
        """Return the concreteness of words, None where a word has none to rate."""
        known = self._known
        if len(known) > MAX_WORDS:
            known.clear()
        new = [word for word in words if word not in known]
        known.update((word, rated(word)) for word in new)
        unrated = [word for word in new if known[word] is _UNRATED]
        if unrated:
            guesses = self.predict(np.stack([word.vector for word in unrated])).tolist()
            for word, value in zip(unrated, guesses, strict=True):
                known[word] = WordConcreteness(word.text, value, False)
        return [*map(known.__getitem__, words)]

    def __getstate__(self) -> tuple[Floats, float]:
        return self.weights, self.bias

    def __setstate__(self, state: tuple[Floats, float]) -> None:
        self.__init__(*state)  # type: ignore[misc]


def _measured(values: Doubles, by_list: npt.NDArray[np.bool_], ends: Ints) -> Doubles:
    """Return the numbers of sentences whose words lie between these ends."""
    counts = np.diff(ends)
    some = np.flatnonzero(counts)
    numbers = np.tile((_NEUTRAL, _NEUTRAL, _NEUTRAL, 0.0), (len(counts), 1))
    if len(some):
        starts = ends[:-1][some]
        numbers[some] = np.stack(
            [
                np.add.reduceat(values, starts) / counts[some],
                np.minimum.reduceat(values, starts),
                np.maximum.reduceat(values, starts),
                np.add.reduceat(by_list.astype(np.float64), starts) / counts[some],
            ],
            axis=1,
        )
    return numbers

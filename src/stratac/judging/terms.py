"""Readings as weighted terms: words, pairs of words, predicate and object."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.features.tokens import Floats, Ints, rating
from stratac.language import Word
from stratac.reading import Reading
from stratac.remembered import MAX_WORDS, Remembered

_ANNOUNCING = "<annonce>"
_SHAPE = {"NUM": "<nombre>", "PROPN": "<nom>"}
_BEGINNING, _END = "^", "$"


def _term(word: Word) -> str:
    if word.pos in _SHAPE:
        return _SHAPE[word.pos]
    return _SHAPE["NUM"] if word.text[:1].isdigit() else word.lemma.lower()


def settled(predicate: Word, target: Word) -> str:
    """Return how open a predicate is and how doable its object, as one term."""
    word, other = rating(predicate), rating(target)
    return f"P~{word.doable}/{word.open} O~{other.doable}"


def words(reading: Reading) -> list[str]:
    """Return the words of a reading, in order.

    Figures and proper names are masked: they give the document away. So are the
    words by which a sentence names itself: they must decide nothing.
    """
    found = [*map(_term, reading.sentence.words)]
    for place in _masked(reading):
        found[place] = _ANNOUNCING
    return found


def _masked(reading: Reading) -> list[int]:
    return [place for place in reading.announcing if place < reading.predicate]


def clause(reading: Reading) -> list[str]:
    """Return the terms of predicate and object, and of how the sentence begins."""
    tokens = reading.sentence.words
    verb = reading.features.verb
    found = []
    if verb is not None:
        # Joined: to format a member of an enumeration takes five times as long.
        found = [f"P={verb.lemma.lower()}", "P:" + verb.type + "/" + verb.form]
        if verb.object_type is not None:
            target = tokens[reading.target]
            found += [f"O={target.lemma.lower()}", "P:" + verb.type + " O:" + verb.object_type]
            found.append(settled(tokens[reading.predicate], target))
    shapes = [word.pos for word in tokens[:4]]
    return [*found, "^" + "-".join(shapes[:2]), "^" + "-".join(shapes)]


def _pairs(found: Sequence[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise([_BEGINNING, *found, _END]))


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms that were met: readings to rows of weights.

    What scikit-learn's `TfidfVectorizer` gives for ``sublinear_tf=True`` of words, word
    pairs and clause terms; pairs are looked up as pairs of numbers, which takes a fifth
    of the time that their strings would.

    Attributes
    ----------
    names
        The terms that have a column, in order; behind them the words that are met in
        pairs alone.
    pairs
        The pairs that have a column, behind those of the terms: number of the left
        word times the number of names, plus the number of the right word; ascending.
    rarity
        Inverse document frequency of each column.
    """

    names: tuple[str, ...]
    pairs: Ints
    rarity: Floats
    _numbers: Mapping[str, int] = field(init=False, repr=False)
    _words: Remembered[Word, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = {name: number for number, name in enumerate(self.names)}
        object.__setattr__(self, "_numbers", numbers)
        known: Remembered[Word, int] = Remembered(
            lambda word: numbers.get(_term(word), -1), MAX_WORDS
        )
        object.__setattr__(self, "_words", known)

    def __getstate__(self) -> tuple[tuple[str, ...], Ints, Floats]:
        return self.names, self.pairs, self.rarity

    def __setstate__(self, state: tuple[tuple[str, ...], Ints, Floats]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    @property
    def _singles(self) -> int:
        """Number of the columns that are no pairs."""
        return len(self.rarity) - len(self.pairs)

    @classmethod
    def fit(cls, readings: Sequence[Reading], least: int = 2) -> Terms:
        """Learn which terms there are and how rare each is.

        Parameters
        ----------
        readings
            Where they are met.
        least
            A term met in fewer readings is left out.
        """
        found: Counter[str | tuple[str, str]] = Counter()
        for reading in readings:
            inside = words(reading)
            found.update({*inside, *_pairs(inside), *clause(reading)})
        kept = {term: count for term, count in found.items() if count >= least}
        singles = sorted(term for term in kept if isinstance(term, str))
        pairs = [term for term in kept if not isinstance(term, str)]
        names = tuple(dict.fromkeys((*singles, *itertools.chain.from_iterable(pairs))))
        numbers = {name: number for number, name in enumerate(names)}
        keyed = sorted(
            (numbers[left] * len(names) + numbers[right], (left, right)) for left, right in pairs
        )
        columns: list[str | tuple[str, str]] = [*singles, *(pair for _, pair in keyed)]
        counts = np.array([kept[term] for term in columns], dtype=np.float32)
        rarity = np.log((1 + len(readings)) / (1 + counts)) + 1
        return cls(names, np.array([key for key, _ in keyed], dtype=np.int64), rarity)

    def weigh(self, readings: Sequence[Reading]) -> sp.csr_matrix:
        """Return one row of unit length a reading, shape (readings, terms), sparse."""
        singles = self._singles
        inside = [reading.sentence.words for reading in readings]
        numbers = map(self._words.__getitem__, itertools.chain.from_iterable(inside))
        sizes = np.array([*map(len, inside)])
        lengths = sizes + 2
        ends = np.cumsum(lengths) - 1
        starts = ends - lengths + 1
        row_of = np.repeat(np.arange(len(readings)), lengths)
        inner = np.ones(len(row_of), dtype=bool)
        inner[starts] = inner[ends] = False
        flat = np.empty(len(row_of), dtype=np.int64)
        flat[inner] = np.fromiter(numbers, np.int64, sizes.sum())
        masked = [
            start + 1 + place
            for start, reading in zip(starts.tolist(), readings, strict=True)
            if reading.announcing
            for place in _masked(reading)
        ]
        number = self._numbers.get
        flat[starts], flat[ends] = number(_BEGINNING, -1), number(_END, -1)
        flat[masked] = number(_ANNOUNCING, -1)
        single = np.flatnonzero(inner & (flat >= 0) & (flat < singles))
        pair = np.flatnonzero((flat[:-1] >= 0) & (flat[1:] >= 0) & (row_of[:-1] == row_of[1:]))
        keys = flat[pair] * len(self.names) + flat[pair + 1]
        places = np.searchsorted(self.pairs, keys)
        known = np.append(self.pairs, -1)[places] == keys
        clauses = [self._columns(reading) for reading in readings]
        of_clauses = np.fromiter(itertools.chain.from_iterable(clauses), np.int64)
        rows_of_clauses = np.repeat(np.arange(len(readings)), [len(row) for row in clauses])
        rows = np.concatenate((row_of[single], row_of[pair[known]], rows_of_clauses))
        columns = np.concatenate((flat[single], singles + places[known], of_clauses))
        ones = np.ones(len(rows), dtype=np.float32)
        matrix = sp.csr_matrix((ones, (rows, columns)), shape=(len(readings), len(self.rarity)))
        matrix.data = (1 + np.log(matrix.data)) * self.rarity[matrix.indices]
        squares = np.add.reduceat(np.append(matrix.data**2, 0), matrix.indptr[:-1])
        lengths = np.sqrt(np.where(np.diff(matrix.indptr) > 0, squares, 1.0))
        matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(np.float32)
        return matrix

    def _columns(self, reading: Reading) -> list[int]:
        """Return the columns of the clause of a reading."""
        singles = self._singles
        numbers = [self._numbers.get(term, -1) for term in clause(reading)]
        return [number for number in numbers if 0 <= number < singles]

    def column_names(self) -> npt.NDArray[np.object_]:
        """Return the term of each column; the words of a pair are parted by a blank."""
        pairs = [
            f"{self.names[left]} {self.names[right]}"
            for left, right in zip(*divmod(self.pairs, len(self.names)), strict=True)
        ]
        return np.array([*self.names[: self._singles], *pairs], dtype=object)

"""Two linear classifiers over words and their neighbours: tags first, then syntax.

Each token has a handful of features, most of them pairs or triples of what stands
around it; each feature is the number of a row of weights, and a token's scores are the
sum of its rows. So a batch of sentences is one sparse matrix, and there is nothing to
search for: no token waits for the decision on another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.light.vocabulary import plain

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Codes of what stands outside the sentence, and of a shape that is not known.
OUTSIDE, UNKNOWN = 0, 1
_SHIFT = 40  # of the kind of a feature in its key
_FAR = 5  # distances are counted up to here
_NOMINAL, _VERBAL = frozenset({"NOUN", "PROPN"}), frozenset({"VERB", "AUX"})
_LINKING = frozenset({"ADP", "SCONJ"})

# Where the head of a token may stand, beside in itself: so many of such words away.
HEADS: tuple[tuple[str, int], ...] = (
    ("noun", -1), ("noun", 1), ("verb", -1), ("verb", 1), ("noun", -2), ("verb", -2),
    ("adjective", 1), ("adjective", -1), ("verb or auxiliary", 1), ("noun", -3), ("any", -1),
    ("any", 1), ("noun", 2), ("verb", -3), ("verb", 2), ("noun", -4),
)  # fmt: skip
HEAD_CHOICES = len(HEADS) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """What a tag says of a word, as `stratac.language.Word` does."""

    pos: str
    tense: str
    mood: str
    form: str
    person: str
    number: str

    @classmethod
    def parse(cls, name: str) -> Tag:
        """Read a tag from its name."""
        return cls(*name.split("|"))

    @property
    def symbol(self) -> str:
        """What of it the syntax looks at."""
        past = "P" if self.form == "Part" and self.tense == "Past" else ""
        return f"{self.pos}{self.form}{past}"


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Sentences of a batch laid end to end.

    ``sentence`` is the number of the sentence of each token, ``first`` and ``last`` the
    places of its first and last token.
    """

    sentence: Ints
    first: Ints
    last: Ints

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Layout:
        """Lay sentences of such lengths end to end."""
        sizes = np.array(lengths, dtype=np.int64)
        ends = np.cumsum(sizes)
        sentence = np.repeat(np.arange(len(sizes)), sizes)
        return cls(sentence, (ends - sizes)[sentence], (ends - 1)[sentence])

    def shifted(self, codes: Ints, step: int) -> Ints:
        """Return the codes of the tokens so many places away, `OUTSIDE` beyond the sentence."""
        places = np.arange(len(codes)) + step
        inside = (places >= self.first) & (places <= self.last)
        return np.where(inside, codes[np.where(inside, places, 0)], OUTSIDE)

    def latest(self, chosen: npt.NDArray[np.bool_]) -> Ints:
        """Return the place of the last chosen token before each, -1 where there is none."""
        places = np.where(chosen, np.arange(len(chosen)), -1)
        before = np.concatenate(([-1], np.maximum.accumulate(places)[:-1]))
        return np.where(before >= self.first, before, -1)


# What a word is looked at for by itself: the word, the tables that have it (alone, and with
# its last letters), its last letters, and what its first letter and its digits say.
KINDS = ("w", "g", "1", "2", "3", "4", "5", "g2", "g3", "c")


class Seen(NamedTuple):
    """A word as its tagger sees it: by itself, and as a neighbour of others.

    ``own`` has a value for each of `KINDS`, or None.
    """

    own: tuple[str | None, ...]
    shape: str
    signature: str

    @property
    def features(self) -> list[str]:
        """Return what is seen of it by itself, by name."""
        return [f"{kind}={own}" for kind, own in zip(KINDS, self.own, strict=True) if own]


def see(words: Sequence[str], signatures: Sequence[int]) -> list[Seen]:
    """Look at words by themselves, and at the tables that have them."""
    return [
        _see(word, plain(word), f"{bits:x}") for word, bits in zip(words, signatures, strict=True)
    ]


def _see(word: str, form: str, signature: str) -> Seen:
    length = len(form)
    first, last = word[0], form[-1:]
    capital = ("U" if length > 1 and word.isupper() else "C") if first.isupper() else ""
    letters = word.isalpha()
    own = (
        form,
        signature,
        last,
        form[-2:] if length > 1 else None,
        form[-3:] if length > 2 else None,
        form[-4:] if length > 3 else None,
        form[-5:] if length > 4 else None,
        signature + form[-2:],
        signature + form[-3:],
        capital
        + ("0" if letters or not any(map(str.isdigit, word)) else "1")
        + ("1" if letters or first.isalnum() else "0"),
    )
    return Seen(own, "~" + signature + capital + last, signature)


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """The fitted classifiers.

    Attributes
    ----------
    tags, relations
        Names of the tags, and of the relations of a token to its head.
    shapes, signatures
        What neighbours are told apart by: frequent words, and shapes of the others.
    features, word_weights
        What a word is looked at for by itself, and its weights, shape (features, tags).
    tag_keys, tag_weights
        What stands around a word, ascending, and its weights, shape (keys, tags).
    syntax_keys, syntax_weights
        The same for relations and heads, shape (keys, relations + `HEAD_CHOICES`).
    """

    tags: tuple[str, ...]
    relations: tuple[str, ...]
    shapes: tuple[str, ...]
    signatures: tuple[str, ...]
    features: tuple[str, ...]
    word_weights: npt.NDArray[np.float16]
    tag_keys: Ints
    tag_weights: npt.NDArray[np.float16]
    syntax_keys: Ints
    syntax_weights: npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Symbols:
    """What of each tag the syntax looks at, as columns with one entry a tag."""

    code: Ints
    count: int
    noun: npt.NDArray[np.bool_]
    verb: npt.NDArray[np.bool_]
    verbal: npt.NDArray[np.bool_]
    adjective: npt.NDArray[np.bool_]
    linking: npt.NDArray[np.bool_]
    finite: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, tags: Iterable[str]) -> Symbols:
        """Return those of some tags, by their names."""
        parsed = [Tag.parse(name) for name in tags]
        names = sorted({tag.symbol for tag in parsed})
        return cls(
            np.array([names.index(tag.symbol) + 1 for tag in parsed]),
            len(names) + 1,
            np.array([tag.pos in _NOMINAL for tag in parsed]),
            np.array([tag.pos == "VERB" for tag in parsed]),
            np.array([tag.pos in _VERBAL for tag in parsed]),
            np.array([tag.pos == "ADJ" for tag in parsed]),
            np.array([tag.pos in _LINKING for tag in parsed]),
            np.array([tag.pos == "VERB" and tag.form == "Fin" for tag in parsed]),
        )


def tag_keys(
    layout: Layout, shape: Ints, signature: Ints, capital: Ints, shapes: int
) -> tuple[Ints, ...]:
    """Return the keys of what stands around each token, a column for each kind."""
    before, after = layout.shifted(shape, -1), layout.shifted(shape, 1)
    second, next_but_one = layout.shifted(shape, -2), layout.shifted(shape, 2)
    begins = (layout.first == np.arange(len(shape))) * (1 + capital)
    return (
        before, after, second, next_but_one, before * shapes + after, signature * shapes + before,
        signature * shapes + after, second * shapes + before, begins,
    )  # fmt: skip


def syntax_keys(
    layout: Layout, shape: Ints, tag: Ints, symbols: Symbols, shapes: int
) -> tuple[Ints, ...]:
    """Return the keys of what decides relation and head of a token, a column for each kind."""
    own = symbols.code[tag]
    base = symbols.count
    before, after = layout.shifted(own, -1), layout.shifted(own, 1)
    second, next_but_one = layout.shifted(own, -2), layout.shifted(own, 2)
    places = np.arange(len(tag))

    def away(latest: Ints, most: int) -> Ints:
        return np.where(latest >= 0, np.minimum(places - latest, most), 0)

    linking = layout.latest(symbols.linking[tag])
    noun, verb = layout.latest(symbols.noun[tag]), layout.latest(symbols.verbal[tag])
    finite = symbols.finite[tag]
    count = np.bincount(layout.sentence, finite, minlength=1).astype(np.int64)[layout.sentence]
    done = np.cumsum(finite)
    ahead = done[layout.last] > done
    of_linking = np.where(linking >= 0, shape[linking], OUTSIDE)
    of_verb = np.where(verb >= 0, shape[verb], OUTSIDE)
    return (
        own * shapes + shape,
        (own * base + before) * base + after,
        (own * base + second) * base + before,
        (own * base + after) * base + next_but_one,
        own * shapes + layout.shifted(shape, -1),
        own * shapes + layout.shifted(shape, 1),
        (own * shapes + of_linking) * (_FAR + 1) + away(linking, _FAR),
        (own * (_FAR + 2) + away(noun, _FAR + 1)) * (_FAR + 2) + away(verb, _FAR + 1),
        ((own * 2 + (verb >= 0)) * 2 + ahead) * 3 + np.minimum(count, 2),
        own * shapes + of_verb,
    )


def keyed(columns: Sequence[Ints]) -> Ints:
    """Return keys by which kinds are told apart as well, shape (tokens, kinds)."""
    return np.stack([column + (kind << _SHIFT) for kind, column in enumerate(columns)], axis=1)


def head_candidates(layout: Layout, tag: Ints, symbols: Symbols) -> Ints:
    """Return where the head of each token may stand, shape (tokens, `HEAD_CHOICES`).

    The token's own place comes first (it is a root), then those of `HEADS`; -1 where
    there is no such word in the sentence.
    """
    count = len(tag)
    places = np.arange(count)
    members = {
        "noun": symbols.noun[tag],
        "verb": symbols.verb[tag],
        "adjective": symbols.adjective[tag],
        "verb or auxiliary": symbols.verbal[tag],
        "any": np.ones(count, dtype=bool),
    }
    found = [places]
    for name, step in HEADS:
        chosen = members[name]
        # Two more on either side, beyond every sentence, so that no index runs out.
        ordered = np.concatenate(([-1] * 4, np.flatnonzero(chosen), [count] * 4))
        before = np.cumsum(chosen) - chosen + 4
        place = ordered[before + step] if step < 0 else ordered[before + chosen + step - 1]
        inside = (place >= layout.first) & (place <= layout.last)
        found.append(np.where(inside, place, -1))
    return np.stack(found, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Keys to rows of weights: a table by kind where the keys of a kind are few enough."""

    keys: Ints
    _tables: tuple[npt.NDArray[np.int32], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kinds = self.keys >> _SHIFT
        tables = []
        for kind in range(int(kinds[-1]) + 1 if len(kinds) else 0):
            chosen = np.flatnonzero(kinds == kind)
            values = self.keys[chosen] - (kind << _SHIFT)
            table = np.full(int(values.max(initial=0)) + 2, len(self.keys), dtype=np.int32)
            table[values] = chosen
            tables.append(table)
        object.__setattr__(self, "_tables", tuple(tables))

    def find(self, columns: Sequence[Ints]) -> npt.NDArray[np.int32]:
        """Return the row of each key, or the number of keys where it is not known.

        The keys come as a column for each kind; the rows have the shape (tokens, kinds).
        """
        # Of 32 bits, which a sparse matrix takes as they are.
        found = np.full((len(columns[0]), len(columns)), len(self.keys), dtype=np.int32)
        # The last kinds may have no key.
        for place, (column, table) in enumerate(zip(columns, self._tables, strict=False)):
            found[:, place] = table[np.minimum(column, len(table) - 1)]
        return found


def joined(rows: Sequence[Sequence[int]], weights: Floats) -> Floats:
    """Return the sum of the rows of weights of each word, which may have any number of them."""
    pointers = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(itertools.chain.from_iterable(rows), np.int64, pointers[-1])
    return _sums(indices, pointers, weights)


def summed(rows: npt.NDArray[np.int32], weights: Floats) -> Floats:
    """Return the sum of the rows of weights of each token."""
    pointers = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    return _sums(rows.ravel(), pointers, weights)


def _sums(indices: npt.NDArray[Any], pointers: npt.NDArray[Any], weights: Floats) -> Floats:
    ones = np.ones(len(indices), dtype=np.float32)
    matrix = sp.csr_matrix((ones, indices, pointers), shape=(len(pointers) - 1, len(weights)))
    return np.asarray(matrix @ weights)

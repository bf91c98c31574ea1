"""The network itself, on plain NumPy arrays: the same lines learn and predict.

Every token is the sum of embeddings of what the parse and the word lists say of
it and of its projected word vector. Two gated layers let it see its neighbours,
its head and its dependants. Soft attention then picks the governing predicate, asking
for it by what the whole unit says, and its object, asking by the predicate as well; both,
with the strongest and the most telling of the tokens, make the unit, of which label and
nature are judged. In a document two more gated layers let the units see their neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from stratac.features.tokens import Floats, Ints, TokenTable
from stratac.language import Word
from stratac.network.batch import Batch, Inputs, lay_out, neighbours, of_places, of_words
from stratac.remembered import MAX_WORDS

# Arrays, or what stands for them while the network learns.
Array = Any
Weights = Mapping[str, Array]

TOKEN_LAYERS = 2
UNIT_LAYERS = 2
_EPSILON = 1e-5
_HALF = np.float32(0.5)


class Operations(Protocol):
    """What differs between learning and predicting."""

    @property
    def xp(self) -> Any:
        """Return NumPy, or what stands for it."""

    def dot(self, matrix: sp.csr_matrix, values: Array) -> Array:
        """Return a sparse matrix times an array."""

    def strongest(self, values: Array, starts: Ints) -> Array:
        """Return the maximum of each run of rows."""

    def drop(self, values: Array) -> Array:
        """Leave some of the values out while learning."""

    def moved(self, own: Array, around: Array, weights: tuple[Array, Array, Array]) -> Array:
        """Return rows moved by themselves and what is around, as far as their gates are open.

        ``weights`` are those of the rows, those of what is around, and the bias; half of
        their columns says where to, the other half how far the gate is open.
        """


class Plain:
    """The operations for predicting."""

    @property
    def xp(self) -> Any:
        """Return NumPy."""
        return np

    def dot(self, matrix: sp.csr_matrix, values: Floats) -> Floats:
        """Return a sparse matrix times an array."""
        return np.asarray(matrix @ values)

    def strongest(self, values: Floats, starts: Ints) -> Floats:
        """Return the maximum of each run of rows."""
        return np.asarray(np.maximum.reduceat(values, starts, axis=0))

    def drop(self, values: Floats) -> Floats:
        """Return the values as they are."""
        return values

    def moved(self, own: Floats, around: Floats, weights: tuple[Floats, Floats, Floats]) -> Floats:
        """Return rows moved by themselves and what is around, as far as their gates are open."""
        seen, both = np.hstack([own, around]), np.vstack(weights[:2])
        width = own.shape[1]
        step = seen @ np.ascontiguousarray(both[:, :width])
        step += weights[2][:width]
        opened: Floats = seen @ np.ascontiguousarray(both[:, width:])
        opened += weights[2][width:]
        # In place: to make each of these anew takes as long as to compute it.
        opened *= _HALF
        np.tanh(opened, out=opened)
        opened += 1
        opened *= _HALF
        opened *= step
        opened += own
        return opened


@dataclass(eq=False)
class Network:
    """A network that has learned.

    Its first layer looks at nothing but the word and its place, so that it is computed
    once a word and not once a token.

    Attributes
    ----------
    weights
        By name.
    details
        The sorts of statement, in the order of their logits.
    """

    weights: Mapping[str, Floats]
    details: tuple[str, ...]

    def __post_init__(self) -> None:
        self._known: dict[Word, int] = {}
        self._rows = np.zeros((MAX_WORDS, len(self.weights["vectors bias"])), np.float32)

    def __getstate__(self) -> tuple[Mapping[str, Floats], tuple[str, ...]]:
        return self.weights, self.details

    def __setstate__(self, state: tuple[Mapping[str, Floats], tuple[str, ...]]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def read(self, table: TokenTable) -> Judged:
        """Judge each unit of a table by itself."""
        places = of_places(table) @ self.weights["codes"]
        return read_units(self.weights, lay_out(table), self._words(table) + places, Plain())

    def _words(self, table: TokenTable) -> Floats:
        """Return what the first layer makes of each word of a table, their places left out."""
        known = self._known
        new = [place for place, word in enumerate(table.words) if word not in known]
        if new:
            if len(known) + len(new) > len(self._rows):
                known.clear()
                new = [*range(len(table.words))]
                self._rows = np.zeros((max(MAX_WORDS, len(new)), self._rows.shape[1]), "f4")
            words = [table.words[place] for place in new]
            # Any token of a word tells what is said of it.
            tokens = np.empty(len(table.words), dtype=np.int64)
            tokens[table.word] = np.arange(len(table))
            codes = of_words(table, tokens[new]) @ self.weights["codes"]
            # Many words share a vector. In double precision, so that a word is the same
            # whichever it was met with.
            shared = {id(word.vector): word.vector for word in words}
            place = {key: row for row, key in enumerate(shared)}
            vectors = np.stack([*shared.values()]).astype(np.float64)
            seen = vectors @ self.weights["vectors"] + self.weights["vectors bias"]
            first = len(known)
            self._rows[first : first + len(new)] = (
                codes + seen[[place[id(word.vector)] for word in words]]
            )
            known.update(zip(words, range(first, first + len(new)), strict=True))
        rows = np.array([*map(known.__getitem__, table.words)])[table.word]
        return np.asarray(self._rows[rows])

    def read_context(self, units: Floats, alone: Heads, documents: Ints) -> Heads:
        """Judge each unit in its document.

        Parameters
        ----------
        units, alone
            What was made of each unit by itself.
        documents
            Number of the document of each unit; the units of one stand together,
            in their order.
        """
        return read_context(self.weights, units, alone, neighbours(documents), Plain())


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """What is read off a unit: logits of the labels, of intention against action, of sorts."""

    labels: Array
    nature: Array
    details: Array


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the network makes of a batch.

    ``predicate`` and ``object`` are the attention that each token gets, adding up to
    1 a unit; ``units`` are the vectors from which the heads were read.
    """

    predicate: Array
    object: Array
    units: Array
    heads: Heads


def first_layer(weights: Weights, seen: Inputs, ops: Operations) -> Array:
    """Return the sum of what is said of each token, shape (tokens, width)."""
    summed = ops.dot(seen.codes, weights["codes"]) + seen.vectors @ weights["vectors"]
    return summed + weights["vectors bias"]


def read_units(weights: Weights, batch: Batch, first: Array, ops: Operations) -> Judged:
    """Judge each unit by itself; ``first`` is what the first layer made of the tokens."""
    xp = ops.xp
    pool = batch.pool
    tokens = ops.drop(_normalised(weights, "tokens", first, xp))
    for number in range(TOKEN_LAYERS):
        # What neighbours show of themselves is narrower than they are.
        shown = tokens @ weights[f"token layer {number} shown"]
        around = ops.dot(batch.around, shown).reshape(batch.pool.shape[1], -1)
        tokens = _gated(weights, f"token layer {number}", tokens, around, ops)

    unpool = batch.unpool

    def attend(logits: Array) -> tuple[Array, Array]:
        highest = ops.dot(unpool, ops.strongest(logits, batch.starts))
        raised = xp.exp(logits - highest)
        shares = raised / ops.dot(unpool, ops.dot(pool, raised))
        return shares[:, 0], ops.dot(pool, tokens * shares)

    def sought(name: str, *told: Array) -> Array:
        # The same for all units, and what each asks for (Vaswani and others 2017).
        query = xp.concatenate(told, axis=1) @ weights[f"{name} query"]
        answers = xp.sum(tokens * ops.dot(unpool, query), axis=1, keepdims=True)
        return tokens @ weights[f"{name} attention"] + answers / math.sqrt(tokens.shape[1])

    _, telling = attend(tokens @ weights["telling attention"])
    strongest = ops.strongest(tokens, batch.starts)
    predicate, of_predicate = attend(sought("predicate", telling, strongest))
    target, of_target = attend(sought("object", telling, strongest, of_predicate))
    first = ops.dot(_rows(batch.starts, batch.pool.shape[1]), tokens)
    seen = xp.concatenate([of_predicate, of_target, strongest, telling, first], axis=1)
    hidden = ops.drop(seen) @ weights["unit"] + weights["unit bias"]
    units = ops.drop(xp.maximum(hidden, 0.0))
    return Judged(predicate, target, units, _heads(weights, "alone", units))


def read_context(
    weights: Weights, units: Array, alone: Heads, around: sp.csr_matrix, ops: Operations
) -> Heads:
    """Judge each unit in its document; ``alone`` is what was made of it by itself."""
    units = ops.drop(ops.xp.tanh(units @ weights["reduce"] + weights["reduce bias"]))
    for number in range(UNIT_LAYERS):
        beside = ops.dot(around, units).reshape(len(units), -1)
        units = _gated(weights, f"unit layer {number}", units, beside, ops)
    added = _heads(weights, "in context", units)
    return Heads(alone.labels + added.labels, alone.nature + added.nature, added.details)


def _heads(weights: Weights, name: str, units: Array) -> Heads:
    read = units @ weights[f"{name} heads"] + weights[f"{name} heads bias"]
    return Heads(read[:, :3], read[:, 3], read[:, 4:])


def _gated(weights: Weights, name: str, own: Array, around: Array, ops: Operations) -> Array:
    parts = weights[f"{name} own"], weights[f"{name} around"], weights[f"{name} bias"]
    return _normalised(weights, name, ops.moved(own, around, parts), ops.xp)


def _normalised(weights: Weights, name: str, values: Array, xp: Any) -> Array:
    # A product with a column of 1/n takes half the time of a mean over short rows.
    mean = np.full((values.shape[1], 1), 1 / values.shape[1], dtype=np.float32)
    centred = values - values @ mean
    spread = (centred * centred) @ mean
    scaled = centred * (1.0 / xp.sqrt(spread + _EPSILON))
    return scaled * weights[f"{name} scale"] + weights[f"{name} shift"]


def _rows(chosen: Ints, count: int) -> sp.csr_matrix:
    ones = np.ones(len(chosen), dtype=np.float32)
    return sp.csr_matrix((ones, chosen, np.arange(len(chosen) + 1)), shape=(len(chosen), count))

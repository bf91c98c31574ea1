"""Tokens and units as the network sees them: codes to embed, and who stands beside whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from stratac.features.tokens import (
    DEPS,
    FORMS,
    POS,
    SIGNS,
    WORD_TYPES,
    Floats,
    Ints,
    TokenTable,
    function_word_count,
)

_MAX_PLACE, _MAX_LEFT = 16, 6
# Columns of the token table that are embedded, each with its number of codes; all but
# the relation are of the word itself.
_FIELDS = (
    ("pos", len(POS)),
    ("dep", len(DEPS)),
    ("form", len(FORMS)),
    ("sign", len(SIGNS)),
    ("type", len(WORD_TYPES)),
    ("doable", 6),
    ("open", 6),
    ("concreteness", 6),
    ("announces", 2),
    ("function", function_word_count()),
    ("plural", 2),
    ("person", 4),
    ("capital", 2),
)
_SIZES = (*(size for _, size in _FIELDS), _MAX_PLACE, _MAX_LEFT)
_OFFSETS = np.concatenate(([0], np.cumsum(_SIZES)[:-1]))
_OF_WORD = [(name, offset) for (name, _), offset in zip(_FIELDS, _OFFSETS, strict=False)
            if name != "dep"]  # fmt: skip
_OF_DEP = _OFFSETS[[name for name, _ in _FIELDS].index("dep")]
CODES = int(sum(_SIZES))
# Left neighbour, right neighbour, head, sum of dependants.
TOKEN_NEIGHBOURS = 4
# Units up to two places away, and the mean of those up to five away.
UNIT_NEIGHBOURS = 5
_NEAR = (-1, 1, -2, 2)
_WINDOW = 5


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Tokens as they enter the network: what is said of each.

    ``codes`` (tokens, `CODES`) is 1 at the codes of a token; ``vectors`` have unit
    length or are 0.
    """

    codes: sp.csr_matrix
    vectors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Who stands beside whom in parsed units.

    ``around`` (tokens × `TOKEN_NEIGHBOURS`, tokens) sums what stands around a token;
    ``pool`` (units, tokens) sums the tokens of a unit, ``unpool`` (tokens, units) gives
    each token what its unit has; ``starts`` are the first tokens of the units.
    """

    around: sp.csr_matrix
    pool: sp.csr_matrix
    unpool: sp.csr_matrix
    starts: Ints


def inputs(table: TokenTable) -> Inputs:
    """Return what is said of each token of a table."""
    codes = [*_word_codes(table, np.arange(len(table))), *_place_codes(table)]
    vectors = np.stack([word.vector for word in table.words])
    return Inputs(_marked(codes), vectors[table.word])


def of_words(table: TokenTable, rows: Ints) -> sp.csr_matrix:
    """Return a matrix with a 1 at the codes of the words at some rows, whatever their place."""
    return _marked(_word_codes(table, rows))


def of_places(table: TokenTable) -> sp.csr_matrix:
    """Return a matrix with a 1 at the codes of the places of all tokens."""
    return _marked(_place_codes(table))


def _word_codes(table: TokenTable, rows: Ints) -> list[Ints]:
    return [getattr(table, name)[rows] + offset for name, offset in _OF_WORD]


def _place_codes(table: TokenTable) -> list[Ints]:
    """Return codes of the relation to the head, and of the place from the left and the right."""
    left = table.last - table.first - table.index
    return [
        table.dep + _OF_DEP,
        np.minimum(table.index, _MAX_PLACE - 1) + _OFFSETS[-2],
        np.minimum(left, _MAX_LEFT - 1) + _OFFSETS[-1],
    ]


def _marked(codes: Sequence[Ints]) -> sp.csr_matrix:
    indices = np.stack(codes, axis=1).ravel()
    pointers = np.arange(0, len(indices) + 1, len(codes))
    return _matrix(indices, pointers, (len(pointers) - 1, CODES))


def lay_out(table: TokenTable) -> Batch:
    """Lay out who stands beside whom in a table."""
    count = len(table)
    units = len(table.offsets) - 1
    pool = _matrix(np.arange(count), table.offsets, (units, count))
    unpool = _matrix(table.sentence, np.arange(count + 1), (count, units))
    return Batch(_around(table), pool, unpool, table.offsets[:-1])


def _around(table: TokenTable) -> sp.csr_matrix:
    """Return the matrix that sums what stands around each token."""
    token = np.arange(len(table))
    before = np.flatnonzero(token > table.first)
    after = np.flatnonzero(token < table.last)
    child = np.flatnonzero(table.head != token)
    rows = np.concatenate((before * 4, after * 4 + 1, token * 4 + 2, table.head[child] * 4 + 3))
    columns = np.concatenate((before - 1, after + 1, table.head, child))
    ones = np.ones(len(rows), dtype=np.float32)
    return sp.csr_matrix((ones, (rows, columns)), shape=(4 * len(table), len(table)))


def neighbours(documents: Ints) -> sp.csr_matrix:
    """Return the matrix that tells what stands around each unit of a document.

    Parameters
    ----------
    documents
        Number of the document of each unit; the units of one stand together.

    Returns
    -------
    csr_matrix
        Shape (units × `UNIT_NEIGHBOURS`, units).
    """
    count = len(documents)
    unit = np.arange(count)
    rows, columns, values = [], [], []
    for column, step in enumerate(_NEAR):
        other = unit + step
        inside = (other >= 0) & (other < count)
        found = unit[inside][documents[other[inside]] == documents[inside]]
        rows.append(found * UNIT_NEIGHBOURS + column)
        columns.append(found + step)
        values.append(np.ones(len(found), dtype=np.float32))
    edges = np.flatnonzero(np.diff(documents)) + 1
    place = np.searchsorted(edges, unit, side="right")
    first = np.concatenate(([0], edges))[place]
    last = np.concatenate((edges, [count]))[place] - 1
    begin, end = np.maximum(unit - _WINDOW, first), np.minimum(unit + _WINDOW, last)
    widths = end - begin + 1
    rows.append(np.repeat(unit * UNIT_NEIGHBOURS + len(_NEAR), widths))
    offsets = np.cumsum(widths) - widths
    columns.append(np.arange(widths.sum()) - np.repeat(offsets - begin, widths))
    values.append(np.repeat(1 / widths, widths).astype(np.float32))
    parts = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sp.csr_matrix(parts, shape=(count * UNIT_NEIGHBOURS, count))


def _matrix(indices: Ints, pointers: Ints, shape: tuple[int, int]) -> sp.csr_matrix:
    ones = np.ones(len(indices), dtype=np.float32)
    return sp.csr_matrix((ones, indices, pointers), shape=shape)

"""The clause reader: which word of a statement says what is wanted or done, and to what.

A rule on the parse finds the governing predicate of three units in five: it
stops at the light verb (« sera de faire »), the announcing word (« la priorité
va à la retouche ») or the frame of reported speech (« dit vouloir doubler »).
The reader is therefore learned, word by word, from units whose predicate was
marked by hand: every token gets a score from what the parse, the word lists and
its neighbours say of it, and the best of the unit is taken.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from stratac.features.tokens import (
    DEPS,
    FORMS,
    POS,
    SIGNS,
    WORD_TYPES,
    Bools,
    Ints,
    TokenTable,
    among,
    function_word_count,
)
from stratac.lexicon import function_words

Doubles = npt.NDArray[np.float64]

_NOUN, _PROPN, _VERB, _AUX = (POS.index(name) for name in ("NOUN", "PROPN", "VERB", "AUX"))
_COLON = SIGNS.index(":")
_RELATIVE = DEPS.index("acl")
_OPENS = among([DEPS.index(name) for name in ("acl", "advcl", "obl", "xcomp", "ccomp")], len(DEPS))
_VERBAL, _NOMINAL = among([_VERB, _AUX], len(POS)), among([_NOUN, _PROPN], len(POS))
_PURPOSE_WORDS = among(
    [function_words().index(word) + 1 for word in ("pour", "afin")], function_word_count()
)
_AFIN = function_words().index("afin") + 1
_MAX_DEPTH = 6


def _shift(column: Ints, table: TokenTable, by: int) -> Ints:
    """Return the column of the token ``by`` places on, 0 outside the sentence."""
    moved = np.zeros_like(column)
    if by > 0:
        moved[:-by] = column[by:] + 1
        moved[table.index + by > table.last - table.first] = 0
    else:
        moved[-by:] = column[:by] + 1
        moved[table.index + by < 0] = 0
    return moved


def _before(flags: Bools, table: TokenTable) -> Ints:
    """Count the flagged tokens that stand before each token in its sentence."""
    total: Ints = np.cumsum(flags) - flags
    return np.asarray(total - total[table.first])


def _within(flags: Bools, table: TokenTable) -> Ints:
    """Count the flagged tokens of each token's sentence."""
    total = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(total[table.last + 1] - total[table.first])


def _inherit(flags: Bools, table: TokenTable) -> Bools:
    """Hand flags down the tree: a token has one if an ancestor or itself has it."""
    inherited = flags.copy()
    ancestor = table.head
    for _ in range(_MAX_DEPTH * 2):
        inherited |= flags[ancestor]
        ancestor = table.head[ancestor]
    return inherited


def _depth(table: TokenTable) -> Ints:
    depth = np.zeros(len(table), dtype=np.int64)
    ancestor = np.arange(len(table))
    for _ in range(_MAX_DEPTH):
        climbing = table.head[ancestor] != ancestor
        depth += climbing
        ancestor = table.head[ancestor]
    return depth


def purpose_clauses(table: TokenTable) -> Bools:
    """Tell which tokens stand in a clause of purpose (« pour… », « afin de… »)."""
    child = np.arange(len(table)) != table.head
    marks = child & _PURPOSE_WORDS[table.function]
    headed = np.zeros(len(table), dtype=bool)
    headed[table.head[marks]] = True
    headed &= _OPENS[table.dep]
    # The parser mostly hangs the clause on « afin » itself.
    headed |= table.function == _AFIN
    return _inherit(headed, table)


class _Fields:
    """Integer fields of every token, each with its number of codes."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.columns: list[Ints] = []
        self.sizes: list[int] = []

    def add(self, column: npt.NDArray[np.generic], size: int) -> None:
        self.columns.append(np.minimum(column.astype(np.int64), size - 1))
        self.sizes.append(size)

    def cross(self, left: Ints, left_size: int, right: Ints, right_size: int) -> None:
        self.add(left * right_size + right, left_size * right_size)


def _token_fields(table: TokenTable) -> _Fields:
    types, words, deps, poses = len(WORD_TYPES), function_word_count(), len(DEPS), len(POS)
    fields = _Fields(len(table))
    head = table.head
    is_root = head == np.arange(len(table))
    depth = _depth(table)
    verbal = _VERBAL[table.pos]
    colons = table.sign == _COLON
    announced = _before(table.announces > 0, table)
    colons_before, colons_all = _before(colons, table), _within(colons, table)
    verbs_all = np.minimum(_within(table.pos == _VERB, table), 3)
    relative = _inherit(table.dep == _RELATIVE, table)
    purpose = purpose_clauses(table)

    fields.cross(table.pos, poses, table.dep, deps)
    fields.cross(table.dep, deps, depth, _MAX_DEPTH + 1)
    fields.cross(table.pos, poses, table.form, len(FORMS))
    fields.cross(table.pos, poses, verbs_all * (_MAX_DEPTH + 1) + depth, 4 * (_MAX_DEPTH + 1))
    fields.add(table.type, types)
    fields.cross(verbal.astype(np.int64), 2, table.doable, 6)
    fields.cross(verbal.astype(np.int64), 2, table.open, 6)
    fields.add(table.concreteness, 6)
    fields.add(table.function, words)
    fields.add(table.person * 2 + table.plural, 8)
    fields.cross(purpose.astype(np.int64), 2, relative.astype(np.int64), 2)
    fields.add(table.announces * 3 + np.minimum(announced, 2), 6)
    fields.cross(np.minimum(colons_before, 2), 3, np.minimum(colons_all, 2), 3)
    fields.cross(np.minimum(announced, 1), 2, (colons_before > 0) * 2 + (colons_all > 0), 4)
    fields.add(np.minimum(table.index, 9), 10)
    fields.add(5 * table.index // (table.last - table.first + 1), 5)
    fields.add(np.minimum(_before(verbal, table), 4), 5)
    roots_before = np.minimum(_before(is_root, table), 2)
    roots_all = np.minimum(_within(is_root, table), 3)
    fields.cross(roots_before * 2 + is_root, 6, roots_all, 4)
    fields.add(table.capital, 2)

    for column, size in ((table.pos, poses), (table.type, types), (table.function, words),
                         (table.dep, deps), (table.form, len(FORMS))):  # fmt: skip
        fields.add(np.where(is_root, 0, column[head] + 1), size + 1)
    fields.cross(table.dep, deps, np.where(is_root, 0, table.type[head] + 1), types + 1)
    fields.cross(table.dep, deps, np.where(is_root, 0, table.function[head] + 1), words + 1)
    fields.cross((head < np.arange(len(table))).astype(np.int64), 2, table.announces[head], 2)

    for by in (-2, -1, 1, 2):
        fields.add(_shift(table.pos, table, by), poses + 1)
        fields.add(_shift(table.function, table, by), words + 1)
    fields.add(_shift(table.sign, table, -1), len(SIGNS) + 1)
    fields.add(_shift(table.type, table, 1), types + 1)
    fields.add(_shift(table.type, table, -1), types + 1)
    fields.cross(table.pos, poses, _shift(table.pos, table, -1), poses + 1)
    fields.cross(table.pos, poses, _shift(table.sign, table, -1), len(SIGNS) + 1)
    return fields


def _one_hot(fields: _Fields) -> sp.csr_matrix:
    offsets = np.concatenate(([0], np.cumsum(fields.sizes)[:-1]))
    indices = (np.stack(fields.columns, axis=1) + offsets).ravel()
    width = len(fields.sizes)
    pointers = np.arange(0, len(indices) + 1, width)
    ones = np.ones(len(indices), dtype=np.float32)
    return sp.csr_matrix((ones, indices, pointers), shape=(fields.rows, int(sum(fields.sizes))))


def _children(table: TokenTable) -> tuple[Ints, Ints, int]:
    """Return parent, column and number of columns of what each dependant sets.

    Columns are relation × word class and relation × grammatical word.
    """
    child = np.flatnonzero(table.head != np.arange(len(table)))
    parents = table.head[child]
    types, words = len(WORD_TYPES), function_word_count()
    by_type = table.dep[child] * types + table.type[child]
    by_word = len(DEPS) * types + table.dep[child] * words + table.function[child]
    width = len(DEPS) * (types + words)
    return np.concatenate((parents, parents)), np.concatenate((by_type, by_word)), width


def token_features(table: TokenTable) -> sp.csr_matrix:
    """Return what the reader sees of every token, shape (tokens, features), sparse."""
    rows, columns, width = _children(table)
    ones = np.ones(len(rows), dtype=np.float32)
    children = sp.csr_matrix((ones, (rows, columns)), shape=(len(table), width))
    return sp.hstack([_one_hot(_token_fields(table)), children], format="csr")


def _token_scores(table: TokenTable, weights: Doubles) -> Doubles:
    """Return ``token_features(table) @ weights`` without building the matrix."""
    fields = _token_fields(table)
    own = int(sum(fields.sizes))
    rows, columns, _ = _children(table)
    scores = np.bincount(rows, weights=weights[own + columns], minlength=len(table))
    return np.asarray(scores + _weighed(fields, weights))


def _weighed(fields: _Fields, weights: Doubles) -> Doubles:
    """Return ``_one_hot(fields) @ weights`` without building the matrix."""
    scores = np.zeros(fields.rows)
    offset = 0
    for column, size in zip(fields.columns, fields.sizes, strict=True):
        scores += weights[offset : offset + size][column]
        offset += size
    return scores


def _best(scores: Doubles, table: TokenTable) -> Ints:
    """Return the row of the best-scored token of each sentence."""
    order = np.lexsort((-scores, table.sentence))
    return order[table.offsets[:-1]]


def _object_fields(table: TokenTable, predicate: Ints) -> _Fields:
    """Return what the reader sees of every token once the predicate is known."""
    governor = predicate[table.sentence]
    rows = np.arange(len(table))
    head, grand = table.head, table.head[table.head]
    relation = np.select(
        [rows == governor, head == governor, (grand == governor) & (head != governor),
         table.head[governor] == rows, head == table.head[governor]],
        [1, 2, 3, 4, 5],
        0,
    )  # fmt: skip
    distance = rows - governor
    noun = _NOMINAL[table.pos]
    nouns_between = _before(noun, table) - _before(noun, table)[governor]
    fields = _Fields(len(table))
    fields.cross(relation, 6, table.dep, len(DEPS))
    fields.cross(relation, 6, table.pos, len(POS))
    fields.cross(relation * len(DEPS) + table.dep, 6 * len(DEPS), table.pos[governor], len(POS))
    fields.add(np.clip(distance, -5, 10) + 5, 16)
    fields.cross(noun.astype(np.int64), 2, np.clip(nouns_between, -2, 4) + 2, 7)
    fields.cross(table.pos, len(POS), np.clip(nouns_between, -2, 4) + 2, 7)
    fields.add(table.type, len(WORD_TYPES))
    fields.cross(table.dep, len(DEPS), table.form[governor], len(FORMS))
    fields.cross(table.dep[head], len(DEPS), relation, 6)
    fields.add(table.announces, 2)
    case = np.zeros(len(table), dtype=np.int64)
    marked = np.flatnonzero(table.dep == DEPS.index("case"))
    case[head[marked]] = table.function[marked]
    fields.cross(case, function_word_count(), relation, 6)
    return fields


class ClauseReader(BaseEstimator):  # type: ignore[misc]
    """Finds the governing predicate and its object in parsed units.

    Parameters
    ----------
    C
        Inverse strength of the ridge penalty of both scorers. 0.1 to 0.3 do
        equally well in cross-validation by document, 0.03 loses two points.
    """

    def __init__(self, C: float = 0.2) -> None:
        self.C = C

    def fit(self, table: TokenTable, predicate: Ints, target: Ints) -> ClauseReader:
        """Learn from units whose predicate and object were marked.

        Parameters
        ----------
        table
            The units.
        predicate
            Row of each unit's predicate.
        target
            Row of each unit's object, or -1 where it has none.

        Returns
        -------
        ClauseReader
            The reader itself.
        """
        wanted = np.zeros(len(table))
        wanted[predicate] = 1
        self.predicate_weights_, _ = self._fit(token_features(table), wanted)
        wanted = np.zeros(len(table))
        wanted[target[target >= 0]] = 1
        features = _one_hot(_object_fields(table, predicate))
        self.object_weights_, self.object_bias_ = self._fit(features, wanted)
        return self

    def _fit(self, features: sp.csr_matrix, wanted: Doubles) -> tuple[Doubles, float]:
        """Return weights of all features, zero for the rare ones, and the bias."""
        kept = np.flatnonzero(np.asarray(features.sum(axis=0)).ravel() >= _MIN_COUNT)
        scorer = LogisticRegression(C=self.C, max_iter=400).fit(features[:, kept], wanted)
        weights = np.zeros(features.shape[1])
        weights[kept] = scorer.coef_[0]
        return weights, float(scorer.intercept_[0])

    def predict(self, table: TokenTable) -> tuple[Ints, Ints]:
        """Return the rows of each unit's predicate and object (-1: no object)."""
        scores = _token_scores(table, self.predicate_weights_)
        # Signs and blanks cannot govern; a unit of signs alone keeps its first.
        scores = scores - 100.0 * _SIGNS_POS[table.pos]
        predicate = _best(scores, table)
        fields = _object_fields(table, predicate)
        scores = _weighed(fields, self.object_weights_) + self.object_bias_
        scores[predicate] = -np.inf
        found = _best(scores, table)
        return predicate, np.where(scores[found] > _OBJECT_THRESHOLD, found, -1)


# A token feature seen less often than this in training is noise.
_MIN_COUNT = 3
# Log-odds above which a unit is taken to have an object: best in cross-validation.
_OBJECT_THRESHOLD = -1.0
_SIGNS_POS = among([POS.index("PUNCT"), POS.index("SPACE")], len(POS))

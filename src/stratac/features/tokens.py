"""Parsed sentences laid out as arrays, so that many are read at once.

Every family that looks at all tokens of a batch works on a `TokenTable`: one
row a token, sentences one after the other.
"""

from __future__ import annotations

import functools
import itertools
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stratac import lexicon
from stratac.features import horizon, specificity
from stratac.language import Sentence, Word
from stratac.records import NounType, VerbType
from stratac.remembered import MAX_WORDS, Remembered

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

POS = ("", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PRON", "PROPN",
       "PUNCT", "SCONJ", "SYM", "VERB", "X", "SPACE", "PART")  # fmt: skip
DEPS = ("", "ROOT", "acl", "advcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc",
        "ccomp", "conj", "cop", "dep", "det", "expl", "fixed", "flat", "iobj", "mark", "nmod",
        "nsubj", "nsubj:pass", "nummod", "obj", "obl", "parataxis", "punct", "xcomp",
        "dislocated", "vocative", "discourse", "compound", "orphan", "goeswith")  # fmt: skip
FORMS = ("", "Inf", "Part/Past", "Part/Pres", "Fut", "Pres", "Imp", "Past", "Cnd", "Sub", "Imper")
SIGNS = ("", ":", ",", ".", ";", "«", "»", "(", ")", "–", "-", "?", "!", "…", "—", "•", "/", "→")
WORD_TYPES = (
    "",
    *(f"verb:{kind}" for kind in VerbType),
    *(f"noun:{kind}" for kind in NounType),
    "verb:?",
    "noun:?",
)
UNKNOWN_VERB = WORD_TYPES.index("verb:?")
UNKNOWN_NOUN = WORD_TYPES.index("noun:?")

_POS_CODES = {name: code for code, name in enumerate(POS)}
_DEP_CODES = {name: code for code, name in enumerate(DEPS)}
_SIGN_CODES = {name: code for code, name in enumerate(SIGNS)}
_TYPE_CODES = {name: code for code, name in enumerate(WORD_TYPES)}
_FORM_CODES = {name: code for code, name in enumerate(FORMS)}
_FINITE = {"Fut": "Fut", "Pres": "Pres", "Imp": "Imp", "Past": "Past"}


def among(codes: Sequence[int], size: int) -> Bools:
    """Return a table that says of every code below ``size`` whether it is one of these.

    Indexing it with a column does what `numpy.isin` does, ten times as fast.
    """
    table = np.zeros(size, dtype=bool)
    table[list(codes)] = True
    return table


class Rating(NamedTuple):
    """What the word lists say of one lemma in one part of speech.

    ``type`` is a code of `WORD_TYPES`; ``doable``, ``open`` and
    ``concreteness`` are 1 to 5, or 0 where the word is not rated;
    ``announces`` tells words by which plans name their statements.
    """

    type: int
    doable: int
    open: int
    concreteness: int
    announces: int
    function: int


@functools.cache
def _function_words() -> Mapping[str, int]:
    return {word: code for code, word in enumerate(lexicon.function_words(), start=1)}


@functools.cache
def _announcing() -> frozenset[str]:
    """Return the first words of all announcing expressions."""
    return frozenset(word.split(" ")[0].split("'")[0] for word in lexicon.announcing())


@functools.cache
def _rated() -> Mapping[str, Mapping[str, tuple[int, int, int, int]]]:
    """Return type, doable, open and concreteness of verbs and of nouns."""
    return {
        "verb": {
            word: (_TYPE_CODES[f"verb:{verb.type}"], verb.doable, verb.open, verb.concreteness)
            for word, verb in lexicon.verbs().items()
        },
        "noun": {
            word: (_TYPE_CODES[f"noun:{noun.type}"], noun.doable, 0, noun.concreteness)
            for word, noun in lexicon.nouns().items()
        },
    }


def function_word_count() -> int:
    """Return the number of codes that `Rating.function` takes, 0 (none) included."""
    return len(_function_words()) + 1


def look_up(lemma: str, text: str, pos: str) -> Rating:
    """Return what the word lists say of a word, by its lemma, else by its form."""
    lemma = lemma.lower()
    text = text.lower()
    function = _function_words().get(lemma, 0)
    announces = int(lemma in _announcing())
    words = [lemma, text]
    if pos in ("VERB", "AUX"):
        order = ("verb", "noun")
        # The lemmatiser leaves a form that it does not know as it stands (« cherche »).
        words += [f"{lemma}r"] if lemma.endswith("e") else []
    elif pos in ("NOUN", "PROPN", "ADJ", "X", "NUM"):
        order = ("noun", "verb")
    else:
        return Rating(0, 0, 0, 0, announces, function)
    for kind in order:
        known = _rated()[kind]
        for word in words:
            if word in known:
                return Rating(*known[word], announces, function)
        if pos == "ADJ":
            break
    if pos in ("VERB", "AUX"):
        return Rating(UNKNOWN_VERB, 0, 0, 0, announces, function)
    if pos in ("NOUN", "X"):
        return Rating(UNKNOWN_NOUN, 0, 0, 0, announces, function)
    return Rating(0, 0, 0, 0, announces, function)


@functools.lru_cache(maxsize=1_000)
def _form(form: str, mood: str, tense: str) -> int:
    if form == "Inf":
        return _FORM_CODES["Inf"]
    if form == "Part":
        return _FORM_CODES["Part/Pres" if tense == "Pres" else "Part/Past"]
    if mood == "Cnd":
        return _FORM_CODES["Cnd"]
    if mood == "Sub":
        return _FORM_CODES["Sub"]
    if mood == "Imp":
        return _FORM_CODES["Imper"]
    return _FORM_CODES.get(_FINITE.get(tense, ""), 0)


@dataclass(frozen=True, slots=True, eq=False)
class TokenTable:
    """Tokens of a batch of sentences as columns.

    All columns have one entry a token. ``word`` is its place among ``words``, which
    has each word once. ``head``, ``first`` and ``last`` are rows of the table (the
    governing token; the first and last token of the sentence); ``sentence`` is the
    number of the sentence in the batch. ``hints`` has a bit for each kind of thing that a
    token may be a part of: those of `stratac.features.specificity`, and `TIME`.
    """

    words: Sequence[Word]
    word: Ints
    sentence: Ints
    index: Ints
    first: Ints
    last: Ints
    head: Ints
    pos: Ints
    dep: Ints
    form: Ints
    sign: Ints
    type: Ints
    doable: Ints
    open: Ints
    concreteness: Ints
    announces: Ints
    function: Ints
    plural: Ints
    person: Ints
    capital: Ints
    hints: Ints
    offsets: Ints

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.pos)


_PERSONS = {"1": 1, "2": 2, "3": 3}


TIME = specificity.EVERYTHING + 1

# Codes of a word wherever it stands: columns of the table.
_WIDTH = 13
_PACKED = struct.Struct(f"={_WIDTH}h")


def rating(word: Word) -> Rating:
    """Return what the word lists say of a word."""
    return _RATINGS[word]


def _packed(word: Word) -> bytes:
    """Return the codes as 16-bit numbers: joined, they make a table at once."""
    rated = look_up(word.lemma, word.text, word.pos)
    return _PACKED.pack(
        _POS_CODES.get(word.pos, 0),
        _form(word.form, word.mood, word.tense),
        _SIGN_CODES.get(word.text, 0),
        rated.type,
        rated.doable,
        rated.open,
        rated.concreteness,
        rated.announces,
        rated.function,
        word.number == "Plur",
        _PERSONS.get(word.person, 0),
        word.text[:1].isupper(),
        hints(word.text),
    )


def hints(word: str) -> int:
    """Return what a word may be a part of, so that most sentences are not searched for it."""
    return specificity.hints(word) | TIME * horizon.hints(word)


_CODES = Remembered(_packed, MAX_WORDS)
# Of predicates and objects, which are few.
_RATINGS: Remembered[Word, Rating] = Remembered(
    lambda word: look_up(word.lemma, word.text, word.pos), MAX_WORDS
)


def tabulate(sentences: Sequence[Sentence]) -> TokenTable:
    """Lay a batch of sentences out as one table.

    Parameters
    ----------
    sentences
        Any number of sentences, each with one token at least.

    Returns
    -------
    TokenTable
        With ``offsets`` of length ``len(sentences) + 1``: sentence *k* has the
        rows ``offsets[k]`` to ``offsets[k + 1]``.
    """
    lengths = np.array([len(sentence.words) for sentence in sentences], dtype=np.int64)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    # A batch has each of its words several times: what is said of one is looked up once.
    every = [*itertools.chain.from_iterable([sentence.words for sentence in sentences])]
    words = [*dict.fromkeys(every)]
    number = dict(zip(words, itertools.count()))
    word = np.fromiter(map(number.__getitem__, every), np.int64, len(every))
    packed = b"".join(map(_CODES.__getitem__, words))
    codes = np.frombuffer(packed, dtype=np.int16).reshape(-1, _WIDTH)[word].astype(np.int64)
    told = itertools.chain.from_iterable([sentence.deps for sentence in sentences])
    deps = np.fromiter(map(_DEP_CODES.get, told, itertools.repeat(0)), np.int64, len(every))
    heads = np.fromiter(
        itertools.chain.from_iterable([sentence.heads for sentence in sentences]), np.int64
    )
    sentence_of = np.repeat(np.arange(len(sentences)), lengths)
    first = offsets[:-1][sentence_of]
    return TokenTable(
        words=words,
        word=word,
        sentence=sentence_of,
        index=np.arange(len(codes)) - first,
        first=first,
        last=offsets[1:][sentence_of] - 1,
        head=heads + first,
        pos=codes[:, 0],
        dep=deps,
        form=codes[:, 1],
        sign=codes[:, 2],
        type=codes[:, 3],
        doable=codes[:, 4],
        open=codes[:, 5],
        concreteness=codes[:, 6],
        announces=codes[:, 7],
        function=codes[:, 8],
        plural=codes[:, 9],
        person=codes[:, 10],
        capital=codes[:, 11],
        hints=codes[:, 12],
        offsets=offsets,
    )

"""The word lists: the one door to ``lexicon/*.tsv``.

Each list is read once per process, on first use, and is not to be changed.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from stratac.records import CueKind, Label, NounType, VerbType


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """A rated verb.

    ``doable``: 1 states an aim … 5 a thing to tick off; ``open``: 1 the verb
    alone decides … 5 its object does; ``concreteness``: 1 to 5.
    """

    type: VerbType
    doable: int
    open: int
    concreteness: int


@dataclass(frozen=True, slots=True)
class NounEntry:
    """A rated noun: ``concreteness`` 1 to 5, ``doable`` 1 an aim … 5 a deliverable."""

    type: NounType
    concreteness: int
    doable: int


@dataclass(frozen=True, slots=True)
class AdjectiveEntry:
    """A rated adjective: ``concreteness`` 1 to 5, ``evaluative`` 1 neutral … 3 desirable."""

    concreteness: int
    evaluative: int


@dataclass(frozen=True, slots=True)
class AnnouncingEntry:
    """A word by which a sentence names itself.

    ``claims`` is what it claims for the sentence, or None for a word that only
    introduces; ``operational`` tells words that turn the claim of another into
    a tactic (« objectif opérationnel »).
    """

    claims: Label | None
    kind: str


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """A time word: its kind, and its length or offset in months where it has one."""

    kind: CueKind
    low: float | None
    high: float | None


def _rows(name: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    with files("stratac").joinpath("lexicon", f"{name}.tsv").open(encoding="utf-8") as stream:
        reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = tuple(next(reader))
        if header != columns:
            raise ValueError(f"lexicon/{name}.tsv has columns {header}, expected {columns}")
        yield from reader


VERB_COLUMNS = ("verb", "class", "doable", "open", "concreteness")
NOUN_COLUMNS = ("noun", "class", "concreteness", "doable")
ADJECTIVE_COLUMNS = ("adjective", "concreteness", "evaluative")
NOMINALISATION_COLUMNS = ("noun", "verb")
ANNOUNCING_COLUMNS = ("word", "claims", "kind")
FUNCTION_COLUMNS = ("word",)
THEME_COLUMNS = ("word", "themes")
TIME_COLUMNS = ("expression", "kind", "low", "high")


@functools.cache
def verbs() -> Mapping[str, VerbEntry]:
    """Return the rated verbs by lemma."""
    return {
        lemma: VerbEntry(VerbType(type_), int(doable), int(open_), int(concreteness))
        for lemma, type_, doable, open_, concreteness in _rows("verbs", VERB_COLUMNS)
    }


@functools.cache
def nouns() -> Mapping[str, NounEntry]:
    """Return the rated nouns by lemma."""
    return {
        lemma: NounEntry(NounType(type_), int(concreteness), int(doable))
        for lemma, type_, concreteness, doable in _rows("nouns", NOUN_COLUMNS)
    }


@functools.cache
def adjectives() -> Mapping[str, AdjectiveEntry]:
    """Return the rated adjectives by lemma."""
    return {
        lemma: AdjectiveEntry(int(concreteness), int(evaluative))
        for lemma, concreteness, evaluative in _rows("adjectives", ADJECTIVE_COLUMNS)
    }


@functools.cache
def nominalisations() -> Mapping[str, str]:
    """Return the verb behind each noun of action (« création »: « créer »)."""
    return {row[0]: row[1] for row in _rows("nominalisations", NOMINALISATION_COLUMNS)}


@functools.cache
def announcing() -> Mapping[str, AnnouncingEntry]:
    """Return the announcing words by lemma."""
    return {
        word: AnnouncingEntry(Label(claims) if claims else None, kind)
        for word, claims, kind in _rows("announcing", ANNOUNCING_COLUMNS)
    }


@functools.cache
def time_words() -> Mapping[str, TimeEntry]:
    """Return the fixed time expressions (« à court terme », « cette année »)."""
    return {
        words: TimeEntry(CueKind(kind), float(low) if low else None, float(high) if high else None)
        for words, kind, low, high in _rows("time", TIME_COLUMNS)
    }


@functools.cache
def function_words() -> tuple[str, ...]:
    """Return the grammatical and light words that the clause reader knows by name."""
    return tuple(word for (word,) in _rows("function", FUNCTION_COLUMNS))


@functools.cache
def themes() -> Mapping[str, tuple[str, ...]]:
    """Return the themes that a word points to by lemma, the closest first.

    First what it is about, then the ends that somebody who acts on it usually serves.
    """
    return {word: tuple(found.split(", ")) for word, found in _rows("themes", THEME_COLUMNS)}

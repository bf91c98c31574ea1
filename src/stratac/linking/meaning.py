"""What statements are about: content words, weighed by rarity, as vectors and as themes."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stratac import lexicon
from stratac.language import VECTOR_WIDTH, Sentence, Word

Doubles = npt.NDArray[np.float64]

# What a word of each part of speech tells of what a statement is about.
_TELLING = {"NOUN": 1.0, "PROPN": 1.0, "ADJ": 0.8, "VERB": 0.5, "ADV": 0.5}
# A word belongs to its first theme most of all.
_THEME_SHARES = (1.0, 0.6, 0.45, 0.35)
# Words that begin alike are forms of one another (« forestier », « forestière »).
_STEM = 6
SHORTEST_STEM = 4
_PURPOSE = re.compile(
    r"\b(?:pour|afin d|en vue d|de manière à|de façon à|permettant|visant|destinée?s? à|"
    r"servir à|objectif)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a stretch of text is about.

    ``vector`` (300) and ``themes`` have unit length, or are 0 where nothing is known;
    ``stems`` are the beginnings of its content words, with their weights.
    """

    vector: Doubles
    themes: Doubles
    stems: Mapping[str, float]


@functools.cache
def theme_names() -> tuple[str, ...]:
    """Return the themes, in the order of `Meaning.themes`."""
    return tuple(sorted({theme for found in lexicon.themes().values() for theme in found}))


@functools.cache
def _theme_numbers() -> Mapping[str, int]:
    return {theme: number for number, theme in enumerate(theme_names())}


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How rare words and themes are.

    ``words`` has the inverse document frequency by lemma, ``unseen`` that of all
    others; ``themes`` has that of each theme among the statements.
    """

    words: Mapping[str, float]
    unseen: float
    themes: Doubles

    def meaning(self, sentence: Sentence, begin: int = 0) -> Meaning:
        """Return what a sentence is about, from a character on."""
        return self.of_words(self._weighed(sentence, begin))

    def together(self, sentences: Sequence[Sentence]) -> Meaning:
        """Return what several sentences are about."""
        found: dict[str, tuple[float, npt.NDArray[np.float32]]] = {}
        for sentence in sentences:
            found.update(self._weighed(sentence, 0))
        return self.of_words(found)

    def purpose(self, sentence: Sentence) -> Meaning | None:
        """Return what the purpose clause of a sentence is about, if it has one."""
        match = _PURPOSE.search(sentence.text)
        return self.meaning(sentence, match.start()) if match else None

    def of_words(self, words: Mapping[str, tuple[float, npt.NDArray[np.float32]]]) -> Meaning:
        """Return the meaning of words, each with its weight and its vector."""
        vector = np.zeros(VECTOR_WIDTH)
        themes = np.zeros(len(theme_names()))
        stems = {}
        for lemma, (weight, own) in words.items():
            vector += weight * own
            for theme, share in zip(lexicon.themes().get(lemma, ()), _THEME_SHARES, strict=False):
                themes[_theme_numbers()[theme]] += weight * share
            if len(lemma) >= SHORTEST_STEM:
                stems[stem(lemma)] = weight
        return Meaning(_unit(vector), _unit(themes * self.themes), stems)

    def _weighed(
        self, sentence: Sentence, begin: int
    ) -> dict[str, tuple[float, npt.NDArray[np.float32]]]:
        found = {}
        for word, start in zip(sentence.words, sentence.starts, strict=True):
            if is_content(word) and start >= begin:
                lemma = word.lemma.lower()
                weight = self.words.get(lemma, self.unseen) * _TELLING[word.pos]
                found[lemma] = (weight, word.vector)
        return found


def measure_rarity(sentences: Sequence[Sentence], documents: Sequence[str]) -> Rarity:
    """Measure how rare words are among documents, and themes among statements."""
    members: dict[str, set[str]] = {}
    themes = np.zeros(len(theme_names()))
    for sentence, document in zip(sentences, documents, strict=True):
        lemmas = {word.lemma.lower() for word in sentence.words}
        members.setdefault(document, set()).update(lemmas)
        found = {theme for lemma in lemmas for theme in lexicon.themes().get(lemma, ())}
        themes[[_theme_numbers()[theme] for theme in found]] += 1
    counts: dict[str, int] = {}
    for lemmas in members.values():
        for lemma in lemmas:
            counts[lemma] = counts.get(lemma, 0) + 1
    total = len(members) + 1
    words = {
        lemma: float(np.log(total / (count + 1))) for lemma, count in counts.items() if count > 1
    }
    return Rarity(words, float(np.log(total / 2)), np.log((len(sentences) + 1) / (themes + 1)))


def is_content(word: Word) -> bool:
    """Say whether a word tells what a sentence is about."""
    return word.pos in _TELLING and len(word.text) > 1 and not word.text[0].isdigit()


def stem(lemma: str) -> str:
    """Return the beginning of a word, which its forms and relatives share."""
    return lemma[:_STEM]


def _unit(values: Doubles) -> Doubles:
    return values / max(float(np.linalg.norm(values)), 1e-9)

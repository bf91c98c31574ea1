"""Finds the time expressions of a sentence, as `stratac.features.time_grammar` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stratac.features.time_grammar import Grammar, Rule, grammar, plain
from stratac.lexicon import TimeEntry
from stratac.records import CueKind
from stratac.remembered import MAX_WORDS, Remembered

# A rule, the tokens that it matches (start, end), and the stretches that it captures.
_Hit = tuple[Rule, tuple[int, int], tuple[tuple[int, int], ...]]


class Expression(NamedTuple):
    """A stretch of a sentence that a rule recognises.

    ``start`` and ``end`` are character offsets; ``parts`` are the tokens, in
    small letters, of the stretches that the rule captures, or all of them where
    it captures none. ``bound`` names what to make of them; ``entry`` is the
    lexicon's entry of a fixed expression.
    """

    kind: CueKind
    bound: str
    start: int
    end: int
    parts: tuple[tuple[str, ...], ...]
    entry: TimeEntry | None


def find(text: str) -> Iterator[Expression]:
    """Yield the time expressions of a sentence, from left to right.

    Of expressions that overlap, the longest is yielded.

    Examples
    --------
    >>> [found.parts for found in find("Ouvrir deux sites d’ici fin 2027")]
    [(('fin', '2027'),)]
    """
    small = lowered(text)
    rules = grammar()
    if rules.gate.search(small) is None:
        return
    words = rules.token.findall(small)
    codes = "".join(map(_CODES.__getitem__, words))
    place = rules.any.search(codes)
    starts = _starts(small, words) if place else []
    while place:
        rule, (start, end), parts = _longest(rules, codes, place)
        entry = rules.fixed[plain(codes[start:end])] if rule.bound == "fixed" else None
        kind = entry.kind if entry else rule.kind
        if kind is not None:
            taken = [span for span in parts if span[0] >= 0] or [(start, end)]
            yield Expression(
                kind,
                rule.bound,
                starts[start],
                starts[end - 1] + len(words[end - 1]),
                tuple([tuple(words[first:last]) for first, last in taken]),
                entry,
            )
        place = rules.any.search(codes, end)


_CODES: Remembered[str, str] = Remembered(lambda word: grammar().code(word), MAX_WORDS)


def lowered(text: str) -> str:
    """Return a text in small letters, character by character, with plain apostrophes."""
    # « À » mostly loses its accent as a capital; « a » is a verb, and so is « IL Y A ».
    if text.startswith("A "):
        text = "À" + text[1:]
    if " A " in text:
        text = re.sub("(?<! Y) A ", " À ", text)
    text = text.replace("’", "'")
    small = text.lower()
    # « İ », alone in Unicode, has two small letters.
    return small if len(small) == len(text) else text.replace("İ", "I").lower()


def _starts(text: str, words: Iterable[str]) -> list[int]:
    """Return where each token starts: nothing but blanks lies between them."""
    starts = []
    end = 0
    for word in words:
        start = text.index(word, end)
        starts.append(start)
        end = start + len(word)
    return starts


def _longest(rules: Grammar, codes: str, place: re.Match[str]) -> _Hit:
    """Return the longest match at a place, or a longer one that begins inside it."""
    group = place.lastindex or 0
    rule = rules.rules[group]
    best: _Hit = rule, place.span(), place.regs[group - rule.parts : group]
    inside = place.start()
    # Only where it goes on to another word of time can another match be longer.
    while rules.near.match(codes, best[1][1]):
        other = rules.any.search(codes, inside)
        if other is None or other.start() >= best[1][1]:
            break
        hit = _longest_at(rules, codes, other.start())
        if hit[1][1] - hit[1][0] > best[1][1] - best[1][0]:
            best = hit
        inside = other.start() + 1
    return best


def _longest_at(rules: Grammar, codes: str, start: int) -> _Hit:
    found = [(rule, match) for rule in rules.rules.values() if (match := rule.match(codes, start))]
    rule, match = max(found, key=lambda pair: pair[1].end())
    return rule, match.span(), match.regs[1:]

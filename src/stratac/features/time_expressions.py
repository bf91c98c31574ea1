"""Finds the time expressions of a sentence, as `stratac.features.time_grammar` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stratac.features.time_grammar import PLURAL, SHAPES, UNKNOWN, Grammar, Rule, grammar, plain
from stratac.lexicon import TimeEntry
from stratac.records import CueKind


@dataclass(frozen=True, slots=True)
class Expression:
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
    lowered = text.lower().replace("’", "'")
    if len(lowered) != len(text):  # « İ », alone in Unicode, has two small letters.
        lowered = text.replace("İ", "I").lower().replace("’", "'")
    rules = grammar()
    if rules.gate.search(lowered) is None:
        return
    tokens = list(rules.token.finditer(lowered))
    codes = "".join([_code(token, rules.codes) for token in tokens])
    place = rules.any.search(codes)
    while place:
        rule, match = _longest(rules, codes, place.start())
        start, end = match.span()
        if rule.kind is not None:
            parts = [span for span in match.regs[1:] if span[0] >= 0] or [(start, end)]
            yield Expression(
                rule.kind,
                rule.bound,
                tokens[start].start(),
                tokens[end - 1].end(),
                tuple([tuple([token.group() for token in tokens[a:b]]) for a, b in parts]),
                rules.fixed[plain(match.group())] if rule.bound == "fixed" else None,
            )
        place = rules.any.search(codes, end)


def _code(token: re.Match[str], codes: Mapping[str, str]) -> str:
    shape = SHAPES.get(token.lastindex or 0)
    if shape:
        return shape
    word = token.group()
    return codes.get(word) or (PLURAL if len(word) > 3 and word[-1] in "sx" else UNKNOWN)


def _longest(rules: Grammar, codes: str, start: int) -> tuple[Rule, re.Match[str]]:
    """Return the longest match at a place, or a longer one that begins inside it."""
    best = _longest_at(rules, codes, start)
    inside = start + 1
    # A match that ends before an unknown word cannot be overlapped by a longer one.
    while codes[best[1].end() : best[1].end() + 1].strip(UNKNOWN):
        place = rules.any.search(codes, inside)
        if place is None or place.start() >= best[1].end():
            break
        other = _longest_at(rules, codes, place.start())
        if len(other[1].group()) > len(best[1].group()):
            best = other
        inside = place.start() + 1
    return best


def _longest_at(rules: Grammar, codes: str, start: int) -> tuple[Rule, re.Match[str]]:
    found = [(rule, match) for rule in rules.rules if (match := rule.pattern.match(codes, start))]
    return max(found, key=lambda pair: pair[1].end())

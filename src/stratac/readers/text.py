"""Plain text to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stratac.readers.decoding import read_text
from stratac.readers.making import BULLET
from stratac.records import Block, BlockKind, Limits

# « 1) », « (1) », « 1°) » and « a) » number items alone too.
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}°?|[a-z])\)\s+(?=\S)")
# « 1/ », « 1° » and « 1- » do where the line is no heading.
_MARKED = re.compile(r"\s*\d{1,2}[/°-]\s+(?=[A-ZÀ-Ý«])")
# Any of them, « 1. » and « a. » number items where they count on.
_COUNTED = re.compile(
    r"\s*(?P<style>(?P<number>\d{1,2})(?:[./°]|\s?[-–](?=\s+\D))|(?P<letter>[a-z])\.)\s+(?=\S)"
)
_NUMBERED_HEADING = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=[A-ZÀ-Ý«])")
_NAMED_HEADING = re.compile(
    r"(?:axe|chapitre|partie|volet|orientation|annexe|titre|section)\s+(?:n°\s*)?[\dIVXA-Z]+\b",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…:;]\W*$")

# A line that a program broke is nearly full; a line that its author ended is not.
_WRAPPED_WIDTH = 55
_MAX_HEADING = 100


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a text file into blocks; see `blocks`."""
    return blocks(read_text(path, limits))


def blocks(text: str) -> list[Block]:
    """Split plain text into headings, list items and paragraphs.

    Blank lines part blocks; lines that were broken at a margin are joined. Numbered
    lines that count on are items, without their number; one alone over text or
    bullets is a heading.
    """
    paragraphs = [
        [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    ]
    listed = _listed(paragraphs)
    found: list[Block] = []
    for place, lines in enumerate(paragraphs):
        found.extend(_paragraph(lines, [(place, row) in listed for row in range(len(lines))]))
    return found


@dataclass(slots=True)
class _Run:
    """Numbered lines that count on: a list, unless they are headings over lists.

    ``places`` are paragraph and line of each, ``weight`` says how much speaks for a list.
    """

    last: int
    places: list[tuple[int, int]] = field(default_factory=list)
    weight: int = 0
    items_since: bool = False


def _listed(paragraphs: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """Return paragraph and line of the numbered lines that are items: those that count on.

    Lines that follow each other are a list; so are those with blanks between them,
    as long as no prose stands there. Bullets between them speak for headings.
    """
    found: set[tuple[int, int]] = set()
    runs: dict[str, _Run] = {}

    def end(styles: Sequence[str]) -> None:
        for style in styles:
            run = runs.pop(style)
            if run.weight > 0:
                found.update(run.places)

    for place, lines in enumerate(paragraphs):
        for row, line in enumerate(lines):
            number = _COUNTED.match(line)
            if number:
                style, count = _style_and_count(number)
                run = runs.get(style)
                if run is None or not _counts_on(run, count, apart=row == 0):
                    end([style] if run else [])
                    run = runs[style] = _Run(count)
                elif run.items_since:
                    run.weight -= 1
                else:
                    run.weight += 1 if row == 0 else 2
                run.last, run.items_since = count, False
                run.places.append((place, row))
                for other in runs.values():
                    other.items_since |= other is not run
            elif _bullet(line):
                for other in runs.values():
                    other.items_since = True
            elif row == 0 or not _goes_on(lines[row - 1], line):
                end(list(runs))
    end(list(runs))
    return found


def _style_and_count(number: re.Match[str]) -> tuple[str, int]:
    """Return how a line is numbered (« 1. » and « 2. » alike), and its place in the count."""
    if number["number"]:
        return number["style"].lstrip("0123456789").strip(), int(number["number"])
    return "a.", ord(number["letter"])


def _counts_on(run: _Run, count: int, *, apart: bool) -> bool:
    """Tell whether a number goes on with a run; without a blank, it may skip or repeat one."""
    return count == run.last + 1 if apart or run.items_since else count >= run.last


def _paragraph(lines: Sequence[str], listed: Sequence[bool]) -> Iterator[Block]:
    if len(lines) == 1 and not listed[0] and _is_heading(lines[0].strip()):
        yield Block(BlockKind.HEADING, lines[0].strip(), level=_level(lines[0].strip()))
        return
    kind, parts, previous = BlockKind.PARAGRAPH, list[str](), ""
    for line, numbered in zip(lines, listed, strict=True):
        bullet = _COUNTED.match(line) if numbered else _bullet(line)
        goes_on = bool(parts) and not bullet and _goes_on(previous, line)
        if not goes_on and parts:
            yield _block(kind, parts)
            parts = []
        if not goes_on:
            kind = BlockKind.ITEM if bullet else BlockKind.PARAGRAPH
        parts.append(line[bullet.end() :].strip() if bullet else line.strip())
        previous = line
    if parts:
        yield _block(kind, parts)


def _block(kind: BlockKind, parts: list[str]) -> Block:
    text = " ".join(parts)
    if kind is BlockKind.PARAGRAPH and len(parts) == 1 and _is_marked_heading(text):
        return Block(BlockKind.HEADING, text, level=_level(text))
    return Block(kind, text)


def _bullet(line: str) -> re.Match[str] | None:
    found = BULLET.match(line) or _NUMBERED.match(line)
    if found is None and (_ENDS_SENTENCE.search(line) or len(line) > _MAX_HEADING):
        found = _MARKED.match(line)
    return found


def _goes_on(previous: str, line: str) -> bool:
    if len(previous) >= _WRAPPED_WIDTH and not _is_marked_heading(line.strip()):
        return True
    return line.lstrip()[:1].islower() and not _ENDS_SENTENCE.search(previous)


def _is_marked_heading(line: str) -> bool:
    if len(line) > _MAX_HEADING or line.endswith((".", ";", ",")):
        return False
    letters = [character for character in line if character.isalpha()]
    capitals = len(letters) > 3 and all(character.isupper() for character in letters)
    return capitals or bool(_NUMBERED_HEADING.match(line) or _NAMED_HEADING.match(line))


def _is_heading(line: str) -> bool:
    """Tell whether a line alone between blanks is a heading: short, without a stop."""
    if _bullet(line) or len(line) > _MAX_HEADING:
        return False
    return _is_marked_heading(line) or not _ENDS_SENTENCE.search(line)


def _level(line: str) -> int:
    number = _NUMBERED_HEADING.match(line)
    return number.group().count(".") + 1 if number and line[0].isdigit() else 1

"""Plain text to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stratac.readers.decoding import read_text
from stratac.readers.making import BULLET
from stratac.records import Block, BlockKind, Limits

_NUMBERED = re.compile(r"\s*(?:\d{1,2}|[a-z])\)\s+(?=\S)")
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

    Blank lines part blocks; lines that were broken at a margin are joined.
    """
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        found.extend(_paragraph(lines))
    return found


def _paragraph(lines: list[str]) -> Iterator[Block]:
    if len(lines) == 1 and _is_heading(lines[0].strip()):
        yield Block(BlockKind.HEADING, lines[0].strip(), level=_level(lines[0].strip()))
        return
    kind, parts, previous = BlockKind.PARAGRAPH, list[str](), ""
    for line in lines:
        bullet = _bullet(line)
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
    return BULLET.match(line) or _NUMBERED.match(line)


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

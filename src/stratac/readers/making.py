"""How every reader makes its blocks: one spelling of blanks, bullets, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from stratac.records import Block, BlockKind

CELL_MARK = " | "
Cell = TypeVar("Cell")
_MAX_LEVEL = 9

# Glyphs that open a list item. The private ones (U+F000 on) are what the Symbol
# and Wingdings fonts leave; « o » and « § » are what Word's second and third level
# become where the font is lost, and count only before a blank; U+FFFD stands for a
# sign that no font names.
BULLET = re.compile(
    r"\s*(?:[-–—−•▪▫●○◦◆◇■□☐❖‣⁃∙*·➔→➢➤⮚✓✔✗►▶▸▻"
    "\uf02d\uf06c\uf06e\uf06f\uf071\uf075\uf076\uf077\uf0a7\uf0a8\uf0ad\uf0b7\uf0d8\uf0e0\uf0e8\uf0f0\uf0fc\ufffd"
    r"]+|o(?=\s+\S)|§)\s+(?=\S)"
)
_ENDS = re.compile(r"[.!?…:;,]\W*$")
_CAPTION = re.compile(
    r"(?:figure|fig\.|tableau|graphique|carte|photo|illustration|schéma|encadré)\s*(?:n°\s*)?"
    r"\d+(?:[.-]\d+)*\s*[:.–—-]\s*\S|sources?\s*:\s*\S|(?:crédits?|©)\s*(?:photos?\b|:)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return a text on one line, single blanks, without invisible characters."""
    return " ".join(_INVISIBLE.sub("", text).split())


# Soft hyphen, zero-width blanks and marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def heading(text: str, level: int, page: int | None = None) -> Iterable[Block]:
    """Yield a heading, unless it is blank."""
    text = clean(text)
    if text:
        yield Block(BlockKind.HEADING, text, level=min(max(level, 1), _MAX_LEVEL), page=page)


def body(
    lines: Iterable[str], kind: BlockKind = BlockKind.PARAGRAPH, page: int | None = None
) -> Iterable[Block]:
    """Yield the blocks of one paragraph of a document.

    Parameters
    ----------
    lines
        Its text, one entry a line where its author broke lines by hand. Such
        lines are joined, but one that begins with a bullet is an item of its own.
    kind
        What the document says that it is.
    page
        Its page.
    """
    parts: list[str] = []
    for line in lines:
        bullet = BULLET.match(line)
        if bullet and parts:
            yield from _joined(parts, kind, page)
            parts = []
        if bullet:
            kind = BlockKind.ITEM if kind is BlockKind.PARAGRAPH else kind
            line = line[bullet.end() :]
        parts.append(line)
    yield from _joined(parts, kind, page)


def _joined(parts: list[str], kind: BlockKind, page: int | None) -> Iterable[Block]:
    text = clean(" ".join(parts))
    if text:
        if kind is BlockKind.PARAGRAPH and is_caption(text):
            kind = BlockKind.CAPTION
        yield Block(kind, text, page=page)


def is_caption(text: str) -> bool:
    """Tell whether a text by itself names a figure, a table or a source."""
    return len(text) <= 200 and _CAPTION.match(text) is not None


def cell(paragraphs: Iterable[str]) -> str:
    """Join the paragraphs of one table cell, so that they stay told apart."""
    text = ""
    for paragraph in paragraphs:
        paragraph = clean(paragraph)
        bullet = BULLET.match(paragraph)
        paragraph = paragraph[bullet.end() :] if bullet else paragraph
        if paragraph:
            text += (" " if _ENDS.search(text) else " ; ") * bool(text) + paragraph
    return text


def row(cells: Iterable[str], page: int | None = None) -> Iterable[Block]:
    """Yield one table row as one block, its cells parted by « | »; blank ones left out."""
    filled = [text for text in map(clean, cells) if text]
    if filled:
        yield Block(BlockKind.CELL, CELL_MARK.join(filled), page=page)


def table(
    rows: Sequence[Sequence[Cell]],
    texts: Callable[[Cell], Iterable[str]],
    inside: Callable[[Cell], Iterable[Block]],
    notes: Callable[[Cell], Iterable[Block]],
) -> Iterable[Block]:
    """Yield a table: a row a block; a table of one column is a frame around text.

    Parameters
    ----------
    rows
        Its cells, as the format has them.
    texts
        What tells the paragraphs of a cell.
    inside
        What reads a cell as text of its own, where the table is but a frame.
    notes
        What reads the notes that hang on a cell.
    """
    framed = all(len(cells) <= 1 for cells in rows)
    for cells in rows:
        if not framed:
            yield from row(cell(texts(found)) for found in cells)
        for found in cells:
            yield from inside(found) if framed else notes(found)

"""Word documents (DOCX) to blocks: the text as its author sees it with all changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stratac.readers import making
from stratac.readers.package import Element, Package, attribute, child, descendants, local
from stratac.records import Block, BlockKind, Limits

_KIND = "Word document (.docx)"

# Built-in styles keep their English names in the file, whatever the language of Word.
_HEADING = re.compile(r"(?:heading|titre) (\d)")
_LIST = re.compile(r"list (?:bullet|number)|liste (?:à puces|à numéros)")
_CONTENTS = re.compile(
    r"(?:toc|contents|tm) (?:\d|heading)|table of (?:figures|authorities)|index \d|index heading"
)
_TITLES = {"title": 1, "titre": 1, "subtitle": 2, "sous-titre": 2}
_NO_OUTLINE = 9

# What is in a paragraph and no part of its text: deleted and moved-away text, the
# old drawing of a text box beside the new one, text boxes (read apart), commands
# of fields, phonetic guides.
_LEFT_OUT = {"del", "moveFrom", "Fallback", "txbxContent", "instrText", "delText", "rt", "pPr"}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of its paragraphs."""

    names: tuple[str, ...]
    outline: int | None
    numbered: bool | None


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a DOCX file into blocks.

    Headings are told by style or outline level; tables of contents, headers,
    footers, comments, hidden text and deleted text are left out; text boxes and
    notes follow the paragraph that holds them.

    Raises
    ------
    ReadError
        If the file is no whole DOCX or goes beyond the limits.
    """
    with Package(path, limits, _KIND) as package:
        root = package.main_part("word/document.xml")
        related = package.related(package.main)
        parts = {kind: package.xml(target) for kind, target in related.values() if kind in _PARTS}
    content = child(root, "body")
    if content is None:
        raise package.broken(f"{package.main} has no body of text")
    return list(_Document(parts).blocks(content))


_PARTS = ("styles", "footnotes", "endnotes")


class _Document:
    """The styles and notes of one document, at hand while its body is walked."""

    def __init__(self, parts: dict[str, Element | None]) -> None:
        self._styles = _styles(parts.get("styles"))
        self._default = self._styles.get("")
        self._notes = {
            (part, attribute(note, "id")): note
            for part in ("footnote", "endnote")
            for note in _children(parts.get(f"{part}s"), part)
            if attribute(note, "type") in (None, "normal")
        }

    def blocks(self, container: Element) -> Iterator[Block]:
        """Yield the blocks of a body, cell, text box or note."""
        carried: list[str] = []
        for element in _flow(container):
            if local(element) == "tbl":
                yield from self._table(element)
                continue
            lines = _lines(element)
            if carried:
                lines = [carried[-1] + lines[0], *lines[1:]]
                carried = []
            # A deleted end of paragraph: the text goes on in the next one.
            if child(element, "pPr", "rPr", "del") is not None:
                carried = [" ".join(lines)]
                continue
            yield from self._paragraph(element, lines)
            yield from self._attached(element)
        yield from making.body(carried)

    def _paragraph(self, element: Element, lines: list[str]) -> Iterable[Block]:
        properties = child(element, "pPr")
        identifier = child(properties, "pStyle")
        style = self._styles.get(_value(identifier) or "") or self._default or _PLAIN
        if any(_CONTENTS.match(name) for name in style.names):
            return ()
        level = _level(properties, style)
        if level is not None:
            return making.heading(" ".join(lines), level)
        if "caption" in style.names or "légende" in style.names:
            return making.body(lines, BlockKind.CAPTION)
        return making.body(lines, BlockKind.ITEM if _in_list(properties, style) else _PARAGRAPH)

    def _table(self, table: Element) -> Iterator[Block]:
        """Yield a row a block; a table of one column is a frame around text."""
        rows = [
            [
                place
                for cell in _flow(row, "tc")
                if child(cell, "tcPr", "cellDel") is None
                for place in _places(cell)
            ]
            for row in _flow(table, "tr")
            if child(row, "trPr", "del") is None
        ]
        yield from making.table(rows, _texts, self.blocks, self._notes_in)

    def _notes_in(self, cell: Element) -> Iterator[Block]:
        for paragraph in descendants(cell, "p"):
            yield from self._notes_of(paragraph)

    def _attached(self, paragraph: Element) -> Iterator[Block]:
        """Yield the text boxes of a paragraph, then its notes."""
        for box in descendants(paragraph, "txbxContent"):
            # A box within a box is read with the outer one, and every box is
            # drawn twice: for Word of today and, as fallback, for the old one.
            above = [local(parent) for parent in _up_to(box, paragraph)]
            if "Fallback" not in above and "txbxContent" not in above:
                yield from self.blocks(box)
        yield from self._notes_of(paragraph)

    def _notes_of(self, paragraph: Element) -> Iterator[Block]:
        for part in ("footnote", "endnote"):
            for reference in descendants(paragraph, f"{part}Reference"):
                note = self._notes.pop((part, attribute(reference, "id")), None)
                if note is not None:
                    yield from self.blocks(note)


def _places(cell: Element) -> Iterator[Element | making.Covered]:
    """Yield a cell, or what covers it, then the places that it covers to its right."""
    properties = child(cell, "tcPr")
    merged = child(properties, "vMerge")
    goes_on = merged is not None and _value(merged) != "restart"
    yield making.Covered.ABOVE if goes_on else cell
    span = _integer(_value(child(properties, "gridSpan"))) or 1
    yield from [making.Covered.LEFT] * (min(span, making.MAX_SPAN) - 1)


_PARAGRAPH = BlockKind.PARAGRAPH
_PLAIN = _Style((), None, None)


def _up_to(element: Element, top: Element) -> Iterator[Element]:
    """Yield the ancestors of an element below ``top``, nearest first."""
    for parent in element.iterancestors():
        if parent is top:
            return
        yield parent


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [sub for sub in element if local(sub) == name]


def _flow(container: Element, *wanted: str) -> Iterator[Element]:
    """Yield paragraphs and tables (or what is wanted) through what merely wraps them."""
    for element in container:
        name = local(element)
        if name in (wanted or ("p", "tbl")):
            yield element
        elif name == "sdt":
            gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
            content = child(element, "sdtContent")
            if content is not None and _value(gallery) not in (
                "Table of Contents",
                "Bibliographies",
            ):
                yield from _flow(content, *wanted)
        elif name in ("ins", "moveTo", "customXml", "smartTag", "Choice", "AlternateContent"):
            yield from _flow(element, *wanted)


def _texts(cell: Element) -> Iterator[str]:
    for element in _flow(cell):
        if local(element) == "tbl":
            for row in _flow(element, "tr"):
                for inner in _flow(row, "tc"):
                    yield from _texts(inner)
        else:
            yield from _lines(element)


def _lines(paragraph: Element) -> list[str]:
    """Return a paragraph's text, one entry for each line broken by hand."""
    lines = [""]
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        name = local(element)
        if name in _LEFT_OUT or (name == "r" and _hidden(element)):
            continue
        if name == "t":
            lines[-1] += element.text or ""
        elif name in ("tab", "ptab"):
            lines[-1] += " "
        elif name == "noBreakHyphen":
            lines[-1] += "-"
        elif name == "sym":
            lines[-1] += _symbol(element)
        elif name in ("br", "cr"):
            lines.append("")
        else:
            stack.extend(reversed(element))
    return lines


def _symbol(element: Element) -> str:
    try:
        return chr(int(attribute(element, "char") or "20", 16))
    except (ValueError, OverflowError):
        return " "


def _hidden(run: Element) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and _on(mark)


def _on(mark: Element) -> bool:
    return attribute(mark, "val") not in ("0", "false", "off")


def _value(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _styles(root: Element | None) -> dict[str, _Style]:
    """Return the paragraph styles by identifier, each with what it inherits; "": the default."""
    raw = {
        attribute(style, "styleId") or "": style
        for style in _children(root, "style")
        if attribute(style, "type") in (None, "paragraph")
    }
    found = {identifier: _style(identifier, raw) for identifier in raw}
    for identifier, style in raw.items():
        if attribute(style, "default") in ("1", "true", "on"):
            found[""] = found[identifier]
    return found


def _style(identifier: str, raw: dict[str, Element]) -> _Style:
    """Follow a style to the styles that it is based on; the nearest word counts."""
    names: list[str] = []
    outline, numbered, seen = None, None, set[str]()
    while identifier in raw and identifier not in seen:
        seen.add(identifier)
        style = raw[identifier]
        names.append((_value(child(style, "name")) or "").lower())
        if outline is None:
            outline = _integer(_value(child(style, "pPr", "outlineLvl")))
        if numbered is None:
            numbered = _numbered(child(style, "pPr"))
        identifier = _value(child(style, "basedOn")) or ""
    return _Style(tuple(names), outline, numbered)


def _numbered(properties: Element | None) -> bool | None:
    number = _value(child(properties, "numPr", "numId"))
    return None if number is None else number != "0"


def _integer(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() else None


def _level(properties: Element | None, style: _Style) -> int | None:
    """Return the depth of a heading from 1, or None for body text."""
    outline = _integer(_value(child(properties, "outlineLvl")))
    if outline is not None:
        return outline + 1 if outline < _NO_OUTLINE else None
    for name in style.names:
        match = _HEADING.fullmatch(name)
        if match:
            return int(match[1])
        if name in _TITLES:
            return _TITLES[name]
    if style.outline is not None and style.outline < _NO_OUTLINE:
        return style.outline + 1
    return None


def _in_list(properties: Element | None, style: _Style) -> bool:
    own = _numbered(properties)
    if own is not None:
        return own
    return bool(style.numbered) or any(_LIST.match(name) for name in style.names)

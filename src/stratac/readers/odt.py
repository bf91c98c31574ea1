"""OpenDocument texts (ODT) to blocks: the text as it stands with all changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from stratac.errors import ReadError
from stratac.readers import making
from stratac.readers.package import Element, Package, attribute, child, descendants, local
from stratac.records import Block, BlockKind, Limits

_KIND = "OpenDocument text (.odt)"

_HEADING = re.compile(r"(?:heading|titre)_20_(\d+)")
_TITLES = {"title": 1, "subtitle": 2}
_CAPTIONS = frozenset({"caption", "illustration", "table", "figure", "drawing"})

# Lists of contents and indexes, and what was deleted: it is kept apart, for
# those who would refuse the change.
_LEFT_OUT = frozenset({
    "tracked-changes", "table-of-content", "illustration-index", "table-index", "object-index",
    "user-index", "alphabetical-index", "bibliography", "annotation", "forms", "variable-decls",
    "sequence-decls",
})  # fmt: skip
# Within a paragraph: what is read apart, hidden, or is the number of a note.
_APART = frozenset({
    "note", "frame", "annotation", "hidden-text", "hidden-paragraph", "ruby-text", "number",
})  # fmt: skip
_WRAPPERS = frozenset({
    "section", "list", "list-item", "list-header", "table-header-rows", "table-rows",
    "table-row-group", "index-body", "numbered-paragraph",
})  # fmt: skip


def read(path: Path, limits: Limits) -> list[Block]:
    """Read an ODT file into blocks.

    Headings are told by their element or style; tables of contents, comments,
    hidden text and deleted text are left out; text boxes and notes follow the
    paragraph that holds them.

    Raises
    ------
    ReadError
        If the file is no whole ODT, is encrypted or goes beyond the limits.
    """
    with Package(path, limits, _KIND) as package:
        manifest = package.xml("META-INF/manifest.xml")
        locks = descendants(manifest, "encryption-data") if manifest is not None else iter(())
        if next(locks, None) is not None:
            raise ReadError(
                f"{package.name} is protected by a password; save it without one and try again."
            )
        content, styles = package.xml("content.xml"), package.xml("styles.xml")
        text = child(content, "body", "text")
        if content is None or text is None:
            raise package.broken("it has no content.xml with a text")
    return list(_Document([content, styles]).blocks(text))


class _Document:
    """The styles of one document, at hand while its text is walked."""

    def __init__(self, roots: Iterable[Element | None]) -> None:
        self._styles = {
            attribute(style, "name") or "": style
            for root in roots
            if root is not None
            for style in descendants(root, "style")
            if attribute(style, "family") == "paragraph"
        }

    def blocks(self, container: Element, listed: bool = False) -> Iterator[Block]:
        """Yield the blocks of a text, section, list, box or note."""
        for element in container:
            name = local(element)
            if name in _LEFT_OUT:
                continue
            if name in ("h", "p"):
                yield from self._paragraph(element, listed)
                yield from self._attached(element)
            elif name == "table":
                yield from self._table(element)
            elif name in _WRAPPERS:
                yield from self.blocks(element, listed or name in ("list-item", "list-header"))
            elif name in ("frame", "g", "custom-shape"):
                yield from self._boxes(element)

    def _paragraph(self, element: Element, listed: bool) -> Iterable[Block]:
        lines = _lines(element)
        names = list(self._names(element))
        level = self._level(element, names)
        if level is not None:
            return making.heading(" ".join(lines), level)
        if not _CAPTIONS.isdisjoint(names):
            return making.body(lines, BlockKind.CAPTION)
        return making.body(lines, BlockKind.ITEM if listed else BlockKind.PARAGRAPH)

    def _names(self, element: Element) -> Iterator[str]:
        """Yield the name of a paragraph's style and of those that it is based on."""
        name = attribute(element, "style-name")
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name.lower()
            style = self._styles.get(name)
            name = None if style is None else attribute(style, "parent-style-name")

    def _level(self, element: Element, names: list[str]) -> int | None:
        if local(element) == "h":
            level = attribute(element, "outline-level") or "1"
            return int(level) if level.isdecimal() else 1
        for name in names:
            match = _HEADING.fullmatch(name)
            if match or name in _TITLES:
                return int(match[1]) if match else _TITLES[name]
        return None

    def _table(self, table: Element) -> Iterator[Block]:
        """Yield a row a block; a table of one column is a frame around text."""
        rows = [list(_places(row)) for row in _rows(table)]
        yield from making.table(rows, _texts, self.blocks, self._notes)

    def _attached(self, paragraph: Element) -> Iterator[Block]:
        """Yield the boxes of a paragraph, then its notes."""
        yield from self._boxes(paragraph)
        yield from self._notes(paragraph)

    def _boxes(self, element: Element) -> Iterator[Block]:
        for inner in element:
            if local(inner) == "text-box":
                yield from self.blocks(inner)
            elif local(inner) not in _LEFT_OUT and local(inner) != "note":
                yield from self._boxes(inner)
        if local(element) == "custom-shape":
            yield from self.blocks(element)

    def _notes(self, element: Element) -> Iterator[Block]:
        for note in descendants(element, "note"):
            body = child(note, "note-body")
            if body is not None:
                yield from self.blocks(body)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if local(element) == "table-row":
            yield element
        elif local(element) in _WRAPPERS:
            yield from _rows(element)


def _places(row: Element) -> Iterator[Element | making.Covered]:
    """Yield the cells of a row, and what stands for those that another covers."""
    covered = 0
    for cell in row:
        if local(cell) == "table-cell":
            covered = _count(cell, "number-columns-spanned") - 1
            yield cell
            yield from [making.Covered.LEFT] * (_count(cell, "number-columns-repeated") - 1)
        elif local(cell) == "covered-table-cell":
            for _ in range(_count(cell, "number-columns-repeated")):
                yield making.Covered.LEFT if covered > 0 else making.Covered.ABOVE
                covered -= 1


def _count(cell: Element, name: str) -> int:
    told = attribute(cell, name) or "1"
    return min(int(told), making.MAX_SPAN) if told.isascii() and told.isdigit() else 1


def _texts(cell: Element) -> Iterator[str]:
    """Yield the paragraphs of a cell, those of lists and tables in it too."""
    for element in cell:
        name = local(element)
        if name in ("h", "p"):
            yield from _lines(element)
        elif name in _WRAPPERS:
            yield from _texts(element)
        elif name == "table":
            for row in _rows(element):
                for inner in row:
                    yield from _texts(inner)


def _lines(paragraph: Element) -> list[str]:
    """Return a paragraph's text, one entry for each line broken by hand."""
    lines = [paragraph.text or ""]
    stack = list(reversed([*_steps(paragraph)]))
    while stack:
        step = stack.pop()
        if isinstance(step, str):
            lines[-1] += step
            continue
        name = local(step)
        if name == "line-break":
            lines.append("")
        elif name in ("s", "tab"):
            lines[-1] += " "
        elif name and name not in _APART:
            lines[-1] += step.text or ""
            stack.extend(reversed([*_steps(step)]))
    return lines


def _steps(element: Element) -> Iterator[Element | str]:
    """Yield the children of an element, each followed by the text after it."""
    for inner in element:
        yield inner
        yield inner.tail or ""

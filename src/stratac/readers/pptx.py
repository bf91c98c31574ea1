"""PowerPoint presentations (PPTX) to blocks: titles, bodies, tables, diagrams, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stratac.readers import making
from stratac.readers.package import Element, Package, attribute, child, descendants, local
from stratac.records import Block, BlockKind, Limits

_KIND = "PowerPoint presentation (.pptx)"

_TITLES = {"ctrTitle": 1, "title": 2}
_SUBTITLE_LEVEL = 2
# Placeholders that repeat on every slide and say nothing.
_FURNITURE = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_FIELDS = ("slidenum", "datetime")
# Which list of the slide master styles which placeholder.
_MASTER_LISTS = {"title": "titleStyle", "ctrTitle": "titleStyle", "body": "bodyStyle"}


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a PPTX file into blocks, each with the number of its slide as page.

    The title of a slide is a heading; bodies, text boxes, tables and diagrams
    follow as they were drawn, then the speaker's notes. Hidden slides, dates,
    footers and slide numbers are left out.

    Raises
    ------
    ReadError
        If the file is no whole PPTX or goes beyond the limits.
    """
    found: list[Block] = []
    with Package(path, limits, _KIND) as package:
        root = package.main_part("ppt/presentation.xml")
        related = package.related(package.main)
        slides = child(root, "sldIdLst")
        masters: dict[str, Element | None] = {}
        for number, reference in enumerate([] if slides is None else slides, start=1):
            _, part = related.get(_relation(reference, "id") or "", ("", ""))
            slide = package.xml(part)
            if slide is not None and attribute(slide, "show") not in ("0", "false"):
                found += _Slide(package, part, slide, number, masters).blocks()
    return found


def _relation(element: Element, name: str) -> str | None:
    """Return a relationship attribute: an ``id`` in a namespace, beside a plain one."""
    for key, value in element.attrib.items():
        if str(key).endswith(f"relationships}}{name}"):
            return str(value)
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """What a shape is on its slide: kind and index of its placeholder, or None."""

    kind: str | None
    index: str | None


class _Slide:
    """One slide with its layout and master, which say what is a list."""

    def __init__(
        self,
        package: Package,
        part: str,
        root: Element,
        number: int,
        parts: dict[str, Element | None],
    ) -> None:
        self._package = package
        self._root = root
        self._number = number
        self._related = package.related(part)
        self._parts = parts
        layout = self._target("slideLayout", self._related)
        self._layout = self._shared(layout)
        related = package.related(layout) if layout else {}
        self._master = self._shared(self._target("slideMaster", related))

    @staticmethod
    def _target(kind: str, related: dict[str, tuple[str, str]]) -> str:
        return next((target for name, target in related.values() if name == kind), "")

    def _shared(self, part: str) -> Element | None:
        """Return a part that many slides share, parsed once."""
        if part not in self._parts:
            self._parts[part] = self._package.xml(part)
        return self._parts[part]

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the slide: its title first, then as drawn, then its notes."""
        tree = child(self._root, "cSld", "spTree")
        shapes = list(_shapes(tree)) if tree is not None else []
        shapes.sort(key=lambda shape: _place(shape).kind not in _TITLES)
        for shape in shapes:
            if local(shape) == "graphicFrame":
                yield from self._frame(shape)
            else:
                yield from self._text(shape)
        notes = self._package.xml(self._target("notesSlide", self._related))
        for shape in _shapes(child(notes, "cSld", "spTree")):
            if _place(shape).kind == "body":
                for paragraph in _paragraphs(shape):
                    yield from making.body(_lines(paragraph), page=self._number)

    def _text(self, shape: Element) -> Iterator[Block]:
        place = _place(shape)
        if place.kind in _FURNITURE:
            return
        if place.kind in _TITLES or place.kind == "subTitle":
            level = _TITLES.get(place.kind or "", _SUBTITLE_LEVEL)
            text = " ".join(line for p in _paragraphs(shape) for line in _lines(p))
            yield from making.heading(text, level, self._number)
            return
        for paragraph in _paragraphs(shape):
            listed = self._is_item(shape, place, paragraph)
            kind = BlockKind.ITEM if listed else BlockKind.PARAGRAPH
            yield from making.body(_lines(paragraph), kind, self._number)

    def _frame(self, frame: Element) -> Iterator[Block]:
        """Yield a table row by row, a diagram point by point."""
        grid = [
            [_cell_text(cell) for cell in row if local(cell) == "tc"]
            for row in descendants(frame, "tr")
        ]
        for made in making.rows(grid, self._number):
            yield from made
        for diagram in descendants(frame, "relIds"):
            _, part = self._related.get(_relation(diagram, "dm") or "", ("", ""))
            points = self._package.xml(part)
            for point in descendants(points, "pt") if points is not None else ():
                for paragraph in descendants(point, "p"):
                    yield from making.body(_lines(paragraph), BlockKind.ITEM, self._number)

    def _is_item(self, shape: Element, place: _Place, paragraph: Element) -> bool:
        """Tell whether a paragraph has a bullet, by itself or by what it inherits."""
        own = child(paragraph, "pPr")
        level = (attribute(own, "lvl") if own is not None else None) or "0"
        style = f"lvl{int(level) + 1 if level.isdecimal() else 1}pPr"
        for properties in (own, *self._inherited(shape, place, style)):
            for mark in properties if properties is not None else ():
                if local(mark) in ("buChar", "buAutoNum", "buBlip"):
                    return True
                if local(mark) == "buNone":
                    return False
        return False

    def _inherited(self, shape: Element, place: _Place, level: str) -> Iterator[Element | None]:
        yield child(shape, "txBody", "lstStyle", level)
        if place.kind is None:
            return
        for root in (self._layout, self._master):
            for other in _shapes(child(root, "cSld", "spTree")):
                if _matches(_place(other), place, exact=root is self._layout):
                    yield child(other, "txBody", "lstStyle", level)
        yield child(self._master, "txStyles", _MASTER_LISTS.get(place.kind, "bodyStyle"), level)


def _matches(other: _Place, place: _Place, *, exact: bool) -> bool:
    """Tell whether a placeholder of the layout or master is the model of another."""
    if exact and place.index is not None:
        return other.index == place.index
    return other.kind == place.kind


def _shapes(tree: Element | None) -> Iterator[Element]:
    """Yield shapes and frames, those in groups too."""
    for element in tree if tree is not None else ():
        name = local(element)
        if name in ("sp", "graphicFrame"):
            yield element
        elif name in ("grpSp", "AlternateContent", "Choice"):
            yield from _shapes(element)


def _place(shape: Element) -> _Place:
    for holder in ("nvSpPr", "nvGraphicFramePr"):
        mark = child(shape, holder, "nvPr", "ph")
        if mark is not None:
            # A placeholder without a type is one for any object, in a list like a body.
            kind = attribute(mark, "type") or "body"
            return _Place("body" if kind == "obj" else kind, attribute(mark, "idx"))
    return _Place(None, None)


def _paragraphs(shape: Element) -> Iterable[Element]:
    body = child(shape, "txBody")
    return () if body is None else [sub for sub in body if local(sub) == "p"]


def _lines(paragraph: Element) -> list[str]:
    """Return a paragraph's text, one entry for each line broken by hand."""
    lines = [""]
    for element in paragraph:
        name = local(element)
        if name == "br":
            lines.append("")
        elif name == "r" or (
            name == "fld" and not (attribute(element, "type") or "").startswith(_FIELDS)
        ):
            text = child(element, "t")
            lines[-1] += "" if text is None else text.text or ""
        elif name == "m":
            lines[-1] += " ".join(text.text or "" for text in descendants(element, "t"))
    return [part for line in lines for part in line.split("\v")]


def _cell_text(cell: Element) -> str | None:
    """Return the text of a table cell; None: merged with the cell above."""
    if attribute(cell, "vMerge") in ("1", "true"):
        return None
    return making.cell(line for p in _paragraphs(cell) for line in _lines(p))

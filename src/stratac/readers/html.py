"""Web pages (HTML) to blocks: the article, not the menus; the one door to lxml's HTML."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from stratac.errors import ReadError
from stratac.readers import making
from stratac.readers import text as text_reader
from stratac.readers.decoding import read_text
from stratac.records import Block, BlockKind, Limits

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
# No text of the document, whatever stands in it.
_NEVER = frozenset({
    "applet", "audio", "button", "canvas", "datalist", "del", "dialog", "embed", "frame",
    "frameset", "head", "iframe", "img", "input", "map", "math", "menu", "meter", "nav",
    "noframes", "noscript", "object", "option", "optgroup", "progress", "rt", "script",
    "select", "style", "svg", "template", "textarea", "title", "track", "video", "aside",
})  # fmt: skip
_NEVER_ROLES = frozenset({
    "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu",
    "menubar", "navigation", "search", "toolbar", "tooltip",
})  # fmt: skip
# Words in a class or identifier that name what stands around an article.
_AROUND = frozenset({
    "ariane", "breadcrumb", "breadcrumbs", "comments", "consent", "cookie", "cookies", "footer",
    "menu", "nav", "navbar", "navigation", "newsletter", "pager", "pagination", "partage",
    "related", "share", "sharing", "sidebar", "skip", "social", "sommaire", "subnav", "toc",
    "topbar",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

# More tags than this is no page that anyone reads; it bounds time and memory.
_MAX_TAGS = 600_000

# A list or block of which this share is links, at least so many, is a menu.
_LINKED, _LINKS = 0.8, 3
# What is named like a menu and holds more of the page than this is the article itself.
_MAX_AROUND = 0.5
# An article must hold this share of the page's text to be taken for all of it.
_MIN_ARTICLE = 0.4


def read(path: Path, limits: Limits) -> list[Block]:
    """Read an HTML file into blocks; see `blocks`.

    Raises
    ------
    ReadError
        If the file is not text, too large or nested beyond reason.
    """
    source = read_text(path, limits)
    if source.count("<") > _MAX_TAGS:
        raise ReadError(
            f"{path.name} has {source.count('<'):,} tags, more than the {_MAX_TAGS:,} that a page "
            "may have; save the article alone."
        )
    try:
        return blocks(source)
    except etree.LxmlError as error:
        raise ReadError(
            f"{path.name} is not readable HTML ({error}); open it in a browser and save it again."
        ) from error


def blocks(source: str) -> list[Block]:
    """Turn an HTML page into the blocks of its article.

    The article is what the page marks as such, or else its whole body, without
    menus, headers, footers, side boxes, forms, hidden text and lists of links.
    Nothing is fetched and no script is run.
    """
    source = _DECLARATION.sub("", source)
    if not source.strip():
        return []
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except etree.ParserError:
        return []
    sizes = _sizes(root)
    article = _article(root, sizes)
    walk = _Walk(sizes, sizes[article].text)
    walk.into(article, BlockKind.PARAGRAPH)
    walk.end(BlockKind.PARAGRAPH)
    return walk.found


@dataclass(slots=True)
class _Size:
    """How many letters an element holds, in all and in links, and how many links."""

    text: int = 0
    linked: int = 0
    links: int = 0


def _sizes(root: HtmlElement) -> dict[HtmlElement, _Size]:
    """Measure every element once, from the leaves up."""
    found: dict[HtmlElement, _Size] = {}
    for element in reversed(list(root.iter())):
        size = found[element] = _Size()
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "template"):
            continue
        size.text = _letters(element.text)
        for inner in element:
            size.text += found[inner].text + _letters(inner.tail)
            size.linked += found[inner].linked
            size.links += found[inner].links
        if element.tag == "a":
            size.linked, size.links = size.text, size.links + 1
    return found


def _letters(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _article(root: HtmlElement, sizes: dict[HtmlElement, _Size]) -> HtmlElement:
    """Return the element that holds the article."""
    body = root.find("body")
    body = root if body is None else body
    for path in (".//main", ".//*[@role='main']", ".//article"):
        held = root.findall(path)
        if len(held) == 1 and sizes[held[0]].text >= _MIN_ARTICLE * sizes[body].text:
            return held[0]
    return body


class _Walk:
    """One passage through the article; blocks are made where elements end."""

    def __init__(self, sizes: dict[HtmlElement, _Size], letters: int) -> None:
        self.found: list[Block] = []
        self._lines = [""]
        self._sizes = sizes
        self._letters = letters

    def into(self, element: HtmlElement, kind: BlockKind) -> None:
        """Read what stands in an element."""
        self._lines[-1] += _flat(element.text)
        for inner in element:
            if isinstance(inner.tag, str):
                self._one(inner, kind)
            self._lines[-1] += _flat(inner.tail)

    def _one(self, element: HtmlElement, kind: BlockKind) -> None:
        tag = element.tag
        if tag == "br":
            self._lines.append("")
        elif self._left_out(element):
            if tag not in _INLINE:
                self.end(kind)
        elif tag in _INLINE:
            self.into(element, kind)
        elif tag == "sup":
            # A raised link calls a note.
            if element.find(".//a") is None and element.getparent().tag != "a":
                self.into(element, kind)
        else:
            self.end(kind)
            self._block(element, tag, kind)

    def _block(self, element: HtmlElement, tag: str, kind: BlockKind) -> None:
        level = _HEADINGS.get(tag) or _aria_level(element)
        if level:
            self.found += making.heading(_plain(element), level)
        elif tag in ("header", "footer") and not _within_article(element):
            for inner in element.iter("h1"):
                self.found += making.heading(_plain(inner), 1)
        elif tag == "table" and not _is_layout(element):
            self._table(element)
        elif tag == "pre":
            if element.find(".//code") is None:
                self.found += text_reader.blocks(element.text_content())
        elif tag in ("caption", "figcaption"):
            self.found += making.body([_plain(element)], BlockKind.CAPTION)
        else:
            kind = BlockKind.ITEM if tag == "li" else kind
            self.into(element, kind)
            self.end(kind)

    def _table(self, table: HtmlElement) -> None:
        for caption in table.iter("caption"):
            self.found += making.body([_plain(caption)], BlockKind.CAPTION)
        grid: list[list[str | None]] = []
        # Rows that the cells of each column still cover.
        covered: dict[int, int] = {}
        for row in table.iter("tr"):
            texts: list[str | None] = []
            for cell in row.iterchildren("td", "th"):
                _cover(texts, covered)
                for place in range(_span(cell, "colspan")):
                    covered[len(texts)] = _span(cell, "rowspan") - 1
                    texts.append("" if place else self._cell(cell))
            _cover(texts, covered)
            grid.append(texts)
        self.found += itertools.chain.from_iterable(making.rows(grid))

    def _cell(self, cell: HtmlElement) -> str:
        walk = _Walk(self._sizes, self._sizes[cell].text)
        walk.into(cell, BlockKind.PARAGRAPH)
        walk.end(BlockKind.PARAGRAPH)
        return making.cell(block.text for block in walk.found)

    def _left_out(self, element: HtmlElement) -> bool:
        """Tell whether an element is no part of the article."""
        if element.tag in _NEVER or element.get("role") in _NEVER_ROLES:
            return True
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if _HIDDEN.search(element.get("style") or ""):
            return True
        named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if not _AROUND.isdisjoint(re.split(r"[^a-z]+", named)):
            return self._sizes[element].text <= _MAX_AROUND * self._letters
        size = self._sizes[element]
        listed = element.tag in ("ul", "ol", "div", "section")
        return listed and size.links >= _LINKS and size.linked >= _LINKED * size.text

    def end(self, kind: BlockKind) -> None:
        """Make blocks of the lines read so far; an empty line parts paragraphs."""
        part: list[str] = []
        for line in [*self._lines, ""]:
            if line.strip():
                part.append(line)
            else:
                self.found += making.body(part, kind)
                part = []
        self._lines = [""]


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _plain(element: HtmlElement) -> str:
    """Return the text of a heading or caption, without the calls of notes."""
    parts = [element.text or ""]
    for inner in element:
        if isinstance(inner.tag, str) and inner.tag not in _NEVER:
            called = inner.tag == "sup" and inner.find(".//a") is not None
            parts.append(" " if inner.tag == "br" or called else _plain(inner))
        parts.append(inner.tail or "")
    return "".join(parts)


def _aria_level(element: HtmlElement) -> int:
    level = element.get("aria-level") or "2"
    return int(level) if element.get("role") == "heading" and level.isdecimal() else 0


def _within_article(element: HtmlElement) -> bool:
    return any(parent.tag in ("main", "article", "section") for parent in element.iterancestors())


def _cover(texts: list[str | None], covered: dict[int, int]) -> None:
    """Put None where cells of the rows above reach down."""
    while covered.get(len(texts), 0) > 0:
        covered[len(texts)] -= 1
        texts.append(None)


def _span(cell: HtmlElement, name: str) -> int:
    told = (cell.get(name) or "1").strip()
    return max(min(int(told), making.MAX_SPAN), 1) if told.isascii() and told.isdigit() else 1


def _is_layout(table: HtmlElement) -> bool:
    """Tell a table that only places things: one column, or headings and tables within it."""
    if any(inner is not table for inner in table.iter("table", *_HEADINGS)):
        return True
    return all(len([c for c in row if c.tag in ("td", "th")]) <= 1 for row in table.iter("tr"))

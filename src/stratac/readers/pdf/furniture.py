"""What a PDF repeats or lists and nobody states: running heads, page numbers, contents."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stratac.readers.pdf.lines import Line, Page, level, rows

# Share of the page's height, above and below, in which running heads stand.
_MARGIN = 0.14
# A running head is on so many other pages among those so near: it may be a chapter's,
# or change from left pages to right ones. Few pages have few others.
_OTHERS, _NEAR = 2, 4
_FEW_PAGES = 3
# In points: how far a running head may wander from page to page.
_WANDERS = 6

_NUMBER = re.compile(r"[0-9]{1,4}")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:/|sur|de|of|–|-|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
# What a browser prints around a page: date and time, address.
_STAMP = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+(?:à\s+)?\d{1,2}[:h]\d{2}.*|(?:https?|file)://\S+"
)
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|(?:_\s?){4,}|(?:·\s?){4,}")
_ENTRY = re.compile(r".*\D\s*\d{1,3}\W*$")
_LEADER_ENTRY = re.compile(r"(?:\.\s?|…|_|·)+\s*(?:\d{1,4}|[ivxlc]{1,6})\W*$", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:\d\W*)?(?:table des matières|table des figures|table des illustrations|sommaire|contenu|"
    r"liste des (?:figures|tableaux|illustrations))\W*",
    re.IGNORECASE,
)


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running heads and feet, page numbers and contents.

    A page that holds a picture and no line but these keeps none: it has no text.
    """
    repeated = _repeated(pages)
    wanted = _OTHERS if len(pages) > _FEW_PAGES else 1
    found = []
    listing = False
    for page in pages:
        stamps = [line for line in page.lines if _is_stamp(line, page)]
        lines = [
            line
            for line in page.lines
            if not any(level(line, stamp) for stamp in stamps)
            and not _is_running(line, page, repeated, wanted)
        ]
        lines, listing = _without_contents(lines, listing)
        found.append(replace(page, lines=tuple(lines)))
    return found


def _keys(line: Line, page: Page) -> set[str]:
    """Return what a running head would repeat: its text, or its text but for the page number.

    « Axe 3 » at the top of a page is a heading, though « Axe 2 » stands at the top of
    the page before: only small light text may count pages.
    """
    text = line.text.lower()
    if line.bold or line.size > page.usual_size:
        return {text}
    return {text, _NUMBER.sub(lambda match: f"#{int(match[0]) - page.number}", text)}


def _in_margin(line: Line, page: Page) -> bool:
    bottom, top = page.box[1], page.box[3]
    edge = _MARGIN * (top - bottom)
    return line.y0 > top - edge or line.y1 < bottom + edge


def _repeated(pages: Sequence[Page]) -> dict[tuple[str, int], set[int]]:
    """Return on which pages a text stands at one height of the margin."""
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in page.lines:
            if _in_margin(line, page):
                for place in itertools.product(_keys(line, page), _heights(line)):
                    found[place].add(page.number)
    return found


def _heights(line: Line) -> tuple[int, int]:
    """Return the two bands of height that a line falls in: a neighbour shares one of them."""
    half = round(line.y0 / _WANDERS)
    return (2 * (half // 2), 2 * ((half + 1) // 2) + 1)


def _is_stamp(line: Line, page: Page) -> bool:
    return _in_margin(line, page) and _STAMP.fullmatch(line.text) is not None


def _is_running(
    line: Line, page: Page, repeated: dict[tuple[str, int], set[int]], wanted: int
) -> bool:
    if not _in_margin(line, page):
        return False
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    near = range(page.number - _NEAR, page.number + _NEAR + 1)
    places = itertools.product(_keys(line, page), _heights(line))
    return any(sum(n in repeated[place] for n in near) > wanted for place in places)


def _without_contents(lines: Iterable[Line], listing: bool) -> tuple[list[Line], bool]:
    """Leave the entries of a table of contents out, and its heading.

    An entry with leaders tells itself; after the heading « Sommaire » any line
    that ends in a page number is one. ``listing`` says whether a list of
    contents is still open, as it may run over several pages.
    """
    found: list[Line] = []
    for row in rows(sorted(lines, key=lambda line: -line.y1)):
        text = " ".join(line.text for line in sorted(row, key=lambda line: line.x0))
        if _LEADERS.search(text) and _LEADER_ENTRY.search(text):
            if found and _CONTENTS.fullmatch(found[-1].text):
                found.pop()
            listing = True
        elif _CONTENTS.fullmatch(text):
            listing = True
            found += row
        elif listing and row[0].cells is None and _ENTRY.fullmatch(text) and len(text) < 160:
            if found and _CONTENTS.fullmatch(found[-1].text):
                found.pop()
        else:
            listing = False
            found += row
    return found, listing

"""How every reader makes its blocks: one spelling of blanks, bullets, rows and cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from typing import TypeVar

from stratac.records import Block, BlockKind
from stratac.spelling import normalised

CELL_MARK = " | "
Cell = TypeVar("Cell")
_MAX_LEVEL = 9

# Glyphs that open a list item. The private ones (U+F000 on) are what the Symbol
# and Wingdings fonts leave; « o » and « § » are what Word's second and third level
# become where the font is lost, and count only before a blank; U+FFFD stands for a
# sign that no font names. Pictures that messages and web pages use need no blank behind.
BULLET = re.compile(
    r"\s*(?:(?:[-–—−•▪▫●○◦◆◇■□☐❖‣⁃∙*·➔→➢➤⮚✓✗►▸▻"
    "\uf02d\uf06c\uf06e\uf06f\uf071\uf075\uf076\uf077\uf0a7\uf0a8\uf0ad\uf0b7\uf0d8\uf0e0\uf0e8\uf0f0\uf0fc\ufffd"
    r"]+|o(?=\s+\S)|§)\s+|(?:[✅👉➡✔☑▶🔹🔸]\ufe0f?\s*)+)(?=\S)"
)
_ENDS = re.compile(r"[.!?…:;,]\W*$")
_CAPTION = re.compile(
    r"(?:figure|fig\.|tableau|graphique|carte|photo|illustration|schéma|encadré)\s*(?:n°\s*)?"
    r"\d+(?:[.-]\d+)*\s*[:.–—-]\s*\S|sources?\s*:\s*\S|(?:crédits?|©)\s*(?:photos?\b|:)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return a text on one line, single blanks, without invisible characters."""
    return " ".join(normalised(text).split())


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


# What a column holds that its cells do not say by themselves: who is in charge, what it
# costs, what it is measured by. Dates speak for themselves.
_TELLING_TITLE = re.compile(
    r"(?P<name>responsables?|pilotes?|porteurs?|référente?s?|qui|en\s+charge|"
    r"chef(?:fe)?\s+de\s+(?:projet|file)|ma[iî]tr(?:e|ise)\s+d['’]ouvrage|"
    r"budgets?|coûts?|montants?|financements?|enveloppes?|crédits?|"
    r"indicateurs?(?:\s+de\s+(?:suivi|résultats?|réussite))?)(?P<rest>\W.*)?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\([^()]{1,12}\)|\ben\s+(?:k|m|md)?(?:€|euros?)", re.IGNORECASE)
_UNSAID = re.compile(r"\W*(?:à\s+\w+|n\.?\s?[acd]\.?|néant|sans\s+objet|nc|nd)?\W*", re.IGNORECASE)
_MONEY = re.compile("budget|coût|montant|financement|enveloppe|crédit", re.IGNORECASE)
_FIGURE, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_LONGEST_TITLE = 60


def rows(grid: Sequence[Sequence[str | None]], page: int | None = None) -> list[list[Block]]:
    """Return the rows of a table, each as one block, or as none where it is blank.

    Parameters
    ----------
    grid
        The texts of its cells, blank ones and those under merged columns too, so that
        cells of one column have one place; None: merged with the cell above.
    page
        Its page.

    Notes
    -----
    Under a title such as « Responsable » or « Budget (k€) » a cell is written with it
    (« Responsable : DSI »): the statement then says what the table says. What is merged
    over several rows counts in each of them where it has such a title, or where the row
    would have nothing else to say.
    """
    head, titles = _titles(grid)
    above: list[str] = []
    found = []
    for number, cells in enumerate(grid):
        own = [clean(text or "") for text in cells]
        above += [""] * (len(own) - len(above))
        told = any(text and titles.get(place) is None for place, text in enumerate(own))
        for place, text in enumerate(cells):
            if text is None and (titles.get(place) is not None or not told):
                own[place] = above[place]
        above[: len(own)] = [
            old if given is None else text
            for text, given, old in zip(own, cells, above, strict=False)
        ]
        if number > head:
            own = [_under(titles.get(place), text) for place, text in enumerate(own)]
        found.append(list(row(own, page)))
    return found


def _titles(grid: Sequence[Sequence[str | None]]) -> tuple[int, dict[int, str]]:
    """Return the number of the head, and the titles of the columns that tell something."""
    rows_of_texts = [[clean(text or "") for text in cells] for cells in grid]
    # A table may begin with its name over all columns.
    wide = (
        (number, texts)
        for number, texts in enumerate(rows_of_texts)
        if len(list(filter(None, texts))) >= _FEWEST_TITLES
    )
    number, head = next(wide, (0, []))
    filled = list(filter(None, head))
    if any(len(text) > _LONGEST_TITLE for text in head):
        return 0, {}
    found = {}
    for place, text in enumerate(head):
        match = _TELLING_TITLE.fullmatch(text)
        if match:
            unit = _UNIT.search(match["rest"] or "")
            found[place] = f"{match['name']} {unit.group()}" if unit else match["name"]
    # A head says of some column what is to be done.
    return (number, found) if len(found) < len(filled) else (0, {})


_FEWEST_TITLES = 2


def _under(title: str | None, text: str) -> str:
    if title is None or text.lower().startswith(title.lower()):
        return text
    # A sum has a figure, whoever is in charge a name.
    says = _FIGURE if _MONEY.match(title) else _LETTER
    if _UNSAID.fullmatch(text) or not says.search(text):
        return text
    return f"{title} : {text}"


# What a file says of the places that a cell covers is believed so far.
MAX_SPAN = 30


class Covered(Enum):
    """A place of a table that a merged cell covers, from its left or from above."""

    LEFT = auto()
    ABOVE = auto()


def table(
    cells: Sequence[Sequence[Cell | Covered]],
    texts: Callable[[Cell], Iterable[str]],
    inside: Callable[[Cell], Iterable[Block]],
    notes: Callable[[Cell], Iterable[Block]],
) -> Iterable[Block]:
    """Yield a table: a row a block; a table of one column is a frame around text.

    Parameters
    ----------
    cells
        As the format has them, so that those of one column have one place.
    texts
        What tells the paragraphs of a cell.
    inside
        What reads a cell as text of its own, where the table is but a frame.
    notes
        What reads the notes that hang on a cell.
    """
    drawn = [[one for one in members if not isinstance(one, Covered)] for members in cells]
    if all(len(members) <= 1 for members in drawn):
        for member in itertools.chain.from_iterable(drawn):
            yield from inside(member)
        return

    def text(member: Cell | Covered) -> str | None:
        if isinstance(member, Covered):
            return None if member is Covered.ABOVE else ""
        return cell(texts(member))

    told = rows([[text(member) for member in members] for members in cells])
    for made, members in zip(told, drawn, strict=True):
        yield from made
        for member in members:
            yield from notes(member)

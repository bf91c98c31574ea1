"""Lines in reading order to blocks: headings, paragraphs, items, rows, captions."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from stratac.readers import making
from stratac.readers.pdf.columns import pages_in_order
from stratac.readers.pdf.lines import Line, Page
from stratac.readers.pdf.notes import Note, notes_apart
from stratac.readers.pdf.repair import join
from stratac.records import Block, BlockKind

# Against the size of most letters.
_LARGER = 1.12
_SMALLER = 0.88
_MAX_HEADING = 160
_MAX_BOLD_HEADING = 110

# Between two lines of a paragraph, in heights of a line.
_MAX_GAP = 0.9
# A gap that is so much wider than usual parts paragraphs.
_WIDER = 0.2
# Share of the gaps that a common one has: there are as many between paragraphs of one
# line as within paragraphs.
_COMMON = 0.1

# Share of the lines that end in a hyphen: 0.01 where they are the authors' own, 0.05 and
# more where a program cuts words.
_HYPHENATED, _ENOUGH_LINES = 0.02, 100

# More than the notes of one page.
_MAX_NOTES = 100

_CLOSED = re.compile(r"[.!?…:;][»”)\]\s]*$")
_NO_HEADING = re.compile(r"[.;,]\s*$")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_NUMBERED_TITLE = re.compile(
    r"(?:axe|chapitre|partie|volet|orientation|annexe|objectif|action|fiche)\s*(?:n°\s*)?"
    r"(?:\d+|[IVX]+)\b|(?:[IVX]+[.)]|\d{1,2}(?:\.\d{1,2})*[.)]?)\s+\S",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, on their way to a block."""

    kind: BlockKind
    lines: list[Line]
    page: int
    level: int = 0
    texts: list[str] = field(default_factory=list)
    note: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of the document looks: the size of most letters, and its headings."""

    size: float
    bold: bool
    levels: dict[tuple[float, bool], int]
    gap: float


def blocks(pages: Sequence[Page]) -> list[Block]:
    """Turn the pages of a document into blocks; a page of pictures alone is an image block."""
    in_order = pages_in_order(page.lines for page in pages)
    ordered = _once(list(zip(pages, in_order, strict=True)))
    look = _look([line for _, lines in ordered for line in lines])
    words = {
        word.lower() for _, lines in ordered for line in lines for word in _WORD.findall(line.text)
    }
    cuts = _cuts_words([line for _, lines in ordered for line in lines])
    paragraphs: list[_Paragraph | Block] = []
    for page, lines in ordered:
        if not lines and page.pictured:
            paragraphs.append(Block(BlockKind.IMAGE, "", page=page.number))
        text, notes = notes_apart(lines, look.size)
        fresh = list(_with_notes(_paragraphs(text, page.number, look), notes, page.number))
        _carry_over(paragraphs, fresh, look)
        paragraphs += fresh
    found: list[Block] = []
    for width, members in itertools.groupby(paragraphs, _width):
        if width:
            found += _table([member for member in members if isinstance(member, _Paragraph)])
        else:
            found += [block for member in members for block in _block(member, words, cuts)]
    return found


def _width(paragraph: _Paragraph | Block) -> int:
    """Return the number of columns of the table that a row is of, 0 of what is no row."""
    if isinstance(paragraph, Block) or paragraph.kind is not BlockKind.CELL:
        return 0
    return len(paragraph.lines[0].cells or ())


def _table(rows: Sequence[_Paragraph]) -> Iterator[Block]:
    """Yield the rows of a table, which may go on overleaf."""
    made = making.rows([row.lines[0].cells or () for row in rows])
    for row, blocks_ in zip(rows, made, strict=True):
        yield from (replace(block, page=row.page) for block in blocks_)


def _with_notes(
    paragraphs: Iterable[_Paragraph], notes: Sequence[Note], page: int
) -> Iterator[_Paragraph]:
    """Put each note after the paragraph that stands above it, wherever that goes on."""
    left = list(reversed(notes))
    count = 0
    for paragraph in paragraphs:
        yield paragraph
        count += len(paragraph.lines)
        while left and left[-1].after <= count:
            note = left.pop()
            yield _Paragraph(BlockKind.PARAGRAPH, note.lines, page, texts=note.texts, note=True)


def _cuts_words(lines: Sequence[Line]) -> bool:
    """Tell whether the document hyphenates; a short one does, for what it shows."""
    ended = sum(line.text.endswith("-") for line in lines)
    return len(lines) < _ENOUGH_LINES or ended > _HYPHENATED * len(lines)


def _once(ordered: Sequence[tuple[Page, list[Line]]]) -> list[tuple[Page, list[Line]]]:
    """Leave out the head of a table that is repeated at the top of a page or column."""
    found = []
    head, last = "", None
    for page, lines in ordered:
        kept: list[Line] = []
        for line in lines:
            if line.cells is None:
                head = ""
            elif not head:
                head = line.text
            elif line.text == head and (not kept or last is None or line.y0 > last.y1):
                continue
            last = line
            kept.append(line)
        found.append((page, kept))
    return found


def _look(lines: Sequence[Line]) -> _Look:
    sizes: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        if line.cells is None:
            sizes[line.size, line.bold] += len(line.text)
    if not sizes:
        return _Look(1.0, False, {}, 0.0)
    (size, bold), _ = sizes.most_common(1)[0]
    looks = {
        (line.size, line.bold)
        for line in lines
        if line.cells is None and _may_be_heading(line, size, bold)
    }
    # Sizes that differ by a hair are one; bold goes before light at one size.
    ranked = sorted({(round(size * 2) / 2, bold) for size, bold in looks}, reverse=True)
    levels = {look: min(ranked.index((round(look[0] * 2) / 2, look[1])) + 1, 6) for look in looks}
    return _Look(size, bold, levels, _usual_gap(lines))


def _usual_gap(lines: Sequence[Line]) -> float:
    """Return the gap between the lines of a paragraph: the least of those that are common."""
    gaps = Counter(
        round((above.y0 - below.y1) / above.height, 1)
        for above, below in itertools.pairwise(lines)
        if _adjoin(above, below)
    )
    common = [gap for gap, count in gaps.items() if count >= _COMMON * gaps.total()]
    return min(common, default=0.0)


def _may_be_heading(line: Line, size: float, bold: bool) -> bool:
    """Tell a heading by its look: larger than the text, or bold and short where the text is not."""
    text = line.text
    if making.BULLET.match(text) or not _LETTER.search(text) or len(text) > _MAX_HEADING:
        return False
    if line.size >= _LARGER * size:
        return True
    return (
        line.bold
        and not bold
        and line.size > _SMALLER * size
        and len(text) <= _MAX_BOLD_HEADING
        and not _NO_HEADING.search(text)
    )


def _paragraphs(lines: Sequence[Line], page: int, look: _Look) -> Iterator[_Paragraph]:
    """Group the lines of one page."""
    current: _Paragraph | None = None
    runs = _right_edges(lines)
    for line, right in zip(lines, runs, strict=True):
        if line.cells is not None:
            if current:
                yield current
            current = None
            yield _Paragraph(BlockKind.CELL, [line], page)
            continue
        kind, level, text = _read(line, look)
        if current and _goes_on(current, line, kind, level, right, look.gap):
            current.lines.append(line)
            current.texts.append(line.text)
            continue
        if current:
            yield current
        current = _Paragraph(kind, [line], page, level, [text])
    if current:
        yield current


def _read(line: Line, look: _Look) -> tuple[BlockKind, int, str]:
    """Return what a line is by itself, and its text without bullet or number."""
    bullet = making.BULLET.match(line.text)
    if bullet:
        return BlockKind.ITEM, 0, line.text[bullet.end() :]
    if (line.size, line.bold) in look.levels and _may_be_heading(line, look.size, look.bold):
        return BlockKind.HEADING, look.levels[line.size, line.bold], line.text
    number = _NUMBER.match(line.text)
    if number:
        return BlockKind.ITEM, 0, line.text[number.end() :]
    return BlockKind.PARAGRAPH, 0, line.text


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """Return for each line how far right the lines around it reach.

    Around it are those of its size that follow each other without a larger gap:
    the column, box or slide in which a program broke its lines.
    """
    edges = [line.x1 for line in lines]
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _adjoin(lines[end - 1], lines[end]):
            continue
        right = max((line.x1 for line in lines[start:end]), default=0.0)
        edges[start:end] = [right] * (end - start)
        start = end
    return edges


def _adjoin(above: Line, below: Line) -> bool:
    gap = above.y0 - below.y1
    overlap = min(above.x1, below.x1) - max(above.x0, below.x0)
    return (
        above.cells is None
        and below.cells is None
        and abs(above.size - below.size) < 0.1 * above.size
        and overlap > 0
        and -0.6 < gap / above.height < 3
    )


def _goes_on(
    current: _Paragraph, line: Line, kind: BlockKind, level: int, right: float, usual: float
) -> bool:
    """Tell whether a line goes on with the paragraph above it."""
    last = current.lines[-1]
    gap = (last.y0 - line.y1) / max(last.height, line.height, 0.1)
    if abs(last.size - line.size) > 0.1 * last.size or gap > _MAX_GAP:
        return False
    if gap < -1:
        # The top of the next column.
        return kind is BlockKind.PARAGRAPH and _is_cut(current, line)
    if (kind is BlockKind.HEADING) != (current.kind is BlockKind.HEADING):
        return False
    if kind is BlockKind.HEADING:
        return level == current.level and not _NUMBERED_TITLE.match(line.text)
    if kind is BlockKind.ITEM:
        return False
    # Where lines of the paragraph are known, a larger gap than theirs begins another.
    if len(current.lines) > 1:
        own = (current.lines[-2].y0 - last.y1) / last.height
        if own > -1 and gap - own > _WIDER:
            return False
    text = current.texts[-1]
    if text.endswith("-"):
        return True
    if current.kind is BlockKind.ITEM and line.x0 < current.lines[0].x0 - 1:
        return False
    open_ended = line.text[:1].islower() and not _CLOSED.search(text)
    first = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) / max(len(line.text), 1)
    # The author ended a line that had room for the word after it.
    full = last.x1 + width * (len(first) + 1) > right - 0.5 * width
    return open_ended and full if gap - usual > _WIDER else open_ended or full


def _is_cut(upper: _Paragraph, line: Line) -> bool:
    """Tell whether a paragraph at the foot of a column or page goes on with ``line``."""
    if upper.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    last = upper.texts[-1]
    if _CLOSED.search(last):
        return False
    if line.text[:1].islower() or last.endswith(("-", ",")):
        return True
    # The last line is full: there was no room for the next word.
    width = (line.x1 - line.x0) / max(len(line.text), 1)
    room = max(one.x1 for one in upper.lines) - upper.lines[-1].x1
    return len(upper.lines) > 1 and room < width * len(line.text.split(" ", 1)[0])


def _carry_over(before: list[_Paragraph | Block], fresh: list[_Paragraph], look: _Look) -> None:
    """Join a paragraph or row that goes on overleaf, past the notes at the foot of its page."""
    if not fresh:
        return
    first = fresh[0]
    text = [one for one in before[-_MAX_NOTES:] if isinstance(one, Block) or not one.note]
    if first.kind is BlockKind.CELL and text and not isinstance(text[-1], Block):
        row = _whole_row(text[-1].lines[-1].cells, first.lines[0])
        if row:
            text[-1].lines = [row]
            del fresh[0]
    if first.kind is not BlockKind.PARAGRAPH:
        return
    for one in reversed(before):
        if isinstance(one, Block):
            return
        small = one.kind is not BlockKind.CELL and one.lines[-1].size < _SMALLER * look.size
        if one.note or small:
            continue
        alike = abs(one.lines[-1].size - first.lines[0].size) < 0.1 * look.size
        if alike and _is_cut(one, first.lines[0]):
            one.lines += first.lines
            one.texts += first.texts
            del fresh[0]
        return


def _whole_row(upper: Sequence[str | None] | None, lower: Line) -> Line | None:
    """Join the two parts of a row that a page break cut, or return None for two rows."""
    cells = lower.cells
    if upper is None or cells is None or len(upper) != len(cells):
        return None
    filled = [cell for cell in cells if cell]
    if len(filled) == len(cells) or not all(cell[0].islower() for cell in filled):
        return None
    pairs = zip(upper, cells, strict=True)
    return replace(
        lower, cells=tuple(join(one, two, ()) if one and two else one or two for one, two in pairs)
    )


def _block(paragraph: _Paragraph | Block, words: set[str], cuts: bool) -> Iterable[Block]:
    if isinstance(paragraph, Block):
        return (paragraph,)
    text = paragraph.texts[0]
    for line in paragraph.texts[1:]:
        text = join(text, line, words, cuts=cuts)
    if paragraph.kind is BlockKind.HEADING:
        return making.heading(text, paragraph.level, paragraph.page)
    return (replace(block, page=paragraph.page) for block in making.body([text], paragraph.kind))

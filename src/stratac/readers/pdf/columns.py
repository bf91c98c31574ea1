"""Lines of a page in reading order: column by column where it has columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from stratac.readers.pdf.lines import Line, joined, rows

# A gutter parts columns where this many lines stand on both sides.
_COLUMN_LINES = 3
_ALIGNED = 3.0
_MAX_DEPTH = 4

# More lines than a page of columns has: a drawing, whose order costs time and says nothing.
_MAX_LINES = 800

# A page of columns of prose: so many rows, of which hardly any crosses a gutter of so
# many points, many stand on either side of it, and which fill their columns.
_PROSE_ROWS, _GUTTER = 10, 8
_CROSSING, _BESIDE, _FILLED = 0.12, 0.3, 0.7


def without_gaps(pieces: Sequence[Line]) -> list[Line]:
    """Join the pieces of justified lines, on pages of columns of prose.

    Narrow columns have blanks within their lines as wide as those between the
    cells of a table: where the page as a whole shows columns, each is one line.
    """
    found = rows(pieces)
    columns = _columns(pieces, found) if len(found) >= _PROSE_ROWS else []
    if len(columns) < 2 or not all(_is_prose(column, found) for column in columns):
        return list(pieces)
    merged: list[Line] = []
    for row in found:
        line: list[Line] = []
        for piece in sorted(row, key=lambda piece: piece.x0):
            if line and any(_within(line[-1], one) and _within(piece, one) for one in columns):
                line[-1] = joined(line[-1], piece)
            else:
                line.append(piece)
        merged += line
    return merged


def _columns(pieces: Sequence[Line], found: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Return the columns that white gutters part down most of a page."""
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    cover = [0] * (int(right - left) + 2)
    for piece in pieces:
        for place in range(int(piece.x0 - left), int(piece.x1 - left) + 1):
            cover[place] += 1
    columns, start = [], 0
    for first, last in _free(cover, _CROSSING * len(found)):
        before = sum(any(piece.x1 <= left + last for piece in row) for row in found)
        after = sum(any(piece.x0 >= left + first for piece in row) for row in found)
        if last - first >= _GUTTER and min(before, after) >= _BESIDE * len(found):
            columns.append((left + start, left + first))
            start = last
    return [*columns, (left + start, right)]


def _free(cover: Sequence[int], most: float) -> Iterator[tuple[int, int]]:
    """Yield the stretches that hardly any piece covers."""
    start = None
    for place, count in enumerate(cover):
        if count > most:
            if start is not None:
                yield start, place
            start = None
        elif start is None:
            start = place


def _within(piece: Line, column: tuple[float, float]) -> bool:
    return piece.x0 >= column[0] - _ALIGNED and piece.x1 <= column[1] + _ALIGNED


def _is_prose(column: tuple[float, float], found: Sequence[Sequence[Line]]) -> bool:
    """Tell prose from cells: its lines fill the column."""
    spans = [[piece for piece in row if _within(piece, column)] for row in found]
    filled = [
        max(piece.x1 for piece in span) - min(piece.x0 for piece in span) for span in spans if span
    ]
    width = max(column[1] - column[0], 1)
    return bool(filled) and sum(filled) >= _FILLED * width * len(filled)


def pages_in_order(pages: Iterable[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page in reading order.

    A column of a line or two, as the last page has, is one where the page before
    has it.
    """
    found = []
    known: set[float] = set()
    for lines in pages:
        used: set[float] = set()
        found.append(_in_order(lines, known, used, 0))
        known = used
    return found


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page in reading order: column by column where it has columns."""
    return _in_order(lines, (), set(), 0)


def _in_order(
    lines: Sequence[Line], known: Collection[float], used: set[float], depth: int
) -> list[Line]:
    """Put lines in order; ``known`` are the columns of the page before, ``used`` those found."""
    lines = sorted(lines, key=lambda line: (-line.y1, line.x0))
    edge = None
    if depth < _MAX_DEPTH and len(lines) <= _MAX_LINES:
        edge = _gutter(lines) or _known_gutter(lines, known)
    if edge is None:
        return _whole(lines)
    used.add(edge)

    def halves() -> Iterator[Line]:
        for half in (left, right):
            yield from _in_order(half, known, used, depth + 1)

    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.x1 <= edge:
            left.append(line)
        elif line.x0 >= edge - _ALIGNED:
            right.append(line)
        else:
            found += [*halves(), line]
            left, right = [], []
    return [*found, *halves()]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where a right column begins, or None; the one with most lines beside it."""
    best, most = None, 0
    for edge in {round(line.x0) for line in lines}:
        starts = [line for line in lines if abs(line.x0 - edge) <= _ALIGNED]
        if len(starts) < _COLUMN_LINES:
            continue
        top, bottom = max(line.y1 for line in starts), min(line.y0 for line in starts)
        beside = [line for line in lines if line.y0 < top and line.y1 > bottom]
        left = [line for line in beside if line.x1 < edge]
        across = [line for line in beside if _crosses(line, edge)]
        count = min(len(starts), len(left))
        # Lines that cross here and there part the page; a gutter is mostly free.
        if len(left) >= _COLUMN_LINES and count > most and len(across) <= count / 2:
            best, most = edge, count
    return best


def _crosses(line: Line, edge: float) -> bool:
    return line.x0 < edge - _ALIGNED and line.x1 >= edge


def _known_gutter(lines: Sequence[Line], known: Iterable[float]) -> float | None:
    """Return where a right column of the page before begins here too, or None."""
    for edge in sorted(known):
        starts = [line for line in lines if abs(line.x0 - edge) <= _ALIGNED]
        top = max((line.y1 for line in starts), default=0.0)
        bottom = min((line.y0 for line in starts), default=0.0)
        beside = [line for line in lines if line.y0 < top and line.y1 > bottom]
        free = not any(_crosses(line, edge) for line in beside)
        left = sum(line.x1 < edge for line in lines)
        # On a page of one column too, a piece of a line may begin there.
        apart = sum(_crosses(line, edge) for line in lines) <= left / 2
        if free and apart and any(line.x1 < edge for line in beside):
            return edge
    return None


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Join what is left of one line after the columns are told apart."""
    found: list[Line] = []
    for row in rows(lines):
        row = sorted(row, key=lambda line: line.x0)
        text = [line for line in row if line.cells is None]
        found += [line for line in row if line.cells is not None]
        if text:
            whole = text[0]
            for line in text[1:]:
                whole = joined(whole, line)
            found.append(whole)
    return found

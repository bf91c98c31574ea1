"""Tables of a page to rows: by their rules where they have them, else by their columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stratac.readers import making
from stratac.readers.pdf.lines import Line, rows, words_to_lines
from stratac.readers.pdf.repair import join

Box = Sequence[float]

# In points: ends of rules that meet, and rules that are one.
_MEETS = 3.0
# A drawing has more rules than a table of a whole page.
_MAX_RULES = 1_200
# A cell with more words than this frames the text of a page.
_MAX_CELL_WORDS = 150

# A table without rules: this many cells in a row, in this many rows.
_OPEN_CELLS, _OPEN_ROWS = 3, 2
# Columns of prose are filled to their width, cells are not.
_PROSE_ROWS, _PROSE_FILL = 6, 0.8


def ruled(words: Sequence[Sequence[Any]], rules: Sequence[Box]) -> tuple[list[Line], list[Any]]:
    """Take the tables with rules out of a page's words.

    Returns
    -------
    tuple
        The rows of all tables as lines with cells, and the words outside.
    """
    found: list[Line] = []
    rest = list(words)
    if len(rules) > _MAX_RULES:
        return found, rest
    for group in _meeting(_merged(rules)):
        grid = _Grid(group)
        if len(grid.xs) < 3 or len(grid.ys) < 2:
            continue
        inside = [word for word in rest if grid.holds(word)]
        cells = grid.cells(inside)
        filled = [cell for cell in cells.values() if cell]
        # One filled cell is a frame, unless it is the rest of a row that a page break cut.
        if not filled or (len(filled) == 1 and not filled[0][0][0][0].islower()):
            continue
        if max(map(len, filled)) > _MAX_CELL_WORDS:
            continue
        found += grid.rows(cells)
        taken = set(map(id, inside))
        rest = [word for word in rest if id(word) not in taken]
    return found, rest


def _merged(rules: Sequence[Box]) -> list[tuple[float, ...]]:
    """Join the pieces of which a rule is drawn."""
    lanes: dict[tuple[bool, int], list[Box]] = defaultdict(list)
    for rule in rules:
        flat = rule[3] - rule[1] < rule[2] - rule[0]
        lanes[flat, round(rule[1] if flat else rule[0])].append(rule)
    found = []
    for (flat, _), pieces in lanes.items():
        low, high = (0, 2) if flat else (1, 3)
        pieces.sort(key=lambda piece: piece[low])
        current = list(pieces[0])
        for piece in pieces[1:]:
            if piece[low] <= current[high] + _MEETS:
                current[high] = max(current[high], piece[high])
            else:
                found.append(tuple(current))
                current = list(piece)
        found.append(tuple(current))
    return found


def _meeting(rules: list[tuple[float, ...]]) -> list[list[tuple[float, ...]]]:
    """Group the rules that touch each other."""
    groups: list[list[tuple[float, ...]]] = []
    for rule in sorted(rules):
        touched = [group for group in groups if any(_touch(rule, other) for other in group)]
        kept = [group for group in groups if not any(group is one for one in touched)]
        groups = [*kept, [rule, *(other for group in touched for other in group)]]
    return groups


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _MEETS
        and other[0] <= one[2] + _MEETS
        and one[1] <= other[3] + _MEETS
        and other[1] <= one[3] + _MEETS
    )


class _Grid:
    """The cells that the rules of one table part."""

    def __init__(self, rules: list[tuple[float, ...]]) -> None:
        self._level = [rule for rule in rules if rule[3] - rule[1] < rule[2] - rule[0]]
        self._upright = [rule for rule in rules if rule[3] - rule[1] >= rule[2] - rule[0]]
        left, right = min(r[0] for r in rules), max(r[2] for r in rules)
        bottom, top = min(r[1] for r in rules), max(r[3] for r in rules)
        self.xs = _distinct([left, right, *(r[0] for r in self._upright)])
        self.ys = _distinct([bottom, top, *(r[1] for r in self._level)])
        self._parents: dict[tuple[int, int], tuple[int, int]] = {}
        for column in range(len(self.xs) - 1):
            for row in range(len(self.ys) - 1):
                self._place(column, row)

    def _place(self, column: int, row: int) -> None:
        """Make a cell, one with its neighbour to the left or above where no rule parts them."""
        x = (self.xs[column] + self.xs[column + 1]) / 2
        y = (self.ys[row] + self.ys[row + 1]) / 2
        cell = (column, row)
        self._parents[cell] = cell
        if column and not _crossed(self._upright, self.xs[column], y, flat=False):
            self._parents[self._root(cell)] = self._root((column - 1, row))
        if row and not _crossed(self._level, self.ys[row], x, flat=True):
            self._parents[self._root((column, row - 1))] = self._root(cell)

    def _root(self, cell: tuple[int, int]) -> tuple[int, int]:
        while self._parents[cell] != cell:
            cell = self._parents[cell]
        return cell

    def holds(self, word: Sequence[Any]) -> bool:
        """Tell whether a word stands in the table."""
        x, y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
        return bool(self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1])

    def cells(self, words: Iterable[Sequence[Any]]) -> dict[tuple[int, int], list[Any]]:
        """Return the words of each cell; merged cells have one place."""
        found: dict[tuple[int, int], list[Any]] = {root: [] for root in self._parents.values()}
        for word in words:
            x, y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
            column = max(i for i, edge in enumerate(self.xs[:-1]) if edge <= x)
            row = max(i for i, edge in enumerate(self.ys[:-1]) if edge <= y)
            found.setdefault(self._root((column, row)), []).append(word)
        return found

    def rows(self, cells: dict[tuple[int, int], list[Any]]) -> list[Line]:
        """Return the rows from the top, each as one line with cells."""
        found = []
        seen: set[tuple[int, int]] = set()
        for row in reversed(range(len(self.ys) - 1)):
            places = [self._root((column, row)) for column in range(len(self.xs) - 1)]
            fresh = [place for place in dict.fromkeys(places) if place not in seen]
            seen.update(fresh)
            words = [word for place in fresh for word in cells.get(place, ())]
            if words:
                texts = self._texts(places, fresh, cells)
                found.append(
                    Line(
                        making.CELL_MARK.join(filter(None, texts)),
                        self.xs[0], self.ys[row], self.xs[-1], self.ys[row + 1],
                        max(word[5] for word in words), all(word[6] for word in words), texts,
                    )
                )  # fmt: skip
        return found

    @staticmethod
    def _texts(
        places: Sequence[tuple[int, int]],
        fresh: Sequence[tuple[int, int]],
        cells: Mapping[tuple[int, int], Sequence[Any]],
    ) -> tuple[str | None, ...]:
        """Return the text of each column of a row, as `Line.cells` has them."""
        left = list(fresh)
        found: list[str | None] = []
        for place in places:
            if place in left:
                left.remove(place)
                found.append(_cell_text(cells.get(place, ())))
            else:
                found.append("" if place in fresh else None)
        return tuple(found)


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _MEETS:
            found.append(value)
    return found


def _crossed(rules: Iterable[Box], at: float, along: float, *, flat: bool) -> bool:
    """Tell whether a rule lies at a place and passes a point of it."""
    fixed, low, high = (1, 0, 2) if flat else (0, 1, 3)
    return any(
        abs(rule[fixed] - at) <= _MEETS and rule[low] - 1 <= along <= rule[high] + 1
        for rule in rules
    )


def _cell_text(words: Iterable[Sequence[Any]]) -> str:
    pieces: list[str] = []
    for line in words_to_lines(words, ()):
        if pieces and not making.BULLET.match(line.text):
            pieces[-1] = join(pieces[-1], line.text, ())
        else:
            pieces.append(line.text)
    return making.cell(pieces)


def unruled(lines: Sequence[Line]) -> list[Line]:
    """Make rows of the lines that stand in columns like the cells of a table."""
    found: list[Line] = []
    left = rows(lines)
    while left:
        table = _open_table(left)
        if table:
            found += _open_rows(left[: len(table)], table)
            left = left[len(table) :]
        else:
            found += left.pop(0)
    return found


def _open_table(left: Sequence[Sequence[Line]]) -> list[list[int]]:
    """Return the column of each piece in the rows of a table that begins here, or []."""
    if len(left[0]) < _OPEN_CELLS:
        return []
    columns = [[line.x0, line.x1] for line in sorted(left[0], key=lambda line: line.x0)]
    found: list[list[int]] = []
    full = 0
    filled, count = 0.0, 0
    for number, row in enumerate(left):
        places = [_column(line, columns) for line in row]
        if None in places or len(set(places)) < len(places):
            break
        kept = [place for place in places if place is not None]
        if number and not _continues(left[number - 1], row):
            break
        for line, place in zip(row, kept, strict=True):
            columns[place] = [min(columns[place][0], line.x0), max(columns[place][1], line.x1)]
            if place + 1 < len(columns):
                filled += (line.x1 - line.x0) / max(columns[place + 1][0] - columns[place][0], 1)
                count += 1
        full += len(row) >= _OPEN_CELLS
        found.append(kept)
    prose = full >= _PROSE_ROWS and filled / max(count, 1) > _PROSE_FILL
    return found if full >= _OPEN_ROWS and not prose else []


def _column(line: Line, columns: Sequence[Sequence[float]]) -> int | None:
    """Return the one column that a piece overlaps, or None."""
    over = [i for i, (x0, x1) in enumerate(columns) if line.x0 < x1 and line.x1 > x0]
    return over[0] if len(over) == 1 and line.cells is None else None


def _continues(above: Sequence[Line], row: Sequence[Line]) -> bool:
    """Tell whether a row belongs to the table of the row above it."""
    gap = min(line.y0 for line in above) - max(line.y1 for line in row)
    height = max(line.height for line in row)
    if len(row) >= _OPEN_CELLS:
        return gap < 2.5 * height
    one, other = above[0], row[0]
    return gap < 0.6 * height and one.size == other.size and not (other.bold and not one.bold)


def _open_rows(table: Sequence[Sequence[Line]], places: Sequence[Sequence[int]]) -> list[Line]:
    """Join the lines of each row; a line with few cells goes to the nearest full one."""
    anchors = [i for i, row in enumerate(table) if len(row) >= _OPEN_CELLS]
    owners = [_owner(table, anchors, i) for i in range(len(table))]
    width = 1 + max(place for row in places for place in row)
    found = []
    for anchor in anchors:
        cells: dict[int, str] = {}
        members = [i for i, owner in enumerate(owners) if owner == anchor]
        for i in members:
            for line, place in zip(table[i], places[i], strict=True):
                cells[place] = join(cells[place], line.text, ()) if place in cells else line.text
        texts = tuple(making.clean(cells.get(place, "")) for place in range(width))
        lines = [line for i in members for line in table[i]]
        found.append(
            Line(
                making.CELL_MARK.join(filter(None, texts)),
                min(line.x0 for line in lines), min(line.y0 for line in lines),
                max(line.x1 for line in lines), max(line.y1 for line in lines),
                lines[0].size, all(line.bold for line in lines), texts,
            )
        )  # fmt: skip
    return found


def _owner(table: Sequence[Sequence[Line]], anchors: Sequence[int], row: int) -> int:
    """Return the full row that a row belongs to: the one above, unless the next is nearer."""
    if row in anchors:
        return row
    above = max((i for i in anchors if i < row), default=anchors[0])
    below = min((i for i in anchors if i > row), default=above)
    before = min(line.y0 for line in table[row - 1]) - max(line.y1 for line in table[row])
    after = before
    if row + 1 < len(table):
        after = min(line.y0 for line in table[row]) - max(line.y1 for line in table[row + 1])
    return below if after < before - 1 else above

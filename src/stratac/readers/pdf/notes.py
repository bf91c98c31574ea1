"""Notes at the foot of a column or page, told apart from the text that goes on past them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stratac.readers.pdf.lines import Line

# Against the size of most letters. « 1. » and « (1) » open items too: they take a
# smaller print to be notes than « 1 » and « * » do.
_SMALLER, _MUCH_SMALLER = 0.92, 0.88
_LARGER = 1.12
# Between the notes and small print above them, in heights of a line.
_GAP = 0.8

# A bare number may touch a capital only: « 12h30 » and « 2e étage » are no notes.
_MARK = re.compile(
    r"(?:(?P<listed>\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}[.)])|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]{1,3}"
    r"|\d{1,3}(?=[\sA-ZÀ-Ý«]))\s*(?:[:–-]\s+)?(?=[^\W\d]|[«\"“(])"
)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its lines, their texts without its mark, after how many lines of text it stands."""

    after: int
    lines: list[Line]
    texts: list[str]


def notes_apart(lines: Sequence[Line], size: float) -> tuple[list[Line], list[Note]]:
    """Part the lines of a page from the notes at the foot of its columns.

    Parameters
    ----------
    lines
        The lines in reading order.
    size
        The size of most letters of the document.

    Returns
    -------
    (list of Line, list of Note)
        The text, and the notes in order. Notes are lines in smaller print down to
        the foot of a column, of which the first begins with a number or a sign.
    """
    text: list[Line] = []
    notes: list[Note] = []
    done = 0
    for start, end in _feet(lines, size):
        text += lines[done:start]
        notes += _notes(lines[start:end], len(text))
        done = end
    return [*text, *lines[done:]], notes


def _feet(lines: Sequence[Line], size: float) -> Iterator[tuple[int, int]]:
    """Yield where the notes of each column begin and end."""
    start = 0
    for end in range(1, len(lines) + 1):
        last = lines[end - 1]
        if not _is_small(last, size):
            start = end
        elif end == len(lines) or lines[end].y0 > last.y1:
            first = next((i for i in range(max(start, 1), end) if _opens(lines, i, size)), None)
            if first is not None:
                yield first, end
            start = end


def _is_small(line: Line, size: float) -> bool:
    return line.cells is None and line.size < _SMALLER * size


def _opens(lines: Sequence[Line], place: int, size: float) -> bool:
    """Tell whether the first note stands here, below text of the same column or page."""
    line, above = lines[place], lines[place - 1]
    mark = _MARK.match(line.text)
    if mark is None or (mark["listed"] and line.size >= _MUCH_SMALLER * size):
        return False
    # Small print below a heading is its text.
    if above.cells is None and above.size > _LARGER * size:
        return False
    gap = (above.y0 - line.y1) / max(line.height, 0.1)
    return gap > -0.5 and (not _is_small(above, size) or gap > _GAP)


def _notes(lines: Sequence[Line], after: int) -> list[Note]:
    """Part the lines at the foot of a column into notes: numbers count on."""
    found: list[Note] = []
    last: str | None = None
    for line in lines:
        mark = _MARK.match(line.text)
        if mark and (last is None or _counts_on(last, mark.group())):
            last = mark.group()
            found.append(Note(after, [line], [line.text[mark.end() :]]))
        else:
            found[-1].lines.append(line)
            found[-1].texts.append(line.text)
    return found


def _counts_on(last: str, mark: str) -> bool:
    one, other = _NUMBER.search(last), _NUMBER.search(mark)
    return one is None or other is None or int(other[0]) == int(one[0]) + 1

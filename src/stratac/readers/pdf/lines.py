"""Words with places to lines in reading order; what a page is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from stratac.readers.pdf.repair import repair

# In em of the line. Words of one line stand closer; what is farther apart is
# another column or cell, or a justified line, which is joined again at the end.
WORD_GAP = 0.9
_TOUCHES = 0.1
# A bullet or number stands farther from its text than two words.
_BULLET_GAP = 4.0
_LABEL = re.compile(r"(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|[^\w\s:;!?.,…«»()%€/&+=\"'’]|o|§")

_NOTE_CALL = re.compile(r"[\d*]{1,3}|[†‡]|\(\d{1,2}\)|\[\d{1,2}\]")
# « m² », and the cents that stand raised behind « € ».
_UNITS = re.compile(r"(?:^|[\W\d])[ckdhm]?m$|€$")
# No blank stands before these, though a call was taken out there.
_CLOSES = (",", ".", ")", "…", "]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text or a row of a table: place in points, y upwards, and look.

    ``cells`` are the texts of a table row, "" and None where a cell is merged with the one to
    its left or above; there are none in a line of text.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    cells: tuple[str | None, ...] | None = None

    @property
    def height(self) -> float:
        """Return the height of the line's letters."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page, before it is put in order; ``usual_size`` is of its lines."""

    number: int
    box: Sequence[float]
    lines: tuple[Line, ...]
    pictured: bool
    usual_size: float


def level(one: Line, other: Line) -> bool:
    """Tell whether two pieces stand on one line."""
    return _shared(one, other) > 0.5


def _shared(one: Line, other: Line) -> float:
    """Return how much of the lower of two pieces the other stands beside, 1 for all."""
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared / max(min(one.height, other.height), 0.1)


def words_to_lines(words: Iterable[Sequence[Any]], dots: Iterable[Sequence[float]]) -> list[Line]:
    """Join words into pieces of lines, from the top; columns and cells stay apart."""
    pieces: list[Line] = []
    run: list[Sequence[Any]] = []
    call: Sequence[Any] | None = None
    for word in words:
        if run and not _follows(run[-1], word, (call or run[-1])[3]):
            pieces.append(_line(run))
            run = []
        if run and _is_note_call(run[-1], word):
            call = word
            continue
        if call and run and word[0].startswith(_CLOSES) and word[1] - call[3] < _TOUCHES * word[5]:
            word = [*word[:7], True]
        run.append(word)
        call = None
    if run:
        pieces.append(_line(run))
    for x0, y0, x1, y1 in dots:
        _mark(pieces, Line("•", x0, y0, x1, y1, y1 - y0, False))
    return _merged(sorted(pieces, key=lambda line: (-line.y1, line.x0)))


def _mark(pieces: list[Line], dot: Line) -> None:
    """Put a drawn bullet before the piece that it opens; one of a drawing opens none."""
    best, least = None, _BULLET_GAP
    for number, piece in enumerate(pieces):
        gap = (piece.x0 - dot.x1) / max(piece.size, 1)
        if 0 <= gap < least and piece.y0 < (dot.y0 + dot.y1) / 2 < piece.y1:
            best, least = number, gap
    if best is not None:
        pieces[best] = joined(dot, pieces[best])


def _follows(last: Sequence[Any], word: Sequence[Any], end: float) -> bool:
    """Tell whether a word stands beside the one before it, which reaches to ``end``."""
    shared = min(last[4], word[4]) - max(last[2], word[2])
    if shared <= 0.5 * min(last[4] - last[2], word[4] - word[2]):
        return False
    return bool(-0.5 < (word[1] - end) / word[5] < WORD_GAP)


def _is_note_call(last: Sequence[Any], raised: Sequence[Any]) -> bool:
    """Tell a raised number that calls a note from « m² » and « CO₂ »."""
    small = raised[5] < 0.85 * last[5]
    high = raised[2] > last[2] + 0.15 * (last[4] - last[2])
    called = small and high and _NOTE_CALL.fullmatch(raised[0]) is not None
    return called and not _UNITS.search(last[0])


def _is_loose_call(last: Line, piece: Line) -> bool:
    """Tell the call of a note that the document draws apart from its line."""
    small = piece.size < 0.85 * last.size
    high = piece.y0 > last.y0 + 0.15 * last.height
    called = small and high and _NOTE_CALL.fullmatch(piece.text) is not None
    return called and not _UNITS.search(last.text)


def _line(run: Sequence[Sequence[Any]]) -> Line:
    """Make a line of words that follow each other; most letters decide on its look."""
    text = run[0][0]
    sizes: dict[float, int] = {}
    for word in run[1:]:
        text += word[0] if word[7] else f" {word[0]}"
    for word in run:
        sizes[word[5]] = sizes.get(word[5], 0) + len(word[0])
    size = max(sizes, key=lambda size: sizes[size])
    main = [word for word in run if word[5] == size]
    # Signs and short words do not tell whether a line is bold.
    telling = [word for word in main if len(word[0]) > 2] or main
    return Line(
        repair(text),
        min(word[1] for word in run),
        min(word[2] for word in main),
        max(word[3] for word in run),
        max(word[4] for word in main),
        size,
        all(word[6] for word in telling),
    )


def joined(left: Line, right: Line) -> Line:
    """Join two pieces of one line."""
    letters, more = len(left.text), len(right.text)
    # Small signs (a bullet, a raised « er ») do not decide on the look of a line.
    main = left if letters >= more else right
    return Line(
        f"{left.text} {right.text}",
        min(left.x0, right.x0),
        min(left.y0, right.y0) if left.size == right.size else main.y0,
        max(left.x1, right.x1),
        max(left.y1, right.y1) if left.size == right.size else main.y1,
        main.size,
        left.bold and right.bold if min(letters, more) > 2 else main.bold,
    )


def _merged(pieces: list[Line]) -> list[Line]:
    """Join pieces that stand side by side: runs of one line, bullets and their text."""
    found: list[Line] = []
    for row in rows(pieces):
        lines: list[Line] = []
        for piece in sorted(row, key=lambda line: line.x0):
            last = lines[-1] if lines else None
            if last is not None:
                gap = (piece.x0 - last.x1) / max(last.size, piece.size, 1)
                if gap < WORD_GAP and _is_loose_call(last, piece):
                    continue
                label = _LABEL.fullmatch(last.text)
                if -0.5 < gap < (_BULLET_GAP if label else WORD_GAP):
                    lines[-1] = joined(last, piece)
                    continue
            lines.append(piece)
        found += lines
    return found


def rows(pieces: Iterable[Line]) -> list[list[Line]]:
    """Group pieces, given from the top, by the line that they stand on."""
    found: list[list[Line]] = []
    for piece in pieces:
        # Lines of other columns stand a little higher or lower: the nearest counts.
        best, most = None, 0.5
        for row in found[-3:]:
            # The last ones are the nearest in height; all would cost the square of a row.
            shared = max(_shared(one, piece) for one in row[-6:])
            if shared > most:
                best, most = row, shared
        if best is None:
            found.append([piece])
        else:
            best.append(piece)
    return found

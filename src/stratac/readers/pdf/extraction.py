"""A PDF's words, lines and dots with their places; the one door to PDFium.

Run as a program of its own, which gives one JSON line a page: PDFium is C++ that
may not be called from two threads and may crash, hang or swallow memory on a
hostile file, and all that then ends with this process. It imports nothing of
stratac, so that it starts quickly.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# Exit codes, for the process that reads this one.
PASSWORD, BROKEN, TOO_MANY_PAGES = 3, 4, 5

# A map or a drawing has thousands of paths; a table has hundreds.
_MAX_PATHS = 4_000
_MAX_SEGMENTS = 64

# In points. A rule is thin and long, a drawn bullet small and as wide as high.
_THIN, _LONG = 2.5, 6.0
_DOT = (1.4, 8.0)

_BOLD = ("bold", "black", "heavy", "semibold", "demi", "-bd", "gras")
_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600

# PDFium's marks for a hyphen at the end of a line.
_HYPHENS = {0x02, 0xAD, 0xFFFE, 0x2010}

_BLANKS = {0x09, 0x0A, 0x0D, 0x20, 0xA0}
# In em: letters that stand farther apart are two words, blank or not.
_APART = 0.35

# In em: how far letters reach below the baseline.
_BELOW = 0.22

# Where text runs to, and what turns it to run right. Slanted text is a stamp across
# the page: it has a direction of no page.
_RIGHT, _SLANTED = (1, 0), (2, 2)
_Style = tuple[float, bool, tuple[int, int]]
Turn = Callable[[float, float], tuple[float, float]]
_TURNS: dict[tuple[int, int], Turn] = {
    (1, 0): lambda x, y: (x, y),
    (0, 1): lambda x, y: (y, -x),
    (-1, 0): lambda x, y: (-x, -y),
    (0, -1): lambda x, y: (-y, x),
}


def page_data(page: Any) -> dict[str, Any]:
    """Return what stands on a page.

    Returns
    -------
    dict
        ``box``: left, bottom, right, top of the page; ``words``: text, left,
        bottom, right, top, size, bold, glued to the word before; ``rules``:
        left, bottom, right, top of thin lines; ``dots``: the same of drawn
        bullets; ``pictures``: share of the page under pictures; ``drawn``:
        number of its drawings. In points, turned so that most text runs right.
    """
    written = list(_words(page))
    letters: Counter[tuple[int, int]] = Counter()
    for word in written:
        letters[word[-1]] += len(word[0])
    letters.pop(_SLANTED, None)
    direction = letters.most_common(1)[0][0] if letters else _RIGHT
    turn = _TURNS[direction]
    box = _turned(page.get_bbox(), turn)
    rules, dots, pictures, drawn = _drawings(page, turn)
    words = []
    for text, *place, size, bold, glued, runs in written:
        x0, y0, x1, y1 = _turned(tuple(place), turn)
        shown = box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (y0 + y1) / 2 <= box[3]
        if shown and runs == direction:
            words.append([text, x0, y0, x1, y1, size, bold, glued])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return {
        "box": box, "words": words, "rules": rules, "dots": dots,
        "pictures": pictures / area if area else 0.0, "drawn": drawn,
    }  # fmt: skip


def _turned(box: tuple[float, ...], turn: Turn) -> list[float]:
    xs, ys = zip(turn(box[0], box[1]), turn(box[2], box[3]), strict=True)
    return [round(v, 1) for v in (min(xs), min(ys), max(xs), max(ys))]


def _words(page: Any) -> Iterator[list[Any]]:
    """Yield text, box, size, boldness, « glued to the word before » and direction of words.

    Every call into PDFium counts here, for there is one of each for every letter:
    the style is asked for between words, and within one only where letters change
    their height (a raised number).
    """
    textpage = page.get_textpage()
    text = textpage.raw
    code_at, box_at = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    box = pdfium.FS_RECTF()
    here = ctypes.byref(box)
    origin = (ctypes.c_double(), ctypes.c_double())
    styles: dict[int | None, _Style] = {}
    word: list[Any] = []
    glued = False
    height = 0.0
    last: tuple[float, ...] = ()
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = code_at(text, index)
        letter = ""
        if code not in _BLANKS:
            box_at(text, index, here)
            x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
            letter = chr(code) if 0x20 < code < 0x7F else _letter(code, x1 > x0)
        if not letter:
            if word:
                yield word
            word, glued = [], False
            continue
        # The letters of a ligature share one box.
        if word and (x0, y0, x1, y1) != last:
            if word[-1] == _RIGHT and not (
                y0 < word[4] and y1 > word[2] and -word[5] < x0 - word[3] < _APART * word[5]
            ):
                yield word
                word, glued = [], False
            elif not 0.85 * height < y1 - y0 < 1.18 * height:
                size = _style(text, index, styles)[0]
                if abs(size - word[5]) > 0.15 * max(size, word[5]):
                    yield word
                    word, glued = [], True
        last = (x0, y0, x1, y1)
        if not word:
            height = y1 - y0
            size, bold, direction = _style(text, index, styles)
            if direction == _RIGHT:
                # Boxes are as high as the letters in them; lines are told by the baseline.
                pdfium.FPDFText_GetCharOrigin(text, index, *origin)
                y0 = origin[1].value - _BELOW * size
                y1 = y0 + size
            word = [letter, x0, y0, x1, y1, size, bold, glued, direction]
            continue
        word[0] += letter
        if word[-1] == _RIGHT:
            word[3] = max(word[3], x1)
        else:
            word[1:5] = min(word[1], x0), min(word[2], y0), max(word[3], x1), max(word[4], y1)
    if word:
        yield word
    textpage.close()


def _style(text: Any, index: int, known: dict[int | None, _Style]) -> _Style:
    """Return size, boldness and direction of a letter, asked once for each piece of text."""
    handle = ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
    style = known.get(handle)
    if style is None:
        style = known[handle] = _look(text, index)
    return style


def _look(text: Any, index: int) -> _Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, 256, flags)
    font = name.value.decode("utf-8", errors="replace").lower()
    bold = (
        any(mark in font for mark in _BOLD)
        or bool(flags.value & _FORCE_BOLD)
        or pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
    )
    if abs(matrix.a) >= abs(matrix.b):
        direction = (1 if matrix.a >= 0 else -1, 0)
    else:
        direction = (0, 1 if matrix.b > 0 else -1)
    slanted = min(abs(matrix.a), abs(matrix.b)) > 0.2 * max(abs(matrix.a), abs(matrix.b))
    # A size of zero, which letters drawn as nothing have, would divide.
    return max(round(size, 1), 0.1), bold, _SLANTED if slanted else direction


def _letter(code: int, wide: bool) -> str:
    """Return the letter for a code, "" for a blank, U+FFFD where the font does not say.

    Fonts of bullets often do not; what PDFium adds between words has no width.
    """
    if code in _HYPHENS:
        return "-"
    if 0xD800 <= code < 0xE000:
        return ""
    if code < 0x20 or 0x7F <= code < 0xA0:
        return "\ufffd" if wide else ""
    letter = chr(code)
    return "" if letter.isspace() else letter


def _drawings(page: Any, turn: Turn) -> tuple[list[Any], list[Any], float, int]:
    """Return rules, dots, area of pictures and number of drawings of a page."""
    rules: list[Any] = []
    dots: list[Any] = []
    area, drawn = 0.0, 0
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), 50 * _MAX_PATHS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        drawn += 1
        if drawn > _MAX_PATHS or not pdfium.FPDFPageObj_GetBounds(item, *edges):
            continue
        box = _turned(tuple(edge.value for edge in edges), turn)
        width, height = box[2] - box[0], box[3] - box[1]
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            area += width * height
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            if min(width, height) <= _THIN and max(width, height) >= _LONG:
                rules.append(box)
            elif _DOT[0] <= width <= _DOT[1] and abs(width - height) < 0.25 * width:
                dots.append(box)
            elif min(width, height) > _LONG:
                rules.extend(_edges(item, turn))
    return rules, dots, area, drawn


def _edges(path: Any, turn: Turn) -> Iterator[list[float]]:
    """Yield the upright and level lines that a path is made of."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = previous = None
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and previous:
            yield from _line(previous, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and start:
            yield from _line(point, start)
        previous = point


def _line(one: tuple[float, float], other: tuple[float, float]) -> Iterator[list[float]]:
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if min(x1 - x0, y1 - y0) <= _THIN / 2 and max(x1 - x0, y1 - y0) >= _LONG:
        yield [round(v, 1) for v in (x0, y0, x1, y1)]


def _hold(memory: int, seconds: int) -> None:
    """Ask the system to end this process when it takes too much, where it can."""
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
    ):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or value <= hard:
            resource.setrlimit(limit, (value, hard))


def main(path: str, pages: int, memory: int, seconds: int) -> int:
    """Write one JSON line a page of ``path``; return an exit code."""
    _hold(memory, seconds)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return PASSWORD if error.err_code == pdfium.FPDF_ERR_PASSWORD else BROKEN
    if len(document) > pages:
        print(len(document))
        return TOO_MANY_PAGES
    for number in range(len(document)):
        try:
            page = document[number]
            data = page_data(page)
            page.close()
        except pypdfium2.PdfiumError:
            data = None
        print(json.dumps(data, separators=(",", ":")), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:5])))

"""PDF documents to blocks: words with places become lines, lines become text again."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stratac.errors import ReadError
from stratac.readers.pdf import tables
from stratac.readers.pdf.columns import without_gaps
from stratac.readers.pdf.furniture import without_furniture
from stratac.readers.pdf.lines import Page, words_to_lines
from stratac.readers.pdf.paragraphs import blocks
from stratac.records import Block, Limits

_EXTRACTION = Path(__file__).with_name("extraction.py")
# What that program says by its exit code.
_PASSWORD, _BROKEN, _TOO_MANY_PAGES = 3, 4, 5

# More than the largest poster holds.
_MAX_WORDS = 10_000
# A page is one of pictures when they cover this much of it, or when it is drawn
# with this many strokes (letters turned into curves), and no text is left on it.
_PICTURED, _DRAWN = 0.3, 60


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a PDF file into blocks, each with its page.

    Running heads, page numbers and tables of contents are left out; a page that
    holds a picture and no text gives an image block.

    Raises
    ------
    ReadError
        If the file is broken, protected by a password, beyond the limits, or
        holds nothing but pictures.
    """
    deadline = time.monotonic() + limits.seconds
    pages = []
    for number, data in enumerate(_extracted(path, limits), start=1):
        if time.monotonic() > deadline:
            raise _too_long(path, limits)
        pages.append(_page(path, number, data))
    found = blocks(without_furniture(pages))
    if not any(block.text for block in found):
        raise ReadError(
            f"{path.name} holds pictures of text or nothing ({len(pages)} pages, none with text); "
            "run character recognition (OCR) on it and give the result."
        )
    return found


def _page(path: Path, number: int, data: dict[str, Any] | None) -> Page:
    if data is None:
        raise ReadError(
            f"{path.name} is damaged: page {number} cannot be read. Open it in the program that "
            "made it and save it again."
        )
    if len(data["words"]) > _MAX_WORDS:
        raise ReadError(
            f"Page {number} of {path.name} has {len(data['words']):,} words, more than the "
            f"{_MAX_WORDS:,} that a page may have; split it."
        )
    tabled, words = tables.ruled(data["words"], data["rules"])
    lines = tables.unruled(without_gaps(words_to_lines(words, data["dots"])))
    pictured = data["pictures"] >= _PICTURED or data["drawn"] >= _DRAWN
    found = (*tabled, *lines)
    size = statistics.median(line.size for line in found) if found else 0.0
    return Page(number, data["box"], found, pictured, size)


def _extracted(path: Path, limits: Limits) -> Iterator[dict[str, Any] | None]:
    """Yield what stands on each page, as a process of its own finds it."""
    command = [
        sys.executable, "-P", str(_EXTRACTION), str(path.resolve()), str(limits.pages),
        str(limits.memory_bytes), str(int(limits.seconds) + 1),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.seconds, end)
    timer.start()
    left = limits.text_bytes
    try:
        while line := process.stdout.readline(left + 1):
            left -= len(line)
            if left < 0:
                raise ReadError(
                    f"{path.name} holds more than the {limits.text_bytes:,} bytes of words and "
                    "places that are allowed; split it or raise Limits.text_bytes."
                )
            if line.startswith((b"{", b"n")) and line.endswith(b"\n"):
                yield json.loads(line)
            else:
                _fail(path, limits, process.wait(), line.strip())
        code = process.wait()
        if late.is_set():
            raise _too_long(path, limits)
        if code:
            _fail(path, limits, code, b"")
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def _too_long(path: Path, limits: Limits) -> ReadError:
    return ReadError(
        f"{path.name} takes longer than the {limits.seconds:g} seconds that are allowed; "
        "split it or raise Limits.seconds."
    )


def _fail(path: Path, limits: Limits, code: int, said: bytes) -> None:
    """Raise the error that an exit code stands for."""
    if code == _PASSWORD:
        raise ReadError(
            f"{path.name} is protected by a password; save it without one and try again."
        )
    if code == _TOO_MANY_PAGES:
        raise ReadError(
            f"{path.name} has {int(said):,} pages, more than the {limits.pages:,} that are "
            "allowed; split it or raise Limits.pages."
        )
    if code == _BROKEN:
        raise ReadError(
            f"{path.name} is not a whole PDF document; copy it again from where it came or open "
            "it in a PDF viewer and print it to PDF."
        )
    raise ReadError(
        f"{path.name} cannot be read: it is damaged or needs more than the "
        f"{limits.memory_bytes:,} bytes of memory that are allowed. Open it in a PDF viewer and "
        "print it to PDF, or raise Limits.memory_bytes."
    )

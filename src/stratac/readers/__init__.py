"""Documents to blocks: one format, one file; this room knows which reads what."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from stratac.errors import ReadError
from stratac.readers.signature import signature
from stratac.records import Block, Limits

# Ending to the room that reads it. A room is opened when a document needs it: the
# libraries of the others are never loaded.
READERS: Mapping[str, str] = {
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".markdown": "markdown",
    ".md": "markdown",
    ".odt": "odt",
    ".pdf": "pdf",
    ".pptx": "pptx",
    ".text": "text",
    ".txt": "text",
}


def read(path: str | Path, limits: Limits | None = None) -> list[Block]:
    """Read a document into blocks.

    Parameters
    ----------
    path
        A file whose ending is one of `READERS`.
    limits
        What reading it may cost; default: `Limits()`.

    Returns
    -------
    list of Block
        In reading order; their texts, one a line, make the document's text.

    Raises
    ------
    ReadError
        If the file is missing, a folder, empty, of an unknown format or of
        another than its ending says, protected by a password, broken, or beyond
        the limits; the message says what to do.
    """
    path = Path(path)
    limits = limits or Limits()
    if path.is_dir():
        raise ReadError(f"{path} is a folder; give the files in it one by one.")
    if not path.exists():
        raise ReadError(f"{path} does not exist; check the path.")
    ending = path.suffix.lower()
    if ending not in READERS:
        known = ", ".join(sorted(READERS))
        raise ReadError(
            f"{path.name} has the ending {path.suffix or '(none)'!r}; stratac reads {known}. "
            "Convert the file or, if it is plain text, rename it to .txt."
        )
    if not path.is_file():
        raise ReadError(f"{path.name} is a device or a pipe; give a file.")
    _check(path, ending, limits)
    room = importlib.import_module(f"stratac.readers.{READERS[ending]}")
    reader: Callable[[Path, Limits], list[Block]] = room.read
    return reader(path, limits)


def _check(path: Path, ending: str, limits: Limits) -> None:
    """Refuse a file that is too large, empty, or not what its ending says."""
    try:
        size = path.stat().st_size
        found = signature(path)
    except OSError as error:
        raise ReadError(f"{path} cannot be opened ({error.strerror}); check it.") from error
    if size > limits.file_bytes:
        raise ReadError(
            f"{path.name} has {size:,} bytes, more than the {limits.file_bytes:,} that are "
            "allowed; split it or raise Limits.file_bytes."
        )
    if size == 0:
        raise ReadError(f"{path.name} is empty (0 bytes); copy it again from where it came.")
    if found is None and ending in (".docx", ".odt", ".pdf", ".pptx"):
        raise ReadError(
            f"{path.name} does not begin like a {ending} file: it is damaged or of another "
            "format. Open it in the program that made it and save it again."
        )
    if found is not None and ending not in found.endings:
        raise ReadError(f"{path.name} is {found.name}, not a {ending} file; {found.remedy}.")

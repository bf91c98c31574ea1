"""Documents to blocks: one format, one file; this room knows which reads what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from stratac.errors import ReadError
from stratac.readers import markdown, text
from stratac.records import Block

READERS: Mapping[str, Callable[[Path], list[Block]]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".text": text.read,
}


def read(path: str | Path) -> list[Block]:
    """Read a document into blocks.

    Parameters
    ----------
    path
        A file whose ending is one of `READERS`.

    Returns
    -------
    list of Block
        In reading order; their texts, one a line, make the document's text.

    Raises
    ------
    ReadError
        If the file is missing, a folder, of an unknown format, or cannot be
        read; the message says what to do.
    """
    path = Path(path)
    if path.is_dir():
        raise ReadError(f"{path} is a folder; give the files in it one by one.")
    if not path.exists():
        raise ReadError(f"{path} does not exist; check the path.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise ReadError(
            f"{path.name} has the ending {path.suffix or '(none)'!r}; stratac reads {known}. "
            "Convert the file or, if it is plain text, rename it to .txt."
        )
    return reader(path)

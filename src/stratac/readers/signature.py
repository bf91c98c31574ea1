"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

import mmap
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

# A PDF may begin with a few bytes of something else.
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Signature:
    """A format that shows in the bytes: its name, its endings, and what to do with it."""

    name: str
    endings: tuple[str, ...]
    remedy: str


_PDF = Signature("a PDF document", (".pdf",), "rename it to .pdf")
_DOCX = Signature("a Word document", (".docx",), "rename it to .docx")
_PPTX = Signature("a PowerPoint presentation", (".pptx",), "rename it to .pptx")
_ODT = Signature("an OpenDocument text", (".odt",), "rename it to .odt")
_LOCKED = Signature(
    "an Office document protected by a password", (), "save it without one and try again"
)
_OLD = Signature(
    "a document of Office 97-2003", (), "open it in Word or LibreOffice and save it as .docx"
)
_RTF = Signature("an RTF document", (), "open it in Word or LibreOffice and save it as .docx")
_SHEET = Signature("a spreadsheet", (), "copy the plan that it holds into a document")
_ZIP = Signature("a zip archive", (), "unpack it and give the documents in it")
_SHOW = Signature("an OpenDocument presentation", (), "save it as .pptx")
_CUT = Signature("a zip archive that is cut short", (".docx", ".odt", ".pptx"), "copy it again")
_PICTURE = Signature("a picture", (), "run character recognition on it and give the text")
_MARKS = (
    ("word/", _DOCX),
    ("ppt/", _PPTX),
    ("xl/", _SHEET),
)
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": _ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": _SHEET,
    b"application/vnd.oasis.opendocument.presentation": _SHOW,
}


def signature(path: Path) -> Signature | None:
    """Recognise a file by its bytes.

    Returns
    -------
    Signature or None
        None for text and for anything unknown; an archive that is cut short is
        taken for what its names say as far as they can be read.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if b"%PDF-" in head:
        return _PDF if not _is_text(head) else None
    if head.startswith(b"PK"):
        return _archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    if head.startswith(b"{\\rtf"):
        return _RTF
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")):
        return _PICTURE
    return None


def _is_text(head: bytes) -> bool:
    """Tell whether « %PDF- » is only spoken of: a PDF has it at the start of a line."""
    before = head[: head.index(b"%PDF-")]
    return before.strip() != b"" and b"\n" not in before and b"\r" not in before


def _compound(path: Path) -> Signature:
    """Tell an encrypted document of today from a document of Office 97."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _OLD if data.find("EncryptedPackage".encode("utf-16-le")) < 0 else _LOCKED


def _archive(path: Path) -> Signature:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _MIMETYPES.get(stream.read(_HEAD).strip(), _ZIP)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError):
        # The list of names stands at the end: the reader says what is missing.
        return _CUT
    for folder, found in _MARKS:
        if any(name.startswith(folder) for name in names):
            return found
    return _ZIP

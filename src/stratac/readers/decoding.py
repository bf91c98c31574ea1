"""Bytes to text, whatever the encoding that a French plan was saved in."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from stratac.errors import ReadError
from stratac.records import Limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings in which French text is found that is not UTF-8.
_CANDIDATES = ["cp1252", "mac_roman", "cp850"]


def read_text(path: Path, limits: Limits) -> str:
    """Return the text of a file in UTF-8, UTF-16, Windows-1252, Mac Roman or CP850.

    Raises
    ------
    ReadError
        If the file cannot be opened, is larger than the limit or is not text.
    """
    try:
        size = path.stat().st_size
        if size > limits.text_bytes:
            raise ReadError(
                f"{path.name} has {size:,} bytes, more than the {limits.text_bytes:,} that a text "
                "may have; split it or raise Limits.text_bytes."
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path} cannot be opened ({error.strerror}); check it.") from error
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"{path.name} begins as {encoding} and is not ({error.reason}); "
                    "save it again as UTF-8."
                ) from error
    if b"\0" in data:
        raise ReadError(f"{path.name} is not text (it has zero bytes); is its ending right?")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    if best is None:
        raise ReadError(f"{path.name} is not text in a known encoding; save it again as UTF-8.")
    return str(best)

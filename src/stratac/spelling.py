"""One spelling of a text: its letters composed, and nothing in it that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width blanks and marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def normalised(text: str) -> str:
    """Return a text with composed letters (NFC), without invisible characters.

    Word lists, patterns and vectors know « é » as one letter; files from macOS and some
    PDFs spell it as two.
    """
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def folded(word: str) -> str:
    """Return a word without accents, capitals and outer blanks."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(c for c in letters if not unicodedata.combining(c)).strip().casefold()


def printable(path: str) -> str:
    r"""Return the name of a file as it can be written down.

    Bytes of it that are no UTF-8, as in names that old archives leave behind, come out as
    « \udce9 »; a file is still opened by the name that it has.
    """
    return path.encode("utf-8", "backslashreplace").decode("utf-8")

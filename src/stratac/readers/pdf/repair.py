"""Letters that a PDF breaks: ligatures, loose accents, wrong decoding, hyphenation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_LIGATURES = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"}

# Accents that stand as signs of their own before (TeX) or after their letter.
_LOOSE = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "^": "\u0302", "¨": "\u0308", "¸": "\u0327"}
_BEFORE = re.compile(r"([´`ˆ^¨])([aeiouyAEIOUYıi])|(¸)([cC])")
_AFTER = re.compile(r"([aeiouyAEIOUY])([´ˆ¨])|([cC])(¸)")

# UTF-8 that was read as Windows-1252: « Ã© » for « é ».
_MISREAD = re.compile(r"[ÃÂÅ][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]|â€[\u0080-\u2122]")


def repair(text: str) -> str:
    """Return a word or line as its author wrote it, in NFC.

    Examples
    --------
    >>> repair("re´ﬂexion")
    'réflexion'
    >>> repair("stratÃ©gie")
    'stratégie'
    """
    if text.isascii() and "`" not in text and "^" not in text:
        return text
    text = text.translate(_LIGATURES)
    if _MISREAD.search(text):
        text = _reread(text)
    text = _BEFORE.sub(lambda m: _accented(m[2] or m[4], m[1] or m[3]), text)
    text = _AFTER.sub(lambda m: _accented(m[1] or m[3], m[2] or m[4]), text)
    return unicodedata.normalize("NFC", text)


def _accented(letter: str, accent: str) -> str:
    letter = letter.replace("ı", "i")
    made = unicodedata.normalize("NFC", letter + _LOOSE[accent])
    return made if len(made) == 1 else accent + letter


def _reread(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


# Words that keep their hyphen when a line breaks after it.
_KEEPS = re.compile(
    r"(?:\b(?:après|avant|celle|celui|ceux|contre|demi|elles?|est|eux|grand|ils?|là|lui|mieux|moi|non|"
    r"nord|ouest|outre|peut|plus|porte|quelqu|rendez|saint|sainte|savoir|semi|sous|sud|tête|tiers|"
    r"vice|week|à)|\d)-$",
    re.IGNORECASE,
)
# What follows a hyphen and seldom ends a word that was cut.
_CLITIC = re.compile(
    r"(?:à|ci|delà|dess(?:o)?us|devant|elles?|être|ils?|je|là|mêmes?|moi|nous|on|t(?=-)|tu|vous|y)\b"
)
_LAST = re.compile(r"([^\W\d_]+)-$")
_FIRST = re.compile(r"[^\W\d_]+")


def join(before: str, after: str, words: Collection[str], *, cuts: bool = True) -> str:
    """Join two lines of one paragraph and mend a word that was cut between them.

    Parameters
    ----------
    before, after
        The lines.
    words
        The words of the document in lower case, with their hyphens: what is
        found whole elsewhere decides; where nothing is found, a hyphen goes
        unless the word is one of those that keep it.
    cuts
        Whether the document cuts words at all; where it does not, a hyphen at the
        end of a line is the author's.

    Examples
    --------
    >>> join("la fré-", "quentation", set())
    'la fréquentation'
    >>> join("le rendez-", "vous", set())
    'le rendez-vous'
    """
    last, first = _LAST.search(before), _FIRST.match(after)
    if before[-1:] == "-" and before[-2:-1].isalnum() and first and after[0].islower():
        stem = last[1].lower() if last else ""
        rest = first[0].lower()
        if stem and stem + rest in words:
            return before[:-1] + after
        if not cuts or f"{stem}-{rest}" in words or _KEEPS.search(before) or _CLITIC.match(after):
            return before + after
        return before[:-1] + after
    if before[-1:] == "-" and before[-2:-1].isalnum() and after[:1].isalnum():
        return before + after
    return f"{before} {after}"

"""Text to words and signs, as the French tokenizer of spaCy cuts it, by one expression."""

from __future__ import annotations

import re

_ELIDED = r"(?:[ldjtmsnc]|(?:jus|lors|puis|quoi|quel)?qu)['’](?=[^\W_])"
_WORD = r"aujourd['’]hui|[^\W_]+(?:['’·‐‑-][^\W_]+)*"
_TOKEN = re.compile(
    rf" ?({_ELIDED}|n°|\d+(?:[.,]\d+)+|{_WORD}|\.{{2,}}|[^\S ]+| {{2,}}|\S)", re.IGNORECASE
)
# What hangs on a verb by a hyphen: « faut-il », « ajoute-t-elle », « celui-ci ».
_HANGING = re.compile(
    r"(?<=[^\W\d_])(-t)?-(?:je|tu|ils?|elles?|on|nous|vous|ce|moi|toi|le|la|les|lui|leur|en|y"
    r"|ci|là|mêmes?)$",
    re.IGNORECASE,
)


def words(text: str) -> tuple[list[str], list[int]]:
    """Return the words and signs of a text, and the character offset of each."""
    found = list(_TOKEN.finditer(text))
    return [match[1] for match in found], [match.start(1) for match in found]


def pieces(word: str) -> list[str]:
    """Return the pieces of a word with hyphens that is not known as a whole."""
    hanging = _HANGING.search(word)
    if hanging:
        return [word[: hanging.start()], word[hanging.start() :]]
    return [piece for piece in re.split(r"(-)", word) if piece]

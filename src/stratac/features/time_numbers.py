"""French numbers, in figures and in letters, and the lengths of time that they count."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from stratac.lexicon import time_words
from stratac.records import CueKind

# Numerals are arithmetic, not vocabulary: the place of a word is its value, ones from
# nought, tens from ten.
_ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_TENS = "dix vingt trente quarante cinquante soixante septante huitante nonante cent"

# « quelques années », « les prochains mois »: a handful, by convention.
_FEW = 3.0


@functools.cache
def numerals() -> Mapping[str, float]:
    """Return the numerals by word, the collective ones too (« une quinzaine »).

    Examples
    --------
    >>> numerals()["septante"], numerals()["quinzaine"]
    (70.0, 15.0)
    """
    values = {word: float(value) for value, word in enumerate(_ONES.split())}
    values |= {word: 10.0 * place for place, word in enumerate(_TENS.split(), start=1)}
    values |= {_stem(word) + "aine": value for word, value in values.items() if value > 7}
    return values | {"une": 1.0, "vingts": 20.0, "octante": 80.0, "cents": 100.0}


@functools.cache
def ordinals() -> Mapping[str, int]:
    """Return the ordinal numbers by word, up to the ninth.

    Examples
    --------
    >>> ordinals()["seconde"], ordinals()["quatrième"]
    (2, 4)
    """
    regular = {_stem(word) + "ième": place for place, word in enumerate(_ONES.split()[:10])}
    return regular | {"premier": 1, "première": 1, "second": 2, "seconde": 2}


def _stem(numeral: str) -> str:
    """Return what the endings -aine and -ième are put on (« dix »: diz-, « trente »: trent-)."""
    return {"dix": "diz", "cinq": "cinqu", "neuf": "neuv"}.get(numeral, numeral.removesuffix("e"))


def numbers(words: Sequence[str]) -> list[float]:
    """Return the numbers that the tokens of a phrase hold.

    Examples
    --------
    >>> numbers(["deux", "à", "quatre", "-", "vingt", "-", "dix", "-", "sept"])
    [2.0, 97.0]
    """
    values = numerals()
    found: list[float] = []
    joined = False
    for word in words:
        value = values.get(word)
        if word[0].isdecimal():
            found.append(float(word.replace(",", ".")))
        elif value is None:
            joined &= word in ("-", "et")
            continue
        elif word.endswith("aine"):  # « une vingtaine »: the article is no number.
            found = [value]
        elif joined and (value == 100 or (value == 20 and found[-1] == 4)):
            found[-1] *= value
        elif joined and found[-1] >= 10:
            found[-1] += value
        else:
            found.append(value)
        joined = True
    return found


def length(words: Sequence[str]) -> tuple[float, float]:
    """Return the least and the most months that the tokens of a phrase count.

    Examples
    --------
    >>> length(["deux", "à", "trois", "ans"])
    (24.0, 36.0)
    """
    table = time_words()
    place = max(
        place
        for place, word in enumerate(words)
        if word in table and table[word].kind is CueKind.DURATION
    )
    unit = table[words[place]].high or 0.0
    counts = numbers(words[:place]) or [_FEW if words[place].endswith("s") else 1.0]
    half = 0.5 if "demi" in words or "demie" in words else 0.0
    return min(counts) * unit, (max(counts) + half) * unit

"""What is made of a word once and kept, for words come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """A dictionary that makes what it lacks, and begins anew when it is full.

    ``functools.lru_cache`` takes four times the memory a word, which tells with tens of
    thousands of words, and keeps words alive that nobody asks for any more.

    Parameters
    ----------
    make
        Makes the value of a key.
    most
        Keys kept at the most.
    """

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        """Make the value of a key that was not asked for before."""
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._make(key)
        return found


# Words remembered at the most, here and in the parts that fill their memory by batches.
MAX_WORDS = 50_000

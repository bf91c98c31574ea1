"""All that is wrong with a file of labels, said at once."""

from __future__ import annotations

from stratac import corpus
from stratac.annotations.records import Place


class Problems:
    """Collects the reasons for which rows of one file cannot be used.

    Parameters
    ----------
    name
        The file's name, as errors give it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._reasons: dict[Place, list[str]] = {}

    def add(self, place: Place, reason: str) -> None:
        """Note why a row cannot be used."""
        self._reasons.setdefault(place, []).append(reason)

    def raise_any(self) -> None:
        """Raise what was noted, in the order of the file.

        Raises
        ------
        CorpusError
            If anything was noted; the first 20 rows are given in full.
        """
        corpus.refuse(
            [
                f"{self._name}, {place}: {'; '.join(reasons)}"
                for place, reasons in sorted(self._reasons.items())
            ]
        )

"""All that is wrong with a file of labels, said at once."""

from __future__ import annotations

from stratac.annotations.records import Place
from stratac.errors import CorpusError

_MAX_SHOWN = 20


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
        if not self._reasons:
            return
        said = [
            f"{self._name}, {place}: {'; '.join(reasons)}"
            for place, reasons in sorted(self._reasons.items())
        ]
        shown = "\n".join(said[:_MAX_SHOWN])
        rest = len(said) - _MAX_SHOWN
        more = f"\n… and {rest} more" if rest > 0 else ""
        raise CorpusError(f"{len(said)} rows cannot be used; mend or remove them:\n{shown}{more}")

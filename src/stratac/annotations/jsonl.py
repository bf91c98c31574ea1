"""stratac's own JSON Lines: read by `corpus.load_corpus`, written here to be labelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratac.annotations import objects
from stratac.annotations.records import Candidate


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write sentences with an empty ``label`` to fill in; one left empty is refused."""
    rows = (
        objects.present(
            text=candidate.text,
            document=candidate.document,
            label="",
            model_label=candidate.label,
            model_probability=candidate.probability,
        )
        for candidate in candidates
    )
    objects.write_lines(rows, path)

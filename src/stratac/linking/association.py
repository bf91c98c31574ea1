"""What serves what: how strongly the meaning of an action calls for that of an aim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stratac.linking.meaning import Doubles

Array = Any


@dataclass(frozen=True, slots=True, eq=False)
class Association:
    """A similarity that has learned which means serve which ends.

    ``weights`` holds ``likeness`` (2: of vectors, of themes), ``themes`` (themes of the
    action, themes of the aim), ``action`` and ``aim`` (300, rank): projections of
    the word vectors whose products add up.
    """

    weights: Mapping[str, Doubles]

    def scores(
        self, vectors: Doubles, themes: Doubles, aim_vectors: Doubles, aim_themes: Doubles
    ) -> Doubles:
        """Return log-odds of shape (actions, aims), up to a constant an action."""
        return np.asarray(scores(self.weights, vectors, themes, aim_vectors, aim_themes))


# Raises what is learned slowly to the size of what it adds to.
_THEMES_GAIN, _VECTORS_GAIN = 5.0, 20.0


def scores(
    weights: Mapping[str, Array], vectors: Array, themes: Array, aim_vectors: Array,
    aim_themes: Array,
) -> Array:  # fmt: skip
    """Return what `Association.scores` does, for arrays or what stands for them."""
    likeness = weights["likeness"]
    # What is alike and what is learned are added before they meet the aims: fewer products.
    called = likeness[1] * themes + _THEMES_GAIN * (themes @ weights["themes"])
    towards = (
        likeness[0] * vectors + _VECTORS_GAIN * (vectors @ weights["action"]) @ weights["aim"].T
    )
    return called @ aim_themes.T + towards @ aim_vectors.T

"""Which sentences to label next: those of which the model is unsure, and unlike each other.

Each sentence is given the direction in which learning its most probable label would move
the model, its length being how little the model is sure of it; then sentences are drawn so
that those far from what was drawn come first (BADGE: Ash et al. 2020). What the model knows
has a short arrow, what is said twice has the same one: both are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.cluster import kmeans_plusplus

from stratac import training
from stratac.errors import InputError
from stratac.language import BATCH_SIZE, Analyser
from stratac.model import Model
from stratac.threads import one_batch

_LETTER = re.compile(r"[^\W\d_]")


def suggest(
    texts: Sequence[str], count: int, model: Model, analyser: Analyser, *, seed: int = 0
) -> list[int]:
    """Choose sentences that are worth a label.

    Parameters
    ----------
    texts
        Sentences; those without a letter and those that stand there twice are passed over.
    count
        How many to choose.
    model
        The model that is to learn from them.
    analyser
        What parses them: that of the model's engine.
    seed
        Of the draw.

    Returns
    -------
    list of int
        Places of the sentences, in the order in which they were chosen; fewer where
        there are not so many.

    Raises
    ------
    InputError
        If ``count`` is below 1, or a text is no string.
    """
    if count < 1:
        raise InputError(f"The number of sentences is {count}; expected 1 or more.")
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"Text {place + 1} is {text!r}; a string was expected.")
        if _LETTER.search(text):
            first.setdefault(" ".join(text.split()).casefold(), place)
    places = list(first.values())
    if len(places) <= count:
        return places
    arrows = _arrows([texts[place] for place in places], model, analyser)
    _, chosen = kmeans_plusplus(arrows, count, random_state=seed)
    return [places[row] for row in chosen.tolist()]


def _arrows(texts: Sequence[str], model: Model, analyser: Analyser) -> npt.NDArray[np.float32]:
    """Return where each sentence would move the model, shape (texts, labels × width)."""
    sentences = list(analyser.parse(texts))
    found = []
    for start in range(0, len(sentences), BATCH_SIZE):
        with one_batch():
            readings = model.reader.read(sentences[start : start + BATCH_SIZE], training.REFERENCE)
            probabilities = model.classifier.predict_proba(readings)
        wrong = probabilities - np.eye(probabilities.shape[1])[probabilities.argmax(axis=1)]
        units = np.stack([reading.unit for reading in readings])
        units = units / np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1e-6)
        found.append((wrong[:, :, None] * units[:, None, :]).reshape(len(readings), -1))
    return np.concatenate(found).astype(np.float32)

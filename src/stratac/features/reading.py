"""All families read at once: parsed sentences in, one `Reading` a sentence out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratac.features import concreteness, form, framing, horizon, specificity, verbs
from stratac.features.clause import ClauseReader
from stratac.features.concreteness import ConcretenessRegressor
from stratac.features.tokens import tabulate
from stratac.language import Floats, Sentence
from stratac.records import Features, WordConcreteness

FAMILIES = ("verbs", "form", "horizon", "concreteness", "framing", "specificity")

NAMES: tuple[str, ...] = tuple(
    f"{family}: {name}"
    for family, module in (
        ("verbs", verbs),
        ("form", form),
        ("horizon", horizon),
        ("concreteness", concreteness),
        ("framing", framing),
        ("specificity", specificity),
    )
    for name in module.NAMES
)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read in one sentence: the record for people, the numbers for the model.

    ``predicate`` and ``target`` are token indices of the governing predicate and
    of its object (-1: none); ``numbers`` follow `NAMES`.
    """

    sentence: Sentence
    predicate: int
    target: int
    features: Features
    numbers: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The fitted parts that reading needs: they travel with the model."""

    clause: ClauseReader
    concreteness: ConcretenessRegressor

    def read(self, sentences: Sequence[Sentence], reference: datetime.date) -> list[Reading]:
        """Read a batch of sentences, each with one token at least."""
        if not sentences:
            return []
        table = tabulate(sentences)
        predicates, targets = self.clause.predict(table)
        starts = table.offsets[:-1]
        local_targets = np.where(targets >= 0, targets - starts, -1)
        words = concreteness.read_many(sentences, self.concreteness)
        return [
            _reading(sentence, predicate, target, sentence_words, reference)
            for sentence, predicate, target, sentence_words in zip(
                sentences,
                (predicates - starts).tolist(),
                local_targets.tolist(),
                words,
                strict=True,
            )
        ]


def _reading(
    sentence: Sentence,
    predicate: int,
    target: int,
    words: tuple[WordConcreteness, ...],
    reference: datetime.date,
) -> Reading:
    verb = verbs.read(sentence, predicate, target)
    time = horizon.read(sentence.text, reference)
    claim = framing.read(sentence)
    details = specificity.read(sentence.text, time)
    features = Features(verb, time, concreteness.mean(words), words, claim, details)
    numbers = (
        *verbs.measure(sentence, verb, predicate, target),
        *form.measure(sentence, verb, predicate, verbs.carrier(sentence, predicate)),
        *horizon.measure(time),
        *concreteness.measure(words),
        *framing.measure(claim),
        *specificity.measure(details, sentence.text),
    )
    return Reading(sentence, predicate, target, features, np.array(numbers, dtype=np.float32))

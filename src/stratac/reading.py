"""All families read at once: parsed sentences in, one `Reading` a sentence out."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratac.features import concreteness, form, framing, horizon, specificity, verbs
from stratac.features.concreteness import ConcretenessRegressor
from stratac.features.tokens import POS, TIME, Ints, TokenTable, among, tabulate
from stratac.language import Floats, Sentence
from stratac.network.forward import Heads, Judged, Network
from stratac.records import Features, VerbForm, WordConcreteness
from stratac.runs import largest

NAMES: tuple[str, ...] = tuple(
    f"{family}: {name}"
    for family, module in (
        ("verbs", verbs),
        ("horizon", horizon),
        ("concreteness", concreteness),
        ("framing", framing),
        ("specificity", specificity),
        ("form", form),
    )
    for name in module.NAMES
)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read in one sentence: the record for people, the numbers for the model.

    ``predicate`` and ``target`` are token indices of the governing predicate and
    of its object (-1: none), ``announcing`` those of words that begin an announcing
    expression; ``numbers`` follow `NAMES`.
    ``alone`` and ``in_context`` are the network's logits of the three labels and of
    action against intention, ``detail`` the sort of statement that it takes the
    sentence for, ``unit`` the vector of which its context is made.
    """

    sentence: Sentence
    predicate: int
    target: int
    announcing: Sequence[int]
    features: Features
    numbers: Floats
    alone: Floats
    in_context: Floats | None
    detail: str
    unit: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The fitted parts that reading needs: they travel with the model."""

    network: Network
    concreteness: ConcretenessRegressor

    def read(self, sentences: Sequence[Sentence], reference: datetime.date) -> list[Reading]:
        """Read a batch of sentences, each with one token at least and by itself."""
        if not sentences:
            return []
        table = tabulate(sentences)
        judged = self.network.read(table)
        predicates, targets = _clause(table, judged)
        starts = table.offsets[:-1]
        indices = (predicates - starts).tolist()
        objects = np.where(targets >= 0, targets - starts, -1).tolist()
        words, concrete = self.concreteness.read(table)
        announcing = _announcing(table)
        hinted = np.bitwise_or.reduceat(table.hints, starts).tolist()
        rows = []
        records = []
        for sentence, predicate, target, rated, values, places, hint in zip(
            sentences, indices, objects, words, concrete.tolist(), announcing, hinted, strict=True
        ):
            features, row = _read(
                sentence, predicate, target, rated, values, places, hint, reference
            )
            records.append(features)
            rows.append(row)
        by_sentence = np.fromiter(itertools.chain.from_iterable(rows), np.float32)
        numbers = np.hstack(
            [by_sentence.reshape(len(rows), -1), _form(table, sentences, records, indices)]
        )
        alone = _logits(judged.heads)
        details = [self.network.details[i] for i in judged.heads.details.argmax(axis=1).tolist()]
        columns = zip(
            sentences, indices, objects, announcing, records, numbers, alone, details, judged.units,
            strict=True,
        )  # fmt: skip
        return [
            Reading(sentence, predicate, target, places, features, row, logits, None, detail, unit)
            for sentence, predicate, target, places, features, row, logits, detail, unit in columns
        ]

    def read_context(self, readings: Sequence[Reading], documents: Ints) -> list[Reading]:
        """Read sentences once more, each in its document.

        Parameters
        ----------
        readings
            What was read in each by itself.
        documents
            Number of the document of each; those of one stand together, in order.
        """
        if not readings:
            return []
        alone = np.stack([reading.alone for reading in readings])
        units = np.stack([reading.unit for reading in readings])
        heads = self.network.read_context(units, Heads(alone[:, :3], alone[:, 3], None), documents)
        details = heads.details.argmax(axis=1).tolist()
        return [
            dataclasses.replace(reading, in_context=logits, detail=self.network.details[detail])
            for reading, logits, detail in zip(readings, _logits(heads), details, strict=True)
        ]


def _logits(heads: Heads) -> Floats:
    return np.hstack([heads.labels, heads.nature[:, None]])


def _clause(table: TokenTable, judged: Judged) -> tuple[Ints, Ints]:
    """Return the rows of each unit's predicate and object (-1: no object).

    The network points at the predicate itself where there is no object. Signs
    cannot govern; a unit of signs alone keeps its first.
    """
    words = ~_SIGNS[table.pos]
    starts = table.offsets[:-1]
    predicate = largest(judged.predicate * words, starts, table.sentence)
    target = largest(judged.object * words, starts, table.sentence)
    return predicate, np.where(target == predicate, -1, target)


def _announcing(table: TokenTable) -> list[list[int]]:
    """Return the places in each sentence of the words that begin an announcing expression."""
    found: list[list[int]] = [[] for _ in range(len(table.offsets) - 1)]
    for row in np.flatnonzero(table.announces).tolist():
        found[table.sentence[row]].append(int(table.index[row]))
    return found


_SIGNS = among([POS.index("PUNCT"), POS.index("SPACE")], len(POS))


def _read(
    sentence: Sentence,
    predicate: int,
    target: int,
    words: tuple[WordConcreteness, ...],
    concrete: Sequence[float],
    announcing: Sequence[int],
    hinted: int,
    reference: datetime.date,
) -> tuple[Features, tuple[float, ...]]:
    """Read the families that go sentence by sentence."""
    text = sentence.text
    verb = verbs.read(sentence, predicate, target)
    time = horizon.read(text, reference) if hinted & TIME else horizon.NOTHING
    claim = framing.read(text, [sentence.starts[place] for place in announcing])
    details = specificity.read(text, time, hinted)
    features = Features(verb, time, concrete[0], words, claim, details)
    return features, (
        *verbs.measure(sentence, verb, predicate, target),
        *horizon.measure(time),
        *concrete,
        *framing.measure(claim),
        *specificity.measure(details, text, hinted),
    )


def _form(
    table: TokenTable,
    sentences: Sequence[Sentence],
    records: Sequence[Features],
    predicates: Sequence[int],
) -> Floats:
    """Read the form family, which goes by whole batches."""
    starts = table.offsets[:-1]
    carriers = np.array(list(map(verbs.carrier, sentences, predicates)))
    compound = np.array(
        [record.verb is not None and record.verb.form is VerbForm.PAST for record in records]
    )
    texts = [sentence.text for sentence in sentences]
    return form.measure(table, texts, starts + np.array(predicates), starts + carriers, compound)

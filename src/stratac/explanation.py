"""Why a statement got its label: the judge's terms, grouped and put into French.

The judge is additive in log-odds, so what each piece of evidence did is exact:
its weight for the label against the mean of the others, times its distance from
the mean of the corpus. The words expert is linear as well, so its share is told
word by word; the network is not, and is told by the sort of statement that it sees.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stratac.judging.classifier import Classifier, Judge
from stratac.reading import Reading
from stratac.records import (
    ClaimRole,
    Contribution,
    Detail,
    Features,
    HorizonBucket,
    VerbForm,
    VerbType,
)

_TERMS_SHOWN = 4
_LEAST = 0.02

_VERB_TYPES: Mapping[VerbType, str] = {
    VerbType.MAKE: "fabriquer, livrer",
    VerbType.RUN: "organiser, conduire",
    VerbType.ACQUIRE: "obtenir, recruter",
    VerbType.GIVE: "donner, financer",
    VerbType.TELL: "informer",
    VerbType.BECOME: "devenir",
    VerbType.CHANGE: "changer de degré ou d'état",
    VerbType.CHOOSE: "choisir, cibler",
    VerbType.THINK: "étudier, prévoir",
    VerbType.ENABLE: "aider, permettre",
    VerbType.AIM: "viser, vouloir",
    VerbType.STATE: "être, contenir",
    VerbType.SAY: "dire, annoncer",
    VerbType.OTHER: "autre",
}
_VERB_FORMS: Mapping[VerbForm, str] = {
    VerbForm.INFINITIVE: "à l'infinitif",
    VerbForm.FUTURE: "au futur",
    VerbForm.PRESENT: "au présent",
    VerbForm.PAST: "au passé",
    VerbForm.CONDITIONAL: "au conditionnel",
    VerbForm.SUBJUNCTIVE: "au subjonctif",
    VerbForm.IMPERATIVE: "à l'impératif",
    VerbForm.PARTICIPLE: "au participe",
    VerbForm.NOMINAL: "sous forme de nom",
}
_BUCKETS: Mapping[HorizonBucket, str] = {
    HorizonBucket.PAST: "passé",
    HorizonBucket.ONGOING: "en cours",
    HorizonBucket.SHORT: "court",
    HorizonBucket.MEDIUM: "moyen",
    HorizonBucket.LONG: "long",
    HorizonBucket.NONE: "aucun",
}

_DETAILS: Mapping[Detail, str] = {
    Detail.RESULT: "un résultat voulu",
    Detail.DIRECTION: "une direction à prendre",
    Detail.CHOICE: "un choix",
    Detail.STATE: "un état souhaité",
    Detail.SUPPORT: "un soutien sans forme précise",
    Detail.MAKE: "une chose à faire ou à livrer",
    Detail.EVENT: "un événement ou une campagne",
    Detail.ORGANISE: "une organisation à mettre en place",
    Detail.RESOURCE: "des moyens à engager",
    Detail.STUDY: "une étude ou un plan à faire",
    Detail.ACT: "un acte à accomplir",
    Detail.TITLE: "un titre",
    Detail.CONTEXT: "du contexte",
    Detail.DONE: "une chose déjà faite",
    Detail.STANDING: "ce qui existe ou se fait toujours",
    Detail.EXPLANATION: "une explication",
    Detail.FRAME: "une annonce du plan lui-même",
    Detail.QUESTION: "une question",
    Detail.OPINION: "un avis ou une citation",
    Detail.BOILERPLATE: "une mention de service",
}

# Columns of evidence whose names begin so make one reason together.
_GROUPS: tuple[tuple[str, str], ...] = (
    ("verbs: verb form", "verb form"),
    ("verbs: object", "object"),
    ("verbs: ", "predicate"),
    ("form: carrier", "verb form"),
    ("form: ", "grammar"),
    ("horizon: ", "horizon"),
    ("concreteness: ", "concreteness"),
    ("framing: ", "framing"),
    ("specificity: ", "specificity"),
    ("network: ", "clause"),
    ("context: ", "context"),
)


class Explainer:
    """Turns the judge's weights into reasons.

    Parameters
    ----------
    classifier
        A fitted classifier.
    judge
        That of its judges which decided.
    """

    def __init__(self, classifier: Classifier, judge: Judge) -> None:
        weights = judge.weights
        count = len(classifier.labels)
        # Weight for each label against the mean of the other labels.
        self._contrast = (weights - weights.mean(axis=0)) * count / (count - 1)
        self._mean = judge.mean
        names = classifier.evidence_names()[: len(judge.mean)]
        groups = [_group(name) for name in names]
        self._group_names = tuple(dict.fromkeys(group for group in groups if group))
        self._membership = np.array(
            [[group == name for name in self._group_names] for group in groups], dtype=np.float64
        )
        words = classifier.words
        self._terms = words.terms.column_names()
        columns = [i for i, name in enumerate(names) if name.startswith("words expert")]
        coefficients = words.weights - words.weights.mean(axis=0)
        # One row a label: what a unit of each term does to it through the judge.
        self._term_weights = self._contrast[:, columns] @ coefficients
        self._word_columns = columns

    def explain(
        self,
        readings: Sequence[Reading],
        evidence: npt.NDArray[np.float64],
        terms: sp.csr_matrix,
        labels: npt.NDArray[np.int64],
    ) -> list[Reasons]:
        """Return the reasons for the label of each reading, largest first.

        Parameters
        ----------
        readings
            What was read.
        evidence, terms
            What the judge weighed, from `Classifier.weigh`.
        labels
            Number of the label given to each reading.
        """
        parts = (evidence - self._mean) * self._contrast[labels]
        grouped = parts @ self._membership
        words = parts[:, self._word_columns].sum(axis=1)
        return [
            Reasons(
                functools.partial(
                    self._weighed,
                    reading.features,
                    reading.detail,
                    grouped[row],
                    float(words[row]),
                    int(labels[row]),
                    terms.indices[terms.indptr[row] : terms.indptr[row + 1]],
                    terms.data[terms.indptr[row] : terms.indptr[row + 1]],
                )
            )
            for row, reading in enumerate(readings)
        ]

    def _weighed(
        self,
        features: Features,
        detail: str,
        grouped: npt.NDArray[np.float64],
        words: float,
        label: int,
        columns: npt.NDArray[np.int32],
        frequencies: npt.NDArray[np.float32],
    ) -> Weighed:
        """Return what weighs for one label, by name."""
        groups = [
            (name, amount)
            for name, amount in zip(self._group_names, grouped.tolist(), strict=True)
            if abs(amount) >= _LEAST
        ]
        amounts = frequencies * self._term_weights[label, columns]
        strongest = np.argsort(-np.abs(amounts)).tolist()
        single = (place for place in strongest if " " not in self._terms[columns[place]])
        told = [*itertools.islice(single, _TERMS_SHOWN)]
        terms = [(self._terms[columns[place]], float(amounts[place])) for place in told]
        return Weighed(features, detail, groups, terms, words - float(amounts[told].sum()))


class Weighed(NamedTuple):
    """What weighs for a label: groups of evidence, terms, and what is left of all terms."""

    features: Features
    detail: str
    groups: Sequence[tuple[str, float]]
    terms: Sequence[tuple[str, float]]
    rest: float

    def told(self) -> tuple[Contribution, ...]:
        """Put it into words, largest first."""
        found = [
            Contribution(name, _words(name, self.features, self.detail), amount)
            for name, amount in self.groups
        ]
        found += [
            Contribution(f"word: {term}", _term_words(term), amount) for term, amount in self.terms
        ]
        found.append(Contribution("words", "les autres mots et tournures", self.rest))
        return tuple(sorted(found, key=lambda reason: -reason.amount))


class Reasons(Sequence[Contribution]):
    """Reasons that are put into words when somebody looks at them.

    Most statements of a large run are never asked why; those that are behave
    like a tuple, also when compared, copied or sent to another process.
    """

    def __init__(self, weigh: Callable[[], Weighed]) -> None:
        self._weigh = weigh

    @functools.cached_property
    def _weighed(self) -> Weighed:
        return self._weigh()

    @functools.cached_property
    def _told(self) -> tuple[Contribution, ...]:
        return self._weighed.told()

    @overload
    def __getitem__(self, index: int) -> Contribution: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Contribution]: ...
    def __getitem__(self, index: int | slice) -> Contribution | Sequence[Contribution]:
        return self._told[index]

    def __len__(self) -> int:
        return len(self._told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._told == tuple(other)

    def __hash__(self) -> int:
        return hash(self._told)

    def __repr__(self) -> str:
        return repr(self._told)

    def __reduce__(self) -> tuple[Callable[[Weighed], Reasons], tuple[Weighed]]:
        # What weighed is sent, and put into words where somebody looks.
        return _sent, (self._weighed,)


def _sent(weighed: Weighed) -> Reasons:
    return Reasons(lambda: weighed)


def _group(name: str) -> str | None:
    return next((group for prefix, group in _GROUPS if name.startswith(prefix)), None)


def _words(name: str, features: Features, detail: str) -> str:
    verb = features.verb
    if name == "predicate" and verb:
        return f"« {verb.text} » : {_VERB_TYPES[verb.type]}"
    if name == "verb form" and verb:
        return f"verbe {_VERB_FORMS[verb.form]}"
    if name == "object" and verb:
        return f"objet « {verb.object} »" if verb.object else "pas d'objet"
    if name == "horizon":
        cues = ", ".join(f"« {cue.text} »" for cue in features.horizon.cues)
        return f"horizon {_BUCKETS[features.horizon.bucket]}" + (f" ({cues})" if cues else "")
    if name == "concreteness":
        return f"mots concrets à {features.concreteness:.0%}".replace("%", " %")
    if name == "framing":
        if features.framing.role is ClaimRole.ANNOUNCES and features.framing.cue:
            return f"s'annonce comme « {features.framing.cue.text} »"
        return "ne s'annonce pas"
    if name == "specificity":
        return "chiffres, échéance, responsable, budget, indicateur"
    if name == "grammar":
        return "forme de la phrase"
    if name == "clause":
        return f"la phrase se lit comme {_DETAILS[Detail(detail)]}"
    return "la phrase lue dans son document"


def _term_words(term: str) -> str:
    if term.startswith("P="):
        return f"verbe ou nom principal « {term[2:]} »"
    if term.startswith("O="):
        return f"objet « {term[2:]} »"
    if term.startswith("P:"):
        return "sorte de verbe et d'objet"
    if term.startswith("^"):
        return "début de la phrase"
    return {"<nombre>": "un nombre", "<nom>": "un nom propre", "<annonce>": "un mot d'annonce"}.get(
        term, f"« {term} »"
    )

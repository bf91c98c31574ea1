"""Verb family: meaning class and form of the governing predicate, class of its object."""

from __future__ import annotations

from stratac import lexicon
from stratac.features.tokens import WORD_TYPES, rating
from stratac.language import Sentence, Word
from stratac.records import NounType, Verb, VerbForm, VerbType
from stratac.remembered import MAX_WORDS, Remembered

_AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
# Verbs that carry the tense of the one they govern (« compte embaucher »).
_CARRIES_TENSE = frozenset({"xcomp", "ccomp"})
_NEGATIONS = frozenset({"ne", "n'", "n’", "jamais", "sans"})
_RENOUNCING = frozenset({"plus", "pas"})

_OPEN_MEANING = 3  # an unrated verb leaves the decision to its object
# Rule 4 of the guide, on the scales of the word lists: from here on the object
# decides, and from here on (or up to there) it decides for an action (an aim).
_OPEN_FROM, _DOABLE_FROM, _ABSTRACT_TO = 4, 4, 2
_UNRATED = 2.5  # between the aims and the deliverables

NAMES = (
    *(f"verb type: {kind}" for kind in VerbType),
    *(f"verb form: {kind}" for kind in VerbForm),
    *(f"noun type: {kind}" for kind in NounType),
    *(f"object type: {kind}" for kind in NounType),
    "predicate doable",
    "predicate open",
    "object doable",
    "object concreteness",
    "object missing",
    "predicate negated",
    "doable of predicate and object",
    "open predicate with a doable object",
    "open predicate with an abstract object",
)


def read(sentence: Sentence, predicate: int, target: int) -> Verb:
    """Describe the governing predicate of a sentence.

    Parameters
    ----------
    sentence
        The parsed sentence.
    predicate
        Index of its governing token.
    target
        Index of the head of the predicate's object, or -1.

    Returns
    -------
    Verb
        With the type of the verb, or of the verb behind a noun of action.
    """
    word = sentence.words[predicate]
    other = sentence.words[target] if target >= 0 else None
    start = sentence.starts[predicate]
    return Verb(
        text=word.text,
        lemma=word.lemma,
        type=_VERB_TYPE[word],
        form=_form(sentence, predicate),
        start=start,
        end=start + len(word.text),
        negated=_negated(sentence, predicate),
        object=other.text if other else None,
        object_type=_noun_type(other) if other else None,
    )


def _find_type(word: Word) -> VerbType:
    code = rating(word).type
    if code in _TYPE_OF_CODE:
        return _TYPE_OF_CODE[code]
    verb = lexicon.nominalisations().get(word.lemma.lower(), "")
    entry = lexicon.verbs().get(verb)
    return entry.type if entry else VerbType.OTHER


_VERB_TYPE = Remembered(_find_type, MAX_WORDS)


def _noun_type(word: Word) -> NounType:
    code = rating(word).type
    return _NOUN_TYPE_OF_CODE.get(code, NounType.OTHER)


_TYPE_OF_CODE = {WORD_TYPES.index(f"verb:{kind}"): kind for kind in VerbType}
_NOUN_TYPE_OF_CODE = {WORD_TYPES.index(f"noun:{kind}"): kind for kind in NounType}


def _finite_form(word: Word) -> VerbForm | None:
    if word.mood == "Cnd":
        return VerbForm.CONDITIONAL
    if word.mood == "Sub":
        return VerbForm.SUBJUNCTIVE
    if word.mood == "Imp":
        return VerbForm.IMPERATIVE
    return _OF_TENSE.get(word.tense)


_OF_TENSE = {
    "Fut": VerbForm.FUTURE,
    "Pres": VerbForm.PRESENT,
    "Past": VerbForm.PAST,
    "Imp": VerbForm.PAST,
}


def _form(sentence: Sentence, predicate: int) -> VerbForm:
    word = sentence.words[predicate]
    if word.form == "Fin" or word.mood:
        return _finite_form(word) or VerbForm.PRESENT
    if word.form == "Inf":
        return VerbForm.INFINITIVE
    helpers = [
        (other, dep)
        for other, dep, head in zip(sentence.words, sentence.deps, sentence.heads, strict=True)
        if head == predicate and dep in _AUXILIARIES
    ]
    finite = next((other for other, _ in helpers if other.mood), None)
    if word.form == "Part" or (finite and word.pos in ("VERB", "ADJ")):
        if finite is None:
            return VerbForm.PARTICIPLE
        passive = any(dep in ("aux:pass", "cop") for _, dep in helpers)
        compound = any(dep == "aux" for _, dep in helpers)
        if compound and finite.tense == "Pres" and finite.mood != "Cnd":
            return VerbForm.PAST
        return (_finite_form(finite) or VerbForm.PRESENT) if passive or compound else VerbForm.PAST
    return VerbForm.INFINITIVE if word.pos == "VERB" else VerbForm.NOMINAL


def _negated(sentence: Sentence, predicate: int) -> bool:
    words = {word.text.lower() for word in sentence.words[max(0, predicate - 4) : predicate]}
    return bool(words & _NEGATIONS and (words & _RENOUNCING or "jamais" in words)) or (
        "sans" in words and sentence.words[predicate].form == "Inf"
    )


def carrier(sentence: Sentence, predicate: int) -> int:
    """Return the index of the verb that carries the tense of the predicate."""
    index = predicate
    for _ in range(4):
        word, head = sentence.words[index], sentence.heads[index]
        if word.mood or head == index or sentence.deps[index] not in _CARRIES_TENSE:
            return index
        index = head
    return index


def measure(sentence: Sentence, verb: Verb, predicate: int, target: int) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    word = rating(sentence.words[predicate])
    values = [0.0] * len(NAMES)
    values[_VERB_TYPES[verb.type]] = 1.0
    values[_VERB_FORMS[verb.form]] = 1.0
    if word.type in _NOUN_TYPES:
        values[_NOUN_TYPES[word.type]] = 1.0
    doable = word.doable or _OPEN_MEANING
    open_ = word.open or _OPEN_MEANING
    object_doable = 0
    if verb.object_type is not None:
        other_word = rating(sentence.words[target])
        values[_OBJECT_TYPES[verb.object_type]] = 1.0
        object_doable = other_word.doable
        values[_OBJECT_DOABLE] = object_doable or _UNRATED
        values[_OBJECT_CONCRETENESS] = other_word.concreteness or _UNRATED
    else:
        values[_OBJECT_MISSING] = 1.0
    values[_DOABLE] = doable
    values[_OPEN] = open_
    values[_NEGATED] = float(verb.negated)
    share = (open_ - 1) / 4 if object_doable else 0.0
    values[_TOGETHER] = share * object_doable + (1 - share) * doable
    if open_ >= _OPEN_FROM and object_doable:
        values[_DECIDED_DOABLE] = float(object_doable >= _DOABLE_FROM)
        values[_DECIDED_ABSTRACT] = float(object_doable <= _ABSTRACT_TO)
    return tuple(values)


_INDEX = {name: index for index, name in enumerate(NAMES)}
_VERB_TYPES = {kind: _INDEX[f"verb type: {kind}"] for kind in VerbType}
_VERB_FORMS = {form: _INDEX[f"verb form: {form}"] for form in VerbForm}
_OBJECT_TYPES = {kind: _INDEX[f"object type: {kind}"] for kind in NounType}
_NOUN_TYPES = {WORD_TYPES.index(f"noun:{kind}"): _INDEX[f"noun type: {kind}"] for kind in NounType}
(
    _DOABLE,
    _OPEN,
    _NEGATED,
    _TOGETHER,
    _DECIDED_DOABLE,
    _DECIDED_ABSTRACT,
    _OBJECT_DOABLE,
    _OBJECT_CONCRETENESS,
    _OBJECT_MISSING,
) = (
    _INDEX[name]
    for name in (
        "predicate doable",
        "predicate open",
        "predicate negated",
        "doable of predicate and object",
        "open predicate with a doable object",
        "open predicate with an abstract object",
        "object doable",
        "object concreteness",
        "object missing",
    )
)

"""Verb family: meaning class and form of the governing predicate, class of its object."""

from __future__ import annotations

from stratac import lexicon
from stratac.features.tokens import WORD_TYPES, look_up
from stratac.language import Sentence, Token
from stratac.records import NounType, Verb, VerbForm, VerbType

_AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
# Verbs that carry the tense of the one they govern (« compte embaucher »).
_CARRIES_TENSE = frozenset({"xcomp", "ccomp"})
_NEGATIONS = frozenset({"ne", "n'", "n’", "jamais", "sans"})
_RENOUNCING = frozenset({"plus", "pas"})

_OPEN_MEANING = 3  # an unrated verb leaves the decision to its object

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
    token = sentence.tokens[predicate]
    target_token = sentence.tokens[target] if target >= 0 else None
    return Verb(
        text=token.text,
        lemma=token.lemma,
        type=_type(token),
        form=_form(sentence, predicate),
        start=token.start,
        end=token.end,
        negated=_negated(sentence, predicate),
        object=target_token.text if target_token else None,
        object_type=_noun_type(target_token) if target_token else None,
    )


def _type(token: Token) -> VerbType:
    kind, _, name = WORD_TYPES[look_up(token.lemma, token.text, token.pos).type].partition(":")
    if kind == "verb" and name != "?":
        return VerbType(name)
    verb = lexicon.nominalisations().get(token.lemma.lower(), "")
    entry = lexicon.verbs().get(verb)
    return entry.type if entry else VerbType.OTHER


def _noun_type(token: Token) -> NounType:
    kind, _, name = WORD_TYPES[look_up(token.lemma, token.text, token.pos).type].partition(":")
    return NounType(name) if kind == "noun" and name != "?" else NounType.OTHER


def _finite_form(token: Token) -> VerbForm | None:
    if token.mood == "Cnd":
        return VerbForm.CONDITIONAL
    if token.mood == "Sub":
        return VerbForm.SUBJUNCTIVE
    if token.mood == "Imp":
        return VerbForm.IMPERATIVE
    return {
        "Fut": VerbForm.FUTURE,
        "Pres": VerbForm.PRESENT,
        "Past": VerbForm.PAST,
        "Imp": VerbForm.PAST,
    }.get(token.tense)


def _form(sentence: Sentence, predicate: int) -> VerbForm:
    tokens = sentence.tokens
    token = tokens[predicate]
    if token.form == "Fin" or token.mood:
        return _finite_form(token) or VerbForm.PRESENT
    helpers = [other for other in tokens if other.head == predicate and other.dep in _AUXILIARIES]
    finite = next((other for other in helpers if other.mood), None)
    if token.form == "Part" or (finite and token.pos in ("VERB", "ADJ")):
        if finite is None:
            return VerbForm.PARTICIPLE
        passive = any(other.dep in ("aux:pass", "cop") for other in helpers)
        compound = any(other.dep == "aux" for other in helpers)
        if compound and finite.tense == "Pres" and finite.mood != "Cnd":
            return VerbForm.PAST
        return (_finite_form(finite) or VerbForm.PRESENT) if passive or compound else VerbForm.PAST
    if token.form == "Inf" or token.pos == "VERB":
        return VerbForm.INFINITIVE
    return VerbForm.NOMINAL


def _negated(sentence: Sentence, predicate: int) -> bool:
    tokens = sentence.tokens
    near = range(max(0, predicate - 4), predicate)
    words = {tokens[index].text.lower() for index in near}
    return bool(words & _NEGATIONS and (words & _RENOUNCING or "jamais" in words)) or (
        "sans" in words and tokens[predicate].form == "Inf"
    )


def carrier(sentence: Sentence, predicate: int) -> int:
    """Return the index of the verb that carries the tense of the predicate."""
    tokens = sentence.tokens
    index = predicate
    for _ in range(4):
        token = tokens[index]
        if token.mood or token.head == index or token.dep not in _CARRIES_TENSE:
            return index
        index = token.head
    return index


def measure(sentence: Sentence, verb: Verb, predicate: int, target: int) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    token = sentence.tokens[predicate]
    word = look_up(token.lemma, token.text, token.pos)
    values = [0.0] * len(NAMES)
    values[_INDEX[f"verb type: {verb.type}"]] = 1.0
    values[_INDEX[f"verb form: {verb.form}"]] = 1.0
    kind, _, name = WORD_TYPES[word.type].partition(":")
    if kind == "noun" and name != "?":
        values[_INDEX[f"noun type: {name}"]] = 1.0
    doable = word.doable or _OPEN_MEANING
    open_ = word.open or _OPEN_MEANING
    object_doable = 0
    if target >= 0:
        other = sentence.tokens[target]
        other_word = look_up(other.lemma, other.text, other.pos)
        values[_INDEX[f"object type: {verb.object_type}"]] = 1.0
        object_doable = other_word.doable
        values[_INDEX["object doable"]] = object_doable or 2.5
        values[_INDEX["object concreteness"]] = other_word.concreteness or 2.5
    else:
        values[_INDEX["object missing"]] = 1.0
    values[_INDEX["predicate doable"]] = doable
    values[_INDEX["predicate open"]] = open_
    values[_INDEX["predicate negated"]] = float(verb.negated)
    share = (open_ - 1) / 4 if object_doable else 0.0
    values[_INDEX["doable of predicate and object"]] = (
        share * (object_doable or doable) + (1 - share) * doable
    )
    return tuple(values)


_INDEX = {name: index for index, name in enumerate(NAMES)}

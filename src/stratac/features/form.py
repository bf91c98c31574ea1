"""Form family: the grammar of the unit as a whole, where relevance shows.

Context, history and titles differ from aims and actions in their grammar: tense
and person of the main verb, finite verbs at all, length, signs, first word.
"""

from __future__ import annotations

from stratac.language import Sentence
from stratac.records import Verb, VerbForm

NAMES = (
    "words",
    "short unit",
    "finite verbs",
    "infinitives",
    "past participles",
    "share of nouns",
    "share of names",
    "roots",
    "begins with infinitive",
    "begins with noun",
    "begins with determiner",
    "begins with preposition",
    "begins with number",
    "begins with lower case",
    "ends with full stop",
    "ends with colon",
    "ends with question mark",
    "ends with semicolon",
    "ends with exclamation mark",
    "has colon",
    "has quotation",
    "has brackets",
    "all capitals",
    "carrier future",
    "carrier present",
    "carrier past",
    "carrier imperfect",
    "carrier conditional",
    "carrier subjunctive",
    "carrier imperative",
    "carrier none",
    "first person plural",
    "first person singular",
    "second person",
    "subject before predicate",
    "predicate is first word",
    "predicate position",
    "relative clauses",
    "negations",
)

_MAX_WORDS = 60


def measure(sentence: Sentence, verb: Verb, predicate: int, carrier: int) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`.

    Parameters
    ----------
    sentence
        The parsed unit.
    verb
        Its governing predicate as read.
    predicate
        Index of the predicate.
    carrier
        Index of the verb that carries the predicate's tense.
    """
    tokens = sentence.tokens
    text = sentence.text
    words = [token for token in tokens if token.pos not in ("PUNCT", "SPACE")]
    count = len(words)
    first = words[0] if words else tokens[0]
    size = max(count, 1)
    mood, tense = _tense(sentence, carrier, verb)
    finite = sum(token.form == "Fin" or bool(token.mood) for token in tokens)
    persons = {(token.person, token.number) for token in tokens if token.person}
    last = text.rstrip(" »”\"')")[-1:]
    letters = [character for character in text if character.isalpha()]
    return (
        min(count, _MAX_WORDS) / 10,
        float(count <= 4),
        min(finite, 4),
        min(sum(token.form == "Inf" for token in tokens), 4),
        min(sum(token.form == "Part" and token.tense == "Past" for token in tokens), 4),
        sum(token.pos == "NOUN" for token in words) / size,
        sum(token.pos == "PROPN" for token in words) / size,
        min(len(sentence.roots), 4),
        float(first.form == "Inf"),
        float(first.pos in ("NOUN", "PROPN")),
        float(first.pos == "DET"),
        float(first.pos == "ADP"),
        float(first.pos == "NUM"),
        float(text[:1].islower()),
        float(last == "."),
        float(last == ":"),
        float(last == "?"),
        float(last == ";"),
        float(last == "!"),
        float(":" in text[:-1]),
        float("«" in text or '"' in text),
        float("(" in text),
        float(bool(letters) and all(character.isupper() for character in letters)),
        float(tense == "Fut"),
        float(tense == "Pres" and mood == "Ind"),
        float(tense == "Past"),
        float(tense == "Imp"),
        float(mood == "Cnd"),
        float(mood == "Sub"),
        float(mood == "Imp"),
        float(not mood),
        float(("1", "Plur") in persons),
        float(("1", "Sing") in persons),
        float(any(person == "2" for person, _ in persons)),
        float(any(token.dep.startswith("nsubj") and token.head == carrier for token in tokens)),
        float(tokens[predicate] is first),
        predicate / len(tokens),
        min(sum(token.dep == "acl" for token in tokens), 4),
        min(sum(token.text.lower() in ("ne", "n'", "n’") for token in tokens), 2),
    )


def _tense(sentence: Sentence, carrier: int, verb: Verb) -> tuple[str, str]:
    """Return mood and tense of the main clause, those of an auxiliary included."""
    tokens = sentence.tokens
    token = tokens[carrier]
    if token.mood:
        return token.mood, token.tense
    for other in tokens:
        if other.head == carrier and other.dep in ("aux", "aux:pass", "cop") and other.mood:
            compound = other.dep == "aux" and verb.form is VerbForm.PAST
            return other.mood, "Past" if compound else other.tense
    return "", ""

"""Form family: the grammar of the unit as a whole, where relevance shows.

Context, history and titles differ from aims and actions in their grammar: tense
and person of the main verb, finite verbs at all, length, signs, first word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratac.features.tokens import DEPS, FORMS, POS, Bools, Floats, Ints, TokenTable, among
from stratac.lexicon import function_words

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
_SHORT = 4


def measure(
    table: TokenTable, texts: Sequence[str], predicates: Ints, carriers: Ints, compound: Bools
) -> Floats:
    """Return the numbers of the family, one row a unit, in the order of `NAMES`.

    Parameters
    ----------
    table
        The parsed units.
    texts
        Their texts.
    predicates, carriers
        Rows of each unit's predicate and of the verb that carries its tense.
    compound
        Whether the predicate stands in a compound past.
    """
    starts = table.offsets[:-1]

    rows = np.arange(len(table))
    word = ~_SIGNS[table.pos]
    first = np.minimum.reduceat(np.where(word, rows, len(table) - 1), starts)
    first_pos = table.pos[first]
    nous = (table.person == 1) & (table.plural == 1)
    je = (table.person == 1) & (table.plural == 0)
    subject = _SUBJECTS[table.dep] & (table.head == carriers[table.sentence])
    flags = (
        word,
        _FINITE[table.form],
        table.form == _INFINITIVE,
        table.form == _PARTICIPLE,
        table.pos == _NOUN,
        table.pos == _NAME,
        table.head == rows,
        nous,
        je,
        table.person == 2,
        subject,
        table.dep == _CLAUSE,
        table.function == _NE,
    )
    counts = np.add.reduceat(np.stack(flags).astype(np.int64), starts, axis=1)
    words, finite, infinitives, participles, nouns, names, roots = counts[:7]
    size = np.maximum(words, 1)
    tense = _tense(table, carriers, compound)
    columns = [
        np.minimum(words, _MAX_WORDS) / 10,
        words <= _SHORT,
        np.minimum(finite, 4),
        np.minimum(infinitives, 4),
        np.minimum(participles, 4),
        nouns / size,
        names / size,
        np.minimum(roots, 4),
        table.form[first] == _INFINITIVE,
        (first_pos == _NOUN) | (first_pos == _NAME),
        first_pos == _DETERMINER,
        first_pos == _PREPOSITION,
        first_pos == _NUMBER,
        *np.array([_signs(text) for text in texts], dtype=np.float32).T,
        *(tense == code for code in range(len(_TENSES))),
        *(counts[7:11] > 0),
        predicates == first,
        (predicates - starts) / (table.offsets[1:] - starts),
        np.minimum(counts[11], 4),
        np.minimum(counts[12], 2),
    ]
    return np.array(columns, dtype=np.float32).T


def _signs(text: str) -> tuple[bool, ...]:
    """Return what the signs of a text say: its first letter, its end, what it contains."""
    last = text.rstrip(" »”\"')")[-1:]
    return (
        text[:1].islower(),
        last == ".",
        last == ":",
        last == "?",
        last == ";",
        last == "!",
        ":" in text[:-1],
        "«" in text or '"' in text,
        "(" in text,
        text.isupper(),
    )


def _tense(table: TokenTable, carriers: Ints, compound: Bools) -> Ints:
    """Return the tense of each main clause as a code of `_TENSES`, an auxiliary's included."""
    helper = np.flatnonzero(
        _AUXILIARIES[table.dep] & (table.head == carriers[table.sentence]) & _FINITE[table.form]
    )
    own = table.form[carriers]
    bare = ~_FINITE[own]
    helped = table.sentence[helper]
    own[helped] = np.where(bare[helped], table.form[helper], own[helped])
    own[compound & bare] = _PAST
    return _TENSE_CODES[own]


# In the order of the names « carrier … ».
_TENSES = ("Fut", "Pres", "Past", "Imp", "Cnd", "Sub", "Imper", "")
_TENSE_CODES: Ints = np.array(
    [_TENSES.index(name) if name in _TENSES else len(_TENSES) - 1 for name in FORMS]
)
_FINITE = among([FORMS.index(name) for name in _TENSES[:-1]], len(FORMS))
_PAST = FORMS.index("Past")
_INFINITIVE, _PARTICIPLE = FORMS.index("Inf"), FORMS.index("Part/Past")
_NOUN, _NAME, _DETERMINER, _PREPOSITION, _NUMBER = (
    POS.index(name) for name in ("NOUN", "PROPN", "DET", "ADP", "NUM")
)
_SIGNS = among([POS.index("PUNCT"), POS.index("SPACE")], len(POS))
_SUBJECTS = among([DEPS.index("nsubj"), DEPS.index("nsubj:pass")], len(DEPS))
_AUXILIARIES = among([DEPS.index(name) for name in ("aux", "aux:pass", "cop")], len(DEPS))
_CLAUSE = DEPS.index("acl")
_NE = function_words().index("ne") + 1

"""What a plan's author should know and answer, in French: the words of the score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stratac.findings import Lack, Quadrant, Question, VagueObjective
from stratac.records import Label, Statement

_QUOTED = 70
_VERDICTS: Mapping[Quadrant, tuple[str, str]] = {
    Quadrant.STRATEGY_AND_TACTICS: (
        "Ce document dit où il veut aller et comment s'y rendre",
        "Reste à vérifier que chaque action sert une des intentions, et que chaque intention "
        "a ses actions.",
    ),
    Quadrant.STRATEGY_ONLY: (
        "Ce document dit où il veut aller, presque pas ce qu'il fera",
        "Une stratégie sans actions reste sur le papier : qui fera quoi, quand et avec quels "
        "moyens ?",
    ),
    Quadrant.TACTICS_ONLY: (
        "Ce document est une liste d'actions : presque rien n'y dit ce qu'elles visent",
        "Des actions sans stratégie se dispersent : quel but commun les réunit, et pourquoi "
        "celles-ci plutôt que d'autres ?",
    ),
    Quadrant.NEITHER: (
        "Ce document décrit plus qu'il ne veut ou ne prévoit",
        "S'il doit être un plan, il lui manque les intentions et les actions.",
    ),
}
_ASKED = {
    Lack.SPECIFIC: "pour qui ou sur quoi exactement",
    Lack.MEASURABLE: "de combien, et mesuré comment",
    Lack.TIME_BOUND: "d'ici quand",
}


def diagnosis(
    quadrant: Quadrant, counts: Mapping[str, int], share: float | None, misframed: int
) -> str:
    """Return what the balance of a document means, in two sentences."""
    first, second = _VERDICTS[quadrant]
    told = f"{_many(counts[Label.STRATEGY], 'intention')}, {_many(counts[Label.TACTIC], 'action')}"
    if share is not None:
        told += f", part de la stratégie {share:.0%}".replace("%", " %")
    if misframed:
        told += f", {_many(misframed, 'énoncé')} mal nommé{'s' if misframed > 1 else ''}"
    return f"{first} ({told}). {second}"


def questions(
    statements: Sequence[Statement],
    orphans: Sequence[Statement],
    vague: Sequence[VagueObjective],
) -> list[Question]:
    """Return what should be answered: misframed statements first, then orphans, then vague."""
    found = [
        Question(statement, _misframed(statement))
        for statement in statements
        if statement.misframed
    ]
    asked = {id(question.statement) for question in found}
    found += [Question(orphan, _orphan(orphan)) for orphan in orphans if id(orphan) not in asked]
    return found + [Question(objective.statement, _vague(objective)) for objective in vague]


def _misframed(statement: Statement) -> str:
    quoted = _quoted(statement)
    if statement.label is Label.TACTIC:
        return (
            f"{quoted} est une action : quelle stratégie sert-elle, et quel indicateur dira "
            "que c'est réussi ?"
        )
    return f"{quoted} est une intention : par quelles actions s'y prendra-t-on, et d'ici quand ?"


def _orphan(statement: Statement) -> str:
    return f"{_quoted(statement)} : quelle intention du plan cette action sert-elle ?"


def _vague(objective: VagueObjective) -> str:
    asked = ", ".join(_ASKED[lack] for lack in objective.lacks)
    return f"{_quoted(objective.statement)} : {asked} ?"


def _quoted(statement: Statement) -> str:
    """Return the statement from its governing word on, shortened at a word."""
    verb = statement.features.verb
    begin = verb.start if verb else 0
    # « être la référence », not « référence »; « le déploiement sera progressif » is said whole.
    copula = _COPULA.search(statement.text, max(begin - _COPULA_REACH, 0), begin)
    if copula:
        begin = copula.start() if copula["infinitive"] else 0
    text = statement.text[begin:]
    text = " ".join(text.split()).rstrip(" .;:!?…»")
    if len(text) > _QUOTED:
        text = text[:_QUOTED].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return f"« {text} »"


_COPULA = re.compile(
    r"\b(?:(?P<infinitive>être|rester|devenir|demeurer)|est|sont|sera|seront|serait|seraient|soit|"
    r"soient|reste|restent|restera|devient|deviendra|deviennent)\s+(?:[\w’'-]+\s+){0,3}(?:l[’'])?$",
    re.IGNORECASE,
)
_COPULA_REACH = 50


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"

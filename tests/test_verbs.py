"""The governing predicate: found through what hides it, described as it is.

The sentences are of this file alone; the reader is the shipped one.
"""

from __future__ import annotations

import pytest

from stratac import classify
from stratac.records import NounType, VerbForm, VerbType

PREDICATES = [
    ("light-verb-sera-de", "Notre stratégie sera de faire plus de foires", "faire"),
    ("vise-a", "Le projet vise à réduire les files d'attente", "réduire"),
    ("il-s-agit-de", "Il s'agit de former les bénévoles du club", "former"),
    ("compte-embaucher", "La société compte embaucher vingt soudeurs", "embaucher"),
    ("priorite-va-a", "La priorité va à la rénovation des écoles", "rénovation"),
    ("nominal", "Création d'un guichet unique pour les artisans", "Création"),
    ("prefix-axe", "Axe 2 – Accueillir de nouvelles familles", "Accueillir"),
    ("prefix-action", "Action n° 3 : acheter deux minibus", "acheter"),
    ("prefix-fiche", "Fiche A1 : installer des bancs sur le port", "installer"),
    ("reported-wish", "La direction dit vouloir doubler ses ventes en ligne", "doubler"),
    ("reported-promise", "Le maire a annoncé l'ouverture d'une crèche", "ouverture"),
    (
        "purpose-before",
        "Pour fidéliser nos clients, nous lancerons une lettre mensuelle",
        "lancerons",
    ),
    ("purpose-after", "Recruter un médiateur afin de calmer les tensions", "Recruter"),
    ("modal", "La commune devra rénover ses trois gymnases", "rénover"),
    ("passive", "Un fonds de soutien sera créé pour les commerçants", "créé"),
    ("future", "Nous ouvrirons un magasin à Nantes", "ouvrirons"),
    ("bare-infinitive", "Devenir le premier fabricant de volets de l'Ouest", "Devenir"),
]


@pytest.mark.parametrize(
    ("text", "predicate"), [row[1:] for row in PREDICATES], ids=[row[0] for row in PREDICATES]
)
def test_governing_predicate_is_found(text: str, predicate: str) -> None:
    verb = classify(text).features.verb
    assert verb is not None
    assert verb.text == predicate
    assert text[verb.start : verb.end] == predicate


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ouvrir une agence à Lille", VerbForm.INFINITIVE),
        ("Nous ouvrirons une agence à Lille", VerbForm.FUTURE),
        ("Une agence sera ouverte à Lille", VerbForm.FUTURE),
        ("Nous avons ouvert une agence à Lille", VerbForm.PAST),
        ("Nous ouvrons une agence à Lille", VerbForm.PRESENT),
        ("Ouverture d'une agence à Lille", VerbForm.NOMINAL),
    ],
    ids=lambda value: str(value)[:24],
)
def test_form_of_the_predicate(text: str, form: VerbForm) -> None:
    verb = classify(text).features.verb
    assert verb is not None
    assert verb.form is form


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Recruter deux comptables", VerbType.ACQUIRE),
        ("Devenir la référence du vélo cargo", VerbType.BECOME),
        ("Augmenter le panier moyen", VerbType.CHANGE),
        ("Construire une passerelle", VerbType.MAKE),
        ("Construction d'une passerelle", VerbType.MAKE),
    ],
    ids=lambda value: str(value)[:24],
)
def test_meaning_class_of_the_predicate(text: str, type_: VerbType) -> None:
    verb = classify(text).features.verb
    assert verb is not None
    assert verb.type is type_


def test_object_and_its_class() -> None:
    verb = classify("Développer une application mobile").features.verb
    assert verb is not None
    assert verb.object == "application"
    assert verb.object_type is NounType.DELIVERABLE


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Ne plus participer aux salons", True),
        ("Ne pas ouvrir le dimanche", True),
        ("Participer aux salons", False),
    ],
    ids=["ne-plus", "ne-pas", "plain"],
)
def test_negation_is_seen(text: str, negated: bool) -> None:
    verb = classify(text).features.verb
    assert verb is not None
    assert verb.negated is negated

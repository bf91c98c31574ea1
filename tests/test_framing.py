"""What a sentence calls itself: announced, only mentioned, or nothing."""

from __future__ import annotations

import pytest

from stratac.features import framing
from stratac.features.tokens import rating
from stratac.language import Sentence
from stratac.records import ClaimRole, Framing, Label

S, T = Label.STRATEGY, Label.TACTIC
ANNOUNCED = [
    ("notre-strategie-sera", "Notre stratégie sera de faire plus de foires", S),
    ("strategie-consiste", "La stratégie retenue consiste à appeler vingt clients par jour", S),
    ("axe-numero", "Axe 2 – Accueillir de nouvelles familles", S),
    ("axe-strategique", "Axe stratégique n° 3 : recruter deux commerciaux", S),
    ("objectif-colon", "Objectif : doubler les ventes de confitures", S),
    ("objectif-de", "Notre objectif est de vendre dans toute l'Europe", S),
    ("objectif-operationnel", "Objectif opérationnel : repeindre les abris de bus", T),
    ("enjeu-c-est", "L'enjeu, c'est de garder nos clients", S),
    ("vision-question", "Notre vision ? Un port sans diesel", S),
    ("priorite-numbered", "Priorité n° 1 : la santé au travail", S),
    ("action-numbered", "Action n° 3 : acheter deux minibus", T),
    ("mesure-numbered", "Mesure 5 : une vallée où l'on reste", T),
    ("plan-d-action", "Plan d'action : redevenir le premier choix des familles", T),
    ("plan-d-action-vise", "Le plan d'action vise à rendre la rue aux piétons", T),
    ("fiche-action", "Fiche action – Poser des ruches sur le toit", T),
    ("tactique", "Notre tactique : devenir le numéro un du bio", T),
    ("levier", "Premier levier : que chaque élève trouve un stage", T),
    ("feuille-de-route", "Feuille de route : entrer dans les trois premiers", T),
    ("comme-strategie", "Comme stratégie de croissance : ouvrir le dimanche", S),
    ("avons-pour-but", "Nous avons pour but de planter des haies", S),
    ("typographic-apostrophe", "L’objectif est d’ouvrir avant Noël", S),
]
NOT_ANNOUNCED = [
    ("mentioned-late", "Le conseil a voté le plan d'action en mars"),
    ("mentioned-object", "Nous reverrons notre stratégie après l'été"),
    ("bare-title", "Notre stratégie"),
    ("bare-title-colon", "Objectifs :"),
]


def read(sentence: Sentence) -> Framing:
    places = [token.start for token in sentence.tokens if rating(token.word).announces]
    return framing.read(sentence.text, places)


@pytest.mark.parametrize(
    ("text", "claimed"), [row[1:] for row in ANNOUNCED], ids=[row[0] for row in ANNOUNCED]
)
def test_announcing_word_claims(parse, text: str, claimed: Label) -> None:
    found = read(parse(text))
    assert found.role is ClaimRole.ANNOUNCES
    assert found.claimed is claimed
    assert found.cue is not None
    assert text[found.cue.start : found.cue.end] == found.cue.text


@pytest.mark.parametrize(
    "text", [row[1] for row in NOT_ANNOUNCED], ids=[row[0] for row in NOT_ANNOUNCED]
)
def test_mentioned_word_claims_nothing(parse, text: str) -> None:
    found = read(parse(text))
    assert found.role is ClaimRole.MENTIONS
    assert found.claimed is None


def test_no_announcing_word_is_nothing(parse) -> None:
    assert read(parse("Ouvrir deux magasins à Lyon")) == framing.NOTHING


def test_numbers_have_one_name_each(parse) -> None:
    assert len(framing.measure(framing.NOTHING)) == len(framing.NAMES)


@pytest.mark.parametrize(
    ("title", "claim"),
    [
        ("Notre stratégie", Label.STRATEGY),
        ("3. Nos objectifs stratégiques", Label.STRATEGY),
        ("Plan d'action 2027", Label.TACTIC),
        ("Actions", Label.TACTIC),
        ("Les actions de la commune", Label.TACTIC),
        ("Axe 2 : une ville apaisée", None),
        ("Fiche action 3", None),
        ("Où nous en sommes", None),
        ("Budget", None),
    ],
)
def test_a_title_may_claim_its_section(title: str, claim: Label | None) -> None:
    assert framing.read_title(title) is claim

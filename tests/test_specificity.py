"""Measure, deadline, owner, budget, indicator: found where they stand, and only there."""

from __future__ import annotations

import pytest
from conftest import REFERENCE

from stratac.features import horizon, specificity

CASES = [
    ("percentage", "Augmenter les ventes de 12 %", "measure", ["12 %"]),
    ("points", "Réduire l'absentéisme de deux points", "measure", ["deux points"]),
    ("points-in-figures", "Réduire l'absentéisme de 2 points", "measure", ["2 points"]),
    ("double", "Doubler la fréquentation du musée", "measure", ["Doubler"]),
    ("counted", "Planter 300 arbres sur la place", "measure", ["300 arbres"]),
    ("money-is-no-measure", "Investir 40 000 € dans les vitrines", "measure", []),
    ("date-is-no-measure", "Ouvrir le 12 mars 2027", "measure", []),
    ("euros", "Investir 40 000 € dans les vitrines", "budget", ["40 000 €"]),
    ("millions", "Débloquer 2,5 millions d'euros", "budget", ["2,5 millions d'euros"]),
    ("keur", "Refaire le hall (85 k€)", "budget", ["85 k€"]),
    ("cfa", "Verser 600 000 FCFA à chaque groupement", "budget", ["600 000 FCFA"]),
    ("chf", "Un crédit de 2 millions CHF", "budget", ["2 millions CHF"]),
    ("no-budget", "Ouvrir deux salles", "budget", []),
    ("deadline-year", "Être neutre d'ici 2030", "deadline", ["d'ici 2030"]),
    ("past-is-no-deadline", "En 2019, la salle a fermé", "deadline", []),
    (
        "owner-label",
        "Refaire le site (responsable : Claire Adam)",
        "owner",
        ["responsable : Claire Adam"],
    ),
    (
        "owner-by",
        "Un chantier piloté par le service des eaux",
        "owner",
        ["piloté par le service des eaux"],
    ),
    ("indicator-rate", "Suivre le taux de réachat", "indicator", ["taux de réachat"]),
    (
        "indicator-word",
        "Indicateur : nombre de repas servis",
        "indicator",
        ["Indicateur", "nombre de repas"],
    ),
    ("cost-cut-is-a-measure", "Baisser nos coûts de 5 %", "measure", ["5 %"]),
    ("cost-in-points", "Un coût de 3 points", "measure", ["3 points"]),
    ("length", "Tracer 45 km de pistes", "measure", ["45 km"]),
    ("surface", "Replanter 30 ha", "measure", ["30 ha"]),
    ("square-metres", "Isoler 2 500 m² de toits", "measure", ["2 500 m²"]),
    ("carbon", "Éviter 300 t de CO2", "measure", ["300 t de CO2"]),
    ("energy", "Produire 12 GWh", "measure", ["12 GWh"]),
    ("energy-per-surface", "Viser 40 kWh/m²", "measure", ["40 kWh/m²"]),
    ("posts", "Affecter 3 ETP", "measure", ["3 ETP"]),
    ("letter-is-no-unit", "Dans 3 l'autre dira", "measure", []),
    ("of-millions", "Servir 3 millions de repas", "measure", ["3 millions de repas"]),
    ("millions-by", "Servir 3 millions d'ici deux ans", "measure", ["3 millions"]),
    ("house-is-no-month", "Rénover 48 maisons", "measure", ["48 maisons"]),
    ("preposition-is-not-counted", "Feuille 4 sur le toit", "measure", []),
    ("big-figure-alone", "En loger 22 000 chez eux", "measure", ["22 000"]),
    ("multiply", "Multiplier nos ventes par 2", "measure", ["Multiplier nos ventes par 2"]),
    ("divide-nothing", "Diviser par secteur", "measure", []),
    ("thirds", "Équiper deux tiers des élèves", "measure", ["deux tiers"]),
    ("third-places", "Bâtir trois tiers-lieux et deux quarts d'heure", "measure", []),
    ("one-in-two", "Un habitant sur deux à vélo", "measure", ["Un habitant sur deux"]),
    ("count-in-words", "Recruter dix agents", "measure", ["dix agents"]),
    ("count-in-long-words", "Loger vingt-cinq familles nombreuses", "measure", []),
    ("few-to-do", "Ouvrir deux crèches", "measure", ["deux crèches"]),
    ("few-of-a-text", "Le plan a quatre lignes", "measure", []),
    ("few-of-a-text-to-do", "Définir trois axes", "measure", []),
    ("anaphora", "Fermer les dix agences", "measure", []),
    ("budget-year", "Voter le budget 2027", "budget", []),
    ("budget-dated", "Lancer un budget participatif en 2027", "budget", []),
    ("budget-raised", "Augmenter le budget de 10 %", "budget", []),
    ("budget-for-a-time", "Réduire les investissements sur 3 ans", "budget", []),
    ("budget-for-things", "Un financement pour 12 écoles", "budget", []),
    ("budget-of-a-town", "Le budget d'une ville de 12 000 habitants", "budget", []),
    ("cost-in-percent", "Baisser nos coûts de 5 %", "budget", []),
    ("books", "Acheter 300 livres", "budget", []),
    ("budget-without-currency", "Budget : 45 000", "budget", ["Budget : 45 000"]),
    ("budget-of", "Un budget de 12 000 par an", "budget", ["budget de 12 000"]),
    ("budget-scaled", "Une enveloppe de 3 millions", "budget", ["enveloppe de 3 millions"]),
    ("budget-with-currency", "Coût : 48 000 €", "budget", ["48 000 €"]),
    ("amount", "Montant : 48 000", "budget", ["Montant : 48 000"]),
    ("budget-unit-in-label", "Budget (k€) : 45", "budget", ["Budget (k€) : 45"]),
    ("sum-range", "De 30 000 à 40 000 €", "budget", ["30 000 à 40 000 €"]),
    ("billions", "Lever 3 Mds d'euros", "budget", ["3 Mds d'euros"]),
    ("billion-sign", "Lever 1,2 Md€", "budget", ["1,2 Md€"]),
    ("sign-first", "Payer €5,000", "budget", ["€5,000"]),
    ("swiss-thousands", "Payer 5'000 CHF", "budget", ["5'000 CHF"]),
    ("swiss-thousands-typeset", "Payer 5’000 CHF", "budget", ["5’000 CHF"]),
    ("swiss-first", "Payer CHF 5'000", "budget", ["CHF 5'000"]),
    ("meur-sign", "Investir 12 M€", "budget", ["12 M€"]),
    ("keur-sign", "Investir 300 k€", "budget", ["300 k€"]),
    ("f-cfa", "Verser 45 000 F CFA", "budget", ["45 000 F CFA"]),
    ("dirhams", "Lever 10 millions de dirhams", "budget", ["10 millions de dirhams"]),
    ("dollars", "Lever 2,5 M$", "budget", ["2,5 M$"]),
    ("year-is-no-thousand", "En 2024, 82 000 $ de plus", "budget", ["82 000 $"]),
    ("care", "Améliorer les soins assurés à domicile", "owner", []),
    ("meetings", "Des réunions animées au café", "owner", []),
    ("followed", "Les élèves suivis par les conseillers", "owner", []),
    ("public", "Soutenir les porteurs : prêts, conseils", "owner", []),
    ("carried-by-a-feeling", "Un plan porté par l'espoir", "owner", []),
    ("done", "Trois enquêtes ont été menées par la DNAPM", "owner", []),
    ("in-care", "Aider les enfants confiés à la famille", "owner", []),
    ("nobody-yet", "Responsable : à définir", "owner", []),
    ("taken-charge", "Soins pris en charge : dents", "owner", []),
    ("owner-dash", "Pilote - DSI", "owner", ["Pilote - DSI"]),
    ("owner-short", "Resp. Claire Adam", "owner", ["Resp. Claire Adam"]),
    ("owner-lead", "Chef de file : Région", "owner", ["Chef de file : Région"]),
    ("owner-works", "Maîtrise d'ouvrage : commune", "owner", ["Maîtrise d'ouvrage : commune"]),
    ("owner-project", "Porteur de projet : Paul", "owner", ["Porteur de projet : Paul"]),
    ("owner-charge", "En charge : Paul", "owner", ["En charge : Paul"]),
    ("owners", "Responsables : service culture", "owner", ["Responsables : service culture"]),
    ("owner-unit", "Piloté par la DRH dès mai", "owner", ["Piloté par la DRH"]),
    (
        "owner-under",
        "Agir sous la responsabilité du DGS",
        "owner",
        ["sous la responsabilité du DGS"],
    ),
    ("owner-entrusted", "Tâche confiée aux comptables", "owner", ["confiée aux comptables"]),
    ("owner-title", "Référent : M. Durand. Fin.", "owner", ["Référent : M. Durand"]),
    ("owner-then-label", "Pilote : DSI Échéance : mai", "owner", ["Pilote : DSI"]),
]


@pytest.mark.parametrize(
    ("text", "kind", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_specific_details_are_found(text: str, kind: str, expected: list[str]) -> None:
    found = specificity.read(text, horizon.read(text, REFERENCE))
    spans = getattr(found, kind)
    assert [span.text for span in spans] == expected
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_numbers_have_one_name_each() -> None:
    text = "Planter 300 arbres d'ici 2030"
    found = specificity.read(text, horizon.read(text, REFERENCE))
    assert len(specificity.measure(found, text)) == len(specificity.NAMES)


@pytest.mark.parametrize("unit", ["1", "123 ", "12.03.", "cent ", "deux ", "budget (", "A. "])
def test_much_of_the_same_is_read(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    found = specificity.read(text, horizon.NOTHING)
    assert not found.owner
    assert not found.budget

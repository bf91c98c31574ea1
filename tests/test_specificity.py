"""Measure, deadline, owner, budget, indicator: found where they stand, and only there."""

from __future__ import annotations

import pytest
from conftest import REFERENCE

from stratac.features import horizon, specificity

CASES = [
    ("percentage", "Augmenter les ventes de 12 %", "measure", ["12 %"]),
    ("points", "Réduire l'absentéisme de deux points", "measure", []),
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

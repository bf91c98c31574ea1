"""Time expressions of French sentences: where they stand, what they cover, how far they look."""

from __future__ import annotations

import csv
import datetime
import doctest
import re
import time
import unicodedata
from types import ModuleType

import pytest
from conftest import REFERENCE, ROOT
from hypothesis import given
from hypothesis import strategies as st

from stratac.features import horizon, time_expressions, time_intervals, time_numbers
from stratac.lexicon import TIME_COLUMNS, time_words
from stratac.records import CueKind, Horizon, HorizonBucket

DAYS_A_MONTH = 365.2425 / 12

# Identity, bucket, sentence with its cues in square brackets; then a line a cue: its kind,
# and where it covers something its first and last bound, a day or a number of months from
# 15 January 2026 (« - »: open).
TABLE = """
day-month-year medium La halle rouvre [le 12 mars 2027].
  date 2027-03-12 2027-03-13
day-in-figures medium Réunion de lancement : [12/03/2027]
  date 2027-03-12 2027-03-13
day-with-dots short Remise des offres [05.06.2026]
  date 2026-06-05 2026-06-06
day-iso short Clôture [2026-09-30]
  date 2026-09-30 2026-10-01
day-short-year medium Signature [le 02/05/28]
  date 2028-05-02 2028-05-03
day-impossible none Échéance au 31/02/2027
month-in-figures medium Bascule informatique [09/2027]
  date 2027-09-01 2027-10-01
month-in-figures-short-year medium Bascule informatique [09/27]
  date 2027-09-01 2027-10-01
month-iso medium Bascule informatique, [2027-09]
  date 2027-09-01 2027-10-01
day-spaced medium Solder les comptes [au 31 12 2027]
  date 2027-12-31 2028-01-01
day-without-year short Voter la charte [le 15/03]
  date 2026-03-15 2026-03-16
day-of-week-without-year short Voter la charte [le lundi 16/03]
  date 2026-03-16 2026-03-17
day-without-year-next short Voter la charte [le 10/01]
  date 2027-01-10 2027-01-11
day-without-year-before short Répondre [avant le 15/03]
  deadline 0 2026-03-15
days-without-year short Consulter les habitants [du 15/03 au 20/04]
  period 2026-03-15 2026-04-21
days-one-year medium Consulter les habitants [du 15/12 au 20/02/2027]
  period 2026-12-15 2027-02-21
month-short-year medium Un guichet rouvrira [en mars 28].
  date 2028-03-01 2028-04-01
month-short-year-excel medium Livraison ; [déc.-27]
  date 2027-12-01 2028-01-01
month-short-year-dash medium Essais ([nov-27])
  date 2027-11-01 2027-12-01
month-short-year-abbreviated medium Jury [sept. 27]
  date 2027-09-01 2027-10-01
month-short-year-colon medium [Juin-28] : 30 agents formés
  date 2028-06-01 2028-07-01
day-month-short-year medium Remise des prix [le 12 mars 28]
  date 2028-03-12 2028-03-13
months-short-years medium Travaux [de mars 27 à juin 28]
  period 2027-03-01 2028-07-01
month-before-count short Équiper [en mars] 28 communes du plateau
  date 2026-03-01 2026-04-01
month-before-range short Équiper [en mars] 28 à 30 communes
  date 2026-03-01 2026-04-01
day-before-count short [Le 12 mars] 28 agents partiront
  date 2026-03-12 2026-03-13
day-before-hour short Réunion [le 12 mars] 20:30
  date 2026-03-12 2026-03-13
month-year medium Nous ouvrirons un atelier [en mars 2027].
  date 2027-03-01 2027-04-01
month-alone short Lancer un appel à idées [en mars]
  date 2026-03-01 2026-04-01
month-running short Recenser les bancs publics [en janvier]
  date 2026-01-01 2026-02-01
month-bare short [Octobre] : tournée des écoles
  date 2026-10-01 2026-11-01
month-abbreviated medium Pose des bornes, [sept. 2027]
  date 2027-09-01 2027-10-01
month-abbreviated-alone short Livraison [sept.]
  date 2026-09-01 2026-10-01
month-without-dot short Jury ([nov 2026])
  date 2026-11-01 2026-12-01
month-in-capitals short INAUGURATION [DECEMBRE 2026]
  date 2026-12-01 2027-01-01
first-of-month short Nouvelle grille tarifaire [au 1er janv.]
  date 2027-01-01 2027-01-02
first-in-words short Le marché s'installe [le premier mai].
  date 2026-05-01 2026-05-02
weekday-and-day short Assemblée [le jeudi 18 juin 2026]
  date 2026-06-18 2026-06-19
two-days short Former les accueillants [les 4 et 5 mai]
  date 2026-05-04 2026-05-06
days-from-to short Exposition du [10 au 20 avril 2026]
  date 2026-04-10 2026-04-21
month-named short Planter [au mois de mai]
  date 2026-05-01 2026-06-01
months-joined short Fermer la piste [en mars-avril 2026]
  date 2026-03-01 2026-05-01
fortnight-of-month short Inventaire [la première quinzaine de juin]
  date 2026-06-01 2026-06-16
month-next short La charte paraîtra [en juin prochain].
  date 2026-06-01 2026-07-01
month-of-next-year medium Revoir le contrat [en juin de l'année prochaine]
  date 2027-06-01 2027-07-01
year medium Le tram circulera [en 2028].
  date 2028-01-01 2029-01-01
year-running short Deux haltes seront refaites [en 2026].
  date 2026-01-01 2027-01-01
year-far long Plus une chaudière au fioul [en 2040]
  date 2040-01-01 2041-01-01
year-bare medium Budget [2027]
  date 2027-01-01 2028-01-01
year-in-brackets medium Refonte du catalogue ([2027])
  date 2027-01-01 2028-01-01
year-named medium Replanter trois haies [sur l'année 2027]
  date 2027-01-01 2028-01-01
year-towards long Une seconde ligne verrait le jour [vers 2031].
  date 2031-01-01 2032-01-01
year-start medium Installer le composteur [début 2027]
  date 2027-01-01 2027-05-01
year-middle medium Un second quai sera prêt [mi-2027].
  date 2027-05-01 2027-09-01
year-end short Solder l'emprunt [fin 2026]
  date 2026-09-01 2027-01-01
year-end-article medium Le dépôt fermera [à la fin de 2028].
  date 2028-09-01 2029-01-01
year-through medium Les travaux auront lieu [courant 2027].
  date 2027-01-01 2028-01-01
month-start short Envoyer les invitations [début mars]
  date 2026-03-01 2026-03-11
month-middle short Relancer les abonnés [à la mi-avril]
  date 2026-04-11 2026-04-21
month-end medium Bilan [à la fin du mois de mars 2027]
  date 2027-03-21 2027-04-01
spring-year medium Rouvrir la piscine [au printemps 2027]
  date 2027-03-01 2027-06-01
spring-this short [Ce printemps], deux vergers seront plantés.
  date 2026-03-01 2026-06-01
summer short Donner un bal [à l'été]
  date 2026-06-01 2026-09-01
summer-next short Tester la navette [l'été prochain]
  date 2026-06-01 2026-09-01
autumn-in-quebec medium Lancer la collecte [à l'automne 2027]
  date 2027-09-01 2027-12-01
winter-running short Ouvrir un refuge [cet hiver]
  date 2025-12-01 2026-03-01
winter-of-two-years medium Chauffer l'église [l'hiver 2026-2027]
  date 2026-12-01 2027-03-01
summer-end short Vendre la grange [à la fin de l'été]
  date 2026-08-01 2026-09-01
back-to-school short Afficher de nouveaux horaires [à la rentrée]
  date 2026-09-01 2026-11-01
back-to-school-year medium Ouvrir une classe [à la rentrée 2027]
  date 2027-09-01 2027-11-01
christmas short Illuminer la place [à Noël]
  date 2026-12-16 2027-01-01
quarter-abbreviated medium Recette du logiciel [T3 2027]
  date 2027-07-01 2027-10-01
quarter-year-first short Audit [2026-T2]
  date 2026-04-01 2026-07-01
quarter-article short La boutique ouvre [au T2 2026].
  date 2026-04-01 2026-07-01
quarters-joined short Essais [T2-T3 2026]
  date 2026-04-01 2026-10-01
quarter-alone short Recette du logiciel [en T3]
  date 2026-07-01 2026-10-01
quarter-end short Recette du logiciel [fin T3]
  date 2026-09-01 2026-10-01
quarter-deadline short Recette du logiciel [d'ici T3]
  deadline 0 2026-10-01
quarter-before short Recette du logiciel [avant le T3]
  deadline 0 2026-07-01
quarter-figure-first medium Recette du logiciel : [3T27]
  date 2027-07-01 2027-10-01
quarter-figure-first-long medium Bilan [3T2027]
  date 2027-07-01 2027-10-01
quarter-short-year medium Recette du logiciel [au T3 27]
  date 2027-07-01 2027-10-01
quarters-ordinal medium Former les élus [aux 2e et 3e trimestres 2027]
  date 2027-04-01 2027-10-01
half-ordinal-short-year medium Former les élus [au 1er semestre 27]
  date 2027-01-01 2027-07-01
half-year-2 medium Former les élus [au S2 2028]
  date 2028-07-01 2029-01-01
week-of-year medium Former les élus [semaine 12 de 2027]
  date 2027-03-22 2027-03-29
week-ordinal short Former les élus [dans la première semaine]
  date 0 0.23
week-numbered short Former les élus [en semaine 12]
  date 2026-03-16 2026-03-23
quarter-ordinal-long short Payer le solde [au 3ème trimestre]
  date 2026-07-01 2026-10-01
quarter-ordinal short Choisir le prestataire [au 3e trimestre]
  date 2026-07-01 2026-10-01
quarter-in-words medium Présenter les comptes [au deuxième trimestre 2027]
  date 2027-04-01 2027-07-01
quarter-last medium Raccorder le hameau [au dernier trimestre 2027]
  date 2027-10-01 2028-01-01
quarter-next short Doubler les visites du site [au prochain trimestre]
  date 2026-04-01 2026-07-01
quarter-of-next-year medium Livrer [au premier trimestre de l'année prochaine]
  date 2027-01-01 2027-04-01
quarter-of-the-year short Recruter un régisseur [au quatrième trimestre de l'année]
  date 2026-10-01 2027-01-01
half-abbreviated medium Second four : [S1 2028]
  date 2028-01-01 2028-07-01
half-in-words short Équiper deux salles [au premier semestre]
  date 2026-01-01 2026-07-01
half-end short [À la fin du second semestre], fermer le guichet
  date 2026-11-01 2027-01-01
fiscal-year medium Équilibrer les comptes [sur l'exercice 2027]
  date 2027-01-01 2028-01-01
school-year medium Offrir trois classes de mer [sur l'année scolaire 2026-2027]
  date 2026-09-01 2027-09-01
season-named medium [La saison culturelle 2026-2027] fera place à la danse.
  date 2026-09-01 2027-09-01
next-year medium Ouvrir un second dépôt [l'an prochain]
  date 2027-01-01 2028-01-01
next-year-in-full medium [L'année prochaine], la cantine passe au bio.
  date 2027-01-01 2028-01-01
this-year short Notre cap [cette année] : le haut de gamme.
  date 2026-01-01 2027-01-01
running-year short Geler les tarifs [sur l'année en cours]
  date 2026-01-01 2027-01-01
year-through-article short Réparer la digue [au cours de l'année]
  date 2026-01-01 2027-01-01
year-within short Changer de banque [dans l'année]
  date 2026-01-01 2027-01-01
end-of-year short Solder les congés [en fin d'année]
  date 2026-09-01 2027-01-01
end-of-next-year medium Emménager [à la fin de l'année prochaine]
  date 2027-09-01 2028-01-01
next-month short Le comité se réunit [le mois prochain].
  date 2026-02-01 2026-03-01
this-month short Vider les archives [ce mois-ci]
  date 2026-01-01 2026-02-01
next-week short Appeler les donateurs [la semaine prochaine]
  date 0.23 0.46
weekend-in-quebec short Corvée de quartier [la fin de semaine prochaine]
  date 0.38 0.46
next-season medium Baisser le prix des billets [la saison prochaine]
  date 2027-01-01 2028-01-01
next-decade long Préparer le port [à la prochaine décennie]
  date 2030-01-01 2040-01-01
second-year medium Les effets viendront [au cours de la deuxième année].
  date 12 24
deadline-year long Devenir la première coopérative du pays [d'ici 2030]
  deadline 0 2031-01-01
deadline-year-to medium Réduire la casse [d'ici à 2027]
  deadline 0 2028-01-01
deadline-year-end short Payer [sous trois jours] [d'ici la fin de l'année]
  duration 0 0.1
  deadline 0 2027-01-01
deadline-year-end-to short Vacciner les agents [d'ici à la fin de l'année]
  deadline 0 2027-01-01
deadline-end-of-date short Rejoindre le réseau [d'ici fin 2026]
  deadline 0 2027-01-01
deadline-month short Trouver un local [d'ici juin]
  deadline 0 2026-07-01
deadline-span medium Doubler la fréquentation [d'ici trois ans]
  deadline 0 36
deadline-span-range medium Céder l'activité [d'ici deux à trois ans]
  deadline 0 36
deadline-century long Laisser une forêt [d'ici un siècle]
  deadline 0 1200
deadline-session short Refondre les cours [d'ici la session d'automne]
  deadline 0 2027-01-01
deadline-winter-session short Bâtir l'horaire [d'ici la session d'hiver]
  deadline 0 2026-05-01
deadline-christmas short Trente bornes [d'ici à Noël]
  deadline 0 2027-01-01
horizon-year long Être reconnus en Europe [à l'horizon 2035]
  deadline 0 2036-01-01
horizon-without-article long Neutralité carbone [à horizon 2050]
  deadline 0 2051-01-01
horizon-of-span long Ressusciter la filière laine [à l'horizon de dix ans]
  deadline 0 120
horizon-bare long Une vallée vivante, [horizon 2032]
  deadline 0 2033-01-01
maturity-year long Le fonds arrive [à échéance 2035].
  deadline 0 2036-01-01
before-summer short Curer le fossé [avant l'été]
  deadline 0 2026-06-01
before-day short Vos dons sont attendus [avant le 31 décembre].
  deadline 0 2026-12-31
before-year long Sortir du charbon [avant 2032]
  deadline 0 2032-01-01
before-end-of-year short Tester la sirène [avant la fin de l'année]
  deadline 0 2027-01-01
before-end-of-date long Couvrir le canton [avant fin 2029]
  deadline 0 2030-01-01
before-end-of-month short Répondre au ministère [avant la fin du mois]
  deadline 0 2026-02-01
before-running-month short Commander le bois [avant janvier]
  deadline 0 2027-01-01
before-back-to-school short Repeindre le préau [avant la rentrée]
  deadline 0 2026-09-01
before-span short Essoufflement probable [avant six mois]
  deadline 0 6
at-latest-month short Choisir un directeur [au plus tard en juin]
  deadline 0 2026-07-01
at-latest-day short Payer les fermiers [au plus tard le 30 mai]
  deadline 0 2026-05-31
at-latest-after short Réponse [le 12 juin 2026 au plus tard]
  deadline 0 2026-06-13
for-year medium Notre ambition [pour 2027] : deux boutiques.
  deadline 0 2028-01-01
for-back-to-school short Prévoir un préfabriqué [pour la rentrée]
  deadline 0 2026-11-01
for-next-fiscal-year medium Réserver 4 % du budget [pour l'exercice à venir]
  deadline 0 2028-01-01
for-day short Livrer le guide [pour le 15 octobre]
  deadline 0 2026-10-16
until-year long Maintenir la ligne de bus [jusqu'en 2029]
  deadline 0 2030-01-01
until-day short Voter [jusqu'au 30 juin]
  deadline 0 2026-07-01
until-end short Geler les loyers [jusqu'à la fin de l'année]
  deadline 0 2027-01-01
from-year short Le fret passera au rail [à partir de 2027].
  deadline 2027-01-01 -
from-far-year long Peser un tiers du marché [à partir de 2031]
  deadline 2031-01-01 -
from-month short Trier les biodéchets [dès février]
  deadline 2026-02-01 -
from-running-month short Nettoyer la plage [dès janvier]
  deadline 2027-01-01 -
from-back-to-school short Servir du poisson local [dès la rentrée]
  deadline 2026-09-01 -
from-this-year short Baisser les frais [dès cette année]
  deadline 0 -
counting-from short La taxe change [à compter du 1er mars].
  deadline 2026-03-01 -
after-year medium Aucun emprunt nouveau [après 2027]
  deadline 2028-01-01 -
beyond-year long Tenir le cap [au-delà de 2030]
  deadline 2031-01-01 -
title-vision long [Vision 2030] : un archipel sans voiture
  deadline 0 2031-01-01
title-cap medium Feuille de route « [Cap 2027] »
  deadline 0 2028-01-01
title-objective medium [Objectif 2028] : zéro enfant sans toit
  deadline 0 2029-01-01
title-agenda long L'[Agenda 2030] nous engage.
  deadline 0 2031-01-01
under-months short Corriger les anomalies [sous six mois]
  duration 0 6
under-week short Rappeler chaque plaignant [sous huitaine]
  duration 0 0.26
under-fortnight short Rembourser [sous quinzaine]
  duration 0 0.5
under-hours short Traiter les signalements [sous 48 h]
  duration 0 0.07
under-hours-glued short Réponse [sous 24h]
  duration 0 0.03
in-months medium Bâtir trois écoles [en trente-six mois]
  duration 0 36
in-a-season medium Redresser l'équipe [en une saison]
  duration 0 12
in-less-than short Rénover le phare [en moins de neuf mois]
  duration 0 9
within-years long Planter une forêt [dans les cinq ans]
  duration 0 60
within-working-days short Délivrer le permis [dans les 30 jours ouvrables]
  duration 0 0.99
within-term short Ouvrir un dossier [dans un délai de six mois]
  duration 0 6
within-term-at-most medium Instruire [dans un délai maximal de deux ans]
  duration 0 24
in-two-years medium Notre bail finira [dans deux ans].
  duration 24 24
in-about-ten-years long La dune aura reculé [dans une dizaine d'années].
  duration 120 120
in-two-or-three-years medium Vendre l'usine [dans deux ou trois ans]
  duration 24 36
during-years medium Offrir le stationnement [pendant trois ans]
  duration 0 36
over-years long Étaler la dette [sur cinq ans]
  duration 0 60
over-term medium Louer un four [pour une durée de trois ans]
  duration 0 36
for-years medium Confier la ferme [pour trois ans]
  duration 0 36
at-years long Notre ambition [à dix ans] : nourrir la vallée.
  duration 0 120
coming-years long Nos choix [pour les dix prochaines années]
  duration 0 120
coming-years-unnumbered medium [Les années à venir] seront consacrées au delta.
  duration 0 36
coming-months short Ouvrir trois sites [dans les prochains mois]
  duration 0 3
coming-months-numbered short Vendre [dans les six mois à venir]
  duration 0 6
guarantee medium Offrir [un an] de garantie
  duration 0 12
contract short Embaucher deux saisonniers [pour six mois] renouvelables
  duration 0 6
year-and-half medium Chantier prévu : [un an et demi]
  duration 0 18
score-of-months medium Une mission d'[une vingtaine de mois]
  duration 0 20
fortnight-of-days short Résidence d'[une quinzaine de jours]
  duration 0 0.5
range-in-words medium Un cycle de [deux à trois ans]
  duration 0 36
range-between medium Un bail d'[entre deux et trois ans]
  duration 0 36
range-in-figures long Feuille de route ([3-5 ans])
  duration 0 60
some-weeks short Geste réalisable [en quelques semaines]
  duration 0 0.69
decimals medium Un contrat de [1,5 an]
  duration 0 18
belgian-seventy short Payer [dans septante jours]
  duration 2.31 2.31
swiss-eighty short Mener l'enquête [en huitante jours]
  duration 0 2.64
swiss-ninety-two short Préavis de [nonante-deux jours]
  duration 0 3.04
french-ninety-seven short Préavis de [quatre-vingt-dix-sept jours]
  duration 0 3.2
twenty-one short Convalescence de [vingt et un jours]
  duration 0 0.69
hundred-days short Réussir nos [cent premiers jours]
  duration 0 3.3
at-the-end-of medium Réviser la charte [au bout de deux ans]
  duration 24 24
period-years medium Investir 3 M€ [sur la période 2024-2028]
  period 2024-01-01 2029-01-01
period-bare medium Contrat de ville [2024-2028]
  period 2024-01-01 2029-01-01
period-slash medium Schéma directeur [2024/2028]
  period 2024-01-01 2029-01-01
period-short long Programme [2026-31]
  period 2026-01-01 2032-01-01
period-dash long Plan de mobilité [2025 – 2030]
  period 2025-01-01 2031-01-01
period-fiscal medium Boucler [l'exercice 2026-2027] sans déficit
  period 2026-07-01 2027-07-01
period-between medium Doubler le vignoble [entre 2025 et 2027]
  period 2025-01-01 2028-01-01
period-from-to long Sobriété [de 2025 à 2030]
  period 2025-01-01 2031-01-01
period-months medium Fermer le col [de novembre 2026 à mars 2027]
  period 2026-11-01 2027-04-01
period-months-one-year medium Sonder les usagers [de mars à juin 2027]
  period 2027-03-01 2027-07-01
period-days short Festival [du 3 juillet au 2 août 2026]
  period 2026-07-03 2026-08-03
period-decade long Rebâtir la gare [dans les années 2030]
  period 2030-01-01 2040-01-01
mandate long Aucun impôt nouveau [au cours du mandat]
  period 0 72
plan-length long Évaluer les pratiques [sur la durée du plan]
  period 0 60
legislature long Ouvrir cent crèches [durant la législature]
  period 0 60
three-yearly medium Un programme [triennal] d'entretien
  period 0 36
several-years medium Signer un contrat [pluriannuel]
  period 0 36
short-term short [À court terme], fermer deux points de vente
  term 0 11
medium-term medium [À moyen terme], trois pays.
  term 12 36
long-term long Viser [à long terme] l'autonomie énergétique
  term 36 120
three-terms long Un plan [à court, moyen et long terme]
  term 0 120
three-terms-slashed long Actions [à court / moyen / long terme]
  term 0 120
long-term-of long Une vision [de long terme]
  term 36 120
in-the-end long [À terme], le site fonctionnera seul.
  term 12 60
without-accent long [A terme], toute la flotte sera électrique.
  term 12 60
maturity none Rembourser le prêt [à échéance]
  term
long-haul long Semer [sur le long cours]
  term 36 120
at-once short Fermer [immédiatement] la vanne
  term 0 1
without-delay short Alerter les riverains [sans délai]
  term 0 1
soon short Un second quai ouvrira [prochainement].
  term 0 6
tomorrow short La pétition part [demain].
  term 0 0.1
of-tomorrow long Former aux métiers [de demain]
  term 12 120
next-monday short La benne passe [lundi prochain].
  term 0 0.25
lastingly none Améliorer durablement la qualité de l'eau
every-year ongoing [Chaque année], nous invitons un auteur.
  recurrence
every-month ongoing Relever les compteurs [tous les mois]
  recurrence
every-two-years ongoing Un congrès [tous les deux ans]
  recurrence
twice-a-year ongoing Réunir les parents [deux fois par an]
  recurrence
every-other-week ongoing Une permanence [une semaine sur deux]
  recurrence
annual ongoing Publier un rapport [annuel]
  recurrence
annual-feminine ongoing Organiser une fête [annuelle] des semences
  recurrence
monthly ongoing Tenir un point [mensuel] avec les syndicats
  recurrence
weekly ongoing Une lettre [hebdomadaire] aux adhérents
  recurrence
every-thursday ongoing Distribuer des paniers [tous les jeudis]
  recurrence
on-saturdays ongoing Ouvrir la mairie [le samedi] matin
  recurrence
first-tuesday ongoing Café des aidants [le premier mardi du mois]
  recurrence
every-other-thursday ongoing Nocturne [un jeudi sur deux]
  recurrence
per-quarter ongoing Deux ateliers [par trimestre]
  recurrence
per-year-slashed ongoing Une visite [/an] et par client
  recurrence
every-summer ongoing Accueillir [chaque été] vingt apprentis
  recurrence
all-year ongoing Animer le centre [tout au long de l'année]
  recurrence
regularly ongoing Contrôler [régulièrement] les extincteurs
  recurrence
weekends-in-quebec ongoing Ouvrir l'aréna [les fins de semaine]
  recurrence
today ongoing L'usine emploie [aujourd'hui] trente personnes.
  now 0 0
currently ongoing Nous servons [actuellement] mille repas.
  now 0 0
from-now-on ongoing Le conseil siège [désormais] en public.
  now 0 0
presently-in-quebec ongoing On cherche [présentement] un local.
  now 0 0
last-year past Nous avons accueilli [l'an dernier] deux troupes.
  past 2025-01-01 2026-01-01
last-year-in-full past [L'année dernière], la crue a tout pris.
  past 2025-01-01 2026-01-01
past-year past [En 2019], le conseil a vendu le moulin.
  past 2019-01-01 2020-01-01
since-year past Le prix du blé stagne [depuis 2015].
  past 2015-01-01 0
since-month past Le poste est vacant [depuis mars].
  past 2025-03-01 0
since-span past La fanfare répète ici [depuis plus de vingt ans].
  past -240 0
since-some past L'eau manque [depuis quelques mois].
  past -3 0
ago past Le lavoir a fermé [il y a dix ans].
  past -120 -120
ago-in-capitals past FERMÉ [IL Y A DEUX ANS]
  past -24 -24
here-is past [Voilà trois semaines] que le quai est fermé.
  past -0.69 -0.69
last-three-years past Les ventes ont chuté [au cours des trois dernières années].
  past -36 0
earlier past La digue avait cédé [deux ans plus tôt].
  past -24 -24
last-summer past Le chapiteau a brûlé [l'été dernier].
  past 2025-06-01 2025-09-01
last-week past Le jury a délibéré [la semaine dernière].
  past -0.23 0
yesterday past Un recours a été déposé [hier].
  past -0.07 -0.03
formerly past On y tissait [jadis] le lin.
  past - -120
so-far past La coopérative vendait [jusqu'ici] en vrac.
  past - 0
eighties past Un hangar des [années quatre-vingt]
  past 1980-01-01 1990-01-01
eighties-in-figures past La mode des [années 80]
  past 1980-01-01 1990-01-01
nineteen-sixties past Une tour bâtie [dans les années 1960]
  past 1960-01-01 1970-01-01
past-period past Bilan du contrat [2018-2022]
  past 2018-01-01 2023-01-01
past-deadline past Le label devait tomber [avant 2020].
  past - 2020-01-01
past-opening past La règle vaut [à compter de 2015].
  past 2015-01-01 0
nineteenth-century past Le fort date de [1880].
  past 1880-01-01 1881-01-01
past-and-future long Fondée [en 1987], la maison exportera [d'ici 2030].
  past 1987-01-01 1988-01-01
  deadline 0 2031-01-01
near-and-far long Ouvrir [en mars], rayonner [d'ici 2035]
  date 2026-03-01 2026-04-01
  deadline 0 2036-01-01
since-and-now ongoing [Depuis 2015], nous logeons [aujourd'hui] cent familles.
  past 2015-01-01 0
  now 0 0
since-and-often ongoing [Depuis 2012], une fête [annuelle] réunit les hameaux.
  past 2012-01-01 0
  recurrence
past-and-often past [En 2019], le car passait [deux fois par semaine].
  past 2019-01-01 2020-01-01
  recurrence
often-and-future medium Un forum [chaque printemps] [jusqu'en 2028]
  recurrence
  deadline 0 2029-01-01
curly-apostrophe short Finir [d’ici la fin de l’année]
  deadline 0 2027-01-01
capitals long RAYONNER [D'ICI À 2030]
  deadline 0 2031-01-01
no-break-space long Rayonner [d'ici 2030]
  deadline 0 2031-01-01
count-grouped none Réhabiliter 2 000 logements
count-plain none Réhabiliter 2000 logements
count-from-to none Passer de 2000 à 2100 adhérents
article none L'article 2025 du code civil
article-short none L'article 09/27 du code
law-short none En vertu de la loi 2019-12
mark none Une note de 12/20
fraction none Toucher les 9/10 des élèves
flat none Bâtir dix logements T3
flats none Bâtir du T2 au T4
number none Délibération n° 2026 du conseil
code none Saisir le code 2028 à l'entrée
law none En vertu de la loi 2005-102
sum none Une prime de 2 025 €
sum-plain none Une prime de 2025 €
distance none Un sentier de 2030 m
all-day none Une astreinte 24 h/24 et 7 j/7
all-week none Un standard ouvert 7 jours sur 7
agenda-21 none Relancer l'Agenda 21 de la commune
under-way none Achever les dossiers en cours
part-time none Recruter un cuisinier à temps partiel
standard none Respecter la norme ISO 2027
glued-digits none Le lot AB2027 est épuisé
age none Accueillir les enfants de trois ans
age-range none Un pass pour les 12-17 ans
age-under none Gratuité aux moins de 26 ans
age-bare-range none Mission locale 16-25 ans
age-at none Être propriétaire à trente ans
seniority none Vingt ans d'expérience dans le cuir
participle none La salle a été repeinte
season-not-dated none Confectionner la collection d'été
keeping none Croître en maintenant la qualité
some-day none Un jour, la mer reprendra le polder.
exercise none Mener un exercice d'évacuation
no-time none Créer un guichet unique pour les artisans
empty none
"""


def bound(word: str) -> float | None:
    """Return a bound in months, reckoned in days where it is a day."""
    if word == "-":
        return None
    if word.count("-") == 2:
        return (datetime.date.fromisoformat(word) - REFERENCE).days / DAYS_A_MONTH
    return float(word)


def cases() -> list[object]:
    """Return the table as parameters: sentence, bucket, and for each cue text, kind, bounds."""
    found = []
    for block in re.split(r"\n(?=\S)", TABLE.strip("\n")):
        head, *lines = block.splitlines()
        identity, bucket, marked = (*head.split(" ", 2), "")[:3]
        texts = re.findall(r"\[(.*?)\]", marked)
        cues = []
        for text, line in zip(texts, lines, strict=True):
            kind, *bounds = line.split()
            cues.append((text, kind, [bound(word) for word in bounds]))
        text = marked.replace("[", "").replace("]", "")
        found.append(pytest.param(text, HorizonBucket(bucket), cues, id=identity))
    return found


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile the grammar, so that no property pays for it within its deadline."""
    horizon.read("en 2027", REFERENCE)


@pytest.mark.parametrize(("text", "bucket", "cues"), cases())
def test_time_expressions_are_read(
    text: str, bucket: HorizonBucket, cues: list[tuple[str, str, list[float | None]]]
) -> None:
    found = horizon.read(text, REFERENCE)
    assert [(cue.text, cue.kind.value) for cue in found.cues] == [cue[:2] for cue in cues]
    for cue, (_, _, bounds) in zip(found.cues, cues, strict=True):
        # A day either way: months are of unequal length.
        assert (cue.months or ()) == pytest.approx(tuple(bounds), abs=0.08)
    assert found.bucket is bucket


def test_table_has_two_hundred_sentences() -> None:
    assert len(cases()) >= 200


def test_short_years_have_their_own_leap_days() -> None:
    (short,) = horizon.read("Bilan le 29/02/28", REFERENCE).cues
    (full,) = horizon.read("Bilan le 29/02/2028", REFERENCE).cues
    assert short.months == full.months


@pytest.mark.parametrize(
    "text", ["En semaine 54", "Semaine 60 de 2027", "Le 31/04", "En semaine 52"]
)
def test_what_no_calendar_has_is_no_cue(text: str) -> None:
    assert horizon.read(text, datetime.date(9999, 12, 30)).cues == ()


AROUND = """
à au avant ce chaque d' d'ici dans de depuis des dernier dès du en entre et fin il y jusqu' l'
la le les mi par plus tard pour prochain que six sous sur tous un une vingt logements article n°
% € - / , . : ( ) 0 1 1er 2 2e 12 31 99 2019 2026 2027 2028-2030 31/02/2027 12/03/27 000 99999 ’
15/03 09/27 2027-09 3T27 3T semaine trimestre T3 28 : 31 12 2027 ( )
"""


def words_of_time() -> st.SearchStrategy[str]:
    """Return texts made of words of time, of the words around them and of figures."""
    word = st.one_of(st.sampled_from(sorted(time_words())), st.sampled_from(AROUND.split()))
    return st.lists(word, max_size=12).map(" ".join)


def check(text: str, reference: datetime.date) -> Horizon:
    found = horizon.read(text, reference)
    end = 0
    for cue in found.cues:
        assert end <= cue.start < cue.end
        assert text[cue.start : cue.end] == cue.text
        end = cue.end
        if cue.months:
            low, high = cue.months
            assert low is None or high is None or low <= high
            assert (low, high) != (None, None)
    assert len(horizon.measure(found)) == len(horizon.NAMES)
    return found


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    check(text, REFERENCE)


@given(words_of_time(), st.dates())
def test_any_words_of_time_are_read_from_any_day(text: str, reference: datetime.date) -> None:
    check(text, reference)


def reach(months: tuple[float | None, float | None]) -> float:
    """Return how far ahead an interval ends: an open end is at least a month away."""
    low, high = months
    return max(low or 0, 1) if high is None else high


@given(words_of_time())
def test_bucket_follows_the_months(text: str) -> None:
    found = check(text, REFERENCE)
    intervals = [cue.months for cue in found.cues if cue.months]
    if found.months is None:
        assert not intervals
        assert found.bucket in (HorizonBucket.NONE, HorizonBucket.ONGOING)
        return
    assert found.months in intervals
    far = reach(found.months)
    assert far == max(map(reach, intervals))
    if far <= 0:
        assert found.bucket in (HorizonBucket.PAST, HorizonBucket.ONGOING)
    elif far < 12:
        assert found.bucket is HorizonBucket.SHORT
    else:
        assert found.bucket is (HorizonBucket.MEDIUM if far <= 36 else HorizonBucket.LONG)


@given(words_of_time())
def test_case_and_apostrophes_do_not_matter(text: str) -> None:
    typeset = text.replace("'", "’")
    plain = [(cue.start, cue.kind, cue.months) for cue in check(text, REFERENCE).cues]
    assert [(c.start, c.kind, c.months) for c in check(typeset, REFERENCE).cues] == plain
    capitals = check(text.upper(), REFERENCE).cues
    assert [(cue.start, cue.kind, cue.months) for cue in capitals] == plain


YEAR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MONTHS = YEAR.split()


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)), st.dates())
def test_months_agree_with_the_calendar(day: datetime.date, reference: datetime.date) -> None:
    text = f"Séance le {day.day} {MONTHS[day.month - 1]} {day.year}"
    (cue,) = horizon.read(text, reference).cues
    assert cue.months is not None
    assert cue.months[0] == pytest.approx((day - reference).days / DAYS_A_MONTH, abs=0.15)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_a_day_reads_the_same_in_words_and_in_figures(day: datetime.date) -> None:
    words = f"le {day.day} {MONTHS[day.month - 1]} {day.year}"
    for figures in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", day.isoformat()):
        (one,) = horizon.read(words, REFERENCE).cues
        (other,) = horizon.read(figures, REFERENCE).cues
        assert one.months == other.months


HOSTILE = {
    "prepositions": "d'ici ",
    "years": "2027-",
    "days": "12 mars ",
    "numerals": "quatre-vingt-",
    "digits": "1",
    "grouped digits": "123 ",
    "dots": "12.03.",
    "articles": "à la fin de la ",
    "apostrophes": "l'",
    "blanks": " ",
    "cues": "d'ici à la fin de l'année prochaine ",
    "nearly cues": "au cours des trois dernières ",
    "one word": "é",
    "surrogates": "\ud800",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_length_alone(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        tries = []
        for _ in range(3):
            begun = time.perf_counter()
            check(text, REFERENCE)
            tries.append(time.perf_counter() - begun)
        return min(tries)

    # Five times the length: five times the time, twenty-five if it were quadratic.
    assert seconds(50_000) < 15 * seconds(10_000) + 0.01
    assert seconds(50_000) < 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D'ici 2030", {"long", "has deadline"}),
        ("Un comité par trimestre", {"ongoing", "has recurrence"}),
        ("Sur la période 2024-2027", {"medium", "has period"}),
        ("Créer un guichet", {"none"}),
    ],
)
def test_numbers_say_what_was_read(text: str, expected: set[str]) -> None:
    numbers = dict(zip(horizon.NAMES, horizon.measure(horizon.read(text, REFERENCE)), strict=True))
    assert {name for name in horizon.NAMES[:-2] if numbers[name]} == expected
    assert numbers["cues"] == (0 if expected == {"none"} else 1)


@pytest.mark.parametrize(
    ("text", "years"),
    [("En 2150", 10), ("En 1950", -10), ("Dans deux ans", 2), ("Rien", 0), ("Dès 2029", 2.96)],
)
def test_far_end_is_in_years_and_clipped(text: str, years: float) -> None:
    assert horizon.measure(horizon.read(text, REFERENCE))[-1] == pytest.approx(years, abs=0.01)


def fixed(kind: CueKind, high: float | None) -> bool:
    """Say whether an entry of that kind and high bound is an expression by itself."""
    if kind in (CueKind.DATE, CueKind.DURATION):
        return False
    return (high is None) == (kind is CueKind.RECURRENCE) or kind is CueKind.TERM


EXPRESSIONS = {words: e for words, e in time_words().items() if fixed(e.kind, e.high)}


@pytest.mark.parametrize("words", EXPRESSIONS)
def test_each_fixed_expression_is_found(words: str) -> None:
    (cue,) = horizon.read(f"Agir {words} pour la mer", REFERENCE).cues
    entry = EXPRESSIONS[words]
    assert (cue.text, cue.kind) == (words, entry.kind)
    assert cue.months == (None if entry.low is entry.high is None else (entry.low, entry.high))


@pytest.mark.parametrize(
    "word", [words for words, entry in time_words().items() if entry.kind is CueKind.DATE]
)
def test_each_part_of_the_year_is_found(word: str) -> None:
    (cue,) = horizon.read(f"Agir en {word} 2027", REFERENCE).cues
    entry = time_words()[word]
    assert cue.text == f"en {word} 2027"
    assert cue.months is not None
    assert cue.months[1] - cue.months[0] == pytest.approx(entry.high - entry.low, abs=0.1)


def rows() -> list[list[str]]:
    path = ROOT / "src" / "stratac" / "lexicon" / "time.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_lexicon_is_sorted_unique_and_normalised() -> None:
    header, *entries = rows()
    assert tuple(header) == TIME_COLUMNS
    words = [entry[0] for entry in entries]
    assert len(words) > 300
    assert words == sorted(set(words))
    for word in words:
        assert word == unicodedata.normalize("NFC", word).strip().lower()


def test_lexicon_bounds_are_in_order() -> None:
    entries = time_words().values()
    assert all(e.low <= e.high for e in entries if e.low is not None and e.high is not None)


@pytest.mark.parametrize(
    "module",
    [horizon, time_expressions, time_intervals, time_numbers],
    ids=lambda module: module.__name__,
)
def test_examples_in_docstrings_run(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed

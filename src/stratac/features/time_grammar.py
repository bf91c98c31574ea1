"""The grammar of French time expressions: what in a sentence speaks of time.

A sentence becomes a string with one character a token: each word that the
grammar knows has a character of its own, a number the letter of its shape, and
any other token one that no rule can match. The rules are then ordinary regular
expressions over some twenty characters, which is why they are quick. What an
expression means in months is the matter of `stratac.features.horizon`.

The words come from ``lexicon/time.tsv``, where the kind says how they are used:

- ``date``: a part of the year, in months from 1 January (« hiver » 11 to 14); a
  month, one long, stands alone, any other needs an article or a year;
- ``duration``: a unit that is counted, and its length;
- ``deadline`` without bounds: a title that makes a year a deadline (« Vision 2030 »);
- anything else: a fixed expression, with its interval from the reference date.

Articles, prepositions, adjectives of order and numerals are grammar, not
vocabulary: they stand in the rules.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stratac.lexicon import TimeEntry, time_words
from stratac.records import CueKind

# Numerals by their value: ones from 0, tens from 10.
_ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_TENS = "dix vingt trente quarante cinquante soixante septante huitante nonante cent"

# An unknown word that looks plural tells « 2000 logements » (a count) from « 2027 ».
UNKNOWN, PLURAL = "\0", "S"
_SIGNS = frozenset("-/.:,°€$£%")
_DASHES = "‐‑‒–—−"

# The groups are the shapes of `SHAPES`: word, date, grouped digits, year, number, ordinal.
_TOKEN = r"""
((?:{compounds})(?![^\W\d_])|[^\W\d_]\w*'?)
|((?:0?[1-9]|[12][0-9]|3[01])([/.-])(?:0?[1-9]|1[0-2])\3(?:19|20|21)[0-9]{{2}}(?!\w)
 |(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2])/[0-9]{{2}}(?!\w)
 |(?:19|20|21)[0-9]{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?!\w)
 |(?:0?[1-9]|1[0-2])/(?:19|20|21)[0-9]{{2}}(?!\w))
|([0-9]{{1,3}}(?:[ \u00a0\u202f.][0-9]{{3}})+(?!\w))
|((?:19|20|21)[0-9]{{2}}(?!\w))
|([0-9]+(?:[.,][0-9]+)?(?!\w)|[0-9]+(?=[hj]\b))
|([0-9]{{1,2}}(?:ère|ème|ième|eme|nde|er|re|nd|e|è)(?!\w))
|\w+|[^\w\s]
"""
SHAPES = {2: "D", 5: "Y", 6: "N", 7: "O"}

# A capital word is a macro, a single capital a shape, a small word itself; each
# macro uses those above it. WHEN, TO and SPAN are what a rule captures.
_MACROS = r"""
LE       (?:le|la|l'|les|au|aux|à|du|des|de|d'|ce|cet|cette|ces|en|notre|votre|son|sa|un|une)
AT       (?:le|la|l'|les|au|aux|à|en|ce|cet|cette|ces|vers|durant|pendant|sur|dans|sous)
OF       (?:de|d'|du|des|la|le|l')
THROUGH  (?:(?:au cours|dans le courant|lors|tout au long|au titre) (?:de|d'|du|des))
ABOUT    (?:(?:environ|près|plus|moins|maximum|quelque|au) (?:de|d'|plus|moins)?){0,2}
TEENS    (?:cent? (?:TEN|quatre -? (?:vingt|vingts)) (?:-? (?:et -?)? (?:dix -)? ONE)?)
NUM      (?:N|(?:un|une)? SCORE (?=de|d')|TEENS|ONE)
SOME     (?:quelques|plusieurs|NUM (?:(?:à|ou|-|/) NUM)?)
MANY     (?:bons|bonnes|petits|petites|longs|longues|premiers|premières|pleins|pleines|de|d')
WORKING  (?:ouvrables|ouvrés|calendaires|francs|consécutifs|consécutives|complets|complètes)
COUNT    (?:SOME MANY? UNIT (?:et (?:demi|demie))? WORKING?)
NEXT     (?:prochain|prochaine|à venir|qui (?:vient|commence|débute))
LAST     (?:dernier|dernière|passé|passée|écoulé|écoulée)
NOW      (?:en cours|courant|courante)
NEXTS    (?:prochains|prochaines)
COMING   (?:NEXTS|à venir|qui (?:viennent|arrivent))
LASTS    (?:derniers|dernières)
GONE     (?:LASTS|passés|passées|écoulés|écoulées)
PART     (?:(?:début|mi|milieu|fin|courant) (?:-|mois|OF){0,3})
SPLIT    (?:[-/] (?:Y|N))
OFYEAR   (?:OF{0,2} Y SPLIT?|OF{1,2} (?:an|année|exercice) (?:NEXT|LAST|NOW|Y)?)
HEAD     (?:(?:année|an|exercice|saison|millésime|campagne) (?:civile|budgétaire|fiscale|fiscal)?)
MONTHLY  (?:(?:(?:N|O) (?:-|et|au|à|/))? (?:N|O|premier)? MONTH [-/]? (?:OFYEAR|NEXT|LAST)?)
SEASONAL (?:(?:SEASON|QUARTER) [-/]? OFYEAR|SEASON (?:NEXT|LAST|NOW)|NEXT SEASON|Y [-/]? QUARTER)
YEARS    (?:HEAD? Y SPLIT (?![-/€%])|(?:années|décennie) (?:Y|N|TEENS))
YEARLY   (?:YEARS|HEAD de? Y)
ORDER    (?:O|ORDINAL)
SUB      (?:trimestre|semestre|quadrimestre)
NTH      (?:ORDER SUB OFYEAR?|dernier SUB OFYEAR)
RELATED  (?:SINGLE (?:NEXT|LAST|NOW)|(?:NEXT|LAST) SINGLE|(?:ce|cet|cette) SINGLE (?:- ci)?)
CORE     (?:D|MONTHLY|SEASONAL|YEARLY|NTH|RELATED)
YEAR     (?:Y (?!S|[€$£%]|[-/] (?:N|Y|O)|k|m|m²|km|km²|ha|kg|t|h|kwh|mwh|gwh|mw|places))
INSIDE   (?:PART (?:CORE|SEASON|Y|SINGLE (?:NEXT|LAST|NOW|Y)?))
BY       (?:(?:le|la|l'|au|à|cet|cette|ce|en|aux|les){1,2} SEASON)
POINT    (?:INSIDE|CORE|YEAR)
EVENT    (?:LE{0,3} (?:INSIDE|CORE|ORDER SINGLE|SEASON|Y))
WHEN     (EVENT)
TO       (EVENT)
SPAN     (COUNT)
PREP     (?:(?:AT|pour|THROUGH|d'ici) (?:à|les|des|ces|aux|la|le|l')?)
DELAY    (?:délai|délais|durée|période|horizon|laps de temps)
MAX      (?:maximal|maximale|maximum|max|moyen|moyenne|total|totale|minimale|minimum|indicatif)
LONG     (?:(?:AT|pour|avec)? (?:un|une|le|la)? DELAY MAX? (?:de|d')? ABOUT)
AGED     (?:âgé|âgée|âgés|âgées|enfant|enfants|jeunes|personnes|ados|adolescents|élèves|adultes)
FROM     (?:de|d'|dès|entre|moins|plus|à partir)
CITED    (?:article|articles|art|n|no|numéro|code|page|pages|p|norme|iso|loi|décret|arrêté|lot)
CITING   (?:directive|règlement|route|ligne|dossier|postal|tél|réf|référence|bus|salle|boîte)
"""

# Kind (« - » for what looks like time and is not), bound, pattern. The longest
# match at a place wins, the first of equals.
_RULES = r"""
- none (?:CITED|CITING) [.°:]{0,2} (?:n [°.]?)? Y (?:[-/] N)?
- none (?:de|entre) Y (?:à|et) Y S
- none AGED{1,2} FROM{0,3} NUM (?:(?:à|-|et) NUM)? (?:ans|mois)
- none (?:les|des|aux) NUM (?:à|-|/) NUM ans|(?:les|des|aux)? (?:moins|plus) de NUM ans
- none NUM ans et (?:plus|moins)|(?:dès|à partir de) NUM ans
recurrence none (?:un|une) SINGLE sur NUM (?!UNIT)|(?:NUM (?:fois|x|UNIT))? (?:par|/) SINGLE
- none NUM (?:UNIT|HOUR) (?:sur|/) NUM (?!UNIT)|en maintenant|un jour
- none NUM (?:exercice|exercices|saison|saisons)
recurrence none à? chaque (?:SINGLE|SEASON|MONTH|PART SINGLE)
recurrence none (?:NUM fois)? (?:tous|toutes) les NUM? (?:UNIT|SEASON)
period on (?:AT{1,2}|THROUGH LE?|pour LE?)? YEARS
deadline until d'ici WHEN|(?:à|pour)? (?:l'|un|cet)? horizon WHEN|à? échéance WHEN
deadline until au plus tard avant? WHEN|WHEN au plus tard|pas plus tard que WHEN
deadline until (?:jusqu'|jusque) (?:en|dans|à)? WHEN|TITLE [-:]? YEAR
deadline until pour (?:LE? POINT|LE{1,2} SEASON)
deadline before avant WHEN
deadline from (?:à partir|à compter|dès) WHEN
deadline beyond (?:après|passé|au - delà) WHEN
past since depuis WHEN
period between entre WHEN et TO (?!S)|(?:de|du|d') WHEN (?:à|au|jusqu'|jusque) TO (?!S)
period on (?:PREP|de|d')? période (?:de|d'|:)? WHEN
date on (?:AT{1,2}|THROUGH LE?)? POINT|AT? BY|THROUGH LE? SEASON|(?:en|vers|courant) Y
date on (?:(?:dans|durant|pendant|sur) (?:la|l'|le)|THROUGH (?:la|l')?) SINGLE
date on (?:AT? (?:la|le|l')|THROUGH (?:la)?) ORDER SINGLE
duration bare SPAN
duration within (?:en|sur|pendant|durant|sous|pour|à|dans (?:les|ces)) ABOUT SPAN|LONG SPAN
duration within sous UNIT|(?:sous|dans|en) (?:les)? ABOUT NUM HOUR
duration within PREP? NUM? NEXTS UNIT|PREP? NUM? UNIT COMING
duration at dans ABOUT SPAN|(?:au bout|au terme|à l'issue) (?:de|d') ABOUT SPAN|après SPAN
deadline within d'ici à? ABOUT SPAN|(?:à|pour)? (?:l'|un)? horizon (?:à|de|d')? SPAN|avant SPAN
past last depuis ABOUT (?:SPAN|des UNIT|(?:les|ces) NUM? LASTS UNIT)
past last PREP? NUM? LASTS UNIT|PREP? NUM UNIT GONE
past ago il y a ABOUT (?:SPAN|des UNIT)|(?:voilà|voici) ABOUT SPAN|SPAN (?:plus tôt|auparavant)
"""


@dataclass(frozen=True, slots=True)
class Rule:
    kind: CueKind | None
    bound: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    gate: re.Pattern[str]
    token: re.Pattern[str]
    codes: Mapping[str, str]
    fixed: Mapping[str, TimeEntry]
    rules: tuple[Rule, ...]
    any: re.Pattern[str]


@functools.cache
def numerals() -> Mapping[str, float]:
    """Return the numerals by word, the collective ones too (« une quinzaine »).

    Examples
    --------
    >>> numerals()["septante"], numerals()["quinzaine"]
    (70.0, 15.0)
    """
    values = {word: float(value) for value, word in enumerate(_ONES.split())}
    values |= {word: 10.0 * place for place, word in enumerate(_TENS.split(), start=1)}
    values |= {_stem(word) + "aine": value for word, value in values.items() if value > 7}
    return values | {"une": 1.0, "vingts": 20.0, "octante": 80.0, "cents": 100.0}


@functools.cache
def ordinals() -> Mapping[str, int]:
    """Return the ordinal numbers by word, up to the ninth.

    Examples
    --------
    >>> ordinals()["seconde"], ordinals()["quatrième"]
    (2, 4)
    """
    regular = {_stem(word) + "ième": place for place, word in enumerate(_ONES.split()[:10])}
    return regular | {"premier": 1, "première": 1, "second": 2, "seconde": 2}


def _stem(numeral: str) -> str:
    """Return what the endings -aine and -ième are put on (« dix »: diz-, « trente »: trent-)."""
    return {"dix": "diz", "cinq": "cinqu", "neuf": "neuv"}.get(numeral, numeral.removesuffix("e"))


def plain(codes: str) -> str:
    return re.sub("[-,/]", "", codes)


@functools.cache
def grammar() -> Grammar:
    entries = time_words()
    used = {words: entry for words, entry in entries.items() if _is_part(entry)}
    fixed = {words: entry for words, entry in entries.items() if words not in used}
    compounds = sorted((words for words in used if not words.isalnum()), key=len, reverse=True)
    token = re.compile(_TOKEN.format(compounds="|".join(map(re.escape, compounds))), re.VERBOSE)
    codes = {sign: sign for sign in _SIGNS} | dict.fromkeys(_DASHES, "-")

    def encode(words: str) -> str:
        # « À » often loses its accent as a capital: both have one code.
        return "".join(
            codes.setdefault("à" if word == "a" else word, chr(0xE000 + len(codes)))
            for word in (match.group() for match in token.finditer(words))
        )

    macros = {name: f"[{''.join(map(encode, words))}]" for name, words in _classes(used).items()}

    def translate(pattern: str) -> str:
        return re.sub(
            r"[A-Z]{2,}|[^\W\dA-Z_]+'?|\s+",
            lambda match: (
                macros[match.group()]
                if match.group().isupper()
                else encode(match.group())
                if match.group().strip()
                else ""
            ),
            pattern,
        )

    for line in _MACROS.strip().splitlines():
        name, pattern = line.split(None, 1)
        macros[name] = translate(pattern)
    rules = []
    for line in _RULES.strip().splitlines():
        kind, bound, pattern = line.split(None, 2)
        rules.append((None if kind == "-" else CueKind(kind), bound, translate(pattern)))
    encoded = {plain(encode(words)): entry for words, entry in fixed.items()}
    for kind in CueKind:
        same = [key for key, entry in encoded.items() if entry.kind is kind]
        if same:
            rules.append((kind, "fixed", _trie(same, "[-,/]?")))
    codes["a"] = codes["à"]
    heads = {max(re.findall(r"\w+", words), key=len) for words in entries if True}
    return Grammar(
        re.compile(rf"[0-9]|\b{_trie(heads)}\b"),
        token,
        codes,
        encoded,
        tuple(Rule(kind, bound, re.compile(pattern)) for kind, bound, pattern in rules),
        re.compile("|".join(re.sub(r"\((?!\?)", "(?:", pattern) for _, _, pattern in rules)),
    )


def _is_part(entry: TimeEntry) -> bool:
    """Say whether an entry serves the rules, rather than being an expression by itself."""
    title = entry.kind is CueKind.DEADLINE and entry.high is None
    return title or entry.kind in (CueKind.DATE, CueKind.DURATION)


def _classes(used: Mapping[str, TimeEntry]) -> dict[str, list[str]]:
    """Return the words of each class that the rules name."""
    classes: dict[str, list[str]] = {
        "ONE": [*_ONES.split(), "une"],
        "TEN": [*_TENS.split(), "octante", "cents"],
        "SCORE": [word for word in numerals() if word.endswith("aine")],
        "ORDINAL": list(ordinals()),
    }
    for words, entry in used.items():
        classes.setdefault(_class(words, entry), []).append(words)
    units = classes["UNIT"]
    classes["SINGLE"] = [unit for unit in units if unit.removesuffix("s") in (unit, "moi")]
    return classes


def _class(words: str, entry: TimeEntry) -> str:
    if entry.low is None or entry.high is None:
        return "TITLE"
    if entry.kind is CueKind.DURATION:
        # Hours say when only after a few prepositions: « une visite de deux heures ».
        return "UNIT" if entry.low > 0.01 else "HOUR"
    if words[-1].isdigit():
        return "QUARTER"
    return "MONTH" if entry.high - entry.low == 1 else "SEASON"


def _trie(words: Iterable[str], glue: str = "", lead: str = "") -> str:
    """Return a pattern of any of the words, in time that hardly grows with their number."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    optional = "?" if tails.pop("", None) else ""
    branches = [
        re.escape(head) + (_trie(rest, glue, glue) if any(rest) else "")
        for head, rest in sorted(tails.items())
    ]
    return f"(?:{lead}(?:{'|'.join(branches)})){optional}"

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
- ``recurrence`` with bounds: a day of the week;
- anything else: a fixed expression, with its interval from the reference date.

The shapes of numbers: Y a year, B two figures that may be one, N any other, D a day in
figures (or a month of a year in full), J a day without its year (« 15/03 »), M a month
or quarter with its year in short (« 09/27 », « 3T27 ») or first (« 2027-09 »), O an ordinal.

Articles, prepositions, adjectives of order and the like are grammar, not
vocabulary: they stand in the rules.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from stratac.features.time_numbers import numerals, ordinals
from stratac.lexicon import TimeEntry, time_words
from stratac.records import CueKind

# An unknown word that looks plural tells « 2000 logements » (a count) from « 2027 », and
# an unknown sign « (mars 28) » (a year) from « en mars 28 communes ».
UNKNOWN, PLURAL, SIGN = "\0", "S", "\1"
_CORES = ("MONTH", "SEASON", "QUARTER", "UNIT", "HOUR", "WEEKDAY")
_SIGNS = frozenset("-/.:,°€$£%")
_DASHES = "‐‑‒–—−"

_TOKEN = r"""
{compounds}(?![^\W\d_])|[^\W\d_]\w*'?
|(?:0?[1-9]|[12][0-9]|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:18|19|20|21)[0-9]{{2}}(?!\w)
|(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2])/[0-9]{{2}}(?!\w)
|(?:0[1-9]|[12][0-9]|3[01])[ \u00a0\u202f](?:0[1-9]|1[0-2])[ \u00a0\u202f]20[0-9]{{2}}(?!\w)
|(?:18|19|20|21)[0-9]{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?!\w)
|20(?:1[2-9]|[2-9][0-9])-(?:0[1-9]|1[0-2])(?![\w-])
|(?:0?[1-9]|1[0-2])/(?:18|19|20|21)[0-9]{{2}}(?!\w)
|(?:0[1-9]|1[0-2])/(?:2[1-9]|[3-5][0-9])(?![\w/])
|(?:0?[1-9]|[12][0-9]|3[01])/(?:0[1-9]|1[0-2])(?![\w/])
|(?:[1-4]t|[12]s)(?:20)?[2-5][0-9](?!\w)|[0-9]{{1,2}}:[0-9]{{2}}(?!\w)
|[0-9]{{1,3}}(?:[ \u00a0\u202f.][0-9]{{3}})+(?!\w)
|[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?(?!\w)|[0-9]{{1,3}}(?=h\b)
|\w+|[^\w\s]
"""
# The shape of a token is the letter of the group that it matches.
_SHAPE = r"""
(?P<Y>(?:18|19|20|21)[0-9]{2})|(?P<B>[1-5][0-9])|(?P<N>[0-9]{1,4}(?:[.,][0-9]{1,2})?)
|(?P<D>[0-9]{1,4}[\s/.-][0-9]{1,2}[\s/.-][0-9]{2,4}|[0-9]{1,2}/[0-9]{4})
|(?P<J>[0-9]{1,2}/(?:0[1-9]|1[0-2]))|(?P<M>[0-9]{4}-[0-9]{2}|[0-9]{2}/[0-9]{2}|[1-4][ts][0-9]+)
|(?P<O>[0-9]{1,2}(?:ère|ème|ième|eme|nde|er|re|nd|e|è))
"""

# A capital word is a macro, a single capital a shape, a small word itself; each
# macro uses those above it. WHEN, TO and SPAN are what a rule captures. SMALL stands
# in no rule: a word that the grammar knows does not look plural.
_MACROS = r"""
LE       (?:le|la|l'|les|au|aux|à|du|des|de|d'|ce|cet|cette|ces|en|notre|votre|son|sa|un|une)
AT       (?:le|la|l'|les|au|aux|à|en|ce|cet|cette|ces|vers|durant|pendant|sur|dans|sous)
OF       (?:de|d'|du|des|la|le|l')
THROUGH  (?:(?:au cours|dans le courant|lors|au titre) (?:de|d'|du|des))
ABOUT    (?:(?:environ|près|plus|moins|maximum|quelque|au) (?:de|d'|plus|moins)?){0,2}
TEENS    (?:(?:TEN|quatre -? (?:vingt|vingts)) (?:-? (?:et -?)? (?:dix -)? ONE)?)
CENT     (?:ONE? (?:cent|cents))
FIG      (?:N|B)
BRIEF    (?:B (?=$|SIGN|[.:,]|(?:et|ou|à) (?!FIG)|au|jusqu'|pour|puis|mais|nous|avec|par|dans|sur))
NUM      (?:FIG|(?:un|une)? SCORE (?=de|d')|CENT? (?:TEENS|ONE)|CENT)
SOME     (?:quelques|plusieurs|entre NUM et NUM|NUM (?:(?:à|ou|-|/) NUM)?)
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
SPLIT    (?:[-/] (?:Y|FIG))
OFYEAR   (?:OF{0,2} Y SPLIT?|OF{1,2} (?:an|année|exercice) (?:NEXT|LAST|NOW|Y)?)
HEAD     (?:(?:année|an|exercice|saison|millésime|campagne) (?:civile|budgétaire|fiscale|fiscal)?)
ORDER    (?:O|ORDINAL)
DAYS     (?:WEEKDAY? (?:(?:FIG|O) (?:-|et|au|à|/))? (?:FIG|O|premier))
INMONTH  (?:(?:mois|ORDER quinzaine) (?:de|d')|DAYS|MONTH [-/])
MONTHLY  (?:INMONTH? MONTH (?:[-/]? OFYEAR|[-/]? BRIEF|NEXT|LAST)?)
QUARTERS (?:(?:QUARTER [-/])? QUARTER)
DATED    (?:QUARTERS [-/]? (?:OFYEAR|BRIEF))
SEASONAL (?:SEASON [-/]? OFYEAR|DATED|SEASON (?:NEXT|LAST|NOW)|NEXT SEASON|Y [-/]? QUARTERS)
YEARS    (?:HEAD? Y SPLIT (?![-/€%])|(?:années|décennie) (?:Y|FIG|TEENS))
YEARLY   (?:YEARS|HEAD de? Y)
SUB      (?:trimestre|semestre|quadrimestre)
SUBS     (?:SUB|trimestres|semestres|quadrimestres)
NTH      (?:ORDER (?:(?:et|ou|à|au|-|/) LE? ORDER SUBS|SUB) (?:OFYEAR|BRIEF)?|dernier SUB OFYEAR)
WEEK     (?:semaine (?:n °?)? FIG OFYEAR)
RELATED  (?:SINGLE (?:NEXT|LAST|NOW)|(?:NEXT|LAST) SINGLE|(?:ce|cet|cette) SINGLE (?:- ci)?)
SHORT    (?:M (?!S|[€$£%]|UNIT|HOUR))
CORE     (?:D|SHORT|WEEK|MONTHLY|SEASONAL|YEARLY|NTH|RELATED)
YEAR     (?:Y (?!S|[€$£%]|[-/] (?:FIG|Y|O)|k|m|m²|km|km²|ha|kg|t|h|kwh|mwh|gwh|mw|places))
BY       (?:(?:le|la|l'|au|à|cet|cette|ce|en|aux|les){1,2} SEASON)
INSIDE   (?:PART (?:SEASON|Y|SINGLE (?:NEXT|LAST|NOW|Y)?))
POINT    (?:PART? CORE|INSIDE|YEAR)
EVENT    (?:LE{0,3} (?:PART? CORE|INSIDE|ORDER SINGLE|SEASON|Y)|(?:le|au) J)
WHEN     (EVENT)
TO       (EVENT)
SPAN     (COUNT)
PREP     (?:(?:AT|pour|THROUGH|d'ici) (?:à|les|des|ces|aux|la|le|l')?)
LATEST   (?:au plus tard avant?|pas plus tard que)
UNTIL    (?:(?:jusqu'|jusque) (?:en|dans|à)?)
DELAY    (?:délai|délais|durée|période|horizon|laps de temps)
MAX      (?:maximal|maximale|maximum|max|moyen|moyenne|total|totale|minimale|minimum|indicatif)
LONG     (?:(?:AT|pour|avec)? (?:un|une|le|la)? DELAY MAX? (?:de|d')? ABOUT)
SMALL    (?:nous|vous|ils|elles|puis|mais|sans|vers|lors|alors|nos|vos|leurs|très|pas|mieux)
AGED     (?:âgé|âgée|âgés|âgées|enfant|enfants|jeunes|personnes|ados|adolescents|élèves|adultes)
FROM     (?:de|d'|dès|entre|moins|plus|à partir)
CITED    (?:article|articles|art|n|no|numéro|code|page|pages|p|norme|iso|loi|décret|arrêté|lot)
CITING   (?:directive|règlement|route|ligne|dossier|postal|tél|réf|référence|bus|salle|boîte)
"""

# Kind (« - » for what looks like time and is not), bound, pattern. The longest
# match at a place wins, the first of equals; a rule that goes on where another ends
# stands before it, so that the first that matches is the longest (for all but one in
# 17,000 scrambled phrases).
_RULES = r"""
- none (?:CITED|CITING) [.°:]{0,2} (?:n [°.]?)? (?:Y (?:[-/] FIG)?|M|J)
- none (?:logement|appartement|type|ligne) LE? QUARTERS
- none (?:de|du|des) QUARTER (?:à|au|aux|et) LE? QUARTER (?!Y)
- none (?:de|entre) Y (?:à|et) Y S
- none AGED{1,2} FROM{0,3} NUM (?:(?:à|-|et) NUM)? (?:ans|mois)
- none (?:les|des|aux) NUM (?:à|-|/) NUM ans|(?:les|des|aux)? (?:moins|plus) de NUM ans
- none NUM ans et (?:plus|moins)|(?:dès|à partir de) NUM ans
recurrence none (?:un|une) (?:SINGLE|WEEKDAY) sur NUM (?!UNIT)
recurrence none (?:NUM (?:fois|x|UNIT))? (?:par|/) SINGLE
- none NUM (?:UNIT|HOUR) (?:sur|/) NUM (?!UNIT)|en maintenant|un jour|sur sept.
recurrence none à? chaque (?:SINGLE|SEASON|MONTH|PART SINGLE)
recurrence none (?:chaque|tous? les|le) (?:ORDER|dernier)? WEEKDAY (?!FIG|O|NEXT|LAST) (?:du mois)?
recurrence none (?:NUM fois)? (?:tous|toutes) les NUM? (?:UNIT|SEASON)
period on (?:AT{1,2}|THROUGH LE?|pour LE?)? YEARS
deadline until (?:d'ici|(?:à|pour)? (?:l'|un|cet)? horizon|à? échéance|LATEST|UNTIL) WHEN
deadline until TITLE [-:]? YEAR|AT{0,2} POINT au plus tard
deadline until pour (?:LE? POINT|LE{1,2} SEASON)
deadline until (?:d'ici|LATEST|UNTIL) (?:le|au|à|en)? (PART? QUARTERS)
deadline before avant WHEN|avant le? (PART? QUARTERS)
deadline from (?:à partir|à compter|dès) WHEN|(?:à partir du|dès le?) (QUARTERS)
deadline beyond (?:après|passé|au - delà) WHEN
past since depuis WHEN
period between (?:de|du|d'|entre) WHEN (?:et|à|au|UNTIL) TO (?!S)|du (J) au (J|D)
period on (?:PREP|de|d')? période (?:de|d'|:)? WHEN
date on (?:AT{1,2}|THROUGH LE?)? POINT|AT? BY|THROUGH LE? SEASON|(?:en|vers|courant) Y
date on (?:en|au|courant|PART) QUARTERS|en semaine (?:n °?)? BRIEF
date on (?:le|au|du) J|(?:le|au|du)? WEEKDAY J
date on (?:(?:dans|durant|pendant|sur|pour) (?:la|l'|le)|THROUGH (?:la|l')?) SINGLE
date on (?:AT? (?:la|le|l')|THROUGH la?) ORDER SINGLE
duration within PREP? NUM? (?:NEXTS UNIT|UNIT COMING)
past last depuis ABOUT (?:SPAN|des UNIT|(?:les|ces) NUM? LASTS UNIT)
past last PREP? NUM? (?:LASTS UNIT|UNIT GONE)
past ago (?:il y a|voilà|voici) ABOUT (?:SPAN|des UNIT)|SPAN (?:plus tôt|auparavant)
- none NUM (?:exercice|exercices|saison|saisons)
duration bare (?:à ABOUT)? SPAN
duration within (?:(?:en|sur|pendant|durant|sous|pour|dans (?:les|ces)) ABOUT|LONG) SPAN
duration within sous UNIT|(?:sous|dans|en) les? ABOUT NUM HOUR
duration at (?:(?:dans|(?:au bout|au terme|à l'issue) (?:de|d')) ABOUT|après) SPAN
deadline within (?:d'ici à? ABOUT|(?:à|pour)? (?:l'|un)? horizon (?:à|de|d')?|avant) SPAN
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the grammar: ``parts`` is how many stretches its pattern captures."""

    kind: CueKind | None
    bound: str
    parts: int
    match: Callable[[str, int], re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules in the form that `stratac.features.time_expressions` runs.

    ``gate`` finds the words without which no rule can match; ``token`` cuts a
    text; ``codes`` gives the character of a known word, ``fixed`` the entry of a
    fixed expression by its characters. ``near`` matches where known words lead to
    one that speaks of time; ``any`` where some rule matches, with the number by
    which ``rules`` has it as its last group.
    """

    gate: re.Pattern[str]
    token: re.Pattern[str]
    shape: re.Pattern[str]
    codes: Mapping[str, str]
    fixed: Mapping[str, TimeEntry]
    rules: Mapping[int, Rule]
    near: re.Pattern[str]
    any: re.Pattern[str]

    def code(self, word: str) -> str:
        """Return the character of a token: its own, if it is a known word."""
        if word in self.codes:
            return self.codes[word]
        if word.isalpha():
            return PLURAL if len(word) > 3 and word[-1] in "sx" else UNKNOWN
        match = self.shape.fullmatch(word)
        if match is None:
            return SIGN if len(word) == 1 and not word.isalnum() and word != "_" else UNKNOWN
        return match.lastgroup or UNKNOWN


def plain(codes: str) -> str:
    """Return the characters of a fixed expression without what may divide its words."""
    return re.sub("[-,/]", "", codes)


@functools.cache
def grammar() -> Grammar:
    """Compile the rules, once per process."""
    entries = time_words()
    used = {words: entry for words, entry in entries.items() if _is_part(entry)}
    fixed = {words: entry for words, entry in entries.items() if words not in used}
    compounds = _trie(words for words in used if not words.isalnum())
    token = re.compile(_TOKEN.format(compounds=compounds), re.VERBOSE)
    codes = {sign: sign for sign in _SIGNS} | dict.fromkeys(_DASHES, "-")

    def encode(words: str) -> str:
        return "".join(
            codes.setdefault(word, chr(0xE000 + len(codes))) for word in token.findall(words)
        )

    classes = _classes(used)
    macros = {name: f"[{''.join(map(encode, words))}]" for name, words in classes.items()}
    macros["SIGN"] = SIGN

    def translate(pattern: str) -> str:
        pattern = re.sub(r"[^\W\dA-Z_]+['.]?", lambda match: encode(match.group()), pattern)
        return re.sub(r"[A-Z]{2,}", lambda match: macros[match.group()], pattern).replace(" ", "")

    for line in _MACROS.strip().splitlines():
        name, pattern = line.split(None, 1)
        macros[name] = translate(pattern)
    rules: list[tuple[CueKind | None, str, str]] = []
    for line in _RULES.strip().splitlines():
        kind, bound, pattern = line.split(None, 2)
        rules.append((None if kind == "-" else CueKind(kind), bound, translate(pattern)))
    encoded = {plain(encode(words)): entry for words, entry in fixed.items()}
    rules.insert(0, (None, "fixed", _trie(encoded, "[-,/]?")))
    heads = {re.findall(r"\w+", words)[-1] for words in entries if words not in classes["TITLE"]}
    needed = "YDMJ" + "".join(map(encode, heads.union(*(classes[name] for name in _CORES))))
    # Known words must lead to one that speaks of time: most places fail at once.
    near = f"(?=[^{needed}{UNKNOWN}{PLURAL}{SIGN}]{{0,24}}[{needed}])"
    numbered: dict[int, Rule] = {}
    group = 0
    for cue, bound, pattern in rules:
        compiled = re.compile(pattern)
        group += compiled.groups + 1
        numbered[group] = Rule(cue, bound, compiled.groups, compiled.match)
    return Grammar(
        re.compile(rf"(?:18|19|20|21)[0-9]{{2}}|[0-9][/h]|[1-4][ts][0-9]|\b{_trie(heads)}\b"),
        token,
        re.compile(_SHAPE, re.VERBOSE),
        codes,
        encoded,
        numbered,
        re.compile(near),
        re.compile(f"{near}(?:{'|'.join(f'(?:{pattern})()' for _, _, pattern in rules)})"),
    )


def _is_part(entry: TimeEntry) -> bool:
    """Say whether an entry serves the rules, rather than being an expression by itself."""
    if entry.high is None:
        return entry.kind is CueKind.DEADLINE
    return entry.kind in (CueKind.DATE, CueKind.DURATION, CueKind.RECURRENCE)


def _classes(used: Mapping[str, TimeEntry]) -> dict[str, list[str]]:
    """Return the words of each class that the rules name."""
    classes: dict[str, list[str]] = {
        "ONE": [word for word, value in numerals().items() if value <= 16],
        "TEN": [word for word, value in numerals().items() if value % 10 == 0 and value],
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
    if entry.kind is CueKind.RECURRENCE:
        return "WEEKDAY"
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

"""Specificity family: measure, deadline, owner, budget and indicator, with their places."""

from __future__ import annotations

import re

from stratac.features.time_expressions import lowered
from stratac.records import CueKind, Horizon, Span, Specificity

NAMES = ("measures", "deadlines", "owners", "budgets", "indicators", "figures")

# Patterns begin with the sign they hang on, a digit or a word that few sentences
# contain: what cannot match is then passed over quickly. Numbers have an end, so that
# a page of figures costs no more than its length.
_THOUSANDS = r"\d(?<!\d\d)\d{0,2}(?:[ \u00a0\u202f.,’']\d{3}){1,5}(?!\d)"
_NUMBER = rf"(?:{_THOUSANDS}|\d(?<!\d\d)\d{{0,11}}(?!\d))(?:[.,]\d{{1,6}})?"
_SCALE = r"(?:mille|milliers|millions?|milliards?|mr?ds?|mio|m|k)"
_MONEY = r"""(?:[mk]?€|mr?ds?\s?€|euros?|[mk]?eur|f\s?cf[ap]|x[aop]f|[mk]?chf|frs|
     [mk]?\$(?:\s?(?:ca|us)\b)?|francs?(?:\s+(?:cf[ap]|suisses?|pacifiques?)\b)?|dollars?|cad|usd|£|
     (?<=ions\sde\s)livres|(?<=iards\sde\s)livres|livres?(?=\s+(?:par\s+(?:mois|an)|égypt|liban|
     soudan|sterling|syri|turq))|dinars?|dt|dirhams?|dh|mad|gourdes?|ariary|roupies|cfa|
     ouguiyas?|vatus?)"""
_SUM = re.compile(
    rf"""{_NUMBER}(?:(?:\s+à\s+|[-–]){_NUMBER})?(?:\.[-–])?\s*
     (?:{_SCALE}\s*(?:de\s+|d[’'])?)?{_MONEY}(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_MONEY_FIRST = re.compile(
    rf"""(?:[€$£]\s?|\b(?:chf|eur|usd|cad|fcfa|x[aop]f|mad|fr\.)\s){_NUMBER}(?:\s?{_SCALE}\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
# Words that a figure does not count, so that it may stand by itself (« 12 000 par an »).
_SMALL = r"""(?:par|pour|sur|dans|avec|sans|sous|chez|vers|dès|les|des|aux|est|sont|ont|que|qui|
     dont|mais|puis|ainsi|nous|vous|ils|elles|une|ses|nos|vos|son|sera|seront|afin|car|soit|contre|
     selon|lors|entre|depuis|hors|avant|après|comme|cette|ces|leurs?|notre|votre|plus|moins|était|
     en|au|à|et|ou|de|du|la|le|un|se|ne|il|elle|on)"""
# A sum without its currency: grouped or of four figures, no year, counting nothing.
_FOUR = rf"(?:{_THOUSANDS}|(?!(?:18|19|20|21)\d\d\b)\d{{4,12}})(?![\d.,]*\d)"
_BIG = rf"""{_FOUR}(?:\s+à\s+{_FOUR})?
     (?!\s*[-–%‰/]|\s+(?:à|et|ou)\s+\d|\s*m[²23]|\s+(?!{_SMALL}\b)[^\W\d_])"""
_IN_MONEY = rf"(?:{_MONEY}|milli(?:er|on)s\s+(?:de\s+|d[’']){_MONEY})"
_NAMED_SUM = re.compile(
    rf"""\b(?:budget|enveloppe|coût|montant|crédit|financement|subvention|investissement)s?\b(?:
     [^.;:\d]{{0,25}}:?\s*(?:{_BIG}|\d{{1,4}}(?:[.,]\d{{1,3}})?\s?{_SCALE}\b(?!\s+(?:de\b|d[’'])))
     |[^.;:\d()]{{0,25}}(?:\(\s*(?:en\s+)?{_IN_MONEY}\s*\)|\ben\s+{_IN_MONEY})
      \s*[:=]?\s*{_NUMBER}(?!\s*%))
    |\brs\s?{_NUMBER}""",
    re.IGNORECASE | re.VERBOSE,
)
_UNIT = r"""(?:[kmgt]?wh?c?|km[²2]?|[cmd]?m[²2³3]|[cm]m|ha|hectares?|hl|kt|kg|[mtlg]|
     [kmt]?(?:teq|t[ée]q|tco[2₂])|etpt?|[kmgt]o|db|°c|pts?|points?)"""
_PER = r"(?:/(?:m[²2³3]|ans?|h|j|jour|mois|ha|hab\.?|habitants?|km[²2]?))?"
_AMOUNT = re.compile(
    rf"""{_NUMBER}\s?(?:%|‰|p\.\s?100|pour\s+cent\b|(?:à|et)\s+{_NUMBER}
     |(?!(?-i:[MTLG]\b)){_UNIT}{_PER}(?![\w’'])(?:\s(?:de\s)?(?:[ée]q\.?\s)?co[2₂](?!\w))?)""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNT = re.compile(
    rf"""{_NUMBER}\s+(?:(?:millions?|milliards?|milliers)\s+(?:de\s+|d[’'])(?!ici\b))?
     (?!(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|
     h|heures?|ans?|mois|jours?|{_SMALL})\b)[a-zà-ÿ]{{3,}}
     |{_THOUSANDS}(?=\s+{_SMALL}\b)""",
    re.VERBOSE,
)
# « Un » is an article and « neuf » mostly an adjective. A few in letters are mostly what a
# text is made of (« quatre lignes »), save after a verb (« ouvrir deux crèches »).
_FEW = r"(?:deux|trois|quatre|cinq|six)"
_MANY = r"""(?:sept|huit|neuf(?=\s+(?:cent|mille))|dix|onze|douze|treize|quatorze|quinze|seize|
     vingts?|trente|quarante|cinquante|soixante|septante|huitante|nonante|cents?|mille)"""
_SEVERAL = rf"(?:{_FEW}|{_MANY})"
_NUMERAL = re.compile(rf"\b(?:neuf|{_SEVERAL})\b", re.VERBOSE)
# What is no result to count, be it parts of a text or time.
_UNCOUNTED = rf"""(?:(?:fois|tiers|quarts|cinquièmes|dixièmes|autres|axes|piliers|volets|temps|cas|
     corps|pas|points|lignes|champs|familles|pistes|idées|chapitres|domaines|thèmes|orientations|étapes|
     blocs|parties|priorités|urgences|conditions|ans|mois|jours|semaines|heures|minutes|secondes|
     saisons|hivers|étés|euros|francs|dollars|dirhams|dinars|milliers|millions|milliards|{_SMALL})\b
     |derni|premi|princip|grand|prochain)"""
# In small letters, for its many words: it runs five times as quickly.
_IN_WORDS = re.compile(
    rf"""\b(?=de(?:u|\s+mo)|d[’']un|d[éoiu]|tr[eio]|qu[ai]|cin|six|sep|hui|neuf|onz|sei|vin|cen|soi|
     non|mil|mul|un)(?:
     (?:doubler|tripler|quadrupler|décupler)\b
    |(?:divis|multipli)(?:er|ez|ons|ée?s?|ant|era|eront)\b[^.;:\d]{{0,40}}?\spar\s+
     (?:{_SEVERAL}\b|\d+(?:,\d+)?)
    |d[’']un\s+(?:tiers|quart|cinquième|dixième)\b(?!-)
    |un\s+(?:tiers|quart|cinquième|dixième)(?=\s+(?:de(?!\s+siècle)|des|du)\b)
    |{_SEVERAL}\s+(?:tiers|quarts|cinquièmes|dixièmes)\b(?!-|\s+d[’']heure)
    |de\s+moitié\b
    |(?<=\bde\s){_SEVERAL}\s+points\b(?!\s*:)
    |(?:une?|neuf|{_SEVERAL})\s+[^\W\d_]+\s+sur\s+(?:neuf|{_SEVERAL})\b
    |(?<![-’'])(?<!\b[ldcnsv]es\s)(?<!\b[nv]os\s)(?<!\baux\s)(?<!\bleurs\s)
     (?:(?<=[ei]r\s){_FEW}|(?:{_FEW}(?:-|\s+))?{_MANY})
     (?:(?:-|\s+)(?:et\s+)?(?:une?|{_SEVERAL})){{0,4}}\s+(?!{_UNCOUNTED})
     [a-zà-ÿ]{{2,}}[sx]\b)""",
    re.VERBOSE,
)
# A false owner says that somebody is in charge where nobody is. A label therefore opens a
# line, a bracket or a clause, or has a capital (« Pilote : DSI »), and somebody follows it.
_OPENING = r"(?:^|(?<=[\n(\[|•·/;:])|(?<=[.,;:(\[|•·/–—-]\s)|(?-i:(?=[A-ZÉ][a-zé])))\b"
_TASK = r"""(?:\s+(?:de\s+|du\s+|d[’'])(?:la\s+|l[’'])?(?:action|projet|mesure|fiche|suivi|chantier|
     dossier|tâche|opération|exécution|réalisation|mise\s+en\s+œuvre)\b)?"""
_NOBODY = r"""(?!\s*(?:(?:à|non|pas)\s+\w+(?:er|ir|re|is?|é)\b|néant|n/?[acd]\b|aucun|personne\b|
     tbd|inconnu|vacant))"""
_STOP = r"(?!\s+[^\W\d_]+\s*:)(?:[^.;:,()\n]|(?-i:(?<=\b[A-Z])|(?<=\bMM)|(?<=\b[DP]r))\.)"
# Somebody is told apart from something (« porté par l’espoir ») by a capital or by these words.
_SOMEBODY = r"""(?:(?-i:[A-ZÉÈ])|(?:adjoint|agence|agglomération|association|bureau|cabinet|cellule|
     centre|chambre|chargé|chef|club|collectif|comité|commandement|commissaire|commission|communauté|
     commune|conseil|coopérative|coordinat|coordonnat|délég|département|direct|école|élue?\b|
     entreprise|équipe|état\b|fédération|fondation|gouvern|groupe|institut|intercommunalité|mairie|
     maire\b|maison|métropole|ministère|ministre|mission\b|office|pôle|préfecture|préfet|présiden|
     procureur|référent|région|régie|réseau|responsable|secrétaire|secrétariat|section|service|
     société|syndicat|union|unité|université|ville\b))"""
_ARTICLE = r"(?:l[ea]s?\s+|l[’']|une?\s+|des\s+|s(?:a|on)\s+|nos\s+|[nv]otre\s+|chaque\s+)?"
_GOES_ON = r"""\s+(?:afin|pour|est|sont|sera|dès|d[’']ici|qui|que|avant|en|et\s+(?:à|de|par)|
     suivant|dans|depuis|dont|lors|avec|puis|mais|sur|aux?|chez|comme)\b"""
_WHO = rf"(?:(?!{_GOES_ON}){_STOP})"
_NAME = r"{2,60}(?<![\s–—-])(?!\w)"
_LABELLED = re.compile(
    rf"""{_OPENING}(?:
     (?:(?:responsables?|pilotes?|porteurs?|référente?s?|chef(?:fe)?\s+de\s+(?:projet|file)|
     ma[îi]tr(?:e|ise)\s+d[’']ouvrage|en\s+charge|resp\.){_TASK}
     (?:\s*:\s*|\s+[-–—]\s+(?-i:(?=[A-ZÉ])))
     |resp\.\s+(?-i:(?=[A-ZÉ]))|qui\s*:\s*){_NOBODY}(?:{_STOP}){_NAME})""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_CHARGE = re.compile(
    rf"""\b(?:
     (?<!\bété\s)(?:
      (?:pilotée?s?|coordonnée?s?|supervisée?s?)\s+par\s+
      |(?:portée?s?|assurée?s?|conduite?s?|menée?s?|animée?s?)\s+par\s+{_ARTICLE}(?={_SOMEBODY}))
     |(?<!enfants\s)(?<!mineurs\s)(?<!jeunes\s)confiée?s?\s+
      (?:aux?\s+|à\s+(?:l[ea]\s+|l[’']|une?\s+|des\s+|nos\s+|(?-i:(?=[A-ZÉÈ]))))
     |sous\s+la\s+(?:responsabilité|conduite|houlette|direction|coordination)\s+
      (?:de\s+|du\s+|des\s+|d[’'])){_WHO}{_NAME}""",
    re.IGNORECASE | re.VERBOSE,
)
_INDICATOR = re.compile(
    r"""\b(?:indicateurs?|kpi|mesurée?s?\s+par|critères?\s+de\s+réussite|valeur\s+cible)\b
    |\b(?:taux|nombre|part|indice|score|fréquence|délai\s+moyen|proportion)\s+(?:de|des|du|d[’'])\s*\w+""",
    re.IGNORECASE | re.VERBOSE,
)
_FIGURE = re.compile(r"\d")
_SIGN = re.compile(r"[:–—-]|esp\.", re.IGNORECASE)

# Without one of these stretches in one of its words a text has nothing of the kind.
_IN_WORDS_NEEDS = re.compile(
    r"doubler|tripler|quadrupler|décupler|divis|multipli|moitié|\btiers\b|\bquarts?\b|cinquième"
    r"|dixième"
)
_OWNER_NEEDS = re.compile(
    r"pilot(?:é|es?\b)|port(?:é|eur)|assuré|\bconduit|\bmené|confié|animé|coordonné|supervis|référent"
    r"|\bchef|\bma[îi]tr(?:e|ise)\b|\bcharge\b|\bresp(?:onsab|\b)|houlette|direction|coordination"
    r"|^qui$"
)
_SUM_NEEDS = re.compile(
    r"\b(?:budget|envelop|coût|crédit|financ|subvention|investiss|montant|rs(?:\b|\d))"
)
_INDICATOR_NEEDS = re.compile(
    r"\btaux|\bnombre|\bindica|\bindice|\bparts?\b|\bscore|\bkpi|\bcrit|\bcible|\bfréq|\bdélai"
    r"|\bpropor|\bmesuré"
)
# Kinds of words, one bit each.
FIGURE, _QUANTITY, _OWNED, _SUMMED, _INDICATED = 1, 2, 4, 8, 16
EVERYTHING = FIGURE | _QUANTITY | _OWNED | _SUMMED | _INDICATED

_DEADLINES = frozenset({CueKind.DATE, CueKind.DEADLINE, CueKind.DURATION, CueKind.PERIOD})


def _spans(pattern: re.Pattern[str], text: str, read: str = "") -> tuple[Span, ...]:
    """Return where a pattern matches in a text, or in the form of it that is read for it."""
    return tuple(
        Span(match.start(), match.end(), text[match.start() : match.end()])
        for match in pattern.finditer(read or text)
    )


def _owners(text: str) -> tuple[Span, ...]:
    """Return who is in charge; a label needs its sign."""
    charged = _spans(_IN_CHARGE, text)
    if _SIGN.search(text) is None:
        return charged
    labelled = _spans(_LABELLED, text)
    return _in_order((*labelled, *_outside(charged, labelled)))


def _outside(spans: tuple[Span, ...], taken: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(
        span
        for span in spans
        if not any(span.start < other.end and other.start < span.end for other in taken)
    )


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if len(spans) < 2:
        return spans
    return tuple(sorted(spans, key=lambda span: span.start))


def hints(word: str) -> int:
    """Return the kinds of which a word may be a part, as bits."""
    small = word.lower()
    quantity = _IN_WORDS_NEEDS.search(small) or _NUMERAL.search(small)
    return (
        FIGURE * (_FIGURE.search(word) is not None)
        | _QUANTITY * (quantity is not None)
        | _OWNED * (_OWNER_NEEDS.search(small) is not None)
        | _SUMMED * (_SUM_NEEDS.search(small) is not None)
        | _INDICATED * (_INDICATOR_NEEDS.search(small) is not None)
    )


def read(text: str, horizon: Horizon, hinted: int = EVERYTHING) -> Specificity:
    """Find what makes a statement checkable.

    Parameters
    ----------
    text
        The statement.
    horizon
        Its time cues: those that end in the future are its deadlines.
    hinted
        The `hints` of all its words together: what they exclude is not looked for.

    Returns
    -------
    Specificity
        Places of each kind, in reading order; a sum of money is no measure,
        nor is a date.
    """
    deadline = tuple(
        Span(cue.start, cue.end, cue.text)
        for cue in horizon.cues
        if cue.kind in _DEADLINES
        and cue.months is not None
        and (cue.months[1] is None or cue.months[1] > 0)
    )
    cues = tuple(Span(cue.start, cue.end, cue.text) for cue in horizon.cues)
    budget: tuple[Span, ...] = ()
    measured: tuple[Span, ...] = ()
    if hinted & FIGURE:
        sums = _spans(_SUM, text)
        sums += _outside(_spans(_MONEY_FIRST, text), sums)
        named = hinted & _SUMMED
        budget = (*sums, *_outside(_spans(_NAMED_SUM, text), sums)) if named else sums
        measured = _outside(_spans(_AMOUNT, text), (*budget, *cues))
        measured += _outside(_spans(_COUNT, text), (*budget, *cues, *measured))
    if hinted & _QUANTITY:
        small = lowered(text)
        measured += _outside(_spans(_IN_WORDS, text, small), (*budget, *cues, *measured))
    return Specificity(
        measure=_in_order(measured),
        deadline=deadline,
        owner=_owners(text) if hinted & _OWNED else (),
        budget=_in_order(budget),
        indicator=_spans(_INDICATOR, text) if hinted & _INDICATED else (),
    )


def measure(specificity: Specificity, text: str, hinted: int = EVERYTHING) -> tuple[float, ...]:
    """Return the numbers of the family, in the order of `NAMES`."""
    figures = len(_FIGURE.findall(text)) if hinted & FIGURE else 0
    return (
        float(min(len(specificity.measure), 3)),
        float(min(len(specificity.deadline), 2)),
        float(min(len(specificity.owner), 2)),
        float(min(len(specificity.budget), 2)),
        float(min(len(specificity.indicator), 2)),
        float(min(figures, 12)) / 4,
    )

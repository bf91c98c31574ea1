"""Blocks of text to sentences, by rules for the French of plans.

A parser breaks French sentences at ’ « » – [ and after abbreviations, hence
rules: they judge the few signs at which a sentence may end by what stands just
before and after. All reading is bounded or possessive, so that the time grows
with the length of the text whatever the text holds.
"""

from __future__ import annotations

import re

_STOPS = ".!?…"
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
# Signs that open an item even within a line. The private ones are what the
# Symbol and Wingdings fonts of Word leave in a PDF. The middle dot is not
# among them: it spells « habitant·es ».
_GLYPHS = "•‣▪●■◆►▶➢➤✓✔❖\uf076\uf0a7\uf0b7\uf0d8\uf0fc"
_UPPER = "A-ZÀ-ÖØ-ÞŒŸ"
# How far back the words before a stop are read: the bound keeps the time linear.
_REACH = 60

_SIGN = re.compile(f"[{_STOPS}{_BREAKS}{_GLYPHS}]")
_WORD = re.compile(r"[^\W_]")

# A stop with its closing marks and note call, a line break, or the place before
# a glyph; ``gap`` runs from there to the text that follows. Straight quotes and
# apostrophes close only where they touch the stop: after a blank they open.
# « habitant•e•s » and « HABITANT•E•S » are inclusive spelling.
_CANDIDATE = re.compile(
    rf"""(?=[{_STOPS}{_BREAKS}{_GLYPHS}])
    (?:
        (?P<stop>[{_STOPS}]++)
        (?:["'’]|[^\S{_BREAKS}]*+(?>\r\n|[{_BREAKS}])?+[^\S{_BREAKS}]*+[»”)\]])*+
        (?P<note>(?:(?<=[^\W\d_»”)][{_STOPS}])|(?<=[»”)]))\d{{1,2}}(?=\s)
            |[⁰¹²³⁴-⁹]++|\[\d{{1,3}}\])?+
        |(?=[{_BREAKS}])
        |(?=[{_GLYPHS}]\s*+\W{{0,9}}\w)(?:(?<!\w)|(?=.(?:\W|[{_UPPER}][a-zà-ÿ])))
    )(?P<gap>\s*+)""",
    re.VERBOSE,
)
_BLANK_LINE = re.compile(rf"(?>\r\n|[{_BREAKS}])[^\S{_BREAKS}]*+[{_BREAKS}]")

# What opens an item at the beginning of a line only.
_ITEM = re.compile(
    rf"""(?:[-‐‒–—−](?=[\s«{_UPPER}])|[*·◦○□☐→](?=\s))\s*+\W{{0,9}}\w
    |(?P<number>
        \(?(?:\d{{1,2}}|[A-Za-z]|[ivx]{{2,4}})\)(?=[\s{_UPPER}])
        |\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?:\.|°\)?|\.?\))(?=[\s{_UPPER}])
        |[IVX]{{2,5}}\.(?=\s)
        |\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=\s[{_UPPER}])
            (?!\s(?:M|M€|Mds?|Md€|[MGT]o|[MGT]Wh?|CHF|EUR|FCFA|USD)(?!\w))
    )""",
    re.VERBOSE,
)
# A word that calls for a number: the one on the next line is no item's.
_CALLS_NUMBER = re.compile(
    r"(?:\b(?:à|au|aux|de|des|du|en|entre|environ|et|la|le|les|ou|par|pour|sur|vers|action|annexe|"
    r"article|axe|chapitre|fiche|figure|mesure|objectif|page|point|tableau)|n°|\bp\.|[’'])\s*\Z",
    re.IGNORECASE,
)

# What may stand before the first letter or figure of a sentence: opening marks,
# dashes, bullets, an omission; never a sign that belongs to what precedes.
_START = re.compile(
    rf"(?:(?:[(\[](?:…|\.\.\.)[)\]]|[^\w\s{_STOPS},;:»”)\]%/°]|_)\s*+){{0,9}}+(?P<first>[^\W_])"
)
_OPENERS = "([{«“‘"
_TOKEN_EDGE = re.compile(r"[\s'’\"«»“”()\[\]/,;:–—]")

# Without a blank after the stop: words on both sides, no domain or file name.
_GLUED_BEFORE = re.compile(r"(?:^|[\s(«“\"'’-])[^\W\d_]{3,30}[»”)\]]*\Z")
_GLUED_AFTER = re.compile(
    r"(?!(?i:be|ca|ch|com|csv|docx?|eu|fr|html?|info|lu|net|odt|org|pdf|pptx?|xlsx?)\b)"
    r"[^\W\d_]{3,}+(?![\w@/]|\.\w)"
)

# Numbering and headwords at the beginning of a sentence are part of it. The
# qualifiers are a closed list, for « Action menée en 2024. » is a sentence.
_REFERENCE = rf"(?:(?:[DLR]\.\s?|[{_UPPER}]{{0,2}})\d+|[{_UPPER}]|[IVXLC]+)(?:[.-]\w{{1,3}})*+"
_HEADWORD = (
    r"(?i:(?:sous-)?(?:action|ambition|annexe|art(?:icle|\.)|axe|cap|cible|chantier|chap(?:itre|\.)|"
    r"défi|encadré|engagement|enjeu|étape|fiche|fig(?:ure|\.)|jalon|levier|livrable|lot|mesure|"
    r"module|objectif|orientation|partie|phase|pilier|point|priorité|programme|projet|proposition|"
    r"question|recommandation|scénario|section|tableau|tâche|thématique|thème|titre|tome|vision|volet)"
    r"(?:[\s-](?:action|générale?|opérationnel(?:le)?|phare|prioritaire|projet|spécifique|"
    r"stratégique|thématique|transversale?))?)"
)
_PREFIX = re.compile(
    rf"\W*+(?:P\.\s?S|[a-z]|{_REFERENCE}"
    rf"|(?:{_HEADWORD}\s*(?:n\s?[°ºo]\s*)?{_REFERENCE}[\s,:/–—-]*){{1,3}})\)?\s*"
)
# Numbering within a sentence, after a colon or between semicolons.
_LISTED = re.compile(r"(?::\s*1|;\s*\d{1,2})\Z")

# Never the last word of a sentence: what they announce must follow.
_ANNOUNCES = re.compile(
    r"M|MM|Mme|Mmes|Mlle|Mlles|Mr|Drs?|Dre|Pre?|Me|Mgr|Ste?s?|[Aa]v|[Bb]d|[Bb]oul|c\.?-?à-?\.?d|"
    r"[Cc]f|e\.g|i\.e|N\.B|[Nn]°|[Vv]s"
)
# Before a figure, a Roman number or a letter they go on; before a word they end.
_COUNTED = re.compile(
    r"[a-zà-ÿ]|al|ann|approx|arr|art|avr|bât|ca|chap|déc|dépt|env|févr?|fig|janv|juill?|max|min|moy|"
    r"no|nov|num|oct|pp|réf|sect|sept|suppl|tab|vol",
    re.IGNORECASE,
)
# Mostly before a name: only a word that no name begins with shows the end.
_BEFORE_NAME = re.compile(
    r"adj|ch|coll|dir|eds?|ex|éds?|gén|ill|ing|p\.ex|ph|pl|prés|prof|resp|rte|secr|tél|th|trad",
    re.IGNORECASE,
)
_INITIALS = re.compile(rf"[{_UPPER}](?:\.?-[{_UPPER}])*")
_ACRONYM = re.compile(rf"[{_UPPER}](?:\.[{_UPPER}])+")
# Letters that look like initials and are not.
_NO_INITIAL = re.compile(
    r"\b(?:(?:av|ap|apr|avant|après)\.?\s*J\.-?\s?C|(?:annexe|axe|bâtiment|bloc|catégorie|classe|"
    r"génération|groupe|hypothèse|lot|niveau|option|phase|plan|point|projet|scénario|série|site|tranche|"
    r"type|variante|vitamine|volet|zone)\s[A-Z])\Z"
)
_COUNT = re.compile(r"\d|(?!M\b)(?:[IVXLC]+|[A-Z])(?:\d|\b(?!['’]))")
_OPENING_WORD = re.compile(
    r"(?:Ainsi|Après|Au|Aucune?|Aussi|Aux|Avant|Avec|Ce|Cela|Ces|Cet|Cette|Chaque|Comme|Dans|Depuis|"
    r"Deux|Dès|Donc|Elles?|En|Enfin|Ensuite|Et|Ils?|Leurs?|Lorsque|Mais|Malgré|Nos|Notre|Nous|On|"
    r"Or|Par|Plusieurs|Pour|Puis|Quand|Sa|Sans|Selon|Ses|Si|Son|Sous|Sur|Tous|Toute?s?|Trois|Une?|"
    r"Vos|Votre|Vous|À)(?![\w-])|(?:C|J|Jusqu|Lorsqu|N|Puisqu|Qu|S)['’]"
    # « Réviser le plan » opens a sentence, « Mercier » and « Mercier a signé » go on.
    rf"|[{_UPPER}][a-zà-ÿ]+(?:[eio]r|re)\s(?:(?:ces?|cet(?:te)?|des|la|les?|leurs?|nos|notre|sa|ses|son|"
    r"une?)(?!\w)|l['’])"
)
# Names begin with an article too (Le Goff, La Rochelle, L’Hermitage).
_ARTICLE = re.compile(r"(?:De|Des|Du|La|Le|Les)(?![\w-])|[DL]['’]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of one block of text.

    Parameters
    ----------
    text
        A paragraph, heading or list item. A line break is a blank; a blank line
        and an item at the beginning of a line separate.

    Returns
    -------
    list of (int, int)
        Character offsets (end excluded) in order, outer blanks trimmed. They
        cover all that is no blank; each span but the last holds a letter or a
        figure. Empty where the text is blank.

    Examples
    --------
    >>> text = "M. Diop ouvre l’axe 2. « Tout est prêt. », dit-il."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['M. Diop ouvre l’axe 2.', '« Tout est prêt. », dit-il.']
    """
    start = len(text) - len(text.lstrip())
    text = text.rstrip()
    end = len(text)
    # The last character is left out: most sentences hold no sign but their own stop.
    if _SIGN.search(text, start, end - 1) is None:
        return [(start, end)] if start < end else []
    spans = []
    word = -1
    for candidate in _CANDIDATE.finditer(text, start):
        close, following = candidate.span("gap")
        if following == end:
            break
        if word < start:
            found = _WORD.search(text, start)
            word = found.start() if found else end
        # A bullet or an omission alone is no sentence: it goes with what follows.
        if word < close and _separates(text, start, candidate):
            while text[close - 1].isspace():
                close -= 1
            spans.append((start, close))
            start = following
    spans.append((start, end))
    return spans


def _separates(text: str, start: int, candidate: re.Match[str]) -> bool:
    """Tell whether a candidate of the sentence that begins at ``start`` ends it."""
    close, following = candidate.span("gap")
    if candidate["stop"] is None and close == following:
        return True
    if _BLANK_LINE.search(text, close, following) or _opens_item(text, start, close, following):
        return True
    return candidate["stop"] is not None and _ends_sentence(text, start, candidate)


def _opens_item(text: str, start: int, close: int, following: int) -> bool:
    """Tell whether a line that begins at ``following`` is an item of a list."""
    item = _ITEM.match(text, following) if _SIGN.search(text, close, following) else None
    if item is None or item["number"] is None:
        return item is not None
    # « (voir l’axe / 2) » and « au nombre de / 12. » go on.
    before = text[max(start, close - _REACH) : close]
    return before.rfind("(") <= before.rfind(")") and not _CALLS_NUMBER.search(before)


def _ends_sentence(text: str, start: int, candidate: re.Match[str]) -> bool:
    """Tell whether a stop is the end of the sentence that begins at ``start``."""
    stop, at = candidate["stop"], candidate.start()
    close, following = candidate.span("gap")
    ahead = _START.match(text, following)
    if ahead is None or ahead["first"].islower():
        return False
    before = text[max(start, at - _REACH) : at]
    # « (?) » and « […] » comment on a sentence and do not end it.
    if before.rstrip()[-1:] in _OPENERS:
        return False
    asks = "!" in stop or "?" in stop
    if close == following and text[following] not in "«“":
        # A blank stands before ? and ! in French, and before the period of « .NET » only.
        left = before.rstrip() if asks else before
        if not (_GLUED_BEFORE.search(left) and _GLUED_AFTER.match(text, following)):
            return False
    if asks:
        return True
    if stop != ".":
        # Dot leaders before a page number, « de 5… 10 »: only a capital ends.
        return not ahead["first"].isdigit()
    if at - start <= _REACH and _PREFIX.fullmatch(text, start, at):
        return False
    return not _LISTED.search(before) and _ends_at_period(before.rstrip(), candidate, ahead)


def _ends_at_period(before: str, candidate: re.Match[str], ahead: re.Match[str]) -> bool:
    """Tell whether a period ends a sentence, rather than shorten the word ``before`` it."""
    token = _TOKEN_EDGE.split(before)[-1]
    if _ANNOUNCES.fullmatch(token):
        return False
    initials = _INITIALS.fullmatch(token) is not None
    named = initials or _BEFORE_NAME.fullmatch(token) is not None
    counted = not initials and _COUNTED.fullmatch(token) is not None
    if candidate["note"]:
        # « v.2 Nous » and « art.3 » carry a number, not a note call.
        return not named and not counted
    text, first = ahead.string, ahead.start("first")
    direct = first == ahead.start()
    if counted:
        return _COUNT.match(text, first) is None
    if _NO_INITIAL.search(before):
        return True
    # After a mark that opens, a title follows: « coll. « La ville » ».
    opening = direct and _OPENING_WORD.match(text, first) is not None
    if _ACRONYM.fullmatch(token):
        return opening or (direct and _ARTICLE.match(text, first) is not None)
    return opening or not named

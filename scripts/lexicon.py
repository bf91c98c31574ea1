"""How much of the verbs and nouns of plans the word lists know.

    python scripts/lexicon.py [N]

Prints the share of verb and noun tokens known, on training and validation documents
modelled on real pages, and the N most frequent unknown lemmas of each (default 40).
Names are left out. The test split is not looked at.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from stratac import language
from stratac.corpus import load_corpus
from stratac.features.tokens import UNKNOWN_NOUN, UNKNOWN_VERB, look_up
from stratac.records import Origin, Split

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the script."""
    shown = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    units = [
        unit
        for unit in load_corpus(ROOT / "data" / "corpus.jsonl")
        if unit.origin is Origin.MODELLED and unit.split is not Split.TEST
    ]
    for pos, unknown in (("VERB", UNKNOWN_VERB), ("NOUN", UNKNOWN_NOUN)):
        tokens = [
            token
            for sentence in language.load_analyser().parse(unit.text for unit in units)
            for token in sentence.tokens
            if token.pos == pos
        ]
        missing = Counter(
            token.lemma.lower()
            for token in tokens
            if look_up(token.lemma, token.text, pos).type == unknown
        )
        known = 1 - missing.total() / len(tokens)
        print(f"{pos}: {known:.4f} of {len(tokens)} tokens known; missing: ", end="")
        print(", ".join(f"{word} {count}" for word, count in missing.most_common(shown)))


if __name__ == "__main__":
    main()

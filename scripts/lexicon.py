"""How much of the verbs and nouns of plans the word lists know.

    python scripts/lexicon.py [--engine accurate] [--most N]

Prints the share of verb and noun tokens known in documents modelled on real pages, by split,
and the N most frequent unknown lemmas of each (default 40). The test split is counted and not
looked at. A second figure leaves out what a tagger takes for a noun and is no word: signs,
figures and single letters. Proper names that it takes for nouns count as unknown in both.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.features.tokens import UNKNOWN_NOUN, UNKNOWN_VERB, look_up
from stratac.language import Token
from stratac.records import Engine, Origin, Split

ROOT = Path(__file__).parents[1]


def known(token: Token, unknown: int) -> bool:
    """Say whether the lists know a token."""
    return look_up(token.lemma, token.text, token.pos).type != unknown


def is_word(token: Token) -> bool:
    """Say whether a token has two letters or more."""
    return sum(map(str.isalpha, token.text)) > 1


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", type=Engine, choices=list(Engine), default=Engine.FAST)
    parser.add_argument("--most", type=int, default=40, help="unknown lemmas shown")
    options = parser.parse_args()
    units = load_corpus(ROOT / "data" / "corpus.jsonl")
    modelled = [unit for unit in units if unit.origin is Origin.MODELLED]
    analyser = load_analyser(options.engine)
    missing = {"VERB": Counter[str](), "NOUN": Counter[str]()}
    for split in Split:
        sentences = list(analyser.parse(unit.text for unit in select(modelled, split)))
        for pos, unknown in (("VERB", UNKNOWN_VERB), ("NOUN", UNKNOWN_NOUN)):
            tokens = [
                token
                for sentence in sentences
                for token in sentence.tokens
                if token.pos == pos and not token.text.isspace()
            ]
            words = [token for token in tokens if is_word(token)]
            all_, real = (
                sum(known(token, unknown) for token in some) / len(some) for some in (tokens, words)
            )
            print(f"{split}, {pos}: {all_:.3f} of {len(tokens)} tokens, {real:.3f} of words")
            if split is not Split.TEST:
                missing[pos].update(
                    token.lemma.lower() for token in words if not known(token, unknown)
                )
    for pos, counts in missing.items():
        print(f"{pos}: " + ", ".join(f"{w} {n}" for w, n in counts.most_common(options.most)))


if __name__ == "__main__":
    main()

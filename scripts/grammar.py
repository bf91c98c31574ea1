"""Fit the grammar of the light analyser on what the full one makes of the corpus.

python scripts/grammar.py            # fit on training and validation units, save, measure
python scripts/grammar.py --dry-run  # fit on training units, measure on validation units
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from stratac import language, store
from stratac.corpus import load_corpus, select
from stratac.language import Sentence
from stratac.light import fitting
from stratac.light.analyser import GRAMMAR_NAME, LightAnalyser
from stratac.light.vocabulary import load_vocabulary
from stratac.records import Split

ROOT = Path(__file__).parents[1]
CORPUS = (ROOT / "data" / "corpus.jsonl", ROOT / "data" / "singles.jsonl")
SHIPPED = ROOT / GRAMMAR_NAME


def agreement(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> dict[str, float]:
    """Return the share of tokens that two analysers describe alike.

    The first figure is the share of tokens of the second that the first cuts alike; the
    others are shares of those.
    """
    pairs, total = [], 0
    for own, other in zip(ours, theirs, strict=True):
        at = {token.start: place for place, token in enumerate(own.tokens)}
        total += len(other.words)
        for token in other.tokens:
            place = at.get(token.start, -1)
            if place >= 0 and own.words[place].text == token.text:
                pairs.append((own, own.words[place], other, token))
    found = {"cut": len(pairs) / total}
    for name in ("pos", "lemma", "tense", "mood", "form", "dep"):
        alike = [getattr(word, name) == getattr(token.word, name) for _, word, _, token in pairs]
        found[name] = sum(alike) / len(alike)
    alike = [
        own.starts[own.heads[own.starts.index(token.start)]] == other.starts[token.head]
        for own, _, other, token in pairs
    ]
    found["head"] = sum(alike) / len(alike)
    return {name: round(value, 4) for name, value in found.items()}


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--dry-run", action="store_true", help="measure on validation, save nothing"
    )
    options = parser.parse_args()
    units = load_corpus(*CORPUS)
    learned, held_out = (
        ([Split.TRAIN], Split.VALIDATION)
        if options.dry_run
        else ([Split.TRAIN, Split.VALIDATION], Split.TEST)
    )
    full, vocabulary = language.load_analyser(), load_vocabulary()
    sentences = list(full.parse(unit.text for unit in select(units, *learned)))
    grammar = fitting.fit(sentences, vocabulary)
    texts = [unit.text for unit in select(units, held_out)]
    ours = list(LightAnalyser(vocabulary, grammar).parse(texts))
    figures = agreement(ours, list(full.parse(texts)))
    if not options.dry_run:
        SHIPPED.mkdir(parents=True, exist_ok=True)
        store.save(grammar, SHIPPED)
        path = SHIPPED / "figures.json"
        path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()

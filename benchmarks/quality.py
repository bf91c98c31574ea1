"""The model beside four alternatives, all trained on the same split.

python benchmarks/quality.py             # the table
python benchmarks/quality.py --json FILE # and the figures as JSON
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import spacy
from common import COLUMNS, CORPUS
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from spacy.training import Example

from stratac import evaluation, language, load_model, training
from stratac.corpus import load_corpus, select
from stratac.engines import load_analyser
from stratac.evaluation import Predictions
from stratac.records import Engine, Label, LabelledUnit, Split

Units = Sequence[LabelledUnit]
EPOCHS = 6

STRATEGY_WORDS = re.compile(
    r"\b(?:stratégi\w+|vision|ambition\w*|objectifs?|devenir|être|améliorer|renforcer|développer|"
    r"réduire|augmenter|favoriser|garantir|attracti\w+|durable\w*|excellence|référence)\b",
    re.IGNORECASE,
)
TACTIC_WORDS = re.compile(
    r"\b(?:actions?|mesures?|créer|création|organiser|organisation|lancer|lancement|ouvrir|"
    r"ouverture|recruter|recrutement|installer|installation|publier|mettre en place|"
    r"mise en place|réaliser|acheter|former|salons?|campagnes?|ateliers?|site|guide)\b",
    re.IGNORECASE,
)


def majority(train: Units, test: Units) -> Predictions:
    """Give every unit the shares of the labels in training."""
    shares = np.array([sum(unit.label is label for unit in train) for label in Label], float)
    return Predictions(tuple(test), np.tile(shares / shares.sum(), (len(test), 1)))


def keywords(train: Units, test: Units) -> Predictions:
    """Count the key words that anybody would think of first."""
    rows = []
    for unit in test:
        strategy = len(STRATEGY_WORDS.findall(unit.text))
        tactic = len(TACTIC_WORDS.findall(unit.text))
        scores = np.array([strategy, tactic, 0.5], float)
        rows.append(np.exp(scores) / np.exp(scores).sum())
    return Predictions(tuple(test), np.array(rows))


def fit_tfidf(train: Units) -> Pipeline:
    """Fit word and pair frequencies with logistic regression."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, max_iter=1000),
    )
    return model.fit([unit.text for unit in train], [str(unit.label) for unit in train])


def tfidf(train: Units, test: Units) -> Predictions:
    """Word and pair frequencies with logistic regression."""
    model = fit_tfidf(train)
    order = [list(model.classes_).index(label) for label in Label]
    return Predictions(tuple(test), model.predict_proba([unit.text for unit in test])[:, order])


def blank_textcat() -> spacy.language.Language:
    """Return spaCy's own text classifier over the static vectors of the French pipeline."""
    nlp = spacy.load(language.MODEL_NAME, exclude=["ner", "parser", "lemmatizer", "morphologizer",
                                                  "attribute_ruler", "tok2vec"])  # fmt: skip
    config = {
        "model": {
            "@architectures": "spacy.TextCatEnsemble.v2",
            "tok2vec": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2", "width": 96,
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                    "rows": [5000, 2500, 2500, 2500], "include_static_vectors": True,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96,
                    "window_size": 1, "maxout_pieces": 3, "depth": 2,
                },
            },
            "linear_model": {
                "@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True,
                "ngram_size": 2, "no_output_layer": False, "length": 262144,
            },
        }
    }  # fmt: skip
    classifier = nlp.add_pipe("textcat", config=config)
    for label in Label:
        classifier.add_label(str(label))
    return nlp


def textcat(train: Units, test: Units) -> Predictions:
    """Train spaCy's own text classifier."""
    nlp = blank_textcat()
    examples = [
        Example.from_dict(
            nlp.make_doc(unit.text),
            {"cats": {str(label): float(unit.label is label) for label in Label}},
        )
        for unit in train
    ]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(0)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for start in range(0, len(examples), 64):
            nlp.update(examples[start : start + 64], sgd=optimizer, drop=0.3)
    rows = [[doc.cats[str(label)] for label in Label] for doc in nlp.pipe(u.text for u in test)]
    return Predictions(tuple(test), np.array(rows))


def shipped(engine: Engine, train: Units, test: Units) -> Predictions:
    """Use a model that ships with stratac, each unit by itself."""
    sentences = load_analyser(engine).parse(unit.text for unit in test)
    statements = list(load_model(engine=engine).predict(sentences, training.REFERENCE))
    return evaluation.from_statements(test, statements)


ALTERNATIVES: dict[str, Callable[[Units, Units], Predictions]] = {
    "majority class": majority,
    "keyword rule": keywords,
    "TF-IDF, logistic regression": tfidf,
    "spaCy textcat": textcat,
    **{f"stratac, {engine}": functools.partial(shipped, engine) for engine in Engine},
}


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    units = load_corpus(*CORPUS)
    train = select(units, Split.TRAIN, Split.VALIDATION)
    test = select(units, Split.TEST)
    table = Table("model", *COLUMNS, title=f"{len(test)} units of the test split")
    results = {}
    for name, predict in ALTERNATIVES.items():
        found = evaluation.measure(predict(train, test)).to_dict()
        results[name] = found
        table.add_row(name, *(f"{found[column]:.3f}" for column in COLUMNS.values()))
    Console(width=120).print(table)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

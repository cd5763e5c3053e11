"""Train the classifiers of the policy: what a sentence, or a message, reads like.

``python -m evals.train [NAME …]`` fits a linear model to the labelled rows that are not held out, with good
letters and messages as what is no fault, and writes ``policies/classifiers/<name>.json``: one of each
language, and ``messages``. The same rows give the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import impression, linear
from evals.train.labelled import APART, Text
from evals.train.letters import Reader
from evals.train.messages import messages
from evals.train.model import Floats, fit, unseen


class Portions(NamedTuple):
    """How many texts may lie beyond each line that is drawn.

    Attributes:
        pointed_at: of the good letters or messages, those in which something is pointed at.
        refused: of the good letters, those in which something is refused as beyond doubt; 0 to refuse none.
        innocent: of the bad passages, those that read innocent.
    """

    pointed_at: float
    refused: float = 0.0
    innocent: float = 0.0


LEAST_WEIGHT = 2
"""A feature none of whose weights is this far from zero is left out."""
LETTERS = Portions(pointed_at=0.35, refused=0.01, innocent=0.03)
MESSAGES = Portions(pointed_at=0.07)


def write(name: str, texts: Sequence[Text], portions: Portions) -> str:
    """Train a classifier and write it; return a line about it."""
    good = unseen(texts, lambda text: text.source.startswith(APART))
    model = fit(texts)
    bad = sum(map(_is_bad, texts))
    weights = {
        feature: {place: int(weight) for place, weight in enumerate(model.weights[:, number]) if weight}
        for feature, number in model.numbers.items()
        if np.abs(model.weights[:, number]).max() >= LEAST_WEIGHT
    }
    found = linear.Classifier(
        classes=model.classes,
        trained_on=(bad, len(texts) - bad),
        bias=tuple(model.bias),
        cut=_reached(good, portions.pointed_at),
        sure=_reached(good, portions.refused) if portions.refused else None,
        innocent=_reached(unseen(texts, _is_bad), 1 - portions.innocent) if portions.innocent else 0,
        weights=weights,
    )
    path = Shelf.of("policies").folders[0] / linear.file(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_lines(found), encoding="utf-8")
    return f"{name}: {bad} to point at, {len(texts) - bad} good ones, {len(weights)} features"


def _is_bad(text: Text) -> bool:
    return text.fault != linear.GOOD


def _reached(odds: Floats, portion: float) -> float:
    """Return the odds that a portion of some reach."""
    return round(float(np.quantile(odds, 1 - portion)), 3)


def _lines(found: linear.Classifier) -> str:
    """Return a classifier as JSON with a line for each feature."""
    head = json.dumps(found.model_dump(exclude={"weights"}))[:-1]
    lines = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(each)}" for name, each in found.weights.items()
    )
    return f'{head}, "weights": {{\n' + ",\n".join(lines) + "\n}}\n"


def main() -> None:
    """Train the classifiers that are named, or all: one of each language, and ``messages``."""
    for name in sys.argv[1:] or [*Language, impression.NAME]:
        if name == impression.NAME:
            print(write(name, list(messages()), MESSAGES), flush=True)
        else:
            texts = list(Reader(Language(name)).texts())
            print(write(name, texts, LETTERS), flush=True)


if __name__ == "__main__":
    main()

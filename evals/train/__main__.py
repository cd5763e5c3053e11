"""Train the classifiers of the policy: what a sentence, or a message, reads like.

``python -m evals.train [NAME …]`` fits a linear model to the labelled rows that are not held out, with good
letters and messages as what is no fault, and writes ``policies/classifiers/<name>.json``: one of each
language, and ``messages``. The same rows give the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import impression, linear
from evals.train.labelled import APART, Text
from evals.train.letters import Reader
from evals.train.messages import messages
from evals.train.model import fit, unseen


class Portions(NamedTuple):
    """How many texts may lie beyond each line that is drawn.

    Attributes:
        pointed_at: of the good letters or messages, those in which something is pointed at.
        refused: of the good letters, those in which something is refused as beyond doubt; 0 to refuse none.
        innocent: of the bad passages or messages, those that read innocent.
    """

    pointed_at: float
    innocent: float
    refused: float = 0.0


LEAST_WEIGHT = 2
"""A feature none of whose weights is this far from zero is left out."""
LETTERS = Portions(pointed_at=0.35, innocent=0.06, refused=0.005)
MESSAGES = Portions(pointed_at=0.07, innocent=0.05)


def write(name: str, texts: Sequence[Text], portions: Portions) -> str:
    """Train a classifier and write it; return a line about it."""
    model = fit(texts)
    odds = list(unseen(texts))
    good = _highest((text, each) for text, each in odds if text.source.startswith(APART))
    bad = [each for text, each in odds if text.fault != linear.GOOD]
    weights = {
        feature: {place: int(weight) for place, weight in enumerate(model.weights[:, number]) if weight}
        for feature, number in model.numbers.items()
        if np.abs(model.weights[:, number]).max() >= LEAST_WEIGHT
    }
    found = linear.Classifier(
        classes=model.classes,
        trained_on=(len(bad), len(texts) - len(bad)),
        bias=tuple(model.bias),
        cut=_reached(good, portions.pointed_at),
        sure=_reached(good, portions.refused) if portions.refused else None,
        innocent=_reached(bad, 1 - portions.innocent),
        weights=weights,
    )
    path = Shelf.of("policies").folders[0] / linear.file(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_lines(found), encoding="utf-8")
    counts = f"{len(bad)} to point at, {len(texts) - len(bad)} good ones, {len(weights)} features"
    return f"{name}: {counts}; cut {found.cut}, sure {found.sure}, innocent {found.innocent}"


def _highest(odds: Iterable[tuple[Text, float]]) -> Sequence[float]:
    """Return the highest odds of each source: of each letter or message."""
    found: dict[str, float] = {}
    for text, each in odds:
        found[text.source] = max(each, found.get(text.source, 0.0))
    return list(found.values())


def _reached(odds: Sequence[float], portion: float) -> float:
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

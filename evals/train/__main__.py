"""Train the classifiers of the policy: what a sentence, or a message, reads like.

``python -m evals.train [NAME …]`` fits a linear model to the labelled rows that are not held out, with good
letters and messages as what is no fault, and writes ``policies/classifiers/<name>.json``: one of each
language, and ``messages``. The same rows give the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import impression, linear
from evals.train.labelled import Text
from evals.train.letters import Reader
from evals.train.messages import messages
from evals.train.model import cut, fit

LETTERS_POINTED_AT = 0.35
"""Portion of good letters in which a sentence may be pointed at; the cut is set for it."""
MESSAGES_POINTED_AT = 0.07
"""Portion of messages with no trigger that may be pointed at."""


def write(name: str, texts: Sequence[Text], portion: float) -> str:
    """Train a classifier and write it; return a line about it."""
    model = fit(texts)
    bad = sum(text.fault != linear.GOOD for text in texts)
    weights = {
        feature: kept
        for feature, number in model.numbers.items()
        if (kept := {place: int(weight) for place, weight in enumerate(model.weights[:, number]) if weight})
    }
    found = linear.Classifier(
        classes=model.classes,
        trained_on=(bad, len(texts) - bad),
        bias=tuple(model.bias),
        cut=round(cut(texts, portion), 3),
        weights=weights,
    )
    path = Shelf.of("policies").folders[0] / linear.file(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_lines(found), encoding="utf-8")
    return f"{name}: {bad} to point at, {len(texts) - bad} good ones, {len(weights)} features"


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
            print(write(name, list(messages()), MESSAGES_POINTED_AT), flush=True)
        else:
            print(write(name, list(Reader(Language(name)).texts()), LETTERS_POINTED_AT), flush=True)


if __name__ == "__main__":
    main()

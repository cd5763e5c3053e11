"""Train the policy: what a sentence, or a message, reads like, and the words a language is known to use.

``python -m evals.train [NAME …]`` fits a linear model to the labelled rows that are not held out, with good
letters and messages as what is no fault, and writes ``policies/classifiers/<name>.json``: one of each
language, and ``messages``. Beside a language's it writes ``policies/vocabularies/<language>.txt``. The same
rows give the same files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import impression, linear, vocabulary
from evals.train.accounts import accounts
from evals.train.labelled import APART, Text
from evals.train.letters import Reader
from evals.train.messages import messages
from evals.train.model import fit, unseen


class Lines(NamedTuple):
    """The odds at which lines are drawn; see :class:`linear.Classifier`."""

    cut: float
    innocent: float
    anew: float | None = None
    sure: float | None = None


LETTERS_STRENGTH, MESSAGES_STRENGTH = 50.0, 120.0
"""How freely weights grow; see :func:`evals.train.model.fit`."""
LEAST_WEIGHT = 2
"""A feature none of whose weights is this far from zero is left out."""
LETTERS_POINTED_AT = 0.35
"""The portion of good letters in which something is pointed at."""
OF_MESSAGES, OF_ACCOUNTS = Lines(cut=0.07, innocent=1.4), Lines(cut=0.15, innocent=2.2)
"""Odds of a trigger: from which on it applies, and below which a rule of no weight would be in doubt."""
IN_DOUBT, ANEW, BEYOND_DOUBT = 0.3, 2.0, 20.0
"""The odds that a sentence has a fault below which a rule is in doubt, from which on a model's section is
written anew for it, and from which on no rule is needed."""


def of_letters(good: Sequence[float]) -> Lines:
    """Return the lines for sentences of letters.

    Args:
        good: the highest odds of each good letter.
    """
    return Lines(_reached(good, LETTERS_POINTED_AT), IN_DOUBT, ANEW, BEYOND_DOUBT)


def write(name: str, texts: Sequence[Text], strength: float, lines: Lines | None = None) -> str:
    """Train a classifier and write it; return a line about it.

    Args:
        name: its name.
        texts: what it is trained on.
        strength: how freely weights grow.
        lines: where it draws the lines; if left out, by the odds of good letters that it has not seen.
    """
    model = fit(texts, strength)
    bad = sum(text.fault != linear.GOOD for text in texts)
    weights = {
        feature: {place: int(weight) for place, weight in enumerate(model.weights[:, number]) if weight}
        for feature, number in model.numbers.items()
        if np.abs(model.weights[:, number]).max() >= LEAST_WEIGHT
    }
    found = linear.Classifier(
        classes=model.classes,
        trained_on=(bad, len(texts) - bad),
        bias=tuple(model.bias),
        **(lines or of_letters(_highest(unseen(texts, strength))))._asdict(),
        weights=weights,
    )
    _write(linear.file(name), _lines(found))
    counts = f"{bad} to point at, {len(texts) - bad} good ones, {len(weights)} features"
    return f"{name}: {counts}; cut {found.cut}, sure {found.sure}, innocent {found.innocent}"


def write_words(language: Language, words: Iterable[str]) -> str:
    """Write a language's vocabulary; return a line about it.

    Args:
        language: the language.
        words: the words it is known to use.
    """
    stems = sorted(set(map(vocabulary.stem, words)))
    _write(vocabulary.file(language), "\n".join([*stems, ""]))
    return f"{language}: {len(stems)} stems of words"


def _write(name: str, text: str) -> None:
    path = Shelf.of("policies").folders[0] / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _highest(odds: Iterable[tuple[Text, float]]) -> Sequence[float]:
    """Return the highest odds of each source that may be left out: of each letter."""
    found: dict[str, float] = {}
    for text, each in odds:
        if text.source.startswith(APART):
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
    """Train the classifiers that are named, or all: one of each language, ``messages`` and ``accounts``."""
    for name in sys.argv[1:] or [*Language, impression.MESSAGES, impression.ACCOUNTS]:
        if name == impression.MESSAGES:
            print(write(name, list(messages()), MESSAGES_STRENGTH, OF_MESSAGES), flush=True)
        elif name == impression.ACCOUNTS:
            print(write(name, list(accounts()), MESSAGES_STRENGTH, OF_ACCOUNTS), flush=True)
        else:
            reader = Reader(Language(name))
            print(write_words(Language(name), reader.words()), flush=True)
            print(write(name, list(reader.texts()), LETTERS_STRENGTH), flush=True)


if __name__ == "__main__":
    main()

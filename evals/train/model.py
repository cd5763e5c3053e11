"""A linear model of texts, and where it draws the line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from drafter.policy import linear
from evals.train.labelled import APART, Text

FEWEST = 2
"""Texts that a feature must stand in to be kept."""
STRENGTH = 30.0
"""How freely weights grow: the inverse of the regularisation."""
PARTS = 3
"""Parts of the good letters that are left out in turn, to find the cut."""

Floats = NDArray[np.float64]


class Model(NamedTuple):
    """A fitted model: the number of each feature, its classes, their biases, and the features' weights."""

    numbers: Mapping[str, int]
    classes: tuple[str, ...]
    bias: Floats
    weights: Floats

    def odds(self, texts: Sequence[Text]) -> Floats:
        """Return the odds of each text that it has a fault."""
        sums = _matrix(texts, self.numbers) @ self.weights.T + self.bias
        good = self.classes.index(linear.GOOD)
        found: Floats = np.exp(np.delete(sums, good, axis=1) - sums[:, [good]]).sum(axis=1)
        return found


def fit(texts: Sequence[Text]) -> Model:
    """Return the model of some texts; a weight that is much the same for all classes is none."""
    met = Counter(feature for text in texts for feature in text.counts)
    kept = sorted(feature for feature, times in met.items() if times >= FEWEST)
    numbers = {feature: number for number, feature in enumerate(kept)}
    fitted = LogisticRegression(C=STRENGTH, max_iter=3_000)
    fitted.fit(_matrix(texts, numbers), [text.fault for text in texts])
    weights = np.round(fitted.coef_ - np.median(fitted.coef_, axis=0))
    bias = np.round(fitted.intercept_, 2)
    return Model(numbers, tuple(fitted.classes_), bias, weights)


def _matrix(texts: Sequence[Text], numbers: Mapping[str, int]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        for feature, count in text.counts.items():
            if feature in numbers:
                columns.append(numbers[feature])
                values.append(count / text.length)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), len(numbers)))


def cut(texts: Sequence[Text], portion: float) -> float:
    """Return the odds that few of the good letters or messages reach that a model has not seen.

    Args:
        texts: the texts.
        portion: how many of them may reach it.
    """
    sources = sorted({text.source for text in texts if text.source.startswith(APART)})
    highest: list[float] = []
    for part in range(PARTS):
        apart = set(sources[part::PARTS])
        model = fit([text for text in texts if text.source not in apart])
        by_source: dict[str, list[Text]] = defaultdict(list)
        for text in texts:
            if text.source in apart:
                by_source[text.source].append(text)
        highest += (model.odds(each).max() for each in by_source.values())
    return float(np.quantile(highest, 1 - portion))

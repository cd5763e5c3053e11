"""A linear model of texts, and where it draws the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from drafter.policy import linear
from evals.train.labelled import Text

FEWEST = 2
"""Texts that a feature must stand in to be kept; one that counts for several is one."""
LEAST_TELLING = 1.0
"""How telling every feature is, before what its ratio adds, one on average."""
PARTS = 3
"""Parts that are left out in turn, to find where to draw the line."""

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


def fit(texts: Sequence[Text], strength: float) -> Model:
    """Return the model of some texts; a weight that is much the same for all classes is none.

    Args:
        texts: the texts.
        strength: how freely weights grow: the inverse of the regularisation.
    """
    different = {id(text): text for text in texts}.values()
    met = Counter(feature for text in different for feature in text.counts)
    kept = sorted(feature for feature, times in met.items() if times >= FEWEST)
    numbers = {feature: number for number, feature in enumerate(kept)}
    matrix = _matrix(texts, numbers)
    telling = _telling(matrix, np.array([text.fault != linear.GOOD for text in texts]))
    fitted = LogisticRegression(C=strength, max_iter=3_000)
    fitted.fit(matrix.multiply(telling).tocsr(), [text.fault for text in texts])
    weights = np.round((fitted.coef_ - np.median(fitted.coef_, axis=0)) * telling)
    bias = np.round(fitted.intercept_, 2)
    return Model(numbers, tuple(fitted.classes_), bias, weights)


def _telling(matrix: csr_matrix, bad: NDArray[np.bool_]) -> Floats:
    """Return how telling each feature is: weights of telling ones may grow the most.

    By the ratio of the odds that bad and good texts hold it, as in Wang and Manning, “Baselines and Bigrams”
    (ACL 2012).
    """
    held = matrix > 0
    among = [(held[each].sum(axis=0) + 1) / (each.sum() + 2) for each in (bad, ~bad)]
    ratio = np.abs(np.log(np.asarray(among[0] / among[1]).ravel()))
    found: Floats = LEAST_TELLING + ratio / ratio.mean()
    return found


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


def unseen(texts: Sequence[Text], strength: float) -> Iterator[tuple[Text, float]]:
    """Yield each text and its odds, by a model that has seen nothing of its source; see :func:`fit`."""
    sources = sorted({text.source for text in texts})
    for part in range(PARTS):
        out = set(sources[part::PARTS])
        model = fit([text for text in texts if text.source not in out], strength)
        left = [text for text in texts if text.source in out]
        yield from zip(left, model.odds(left).tolist(), strict=True)

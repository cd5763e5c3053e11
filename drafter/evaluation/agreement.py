"""How far a judge agrees with people: Cohen's kappa, and whether that lets it decide.

Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960),
whose large-sample standard error the interval uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from drafter.evaluation.statistics import Z95, kappa

MIN_KAPPA = 0.7
MIN_LABELS = 50


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge and a person said of one text.

    Attributes:
        language: the text's language.
        judge: whether the judge let it pass.
        person: whether the person would.
        fault: the fault at stake, where the labels name one.
    """

    language: str
    judge: bool
    person: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge against people, counted.

    Attributes:
        both_good, both_bad: they agree.
        judge_only_good: the judge let pass what a person would not.
        judge_only_bad: the judge refused what a person would send.
    """

    both_good: int = 0
    judge_only_good: int = 0
    judge_only_bad: int = 0
    both_bad: int = 0

    @classmethod
    def of(cls, opinions: Mapping[Opinion, int]) -> Agreement:
        """Count opinions, each given so many times."""
        counts: Counter[tuple[bool, bool]] = Counter()
        for opinion, times in opinions.items():
            counts[opinion.judge, opinion.person] += times
        return cls(counts[True, True], counts[True, False], counts[False, True], counts[False, False])

    @property
    def labels(self) -> int:
        """Return how many texts both have seen."""
        return self.both_good + self.judge_only_good + self.judge_only_bad + self.both_bad

    @property
    def observed(self) -> float | None:
        """Return the share on which they agree; None without labels."""
        return (self.both_good + self.both_bad) / self.labels if self.labels else None

    @property
    def kappa(self) -> float | None:
        """Return Cohen's kappa; None where chance alone would make them agree."""
        return kappa(self.both_good, self.judge_only_good, self.judge_only_bad, self.both_bad)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of kappa, cut at -1 and 1; None where kappa is."""
        middle, observed = self.kappa, self.observed
        if middle is None or observed is None:
            return None
        # kappa = 1 - (1 - observed) / (1 - chance), solved for 1 - chance; total agreement has no spread.
        spread = Z95 * sqrt(observed / self.labels / (1 - observed)) * (1 - middle) if observed < 1 else 0.0
        return max(-1.0, middle - spread), min(1.0, middle + spread)

    @property
    def advisory(self) -> str:
        """Return why the judge may only advise; empty where it may decide."""
        if self.labels < MIN_LABELS:
            return f"{self.labels} of at least {MIN_LABELS} labels"
        if self.kappa is None:
            return "kappa is not defined: only one answer was ever given"
        if self.kappa < MIN_KAPPA:
            return f"kappa {self.kappa:.2f}, below {MIN_KAPPA}"
        return ""


def grouped(opinions: Mapping[Opinion, int], key: Callable[[Opinion], str]) -> Mapping[str, Agreement]:
    """Return the agreement in each group of opinions, such as a language, sorted by its name."""
    groups: dict[str, dict[Opinion, int]] = {}
    for opinion, times in opinions.items():
        groups.setdefault(key(opinion), {})[opinion] = times
    return {name: Agreement.of(groups[name]) for name in sorted(groups) if name}

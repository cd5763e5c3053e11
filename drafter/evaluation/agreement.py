"""How far a judge agrees with people: Cohen's kappa, and whether that lets it decide.

Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

MIN_KAPPA = 0.7
MIN_LABELS = 50
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Opinion:
    """One letter as the judge and a person saw it."""

    language: str
    judge: bool
    person: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge against people, counted.

    Attributes:
        both_good, both_bad: they agree.
        judge_only_good: the judge let pass what a person did not.
        judge_only_bad: the judge refused what a person would send.
    """

    both_good: int = 0
    judge_only_good: int = 0
    judge_only_bad: int = 0
    both_bad: int = 0

    @classmethod
    def of(cls, opinions: Iterable[Opinion]) -> Agreement:
        """Count opinions."""
        counts = {(judge, person): 0 for judge in (True, False) for person in (True, False)}
        for opinion in opinions:
            counts[opinion.judge, opinion.person] += 1
        return cls(counts[True, True], counts[True, False], counts[False, True], counts[False, False])

    @property
    def labels(self) -> int:
        """Return how many letters both have seen."""
        return self.both_good + self.judge_only_good + self.judge_only_bad + self.both_bad

    @property
    def observed(self) -> float | None:
        """Return the share on which they agree; None without labels."""
        return (self.both_good + self.both_bad) / self.labels if self.labels else None

    @property
    def kappa(self) -> float | None:
        """Return Cohen's kappa; None where it is not defined (no labels, or one answer alone was ever given)."""
        observed, chance = self.observed, self._chance
        if observed is None or chance is None or chance == 1:
            return None
        return (observed - chance) / (1 - chance)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of kappa by its large-sample standard error, cut at -1 and 1."""
        kappa, observed, chance = self.kappa, self.observed, self._chance
        if kappa is None or observed is None or chance is None:
            return None
        spread = _Z95 * sqrt(observed * (1 - observed) / self.labels) / (1 - chance)
        return max(-1.0, kappa - spread), min(1.0, kappa + spread)

    @property
    def advisory(self) -> str:
        """Return why the judge may only advise, as a clause; empty where it may decide."""
        if self.labels < MIN_LABELS:
            return f"{self.labels} of at least {MIN_LABELS} labels"
        if self.kappa is None:
            return "kappa is not defined: one answer alone was ever given"
        if self.kappa < MIN_KAPPA:
            return f"kappa {self.kappa:.2f} is below {MIN_KAPPA}"
        return ""

    @property
    def _chance(self) -> float | None:
        if not self.labels:
            return None
        judge = (self.both_good + self.judge_only_good) / self.labels
        person = (self.both_good + self.judge_only_bad) / self.labels
        return judge * person + (1 - judge) * (1 - person)


def by_language(opinions: Iterable[Opinion]) -> MappingProxyType[str, Agreement]:
    """Return the agreement in each language, sorted by language."""
    sorted_out: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        sorted_out.setdefault(opinion.language, []).append(opinion)
    return MappingProxyType({name: Agreement.of(sorted_out[name]) for name in sorted(sorted_out)})

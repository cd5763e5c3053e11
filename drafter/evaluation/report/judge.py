"""How far the judge can be trusted: agreement with people by language and fault, and with itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.evaluation.agreement import MIN_KAPPA, MIN_LABELS, Agreement, Opinion, grouped
from drafter.evaluation.report.evidence import Evidence
from drafter.evaluation.report.intervals import Drawing, Estimate, Scale, draw
from drafter.evaluation.report.names import language_name

_SCALE = Scale(-0.2, 1.0)


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """The judge on one group of texts.

    Attributes:
        name: the group.
        agreement: the counts.
        advisory: why it may only advise; empty where it may decide.
        drawing: kappa with its interval; None where it is not defined.
    """

    name: str
    agreement: Agreement
    advisory: str
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Judge:
    """The judge of head's run.

    Attributes:
        whole: on all texts with a label.
        languages, faults: by group.
        repeated: texts it judged more than once.
        consistent: those it judged alike each time.
        bar: place of the least kappa on the drawn scale, in percent.
    """

    whole: JudgeRow
    languages: tuple[JudgeRow, ...]
    faults: tuple[JudgeRow, ...]
    repeated: int
    consistent: int
    bar: float
    least_kappa: float = MIN_KAPPA
    least_labels: int = MIN_LABELS


def build(head: Evidence) -> Judge | None:
    """Return the judge's record; None where nothing was judged."""
    if not head.opinions and not head.verdicts:
        return None
    opinions: Mapping[Opinion, int] = head.opinions
    often = [counts for counts in head.verdicts.values() if sum(counts) > 1]
    return Judge(
        whole=_row("All", Agreement.of(opinions)),
        languages=tuple(
            _row(language_name(name), each) for name, each in grouped(opinions, _language).items()
        ),
        faults=tuple(_row(name.replace("_", " "), each) for name, each in grouped(opinions, _fault).items()),
        repeated=len(often),
        consistent=sum(0 in counts for counts in often),
        bar=_SCALE.percent(MIN_KAPPA),
    )


def _row(name: str, agreement: Agreement) -> JudgeRow:
    drawing = None
    if agreement.kappa is not None and agreement.interval:
        low, high = agreement.interval
        says = f"kappa {agreement.kappa:.2f}, 95 % interval {low:.2f} to {high:.2f}"
        drawing = draw(Estimate(agreement.kappa, low, high), _SCALE, says, difference=False)
    return JudgeRow(name, agreement, agreement.advisory, drawing)


def _language(opinion: Opinion) -> str:
    return opinion.language


def _fault(opinion: Opinion) -> str:
    return opinion.fault

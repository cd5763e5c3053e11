"""How far the judge can be trusted: agreement with people by language and fault, and with itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.evaluation.agreement import MIN_KAPPA, MIN_LABELS, Agreement, Opinion, grouped
from drafter.evaluation.report.evidence import Evidence
from drafter.evaluation.report.intervals import Drawing, Estimate, Scale, draw
from drafter.evaluation.report.names import language_name

_SCALE = Scale(0.0, 1.0)
_BAR = (
    f"Below a kappa of {MIN_KAPPA} (dashed), or with fewer than {MIN_LABELS} labels in a language, "
    "it advises and decides nothing."
)
_CODE = "Code against labelled texts; it decides whatever its kappa, for it is the same every time."
_CODE_RUNS = frozenset({"policy", "screen", "hostile"})
_TITLES = {"policy": "Rules", "screen": "Legal screen", "hostile": "Gate", "reader": "Second reader"}


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
        title: what judged.
        lead: what its record means.
        whole: on all texts with a label.
        languages, faults: by group.
        repeated: texts it judged more than once.
        consistent: those it judged alike each time.
        bar: place of the least kappa on the drawn scale, in percent.
    """

    title: str
    lead: str
    whole: JudgeRow
    languages: tuple[JudgeRow, ...]
    faults: tuple[JudgeRow, ...]
    repeated: int
    consistent: int
    bar: float


def build(head: Evidence, what: str) -> Judge | None:
    """Return the judge's record; None where nothing was judged.

    Args:
        head: what head's journal holds.
        what: what its suite runs.
    """
    if not head.opinions and not head.verdicts:
        return None
    opinions: Mapping[Opinion, int] = head.opinions
    is_code = what in _CODE_RUNS
    often = [counts for counts in head.verdicts.values() if sum(counts) > 1]

    def row(name: str, agreement: Agreement) -> JudgeRow:
        return JudgeRow(name, agreement, "" if is_code else agreement.advisory, _drawn(agreement))

    return Judge(
        title=_TITLES.get(what, "Judge"),
        lead=_CODE if is_code else f"A model against people. {_BAR}",
        whole=row("All", Agreement.of(opinions)),
        languages=tuple(
            row(language_name(name), each) for name, each in grouped(opinions, _language).items()
        ),
        faults=tuple(row(name.replace("_", " "), each) for name, each in grouped(opinions, _fault).items()),
        repeated=len(often),
        consistent=sum(0 in counts for counts in often),
        bar=_SCALE.percent(MIN_KAPPA),
    )


def _drawn(agreement: Agreement) -> Drawing | None:
    if agreement.kappa is None or agreement.interval is None:
        return None
    low, high = agreement.interval
    says = f"kappa {agreement.kappa:.2f}, 95 % interval {low:.2f} to {high:.2f}"
    return draw(Estimate(agreement.kappa, low, high), _SCALE, says, difference=False)


def _language(opinion: Opinion) -> str:
    return opinion.language


def _fault(opinion: Opinion) -> str:
    return opinion.fault

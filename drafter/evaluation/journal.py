"""The journal of a run: one JSON object a line, written as each (case, epoch) finishes.

Three kinds of line, told apart by their first field::

    {"line": "run", "suite": "drafting", "prompt": "5d0c…", …}       the first line: what ran
    {"line": "prompt", "version": "9a31…", "kind": "apology", …}     a prompt, before its first result
    {"line": "result", "case": "en-apology-03", "epoch": 0, …}       one finished (case, epoch)

Nothing else is ever stored about a run: totals are recomputed from these lines. A last line that a crash tore
off is dropped on reading; a broken line anywhere else is an error. Fields that hold their default are left
out of a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from drafter.errors import InputError, Problem

FORMAT = 1
"""Version of the line format; a journal of another one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The header: everything that must be equal for a resume, and for two runs to be comparable.

    Attributes:
        format: version of the line format.
        suite: name of the suite.
        suite_hash: digest of the suite file.
        cases_hash: digest of the case or passage files.
        cases: how many there are; a finished run has ``cases × epochs`` results.
        epochs: how often each case is run.
        what: what runs: ``draft``, ``template``, ``policy``, ``screen``, ``reader``, ``hostile``.
        answers: where a model's answers come from: ``live``, ``replayed``, ``simulated``; else empty.
        prompt: digest of everything that shapes prompts; names the run as base or head of a comparison.
        policy: digest of the policies.
        model: name of the model that is asked; empty without one.
        seed: of wordings and of the simulated model.
        gates: names of the checks that must pass for a (case, epoch) to pass.
        revision: git revision of the checkout, with ``+`` where it had changes; empty where unknown.
        drafter: version of this package.
        started: UTC time, ISO 8601.
    """

    line: Literal["run"] = "run"
    format: int = FORMAT
    suite: str
    suite_hash: str
    cases_hash: str
    cases: int
    epochs: int
    what: str
    answers: str = ""
    prompt: str = ""
    policy: str = ""
    model: str = ""
    seed: int = 0
    gates: tuple[str, ...] = ()
    revision: str = ""
    drafter: str = ""
    started: str = ""

    @property
    def expected(self) -> int:
        """Results of the finished run."""
        return self.cases * self.epochs


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One section of a prompt's plan, with the guide steps it comes from (``file step n``)."""

    section: str
    ask: str
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptLine:
    """One prompt version of the run: the system message, and the case message of the first case that used it.

    Attributes:
        version: the prompt's version; results name it in ``prompt``.
        kind, language: what it is for.
        system: the system message.
        example: the case message of one case, for a diff between two versions.
        steps: the sections asked for in that example, with their guide steps.
    """

    line: Literal["prompt"] = "prompt"
    version: str
    kind: str
    language: str
    system: str
    example: str
    steps: tuple[GuideStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one check ended.

    Attributes:
        passed: whether it holds.
        score: its measure where it has one; the unit is the check's own.
        why: one sentence on a failure, or a judge's reason.
    """

    passed: bool
    score: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding: of an attempt that was mended, or on the text that was judged.

    Attributes:
        rule: rule id.
        severity: ``error``, ``warning`` or ``info``; what was mended on the way is ``info``.
        section: section id; empty for the whole.
        start, end: code points in the section's text; None where something is lacking.
        quote: the words found.
        why: for the reader.
        source: ``code`` or ``model`` (the second reader).
    """

    rule: str
    severity: str = "error"
    section: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    why: str = ""
    source: str = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSection:
    """A section of the letter, its slots written ``[[name]]``; origin ``model``, ``repair``, ``template``."""

    id: str
    text: str
    origin: str = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One HTTP request of a model.

    Attributes:
        purpose: ``draft``, ``repair``, ``second_reader``, ``judge`` of the tone, ``read`` of a passage.
        outcome: how it ended.
        seconds: how long it took; a replayed one took what it took when it was recorded.
        prompt_tokens, completion_tokens: None where nobody said.
        key: hash of the request, as the recordings know it.
    """

    purpose: str
    outcome: str
    seconds: float = 0.0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person says about a passage or a message.

    Attributes:
        bad: it has a fault, or must go to a lawyer.
        fault: the fault, or on a clean passage that of its twin.
        triggers: legal triggers of a message.
        pair: joins a bad passage and its clean twin.
        text: the passage or message itself.
    """

    bad: bool
    fault: str = ""
    triggers: tuple[str, ...] = ()
    pair: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One finished (case, epoch).

    Attributes:
        case: id of the case, passage, message or hostile draft.
        epoch: counted from 0.
        kind, language: the cell it belongs to; a message has no kind.
        checks: by name. Empty where an error kept it from being checked.
        outcome: ``ready`` or ``legal_review`` of a letter; ``pass``, ``repair`` or ``refuse`` of a judged
            text; ``flagged`` or ``clean`` of a passage or message, ``error``.
        findings: what the policy found, the mended included.
        sections: the letter's sections.
        slots: values of the slots that stand in them.
        prompt: prompt version; empty without one.
        request: hash of the first request.
        case_message: what the model was told about the case, in epoch 0 only.
        asked: requests made, in order.
        label: what a person says, for labelled passages and messages.
        flagged: what was found on a labelled one: rule ids or triggers.
        notes: the pipeline's own notes, such as why templates were used.
        seconds: wall time.
        error: what kept it from being judged; counts as a failure of every check.
    """

    line: Literal["result"] = "result"
    case: str
    epoch: int
    kind: str = ""
    language: str = ""
    checks: Mapping[str, Check] = field(default_factory=dict)
    outcome: str = ""
    findings: tuple[Found, ...] = ()
    sections: tuple[WrittenSection, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    prompt: str = ""
    request: str = ""
    case_message: str = ""
    asked: tuple[Asked, ...] = ()
    label: Label | None = None
    flagged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""

    def passed(self, check: str) -> bool:
        """Say whether a check holds; an error or an absent check does not."""
        found = self.checks.get(check)
        return not self.error and found is not None and found.passed


Line = Run | PromptLine | Result


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Line]:
    return TypeAdapter(Annotated[Line, Field(discriminator="line")])


def encode(line: Line) -> bytes:
    """Return a line as it stands in the journal, line feed included."""
    kind = f'{{"line":"{line.line}",'.encode()
    return kind + _adapter().dump_json(line, exclude_defaults=True)[1:] + b"\n"


def decode(data: bytes, source: str, number: int) -> Line:
    """Read one line.

    Args:
        data: the line.
        source, number: file and line number, for the error.

    Raises:
        InputError: it is not a line of a journal.
    """
    try:
        return _adapter().validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        what = f"is not a line of a journal ({first['msg']})"
        raise InputError(
            Problem(source, "", what, "give the journal of `drafter eval run`", number)
        ) from None


def lines(path: Path) -> Iterator[Line]:
    """Yield the whole lines of a journal; a last line without its line feed was torn off and is dropped.

    Raises:
        InputError: the file cannot be read, or a line other than the last is broken.
    """
    try:
        with path.open("rb") as file:
            for number, data in enumerate(file, 1):
                if data.endswith(b"\n"):
                    yield decode(data, str(path), number)
    except OSError as error:
        raise InputError(
            Problem(str(path), "", error.strerror or "cannot be read", "name a journal")
        ) from None


def header(path: Path) -> Run:
    """Return the first line of a journal.

    Raises:
        InputError: there is none, or it is of another format.
    """
    first = next(lines(path), None)
    if not isinstance(first, Run):
        raise InputError(Problem(str(path), "", "does not begin with a run", "name a journal", 1))
    if first.format != FORMAT:
        raise InputError(Problem(str(path), "format", f"is {first.format}", f"only {FORMAT} is read", 1))
    return first


def results(path: Path) -> Iterator[Result]:
    """Yield the results of a journal in the order they finished; see :func:`lines`."""
    return (line for line in lines(path) if isinstance(line, Result))


def prompts(path: Path) -> Iterator[PromptLine]:
    """Yield the prompts of a journal; see :func:`lines`."""
    return (line for line in lines(path) if isinstance(line, PromptLine))

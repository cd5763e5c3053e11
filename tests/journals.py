"""Journals for tests: small runs whose outcomes are known, written as the runner writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drafter.evaluation import gate, totals
from drafter.evaluation.comparison import Comparison
from drafter.evaluation.journal import (
    Asked,
    Check,
    Found,
    GuideStep,
    Label,
    Line,
    PromptLine,
    Result,
    Run,
    WrittenSection,
    encode,
)

KINDS = ("winback", "apology", "refund_refusal", "termination")
LANGUAGES = ("en", "fil", "ms", "id", "bg", "te")
GOOD = "We are sorry that [[product]] came late. We have changed how we pack every parcel."
BAD = "We guarantee that [[product]] will never come late again."

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>body{display:none}</style>",
    "</details></main><h1>owned</h1>",
    "]]><x/><![CDATA[",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "a|b|c `code` **bold** [link](http://evil.example) @everyone #1 www.evil.example",
    "line\n\n| a | b |\n::error::owned\r\n# heading",
    "\x1b[31mred\x07\x00 \u202edetrevni\u2066 zero\u200bwidth \ufffe",
    "&lt;b&gt; &#60; %0A::warning::owned",
)


def run(**changes: Any) -> Run:
    """Return the header of a finished drafting run of one epoch."""
    plain = Run(
        suite="drafting",
        suite_hash="5151",
        cases_hash="ca5e",
        cases=1,
        epochs=1,
        what="draft",
        answers="live",
        prompt="aaaa00000001",
        policy="bbbb00000001",
        model="some-model",
        gates=("policy",),
        revision="0123456789ab",
        drafter="0.1.0",
        started="2026-11-20T10:00:00+00:00",
    )
    return replace(plain, **changes)


def result(case: str, *, epoch: int = 0, passed: bool = True, **changes: Any) -> Result:
    """Return one letter; a failing one has a finding in its only section."""
    text = GOOD if passed else BAD
    found = () if passed else (finding(BAD, "guarantee"),)
    plain = Result(
        case=case,
        epoch=epoch,
        kind="apology",
        language="en",
        checks={
            "policy": Check(passed=passed, why="" if passed else "promise.guarantee: promises what may fail")
        },
        outcome="ready",
        findings=found,
        sections=(WrittenSection(id="explanation", text=text),),
        slots={"product": "the oak table"},
        prompt="p1",
        case_message="Letter: Write to an upset customer." if epoch == 0 else "",
        asked=(
            Asked(purpose="draft", outcome="answered", seconds=1.5, prompt_tokens=900, completion_tokens=120),
        ),
        seconds=1.5,
    )
    return replace(plain, **changes)


def finding(text: str, quote: str, section: str = "explanation", **changes: Any) -> Found:
    """Return a rule's hit on the first place of a quote in a section's text."""
    start = text.index(quote)
    plain = Found(
        rule="promise.guarantee",
        section=section,
        start=start,
        end=start + len(quote),
        quote=quote,
        why="It promises what may fail.",
    )
    return replace(plain, **changes)


def prompt(system: str = "Be kind.\nNever:\n- Do not promise.", **changes: Any) -> PromptLine:
    """Return the prompt of English apologies."""
    plain = PromptLine(
        version="p1",
        kind="apology",
        language="en",
        system=system,
        example="Sections:\nexplanation (25–130 words): Say why it happened.",
        steps=(GuideStep(section="explanation", ask="Say why.", source=("001.txt step 3",)),),
    )
    return replace(plain, **changes)


def judged(case: str, *, good: bool, **changes: Any) -> Result:
    """Return a letter with a judge's word on its tone."""
    tone = Check(passed=good, score=5 if good else 2, why="Warm." if good else "Cold.")
    return result(case, checks={"policy": Check(passed=True), "tone": tone}, **changes)


def labelled(case: str, *, bad: bool, flagged: bool, **changes: Any) -> Result:
    """Return a labelled passage that was judged."""
    plain = Result(
        case=case,
        epoch=0,
        kind="apology",
        language="en",
        checks={"agrees": Check(passed=bad is flagged)},
        outcome="flagged" if flagged else "clean",
        label=Label(bad=bad, fault="blame", text="It was the courier's fault."),
        flagged=("apology.blame",) if flagged else (),
    )
    return replace(plain, **changes)


def write(path: Path, header: Run, lines: Iterable[Line]) -> Path:
    """Write a journal."""
    path.write_bytes(b"".join(map(encode, (header, *lines))))
    return path


def finished(
    path: Path, results: Sequence[Result], *, prompts: Sequence[PromptLine] = (), **header: Any
) -> Path:
    """Write a finished journal of these results."""
    cases = {one.case for one in results}
    epochs = {one.epoch for one in results}
    return write(path, run(cases=len(cases), epochs=len(epochs), **header), (*prompts, *results))


def compare(base: Path, head: Path) -> Comparison:
    """Compare two journals."""
    return gate.compare(totals.read(base), totals.read(head))


def everywhere(*, epochs: int = 3, cases: int = 10, weak: tuple[str, str] | None = None) -> list[Result]:
    """Return a run over every kind and language in which all pass, but for one cell that never does."""
    return [
        result(
            f"{language}-{kind}-{number:02}",
            epoch=epoch,
            passed=(kind, language) != weak,
            kind=kind,
            language=language,
        )
        for kind in KINDS
        for language in LANGUAGES
        for number in range(cases)
        for epoch in range(epochs)
    ]

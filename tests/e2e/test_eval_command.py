"""``drafter eval`` as its user runs it: exit codes, resume after a kill, replay without a network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drafter.evaluation.journal import Check, Result, encode, lines
from tests.builders import EXAMPLES
from tests.e2e.conftest import ROOT, Run, environment

PASS, REGRESSION, INCOMPLETE, USAGE = 0, 1, 2, 3
SUITE = """\
name: small
about: Six letters.
what: draft
cases: [cases.jsonl]
answers: simulated
model: simulated
recordings: recordings
epochs: 3
checks: {policy: {}, first_try: {}, by_model: {}}
gate: [policy, first_try, by_model]
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    clean = (ROOT / "evals" / "clean" / "en.jsonl").read_text(encoding="utf-8").splitlines()[:12]
    (tmp_path / "cases.jsonl").write_text("\n".join(clean) + "\n", encoding="utf-8")
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE, encoding="utf-8")
    return path


def changed(journal: Path, to: Path, change: Callable[[Result], Result]) -> Path:
    """Write a journal with its results changed and another prompt."""
    written = [change(line) if isinstance(line, Result) else line for line in lines(journal)]
    to.write_bytes(b"".join(map(encode, written)).replace(b'"prompt":"', b'"prompt":"f', 1))
    return to


def failing(result: Result) -> Result:
    return replace(result, checks={**result.checks, "first_try": Check(passed=False)})


def test_a_run_prints_its_totals_and_says_what_it_could_have_seen(drafter: Run, suite: Path) -> None:
    done = drafter("eval", "run", suite, "--journal", suite.parent / "j.jsonl")

    assert done.returncode == PASS, done.stderr
    assert "36 of 36 finished, 0 errors" in done.stdout
    assert "smallest drop" in done.stdout


def test_a_run_that_is_done_is_not_run_again(drafter: Run, suite: Path) -> None:
    journal = suite.parent / "j.jsonl"
    first = drafter("eval", "run", suite, "--journal", journal)
    written = journal.read_bytes()

    assert drafter("eval", "run", suite, "--journal", journal).stdout == first.stdout
    assert journal.read_bytes() == written


def test_a_run_that_was_killed_goes_on_to_the_same_lines(drafter: Run, suite: Path) -> None:
    whole, killed = suite.parent / "whole.jsonl", suite.parent / "killed.jsonl"
    drafter("eval", "run", suite, "--journal", whole)
    command = [sys.executable, "-m", "drafter", "eval", "run", str(suite), "--journal", str(killed)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 50
    while time.monotonic() < until and not (killed.exists() and killed.stat().st_size > 5_000):
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert killed.read_bytes().count(b"\n") > 0

    done = drafter("eval", "run", suite, "--journal", killed)

    assert done.returncode == PASS, done.stderr
    assert sorted(killed.read_bytes().splitlines()[1:]) == sorted(whole.read_bytes().splitlines()[1:])


def test_the_gate_returns_its_verdict(drafter: Run, suite: Path) -> None:
    folder = suite.parent
    base = folder / "base.jsonl"
    drafter("eval", "run", suite, "--journal", base)
    worse = changed(base, folder / "worse.jsonl", failing)
    partial = folder / "partial.jsonl"
    partial.write_bytes(b"".join(base.read_bytes().splitlines(keepends=True)[:9]))

    assert drafter("eval", "gate", base, base).returncode == PASS
    red = drafter("eval", "gate", base, worse)
    assert red.returncode == REGRESSION
    assert red.stdout.startswith("regression: ")
    incomplete = drafter("eval", "gate", base, partial)
    assert incomplete.returncode == INCOMPLETE
    assert "head is not complete" in incomplete.stdout
    shown = drafter("eval", "compare", base, worse)
    assert shown.returncode == PASS
    assert "broken" in shown.stdout


def test_a_run_is_named_by_the_hash_of_its_prompt(drafter: Run, suite: Path) -> None:
    base = suite.parent / "base.jsonl"
    drafter("eval", "run", suite, "--journal", base)
    prompt = json.loads(base.read_text(encoding="utf-8").split("\n")[0])["prompt"]

    assert drafter("eval", "gate", prompt[:8], prompt, "--runs", suite.parent).returncode == PASS
    assert drafter("eval", "gate", "0000", prompt, "--runs", suite.parent).returncode == USAGE


def test_a_deadline_leaves_a_run_that_can_be_gone_on_with(drafter: Run, suite: Path) -> None:
    journal = suite.parent / "j.jsonl"
    stopped = drafter("eval", "run", suite, "--journal", journal, "--deadline", "0")

    assert stopped.returncode == INCOMPLETE
    assert "deadline" in stopped.stderr
    assert drafter("eval", "run", suite, "--journal", journal, "--budget", "1000").returncode == INCOMPLETE
    assert drafter("eval", "run", suite, "--journal", journal).returncode == PASS


def test_a_replay_without_recordings_names_the_requests_and_sends_none(drafter: Run, suite: Path) -> None:
    replay = ("eval", "run", suite, "--answers", "replayed", "--journal", suite.parent / "r.jsonl")
    nowhere = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    missing = drafter(*replay, env=nowhere)

    assert missing.returncode == INCOMPLETE
    assert missing.stderr.count("no answer to this request is recorded") == 36

    record = ("eval", "run", suite, "--record", "--journal", suite.parent / "s.jsonl")
    assert drafter(*record).returncode == PASS
    assert drafter(*replay, env=nowhere).returncode == PASS
    assert "0 stale, 0 missing" in drafter("eval", "stale", suite).stdout
    assert drafter("eval", "gate", suite.parent / "s.jsonl", suite.parent / "r.jsonl").returncode == PASS


def test_recordings_of_cases_that_are_gone_are_listed_and_pruned(drafter: Run, suite: Path) -> None:
    drafter("eval", "run", suite, "--record", "--journal", suite.parent / "s.jsonl")
    cases = suite.parent / "cases.jsonl"
    rows = cases.read_text(encoding="utf-8").splitlines()
    cases.write_text("\n".join(rows[1:]) + "\n", encoding="utf-8")
    gone = json.loads(rows[0])["id"]

    listed = drafter("eval", "stale", suite, "--prune")

    assert listed.returncode == PASS
    assert f"{gone}, epoch 2:" in listed.stdout
    assert "0 stale, 0 missing" in drafter("eval", "stale", suite).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "nowhere.yaml"),
        ("run", EXAMPLES / "en" / "winback.yaml"),
        ("run", "evals/suites/drafting.yaml", "--answers", "guessed"),
        ("run", "evals/suites/templates.yaml", "--record"),
        ("gate", "nowhere.jsonl", "nowhere.jsonl"),
        ("gate", "one"),
        ("bogus",),
        ("aa", "--runs", "none"),
    ],
    ids=str,
)
def test_what_cannot_be_understood_has_an_exit_code_of_its_own(
    drafter: Run, arguments: tuple[str | Path, ...]
) -> None:
    done = drafter("eval", *arguments)

    assert done.returncode == USAGE
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_journal_of_another_prompt_is_not_gone_on_with(drafter: Run, suite: Path, tmp_path: Path) -> None:
    journal = suite.parent / "j.jsonl"
    drafter("eval", "run", suite, "--journal", journal, "--deadline", "0")
    overlay = tmp_path / "prompts"
    (overlay / "messages").mkdir(parents=True)
    system = (ROOT / "prompts" / "messages" / "system.jinja").read_text(encoding="utf-8")
    (overlay / "messages" / "system.jinja").write_text(system + "\nBe kind.", encoding="utf-8")

    done = drafter("eval", "run", suite, "--journal", journal, env={"DRAFTER_PROMPTS": str(overlay)})

    assert done.returncode == USAGE
    assert "prompt: the journal was begun with" in done.stderr


def test_the_gates_own_figures_are_printed(drafter: Run) -> None:
    alarms = drafter("eval", "aa", "--runs", "5")
    power = drafter("eval", "power", "--runs", "3", "--cases", "48")

    assert alarms.stdout.count("| nothing |") == 2
    assert power.stdout.count("one cell of 24 collapses") == 2
    assert (alarms.returncode, power.returncode) == (PASS, PASS)

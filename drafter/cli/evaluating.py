"""Running a suite from the command line: its journal, progress with time left, totals at the end."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from drafter.cli.workplace import open_workplace
from drafter.errors import RecordingError
from drafter.evaluation import runner, totals
from drafter.evaluation.comparison import ALL
from drafter.evaluation.drafting import Library
from drafter.evaluation.experiment import Experiment, Surroundings
from drafter.evaluation.gate import smallest_drop
from drafter.evaluation.journal import Run
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.runner import Limits, State
from drafter.evaluation.statistics import kappa
from drafter.evaluation.suite import WITH_MODEL, Answers
from drafter.evaluation.totals import Totals
from drafter.library import Shelf

_GIT_SECONDS = 10
_SHOWN = 5


def run(
    suite: Path,
    journal: Path | None,
    answers: Answers | None,
    *,
    record: bool,
    seconds: float | None,
    tokens: int | None,
    runs: Path,
) -> str:
    """Run a suite and print its totals.

    Args:
        suite: the suite file.
        journal: the journal; named after suite, prompt and policy, in ``runs``, if None.
        answers: where answers come from, instead of what the suite says.
        record: whether to record what is not recorded.
        seconds, tokens: limits.
        runs: folder of journals.

    Returns:
        Why it stopped before the end; empty where it finished.
    """
    experiment = Experiment(suite, _surroundings(answers, record=record))
    header = experiment.run()
    path = journal or runs / _name(header)
    limits = Limits(experiment.suite.concurrency, seconds, tokens)
    with Ledger(path, header) as ledger, _progress() as on_progress:
        subject = experiment.subject(known=ledger.prompts)
        stopped = asyncio.run(
            runner.run(
                subject,
                ledger,
                epochs=header.epochs,
                of=header.expected,
                limits=limits,
                on_progress=on_progress,
            )
        )
    found = totals.read(path)
    sys.stdout.write("\n".join(_summary(found)) + "\n")
    if stopped:
        sys.stderr.write(f"stopped: {stopped}; the same command goes on with {path}\n")
    return stopped


def stale(suite: Path, *, prune: bool) -> None:
    """Replay a suite and list the recorded answers nobody asked for.

    Args:
        suite: the suite file.
        prune: whether to take them out.
    """
    from drafter.evaluation.recordings import Recordings

    experiment = Experiment(suite, _surroundings(Answers.replayed, record=False))
    recordings = Recordings.read(experiment.recordings_folder)
    header = experiment.run()
    missing = 0
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "replay.jsonl", header) as ledger:
        subject = experiment.subject(recordings=recordings)
        work = runner.run(
            subject,
            ledger,
            epochs=header.epochs,
            of=header.expected,
            limits=Limits(experiment.suite.concurrency),
        )
        try:
            asyncio.run(work)
        except RecordingError as error:
            missing = len(error.problems)
    for recorded in recordings.stale:
        sys.stdout.write(f"{recorded.case}, epoch {recorded.epoch}: {recorded.key} ({recorded.prompt})\n")
    sys.stdout.write(f"{len(recordings.stale)} stale, {missing} missing\n")
    if prune:
        recordings.prune()
        recordings.write()


def _surroundings(answers: Answers | None, *, record: bool) -> Surroundings:
    place = open_workplace()
    now = dt.datetime.now(dt.UTC)
    return Surroundings(
        library=Library(place.prompts, Shelf.of("policies", place.settings.policies)),
        model=place.settings.model,
        answers=answers,
        record=record,
        day=now.date().isoformat(),
        started=now.isoformat(timespec="seconds"),
        revision=_revision(),
    )


def _revision() -> str:
    """Return the git revision of the checkout, with ``+`` where it has changes; empty outside one."""
    revision, changes = _git("rev-parse", "--short=12", "HEAD"), _git("status", "--porcelain", "-uno")
    return f"{revision}{'+' if changes else ''}"


def _git(*arguments: str) -> str:
    try:
        command = ["git", *arguments]
        done = subprocess.run(  # noqa: S603 (fixed words, and git is looked up as a shell would)
            command,
            capture_output=True,
            text=True,
            check=True,
            timeout=_GIT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _name(header: Run) -> str:
    parts = (header.suite, header.answers or header.what, header.prompt, header.policy)
    return "-".join(dict.fromkeys(parts)) + ".jsonl"


@contextmanager
def _progress() -> Iterator[Callable[[State], None]]:
    """Show a bar with the time left on a terminal; nothing is shown in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _state: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[errors]} errors"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("run", total=None, errors=0)
        yield lambda state: bar.update(task, completed=state.done, total=state.of, errors=state.errors)


def _summary(found: Totals) -> Iterator[str]:
    header = found.run
    yield f"{found.path}: {header.suite}, prompt {header.prompt}, policy {header.policy}"
    yield f"{found.finished} of {header.expected} finished, {found.errors} errors (failures of every check)"
    for check in found.checks:
        if check != ALL and check not in header.gates:
            continue
        yield f"  {check:12} {found.rate(check):7.2%}"
    side = found.side()
    if side.first_try is not None:
        yield f"  passed at first {side.first_try:.1%}, with text from a template {side.from_templates:.1%}"
        yield f"  {side.requests} requests, {side.prompt_tokens} + {side.completion_tokens} tokens"
    if found.marks:
        yield from _agreement(found)
    drop = smallest_drop(found)
    if found.run.what not in WITH_MODEL:
        yield "no model, so no chance: a comparison shows any fall"
    elif drop is not None:
        yield f"smallest drop of the pass rate a comparison with this run shows 4 times in 5: {drop:.1%}"


def _agreement(found: Totals) -> Iterator[str]:
    """Yield found, false alarms and kappa per fault and per language."""
    yield f"  {'':38} found       false alarms   kappa"
    for place, name in ((0, "fault"), (1, "language")):
        for value in sorted({mark[place] for mark in found.marks}):
            counts = [count for mark, count in found.marks.items() if mark[place] == value]
            hit, missed, alarm, quiet = (
                sum(count[bad, flagged] for count in counts)
                for bad, flagged in ((True, True), (True, False), (False, True), (False, False))
            )
            agreed = kappa(hit, missed, alarm, quiet)
            shown = "–" if agreed is None else f"{agreed:.2f}"
            counted = f"{hit:4} of {hit + missed:4} {alarm:6} of {alarm + quiet:4}"
            yield f"  {name} {value or 'none':32} {counted}   {shown}"

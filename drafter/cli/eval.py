"""``drafter eval``: what a change of prompt, guide, policy or model does to letters.

Exit codes of these commands: 0 pass, 1 regression, 2 not comparable or incomplete, 3 usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.core import TyperGroup

from drafter.errors import DrafterError, RecordingError, ServiceError
from drafter.evaluation.suite import Answers

INCOMPLETE = 2
USAGE = 3


# Typer does not export it, and keeps it in another place than Click did.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)


class _Evaluation(TyperGroup):
    """A group whose usage errors have an exit code of their own."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # Typer keeps the base's own type to itself
        """Run a command, its errors told a line a problem."""
        try:
            return super().invoke(ctx)
        except _UsageError as error:
            error.exit_code = USAGE  # type: ignore[attr-defined]  # every error of that base has it
            raise
        except DrafterError as error:
            sys.stderr.write(f"{error}\n")
            incomplete = isinstance(error, RecordingError | ServiceError)
            raise typer.Exit(INCOMPLETE if incomplete else USAGE) from None


app = typer.Typer(
    cls=_Evaluation,
    help="What a change of prompt, guide, policy or model does to letters. "
    "Exit 0: pass; 1: regression; 2: not comparable or incomplete; 3: usage.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SuiteFile = Annotated[Path, typer.Argument(help="Suite file.", metavar="SUITE")]
BaseRun = Annotated[
    str, typer.Argument(help="Journal of the base, or its prompt's hash.", metavar="BASE", show_default=False)
]
HeadRun = Annotated[
    str, typer.Argument(help="Journal of the head, or its prompt's hash.", metavar="HEAD", show_default=False)
]
Runs = Annotated[
    Path, typer.Option("--runs", help="Folder of the journals that hashes are looked up in.", metavar="DIR")
]
RUNS = Path("out/eval")
LabelFile = Annotated[Path, typer.Option("--labels", help="File of people's labels.", metavar="FILE")]
LABELS = Path("evals/labels.jsonl")


@app.command("run")
def run(
    suite: SuiteFile,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal", help="Journal to write or go on with; out/eval/… by default.", metavar="FILE"
        ),
    ] = None,
    answers: Annotated[
        Answers | None,
        typer.Option("--answers", help="Where answers come from, instead of the suite's word."),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Record the answers that are not recorded yet.")
    ] = False,
    deadline: Annotated[
        float | None, typer.Option("--deadline", help="Begin nothing after so many seconds.", min=0)
    ] = None,
    budget: Annotated[
        int | None, typer.Option("--budget", help="Begin nothing once so many tokens are used.", min=0)
    ] = None,
) -> None:
    """Run a suite, or go on where it broke off. Exit 0: complete; 2: incomplete; 3: usage."""
    from drafter.cli import evaluating

    stopped = evaluating.run(
        suite, journal, answers, record=record, seconds=deadline, tokens=budget, runs=RUNS
    )
    if stopped:
        raise typer.Exit(INCOMPLETE)


@app.command("compare")
def compare(base: BaseRun, head: HeadRun, runs: Runs = RUNS, label_file: LabelFile = LABELS) -> None:
    """Show what changed between two runs of a suite. Exit 0: comparable; 2: not comparable; 3: usage."""
    from drafter.cli import comparing
    from drafter.evaluation import labels

    comparison = comparing.compare(base, head, runs, labels.read(label_file))
    sys.stdout.write(comparing.table(comparison))
    if comparison.exit_code == INCOMPLETE:
        raise typer.Exit(INCOMPLETE)


@app.command("gate")
def gate(base: BaseRun, head: HeadRun, runs: Runs = RUNS, label_file: LabelFile = LABELS) -> None:
    """Say whether head is worse than base. Exit 0: pass; 1: regression; 2: not comparable; 3: usage."""
    from drafter.cli import comparing
    from drafter.evaluation import labels

    comparison = comparing.compare(base, head, runs, labels.read(label_file))
    sys.stdout.write(comparing.verdict(comparison))
    raise typer.Exit(comparison.exit_code)


@app.command("report")
def report(
    base: BaseRun,
    head: HeadRun,
    runs: Runs = RUNS,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.", metavar="DIR")] = Path(
        "out/eval/report"
    ),
    label_file: LabelFile = LABELS,
) -> None:
    """Write report.html, summary.md, junit.xml and annotations.txt. Exit 0; 2: not comparable; 3: usage."""
    from drafter.cli import reporting

    comparison = reporting.write(base, head, runs, out, label_file)
    sys.stdout.write(f"{comparison.outcome}: {out / 'report.html'}\n")
    if comparison.exit_code == INCOMPLETE:
        raise typer.Exit(INCOMPLETE)


@app.command("label")
def label(
    journal: Annotated[Path, typer.Argument(help="Journal of the run.", metavar="JOURNAL")],
    by: Annotated[str, typer.Option("--by", help="Who labels.", envvar="USER", show_default=False)],
    label_file: LabelFile = LABELS,
    case: Annotated[str, typer.Option("--case", help="Only this case.", metavar="ID")] = "",
    language: Annotated[str, typer.Option("--language", help="Only this language.", metavar="L")] = "",
) -> None:
    """Say of one letter after another whether you would send it. Exit 0; 3: usage."""
    from drafter.cli import labelling

    labelling.label(journal, label_file, by, case, language)


@app.command("stale")
def stale(
    suite: SuiteFile,
    prune: Annotated[bool, typer.Option("--prune", help="Take them out.")] = False,
) -> None:
    """List the recorded answers that a suite no longer asks for. Exit 0; 3: usage."""
    from drafter.cli import evaluating

    evaluating.stale(suite, prune=prune)


Cases = Annotated[int, typer.Option("--cases", help="Cases of a run.", min=24)]
Epochs = Annotated[int, typer.Option("--epochs", help="How often each is run.", min=1)]
Times = Annotated[int, typer.Option("--runs", help="Comparisons to draw.", min=1)]
Seed = Annotated[int, typer.Option("--seed", help="Of everything drawn.", min=0)]
Journal = Annotated[
    Path | None,
    typer.Option("--journal", help="Draw a world like this run's as well.", metavar="FILE"),
]


@app.command("aa")
def aa(
    cases: Cases = 200, epochs: Epochs = 3, runs: Times = 400, seed: Seed = 1, journal: Journal = None
) -> None:
    """Measure the gate's false alarms: how often it is red when nothing changed."""
    from drafter.cli import measuring

    measuring.aa(cases, epochs, runs, seed, journal)


@app.command("power")
def power(
    cases: Cases = 200, epochs: Epochs = 3, runs: Times = 200, seed: Seed = 1, journal: Journal = None
) -> None:
    """Measure what the gate sees: how often it is red when something did change."""
    from drafter.cli import measuring

    measuring.power(cases, epochs, runs, seed, journal)

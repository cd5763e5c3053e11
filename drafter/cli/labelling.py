"""Labelling letters on the terminal, one at a time, blind to what the judge said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from drafter.evaluation import journal, labels, unlabelled
from drafter.evaluation.agreement import MIN_LABELS
from drafter.evaluation.labels import Label
from drafter.evaluation.unlabelled import Unlabelled
from drafter.evaluation.visible import visible

_WIDTH = 88
_QUESTION = "Would you send it as it stands? [y]es, [n]o, [s]kip, [q]uit: "
_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def label(run: Path, file: Path, by: str, case: str, language: str) -> None:
    """Ask about letters until there are none left or the person stops; each answer is on disk at once.

    Args:
        run: journal of the run.
        file: file of labels.
        by: who answers.
        case, language: the only ones to ask about; empty is every one.
    """
    ask(run, file, by, Console(highlight=False), _now, case=case, language=language)


def ask(
    run: Path,
    file: Path,
    by: str,
    console: Console,
    now: Callable[[], dt.datetime],
    *,
    case: str = "",
    language: str = "",
) -> None:
    """Ask on a console; see :func:`label`."""
    known = labels.read(file)
    waiting = unlabelled.choose(journal.results(run), known, case=case, language=language)
    counts = known.by_language
    done = 0
    for number, letter in enumerate(waiting, start=1):
        _show(console, letter, f"{number} of {len(waiting)}", counts[letter.language])
        answer = _answer(console)
        if answer is None:
            break
        if answer == "":
            continue
        good = _ANSWERS[answer]
        why = "" if good else (_line(console, "What is wrong with it? ") or "")
        said = Label(
            letter=letter.letter,
            case=letter.case,
            language=letter.language,
            good=good,
            why=why,
            by=by,
            at=now().isoformat(timespec="seconds"),
        )
        labels.append(file, said)
        counts[letter.language] += 1
        done += 1
    left = "" if waiting else " Every letter of this run has a label."
    console.print(Text(f"{done} labels written to {file}.{left}"))


def _show(console: Console, letter: Unlabelled, place: str, labelled: int) -> None:
    count = f"{labelled} of {MIN_LABELS} labels in {letter.language}"
    title = " · ".join((visible(letter.case), letter.language, letter.kind, place, count))
    console.print()
    console.print(
        Panel(Text(visible(letter.text)), title=Text(title), title_align="left", padding=(1, 2), width=_WIDTH)
    )


def _answer(console: Console) -> str | None:
    """Return ``yes``, ``no`` or the like, nothing to skip, None to stop."""
    while True:
        said = _line(console, _QUESTION)
        if said is None or said.lower() in {"q", "quit"}:
            return None
        if said.lower() in {"s", "skip"}:
            return ""
        if said.lower() in _ANSWERS:
            return said.lower()


def _line(console: Console, question: str) -> str | None:
    try:
        return console.input(Text(question)).strip()
    except EOFError:
        return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

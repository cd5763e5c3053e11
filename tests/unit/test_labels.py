"""Labels of letters: kept for good, bound to the exact text, asked for where they are lacking."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from drafter.cli import labelling
from drafter.errors import InputError
from drafter.evaluation import labels
from drafter.evaluation.agreement import MIN_LABELS
from drafter.evaluation.journal import Result
from drafter.evaluation.labels import Label, Labels
from drafter.evaluation.unlabelled import choose
from tests import journals

LABEL = Label(
    letter=labels.digest("text"),
    case="te-01",
    language="te",
    good=True,
    why="",
    by="Dana",
    at="2026-11-28T10:00:00+00:00",
)


def letter(case: str, language: str = "en") -> Result:
    return journals.result(case, language=language, slots={"product": case})


def test_what_was_written_is_read_and_the_last_word_on_a_letter_counts(tmp_path: Path) -> None:
    file = tmp_path / "new" / "labels.jsonl"
    labels.append(file, LABEL)
    labels.append(file, replace(LABEL, good=False, why="చల్లగా ఉంది"))
    found = labels.read(file).of("text")
    assert found is not None
    assert (found.good, found.why) == (False, "చల్లగా ఉంది")
    assert "చల్లగా" in file.read_text(encoding="utf-8")


def test_another_text_has_no_label(tmp_path: Path) -> None:
    labels.append(tmp_path / "l.jsonl", LABEL)
    assert labels.read(tmp_path / "l.jsonl").of("text ") is None


def test_a_file_that_is_not_there_holds_no_labels(tmp_path: Path) -> None:
    assert labels.read(tmp_path / "none.jsonl").by_letter == {}


def test_a_torn_last_line_is_dropped_and_written_over(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    labels.append(file, LABEL)
    with file.open("ab") as open_file:
        open_file.write(b'{"letter": "torn')
    assert len(labels.read(file).by_letter) == 1
    labels.append(file, replace(LABEL, letter=labels.digest("other")))
    assert len(labels.read(file).by_letter) == 2


def test_broken_lines_are_all_told_with_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    file.write_text('{"letter": 1}\nnonsense\n')
    with pytest.raises(InputError) as error:
        labels.read(file)
    assert [problem.line for problem in error.value.problems] == [1, 2]


def test_a_letter_is_judged_with_its_slots_filled() -> None:
    two = journals.result("a", slots={"product": "[[company]]", "company": "Acme"})
    assert labels.letter_text(two) == journals.GOOD.replace("[[product]]", "[[company]]")


def test_languages_with_the_fewest_labels_come_first_and_in_turn() -> None:
    known = Labels({f"{n:016}": replace(LABEL, letter=f"{n:016}", language="en") for n in range(2)})
    results = [letter(f"en-{n}") for n in range(3)] + [letter(f"bg-{n}", "bg") for n in range(3)]
    assert [one.language for one in choose(results, known)] == ["bg", "bg", "bg", "en", "en", "en"]
    assert [one.language for one in choose(results, Labels({}))] == ["bg", "en", "bg", "en", "bg", "en"]


def test_a_text_is_asked_for_once_and_never_again_once_labelled() -> None:
    twice = [letter("a"), replace(letter("a"), epoch=1), letter("b"), replace(letter("c"), error="timeout")]
    chosen = choose(twice, Labels({}))
    assert sorted(one.case for one in chosen) == ["a", "b"]
    known = Labels({one.letter: replace(LABEL, letter=one.letter) for one in chosen})
    assert choose(twice, known) == []


def test_a_large_run_asks_for_no_more_than_makes_a_judge_count() -> None:
    results = (letter(f"c{n}") for n in range(3 * MIN_LABELS))
    chosen = choose(results, Labels({}))
    assert len(chosen) == MIN_LABELS
    every = sorted(labels.digest(labels.letter_text(letter(f"c{n}"))) for n in range(3 * MIN_LABELS))
    assert [one.letter for one in chosen] == every[:MIN_LABELS]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, Labels]]:
    def talk(typed: str, results: list[Result], **only: str) -> tuple[str, Labels]:
        run = journals.finished(tmp_path / "run.jsonl", results)
        console = Console(file=io.StringIO(), width=100, highlight=False)
        said = iter(typed.splitlines())
        monkeypatch.setattr("builtins.input", lambda *_: _line(said))
        file = tmp_path / "labels.jsonl"
        now = dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC)
        labelling.ask(run, file, "Dana", console, lambda: now, **only)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue(), labels.read(file)

    return talk


def _line(said: Iterator[str]) -> str:
    try:
        return next(said)
    except StopIteration:
        raise EOFError from None


def test_yes_no_and_skip_are_each_kept_as_said(session: Callable[..., tuple[str, Labels]]) -> None:
    shown, kept = session("y\nmaybe\nn\ntoo cold\ns\n", [letter("a"), letter("b"), letter("c")])
    said = sorted((label.good, label.why, label.by, label.at) for label in kept.by_letter.values())
    assert said == [
        (False, "too cold", "Dana", "2026-11-28T10:00:00+00:00"),
        (True, "", "Dana", "2026-11-28T10:00:00+00:00"),
    ]
    assert "1 of 3" in shown
    assert "2 labels written" in shown


def test_the_end_of_input_stops_and_keeps_what_was_said(session: Callable[..., tuple[str, Labels]]) -> None:
    _, kept = session("y\n", [letter("a"), letter("b")])
    assert len(kept.by_letter) == 1


def test_only_the_case_asked_for_is_shown(session: Callable[..., tuple[str, Labels]]) -> None:
    shown, kept = session("q\n", [letter("first"), letter("second")], case="second")
    assert "second" in shown
    assert "first" not in shown
    assert kept.by_letter == {}


def test_a_letter_cannot_move_the_cursor_or_turn_text_round(
    session: Callable[..., tuple[str, Labels]],
) -> None:
    hostile = journals.result("x\x1b[2J", slots={"product": "\x1b]0;owned\x07 [bold]\u202e"})
    shown, _ = session("q\n", [hostile])
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "⟨U+001B⟩" in shown
    assert "[bold]" in shown

"""The journal: what is written is read back, and what a crash tore off is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drafter.errors import InputError
from drafter.evaluation import journal, totals
from drafter.evaluation.comparison import ALL
from drafter.evaluation.journal import Asked, Check, GuideStep, Label, PromptLine, Result
from drafter.evaluation.ledger import Ledger
from tests import runs


def test_every_line_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    step = GuideStep(section="apology", ask="Apologise.", source=("guide.txt step 2",))
    prompt = PromptLine(version="v", kind="apology", language="te", system="s", example="e", steps=(step,))
    result = runs.result(
        "ఒకటి",
        checks={"policy": Check(passed=False, score=0.5, why="తప్పు")},
        asked=(Asked(purpose="draft", outcome="answered", seconds=1.5, prompt_tokens=10, key="k"),),
        label=Label(bad=True, fault="threat", text="…"),
        slots={"offer": "20 %"},
    )
    with Ledger(tmp_path / "j.jsonl", runs.header()) as ledger:
        ledger.write([prompt, result])

    assert list(journal.lines(tmp_path / "j.jsonl")) == [runs.header(), prompt, result]
    assert "తప్పు" in (tmp_path / "j.jsonl").read_text(encoding="utf-8")


def test_a_last_line_that_was_torn_off_is_dropped(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True], "b": [True]})
    whole = path.read_bytes()

    for end in range(len(whole) - 40, len(whole)):
        path.write_bytes(whole[:end])
        assert [result.case for result in journal.results(path)] == ["a"]


def test_a_broken_line_in_the_middle_is_an_error_with_its_number(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True]})
    path.write_bytes(path.read_bytes() + b'{"line":"result","case":1}\n')

    with pytest.raises(InputError, match=r"j\.jsonl:3"):
        list(journal.results(path))


@pytest.mark.parametrize("text", ["", '{"line":"result","case":"a","epoch":0}\n', "hello\n"])
def test_a_file_that_is_no_journal_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError):
        journal.header(path)


def test_a_journal_of_another_format_is_refused(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True]})
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(json.dumps({**json.loads(first), "format": 99}) + "\n" + rest, encoding="utf-8")

    with pytest.raises(InputError, match="format"):
        totals.read(path)


def test_an_error_fails_every_check_and_is_counted_apart(tmp_path: Path) -> None:
    with Ledger(tmp_path / "j.jsonl", runs.header(cases=2)) as ledger:
        ledger.write([runs.result("a"), Result(case="b", epoch=0, error="ValueError: no", outcome="error")])
    found = totals.read(tmp_path / "j.jsonl")

    assert (found.finished, found.errors) == (2, 1)
    assert (found.rate("policy"), found.rate(ALL)) == (0.5, 0.5)


def test_an_epoch_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True]})
    path.write_bytes(path.read_bytes() + journal.encode(runs.result("a")))

    with pytest.raises(InputError, match="stands twice"):
        totals.read(path)


def test_totals_tell_how_letters_came_about(tmp_path: Path) -> None:
    def letter(case: str, origin: str, *purposes: str) -> Result:
        section = journal.WrittenSection(id="apology", text="Sorry.", origin=origin)
        asked = tuple(Asked(purpose=each, outcome="answered", prompt_tokens=7) for each in purposes)
        return runs.result(case, sections=(section,), asked=asked)

    with Ledger(tmp_path / "j.jsonl", runs.header(cases=4)) as ledger:
        ledger.write(
            [
                letter("a", "model", "draft"),
                letter("b", "repair", "draft", "repair"),
                letter("c", "template", "draft"),
                letter("d", "model", "draft"),
            ]
        )
    side = totals.read(tmp_path / "j.jsonl").side()

    assert (side.first_try, side.after_repair, side.from_templates) == (0.5, 0.75, 0.25)
    assert (side.requests, side.prompt_tokens) == (5, 35)

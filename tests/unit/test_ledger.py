"""A journal that is gone on with: exactly what is missing is run, and never another run's."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafter.errors import InputError
from drafter.evaluation import totals
from drafter.evaluation.journal import Asked
from drafter.evaluation.ledger import Ledger
from tests import runs


def test_a_resumed_journal_knows_what_is_done_and_drops_the_torn_line(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True, True], "b": [True, False]})
    whole = path.read_bytes()
    path.write_bytes(whole[:-25])

    with Ledger(path, runs.header(cases=2, epochs=2)) as ledger:
        assert ledger.finished == 3
        assert [("b", 0) in ledger.done, ("b", 1) in ledger.done, ("c", 0) in ledger.done] == [
            True,
            False,
            False,
        ]
        ledger.write([runs.result("b", 1, passed=False)])

    assert path.read_bytes() == whole


def test_a_journal_with_nothing_but_a_torn_header_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(b'{"line":"run","sui')

    with Ledger(path, runs.header()) as ledger:
        ledger.write([runs.result()])

    assert totals.read(path).complete


@pytest.mark.parametrize(
    "field",
    ["suite_hash", "cases_hash", "prompt", "policy", "model", "answers", "epochs", "seed", "gates", "cases"],
)
def test_a_journal_begun_with_something_else_is_refused_and_left_alone(tmp_path: Path, field: str) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True]})
    before = path.read_bytes()
    changed = {"epochs": 2, "seed": 5, "cases": 3, "gates": ("facts",)}.get(field, "other")

    with pytest.raises(InputError, match=field):
        Ledger(path, runs.header(**{field: changed}))

    assert path.read_bytes() == before


def test_another_checkout_may_go_on_with_the_same_prompts(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": [True]}, revision="abc", started="then")

    with Ledger(path, runs.header(revision="def", started="now")) as ledger:
        assert ("a", 0) in ledger.done


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:
    with Ledger(tmp_path / "j.jsonl", runs.header()), pytest.raises(InputError, match="another run"):
        Ledger(tmp_path / "j.jsonl", runs.header())


def test_errors_and_tokens_of_an_earlier_try_count(tmp_path: Path) -> None:
    asked = (Asked(purpose="draft", outcome="answered", prompt_tokens=5, completion_tokens=2),)
    with Ledger(tmp_path / "j.jsonl", runs.header(cases=2)) as ledger:
        ledger.write([runs.result("a", asked=asked, error="x")])

    with Ledger(tmp_path / "j.jsonl", runs.header(cases=2)) as ledger:
        assert (ledger.tokens, ledger.errors) == (7, 1)

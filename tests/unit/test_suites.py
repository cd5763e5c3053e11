"""Suites are strict, and the shipped ones hold what they say."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from drafter.choices import Kind, Language
from drafter.errors import InputError
from drafter.evaluation import material, suite
from drafter.evaluation.experiment import Experiment, Surroundings
from drafter.evaluation.suite import Answers
from tests import runs

SUITES = Path(__file__).parent.parent.parent / "evals" / "suites"
GOOD = """\
name: small
about: A few.
what: template
cases: [cases.jsonl]
checks: {policy: {}}
gate: [policy]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "suite.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(SUITES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_suite_can_be_read(path: Path) -> None:
    read, digest = suite.read(path)

    assert read.name == path.stem
    assert len(digest) == 12


@pytest.mark.parametrize("name", ["drafting", "templates"])
def test_the_shipped_suites_of_letters_hold_ten_cases_in_every_cell(name: str) -> None:
    read, _ = suite.read(SUITES / f"{name}.yaml")
    cells = Counter((item.kind, item.language) for item in material.cases(suite.files(read, SUITES)))

    assert sum(cells.values()) >= 240
    assert min(cells.values()) >= 10
    assert set(cells) == {(str(kind), str(language)) for kind in Kind for language in Language}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("about: A few.", "about: A few.\nepoch: 3", "epoch"),
        ("gate: [policy]", "gate: [facts]", "name checks of this suite"),
        ("checks: {policy: {}}", "checks: {agrees: {}}", "has no check agrees"),
        ("what: template", "what: draft", "answers"),
        ("what: template", "what: hostile", "use refused"),
        ("cases: [cases.jsonl]", "", "needs `cases`"),
        ("cases: [cases.jsonl]", "cases: [/etc/passwd]", "pattern"),
        ("gate: [policy]", "gate: [policy]\nanswers: live", "answers"),
        ("gate: [policy]", "gate: []", "gate"),
        ("name: small", "name: Small Suite", "name"),
    ],
)
def test_a_mistake_in_a_suite_is_told_with_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new))

    with pytest.raises(InputError, match=said) as error:
        suite.read(path)

    assert str(path) in str(error.value)


def test_replayed_answers_need_recordings_and_a_model() -> None:
    with pytest.raises(ValueError, match="recordings"):
        runs.suite(answers="replayed")


def test_a_glob_that_matches_nothing_is_an_error(tmp_path: Path) -> None:
    read, _ = suite.read(write(tmp_path, GOOD))

    with pytest.raises(InputError, match=r"cases\.jsonl"):
        suite.files(read, tmp_path)


def test_an_id_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    row = json.dumps(
        {
            "id": "p1",
            "language": "en",
            "kind": "apology",
            "fault": "threat",
            "bad": True,
            "pair": "x",
            "text": "…",
        }
    )
    (tmp_path / "p.jsonl").write_text(f"{row}\n{row}\n", encoding="utf-8")

    with pytest.raises(InputError, match="stands twice"):
        list(material.passages([tmp_path / "p.jsonl"]))


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": "p1", "language": "xx"}'])
def test_a_row_that_is_none_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    good = '{"id": "m1", "language": "en", "text": "Hello", "triggers": []}'
    (tmp_path / "m.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"m\.jsonl:2"):
        list(material.messages([tmp_path / "m.jsonl"]))


def test_the_header_names_everything_that_was_run() -> None:
    around = Surroundings(library=runs.LIBRARY, revision="abc", started="now")

    header = Experiment(SUITES / "drafting.yaml", around).run()

    assert (header.answers, header.model, header.epochs) == ("simulated", "simulated", 3)
    assert header.cases >= 240
    assert all((header.prompt, header.policy, header.cases_hash, header.suite_hash))


def test_a_changed_case_changes_the_hash_of_the_cases(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("one\n", encoding="utf-8")
    before = material.digest([path])
    path.write_text("two\n", encoding="utf-8")

    assert material.digest([path]) != before


def test_answers_of_a_suite_without_a_model_cannot_be_chosen() -> None:
    with pytest.raises(InputError, match="asks no model"):
        Experiment(SUITES / "templates.yaml", Surroundings(library=runs.LIBRARY, answers=Answers.live))


def test_a_live_run_without_a_model_is_told_what_to_set() -> None:
    around = Surroundings(library=runs.LIBRARY, answers=Answers.live)

    with pytest.raises(InputError, match="OPENAI_API_KEY"):
        Experiment(SUITES / "drafting.yaml", around).run()

"""Labelled passages, messages and hostile drafts as subjects, with the parts built elsewhere put in by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drafter.case import Case
from drafter.choices import Language
from drafter.errors import InputError
from drafter.evaluation import totals
from drafter.evaluation.experiment import Experiment, Surroundings
from drafter.evaluation.hostile import Attacks
from drafter.evaluation.journal import Result
from drafter.evaluation.labelled import Reading, Readout, Rules, Sign, Triggers
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.suite import Suite
from drafter.guide import Plan
from drafter.model import Model
from drafter.policy import Finding
from tests import runs
from tests.adversarial import grammar

PASSAGES = (
    ("bad", "en", "refund_refusal", "unapproved_promise", True, "You will get your money back."),
    ("good", "en", "refund_refusal", "unapproved_promise", False, "We cannot return what you paid."),
    ("missed", "bg", "apology", "sarcasm", True, "Съжаляваме за закъснението."),
)


@dataclass(frozen=True)
class Screened:
    legal_escalation: bool
    triggers: Sequence[str]
    findings: Sequence[Sign] = field(default_factory=tuple)


def labelled(
    what: str, folder: Path, rows: Iterable[dict[str, object]], **more: object
) -> tuple[Suite, list[Path]]:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    fields = {
        "name": "labelled",
        "about": "…",
        "what": what,
        "cases": ["rows.jsonl"],
        "checks": {"agrees": {}},
        "gate": ["agrees"],
        **more,
    }
    return Suite.model_validate(fields), [path]


def passages() -> list[dict[str, object]]:
    names = ("id", "language", "kind", "fault", "bad", "text")
    return [{**dict(zip(names, row, strict=True)), "pair": "x"} for row in PASSAGES]


def test_rules_agree_with_the_label_or_say_how_they_do_not(tmp_path: Path) -> None:
    suite, files = labelled("policy", tmp_path, passages())
    subject = Rules(suite, files, runs.LIBRARY)

    bad, good, missed = (asyncio.run(subject.run(item, 0))[0] for item in subject.items())

    assert (bad.outcome, bad.checks["agrees"].passed, bad.flagged) == ("flagged", True, ("promise.refund",))
    assert bad.label is not None
    assert bad.label.fault == "unapproved_promise"
    assert (good.outcome, good.checks["agrees"].passed) == ("clean", True)
    assert (missed.outcome, missed.checks["agrees"].why) == ("clean", "missed")


def test_found_missed_and_false_alarms_are_counted_by_fault_and_language(tmp_path: Path) -> None:
    suite, files = labelled("policy", tmp_path, passages())
    subject = Rules(suite, files, runs.LIBRARY)
    header = runs.header(what="policy", cases=3, gates=("agrees",))
    with Ledger(tmp_path / "j.jsonl", header) as ledger:
        ledger.write(asyncio.run(subject.run(item, 0))[0] for item in subject.items())

    marks = totals.read(tmp_path / "j.jsonl").marks

    assert dict(marks["unapproved_promise", "en"]) == {(True, True): 1, (False, False): 1}
    assert dict(marks["sarcasm", "bg"]) == {(True, False): 1}


def test_a_slot_of_the_standing_case_is_no_fault_and_an_unknown_one_is(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": slot,
            "language": "en",
            "kind": "refund_refusal",
            "fault": "none",
            "bad": False,
            "pair": "x",
            "text": f"We have your letter about [[{slot}]].",
        }
        for slot in ("product", "bonus")
    ]
    suite, files = labelled("policy", tmp_path, rows)
    subject = Rules(suite, files, runs.LIBRARY)

    outcomes = [asyncio.run(subject.run(item, 0))[0].outcome for item in subject.items()]

    assert outcomes == ["clean", "flagged"]


def test_an_apology_is_a_fault_only_where_no_reason_is_known(tmp_path: Path) -> None:
    text = "We are sorry that our service was poor."
    rows: list[dict[str, object]] = [
        {
            "id": fault,
            "language": "en",
            "kind": "winback",
            "fault": fault,
            "bad": True,
            "pair": "x",
            "text": text,
        }
        for fault in ("apology_without_known_reason", "threat")
    ]
    suite, files = labelled("policy", tmp_path, rows)
    subject = Rules(suite, files, runs.LIBRARY)

    outcomes = [asyncio.run(subject.run(item, 0))[0].outcome for item in subject.items()]

    assert outcomes == ["flagged", "clean"]


def test_a_second_reader_is_judged_as_the_rules_are(tmp_path: Path) -> None:
    async def read(_model: Model, case: Case, plan: Plan, text: str) -> Readout:
        assert plan.guide.kind is case.kind
        return Readout([Finding.lacking("reader.sarcasm", "", "…")] if "закъснението" in text else [])

    suite, files = labelled("reader", tmp_path, passages(), answers="simulated")
    subject = Reading(suite, files, runs.LIBRARY, runs.simulated(), read)

    results = [asyncio.run(subject.run(item, 0))[0] for item in subject.items()]

    assert [result.checks["agrees"].why for result in results] == ["missed", "", ""]
    assert results[2].flagged == ("reader.sarcasm",)


def test_a_screen_agrees_where_it_escalates_what_a_person_would(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "language": "en", "text": "I will sue you.", "triggers": ["litigation_threat"]},
        {"id": "2", "language": "te", "text": "ధన్యవాదాలు", "triggers": []},
        {"id": "3", "language": "en", "text": "My lawyer will call.", "triggers": ["attorney"]},
    ]

    def screen(text: str, language: Language) -> Screened:
        assert language in Language
        return Screened("sue" in text, ["litigation_threat"] if "sue" in text else [])

    suite, files = labelled("screen", tmp_path, rows)
    subject = Triggers(suite, files, screen)

    results = [asyncio.run(subject.run(item, 0))[0] for item in subject.items()]

    assert [result.checks["agrees"].passed for result in results] == [True, True, False]
    assert results[2].checks["agrees"].why == "wanted: attorney"
    assert [result.outcome for result in results] == ["flagged", "clean", "clean"]


def test_a_hostile_draft_must_be_refused() -> None:
    fields = {"source": "tests.adversarial.grammar:draws", "draws": "20", "seed": "3", "gate": ["refused"]}
    wanted = {"name": "hostile", "about": "…", "what": "hostile", "checks": {"refused": {}}, **fields}
    subject = Attacks(Suite.model_validate(wanted), grammar.draws, runs.LIBRARY)

    results: list[Result] = [asyncio.run(subject.run(item, 0))[0] for item in subject.items()]

    assert len({result.case for result in results}) == 20
    assert sum(result.checks["refused"].passed for result in results) >= 18
    assert all(result.findings for result in results if result.checks["refused"].passed)
    assert all(result.sections for result in results if not result.checks["refused"].passed)


@pytest.mark.parametrize("what", ["policy", "screen", "reader"])
def test_an_empty_folder_of_labels_is_an_error_that_says_so(tmp_path: Path, what: str) -> None:
    answers = "answers: live\n" if what == "reader" else ""
    path = tmp_path / "suite.yaml"
    path.write_text(
        f"name: labelled\nabout: None yet.\nwhat: {what}\ncases: [labelled/*.jsonl]\n{answers}"
        "checks: {agrees: {}}\ngate: [agrees]\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError, match="no file matches"):
        Experiment(path, Surroundings(library=runs.LIBRARY))


def test_a_source_that_cannot_be_imported_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(
        "name: hostile\nabout: None.\nwhat: hostile\nsource: nowhere.at_all:draws\ndraws: 3\n"
        "checks: {refused: {}}\ngate: [refused]\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError, match="cannot be imported"):
        Experiment(path, Surroundings(library=runs.LIBRARY)).subject()

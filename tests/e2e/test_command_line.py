"""The contract of the command line: what it reads, writes and returns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drafter.choices import Kind, Language
from drafter.cli import COMMANDS
from tests.builders import EXAMPLES, in_lines, values
from tests.e2e.conftest import Run, some_at_once

CASES = [EXAMPLES / language / f"{kind}.yaml" for language in Language for kind in Kind]


def written(path: Path, fields: dict[str, Any]) -> Path:
    path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("case", some_at_once(CASES))
def test_every_example_drafts_without_a_model(drafter: Run, case: Path) -> None:
    done = drafter("draft", case, "--json")
    record = json.loads(done.stdout)
    assert done.returncode == (4 if record["legal"]["required"] else 0)
    assert {section["origin"] for section in record["sections"]} == {"template"}
    assert record["notes"][0] == "No model is configured; the letter comes from the templates."
    assert record["letter"]["text"].count("\n\n") > 6


def test_a_letter_goes_to_standard_output_and_all_else_to_standard_error(drafter: Run) -> None:
    done = drafter("draft", EXAMPLES / "en" / "refund_refusal.yaml", "--no-model")
    assert done.returncode == 4
    assert "Dear Dr. Lindqvist," in done.stdout
    assert "warning:" not in done.stdout
    assert done.stderr.index("warning: The sum refused is smaller") < done.stderr.index(
        "legal: a lawyer must see"
    )


def test_what_is_redirected_is_utf_8_whatever_the_locale(drafter: Run) -> None:
    case = EXAMPLES / "te" / "apology.yaml"
    wanted = drafter("draft", case, "--no-model")
    done = drafter("draft", case, "--no-model", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252:strict"})
    assert (done.returncode, done.stdout, done.stderr) == (0, wanted.stdout, wanted.stderr)


def test_the_record_is_the_same_bytes_each_time(drafter: Run) -> None:
    runs = [drafter("draft", CASES[0], "--json", "--no-model", "--seed", "3").stdout for _ in range(2)]
    assert runs[0] == runs[1]
    assert json.loads(runs[0])["provenance"]["seed"] == 3


def test_out_writes_letter_page_and_record(drafter: Run, tmp_path: Path) -> None:
    done = drafter("draft", CASES[1], "--no-model", "--out", tmp_path / "new" / "folder")
    folder = tmp_path / "new" / "folder"
    assert sorted(path.name for path in folder.iterdir()) == ["apology.html", "apology.json", "apology.txt"]
    assert (folder / "apology.txt").read_text(encoding="utf-8") == done.stdout
    assert json.loads((folder / "apology.json").read_text(encoding="utf-8"))["letter"]["text"] == done.stdout


def test_bad_input_is_told_line_by_line_and_nothing_is_written(drafter: Run, tmp_path: Path) -> None:
    case = written(tmp_path / "case.json", {**values(Kind.winback), "ofer": 1, "customer": {}})
    done = drafter("draft", case, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert "ofer: is not a field; did you mean `offer`?" in done.stderr
    assert "customer.name: is missing" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DRAFTER_PROMPTS", "/nowhere", "/nowhere: is not a folder"),
        (
            "DRAFTER_DEADLINE_SECONDS",
            "soon",
            "DRAFTER_DEADLINE_SECONDS: `soon` cannot be used; give a number",
        ),
        ("OPENAI_BASE_URL", "http://models.example/v1", "OPENAI_BASE_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(drafter: Run, variable: str, value: str, said: str) -> None:
    done = drafter("draft", CASES[0], env={"OPENAI_API_KEY": "k", variable: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(("kind", "language"), [*((kind, "en") for kind in Kind), (Kind.apology, "te")])
def test_a_new_case_drafts_as_it_stands(drafter: Run, kind: Kind, language: str, tmp_path: Path) -> None:
    made = drafter("new", kind, "--language", language)
    assert made.returncode == 0
    (tmp_path / "new.yaml").write_text(made.stdout, encoding="utf-8")
    assert drafter("draft", tmp_path / "new.yaml").returncode in (0, 4)


def test_prompt_prints_the_exact_request(drafter: Run) -> None:
    body = json.loads(
        drafter("prompt", CASES[0], env={"OPENAI_API_KEY": "k", "DRAFTER_MODEL": "some-model"}).stdout
    )
    assert body["model"] == "some-model"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["strict"] is True


def test_guides_and_policies_are_listed(drafter: Run) -> None:
    assert re.findall(r"^(\w+): ", drafter("guides").stdout, re.MULTILINE) == list(Kind)
    assert {guide["kind"] for guide in json.loads(drafter("guides", "--json").stdout)} == set(Kind)
    assert "promise.refund (error;" in drafter("policies", "list").stdout


def test_the_rules_own_examples_hold(drafter: Run) -> None:
    done = drafter("policies", "test")
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"(\d+) of \1 examples hold", done.stdout)) == len(Language)


def test_a_drafted_letter_checks_clean_and_a_changed_one_does_not(drafter: Run, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(drafter("draft", CASES[0], "--no-model").stdout, encoding="utf-8")
    clean = drafter("check", letter, "--case", CASES[0])
    assert (clean.returncode, clean.stdout) == (0, f"{letter}: passes\n")
    letter.write_text(
        letter.read_text(encoding="utf-8").replace("Sincerely,", "We guarantee it.\n\nSincerely,"),
        encoding="utf-8",
    )
    changed = drafter("check", letter, "--case", CASES[0])
    assert changed.returncode == 1
    assert "error: promise.guarantee: A letter guarantees nothing." in changed.stdout
    assert "~~~" in changed.stdout
    found = json.loads(drafter("check", letter, "--case", CASES[0], "--format", "json").stdout)
    finding = found["findings"][0]
    assert found["verdict"] == "fail"
    assert found["text"][finding["span"]["start"] : finding["span"]["end"]] == finding["quote"]
    log = json.loads(drafter("check", letter, "--case", CASES[0], "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"][0]["ruleId"] == "promise.guarantee"


def test_a_letter_whose_lines_were_wrapped_checks_clean_and_a_finding_is_where_it_stands(
    drafter: Run, tmp_path: Path
) -> None:
    case, letter = EXAMPLES / "en" / "winback.yaml", tmp_path / "letter.txt"
    wrapped = in_lines(drafter("draft", case, "--no-model").stdout, 72)
    assert "call me at (512)\n555-0133" in wrapped
    letter.write_text(wrapped, encoding="utf-8")
    assert drafter("check", letter, "--case", case).stdout == f"{letter}: passes\n"
    changed = wrapped.replace("555-0133 or", "555-0133, we guarantee it, or", 1)
    letter.write_text(changed, encoding="utf-8")
    done = drafter("check", letter, "--case", case)
    before = changed[: changed.index("we guarantee it")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert done.returncode == 1
    assert f"{letter}:{line}:{column}: error: promise.guarantee" in done.stdout


@pytest.mark.parametrize(
    "lay_out",
    [
        lambda text: f"\n\n\n\n{text}",
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: f"{text}\n\nEnclosure: photographs\n",
        lambda text: text.replace("We ", "\tWe  "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("We guarantee", "Cafe\u0301. We guarantee"),
    ],
    ids=["lines on top", "lines between", "line below the frame", "blanks", "carriage returns", "decomposed"],
)
def test_a_finding_stands_at_the_line_and_column_of_the_file(
    drafter: Run, tmp_path: Path, lay_out: Callable[[str], str]
) -> None:
    case, letter = EXAMPLES / "en" / "winback.yaml", tmp_path / "letter.txt"
    written = drafter("draft", case, "--no-model").stdout
    changed = lay_out(written.replace("Sincerely,", "We guarantee it.\n\nSincerely,"))
    letter.write_text(changed, encoding="utf-8", newline="")
    before = changed[: changed.index("guarantee") - len("We ") - ("We  " in changed)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    done = drafter("check", letter, "--case", case)
    assert f"{letter}:{line}:{column}: error: promise.guarantee" in done.stdout
    log = json.loads(drafter("check", letter, "--case", case, "--format", "sarif").stdout)
    regions = {
        each["ruleId"]: each["locations"][0]["physicalLocation"]["region"]
        for each in log["runs"][0]["results"]
    }
    region = regions["promise.guarantee"]
    assert (region["startLine"], region["startColumn"]) == (line, column)
    assert changed[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"]


def test_a_rule_in_sarif_is_described_by_itself_and_not_by_what_was_found(
    drafter: Run, tmp_path: Path
) -> None:
    case, letter = EXAMPLES / "en" / "refund_refusal.yaml", tmp_path / "letter.txt"
    letter.write_text("We guarantee it.", encoding="utf-8")
    (run,) = json.loads(drafter("check", letter, "--case", case, "--format", "sarif").stdout)["runs"]
    rules = {rule["id"]: rule.get("shortDescription") for rule in run["tool"]["driver"]["rules"]}
    said = {each["ruleId"]: each["message"]["text"] for each in run["results"]}
    assert rules.keys() == said.keys()
    assert rules["promise.guarantee"] == {"text": "A letter guarantees nothing."}
    assert "renee.okafor@" in said["slot.missing"]
    assert rules["slot.missing"] is None


def test_a_date_that_is_not_the_case_s_is_said_to_be_not_in_the_case(drafter: Run, tmp_path: Path) -> None:
    case, letter = EXAMPLES / "en" / "winback.yaml", tmp_path / "letter.txt"
    written = drafter("draft", case, "--no-model").stdout
    letter.write_text(written.replace("January 31, 2027", "January 30, 2027"), encoding="utf-8")
    done = drafter("check", letter, "--case", case)
    assert done.returncode == 1
    assert "draft.shape: This figure or date is not in the case" in done.stdout
    assert "shaped as no word" not in done.stdout


def test_a_draft_s_warnings_are_those_of_its_check(drafter: Run, tmp_path: Path) -> None:
    case, letter = EXAMPLES / "en" / "termination.yaml", tmp_path / "letter.txt"
    rule = "{id: own.rule, severity: warning, forbid: {sentence: [{all: [wish]}]}, why: W., tell_model: t, source: s}"
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(f"rules:\n- {rule}\n", encoding="utf-8")
    own = {"DRAFTER_POLICIES": str(tmp_path)}
    drafted = drafter("draft", case, "--no-model", env=own)
    letter.write_text(drafted.stdout, encoding="utf-8")
    checked = drafter("check", letter, "--case", case, "--format", "json", env=own)
    found = [each for each in json.loads(checked.stdout)["findings"] if each["severity"] == "warning"]
    assert "own.rule" in {each["rule"] for each in found}
    said = [f"warning: {each['rule']}: {each['why'].removesuffix('.')}; {each['quote']}" for each in found]
    assert [line for line in drafted.stderr.splitlines() if line.startswith("warning: ")] == said


def test_check_takes_many_drafts_at_once(drafter: Run, tmp_path: Path) -> None:
    record = json.loads(drafter("draft", CASES[0], "--json").stdout)
    sections = {section["id"]: section["text"] for section in record["sections"]}
    rows = [
        {"id": "good", "case": str(CASES[0]), "sections": sections},
        {"id": "bad", "case": str(CASES[0]), "sections": {**sections, "thanks": "Thanks for 5."}},
        {"id": "lacking", "case": str(CASES[0]), "sections": {}},
        {"id": "text", "case": str(CASES[0]), "text": record["letter"]["text"]},
        {"id": "inline", "case": values(Kind.termination), "text": "You get $5."},
    ]
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    done = drafter("check", "--jsonl", drafts)
    assert done.returncode == 0
    verdicts = {row["id"]: row["verdict"] for row in map(json.loads, done.stdout.splitlines())}
    assert verdicts == {"good": "pass", "bad": "fail", "lacking": "fail", "text": "pass", "inline": "fail"}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": 1}',
        '{"id": 1, "case": {}, "text": "a", "sections": {}}',
        '{"id": 1, "case": {}, "text": "a"}',
    ],
)
def test_a_line_that_is_no_draft_is_named(drafter: Run, tmp_path: Path, line: str) -> None:
    (tmp_path / "drafts.jsonl").write_text(line + "\n", encoding="utf-8")
    done = drafter("check", "--jsonl", tmp_path / "drafts.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "drafts.jsonl:1: " in done.stderr


def test_half_a_character_costs_its_own_line_alone(drafter: Run, tmp_path: Path) -> None:
    good = {"case": str(CASES[0]), "text": "Thank you."}
    rows = [{"id": 1, **good, "text": "Thank you \ud83d"}, {"id": "\ud800", **good}, {"id": 3, **good}]
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = drafter("check", "--jsonl", drafts)
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [3]
    said = "holds half of a character; give whole characters"
    assert done.stderr.splitlines() == [f"{drafts}:1: {said}", f"{drafts}:2: {said}"]


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", b"x" * (256 * 1024 + 1)])
def test_a_letter_that_cannot_be_read_is_named(drafter: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(content)
    done = drafter("check", tmp_path / "letter.txt", "--case", CASES[0])
    assert (done.returncode, done.stdout) == (2, "")
    assert "letter.txt: " in done.stderr


def test_a_profile_from_the_settings_is_used(drafter: Run, tmp_path: Path) -> None:
    fields = values(Kind.winback)
    profile = written(tmp_path / "profile.json", {name: fields.pop(name) for name in ("company", "sender")})
    case = written(tmp_path / "case.json", fields)
    assert drafter("draft", case).returncode == 2
    assert drafter("draft", case, "--profile", profile).returncode == 0
    assert drafter("draft", case, env={"DRAFTER_PROFILE": str(profile)}).returncode == 0


def test_every_command_has_help(drafter: Run) -> None:
    commands = re.findall(r"^  (\w+) {2,}\S", drafter("--help").stdout, re.MULTILINE)
    assert sorted(commands) == sorted(COMMANDS)
    for command in commands:
        done = drafter(command, "--help")
        assert done.returncode == 0
        assert "Usage:" in done.stdout


def test_no_model_is_imported_for_a_letter_from_templates(drafter: Run) -> None:
    done = drafter(
        "draft", CASES[0], "--no-model", env={"OPENAI_API_KEY": "k", "PYTHONPROFILEIMPORTTIME": "1"}
    )
    assert "drafter.pipeline" in done.stderr
    assert not re.search(r"\| +(openai|httpx2|tenacity|rich|asyncio|drafter\.model)\b", done.stderr)


def test_what_brings_a_lawyer_in_is_shown(drafter: Run) -> None:
    done = drafter("draft", EXAMPLES / "te" / "refund_refusal.yaml", "--no-model")
    assert (
        "legal: a lawyer must see this letter (litigation_threat); message: “consumer forum”." in done.stderr
    )

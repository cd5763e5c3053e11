"""``drafter check --second-reader``: letters and passages read by a compatible server on this machine."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drafter.case_file import read_case
from drafter.pipeline import Drafter
from tests.builders import EXAMPLES, values
from tests.e2e.conftest import ROOT, environment
from tests.faultserver import Behaviour, Body, FaultServer, Reply, completion, is_reading

CASE = EXAMPLES / "en" / "winback.yaml"
LETTER = Drafter().draft_from_templates(read_case(CASE)).letter.body_text
PASSAGES = {
    "minimising": ("apology", "It was only a cake, after all.", "apology.minimising"),
    "conduct": ("termination", "A patient hairdresser is rare, and ours has left.", "termination.conduct"),
    "clean": ("apology", "I know what the cake meant to you.", ""),
}
RULES = {rule for _, _, rule in PASSAGES.values() if rule}
"""What the reader points at; where code has found the same, it is said once."""


def reads(findings: Callable[[str], list[tuple[str, str]]]) -> Callable[[Body], Behaviour]:
    """Answer readings with what is found in the text that was sent."""

    def respond(body: Body) -> Behaviour:
        assert is_reading(body)
        text = " ".join(json.loads(body["messages"][1]["content"].split("\n=====\n")[1]).values())
        items = [{"quote": quote, "rule": rule} for quote, rule in findings(text)]
        return Reply(completion(json.dumps({"findings": items})), delay=0.05)

    return respond


async def check(*arguments: str, url: str | None = None, **variables: str) -> tuple[int | None, str, str]:
    given = {**variables, **({"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "k"} if url else {})}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "drafter", "check", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment(**given), cwd=ROOT,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def lines_of(path: Path, count: int = 1) -> Path:
    rows = [
        {"id": f"{name}{number}", "case": values(kind), "text": text}  # type: ignore[arg-type]
        for number in range(count)
        for name, (kind, text, _) in PASSAGES.items()
    ]
    file = path / "passages.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def known(text: str) -> list[tuple[str, str]]:
    return [(said.rstrip("."), rule) for _, said, rule in PASSAGES.values() if said == text and rule]


def test_a_letter_is_read_and_the_words_are_its_own(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(LETTER, encoding="utf-8")
    told = [("Thank you for your business", "tone.pressure")]

    async def run() -> tuple[tuple[int | None, str, str], list[Any]]:
        async with FaultServer(respond=reads(lambda _: told)) as server:
            done = await check(
                str(file), "--case", str(CASE), "--format", "json", "--second-reader", url=server.url
            )
            return done, server.requests

    (status, out, err), requests = asyncio.run(run())
    result = json.loads(out)
    (found,) = result["findings"]
    assert (status, result["verdict"], found["source"], found["rule"]) == (
        1,
        "fail",
        "model",
        "tone.pressure",
    )
    assert result["text"][found["span"]["start"] : found["span"]["end"]] == "Thank you for your business"
    assert "second reader: 1 of 1 read, 120 tokens" in err
    assert "Hensley" not in json.dumps([request.body for request in requests])


def test_passages_are_read_some_at_once_and_answered_in_order(tmp_path: Path) -> None:
    file = lines_of(tmp_path, count=6)

    async def run() -> tuple[tuple[int | None, str, str], int, int]:
        async with FaultServer(respond=reads(known)) as server:
            done = await check(
                "--jsonl", str(file), "--second-reader", url=server.url, DRAFTER_CONCURRENCY="3"
            )
            return done, server.at_once, len(server.requests)

    (status, out, err), at_once, count = asyncio.run(run())
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [f"{name}{n}" for n in range(6) for name in PASSAGES]
    for answer in answers:
        found = {item["rule"] for item in answer["findings"] if item["rule"] in RULES}
        rule = PASSAGES[answer["id"][:-1]][2]
        assert found == ({rule} if rule else set())
        assert set(answer) == {"id", "verdict", "findings"}
    assert (status, count) == (0, 18)
    assert 1 < at_once <= 3
    assert "second reader: 18 of 18 read, 2160 tokens" in err


def test_a_reader_that_fails_leaves_the_verdict_of_code_and_says_so(tmp_path: Path) -> None:
    file = lines_of(tmp_path)

    async def run() -> tuple[tuple[int | None, str, str], str]:
        async with FaultServer(respond=lambda _: Reply(status=400)) as server:
            alone = await check("--jsonl", str(file))
            return await check("--jsonl", str(file), "--second-reader", url=server.url), alone[1]

    (status, out, err), alone = asyncio.run(run())
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert {tuple(answer.pop("notes")) for answer in answers} == {
        ("The second reader did not read everything (rejected).",)
    }
    assert answers == [json.loads(line) for line in alone.splitlines()]
    assert "second reader: 0 of 3 read, 0 tokens" in err


def test_a_line_that_cannot_be_used_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    file = lines_of(tmp_path)
    file.write_text("nonsense\n" + file.read_text(encoding="utf-8"), encoding="utf-8")

    async def run() -> tuple[int | None, str, str]:
        async with FaultServer(respond=reads(known)) as server:
            return await check("--jsonl", str(file), "--second-reader", url=server.url)

    status, out, err = asyncio.run(run())
    assert status == 2
    assert len(out.splitlines()) == 3
    assert f"{file}:1: is not a draft" in err


def test_sections_are_read_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "drafts.jsonl"
    sections = {"reason": "Others will serve you better.", "wishes": "Enjoy your calls."}
    row = {"id": 7, "case": values("termination"), "sections": sections}  # type: ignore[arg-type]
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")

    async def run() -> tuple[int | None, str, str]:
        told = [("Enjoy your calls", "tone.sarcasm")]
        async with FaultServer(respond=reads(lambda _: told)) as server:
            return await check("--jsonl", str(file), "--second-reader", url=server.url)

    status, out, _ = asyncio.run(run())
    found = [item for item in json.loads(out)["findings"] if item["source"] == "model"]
    assert status == 0
    assert [(item["section"], item["rule"]) for item in found] == [("wishes", "tone.sarcasm")]


@pytest.mark.parametrize("jsonl", [True, False])
def test_without_a_model_the_second_reader_is_refused(tmp_path: Path, jsonl: bool) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(LETTER, encoding="utf-8")
    what = ["--jsonl", str(lines_of(tmp_path))] if jsonl else [str(file), "--case", str(CASE)]
    status, out, err = asyncio.run(check(*what, "--second-reader"))
    assert (status, out) == (2, "")
    assert "OPENAI_API_KEY: is not set, and without a model there is no second reader" in err


@pytest.mark.parametrize(("said", "readings"), [("off", 0), ("on", 1), ("", 1)])
def test_one_setting_turns_the_reading_of_drafts_off(said: str, readings: int) -> None:
    async def run() -> tuple[int, Any]:
        async with FaultServer() as server:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "drafter", "draft", str(EXAMPLES / "en" / "termination.yaml"), "--json",
                stdout=asyncio.subprocess.PIPE, cwd=ROOT,
                env=environment(
                    OPENAI_BASE_URL=server.url, DRAFTER_SECOND_READER=said, DRAFTER_READER_MODEL="reader"
                ),
            )  # fmt: skip
            server.respond = writes_well
            out, _ = await process.communicate()
            read = [request.body["model"] for request in server.requests if is_reading(request.body)]
            assert read == ["reader"] * readings
            return len(read), json.loads(out)["provenance"]["reader_asked"]

    def writes_well(body: Body) -> Behaviour:
        answer = {"findings": []} if is_reading(body) else TEMPLATE
        return Reply(completion(json.dumps(answer)))

    TEMPLATE: dict[str, Any] = {
        section.id: section.text
        for section in Drafter()
        .draft_from_templates(read_case(EXAMPLES / "en" / "termination.yaml"))
        .draft.sections
    }
    assert asyncio.run(run()) == (readings, "reader" if readings else None)


def test_a_setting_that_is_neither_on_nor_off_is_refused() -> None:
    status, _, err = asyncio.run(
        check("--jsonl", "none.jsonl", url="http://127.0.0.1:1/v1", DRAFTER_SECOND_READER="no")
    )
    assert status == 2
    assert "DRAFTER_SECOND_READER: `no` is unknown; use on or off" in err

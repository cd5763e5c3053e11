"""The contract of ``drafter screen``: lines in, lines out, and what is said of lines that cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.conftest import ROOT, Run, environment


def screened(lines: bytes) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Screen lines from standard input; return exit status, answers, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "drafter", "screen"],
        input=lines,
        capture_output=True,
        env=environment(),
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, answers, done.stderr.decode().splitlines()


def test_each_line_is_answered_with_its_triggers(drafter: Run, tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    rows: list[dict[str, Any]] = [
        {"id": 7, "text": "lawyer ni kalustanu", "lang": "te-IN"},
        {"id": "b", "text": "thank you"},
    ]
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = drafter("screen", "--jsonl", path)
    assert done.returncode == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["legal_escalation"], first["triggers"]) == (7, True, ["attorney"])
    assert second == {"id": "b", "legal_escalation": False, "triggers": [], "findings": []}
    assert set(first["findings"][0]) == {"rule", "trigger", "severity", "weight", "span", "quote", "why"}
    assert first["findings"][0]["span"] == {"start": 0, "end": 19, "start_utf16": 0, "end_utf16": 19}


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_answered() -> None:
    huge = json.dumps({"id": "huge", "text": "a " * 40_000})
    longer = json.dumps({"id": "longer", "text": "b" * (1024 * 1024)})
    lines = [
        b'{"id": "empty", "text": "  "}',
        b'{"id": "half", "text": "\\ud83d"}',
        huge.encode(),
        longer.encode(),
        b'{"id": "bytes", "text": "\xff\xfe"}',
        b"nonsense",
        b"[" * 100_000,
        b'{"text": "no id"}',
        b'{"id": "number", "text": 5}',
        b'{"id": "tag", "text": "a", "lang": 3}',
        b'{"id": "\\ud800", "text": "my lawyer will sue you"}',
        b'{"id": "good", "text": "see you in court", "lang": "xx"}',
    ]
    status, answers, errors = screened(b"\n".join(lines))
    assert status == 2
    assert [answer["id"] for answer in answers] == ["good"]
    assert len(errors) == len(lines) - 1
    for number, said in enumerate(
        [
            'standard input:1: id "empty": text: is empty',
            'id "half": text: character 1 is half',
            'id "huge": text: is larger than 64 KiB',
            "standard input:4: is longer than 1024 KiB",
            'id "bytes": byte 26 is not UTF-8',
            "is not JSON",
            "is not JSON",
            "has no id",
            'id "number": text: is not a text',
            'id "tag": lang: is not a language tag',
            'id "\\ud800": the id holds half of a character',
        ]
    ):
        assert said in errors[number]


def test_a_file_that_is_not_there_is_told(drafter: Run, tmp_path: Path) -> None:
    done = drafter("screen", "--jsonl", tmp_path / "none.jsonl")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "none.jsonl: No such file or directory; give a readable file" in done.stderr

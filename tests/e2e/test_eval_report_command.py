"""`drafter eval report` and `drafter eval label` as their users run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from tests import journals
from tests.e2e.conftest import ROOT, Run, environment


def two_runs(folder: Path) -> None:
    journals.finished(folder / "base.jsonl", journals.everywhere(cases=4))
    weak = journals.everywhere(cases=4, weak=("apology", "bg"))
    journals.finished(folder / "head.jsonl", weak, prompt="cccc00000002", started="2026-11-27T10:00:00+00:00")


def test_a_regression_is_reported_in_four_files(drafter: Run, tmp_path: Path) -> None:
    two_runs(tmp_path)
    done = drafter(
        *("eval", "report", "aaaa", "cccc", "--runs", tmp_path, "--out", tmp_path / "out"),
        *("--labels", tmp_path / "labels.jsonl"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"regression: {tmp_path / 'out' / 'report.html'}\n"
    out = tmp_path / "out"
    assert sorted(file.name for file in out.iterdir()) == [
        "annotations.txt",
        "junit.xml",
        "report.html",
        "summary.md",
    ]
    assert "Bulgarian apology letters broke" in (out / "report.html").read_text(encoding="utf-8")
    assert (out / "summary.md").read_text(encoding="utf-8").startswith("> [!CAUTION]\n")
    assert ET.parse(out / "junit.xml").getroot().get("failures") != "0"  # noqa: S314
    first, second, *_ = (out / "annotations.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("::error title=drafting::")
    assert second.startswith("::error file=prompts/guides/apology.yaml,line=")


def test_runs_that_cannot_be_compared_are_reported_and_end_with_2(drafter: Run, tmp_path: Path) -> None:
    journals.finished(tmp_path / "base.jsonl", [journals.result("a")])
    journals.finished(tmp_path / "head.jsonl", [journals.result("a"), journals.result("b")])
    done = drafter(
        *("eval", "report", tmp_path / "base.jsonl", tmp_path / "head.jsonl", "--runs", tmp_path),
        *("--out", tmp_path / "out", "--labels", tmp_path / "labels.jsonl"),
    )
    assert done.returncode == 2
    assert "Not comparable" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_journal_that_is_not_there_is_a_usage_error(drafter: Run, tmp_path: Path) -> None:
    done = drafter("eval", "report", "gone.jsonl", "gone.jsonl", "--runs", tmp_path, "--out", tmp_path)
    assert done.returncode == 3
    assert "gone.jsonl" in done.stderr


def test_letters_are_labelled_from_a_pipe_and_not_asked_about_again(tmp_path: Path) -> None:
    journal = journals.finished(
        tmp_path / "run.jsonl", [journals.result(f"c{n}", slots={"product": f"table {n}"}) for n in range(3)]
    )
    file = tmp_path / "labels.jsonl"
    command = [sys.executable, "-m", "drafter", "eval", "label", str(journal), "--labels", str(file)]

    def label(typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--by", "Dana"],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            cwd=ROOT,
            check=True,
            timeout=60,
        )

    assert "2 labels written" in label("y\nn\ntoo sure\nq\n").stdout
    assert "1 of 1" in label("y\n").stdout
    assert "Every letter of this run has a label." in label("").stdout
    kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [one["good"] for one in kept] == [True, False, True]
    assert [one["why"] for one in kept] == ["", "too sure", ""]
    assert {one["by"] for one in kept} == {"Dana"}

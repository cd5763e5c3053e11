"""The workflow for pull requests: its own steps, run in order in a checkout of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import journals
from tests.e2e.conftest import ROOT, environment

WORKFLOW = ROOT / "examples" / "github-workflow.yml"
SUITE = """
name: small
about: Two letters.
what: draft
cases: [../../cases/winback.yaml, ../../cases/apology.yaml]
answers: simulated
epochs: 1
checks: {policy: {}}
gate: [policy]
"""
Step = Callable[[str], "subprocess.CompletedProcess[str]"]


def job() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    letters: dict[str, Any] = read["jobs"]["letters"]
    return letters


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Run a step of the workflow by its name, as a runner does."""
    for side in (tmp_path, tmp_path / "base"):
        shutil.copytree(ROOT / "prompts", side / "prompts")
        shutil.copytree(ROOT / "policies", side / "policies")
    shutil.copytree(ROOT / "examples" / "en", tmp_path / "cases")
    suite = tmp_path / job()["env"]["SUITE"]
    suite.parent.mkdir(parents=True)
    suite.write_text(SUITE, encoding="utf-8")
    steps = {one["name"]: one for one in job()["steps"] if "name" in one}

    def run(name: str) -> subprocess.CompletedProcess[str]:
        more = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "SUITE": job()["env"]["SUITE"],
            "ANSWERS": "simulated",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            **steps[name].get("env", {}),
        }
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", steps[name]["run"]],
            capture_output=True,
            encoding="utf-8",
            env=environment(**more),
            cwd=tmp_path,
            check=False,
            timeout=120,
        )

    return run


def test_a_change_that_breaks_nothing_passes(step: Step, tmp_path: Path) -> None:
    system = tmp_path / "prompts" / "messages" / "system.jinja"
    system.write_text(system.read_text(encoding="utf-8").replace("careful", "very careful"), encoding="utf-8")
    for name in ("Run base", "Run head", "Report", "Gate"):
        done = step(name)
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), (name, done.stderr)
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert summary.startswith("> [!NOTE]\n")
    assert "Prompts: <code>" in summary
    assert "<ins>very </ins>careful" in (tmp_path / "out" / "report" / "report.html").read_text(
        encoding="utf-8"
    )


def test_a_regression_ends_red_after_its_report_is_written(step: Step, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "eval"
    folder.mkdir(parents=True)
    journals.finished(folder / "base.jsonl", journals.everywhere(cases=2))
    journals.finished(folder / "head.jsonl", journals.everywhere(cases=2, weak=("winback", "ms")))
    report = step("Report")
    assert report.returncode == 0
    assert "::error file=prompts/guides/winback.yaml" in report.stdout
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("> [!CAUTION]\n")
    assert step("Gate").returncode == 1


def test_a_run_that_broke_off_is_reported_as_not_comparable(step: Step, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "eval"
    folder.mkdir(parents=True)
    journals.finished(folder / "base.jsonl", [journals.result("a")])
    journals.write(folder / "head.jsonl", journals.run(), [])
    assert step("Report").returncode == 0
    assert "not complete" in (tmp_path / "summary").read_text(encoding="utf-8")
    assert step("Gate").returncode == 2


def test_no_text_of_a_pull_request_reaches_a_shell_and_the_token_can_do_little() -> None:
    scripts = [one["run"] for one in job()["steps"] if "run" in one]
    assert not [script for script in scripts if "${{" in script]
    read = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert read["permissions"] == {"contents": "read", "pull-requests": "write"}
    # YAML 1.1 reads the key `on` as true.
    assert set(read[True]) == {"pull_request"}

"""The wheel works outside the repository, with prompts, policies and examples inside it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import journals
from tests.e2e.conftest import ROOT, environment


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drafter", *arguments],
        cwd=site.parent,
        env=environment(PYTHONPATH=str(site)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_drafts_a_letter_from_what_it_holds(installed: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import drafter; print(drafter.__file__)"],
        cwd=installed.parent, env=environment(PYTHONPATH=str(installed)), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed)
    made = run(installed, "new", "termination", "--language", "id")
    (installed.parent / "case.yaml").write_text(made.stdout, encoding="utf-8")
    done = run(installed, "draft", "case.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["language"] == "id"


def test_the_wheel_holds_the_library_and_no_tests(installed: Path) -> None:
    names = {path.relative_to(installed).parts[0] for path in installed.rglob("*") if path.is_file()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"drafter"}
    for folder in (
        "prompts/guides",
        "prompts/fallback/te",
        "policies/rules",
        "policies/concepts",
        "examples/bg",
    ):
        assert list((installed / "drafter" / "_data" / folder).iterdir())


def test_the_wheel_writes_a_report(installed: Path) -> None:
    folder = installed.parent
    journals.finished(folder / "base.jsonl", [journals.result("a")])
    journals.finished(folder / "head.jsonl", [journals.result("a", passed=False)])
    done = run(installed, "eval", "report", "base.jsonl", "head.jsonl", "--out", "report")
    assert done.returncode == 0, done.stderr
    assert "@media" in (folder / "report" / "report.html").read_text(encoding="utf-8")

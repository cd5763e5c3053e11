"""Every example of the README runs and shows what it says."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, environment
from tests.faultserver import FaultServer

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return found


def shell(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command with `drafter` on the path, as after an installation."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command],
        env=environment(PATH=path, **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def commands() -> list[tuple[str, str]]:
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def test_the_examples_of_the_command_line_show_what_they_print() -> None:
    for command, shown in commands():
        if command.startswith("make "):
            assert shell(command.replace("make", "make --dry-run")).returncode == 0
            continue
        done = shell(command)
        assert done.stdout.strip() == shown.strip(), command


def test_the_case_and_the_profile_are_those_of_the_example() -> None:
    shown = blocks("yaml")
    for name in ("winback.yaml", "profile-juniper-lane.yaml"):
        assert (ROOT / "examples" / "en" / name).read_text(encoding="utf-8").strip() in {
            text.strip() for text in shown
        }


def with_server(run_in_thread: str, language: str) -> subprocess.CompletedProcess[str]:
    async def run() -> subprocess.CompletedProcess[str]:
        async with FaultServer() as server:
            variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
            if language == "python":
                arguments = [sys.executable, "-c", run_in_thread]
                return await asyncio.to_thread(
                    subprocess.run, arguments, env=environment(**variables), cwd=ROOT,
                    capture_output=True, text=True, encoding="utf-8", check=False,
                )  # fmt: skip
            script = re.sub(
                r"^export (OPENAI_API_KEY|OPENAI_BASE_URL)=.*\n", "", run_in_thread, flags=re.MULTILINE
            )
            done = await asyncio.to_thread(shell, script, **variables)
            assert server.requests[0].body["model"] == "some-model"
            return done

    return asyncio.run(run())


def test_the_example_with_a_model_drafts() -> None:
    (script,) = blocks("sh")
    done = with_server(script, "sh")
    assert done.returncode == 0, done.stderr
    assert "С уважение" in done.stdout


@pytest.mark.parametrize("example", blocks("python"))
def test_the_examples_in_python_run(example: str) -> None:
    done = with_server(example, "python")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("example", blocks("python"))
def test_the_examples_in_python_run_where_no_model_is_configured(example: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example], env=environment(), cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if "Model(" in example:
        assert set(re.findall(r"'(\w+)'", done.stdout)) == {"template"}


def test_every_setting_and_command_is_in_the_readme() -> None:
    settings = (ROOT / "drafter" / "settings.py").read_text(encoding="utf-8")
    for name in re.findall(r"\"((?:DRAFTER|OPENAI)_[A-Z_]+)\"", settings):
        assert f"`{name}`" in README
    for command in re.findall(
        r"app\.(?:command|add_typer)\([^\"]*\"(\w+)\"", (ROOT / "drafter/cli/__init__.py").read_text()
    ):
        assert f"`drafter {command}" in README

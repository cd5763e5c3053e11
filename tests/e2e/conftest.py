"""The command as its user runs it: a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**more: str) -> dict[str, str]:
    """Return an environment without settings of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "DRAFTER_"))}
    return {**kept, "PYTHONUTF8": "1", **more}


def some_at_once(cases: list[Path]) -> list[Any]:
    """Return cases so that each kind and language is tried every time, and the rest in the long run."""
    return [
        pytest.param(
            case,
            marks=() if case.parent.name == "en" or case.stem == "apology" else pytest.mark.long,
            id=f"{case.parent.name}-{case.stem}",
        )
        for case in cases
    ]


@pytest.fixture
def drafter() -> Run:
    """Run the command with arguments; `env` adds variables."""

    def run(
        *arguments: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "drafter", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(**(env or {})),
            cwd=cwd,
            check=False,
            timeout=60,
        )

    return run

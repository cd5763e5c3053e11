"""Advice on a case: what the agent should settle before anything is drafted."""

from __future__ import annotations

import sys

from drafter.case import Case
from drafter.pipeline import Drafter


def say_advice(drafter: Drafter, case: Case) -> None:
    """Write a case's advice to standard error, one line each."""
    for item in drafter.plan(case).advice:
        sys.stderr.write(f"{item.severity}: {item.says}\n")
    sys.stderr.flush()

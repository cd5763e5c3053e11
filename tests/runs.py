"""Runs for tests: journals of given passes, and small suites of the shipped examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drafter.evaluation.drafting import Drafting, Library
from drafter.evaluation.journal import Check, Found, Result, Run, WrittenSection
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.lines import Lines, SimulatedLines
from drafter.evaluation.simulated import World
from drafter.evaluation.suite import Simulation, Suite
from drafter.library import Shelf
from tests.builders import EXAMPLES

LIBRARY = Library(Shelf.of("prompts"), Shelf.of("policies"))
CELL = ("apology", "en")


def header(**changes: Any) -> Run:
    """Return a header; one epoch of one case of a drafting suite, changed as a test needs."""
    fields = {
        "suite": "drafting",
        "suite_hash": "s",
        "cases_hash": "c",
        "cases": 1,
        "epochs": 1,
        "what": "draft",
        "answers": "simulated",
        "prompt": "aaaa",
        "policy": "p",
        "model": "simulated",
        "gates": ("policy",),
    }
    return Run(**{**fields, **changes})


def result(case: str = "a", epoch: int = 0, *, passed: bool = True, **changes: Any) -> Result:
    """Return a result with one check."""
    fields = {
        "kind": CELL[0],
        "language": CELL[1],
        "checks": {"policy": Check(passed=passed)},
        "outcome": "ready",
        "findings": () if passed else (Found(rule="promise.refund"),),
        "sections": (WrittenSection(id="apology", text="We are sorry."),),
    }
    return Result(case=case, epoch=epoch, **{**fields, **changes})


def write(path: Path, passes: Mapping[str, Iterable[bool]], **changes: Any) -> Path:
    """Write a finished journal of cases, each with whether its epochs passed."""
    epochs = {case: tuple(each) for case, each in passes.items()}
    most = max(map(len, epochs.values()))
    with Ledger(path, header(**{"cases": len(epochs), "epochs": most, **changes})) as ledger:
        for case, each in epochs.items():
            ledger.write(result(case, epoch, passed=passed) for epoch, passed in enumerate(each))
    return path


def suite(**changes: Any) -> Suite:
    """Return a drafting suite of two epochs."""
    fields: dict[str, Any] = {
        "name": "small",
        "about": "A few letters.",
        "what": "draft",
        "cases": ["*.yaml"],
        "answers": "simulated",
        "epochs": "2",
        "checks": {"policy": {}, "first_try": {}, "by_model": {}},
        "gate": ["policy", "first_try", "by_model"],
    }
    return Suite.model_validate({**fields, **changes})


def case_files(*languages: str) -> list[Path]:
    """Return the shipped cases of some languages."""
    kinds = ("apology", "refund_refusal", "termination", "winback")
    return [EXAMPLES / language / f"{kind}.yaml" for language in languages or ("en",) for kind in kinds]


def simulated(seed: int = 0, **rates: float) -> SimulatedLines:
    """Return lines to a simulated model; it makes no fault but those whose rate is given."""
    nothing = {"meaning": 0.0, "structure": 0.0, "wire": 0.0, "misread": 0.0}
    world = World(seed, Simulation.model_validate({**nothing, **rates}))
    return SimulatedLines(world, LIBRARY.prompts, LIBRARY.policies)


def drafting(lines: Lines | None, *, files: list[Path] | None = None, **changes: Any) -> Drafting:
    """Return a subject that drafts some shipped cases."""
    return Drafting(suite(**changes), files or case_files(), LIBRARY, lines=lines)

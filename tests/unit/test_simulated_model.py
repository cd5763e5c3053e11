"""The simulated model: what it says it drew is what the pipeline finds, through the real client."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping

import pytest

from drafter.draft import Draft, Origin
from drafter.evaluation.drafting import Drafting
from drafter.evaluation.journal import Result
from drafter.evaluation.lines import Line, SimulatedLines
from drafter.evaluation.material import CaseItem, cases
from drafter.evaluation.simulated import STRUCTURE_FAULTS, WIRE_FAULTS, SimulatedModel, World
from drafter.evaluation.subject import Item
from drafter.evaluation.suite import Simulation
from drafter.evaluation.transports import VirtualClock
from drafter.guide import Plan
from drafter.pipeline import Drafter
from tests import runs

LANGUAGES = ("en", "fil", "ms", "id", "bg", "te")


class Watched:
    """Lines that remember the simulated model behind each (case, epoch)."""

    def __init__(self, lines: SimulatedLines) -> None:
        self._lines = lines
        self.drawn: dict[tuple[str, int], list[str]] = {}

    def open(self, item: Item, epoch: int, plan: Plan, prompt_version: str) -> Line:
        line = self._lines.open(item, epoch, plan, prompt_version)
        assert isinstance(line.carrier, SimulatedModel)
        self.drawn[item.id, epoch] = line.carrier.drawn
        return line

    async def aclose(self) -> None: ...


def drafted(subject: Drafting, epochs: int = 2, order: int = 0) -> dict[tuple[str, int], Result]:
    todo = [(item, epoch) for item in subject.items() for epoch in range(epochs)]
    random.Random(order).shuffle(todo)

    async def run() -> list[Result]:
        return [line for each in todo for line in await subject.run(*each) if isinstance(line, Result)]

    return {(result.case, result.epoch): result for result in asyncio.run(run())}


def test_a_letter_passes_at_first_exactly_where_no_fault_was_drawn() -> None:
    watched = Watched(runs.simulated(meaning=0.3, structure=0.3))
    results = drafted(runs.drafting(watched, files=runs.case_files(*LANGUAGES)))

    assert {key for key, drawn in watched.drawn.items() if not drawn} == {
        key for key, result in results.items() if result.checks["first_try"].passed
    }
    assert 0 < sum(map(bool, watched.drawn.values())) < len(results)


def test_with_no_fault_every_first_answer_stands() -> None:
    results = drafted(runs.drafting(runs.simulated(), files=runs.case_files(*LANGUAGES)))

    assert all(check.passed for result in results.values() for check in result.checks.values())
    assert {result.asked[0].outcome for result in results.values()} == {"answered"}


def test_every_wire_fault_ends_in_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WIRE_FAULTS:
        only: Mapping[str, object] = {name: WIRE_FAULTS[name]}
        monkeypatch.setattr("drafter.evaluation.simulated.WIRE_FAULTS", only)
        results = drafted(runs.drafting(runs.simulated(wire=1)), epochs=1)
        for result in results.values():
            harmless = name in {"wire.fenced", "wire.extra_section"}
            assert result.checks["policy"].passed, name
            assert result.checks["first_try"].passed is harmless, name
        monkeypatch.undo()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_structure_is_one_in_every_language(language: str) -> None:
    drafter = Drafter()
    for item in cases(runs.case_files(language)):
        plan = drafter.plan(item.case)
        model = model_of(item, plan)
        good = model.good(plan.section_ids)
        for name, spoil in STRUCTURE_FAULTS.items():
            spoiled = {**good, plan.section_ids[0]: spoil(good[plan.section_ids[0]])}
            texts = Draft.of(spoiled, Origin.model).texts
            assert not drafter.policy.judge_draft(plan, texts).passes, (item.id, name)


def model_of(item: CaseItem, plan: Plan) -> SimulatedModel:
    return runs.simulated().carrier(item, 0, plan, VirtualClock())


def test_neither_order_nor_company_changes_an_answer() -> None:
    rates = {"meaning": 0.2, "structure": 0.2, "wire": 0.2}

    first = drafted(runs.drafting(runs.simulated(seed=5, **rates)), order=1)
    second = drafted(runs.drafting(runs.simulated(seed=5, **rates)), order=2)

    assert first == second


def test_another_seed_gives_other_answers() -> None:
    rates = {"meaning": 0.5, "wire": 0.2}

    assert drafted(runs.drafting(runs.simulated(seed=1, **rates))) != drafted(
        runs.drafting(runs.simulated(seed=2, **rates))
    )


def test_a_weak_cell_is_weak_and_the_others_are_not() -> None:
    rates = Simulation.model_validate({"meaning": 0.0, "structure": 0.0, "wire": 0.0})
    world = World(1, rates, weak={("apology", "te"): 1.0})
    lines = SimulatedLines(world, runs.LIBRARY.prompts, runs.LIBRARY.policies)
    results = drafted(runs.drafting(lines, files=runs.case_files("te")), epochs=3)

    failed = {result.kind for result in results.values() if not result.checks["first_try"].passed}
    assert failed == {"apology"}


def test_it_says_in_its_name_that_it_is_none() -> None:
    assert runs.simulated().settings.model == "simulated"


def test_cases_are_not_alike() -> None:
    world = World(1, Simulation.model_validate({"meaning": 0.2, "spread": 2.0}))
    chances = [world.chances(item)[0] for item in cases(runs.case_files(*LANGUAGES))]

    assert max(chances) - min(chances) > 0.2

"""The shipped examples with a good answer for each, as a model would give it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from drafter import fallback
from drafter.case import Case
from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.guide import Plan
from drafter.library import Shelf, built_in
from drafter.pipeline import Drafter


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped case, its plan, and section texts that pass."""

    case: Case
    plan: Plan
    texts: dict[str, str]

    @property
    def answer(self) -> str:
        """Return the answer as a model would write it."""
        return json.dumps(self.texts, ensure_ascii=False)


@lru_cache(maxsize=1)
def load() -> tuple[Example, ...]:
    """Return all shipped examples."""
    drafter = Drafter()
    shelf = Shelf.of("prompts")
    found = []
    for language in Language:
        for kind in Kind:
            case = read_case(built_in("examples") / language / f"{kind}.yaml")
            plan = drafter.plan(case)
            found.append(Example(case, plan, fallback.write(plan, shelf, seed="bench").texts))
    return tuple(found)

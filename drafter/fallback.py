"""Letters with no model at all: sections from templates written by hand, one Jinja block a section.

A template sees closed codes and the names of the slots it may use, never a value of the case. Its text
passes the same gate as a model's.
"""

from __future__ import annotations

import marshal
import random
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter.compiled import kept
from drafter.draft import Draft, Origin
from drafter.errors import LibraryError, Problem
from drafter.guide import Plan, PlannedSection
from drafter.library import Shelf
from drafter.templates import blamed

_CODES = ("reason", "problem", "cause", "basis", "offer", "relationship", "tone")


def write(plan: Plan, shelf: Shelf, *, seed: str, only: Iterable[str] | None = None) -> Draft:
    """Write sections of a plan from its template.

    Args:
        plan: what to write.
        shelf: the prompts shelf.
        seed: picks among wordings; the same seed gives the same text.
        only: ids of the sections to write; all if None.

    Raises:
        LibraryError: the template is missing, broken, or lacks a section.
    """
    name = f"fallback/{plan.language}/{plan.guide.kind}.jinja"
    template = _template(name, shelf)
    wanted = set(plan.section_ids if only is None else only)
    texts: dict[str, str] = {}
    for section in plan.sections:
        if section.id in wanted:
            texts[section.id] = _render(template, plan, section, seed, shelf.find(name))
    return Draft.of(texts, Origin.template)


@lru_cache(maxsize=64)
def _template(name: str, shelf: Shelf) -> Template:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    path = shelf.find(name)
    made_from = (jinja2.__version__, *shelf.stamps(name))

    def make() -> bytes:
        with blamed(path):
            return marshal.dumps(environment.compile(shelf.text(name)))

    code = marshal.loads(kept(name.replace("/", "-"), made_from, make))  # noqa: S302  (ours alone to write)
    return Template.from_code(environment, code, environment.make_globals(None))


def _render(template: Template, plan: Plan, section: PlannedSection, seed: str, source: Path) -> str:
    block = template.blocks.get(section.id)
    if block is None:
        wanted = f"add {{% block {section.id} %}}"
        raise LibraryError(Problem(str(source), section.id, "has no block", wanted))
    context = template.new_context(_context(plan, section, seed))
    with blamed(source, section.id, "use the codes and slots of the plan"):
        return plan.phrases.spelled(" ".join("".join(block(context)).split()))


def _context(plan: Plan, section: PlannedSection, seed: str) -> dict[str, Any]:
    codes = plan.facts.codes
    return {
        **{name: codes.get(name) for name in _CODES},
        "reasons": codes["reasons"].split(", ") if "reasons" in codes else [],
        "has": frozenset((*section.must, *(name for name, _ in section.may))),
        "facts": plan.facts.named,
        "pick": _picker(f"{seed}:{section.id}"),
    }


def _picker(seed: str) -> Callable[..., str]:
    chosen = random.Random(seed)

    def pick(*wordings: str) -> str:
        return chosen.choice(wordings)

    return pick


def version(plan: Plan, shelf: Shelf) -> str:
    """Return the digest of a plan's template and phrases (12 hexadecimal digits)."""
    return shelf.digest(
        (f"fallback/{plan.language}/{plan.guide.kind}.jinja", f"phrases/{plan.language}.yaml")
    )

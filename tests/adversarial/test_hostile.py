"""No draft with a violation in it passes, and every clean one does: the violation alone is what refuses."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from drafter import letter
from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.draft import Draft, Origin
from drafter.guide import Plan
from drafter.library import Shelf, built_in
from drafter.policy import Policy
from tests.adversarial import grammar
from tests.adversarial.grammar import (
    OBFUSCATIONS,
    PLACEMENTS,
    VIOLATIONS,
    Base,
    Hostile,
    bases,
    draw,
    draws,
    in_structure,
)

LANGUAGES = tuple(Language)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy(Shelf.of("policies"))


def passes(policy: Policy, case: Case, plan: Plan, sections: Mapping[str, str]) -> bool:
    """Say whether an answer's sections would reach a reviewer: the draft passes, then the filled letter."""
    draft = Draft.of(sections, Origin.model)
    if not policy.judge_draft(plan, draft.texts).passes:
        return False
    body = letter.lay_out(case, plan, draft).body_text
    return policy.judge_letter(plan, body, letter.values(case, plan)).passes


def survivors(policy: Policy, hostiles: Iterable[Hostile]) -> list[Hostile]:
    """Return the hostile drafts that pass."""
    return [hostile for hostile in hostiles if passes(policy, hostile.case, hostile.plan, hostile.sections)]


def told(found: list[Hostile], most: int = 60) -> str:
    """Return the survivors, one a line with violation, obfuscation and placement, after their counts."""
    counts = Counter((hostile.violation, hostile.obfuscation) for hostile in found)
    table = [f"{count:6} {violation} / {hidden}" for (violation, hidden), count in counts.most_common()]
    return "\n".join([f"{len(found)} passed", *table, *map(str, found[:most])])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clean_draft_passes(policy: Policy, language: Language, kind: Kind) -> None:
    refused = [
        base.sections
        for base in bases(language, kind)
        if not passes(policy, base.case, base.plan, base.sections)
    ]

    assert refused == []


@pytest.mark.parametrize("seed", range(8))
def test_no_draft_with_a_violation_of_structure_passes(policy: Policy, seed: int) -> None:
    found = survivors(policy, filter(in_structure, draws(seed, 500)))

    assert not found, told(found)


@pytest.mark.parametrize("seed", range(4))
def test_of_drafts_with_a_violation_of_wording_one_in_fifty_passes_at_most(policy: Policy, seed: int) -> None:
    drawn = [hostile for hostile in draws(seed, 500) if not in_structure(hostile)]
    found = survivors(policy, drawn)

    assert len(found) <= len(drawn) / 50, told(found)


def test_taking_the_violation_out_makes_a_hostile_draft_pass(policy: Policy) -> None:
    for hostile in draws(100, 300):
        base = hostile.base

        assert Draft.of(hostile.sections, Origin.model).texts != base.sections, str(hostile)
        assert passes(policy, base.case, base.plan, base.sections), str(hostile)


def test_the_grammar_draws_everything_it_knows_in_every_language_and_kind() -> None:
    drawn = list(draws(7, 12_000))

    assert {hostile.violation for hostile in drawn} == set(VIOLATIONS)
    assert set(OBFUSCATIONS) <= {hostile.obfuscation for hostile in drawn}
    assert set(PLACEMENTS) <= {hostile.placement for hostile in drawn}
    for counts in (
        Counter(hostile.plan.language for hostile in drawn),
        Counter(hostile.plan.guide.kind for hostile in drawn),
    ):
        assert min(counts.values()) > 0.8 * len(drawn) / len(counts)


def test_one_seed_gives_one_draft() -> None:
    first, second = draw(random.Random("again")), draw(random.Random("again"))

    assert (first.sections, str(first)) == (second.sections, str(second))


def test_a_file_of_clean_drafts_is_attacked_like_the_templates(policy: Policy, tmp_path: Path) -> None:
    clean = bases(Language.en, Kind.apology)[0]
    file = tmp_path / "clean.jsonl"
    row = {"path": str(built_in("examples") / "en" / "apology.yaml"), "sections": dict(clean.sections)}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    read: list[Base] = grammar.read_bases(file)

    found = survivors(policy, (draw(random.Random(seed), read) for seed in range(50)))

    assert read[0].sections == clean.sections
    assert not any(map(in_structure, found)), told(found)


@pytest.mark.long
def test_of_a_hundred_thousand_hostile_drafts_none_with_a_violation_of_structure_passes(
    policy: Policy,
) -> None:
    drawn: Counter[tuple[str, Language]] = Counter()
    found: list[Hostile] = []
    seconds = 0.0
    for hostile in draws(2026, 100_000):
        drawn[hostile.violation, hostile.plan.language] += 1
        started = time.process_time()
        found += survivors(policy, [hostile])
        seconds += time.process_time() - started

    print(f"\n{'violation':22}" + "".join(f"{language:>12}" for language in LANGUAGES))
    passed = Counter((hostile.violation, hostile.plan.language) for hostile in found)
    for violation in VIOLATIONS:
        cells = (f"{passed[violation, language]}/{drawn[violation, language]}" for language in LANGUAGES)
        print(f"{violation:22}" + "".join(f"{cell:>12}" for cell in cells))
    total = sum(drawn.values())
    print(f"{total} drafts judged in {seconds:.1f} CPU seconds, {total / seconds:.0f} a second")
    assert not any(map(in_structure, found)), told(found)
    assert len(found) <= total / 100, told(found)

"""The one table of transitions: code, documentation and guards agree."""

from __future__ import annotations

from pathlib import Path

from drafter.review.actor import Role
from drafter.review.guards import CHECKS
from drafter.review.state import ENDED, GUARDS, TRANSITIONS, Act, Guard, State, Transition, transition

PAGE = Path(__file__).parent.parent.parent / "docs" / "states.md"
DECISIONS = {Act.approve, Act.sign_off, Act.forbid, Act.request_changes}


def line(row: Transition) -> str:
    """Return a row as the documentation shows it."""
    sources = ", ".join(str(source) for source in State if source in row.sources)
    target = str(row.target) if row.target else "stays"
    by = ", ".join(str(role) for role in Role if role in row.by)
    guards = ", ".join(f"`{guard}`" for guard in row.guards)
    return f"| {row.act} | {sources} | {target} | {by} | {guards} | {row.note} |"


def test_the_documentation_shows_the_very_table() -> None:
    shown = PAGE.read_text(encoding="utf-8")
    for row in TRANSITIONS:
        assert line(row) in shown
    for guard, says in GUARDS.items():
        assert f"| `{guard}` | {says} |" in shown
    assert shown.count("\n| ") == len(TRANSITIONS) + len(GUARDS) + 2


def test_every_guard_is_said_checked_and_used() -> None:
    assert set(GUARDS) == set(Guard)
    assert set(CHECKS) == set(Guard) - {Guard.current}
    assert {guard for row in TRANSITIONS for guard in row.guards} == set(Guard)


def test_no_act_has_two_rows_in_one_state() -> None:
    places = [(row.act, source) for row in TRANSITIONS for source in row.sources]
    assert len(places) == len(set(places))


def test_what_has_ended_stays_ended() -> None:
    assert [(act, state) for act in Act for state in ENDED if transition(act, state)] == []


def test_every_state_but_the_first_is_reached_and_every_open_one_left() -> None:
    assert {row.target for row in TRANSITIONS} >= set(State) - {State.generating}
    assert {source for row in TRANSITIONS for source in row.sources} == set(State) - ENDED


def test_nobody_decides_by_rank_and_no_program_decides() -> None:
    for row in TRANSITIONS:
        if row.act in DECISIONS:
            assert not row.by & {Role.admin, Role.service, Role.system, Role.agent, Role.auditor}
            assert Guard.in_session in row.guards
            assert Guard.current in row.guards
    assert not any(Role.auditor in row.by for row in TRANSITIONS)
    administrator = {row.act for row in TRANSITIONS if Role.admin in row.by}
    assert administrator == {Act.revoke, Act.erase}


def test_only_an_approval_leads_to_approved_and_only_a_sealed_one_out_of_the_house() -> None:
    assert {row.act for row in TRANSITIONS if row.target is State.approved} == {Act.approve}
    for row in TRANSITIONS:
        if row.target is State.delivering:
            assert {Guard.approval_live, Guard.sealed, Guard.no_errors, Guard.current} <= set(row.guards)
        if row.target is State.delivered:
            assert row.sources == {State.delivering}

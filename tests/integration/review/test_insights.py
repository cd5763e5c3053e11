"""Figures of how letters and reviewers fare, and the canaries that test the reading."""

from __future__ import annotations

import datetime as dt

import pytest

from drafter.choices import Kind
from drafter.errors import InputError, NotAllowedError, StateError
from drafter.review import drafts, queue
from drafter.review.deciding import Reason
from drafter.review.insights import Insights, insights
from drafter.review.state import State
from drafter.review.views import Head
from tests.builders import example
from tests.reviewing import Office


def figures(room: Office) -> Insights:
    day = dt.timedelta(days=1)
    return insights(room.store, since=room.clock.now - 3 * day, until=room.clock.now + day)


def canary(room: Office) -> Head:
    case = example(Kind.winback, "en")
    result = room.drafter.draft_from_templates(case)
    body = result.letter.body_text.replace("expect better from us", "expect perhaps too much better from us")
    assert body != result.letter.body_text
    return room.desk.plant_canary(room.admin, case, result, body, "doubts the customer")


def test_acceptance_and_edits_are_counted_by_prompt_version(room: Office) -> None:
    room.approved()
    head = room.start()
    body = drafts.content(room.store, room.agent, head.draft_id).letter.body_text
    head = room.desk.edit_text(room.agent, head.draft_id, body.replace("hope", "do hope"), if_version=1)
    head = room.prepare(room.desk.submit(room.agent, head.draft_id, if_version=2))
    room.desk.approve(room.reviewer, head.draft_id, if_version=2, digest=head.digest)
    room.start(Kind.apology)
    (by_prompt,) = figures(room).by_prompt
    assert (by_prompt.prompt_version, by_prompt.drafts, by_prompt.approved, by_prompt.unedited) == (
        "templates", 3, 2, 1,
    )  # fmt: skip
    assert by_prompt.edit_distance is not None
    assert 0 < by_prompt.edit_distance < 0.05
    assert figures(room).origins == {"template": 3}


def test_reading_times_and_times_in_state_are_counted(room: Office) -> None:
    head = room.approved()
    delivery, _ = room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=1)
    room.desk.mark_delivered(room.agent, head.draft_id, delivery.id)
    found = figures(room)
    assert found.seconds_in_state[State.in_review] == 7200
    assert found.late == 1.0
    (reviewer,) = found.by_reviewer
    assert (reviewer.name, reviewer.approvals, reviewer.median_seconds, reviewer.quick) == (
        "Rosa Reviewer", 1, 7200, 0,
    )  # fmt: skip


def test_a_hit_and_its_override_are_counted_by_rule(room: Office) -> None:
    head = room.start()
    body = drafts.content(room.store, room.agent, head.draft_id).letter.body_text
    room.desk.edit_text(room.agent, head.draft_id, body + "\n\nWe will refund you $500.", if_version=1)
    hits = {row.rule: (row.hits, row.overrides) for row in figures(room).by_rule}
    assert hits
    assert set(hits.values()) == {(1, 0)}


def test_a_canary_looks_like_any_letter_and_is_never_sent(room: Office) -> None:
    head = canary(room)
    (row,) = queue.list_queue(room.store, room.reviewer, queue.Filters()).rows
    assert (row.draft_id, row.state) == (head.draft_id, State.in_review)
    assert "canary" not in repr(drafts.get(room.store, room.reviewer, head.draft_id))
    head = room.prepare(head)
    ended = room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest)
    assert ended.state is State.discarded
    with pytest.raises(StateError):
        room.desk.mark_delivering(room.reviewer, head.draft_id, "eml", if_version=1)
    other = canary(room)
    room.desk.claim(room.reviewer, other.draft_id)
    room.desk.request_changes(
        room.reviewer, other.draft_id, if_version=1, reasons=[Reason.wrong_tone], text="blames"
    )
    (reviewer,) = figures(room).by_reviewer
    assert (reviewer.canaries_seen, reviewer.canaries_caught) == (2, 1)
    assert figures(room).by_prompt == ()


def test_a_canary_thrown_away_or_forbidden_is_caught(room: Office) -> None:
    thrown, forbidden, own = canary(room), canary(room), room.start()
    room.desk.claim(room.reviewer, thrown.draft_id)
    room.desk.discard(room.reviewer, thrown.draft_id, if_version=1, reason="blames the customer")
    room.desk.escalate(room.reviewer, forbidden.draft_id, if_version=1)
    room.desk.forbid(room.lawyer, forbidden.draft_id, if_version=1, reason="blames the customer")
    room.desk.discard(room.agent, own.draft_id, if_version=1, reason="not needed")
    seen = {each.name: (each.canaries_seen, each.canaries_caught) for each in figures(room).by_reviewer}
    assert seen == {"Rosa Reviewer": (1, 1), "Lena Lawyer": (1, 1)}


def test_a_canary_the_policy_finds_tests_nobody(room: Office) -> None:
    case = example(Kind.winback, "en")
    result = room.drafter.draft_from_templates(case)
    with pytest.raises(InputError, match="found by the policy"):
        room.desk.plant_canary(
            room.admin, case, result, result.letter.body_text + "\n\nWe will refund you $9.", "x"
        )
    with pytest.raises(NotAllowedError):
        room.desk.plant_canary(room.reviewer, case, result, result.letter.body_text, "x")

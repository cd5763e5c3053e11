"""A letter's way from case to delivered, and every turn that it may not take."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drafter.choices import Kind, Language
from drafter.errors import ConflictError, GuardError, InputError, NotAllowedError, NotFoundError, StateError
from drafter.review import customers, drafts, queue
from drafter.review.actor import Method, Role
from drafter.review.content import Channel
from drafter.review.deciding import Reason
from drafter.review.desk import Desk
from drafter.review.rules import HouseRules
from drafter.review.state import Act, State
from drafter.review.views import Head
from tests.builders import case, example
from tests.reviewing import Office


def guards(error: pytest.ExceptionInfo[GuardError]) -> set[str]:
    return {each.guard for each in error.value.unmet}


def body_of(room: Office, head: Head) -> str:
    return drafts.content(room.store, room.reviewer, head.draft_id).letter.body_text


@pytest.mark.parametrize("kind", [Kind.winback, Kind.apology, Kind.termination])
def test_a_letter_is_drafted_reviewed_approved_and_delivered(room: Office, kind: Kind) -> None:
    head = room.approved(kind)
    assert head.state is State.approved
    delivery, content = room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=head.version)
    assert content.digest == head.digest
    done = room.desk.mark_delivered(
        room.agent, head.draft_id, delivery.id, receipt="m-1", read_back=content.letter.body_text
    )
    assert done.state is State.delivered
    view = drafts.get(room.store, room.reviewer, head.draft_id)
    (filed,) = customers.file_of(room.store, room.reviewer, view.customer_id)
    assert (filed.digest, filed.receipt) == (head.digest, "m-1")
    assert view.approval is not None
    assert view.approval.seconds_open == 7200


def test_a_refusal_with_a_large_sum_goes_by_legal_and_rests(room: Office) -> None:
    head = room.submitted(Kind.refund_refusal)
    assert head.state is State.legal_review
    with pytest.raises(StateError):
        room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest)
    room.desk.open(room.lawyer, head.draft_id)
    room.desk.claim(room.lawyer, head.draft_id)
    with pytest.raises(ConflictError):
        room.desk.sign_off(room.lawyer, head.draft_id, if_version=1, digest="0" * 64, reason="terms")
    head = room.desk.sign_off(room.lawyer, head.draft_id, if_version=1, digest=head.digest, reason="terms")
    assert head.state is State.in_review
    head = room.prepare(head)
    assert (
        room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest).state
        is State.approved
    )


def test_a_refusal_is_not_approved_before_its_pause(room: Office) -> None:
    small = case(Kind.refund_refusal, reference="ORD-1")
    head = room.submitted(case=small)
    room.desk = Desk(
        room.store, room.desk.checker, rules=HouseRules(pause_seconds={Kind.refund_refusal: 3 * 3600})
    )
    head = room.prepare(head)
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest)
    assert guards(refused) == {"paused"}
    room.clock.pass_(hours=1, minutes=1)
    room.desk.claim(room.reviewer, head.draft_id)
    assert (
        room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest).state
        is State.approved
    )


def test_nothing_is_approved_unread_unticked_or_unclaimed(room: Office) -> None:
    head = room.submitted(Kind.apology)
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest)
    assert guards(refused) == {"claimed", "opened", "promises_ticked", "checklist_ticked", "owner_signed"}


def test_a_tick_counts_only_for_who_set_it_and_for_the_version_shown(room: Office) -> None:
    head = room.prepare(room.submitted())
    room.desk.release(room.reviewer, head.draft_id)
    room.desk.open(room.other_reviewer, head.draft_id)
    room.desk.claim(room.other_reviewer, head.draft_id)
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.other_reviewer, head.draft_id, if_version=1, digest=head.digest)
    assert guards(refused) == {"promises_ticked"}
    with pytest.raises(NotFoundError):
        room.desk.tick(room.other_reviewer, head.draft_id, "promises", "nothing", if_version=1)


def test_nobody_approves_a_letter_they_asked_for_or_wrote_in(room: Office) -> None:
    both = replace(room.agent, roles=frozenset({Role.agent, Role.reviewer}), languages=frozenset(Language))
    head = room.prepare(room.submitted(), both)
    with pytest.raises(GuardError) as refused:
        room.desk.approve(both, head.draft_id, if_version=1, digest=head.digest)
    assert guards(refused) == {"not_own"}
    room.desk.release(both, head.draft_id)
    room.desk.claim(room.reviewer, head.draft_id)
    head = room.desk.edit_text(
        room.reviewer, head.draft_id, body_of(room, head).replace("hope", "do hope", 1), if_version=1
    )
    head = room.prepare(head)
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.reviewer, head.draft_id, if_version=2, digest=head.digest)
    assert guards(refused) == {"not_own"}


@pytest.mark.parametrize("who", ["admin", "agent", "lawyer", "auditor", "service"])
def test_nobody_but_a_reviewer_approves(room: Office, who: str) -> None:
    head = room.prepare(room.submitted())
    with pytest.raises((NotAllowedError, NotFoundError)):
        room.desk.approve(getattr(room, who), head.draft_id, if_version=1, digest=head.digest)
    assert drafts.head(room.store, room.reviewer, head.draft_id).state is State.in_review


def test_a_token_decides_on_nothing(room: Office) -> None:
    head = room.prepare(room.submitted())
    with pytest.raises(GuardError) as refused:
        room.desk.approve(
            replace(room.reviewer, method=Method.token), head.draft_id, if_version=1, digest=head.digest
        )
    assert guards(refused) == {"in_session"}


def test_a_reviewer_approves_only_in_languages_of_their_profile(room: Office) -> None:
    head = room.submitted(Kind.winback, "te")
    english = replace(room.reviewer, languages=frozenset({Language.en}))
    with pytest.raises(GuardError) as refused:
        room.desk.claim(english, head.draft_id)
    assert guards(refused) == {"reads_language"}


def test_an_edit_voids_the_approval(room: Office) -> None:
    head = room.approved()
    edited = room.desk.edit_text(
        room.agent, head.draft_id, body_of(room, head).replace("hope", "do hope", 1), if_version=1
    )
    assert (edited.state, edited.version, edited.round) == (State.in_review, 2, 2)
    with pytest.raises(StateError):
        room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=2)
    back = room.desk.edit_text
    room.desk.claim(room.reviewer, head.draft_id)
    restored = back(
        room.reviewer, head.draft_id, body_of(room, edited).replace("do hope", "hope", 1), if_version=2
    )
    assert restored.digest == head.digest
    assert restored.state is State.in_review


def test_a_revoked_approval_sends_nothing(room: Office) -> None:
    head = room.approved()
    with pytest.raises(GuardError):
        room.desk.revoke(room.reviewer, head.draft_id, reason=" ")
    assert room.desk.revoke(room.admin, head.draft_id, reason="wrong customer").state is State.in_review
    with pytest.raises(StateError):
        room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=1)
    again = room.desk.approve
    room.desk.claim(room.reviewer, head.draft_id)
    assert again(room.reviewer, head.draft_id, if_version=1, digest=head.digest).round == 2


def test_a_stale_edit_gives_back_both_sides_and_keeps_the_text(room: Office) -> None:
    head = room.start()
    base = body_of(room, head)
    theirs, mine = base + "\n\nThank you again.", base.replace("hope", "do hope", 1)
    room.desk.edit_text(room.agent, head.draft_id, theirs, if_version=1)
    with pytest.raises(ConflictError) as conflict:
        room.desk.edit_text(room.agent, head.draft_id, mine, if_version=1)
    stale = conflict.value.stale
    assert (stale.base_body, stale.body, stale.yours) == (base, theirs, mine)
    assert (stale.base_version, stale.version, stale.editor) == (1, 2, "Ana Agent")
    assert [kept.body for kept in room.desk.unsaved(room.agent, head.draft_id)] == [mine]


def test_changes_are_asked_for_with_a_reason_and_answered_before_handing_in(room: Office) -> None:
    head = room.submitted()
    room.desk.claim(room.reviewer, head.draft_id)
    with pytest.raises(GuardError) as refused:
        room.desk.request_changes(room.reviewer, head.draft_id, if_version=1, reasons=[], text="warmer")
    assert guards(refused) == {"reason_given"}
    with pytest.raises(GuardError) as refused:
        room.desk.request_changes(
            room.reviewer, head.draft_id, if_version=1, reasons=[Reason.wrong_tone], text=""
        )
    assert guards(refused) == {"reason_given"}
    head = room.desk.request_changes(
        room.reviewer, head.draft_id, if_version=1, reasons=[Reason.wrong_tone], text="warmer"
    )
    assert head.state is State.changes_requested
    room.clock.pass_(minutes=5)
    with pytest.raises(GuardError) as refused:
        room.desk.submit(room.agent, head.draft_id, if_version=1)
    assert guards(refused) == {"answered"}
    asked = drafts.get(room.store, room.agent, head.draft_id).comments[-1]
    room.desk.comment(room.agent, head.draft_id, "It is warm.", version=1, answers=asked.id)
    assert room.desk.submit(room.agent, head.draft_id, if_version=1).state is State.in_review


def test_a_letter_nobody_else_can_review_is_not_handed_in(room: Office) -> None:
    from drafter.review import people  # noqa: PLC0415

    for reviewer in (room.reviewer, room.other_reviewer):
        people.change(room.store, room.admin, reviewer.id, active=False)
    head = room.start()
    with pytest.raises(GuardError) as refused:
        room.desk.submit(room.agent, head.draft_id, if_version=1)
    assert guards(refused) == {"second_person"}


def test_an_unfilled_slot_is_not_handed_in(room: Office) -> None:
    head = room.start()
    head = room.desk.edit_text(
        room.agent, head.draft_id, body_of(room, head) + "\n\nYours, [[offer]]", if_version=1
    )
    with pytest.raises(GuardError) as refused:
        room.desk.submit(room.agent, head.draft_id, if_version=2)
    assert guards(refused) == {"no_open_slot"}


def test_an_edit_that_the_policy_refuses_is_never_approved(room: Office) -> None:
    head = room.start()
    head = room.desk.edit_text(
        room.agent, head.draft_id, body_of(room, head) + "\n\nWe will refund you $500.", if_version=1
    )
    head = room.prepare(room.desk.submit(room.agent, head.draft_id, if_version=2))
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.reviewer, head.draft_id, if_version=2, digest=head.digest)
    assert {"no_errors", "promises_ticked"} <= guards(refused)


def test_an_offer_that_ran_out_is_neither_approved_nor_delivered(room: Office) -> None:
    head = room.approved()
    room.clock.now = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    with pytest.raises(GuardError) as refused:
        room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=1)
    assert guards(refused) == {"in_force"}
    assert [ended.state for ended in room.desk.expire()] == [State.expired]


@pytest.mark.parametrize(
    ("zone", "hour_in_utc", "runs"), [("Asia/Manila", -5, False), ("America/Los_Angeles", 5, True)]
)
def test_an_offer_runs_out_by_the_company_s_own_days(
    room: Office, zone: str, hour_in_utc: int, runs: bool
) -> None:
    rules = HouseRules(time_zone=ZoneInfo(zone), hard_limit_days=365)
    desk = Desk(room.store, room.desk.checker, rules=rules)
    head = room.approved()
    room.clock.now = dt.datetime(2027, 2, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour_in_utc)
    assert [ended.draft_id for ended in desk.expire()] == ([] if runs else [head.draft_id])
    assert rules.time_of_day(room.clock.now) == ("21:00 PST" if runs else "03:00 PST")


def test_a_subject_brings_a_lawyer_in_as_a_body_does(room: Office) -> None:
    head = room.start()
    subject = "Your broken wrist after the fall in our shop"
    head = room.desk.edit_envelope(room.agent, head.draft_id, if_version=1, subject=subject)
    head = room.desk.submit(room.agent, head.draft_id, if_version=2)
    assert head.state is State.legal_review


def test_a_failed_delivery_of_unknown_outcome_is_never_tried_again_blindly(room: Office) -> None:
    head = room.approved()
    delivery, _ = room.desk.mark_delivering(room.service, head.draft_id, "desk", if_version=1)
    with pytest.raises(StateError):
        room.desk.mark_delivering(room.service, head.draft_id, "desk", if_version=1)
    room.desk.mark_failed(room.service, head.draft_id, delivery.id, outcome_known=False, cause="Timeout")
    for actor, word in ((room.agent, False), (room.service, True)):
        with pytest.raises(GuardError) as refused:
            room.desk.mark_delivering(actor, head.draft_id, "desk", if_version=1, nothing_arrived=word)
        assert guards(refused) == {"outcome_known"}
    second, _ = room.desk.mark_delivering(
        room.agent, head.draft_id, "desk", if_version=1, nothing_arrived=True
    )
    assert (second.attempt, second.approval_id) == (2, delivery.approval_id)


def test_a_target_that_holds_other_words_is_a_failed_delivery(room: Office) -> None:
    head = room.approved()
    delivery, content = room.desk.mark_delivering(room.agent, head.draft_id, "desk", if_version=1)
    failed = room.desk.mark_delivered(
        room.agent, head.draft_id, delivery.id, read_back=content.letter.body_text + "!"
    )
    assert failed.state is State.delivery_failed
    (attempt,) = drafts.get(room.store, room.agent, head.draft_id).deliveries
    assert attempt.outcome == "unknown"


def test_a_new_message_supersedes_every_open_draft_of_its_ticket(room: Office) -> None:
    head = room.desk.start(room.agent, example(Kind.winback, "en"), ticket="T-9")
    assert [ended.draft_id for ended in room.desk.supersede(room.service, "T-9")] == [head.draft_id]
    assert room.desk.begin_generation("late") is None


def test_facts_put_right_make_a_new_draft_and_end_the_old_one(room: Office) -> None:
    head = room.approved()
    case_ = example(Kind.winback, "en")
    fresh = room.desk.start_again(room.agent, head.case_id, case_.model_copy(update={"reference": "JL-2"}))
    assert drafts.head(room.store, room.agent, head.draft_id).state is State.superseded
    assert fresh.case_id == head.case_id
    with pytest.raises(NotFoundError):
        room.desk.start_again(room.other_agent, head.case_id, case_)


def test_an_e_mail_letter_needs_one_plain_address(room: Office) -> None:
    for bad in (None, "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"):
        with pytest.raises(InputError):
            room.desk.start(room.agent, example(Kind.winback, "en"), channel=Channel.email, to=bad)
    head = room.start()
    with pytest.raises(InputError):
        room.desk.edit_envelope(room.agent, head.draft_id, if_version=1, subject="Hello\r\nBcc: x@y.example")
    changed = room.desk.edit_envelope(
        room.agent, head.draft_id, if_version=1, channel=Channel.email, to="gloria@home.example"
    )
    assert changed.digest != head.digest


def test_a_subject_that_states_what_the_case_does_not_is_never_approved(room: Office) -> None:
    head = room.start()
    head = room.desk.edit_envelope(
        room.agent, head.draft_id, if_version=1, subject="Your offer of $9,999 until May 3, 2031"
    )
    head = room.prepare(room.desk.submit(room.agent, head.draft_id, if_version=2))
    with pytest.raises(GuardError) as refused:
        room.desk.approve(room.reviewer, head.draft_id, if_version=2, digest=head.digest)
    assert guards(refused) == {"no_errors"}


@pytest.mark.parametrize("text", ["румяна тод", "РУМЯНА", " Румяна Тодорова "])
def test_a_customer_is_found_by_any_letters_of_the_name_in_either_case(room: Office, text: str) -> None:
    head = room.start(Kind.winback, "bg")
    room.start(Kind.apology, "bg")
    found = queue.list_queue(room.store, room.agent, queue.Filters(text=text)).rows
    assert [(row.draft_id, row.customer) for row in found] == [(head.draft_id, "Румяна Тодорова")]


def test_what_is_longer_than_the_store_keeps_is_refused_by_either(room: Office) -> None:
    with pytest.raises(InputError, match="ticket"):
        room.desk.start(room.agent, example(Kind.winback, "en"), ticket="t" * 201)
    head = room.start()
    with pytest.raises(InputError, match="media_type"):
        room.desk.attach(room.agent, head.draft_id, "a.txt", f"text/{'p' * 255}", b"x", if_version=1)


def test_attachments_are_part_of_the_digest(room: Office) -> None:
    head = room.start()
    for name in ("../x.pdf", "a\nb.pdf", "..", ""):
        with pytest.raises(InputError):
            room.desk.attach(room.agent, head.draft_id, name, "application/pdf", b"%PDF", if_version=1)
    with_file, attachment = room.desk.attach(
        room.agent, head.draft_id, "terms.pdf", "application/pdf", b"%PDF", if_version=1
    )
    assert drafts.attachment(room.store, room.reviewer, head.draft_id, attachment.id)[2] == b"%PDF"
    without = room.desk.detach(room.agent, head.draft_id, attachment.id, if_version=2)
    assert without.digest == head.digest != with_file.digest


def test_a_claim_is_one_persons_until_it_runs_out(room: Office) -> None:
    head = room.submitted()
    claim = room.desk.claim(room.reviewer, head.draft_id)
    with pytest.raises(GuardError, match="Rosa Reviewer holds the letter until 12:10 UTC"):
        room.desk.claim(room.other_reviewer, head.draft_id)
    room.clock.pass_(minutes=5)
    assert room.desk.heartbeat(room.reviewer, head.draft_id).expires_at > claim.expires_at
    room.clock.pass_(minutes=11)
    with pytest.raises(GuardError):
        room.desk.heartbeat(room.reviewer, head.draft_id)
    assert room.desk.claim(room.other_reviewer, head.draft_id).holder.id == room.other_reviewer.id


def test_what_is_typed_is_kept_whatever_happens_to_the_draft(room: Office) -> None:
    head = room.submitted()
    room.desk.claim(room.reviewer, head.draft_id)
    room.clock.pass_(minutes=11)
    room.desk.claim(room.other_reviewer, head.draft_id)
    for editor, text in (("tab-1", "one"), ("tab-2", "two"), ("tab-1", "three")):
        room.clock.pass_(seconds=3)
        saved = room.desk.autosave(room.reviewer, head.draft_id, text, base_version=1, editor=editor)
        assert saved.current_version == 1
    kept = {each.editor: each.body for each in room.desk.unsaved(room.reviewer, head.draft_id)}
    assert kept == {"tab-1": "three", "tab-2": "two"}
    assert room.desk.unsaved(room.other_reviewer, head.draft_id) == ()


def test_what_is_typed_is_still_offered_after_another_part_was_saved(room: Office) -> None:
    head = room.start()
    room.desk.autosave(room.agent, head.draft_id, "typed", base_version=1, editor="tab")
    room.clock.pass_(seconds=1)
    room.desk.edit_envelope(room.agent, head.draft_id, if_version=1, subject="Your letter")
    assert [kept.body for kept in room.desk.unsaved(room.agent, head.draft_id)] == ["typed"]
    room.desk.edit_text(room.agent, head.draft_id, "Typed and saved.", if_version=2)
    assert room.desk.unsaved(room.agent, head.draft_id) == ()


def test_drafting_is_taken_up_again_when_its_worker_goes_silent(room: Office) -> None:
    head = room.desk.start(room.agent, example(Kind.winback, "en"))
    begun = room.desk.begin_generation("w1")
    assert begun is not None
    assert room.desk.begin_generation("w2") is None
    room.clock.pass_(minutes=6)
    assert room.desk.begin_generation("w2") == begun
    result = room.drafter.draft_from_templates(begun[1])
    first = room.desk.finish_generation(head.draft_id, result)
    assert room.desk.finish_generation(head.draft_id, result) == first
    assert len(drafts.get(room.store, room.agent, head.draft_id).versions) == 1


def test_who_may_not_see_a_letter_is_told_that_there_is_none(room: Office) -> None:
    head = room.start()
    for actor in (room.other_agent, room.admin, room.service):
        with pytest.raises(NotFoundError):
            drafts.get(room.store, actor, head.draft_id)
        with pytest.raises(NotFoundError):
            room.desk.edit_text(actor, head.draft_id, "Hello.", if_version=1)
    assert drafts.get(room.store, room.auditor, head.draft_id).head == head


def test_options_say_what_still_stands_against_each_act(room: Office) -> None:
    head = room.prepare(room.submitted())
    ready = {option.act for option in room.desk.options(room.reviewer, head.draft_id) if option.ready}
    assert {Act.approve, Act.request_changes, Act.escalate, Act.edit} <= ready
    waiting = {
        option.act: {each.guard for each in option.unmet}
        for option in room.desk.options(room.other_reviewer, head.draft_id)
    }
    assert {"claimed", "opened", "promises_ticked"} == waiting[Act.approve]

"""Whatever people of every role do in whatever order, the promises of the review room hold."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, select

from drafter.choices import Kind
from drafter.errors import InputError, ReviewError
from drafter.review import drafts
from drafter.review.actor import Actor
from drafter.review.content import Content
from drafter.review.deciding import Reason
from drafter.review.guards import ENFORCED_STEPS
from drafter.review.situation import content_of
from drafter.review.state import ENDED, TRANSITIONS, State
from drafter.review.views import Head
from drafter.store import Store, audit, tables
from drafter.store.anchor import Anchor
from tests.builders import case, example
from tests.databases import database
from tests.reviewing import Clock, office

WHO = ("agent", "other_agent", "reviewer", "other_reviewer", "lawyer", "admin", "auditor", "service")
ACTORS = st.sampled_from(WHO)
LIKELY = st.sampled_from(("reviewer", "reviewer", "other_reviewer", "lawyer", "agent", "admin"))
LAG = st.sampled_from((0, 0, 0, 1))
"""How many versions behind the actor's page is."""
CASES = (example(Kind.winback, "en"), case(Kind.refund_refusal), example(Kind.refund_refusal, "en"))
_MOVES = {
    (str(row.act), str(source)): {str(row.target or source)} for row in TRANSITIONS for source in row.sources
}


class Review(RuleBasedStateMachine):
    """Up to three letters, eight people, every act, stale pages, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="drafter-machine-"))
        self._database = database("sqlite", self.folder)
        self.clock = Clock()
        self.anchor = Anchor(self.folder / "anchor")
        self.store = Store.open(self._database.__enter__(), clock=self.clock, anchor=self.anchor)
        self.room = office(self.store, self.clock)
        self.ids: list[str] = []
        self.sent: dict[str, str] = {}
        self.seen_events = 0

    def teardown(self) -> None:
        with self.store.read() as connection:
            assert audit.verify(connection, self.anchor.heads()).problems == ()
        self.store.close()
        self._database.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    @initialize(which=st.integers(0, 2))
    def first(self, which: int) -> None:
        self.ids.append(self.room.start(case=CASES[which]).draft_id)

    @rule(which=st.integers(0, 2), who=st.sampled_from(("agent", "other_agent")))
    def start(self, which: int, who: str) -> None:
        if len(self.ids) < 3:
            head = self.room.desk.start(self._actor(who), CASES[which], ticket="T-1")
            self.room.desk.finish_generation(
                head.draft_id, self.room.drafter.draft_from_templates(CASES[which])
            )
            self.ids.append(head.draft_id)

    @rule(hours=st.sampled_from((0.01, 0.1, 1, 1, 30)))
    def time_passes(self, hours: float) -> None:
        self.clock.pass_(hours=hours)

    @rule(who=ACTORS, of=st.integers(0, 2), lag=LAG, how=st.sampled_from(("word", "slot", "money")))
    def edit(self, who: str, of: int, lag: int, how: str) -> None:
        head = self._head(of)
        body = self._content(head).letter.body_text
        added = {"word": " Thank you again.", "slot": " [[offer]]", "money": " We will refund you $9."}[how]
        self._try(
            "edit_text", who, head, body.removesuffix(added) if body.endswith(added) else body + added,
            if_version=head.version - lag,
        )  # fmt: skip

    @rule(who=ACTORS, of=st.integers(0, 2), lag=LAG)
    def readdress(self, who: str, of: int, lag: int) -> None:
        head = self._head(of)
        self._try("edit_envelope", who, head, if_version=head.version - lag, to=f"Box {self.clock.now:%H%M}")

    @rule(who=st.sampled_from(("agent", "agent", "other_agent", "service")), of=st.integers(0, 2), lag=LAG)
    def submit(self, who: str, of: int, lag: int) -> None:
        head = self._head(of)
        self._try("submit", who, head, if_version=head.version - lag)

    @rule(who=LIKELY, of=st.integers(0, 2))
    def open_and_claim(self, who: str, of: int) -> None:
        head = self._head(of)
        self._try("open", who, head)
        self._try("claim", who, head)

    @rule(who=st.sampled_from(("reviewer", "other_reviewer")), of=st.integers(0, 2))
    def tick_all(self, who: str, of: int) -> None:
        head = self._head(of)
        content = self._content(head)
        checked = self.room.desk.checker.check(content.case, content.letter, content.envelope)
        for promise in checked.promises:
            self._try("tick", who, head, "promises", promise.key, if_version=head.version)
        for step, _ in checked.checklist:
            if step not in ENFORCED_STEPS:
                self._try("tick", who, head, "checklist", step, if_version=head.version)

    @rule(who=LIKELY, of=st.integers(0, 2), lag=LAG)
    def approve(self, who: str, of: int, lag: int) -> None:
        head = self._head(of)
        self._try("approve", who, head, if_version=head.version - lag, digest=head.digest)

    @rule(who=LIKELY, of=st.integers(0, 2), lag=LAG)
    def sign_off(self, who: str, of: int, lag: int) -> None:
        head = self._head(of)
        self._try("sign_off", who, head, if_version=head.version - lag, digest=head.digest, reason="terms")

    @rule(
        who=ACTORS,
        of=st.integers(0, 2),
        act=st.sampled_from(("discard", "forbid", "revoke", "escalate", "withdraw", "request_changes")),
        said=st.sampled_from(("", "because")),
        lucky=st.integers(0, 2),
    )
    def turn_back(self, who: str, of: int, act: str, said: str, lucky: int) -> None:
        if lucky:
            return  # ends come often enough
        head = self._head(of)
        arguments: dict[str, Any] = {} if act in {"revoke", "withdraw"} else {"if_version": head.version}
        if act == "request_changes":
            arguments |= {"reasons": [Reason.wrong_tone] if said else [], "text": said}
        elif act not in {"escalate", "withdraw"}:
            arguments["reason"] = said
        self._try(act, who, head, **arguments)

    @rule(who=st.sampled_from(("agent", "reviewer", "service")), of=st.integers(0, 2), word=st.booleans())
    def deliver(self, who: str, of: int, word: bool) -> None:
        head = self._head(of)
        got = self._try("mark_delivering", who, head, "eml", if_version=head.version, nothing_arrived=word)
        if got is not None:
            self.sent[got[0].id] = got[1].digest

    @rule(of=st.integers(0, 2), how=st.sampled_from(("well", "failed", "unknown", "other words")))
    def end_delivery(self, of: int, how: str) -> None:
        head = self._head(of)
        under_way = [each.id for each in drafts.get(self.store, self.room.auditor, head.draft_id).deliveries][
            -1:
        ]
        for id in under_way:
            if how in {"well", "other words"}:
                read_back = self._content(head).letter.body_text + ("!" if how == "other words" else "")
                self._try("mark_delivered", "reviewer", head, id, read_back=read_back)
            else:
                self._try("mark_failed", "reviewer", head, id, outcome_known=how == "failed")

    @rule(of=st.integers(0, 2))
    def go_on(self, of: int) -> None:
        """Do what comes next for a letter, as the people whose turn it is would."""
        head = self._head(of)
        match head.state:
            case State.draft | State.changes_requested:
                self._try("submit", self._author(head), head, if_version=head.version)
            case State.legal_review:
                self.open_and_claim("lawyer", of)
                self.sign_off("lawyer", of, 0)
            case State.in_review:
                self.clock.pass_(hours=2)
                self.open_and_claim("reviewer", of)
                self.tick_all("reviewer", of)
            case State.approved | State.delivery_failed:
                self.deliver("reviewer", of, True)
            case State.delivering:
                self.end_delivery(of, "well")

    @rule(of=st.integers(0, 2), who=st.sampled_from(("reviewer", "other_reviewer")))
    def decide(self, of: int, who: str) -> None:
        """Prepare and approve in one go, if the letter has come that far."""
        if self._head(of).state is State.in_review:
            self.clock.pass_(hours=2)
            self.open_and_claim(who, of)
            self.tick_all(who, of)
            self.approve(who, of, 0)

    @rule(of=st.integers(0, 2), who=st.sampled_from(("reviewer", "other_reviewer")))
    def think_again(self, of: int, who: str) -> None:
        """Take back what was decided last, as one who may."""
        head = self._head(of)
        match head.state:
            case State.approved | State.delivery_failed:
                self._try("revoke", who, head, reason="a second thought")
            case State.in_review:
                self.open_and_claim(who, of)
                self._try(
                    "request_changes", who, head, if_version=head.version,
                    reasons=[Reason.unclear], text="Say it plainly.",
                )  # fmt: skip
            case State.legal_review:
                self._try("withdraw", self._author(head), head)

    def _author(self, head: Head) -> str:
        author = drafts.get(self.store, self.room.auditor, head.draft_id).author.id
        return next(who for who in WHO if self._actor(who).id == author)

    @rule(lucky=st.integers(0, 9))
    def world_changes(self, lucky: int) -> None:
        if lucky == 0:
            self.room.desk.supersede(self.room.service, "T-1")
        if lucky == 1:
            self.room.desk.expire()

    @invariant()
    def every_promise_holds(self) -> None:
        with self.store.read() as connection:
            for id in self._moved(connection):
                self._draft_is_sound(connection, id)

    def _moved(self, connection: Connection) -> set[str]:
        """Return the drafts that events have touched since last time, each event a row of the table."""
        moved = set()
        rows = connection.execute(
            select(tables.events).where(tables.events.c.seq > self.seen_events).order_by(tables.events.c.seq)
        ).all()
        for row in rows:
            self.seen_events = row.seq
            if row.draft_id is None:
                continue
            assert row.act == "start" or row.to_state in _MOVES[row.act, row.from_state], row
            if row.to_state != State.generating:
                moved.add(row.draft_id)
        return moved

    def _draft_is_sound(self, connection: Connection, id: str) -> None:
        row = connection.execute(select(tables.drafts).where(tables.drafts.c.id == id)).one()
        versions = connection.execute(
            select(tables.versions).where(tables.versions.c.draft_id == id).order_by(tables.versions.c.number)
        ).all()
        assert [each.number for each in versions] == list(range(1, row.version + 1))
        last = connection.execute(
            select(tables.events.c.to_state)
            .where(tables.events.c.draft_id == id)
            .order_by(tables.events.c.seq.desc())
            .limit(1)
        ).scalar()
        assert last == row.state
        content = content_of(connection, id, row.version)
        assert content is not None
        assert content.digest == row.digest == versions[-1].digest
        if row.state in {State.approved, State.delivering, State.delivered, State.delivery_failed}:
            self._approval_is_sound(connection, row, {each.editor_id for each in versions})
        if row.state in ENDED | {State.approved}:
            assert row.holder_id is None
        for delivery in connection.execute(
            select(tables.deliveries).where(tables.deliveries.c.draft_id == id)
        ):
            # What went out is what that approval bound, not what the draft says now.
            assert self.sent[delivery.id] == delivery.digest

    def _approval_is_sound(self, connection: Connection, draft: Any, editors: set[str | None]) -> None:
        approval = connection.execute(
            select(tables.approvals).where(tables.approvals.c.id == draft.approval_id)
        ).one()
        revoked = connection.execute(
            select(tables.revocations).where(tables.revocations.c.approval_id == approval.id)
        ).first()
        assert revoked is None
        assert (approval.draft_id, approval.version, approval.digest) == (
            draft.id, draft.version, draft.digest,
        )  # fmt: skip
        assert approval.person_id not in editors | {draft.author_id}
        assert approval.person_id in {self.room.reviewer.id, self.room.other_reviewer.id}
        if draft.triggers:
            signature = connection.execute(
                select(tables.sign_offs).where(tables.sign_offs.c.digest == draft.digest)
            ).first()
            assert signature is not None
            assert signature.person_id == self.room.lawyer.id

    def _actor(self, who: str) -> Actor:
        actor: Actor = getattr(self.room, who)
        return actor

    def _head(self, of: int) -> Head:
        return drafts.head(self.store, self.room.auditor, self.ids[of % len(self.ids)])

    def _content(self, head: Head) -> Content:
        return drafts.content(self.store, self.room.auditor, head.draft_id)

    def _try(self, act: str, who: str, head: Head, *given: Any, **more: Any) -> Any:
        """Do an act as somebody; refusals are data, any other error is a break."""
        try:
            return getattr(self.room.desk, act)(self._actor(who), head.draft_id, *given, **more)
        except (ReviewError, InputError):
            return None


def _settings(runs: int, steps: int) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def test_no_order_of_acts_breaks_a_promise() -> None:
    run_state_machine_as_test(Review, settings=_settings(8, 25))


@pytest.mark.long
def test_no_order_of_acts_breaks_a_promise_in_two_thousand_lives() -> None:
    run_state_machine_as_test(Review, settings=_settings(2_000, 50))

"""A review room for tests: a store, a desk, a clock that is told the time, and people of every role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.pipeline import Drafter
from drafter.review import drafts, people
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.check import Checker
from drafter.review.desk import Desk
from drafter.review.guards import ENFORCED_STEPS
from drafter.review.rules import HouseRules
from drafter.review.views import Head
from drafter.store import Store
from tests.builders import example

NOON = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC)


@dataclass
class Clock:
    """The time as a test tells it."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass, in the units of a timedelta."""
        self.now += dt.timedelta(**time)


@dataclass
class Office:
    """A review room with its people."""

    store: Store
    clock: Clock
    desk: Desk
    drafter: Drafter
    agent: Actor
    other_agent: Actor
    reviewer: Actor
    other_reviewer: Actor
    lawyer: Actor
    admin: Actor
    auditor: Actor
    service: Actor
    cases: dict[tuple[Kind, str], Case] = field(default_factory=dict)

    def start(self, kind: Kind = Kind.winback, language: str = "en", case: Case | None = None) -> Head:
        """Return a draft on its author's desk."""
        head = self.desk.start(self.agent, case or example(kind, language))
        begun = self.desk.begin_generation("tests")
        assert begun is not None
        draft_id, its_case = begun
        assert draft_id == head.draft_id
        return self.desk.finish_generation(draft_id, self.drafter.draft_from_templates(its_case))

    def submitted(self, kind: Kind = Kind.winback, language: str = "en", case: Case | None = None) -> Head:
        """Return a draft that was handed in."""
        head = self.start(kind, language, case)
        return self.desk.submit(self.agent, head.draft_id, if_version=head.version)

    def prepare(self, head: Head, reviewer: Actor | None = None) -> Head:
        """Open, claim and tick everything, so that only the decision is left; let the pause pass."""
        reviewer = reviewer or self.reviewer
        id, version = head.draft_id, head.version
        self.desk.open(reviewer, id)
        self.clock.pass_(hours=2)
        self.desk.claim(reviewer, id)
        view = drafts.get(self.store, reviewer, id)
        assert view.case is not None
        assert view.version is not None
        assert view.version.letter is not None
        checked = self.desk.checker.check(view.case, view.version.letter, view.version.envelope)
        for promise in checked.promises:
            self.desk.tick(reviewer, id, "promises", promise.key, if_version=version)
        for step, _ in checked.checklist:
            if step not in ENFORCED_STEPS:
                self.desk.tick(reviewer, id, "checklist", step, if_version=version)
        return drafts.head(self.store, reviewer, id)

    def approved(self, kind: Kind = Kind.winback, language: str = "en", case: Case | None = None) -> Head:
        """Return an approved draft."""
        head = self.prepare(self.submitted(kind, language, case))
        return self.desk.approve(self.reviewer, head.draft_id, if_version=head.version, digest=head.digest)


def person(store: Store, login: str, roles: Iterable[Role], languages: Iterable[Language]) -> Actor:
    """Add a person and return them as they act in a session."""
    added = people.add(
        store, SYSTEM, login=login, name=login.replace(".", " ").title(), roles=list(roles),
        languages=list(languages), title="Ms",
    )  # fmt: skip
    return added.as_actor(Method.token if Role.service in added.roles else Method.password)


def office(store: Store, clock: Clock, *, rules: HouseRules | None = None) -> Office:
    """Return a review room over a store."""
    drafter = Drafter()
    every = tuple(Language)
    return Office(
        store=store,
        clock=clock,
        desk=Desk(store, Checker(drafter.prompts, drafter.policy), rules=rules),
        drafter=drafter,
        agent=person(store, "ana.agent", [Role.agent], []),
        other_agent=person(store, "abe.agent", [Role.agent], []),
        reviewer=person(store, "rosa.reviewer", [Role.reviewer], every),
        other_reviewer=person(store, "ravi.reviewer", [Role.reviewer], every),
        lawyer=person(store, "lena.lawyer", [Role.legal], []),
        admin=person(store, "ada.admin", [Role.admin], []),
        auditor=person(store, "otto.auditor", [Role.auditor], []),
        service=person(store, "help.desk", [Role.service], []),
    )

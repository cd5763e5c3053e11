"""A furnished review room: made-up people, and the shipped example cases in every state, over three days."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from drafter.case import Case
from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.facts import offer_of
from drafter.library import built_in
from drafter.pipeline import Drafter
from drafter.review import drafts, people
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.check import Checker
from drafter.review.content import case_file, read_case_file
from drafter.review.deciding import Reason
from drafter.review.desk import Desk
from drafter.review.guards import ENFORCED_STEPS
from drafter.review.state import State
from drafter.review.views import Head
from drafter.store import Store

PASSWORD = "just looking"  # noqa: S105  (of made-up people, in a database that is thrown away)
_PEOPLE: tuple[tuple[str, str, str, Role, tuple[Language, ...]], ...] = (
    ("ana", "Ana Villareal", "Support agent", Role.agent, ()),
    ("ben", "Ben Okafor", "Support agent", Role.agent, ()),
    ("rosa", "Rosa Lindholm", "Team lead", Role.reviewer, tuple(Language)),
    ("dimitar", "Dimitar Kolev", "Team lead", Role.reviewer, (Language.bg, Language.en)),
    ("lena", "Lena Hartwig", "Legal counsel", Role.legal, ()),
    ("ada", "Ada Morris", "Operations", Role.admin, ()),
    ("otto", "Otto Brandt", "Audit", Role.auditor, ()),
)
_GOALS = (
    State.in_review, State.delivered, State.changes_requested, State.approved, State.in_review, State.draft,
    State.delivered, State.delivery_failed, State.in_review, State.discarded, State.delivering,
    State.in_review, State.superseded, State.approved, State.draft, State.delivered, State.in_review,
)  # fmt: skip
"""Where the examples end up, in turn; those with a legal trigger wait for legal, one offer runs out."""
_DATE = regex.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Demo:
    """Who there is to try, as (login, role), and the one password of all."""

    people: tuple[tuple[str, str], ...]
    password: str


def furnish(store: Store, drafter: Drafter, hash_password: Callable[[str], str]) -> Demo:
    """Fill an empty store with people and letters.

    Args:
        store: an empty store.
        drafter: drafts the letters, from the templates.
        hash_password: makes the hash of a password.
    """
    _Furnisher(store, drafter).furnish(hash_password(PASSWORD))
    return Demo(tuple((login, str(role)) for login, _, _, role, _ in _PEOPLE), PASSWORD)


class _Furnisher:
    """People at work in the days before now: each act takes minutes of a clock of its own."""

    def __init__(self, store: Store, drafter: Drafter) -> None:
        self.end = store.clock()
        self.now = self.end - dt.timedelta(days=3)
        self.store = Store(store.engine, anchor=store.anchor, clock=lambda: self.now, new_id=store.new_id)
        self.drafter = drafter
        self.desk = Desk(self.store, Checker(drafter.prompts, drafter.policy))
        self.who: dict[str, Actor] = {}

    def furnish(self, password_hash: str) -> None:
        for login, name, title, role, languages in _PEOPLE:
            added = people.add(
                self.store, SYSTEM, login=login, name=name, title=title, roles=[role], languages=languages,
                password_hash=password_hash,
            )  # fmt: skip
            self.who[login] = added.as_actor(Method.password)
        goals = iter(_GOALS * 2)
        for number, case in enumerate(_examples(self.end.date())):
            author = self.who["ana" if number % 3 else "ben"]
            head = self._drafted(author, case, f"T-{1041 + number}")
            if number % 4 == 1:
                head = self._reworded(author, head, case)
            legal = bool(drafts.get(self.store, author, head.draft_id).triggers)
            if legal and number % 2:
                self._submit(author, head)
            elif legal:
                self._forward(author, self._by_legal(self._submit(author, head)), State.approved)
            else:
                self._forward(author, head, next(goals))
        self._run_out()
        self._wait(minutes=1)
        self.desk.start(self.who["ana"], next(_examples(self.end.date())), ticket="T-1090")

    def _forward(self, author: Actor, head: Head, goal: State) -> None:
        """Take a letter as far as it should go."""
        rosa, id = self.who["rosa"], head.draft_id
        if goal is State.draft:
            return
        if goal is State.superseded:
            self.desk.start_again(author, head.case_id, self._case(head))
            begun = self.desk.begin_generation("demo")
            if begun:
                self.desk.finish_generation(begun[0], self.drafter.draft_from_templates(begun[1], seed=1))
            return
        if head.state is State.draft:
            head = self._submit(author, head)
        if goal is State.in_review:
            return
        if goal in {State.changes_requested, State.discarded}:
            self.desk.open(rosa, id)
            self.desk.claim(rosa, id)
            self._wait(minutes=6)
            if goal is State.discarded:
                self.desk.discard(rosa, id, if_version=head.version, reason="Solved on the telephone.")
                return
            self.desk.request_changes(
                rosa,
                id,
                if_version=head.version,
                reasons=[Reason.wrong_tone],
                text="A little warmer, please.",
            )
            return
        head = self._approved(head)
        if goal is State.approved:
            return
        delivery, content = self.desk.mark_delivering(author, id, "eml", if_version=head.version)
        self._wait(minutes=1)
        if goal is State.delivered:
            self.desk.mark_delivered(
                author, id, delivery.id, receipt=f"demo-{id[-6:]}", read_back=content.letter.body_text
            )
        elif goal is State.delivery_failed:
            self.desk.mark_failed(author, id, delivery.id, outcome_known=True, cause="ConnectionRefused")

    def _drafted(self, author: Actor, case: Case, ticket: str) -> Head:
        head = self.desk.start(author, case, ticket=ticket)
        self._wait(minutes=2)
        self.desk.begin_generation("demo")
        return self.desk.finish_generation(head.draft_id, self.drafter.draft_from_templates(case))

    def _reworded(self, author: Actor, head: Head, case: Case) -> Head:
        """Edit a letter: another wording of the templates passes the policy as well."""
        self._wait(minutes=5)
        body = self.drafter.draft_from_templates(case, seed=2).letter.body_text
        return self.desk.edit_text(author, head.draft_id, body, if_version=head.version)

    def _submit(self, author: Actor, head: Head) -> Head:
        self._wait(minutes=9)
        return self.desk.submit(author, head.draft_id, if_version=head.version)

    def _by_legal(self, head: Head) -> Head:
        lena = self.who["lena"]
        self.desk.open(lena, head.draft_id)
        self.desk.claim(lena, head.draft_id)
        self._wait(minutes=7)
        return self.desk.sign_off(
            lena, head.draft_id, if_version=head.version, digest=head.digest,
            reason="The terms of sale bear it out.",
        )  # fmt: skip

    def _approved(self, head: Head) -> Head:
        rosa, id, version = self.who["rosa"], head.draft_id, head.version
        self._wait(hours=1)
        self.desk.open(rosa, id)
        self.desk.claim(rosa, id)
        content = drafts.content(self.store, rosa, id)
        checked = self.desk.checker.check(content.case, content.letter, content.envelope)
        for promise in checked.promises:
            self.desk.tick(rosa, id, "promises", promise.key, if_version=version)
        for step, _ in checked.checklist:
            if step not in ENFORCED_STEPS:
                self.desk.tick(rosa, id, "checklist", step, if_version=version)
        self._wait(minutes=4)
        return self.desk.approve(rosa, id, if_version=version, digest=head.digest)

    def _run_out(self) -> None:
        """Let one offer run out: its last day was yesterday."""
        for case in _examples(self.end.date()):
            offer = offer_of(case)
            if offer and offer.valid_until:
                gone = offer.valid_until - (self.now.date() - dt.timedelta(days=1))
                self._drafted(self.who["ben"], _moved(case, -gone), "T-1080")
                self.desk.expire()
                return

    def _case(self, head: Head) -> Case:
        return drafts.content(self.store, self.who["rosa"], head.draft_id).case

    def _wait(self, **time: float) -> None:
        self.now = min(self.now + dt.timedelta(**time), self.end)


def _examples(today: dt.date) -> Iterator[Case]:
    """Yield the shipped cases, a language after the other within each kind, as if they came today."""
    for kind in Kind:
        for language in Language:
            case = read_case(built_in("examples") / str(language) / f"{kind}.yaml")
            yield _moved(case, today - case.date) if case.date else case


def _moved(case: Case, by: dt.timedelta) -> Case:
    """Return a case with every date moved."""

    def move(value: object) -> object:
        match value:
            case dict():
                return {name: move(each) for name, each in value.items()}
            case list():
                return [move(each) for each in value]
            case str() if _DATE.fullmatch(value):
                return (dt.date.fromisoformat(value) + by).isoformat()
        return value

    return read_case_file(json.dumps(move(json.loads(case_file(case)))))

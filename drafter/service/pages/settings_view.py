"""What the settings page shows."""

from __future__ import annotations

from dataclasses import dataclass

from drafter.review import people
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages import words
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line
from drafter.service.pages.words import N_
from drafter.service.permission import Permission
from drafter.version import __version__

_WRONG = {
    "current": N_("The present password is not right."),
    "password": N_("The new password is too short or too well known."),
}
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """How the service is set up, for administrators; a person's own settings stand in the shell."""

    service: tuple[Line, ...]
    login: str
    may_change_password: bool
    wrong: str


def settings_page(service: Service, who: Principal, reading: Reading, failed: str = "") -> SettingsPage:
    """Return the settings page of somebody.

    Args:
        service: the service.
        who: who asks.
        reading: how they read.
        failed: field of a change of password that was wrong.
    """
    lines = _service(service, reading) if who.may(Permission.settings_manage) else ()
    wrong = reading.say(_WRONG[failed]) if failed in _WRONG else ""
    person = people.get(service.store, who.actor.id)
    return SettingsPage(lines, person.login, person.has_password, wrong)


def _service(service: Service, reading: Reading) -> tuple[Line, ...]:
    say, span, rules, settings = reading.say, reading.clock.span, service.desk.rules, service.settings
    pauses = ", ".join(
        f"{say(words.KIND[str(kind)])}: {span(seconds)}" for kind, seconds in rules.pause_seconds.items()
    )
    due = ", ".join(
        f"{say(words.KIND[str(kind)])}: {span(seconds)}" for kind, seconds in rules.answer_seconds.items()
    )
    return (
        Line(say(N_("Version")), __version__),
        Line(say(N_("Reached at")), settings.public_url or "127.0.0.1"),
        Line(say(N_("Database")), "SQLite" if service.store.is_sqlite else "PostgreSQL"),
        Line(say(N_("Company sign-in")), settings.oidc.issuer if settings.oidc else say(N_("not set up"))),
        Line(say(N_("A claim lasts")), span(rules.claim_seconds)),
        Line(say(N_("Rest before approval")), pauses or say(N_("none"))),
        Line(say(N_("Due after the message")), due),
    )

"""What surrounds every page: who looks, in which language, and where they may go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from drafter.choices import Language
from drafter.service.pages.words import N_
from drafter.service.permission import Permission

_PLACES: tuple[tuple[str, str, Permission], ...] = (
    ("/review", N_("Queue"), Permission.drafts_read),
    ("/cases/new", N_("New letter"), Permission.cases_write),
    ("/insights", N_("Insights"), Permission.insights_read),
    ("/audit", N_("Audit"), Permission.audit_read),
    ("/people", N_("People"), Permission.people_manage),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """The signed-in person, as pages need them."""

    id: str
    name: str
    roles: Collection[str]
    permissions: Collection[Permission] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the navigation."""

    href: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a page.

    Attributes:
        language: language of the page's own words.
        person: who looks; None before sign-in.
        csrf: token that forms send back.
        theme: ``light``, ``dark`` or ``auto``.
        shortcuts: whether single keys act.
        path: the page's own path, to mark where the reader is.
        said: what an act before this page did, if anything.
        said_tone: ``ok``, ``info``, ``warning`` or ``error``.
        demo: whether all data is made up.
    """

    language: Language
    person: Reader | None = None
    csrf: str = ""
    theme: str = "auto"
    shortcuts: bool = True
    path: str = ""
    said: str = ""
    said_tone: str = "ok"
    demo: bool = False
    navigation: tuple[Entry, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Find the places this person may go to."""
        if self.person is not None:
            object.__setattr__(self, "navigation", tuple(_places(self.person.permissions, self.path)))


def _places(permissions: Collection[Permission], path: str) -> list[Entry]:
    return [
        Entry(href, label, path == href or path.startswith(href + "/"))
        for href, label, permission in _PLACES
        if permission in permissions
    ]

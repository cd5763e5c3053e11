"""What the people pages show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drafter.review.people import Person


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as a row."""

    id: str
    name: str
    login: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person to change."""

    person: PersonLine
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody, and an invitation to make or just made."""

    people: tuple[PersonLine, ...]
    link: str = ""
    wrong: str = ""
    new_roles: tuple[str, ...] = ("agent",)
    new_languages: tuple[str, ...] = ("en",)
    may_change: bool = True

    def with_link(self, link: str) -> PeoplePage:
        """Return the page with an invitation's link, shown this once."""
        return replace(self, link=link)

    def wrong_with(self, wrong: str) -> PeoplePage:
        """Return the page with what is wrong with the invitation."""
        return replace(self, wrong=wrong)


def person_line(person: Person) -> PersonLine:
    """Return a person as a row."""
    return PersonLine(
        person.id,
        person.name,
        person.login,
        tuple(sorted(map(str, person.roles))),
        tuple(sorted(map(str, person.languages))),
        person.active,
    )

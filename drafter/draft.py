"""Drafts: sections of text with slots, each with its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.text import canonical


class Origin(StrEnum):
    """Who wrote a section."""

    model = "model"
    repair = "repair"
    template = "template"
    person = "person"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a draft, in canonical form."""

    id: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Draft:
    """Sections in the order of their plan."""

    sections: tuple[Section, ...]

    @classmethod
    def of(cls, texts: Mapping[str, str], origin: Origin) -> Draft:
        """Return a draft of section texts, all from one origin."""
        return cls(tuple(Section(id, canonical(text), origin) for id, text in texts.items()))

    @property
    def texts(self) -> dict[str, str]:
        """Return the sections' texts by id."""
        return {section.id: section.text for section in self.sections}

    def only(self, ids: Sequence[str]) -> Draft:
        """Return the sections whose id is in ``ids``, in that order."""
        by_id = {section.id: section for section in self.sections}
        return Draft(tuple(by_id[id] for id in ids if id in by_id))

    def with_sections(self, others: Draft, ids: Sequence[str]) -> Draft:
        """Return this draft with the sections of ``others`` put in place of its own.

        Args:
            others: sections that replace or add.
            ids: all section ids in the plan's order.
        """
        by_id = {section.id: section for section in (*self.sections, *others.sections)}
        return Draft(tuple(by_id[id] for id in ids if id in by_id))

"""Slots of a draft: each mandatory one exactly once, only where allowed, none unknown, nothing glued on."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from drafter.guide import PlannedSection
from drafter.policy.finding import Finding
from drafter.slots import SLOT

_BRACKETS = "[]{}<>"
_BEFORE = frozenset(("", " ", "\n", "(", '"', "“", "‘", "«", "„", "—"))
_AFTER = frozenset(("", " ", "\n", ".", ",", ";", ":", "!", "?", "…", ")", '"', "”", "“", "»", "—"))
_GLUED = regex.compile(r"(?!['’](?![\p{L}\p{M}]))")
_WANTED = (
    "Write each slot exactly as given, [[name]], between blanks or punctuation, "
    "and only those listed for the section."
)


def as_planned(section: PlannedSection, text: str) -> bool:
    """Say whether a section has just the slots that it must and may have.

    Args:
        section: the plan's section.
        text: the section's text.
    """
    found = SLOT.findall(text) if "[[" in text else []
    if sorted(found) == sorted(section.must):
        return True
    allowed = dict(section.may) | dict.fromkeys(section.must, 1)
    return set(section.must).issubset(found) and all(
        found.count(name) <= allowed.get(name, 0) for name in set(found)
    )


def judge(section: PlannedSection, text: str, bare: str) -> Iterator[Finding]:
    """Yield what a section's slots break.

    Args:
        section: the plan's section.
        text: the section's text.
        bare: the same text with every slot and every allowed term blanked out, of the same length.
    """
    slots = list(SLOT.finditer(text)) if "[" in text else []
    found = [slot[1] for slot in slots]
    allowed = dict(section.may) | dict.fromkeys(section.must, 1)
    for name in dict.fromkeys(found):
        count, most = found.count(name), allowed.get(name, 0)
        if count > most:
            which = "is not for this section" if most == 0 else f"stands {count} times, {most} at most"
            start = text.rindex(f"[[{name}]]")
            place = (start, start + len(name) + 4)
            yield Finding.at(
                "slot.unplanned", section.id, text, place, f"The slot [[{name}]] {which}.", _WANTED
            )
    for name in section.must:
        if name not in found:
            yield Finding.lacking(
                "slot.missing",
                section.id,
                f"The section must hold the slot [[{name}]].",
                f"Use the slot [[{name}]] exactly once in this section.",
            )
    for bracket in _BRACKETS:
        start = bare.find(bracket)
        if start >= 0:
            why = "A bracket stands outside a slot."
            yield Finding.at("slot.bracket", section.id, text, (start, start + 1), why, _WANTED)
            break
    for slot in slots:
        start, end = slot.span()
        if text[start - 1 : start] not in _BEFORE or (
            text[end : end + 1] not in _AFTER and _GLUED.match(text, end)
        ):
            place = (max(0, start - 1), min(len(text), end + 2))
            why = "Something is glued to a slot; its value would not stand as a word of its own."
            yield Finding.at("slot.glued", section.id, text, place, why, _WANTED)
            break

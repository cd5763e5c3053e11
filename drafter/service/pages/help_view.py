"""What the help page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drafter.guide import Guide
from drafter.service.pages.words import N_

KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("?",), N_("This page")),
    (("j", "k"), N_("Next or previous letter in the queue")),
    (("t",), N_("Take the next letter")),
    (("c",), N_("Claim the letter, or release it")),
    (("n", "p"), N_("Next or previous finding")),
    (("g", "l"), N_("Show the letter")),
    (("g", "e"), N_("Edit it")),
    (("g", "d"), N_("Show what changed")),
    (("x",), N_("Accept the warning, with a reason")),
    (("f",), N_("Use what a finding suggests")),
    (("m",), N_("Comment")),
    (("s",), N_("Submit for review")),
    (("a",), N_("Ask to approve or sign off; it never approves by itself")),
    (("r",), N_("Request changes")),
    (("l",), N_("Send to legal")),
    (("Ctrl", "Enter"), N_("Confirm a dialog, or save the text")),
    (("Esc",), N_("Close a dialog")),
)


@dataclass(frozen=True, slots=True)
class GuideView:
    """A guide's steps, in its own words."""

    kind: str
    steps: tuple[str, ...]
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The keys and the guides in force."""

    keys: tuple[tuple[tuple[str, ...], str], ...]
    guides: tuple[GuideView, ...]


def help_page(guides: Sequence[Guide]) -> HelpPage:
    """Return the help page."""
    return HelpPage(
        KEYS,
        tuple(
            GuideView(
                str(each.kind),
                tuple(step.ask for step in each.sections),
                tuple(step.says for step in each.avoid),
            )
            for each in guides
        ),
    )

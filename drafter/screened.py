"""What brings a lawyer in: triggers in what a case tells and in its letter, and a large sum."""

from __future__ import annotations

from collections.abc import Iterable

from drafter.case import Case
from drafter.guide import Plan
from drafter.policy import Policy, Screening, Trigger


def read(case: Case, body: str, policy: Policy) -> dict[str, Screening]:
    """Return what is found in each text of a case and in its letter, by where it stands.

    Args:
        case: the case.
        body: the letter's body.
        policy: the policy.
    """
    found = {"message": policy.screen_message(case.message)} if case.message else {}
    if case.account:
        found["account"] = policy.screen_account(case.account)
    written = {"note": case.note, "letter": body}
    return found | {
        where: policy.screen_letter(text, case.language) for where, text in written.items() if text
    }


def triggers(plan: Plan, found: Iterable[Screening]) -> tuple[str, ...]:
    """Return the triggers of a plan's case and of texts about it, in the order of :class:`Trigger`.

    Args:
        plan: the case's plan, which knows whether its sum is large.
        found: what was found in the texts.
    """
    applying = {trigger for each in found for trigger in each.triggers}
    if "large_sum" in plan.facts.named:
        applying.add(Trigger.large_sum)
    return tuple(str(trigger) for trigger in Trigger if trigger in applying)

"""Which acts a reader is offered on a draft, in which order, and what still stands against the main one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from drafter.review.state import Act, Guard
from drafter.review.views import Option
from drafter.service.pages.draft_view import ActView, DraftPage
from drafter.service.pages.words import N_, NN_


@dataclass(frozen=True, slots=True)
class _Button:
    label: str
    look: str = ""
    key: str = ""
    posts: bool = False


_BUTTONS: Mapping[Act, _Button] = {
    Act.approve: _Button(N_("Approve"), "main", "a"),
    Act.sign_off: _Button(N_("Sign off"), "main", "a"),
    Act.deliver: _Button(N_("Hand over"), "main"),
    Act.submit: _Button(N_("Submit for review"), "main", "s", posts=True),
    Act.claim: _Button(N_("Claim"), "main", "c", posts=True),
    Act.request_changes: _Button(N_("Request changes"), "", "r"),
    Act.escalate: _Button(N_("Send to legal"), "", "l"),
    Act.revoke: _Button(N_("Revoke approval"), "danger"),
    Act.forbid: _Button(N_("Forbid"), "danger"),
    Act.withdraw: _Button(N_("Take back"), "", "", posts=True),
    Act.discard: _Button(N_("Discard"), "plain"),
}
_NEEDS_CLAIM = Guard.claimed.value
_ABOUT_THE_CLAIM = frozenset({Act.claim})


def acts_of(draft_id: str, options: Sequence[Option], *, held: bool) -> tuple[ActView, ...]:
    """Return the buttons for what the review room offers.

    An act that needs the claim is not shown to somebody who does not hold it: claiming comes first.

    Args:
        draft_id: the draft.
        options: what the actor's roles allow, with what stands against each.
        held: whether the actor holds the claim.
    """
    by_act = {option.act: option for option in options}
    views = []
    for act, button in _BUTTONS.items():
        option = by_act.get(act)
        if option is None or (act in _ABOUT_THE_CLAIM and held):
            continue
        if (
            not held
            and any(unmet.guard == _NEEDS_CLAIM for unmet in option.unmet)
            and act not in _ABOUT_THE_CLAIM
        ):
            continue
        views.append(
            ActView(
                label=button.label,
                href=f"/drafts/{draft_id}/{act}",
                posts=button.posts,
                look=button.look,
                key=button.key,
                why_not="; ".join(unmet.says for unmet in option.unmet),
                dialog=act is not Act.deliver,
            )
        )
    if held:
        views.append(ActView(N_("Release"), f"/drafts/{draft_id}/release", posts=True, look="plain", key="c"))
    return tuple(views)


def counted(page: DraftPage, ngettext: Callable[[str, str, int], str]) -> Mapping[str, str]:
    """Return, for guards that count, how many are left, in words."""
    promises = sum(not each.ticked for each in page.promises)
    steps = sum(not each.ticked and not each.enforced for each in page.checklist)
    warnings = sum(each.severity == "warning" and not each.acknowledged_by for each in page.findings)
    counts = {
        Guard.promises_ticked: (promises, *NN_("%(num)d promise to tick", "%(num)d promises to tick")),
        Guard.checklist_ticked: (steps, *NN_("%(num)d step to tick", "%(num)d steps to tick")),
        Guard.warnings_acknowledged: (
            warnings,
            *NN_("%(num)d warning to accept", "%(num)d warnings to accept"),
        ),
        Guard.no_errors: (page.errors, *NN_("%(num)d blocking finding", "%(num)d blocking findings")),
    }
    return {
        guard.value: ngettext(one, many, count) % {"num": count}
        for guard, (count, one, many) in counts.items()
        if count
    }


def still_open(
    options: Sequence[Option], *, held: bool, counts: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """Return what stands against the act this reader is here for, if one is offered.

    Args:
        options: what the actor's roles allow, with what stands against each.
        held: whether the actor holds the claim.
        counts: how many are left, by guard; see :func:`counted`.
    """
    for act in (Act.approve, Act.sign_off, Act.submit, Act.deliver, Act.claim):
        for option in options:
            if option.act is act and (held or not _claim_lacks(option) or act is Act.claim):
                left = (counts.get(unmet.guard, unmet.says) for unmet in option.unmet)
                return tuple(dict.fromkeys(left))
    return ()


def offered(options: Sequence[Option], act: Act) -> Option | None:
    """Return an act's option, or None where the reader's roles do not allow it now."""
    return next((option for option in options if option.act is act), None)


def ready(options: Sequence[Option], act: Act) -> bool:
    """Say whether an act is offered with nothing against it."""
    option = offered(options, act)
    return option is not None and option.ready


def _claim_lacks(option: Option) -> bool:
    return any(unmet.guard == _NEEDS_CLAIM for unmet in option.unmet)

"""Who may do what: permissions, and what each role holds. Every route names one; deny is the default.

A permission opens a route. Which drafts it opens it on is decided per draft (:mod:`drafter.review.standing`),
and what may be done with a draft in its state by the guards of :mod:`drafter.review`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from drafter.review.access import Scope
from drafter.review.actor import Role


class Permission(StrEnum):
    """What a route asks for."""

    account = "account"
    check = "check"
    cases_write = "cases:write"
    drafts_read = "drafts:read"
    drafts_write = "drafts:write"
    drafts_discard = "drafts:discard"
    decide = "decide"
    review = "review"
    legal = "legal"
    revoke = "revoke"
    deliver = "deliver"
    supersede = "supersede"
    audit_read = "audit:read"
    insights_read = "insights:read"
    metrics_read = "metrics:read"
    policies_read = "policies:read"
    people_manage = "people:manage"
    customers_erase = "customers:erase"
    settings_manage = "settings:manage"


_P = Permission
_EVERYBODY = frozenset({_P.account, _P.policies_read})

HOLDS: Mapping[Role, frozenset[Permission]] = {
    Role.agent: _EVERYBODY
    | {_P.check, _P.cases_write, _P.drafts_read, _P.drafts_write, _P.drafts_discard, _P.deliver},
    Role.reviewer: _EVERYBODY
    | {
        _P.check,
        _P.drafts_read,
        _P.drafts_write,
        _P.drafts_discard,
        _P.decide,
        _P.review,
        _P.revoke,
        _P.deliver,
        _P.audit_read,
        _P.insights_read,
    },
    Role.legal: _EVERYBODY
    | {_P.check, _P.drafts_read, _P.drafts_write, _P.decide, _P.legal, _P.revoke, _P.audit_read},
    Role.admin: _EVERYBODY
    | {
        _P.people_manage,
        _P.customers_erase,
        _P.settings_manage,
        _P.audit_read,
        _P.insights_read,
        _P.metrics_read,
        _P.revoke,
    },
    Role.auditor: _EVERYBODY | {_P.drafts_read, _P.audit_read, _P.insights_read},
    Role.service: _EVERYBODY
    | {
        _P.check,
        _P.cases_write,
        _P.drafts_read,
        _P.drafts_write,
        _P.drafts_discard,
        _P.deliver,
        _P.supersede,
        _P.metrics_read,
    },
}

GIVES: Mapping[Scope, frozenset[Permission]] = {
    Scope.check: frozenset({_P.account, _P.check, _P.policies_read}),
    Scope.read: frozenset({_P.drafts_read, _P.audit_read, _P.metrics_read}),
    Scope.write: frozenset({_P.cases_write, _P.drafts_write, _P.drafts_discard}),
    Scope.deliver: frozenset({_P.deliver}),
    Scope.webhooks: frozenset({_P.supersede}),
}
"""What a token's scopes give of what its holder has. To decide on a letter or on people takes a session."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return what some roles hold together."""
    return frozenset().union(*(HOLDS.get(role, frozenset()) for role in roles))


def permissions_of_token(roles: Iterable[Role], scopes: Iterable[Scope]) -> frozenset[Permission]:
    """Return what a token gives: what its holder has, within its scopes."""
    return permissions_of(roles) & frozenset().union(*(GIVES[scope] for scope in scopes))

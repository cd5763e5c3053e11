"""Every table, once, for SQLite and PostgreSQL.

What must never change (versions, approvals, events, …) is apart from what a customer may ask to have erased
(``facts``, ``contents``, ``attachments``, ``comments``, ``autosaves``): the first hold ids, digests and
counts only, so the audit chain and every approval outlive an erasure. :mod:`drafter.store.triggers` holds
both to it.
"""

from drafter.store.tables.base import metadata
from drafter.store.tables.decisions import (
    acknowledgements,
    approvals,
    deliveries,
    hits,
    openings,
    presence,
    revocations,
    sign_offs,
    ticks,
)
from drafter.store.tables.letters import (
    attachments,
    autosaves,
    cases,
    comments,
    contents,
    customers,
    drafts,
    facts,
    versions,
)
from drafter.store.tables.people import api_tokens, invites, people, person_languages, person_roles, sessions
from drafter.store.tables.work import (
    audit_head,
    configuration,
    events,
    idempotency,
    outbox,
    outbox_attempts,
    webhooks,
)

__all__ = [
    "acknowledgements",
    "api_tokens",
    "approvals",
    "attachments",
    "audit_head",
    "autosaves",
    "cases",
    "comments",
    "configuration",
    "contents",
    "customers",
    "deliveries",
    "drafts",
    "events",
    "facts",
    "hits",
    "idempotency",
    "invites",
    "metadata",
    "openings",
    "outbox",
    "outbox_attempts",
    "people",
    "person_languages",
    "person_roles",
    "presence",
    "revocations",
    "sessions",
    "sign_offs",
    "ticks",
    "versions",
    "webhooks",
]

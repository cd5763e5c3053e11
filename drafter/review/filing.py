"""Filing: the rows behind a customer, a case and a version."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from drafter import record
from drafter.case import Case
from drafter.draft import Origin
from drafter.policy import Finding
from drafter.result import Result
from drafter.review.actor import Actor
from drafter.review.check import counted, key_of
from drafter.review.content import SCHEME, Content, envelope_json, letter_json
from drafter.review.standing import Standing
from drafter.review.views import Checked
from drafter.store import Store
from drafter.store.tables import cases, comments, contents, customers, hits, versions
from drafter.text import canonical


def customer(store: Store, connection: Connection, case: Case, key: str | None) -> str:
    """Return the id of a case's customer, who is added where unknown.

    Args:
        key: the company's own id of the customer; else name and address tell customers apart.
    """
    told = key or "\n".join((case.customer.name, *case.customer.address))
    hashed = hashlib.sha256(canonical(told).casefold().encode()).hexdigest()
    # Two first cases of theirs may come at once: the later one finds what the earlier one added.
    new = {"id": store.new_id(), "name": case.customer.name, "created_at": store.clock()}
    put(connection, customers, {"key": hashed}, new, update=False)
    return str(connection.execute(select(customers.c.id).where(customers.c.key == hashed)).scalar_one())


def case(
    store: Store, connection: Connection, case: Case, customer_id: str, author_id: str, ticket: str | None
) -> str:
    """File a case and return its id."""
    id = store.new_id()
    connection.execute(
        insert(cases).values(
            id=id, customer_id=customer_id, kind=str(case.kind), language=str(case.language), ticket=ticket,
            received_on=case.received_on, author_id=author_id, created_at=store.clock(),
        )
    )  # fmt: skip
    return id


def version(  # noqa: PLR0913 (what a version is made of, each given by name)
    store: Store,
    connection: Connection,
    draft: Standing,
    content: Content,
    checked: Checked,
    *,
    number: int,
    change: str,
    editor: Actor | None = None,
    result: Result | None = None,
) -> str:
    """File a version with its content and what was found in it; return its digest."""
    digest = content.digest
    connection.execute(
        insert(versions).values(
            draft_id=draft.id, number=number, digest=digest, scheme=SCHEME,
            editor_id=editor.id if editor else None, change=change, policy_version=checked.policy_version,
            created_at=store.clock(),
        )
    )  # fmt: skip
    connection.execute(
        insert(contents).values(
            draft_id=draft.id, version=number, customer_id=draft.customer_id,
            letter=letter_json(content.letter), envelope=envelope_json(content.envelope),
            findings=_findings(checked), record=_record(result) if result else None,
        )
    )  # fmt: skip
    found = _hits((*(result.findings if result else ()), *checked.findings))
    if found:
        connection.execute(
            insert(hits),
            [
                {"draft_id": draft.id, "version": number, "rule": rule, "severity": severity, "count": count}
                for (rule, severity), count in found.items()
            ],
        )
    return digest


def origin_of(result: Result) -> str:
    """Return where a drafted letter comes from: ``model``, ``template``, or ``mixed``."""
    templates = [section.origin is Origin.template for section in result.draft.sections]
    return "template" if all(templates) else "mixed" if any(templates) else "model"


def counts(checked: Checked) -> dict[str, int]:
    """Return the columns that count a version's findings."""
    errors, warnings = counted(checked)
    return {"errors": errors, "warnings": warnings}


def remarks(connection: Connection, draft_id: str) -> frozenset[str]:
    """Return the ids of a draft's remarks."""
    return frozenset(
        connection.execute(select(comments.c.id).where(comments.c.draft_id == draft_id)).scalars()
    )


def _hits(findings: tuple[Finding, ...]) -> dict[tuple[str, str], int]:
    strongest: dict[str, str] = {}
    for finding in sorted(findings, key=lambda each: each.severity == "info", reverse=True):
        strongest[finding.rule] = str(finding.severity)
    return {(rule, strongest[rule]): count for rule, count in Counter(f.rule for f in findings).items()}


def _findings(checked: Checked) -> str:
    rows = [{"key": key_of(found), **record.finding(found)} for found in checked.findings]
    return json.dumps(rows, ensure_ascii=False)


def _record(result: Result) -> str:
    return json.dumps(record.to_dict(result), ensure_ascii=False)


def put(
    connection: Connection,
    table: Table,
    key: Mapping[str, object],
    values: Mapping[str, object],
    *,
    update: bool = True,
) -> None:
    """Insert a row, or change the one with the same key; with ``update`` off, that one stays as it is."""
    insert_into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    query = insert_into(table).values({**key, **values})
    connection.execute(
        query.on_conflict_do_update(index_elements=[*key], set_=dict(values))
        if update
        else query.on_conflict_do_nothing(index_elements=[*key])
    )

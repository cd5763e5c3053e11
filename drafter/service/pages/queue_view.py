"""What the queue page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from drafter.choices import Kind, Language
from drafter.review.queue import Filters, QueueRow, Tab, counts, list_queue
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages import draft_view
from drafter.service.pages.words import N_
from drafter.service.permission import Permission

_TABS: tuple[tuple[Tab, str], ...] = (
    (Tab.mine, N_("Mine")),
    (Tab.unclaimed, N_("To review")),
    (Tab.legal, N_("Legal")),
    (Tab.sent_back, N_("Sent back")),
    (Tab.approved, N_("Approved")),
    (Tab.all, N_("All")),
)
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the queue for.

    Attributes:
        filters: the cut.
        after: where the page before ended.
    """

    filters: Filters
    after: str | None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One draft as a row."""

    id: str
    kind: str
    language: str
    customer: str
    ticket: str
    due_at: object
    state: str
    state_since: object
    errors: int
    warnings: int
    triggers: tuple[str, ...]
    origin: str
    author: str
    holder: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The page of the queue."""

    tab: str
    tabs: tuple[draft_view.Tab, ...]
    kind: str
    language: str
    text: str
    rows: tuple[QueueLine, ...]
    older: str
    may_review: bool
    may_ask: bool


def wanted(query: Mapping[str, str], who: Principal) -> Wanted:
    """Return what an address's query asks for; what it does not know, it does not ask for."""
    tab = query.get("tab", "")
    kind, language = query.get("kind", ""), query.get("language", "")
    first = (
        Tab.unclaimed if who.may(Permission.review) else Tab.legal if who.may(Permission.legal) else Tab.mine
    )
    if not who.may(Permission.cases_write) and first is Tab.mine:
        first = Tab.all
    filters = Filters(
        tab=Tab(tab) if tab in Tab.__members__ else first,
        kind=Kind(kind) if kind in Kind.__members__ else None,
        language=Language(language) if language in Language.__members__ else None,
        text=query.get("text", "").strip()[:100],
    )
    return Wanted(filters, query.get("after") or None)


def queue_page(service: Service, who: Principal, wish: Wanted) -> QueuePage:
    """Return the queue's page for somebody."""
    filters = wish.filters
    page = list_queue(service.store, who.actor, filters, after=wish.after)
    held = counts(service.store, who.actor)
    return QueuePage(
        tab=str(filters.tab),
        tabs=tuple(
            draft_view.Tab(
                str(tab), label, _address(filters, tab=tab), tab is filters.tab, _many(held.get(tab))
            )
            for tab, label in _TABS
        ),
        kind=str(filters.kind or ""),
        language=str(filters.language or ""),
        text=filters.text,
        rows=tuple(map(_line, page.rows)),
        older=_address(filters, after=page.next) if page.next else "",
        may_review=who.may(Permission.decide),
        may_ask=who.may(Permission.cases_write),
    )


def _many(count: int | None) -> str | None:
    return None if count is None else f"{_MANY:,}+" if count > _MANY else str(count)


def _address(filters: Filters, *, tab: Tab | None = None, after: str | None = None) -> str:
    query = {
        "tab": str(tab or filters.tab),
        "kind": str(filters.kind or ""),
        "language": str(filters.language or ""),
        "text": filters.text,
        "after": after or "",
    }
    return "/review?" + urlencode({name: value for name, value in query.items() if value})


def _line(row: QueueRow) -> QueueLine:
    return QueueLine(
        id=row.draft_id,
        kind=str(row.kind),
        language=str(row.language),
        customer=row.customer or "–",
        ticket=row.ticket or "",
        due_at=row.due_at,
        state=str(row.state),
        state_since=row.state_since,
        errors=row.errors,
        warnings=row.warnings,
        triggers=row.triggers,
        origin=row.origin or "",
        author=row.author.name,
        holder=row.claim.holder.name if row.claim else "",
    )

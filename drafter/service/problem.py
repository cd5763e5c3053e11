"""Errors a caller is told of, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field

from drafter.errors import DrafterError, Problem

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read"),
    "unauthenticated": (401, "Sign in, or give a token"),
    "cross_site": (403, "The request does not come from this site's own pages"),
    "forbidden": (403, "Not open to you"),
    "not_found": (404, "There is nothing here for you"),
    "method_not_allowed": (405, "That cannot be done here"),
    "wrong_state": (409, "The letter is not in a state for this"),
    "guard": (409, "Something still stands against this"),
    "stale": (409, "The letter has changed since you read it"),
    "idempotency_conflict": (409, "This idempotency key came with another request"),
    "idempotency_unknown": (409, "An earlier request with this idempotency key was cut short"),
    "too_large": (413, "The request is too large"),
    "unsupported_media_type": (415, "Send JSON"),
    "invalid": (422, "Something in the request is wrong"),
    "if_match_required": (428, "Say which version you read"),
    "too_many_requests": (429, "Too many requests"),
    "internal": (500, "Something failed here"),
    "unanchored": (500, "It was done, but the audit anchor could not be written"),
    "unavailable": (503, "Try again shortly"),
}
"""Codes with their status and title."""


class Refusal(DrafterError):
    """Raised when a request is refused; becomes a problem document.

    Args:
        code: machine-readable code, one of :data:`TITLES`.
        detail: what was wrong and what would be right, for a person.
        status: HTTP status where it is not the code's own.
        headers: response headers.
        more: members added to the document.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        known, self.title = TITLES[code]
        self.code = code
        self.status = status or known
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})
        super().__init__(f"{self.code}: {self.detail or self.title}")

    @property
    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        return {
            "type": f"urn:drafter:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            **({"detail": self.detail} if self.detail else {}),
            **self.more,
        }


class Mistake(BaseModel):
    """One thing that is wrong in a request."""

    field: str = Field(description="dotted path of the field; empty for the whole request")
    what: str = Field(description="what is wrong")
    wanted: str = Field("", description="what would be right")


class UnmetGuard(BaseModel):
    """One condition on an act that is not met."""

    guard: str = Field(description="its name, as in the table of transitions")
    says: str = Field(description="what is wrong and what would be right")


class StaleVersion(BaseModel):
    """What is needed to settle a conflict."""

    state: str
    base_version: int
    version: int
    digest: str
    etag: str
    editor: str = Field(description="who wrote the present version; empty for the service itself")
    changed_at: dt.datetime
    diff: str = Field(description="unified diff from the version you read to the present one, line by line")
    yours: str | None = Field(None, description="your own text, as you sent it")


class ProblemDocument(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(examples=["urn:drafter:problem:stale"])
    title: str
    status: int
    code: str = Field(description="machine-readable code, stable")
    detail: str | None = None
    unmet: list[UnmetGuard] | None = Field(None, description="conditions that are not met")
    stale: StaleVersion | None = Field(None, description="both sides of a conflict, and how they differ")
    problems: list[Mistake] | None = Field(None, description="every mistake in the request")
    request: str | None = Field(None, description="id of the request, as in the service's log")


def invalid(problems: Sequence[Problem]) -> Refusal:
    """Return the refusal of a request with mistakes in it."""
    listed = [{"field": found.field, "what": found.what, "wanted": found.wanted} for found in problems]
    return Refusal("invalid", more={"problems": listed})

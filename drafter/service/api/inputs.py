"""What requests carry, checked at the door: ids, texts, the version read, the idempotency key."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import regex
from fastapi import Depends, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from drafter.case import Case
from drafter.policy.gate import MAX_LETTER_CHARACTERS
from drafter.profile import Line, Prose
from drafter.review.views import Head
from drafter.service.access import needs
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

_ETAG = regex.compile(r'(?:W/)?"?v(?P<version>[0-9]{1,9})-(?P<digest>[0-9a-f]{0,64})"?')

Id: TypeAlias = Annotated[str, Path(pattern=r"^[0-9a-z]{1,32}$", examples=["01kc3v7n4y8w6r2t5q9z0x1m3b"])]
Words: TypeAlias = Annotated[Prose, Field(min_length=1, max_length=4_000)]
Body: TypeAlias = Annotated[
    Prose,
    Field(
        min_length=1,
        max_length=MAX_LETTER_CHARACTERS,
        description="the letter's body, paragraphs parted by an empty line",
    ),
]
Digest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="the full digest shown")]
OneLine: TypeAlias = Annotated[Line, Field(min_length=1)]
CaseBody: TypeAlias = Annotated[Case, Field(discriminator="kind")]

Reader: TypeAlias = Annotated[Principal, needs(Permission.drafts_read)]
Writer: TypeAlias = Annotated[Principal, needs(Permission.drafts_write)]
Reviewer: TypeAlias = Annotated[Principal, needs(Permission.review)]
Lawyer: TypeAlias = Annotated[Principal, needs(Permission.legal)]
Decider: TypeAlias = Annotated[Principal, needs(Permission.decide)]


class Input(BaseModel):
    """Base of every request body: what is not a field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _version_read(
    if_match: Annotated[
        str | None, Header(description='the `ETag` of the draft as it was read, such as `"v3-0123456789ab"`')
    ] = None,
) -> int:
    if if_match is None:
        raise Refusal("if_match_required", 'send If-Match with the ETag you read, such as "v3-0123456789ab"')
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise Refusal("malformed", 'If-Match is not a draft\'s ETag, such as "v3-0123456789ab"')
    return int(match["version"])


VersionRead: TypeAlias = Annotated[int, Depends(_version_read)]
"""The version the caller has read, from ``If-Match`` (RFC 9110, section 13.1.1)."""


def tagged(response: Response, head: Head) -> Head:
    """Name a draft's version in the response, and return it."""
    response.headers["ETag"] = f'"{head.etag}"'
    return head

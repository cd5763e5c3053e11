"""A conflict, told with both sides: what was read, what stands now, and what was sent."""

from __future__ import annotations

import difflib

from drafter.errors import Stale
from drafter.service.problem import Refusal


def as_refusal(stale: Stale) -> Refusal:
    """Return the refusal of an act on a version that is no longer the present one."""
    who = stale.editor or "Drafter"
    detail = f"{who} wrote version {stale.version}; compare both and send yours again on top of it"
    etag = f"v{stale.version}-{stale.digest[:12]}"
    told = {
        "state": stale.state,
        "base_version": stale.base_version,
        "version": stale.version,
        "digest": stale.digest,
        "etag": etag,
        "editor": stale.editor,
        "changed_at": stale.changed_at.isoformat(),
        "diff": diff(stale.base_body or "", stale.body),
        "yours": stale.yours,
    }
    return Refusal("stale", detail, headers={"ETag": f'"{etag}"'}, more={"stale": told})


def diff(before: str, after: str) -> str:
    """Return a unified diff of two bodies, line by line."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "yours", "present", lineterm="", n=1
    )
    return "\n".join(lines)

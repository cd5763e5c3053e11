"""The base of everything that a person writes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Base of everything a person writes: unknown fields are refused, nothing changes afterwards."""

    # Built on first use: a command needs one of the models, not all of them.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)

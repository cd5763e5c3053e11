"""Recorded answers of a model: JSON Lines in git, a line an answer, so a changed answer is a changed line.

One file a model and kind of letter, ``<folder>/<model>/<kind>.jsonl``, in the order of case and epoch.
A line is found by the hash of its request (the canonical JSON of the body: model, messages, sampling, answer
format), its case, its epoch, and how often that epoch had asked the very same before. A request that is not
there is a miss: it is never sent anywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from drafter import files
from drafter.errors import InputError, Problem

PASSING = frozenset({408, 429})
"""Statuses that another request may better; with those from 500 on they are not recorded."""

_PARAMETERS = re.compile(rb"response_format|tool_choice|tools")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded response.

    Attributes:
        case, epoch: whose it is.
        key: hash of the request.
        turn: how often the same request had been answered before in this (case, epoch).
        kind: kind of letter; the file it is kept in.
        prompt: prompt version it was recorded for.
        model: model asked.
        seconds: how long it took.
        status: HTTP status.
        finish: the finish reason.
        message: the message as the model gave it; None where the response was no completion.
        usage: prompt and completion tokens, where it said so.
        served: name of the model that answered.
        blames: of an error, the parameter it names; its own words are not kept, for they can echo a key.
        recorded: the day.
    """

    case: str
    epoch: int
    key: str
    kind: str
    prompt: str
    model: str
    seconds: float
    turn: int = 0
    status: int = 200
    finish: str | None = None
    message: Mapping[str, Any] | None = None
    usage: tuple[int, int] | None = None
    served: str | None = None
    blames: str | None = None
    recorded: str = ""

    @property
    def place(self) -> Place:
        """Return what it is found by."""
        return (self.key, self.case, self.epoch, self.turn)

    def body(self) -> bytes:
        """Return the response's body."""
        if self.status >= 400:
            return json.dumps({"error": {"param": self.blames}}).encode()
        if self.message is None:
            return b"{}"
        completion: dict[str, Any] = {
            "object": "chat.completion",
            "model": self.served,
            "choices": [{"index": 0, "message": self.message, "finish_reason": self.finish}],
        }
        if self.usage:
            completion["usage"] = {"prompt_tokens": self.usage[0], "completion_tokens": self.usage[1]}
        return json.dumps(completion, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The (case, epoch) that asks, and what its recordings say about it."""

    case: str
    epoch: int
    kind: str
    prompt: str
    model: str


Place = tuple[str, str, int, int]
"""Key, case, epoch and turn."""


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Recorded]:
    return TypeAdapter(Recorded)


def key_of(body: bytes) -> str:
    """Return the hash of a request body (16 hexadecimal digits), whatever the order of its fields."""
    canonical = json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def of_response(
    status: int, body: bytes, *, key: str, turn: int, whose: Whose, seconds: float, day: str
) -> Recorded | None:
    """Return what is worth recording of a response, or None where another try may be answered otherwise.

    Args:
        status: HTTP status.
        body: the response's body.
        key: hash of the request.
        turn: how often the same request had been answered before.
        whose: the (case, epoch) that asked.
        seconds: how long it took.
        day: ISO date.
    """
    if status in PASSING or status >= 500:
        return None
    here = partial(
        Recorded,
        case=whose.case,
        epoch=whose.epoch,
        key=key,
        turn=turn,
        kind=whose.kind,
        prompt=whose.prompt,
        model=whose.model,
        seconds=seconds,
        recorded=day,
    )
    if status >= 400:
        named = _PARAMETERS.search(body)
        return here(status=status, blames=named[0].decode() if named else None)
    try:
        completion = json.loads(body)
        choice = completion["choices"][0]
        given = choice["message"]
        kept = {name: given[name] for name in ("role", "content", "refusal", "tool_calls") if given.get(name)}
        usage = _usage(completion.get("usage"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return here()  # no completion at all: final for the client, so a replay must say so too
    finish, served = choice.get("finish_reason"), completion.get("model")
    return here(finish=finish, message=kept, usage=usage, served=served)


def _usage(said: object) -> tuple[int, int] | None:
    """Return the tokens a completion names, where it names both; without them it is no worse an answer."""
    match said:
        case {"prompt_tokens": int(prompt), "completion_tokens": int(completion)}:
            return prompt, completion
    return None


@dataclass(slots=True)
class Recordings:
    """The recordings of one folder.

    Args:
        folder: where they lie; made when the first is written.
    """

    folder: Path
    _kept: dict[Place, Recorded] = field(default_factory=dict)
    _asked: set[Place] = field(default_factory=set)
    _added: bool = False

    @classmethod
    def read(cls, folder: Path) -> Recordings:
        """Read every recording of a folder; none where there is no folder.

        Raises:
            InputError: a line is not a recording.
        """
        found = cls(folder)
        for path in sorted(folder.glob("*/*.jsonl")):
            for recorded in _lines(path):
                found._kept[recorded.place] = recorded
        return found

    def find(self, place: Place) -> Recorded | None:
        """Return a recording, and remember that it was asked for."""
        self._asked.add(place)
        return self._kept.get(place)

    def add(self, recorded: Recorded) -> None:
        """Keep one more, on disk at once: it may have been paid for. :meth:`write` puts the files in order.

        Raises:
            InputError: the folder cannot be written.
        """
        self._kept[recorded.place] = recorded
        self._asked.add(recorded.place)
        self._added = True
        path = self._path(recorded)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.truncate(files.whole_bytes(path))  # nothing is added to a line that a crash tore off
                file.write(_encode(recorded))
        except OSError as error:
            wanted = "name a folder you may write to"
            raise InputError(Problem(str(path), "", error.strerror or "cannot be written", wanted)) from None

    def _path(self, recorded: Recorded) -> Path:
        return self.folder / _file_name(recorded.model) / f"{recorded.kind or 'all'}.jsonl"

    @property
    def stale(self) -> list[Recorded]:
        """Return the recordings nobody has asked for since they were read."""
        return sorted(
            (recorded for place, recorded in self._kept.items() if place not in self._asked), key=_order
        )

    def prune(self) -> None:
        """Drop the stale ones; :meth:`write` takes them from disk."""
        for recorded in self.stale:
            del self._kept[recorded.place]
        self._added = True

    def write(self) -> None:
        """Write the files anew where something was added or dropped.

        Raises:
            InputError: the folder cannot be written.
        """
        if not self._added:
            return
        texts: dict[Path, list[str]] = {path: [] for path in self.folder.glob("*/*.jsonl")}
        for recorded in sorted(self._kept.values(), key=_order):
            texts.setdefault(self._path(recorded), []).append(_encode(recorded).decode())
        for path, written in texts.items():
            if written:
                files.write_all(path.parent, {path.name: "".join(written)})
            else:
                path.unlink()


def _order(recorded: Recorded) -> tuple[str, int, str, int]:
    return (recorded.case, recorded.epoch, recorded.key, recorded.turn)


def _file_name(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip(".-") or "model"


def _encode(recorded: Recorded) -> bytes:
    return _adapter().dump_json(recorded, exclude_defaults=True) + b"\n"


def _lines(path: Path) -> Iterator[Recorded]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # torn off by a crash
            try:
                yield _adapter().validate_json(line)
            except ValidationError as error:
                what = error.errors(include_url=False)[0]["msg"]
                wanted = "record the answer again"
                raise InputError(
                    Problem(str(path), "", f"is not a recording: {what}", wanted, number)
                ) from None

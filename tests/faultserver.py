"""A chat-completions server on the loopback interface that misbehaves on command.

::

    async with FaultServer([Reply(status=503), Hang()], respond=lambda body: completion("{}")) as server:
        ...  # a client asks server.url: first a 503, then silence, then the default answer every time
        assert len(server.requests) == 3

The script holds one behaviour a request; once it is used up, ``respond`` answers. Connections are kept alive,
nothing is delayed unless asked, and every request is recorded.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response.

    Args:
        body: sent as it is; anything but bytes is sent as JSON.
        status: HTTP status.
        headers: added to, or instead of, ``Content-Type`` and ``Content-Length``.
        delay: seconds before the first byte.
        drip: seconds between one byte of the body and the next.
        cut: the connection is closed after so many bytes of the body.
    """

    body: object = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Hang:
    """Take the request and never say a word."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Take the request and reset the connection."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Send these bytes, which need not be HTTP, and close the connection."""

    data: bytes


Behaviour = Reply | Hang | Reset | Raw
Respond = Callable[[Body], Behaviour]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it came in; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: Body


def completion(content: object, *, finish_reason: object = "stop", **rest: object) -> Body:
    """Return a chat completion whose message holds ``content``; ``rest`` replaces its other fields."""
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        **rest,
    }


def schema_of(body: Body) -> Body:
    """Return the JSON schema a request asks its answer to match, wherever the request carries it."""
    schema: Body
    if "json_schema" in body.get("response_format", {}):
        schema = body["response_format"]["json_schema"]["schema"]
    elif "tools" in body:
        schema = body["tools"][0]["function"]["parameters"]
    else:
        schema = json.loads(body["messages"][0]["content"].rpartition("JSON schema:\n")[2])
    return schema


def is_reading(body: Body) -> bool:
    """Say whether a request asks for a second reading."""
    return list(schema_of(body)["properties"]) == ["findings"]


def answer_every_section(body: Body) -> Reply:
    """Answer as a willing model: one sentence for each section asked for; nothing found, if asked to read."""
    if is_reading(body):
        return Reply(completion('{"findings": []}'))
    sections = dict.fromkeys(schema_of(body)["properties"], "We are sorry about this.")
    return Reply(completion(json.dumps(sections)))


class FaultServer:
    """The server; use it as an async context manager.

    Args:
        script: behaviours of the first requests, in order.
        respond: behaviour of every later request, from its body.
    """

    def __init__(self, script: Iterable[Behaviour] = (), respond: Respond = answer_every_section) -> None:
        self.script = deque(script)
        self.respond = respond
        self.requests: list[Recorded] = []
        self.connections = 0
        self.at_once = 0
        """The most requests that were being answered at the same time."""
        self._now_answering = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    @property
    def url(self) -> str:
        """The base URL to give to a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read_request(reader)
                self.requests.append(request)
                behaviour = self.script.popleft() if self.script else self.respond(request.body)
                self._now_answering += 1
                self.at_once = max(self.at_once, self._now_answering)
                try:
                    goes_on = await _behave(behaviour, writer)
                finally:
                    self._now_answering -= 1
                if not goes_on:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client has gone
        finally:
            writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Recorded:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Recorded(first.split(" ")[1], headers, json.loads(content or b"{}"))


async def _behave(behaviour: Behaviour, writer: asyncio.StreamWriter) -> bool:
    """Carry out one behaviour; whether the connection lives on."""
    match behaviour:
        case Reply():
            return await _reply(behaviour, writer)
        case Hang():
            await asyncio.Event().wait()
        case Reset():
            no_lingering = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_lingering)
            writer.transport.abort()
        case Raw(data):
            writer.write(data)
            await writer.drain()
    return False


async def _reply(reply: Reply, writer: asyncio.StreamWriter) -> bool:
    if reply.delay:
        await asyncio.sleep(reply.delay)
    content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(content)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} ", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    sent = content[: reply.cut]
    if reply.drip:
        writer.write(head)
        for byte in sent:
            await asyncio.sleep(reply.drip)
            writer.write(bytes([byte]))
            await writer.drain()
    else:
        writer.write(head + sent)
        await writer.drain()
    return reply.cut is None

"""What a model sent back: read strictly, or salvaged.

The answer asked for is one JSON object: ``{section id: text}``, or ``{name: [items]}`` whose items are
objects of texts. A Markdown fence around it, a word before or after it and raw line breaks in its strings are
habits, not faults: the object is taken out of them. An object that breaks off is salvaged: texts and items
that are closed are kept, the one cut off is dropped.

Work grows with the length of the text and no faster, however it is nested or quoted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

NO_OBJECT = "the answer holds no JSON object"
"""The problem of an answer that is free text, or JSON of another shape."""

_NOT_WHOLE = "the answer breaks off or is not valid JSON"
_SEVERAL = "the answer holds more than one JSON object"


class Read(Protocol):
    """What every answer says of itself, whatever its shape."""

    @property
    def complete(self) -> bool:
        """Whether it is exactly what was asked for."""

    @property
    def problem(self) -> str:
        """Empty when complete, else one sentence on what was wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The sections of one answer.

    Args:
        sections: text by section id, in the order asked for; finished sections only.
        complete: the answer held exactly the sections asked for, each a string, in one whole JSON object.
        problem: empty when complete, else one sentence on what was wrong. It quotes ids that were asked for
            and nothing the model wrote.
    """

    sections: Mapping[str, str]
    complete: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of an answer that is one list.

    Args:
        items: the text of each field by its name, in the order given; finished and well-formed items only.
        complete: the answer held the list and nothing else, and every item was well-formed.
        problem: empty when complete, else one sentence on what was wrong.
    """

    items: tuple[Mapping[str, str], ...]
    complete: bool
    problem: str


class _Members(list[tuple[str, object]]):
    """The members of a JSON object as written, so that a key given twice stays visible."""


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_Members)
_BLANKS = re.compile(r"[ \t\n\r]*+")
# Possessive, so that a quote nobody closes is found out in one pass.
_BRACE_OR_STRING = re.compile(r'[{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+"|"', re.DOTALL)
_AFTER_A_VALUE = re.compile(
    r"""[ \t\n\r]*+ (?: \Z | } | , [ \t\n\r]*+ (?: \Z | }
        | " [^"\\]*+ (?:\\.[^"\\]*+)*+ (?: \\?\Z | " [ \t\n\r]*+ (?: \Z | : ) ) ) )""",
    re.DOTALL | re.VERBOSE,
)
"""The end of the object, the next key with its colon, or as much of either as was not cut off."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(text: str, section_ids: Sequence[str]) -> Answer:
    """Read a model's answer.

    Args:
        text: the content of the model's message.
        section_ids: ids of the sections asked for.

    Returns:
        The sections that are fine on their own, and whether that is all that was asked for.
    """
    members, problem = _members(text)
    return _judge(members, section_ids, problem)


def read_list(text: str, name: str, fields: Sequence[str]) -> Listing:
    """Read a model's answer that is one list.

    Args:
        text: the content of the model's message.
        name: name of the list.
        fields: names of the texts that each item holds.
    """
    members, problem = _members(text)
    listed = dict(members).get(name)
    problems = [problem] if problem else []
    if len(members) != 1 or not isinstance(listed, list) or isinstance(listed, _Members):
        problems.append(f"the answer is not the list '{name}' alone")
    values = listed if isinstance(listed, list) else []
    items = [item for item in (_item(value, fields) for value in values) if item is not None]
    if len(items) < len(values):
        problems.append("an item of the list is not what was asked for")
    return Listing(tuple(items), not problems, problems[0] if problems else "")


def _item(value: object, fields: Sequence[str]) -> Mapping[str, str] | None:
    if not isinstance(value, _Members) or sorted(key for key, _ in value) != sorted(fields):
        return None
    texts = {key: text for key, text in value if isinstance(text, str) and not _SURROGATE.search(text)}
    return texts if len(texts) == len(fields) else None


def _members(text: str) -> tuple[_Members, str]:
    whole = _decode_whole(text)
    if isinstance(whole, _Members):
        return whole, ""
    spans = _objects(text) if whole is None else []
    if not spans:
        return _Members(), NO_OBJECT
    if len(spans) > 1:
        return _Members(), _SEVERAL
    start, end = spans[0]
    whole = _decode_whole(text[start:end])
    if isinstance(whole, _Members):
        return whole, ""
    return _Members(_finished(text[start:end])), _NOT_WHOLE


def _decode_whole(text: str) -> object:
    """Return the JSON value that the whole text is, or None."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _objects(text: str) -> list[tuple[int, int]]:
    """Find the first two outermost objects; one that breaks off reaches to the end of the text."""
    spans: list[tuple[int, int]] = []
    start = text.find("{")
    while start >= 0 and len(spans) < 2:
        end = _end_of_object(text, start)
        spans.append((start, end))
        start = text.find("{", end)
    return spans


def _end_of_object(text: str, start: int) -> int:
    depth = 0
    for token in _BRACE_OR_STRING.finditer(text, start):
        mark = token[0]
        if mark == '"':
            break
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            return token.end()
    return len(text)


def _finished(text: str) -> Iterator[tuple[str, object]]:
    """Yield the members of a broken object that are closed, up to the place where it breaks."""
    at = _skip(text, 1)
    try:
        while text.startswith('"', at):
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, at)
            if not text.startswith(":", at):
                return
            at = _skip(text, at + 1)
            value, at = _list(text, at) if text.startswith("[", at) else _DECODER.raw_decode(text, at)
            if not _AFTER_A_VALUE.match(text, at):
                return  # the quote that closed this text was one inside it that nobody escaped
            yield key, value
            at = _skip(text, at)
            if not text.startswith(",", at):
                return
            at = _skip(text, at + 1)
    except (ValueError, RecursionError):
        return


def _list(text: str, at: int) -> tuple[list[object], int]:
    """Return the finished values of the list at ``at``, and its end: that of the text where it breaks off."""
    values: list[object] = []
    at = _skip(text, at + 1)
    try:
        while not text.startswith("]", at):
            value, at = _DECODER.raw_decode(text, at)
            at = _skip(text, at)
            values.append(value)
            if text.startswith(",", at):
                at = _skip(text, at + 1)
            elif not text.startswith("]", at):
                return values, len(text)
    except (ValueError, RecursionError):
        return values, len(text)
    return values, at + 1


def _skip(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _judge(members: _Members, section_ids: Sequence[str], problem: str) -> Answer:
    times = Counter(key for key, _ in members)
    given = dict(members)
    sections: dict[str, str] = {}
    problems = [problem] if problem else []
    for name in section_ids:
        value = given.get(name)
        if name not in given:
            problems.append(f"section '{name}' is missing")
        elif times[name] > 1:
            problems.append(f"section '{name}' is given more than once")
        elif not isinstance(value, str):
            problems.append(f"section '{name}' is not a string")
        elif _SURROGATE.search(value):
            problems.append(f"section '{name}' is not valid Unicode")
        else:
            sections[name] = value
    if given.keys() - set(section_ids):
        problems.append("the answer holds a section that was not asked for")
    return Answer(sections, not problems, problems[0] if problems else "")

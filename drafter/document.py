"""A YAML or JSON file read strictly, with the line of every value remembered.

Everything is read as text, ``true``, ``false`` or nothing, so that a telephone number keeps its leading
zero and ``no`` stays a word; the models behind give each value its type. Aliases, anchors and tags are
refused: a case needs none, and 300 bytes of aliases can stand for millions of nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from drafter.errors import InputError, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

Value: TypeAlias = "str | bool | list[Value] | dict[str, Value] | None"
Location: TypeAlias = tuple[str | int, ...]

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file held.

    Attributes:
        source: name used in messages.
        value: mapping at the top of the file.
        lines: line number, counted from 1, of each value by its location.
    """

    source: str
    value: dict[str, Value]
    lines: dict[Location, int]

    def line(self, location: Location) -> int | None:
        """Return the line of a value, or of the nearest value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location)


def read(path: Path) -> Document:
    """Read a YAML or JSON file.

    Raises:
        InputError: the file is missing, too large, not UTF-8, not well formed, or uses aliases or tags.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            Problem(str(path), "", error.strerror or "cannot be read", "give a readable file")
        ) from None
    return parse(data, str(path))


def parse(data: bytes, source: str) -> Document:
    """Read the bytes of a YAML or JSON document; see :func:`read`."""
    if len(data) > MAX_BYTES:
        raise InputError(
            Problem(source, "", f"larger than {MAX_BYTES // 1024} KiB", "a case is a page or two")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(source, "", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
        ) from None
    lines: dict[Location, int] = {}
    try:
        _refuse_aliases(text, source)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise InputError(_malformed(error, source)) from None
    except yaml.YAMLError as error:
        raise InputError(
            Problem(source, "", " ".join(str(error).split()), "give plain YAML or JSON")
        ) from None
    value = None if node is None else _build(node, (), lines, source)
    if not isinstance(value, dict):
        raise InputError(Problem(source, "", "holds no fields", "write one `field: value` a line"))
    return Document(source, value, lines)


def of_mapping(value: object, source: str) -> Document:
    """Return a document of an already parsed JSON object (a line of a JSON Lines file).

    Raises:
        InputError: it is not an object, or is nested too deep.
    """
    plain = _plain(value, source, 0)
    if not isinstance(plain, dict):
        raise InputError(Problem(source, "", "is not an object", "give the fields of a case"))
    return Document(source, plain, {})


def _plain(value: object, source: str, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise InputError(Problem(source, "", f"is nested deeper than {MAX_DEPTH} levels", "flatten it"))
    if isinstance(value, dict):
        built = {str(key): _plain(inner, source, depth + 1) for key, inner in value.items()}
        return _without_nothing(built)
    if isinstance(value, list):
        return [_plain(inner, source, depth + 1) for inner in value]
    return value if value is None or isinstance(value, bool | str) else str(value)


def _refuse_aliases(text: str, source: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(Problem(source, "", "uses a YAML anchor or alias", "write the value out", line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InputError(
                Problem(source, "", f"is nested deeper than {MAX_DEPTH} levels", "flatten it", line)
            )
        tag = getattr(event, "tag", None)
        if tag is not None and not (isinstance(event, yaml.ScalarEvent) and tag == "!"):
            raise InputError(Problem(source, "", f"uses the YAML tag {tag}", "leave the tag out", line))


def _malformed(error: yaml.MarkedYAMLError, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = (error.problem or error.context or "is not well formed").strip()
    return Problem(source, "", what, "give well-formed YAML or JSON", mark.line + 1 if mark else None)


def _build(node: yaml.Node, location: Location, lines: dict[Location, int], source: str) -> Value:
    lines[location] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        return _PLAIN[text] if not node.style and text in _PLAIN else text
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*location, index), lines, source) for index, item in enumerate(node.value)]
    return _build_mapping(node, location, lines, source)


def _build_mapping(
    node: yaml.Node, location: Location, lines: dict[Location, int], source: str
) -> dict[str, Value]:
    built: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise InputError(Problem(source, "", "a field name is not a word", "use plain names", line))
        if key in built:
            field = ".".join(str(part) for part in (*location, key))
            raise InputError(Problem(source, field, "is given twice", "keep one of them", line))
        built[key] = _build(value_node, (*location, key), lines, source)
    return _without_nothing(built)


def _without_nothing(built: dict[str, Value]) -> dict[str, Value]:
    """Return a mapping without the fields left empty: an empty field is one that is not given."""
    return {name: value for name, value in built.items() if value is not None}

"""``drafter new KIND --language L``: a commented case that drafts as it stands."""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from collections.abc import Iterator
from typing import Annotated, get_args, get_origin

import typer
import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from drafter import document
from drafter.case import MODELS
from drafter.choices import Kind, Language, allowed
from drafter.document import Value
from drafter.library import Shelf

_HEAD = """\
# A case for a letter. Change the values, then run: drafter draft THIS-FILE
# Fields behind a `#` are left out; take the mark away to use them.
# `company`, `sender`, `owner` and `legal_review_from` can live in a file of their own that all your cases
# share: write them there, and `profile: that-file.yaml` here.
"""
_COMMENT_COLUMN = 40
_WIDTH = 108


def new(
    kind: Annotated[Kind, typer.Argument(help="Kind of letter.", metavar="KIND")],
    language: Annotated[
        Language, typer.Option("--language", "-l", help="Language of the letter.", metavar="L")
    ],
) -> None:
    """Print a commented case file to fill in. It drafts as it stands."""
    sys.stdout.write(starter(kind, language))


def starter(kind: Kind, language: Language) -> str:
    """Return a case file for a kind and language, every field explained, made from the shipped example."""
    shelf = Shelf.of("examples")
    example = document.read(shelf.find(f"{language}/{kind}.yaml")).value
    profile = document.read(shelf.find(f"{language}/{example.pop('profile')}")).value
    lines = _fields(MODELS[kind], {**profile, **example}, "")
    return _HEAD + "\n" + "\n".join(lines) + "\n"


def _fields(model: type[BaseModel], values: dict[str, Value], indent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        value = values.get(name)
        inner = _inner(field)
        if isinstance(value, dict) and inner is not None:
            yield from _commented(f"{indent}{name}:", field)
            yield from _fields(inner, value, f"{indent}  ")
        elif isinstance(value, dict):
            yield from _commented(f"{indent}{name}:", field)
            yield from (f"{indent}  {line}" for line in _named_freely(value, field))
        elif isinstance(value, str) and (len(value) > _WIDTH or "\n" in value):
            style, lines = (
                ("|", value.strip().splitlines()) if "\n" in value else (">-", textwrap.wrap(value, _WIDTH))
            )
            yield from _commented(f"{indent}{name}: {style}", field)
            yield from (f"{indent}  {line}" for line in lines)
        elif value is not None:
            dumped = yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, width=1000)
            first, *rest = dumped.splitlines()
            yield from _commented(f"{indent}{first}", field)
            yield from (f"{indent}{line}" for line in rest)
        else:
            example = _example_that_loads(model, name, values)
            if example is not None:
                yield from _commented(f"{indent}# {name}: {example}", field)


def _named_freely(value: dict[str, Value], field: FieldInfo) -> Iterator[str]:
    """Yield the lines of values whose names are the case's own, and commented ones as an example."""
    example = _read(_example(field, None))
    for mark, named in (("", value), ("# ", example)):
        for pair in named.items():
            dumped = yaml.safe_dump(dict([pair]), default_flow_style=None, allow_unicode=True, width=1000)
            yield f"{mark}{dumped.rstrip()}"


def _example_that_loads(model: type[BaseModel], name: str, values: dict[str, Value]) -> str | None:
    """Return an example of a field that may stand beside the other values; None where they rule it out.

    An amount beside a percentage is ruled out; a day after the letter's own becomes the letter's.
    """
    field = model.model_fields[name]
    examples = [_example(field, _inner(field))]
    if dt.date in _types(field.annotation) and "date" in values:
        examples.append(str(values["date"]))
    return next((each for each in examples if _loads(model, {**values, **_read(f"{name}: {each}")})), None)


def _read(text: str) -> dict[str, Value]:
    return document.parse(text.encode(), "example").value


def _loads(model: type[BaseModel], values: dict[str, Value]) -> bool:
    try:
        model.model_validate(values)
    except ValidationError:
        return False
    return True


def _commented(line: str, field: FieldInfo) -> Iterator[str]:
    """Yield a line with what its field is for: beside it where that fits, else above it."""
    choices = list(allowed(field.annotation))
    said = field.description or ""
    if len(choices) > 1:
        said = f"{said}: {', '.join(choices)}"
    beside = f"{line.ljust(_COMMENT_COLUMN)}  # {said}"
    if len(beside) <= _WIDTH or not said:
        yield beside if said else line
        return
    indent = line[: len(line) - len(line.lstrip())]
    yield from (f"{indent}# {part}" for part in textwrap.wrap(said, _WIDTH - len(indent)))
    yield line


def _example(field: FieldInfo, inner: type[BaseModel] | None) -> str:
    if field.examples:
        example = field.examples[0]
        return f"[{', '.join(map(str, example))}]" if isinstance(example, list) else str(example)
    if inner is not None:
        pairs = (
            f"{name}: {_example(part, _inner(part))}"
            for name, part in inner.model_fields.items()
            if part.is_required() or part.examples
        )
        return "{" + ", ".join(pairs) + "}"
    return next(allowed(field.annotation), str(field.default).lower())


def _inner(field: FieldInfo) -> type[BaseModel] | None:
    if get_origin(field.annotation) is dict:
        return None  # its names are the case's own, not fields of a model
    return next((kind for kind in _types(field.annotation) if issubclass(kind, BaseModel)), None)


def _types(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)

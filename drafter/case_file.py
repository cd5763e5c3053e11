"""A case read from a file: with its profile, and with every mistake in both named at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from drafter import document
from drafter.case import FACT_TYPES, MODELS, Case, CaseBase, Fact
from drafter.choices import Kind, allowed
from drafter.document import Document, Value
from drafter.errors import InputError, Problem
from drafter.profile import Profile

_FROM_PROFILE = tuple(Profile.model_fields)
_MARKS = frozenset(",:#[]{}&*!|>'\"%@`")
_SHOWN = 60
"""Longest text that a message gives back."""


def read_case(path: Path, *, profile: Path | None = None) -> Case:
    """Read a case file.

    Args:
        path: YAML or JSON file.
        profile: profile file to use where the case names none.

    Raises:
        InputError: with every mistake in the case and its profile.
    """
    return from_document(document.read(path), profile=profile, beside=path.parent)


def from_document(case: Document, *, profile: Path | None = None, beside: Path | None = None) -> Case:
    """Turn a read document into a case; see :func:`read_case`.

    Args:
        case: the document.
        profile: profile file to use where the case names none.
        beside: folder against which a relative ``profile:`` of the case is read; None reads none.
    """
    value = dict(case.value)
    named = value.pop("profile", None)
    problems: list[Problem] = []
    if named is not None:
        profile = _named_profile(named, case, beside, problems)
    if profile is not None:
        try:
            value = {**_profile_values(profile), **value}
        except InputError as error:
            problems.extend(error.problems)
    model = _model_of(value)
    if model is None:
        problems.append(_no_kind(case))
        model = CaseBase
    try:
        found = model.model_validate({**value, "kind": Kind.winback} if model is CaseBase else value)
    except ValidationError as error:
        problems.extend(_problems(error, case, model, bool(problems)))
    if problems:
        raise InputError(problems)
    return cast("Case", found)


def _named_profile(named: Value, case: Document, beside: Path | None, problems: list[Problem]) -> Path | None:
    if isinstance(named, str) and beside is not None:
        return beside / named
    what = "is not a file name" if beside is not None else "cannot be used here"
    problems.append(
        Problem(case.source, "profile", what, "write `company:` and `sender:` out", case.line(("profile",)))
    )
    return None


def _profile_values(path: Path) -> dict[str, Value]:
    read = document.read(path)
    try:
        Profile.model_validate(read.value)
    except ValidationError as error:
        raise InputError(tuple(_problems(error, read, Profile, False))) from None
    return read.value


def _model_of(value: dict[str, Value]) -> type[CaseBase] | None:
    kind = value.get("kind")
    return MODELS[Kind(kind)] if isinstance(kind, str) and kind in Kind.__members__ else None


_KEY = "[key]"
"""What stands at the end of the place of a wrong name, in pydantic's errors."""
_NAME_OF_FACT = "use 2 to 40 of a-z and _, a letter first, such as `delay`"


def _no_kind(case: Document) -> Problem:
    wanted = f"use {', '.join(Kind)}"
    return Problem(case.source, "kind", "is missing or not a kind of letter", wanted, case.line(("kind",)))


def _problems(
    error: ValidationError, source: Document, model: type[BaseModel], profile_failed: bool
) -> Iterable[Problem]:
    for detail in error.errors(include_url=False, include_context=True):
        location = detail["loc"]
        if detail["type"] == "extra_forbidden" and model is CaseBase:
            continue  # which fields there are depends on the kind, and the kind is what is wrong
        if profile_failed and location and location[0] in _FROM_PROFILE and detail["type"] == "missing":
            continue
        field = ".".join(str(part) for part in location if part != _KEY)
        what, wanted = _say(detail, location, model)
        yield Problem(source.source, field, what, wanted, source.line(location))


def _say(detail: ErrorDetails, location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, str]:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "is missing", _field_help(model, location)
        case "extra_forbidden":
            return "is not a field", _nearest(model, location)
        case "enum" | "literal_error":
            return f"`{detail['input']}` is not one of the values", f"use {context.get('expected', '')}"
        case "value_error":
            what, _, wanted = str(context["error"]).partition("; ")
            return what, wanted
        case "too_long" | "string_too_long":
            unit = "characters" if isinstance(detail["input"], str) else "entries"
            return f"has more than {context['max_length']} {unit}", ""
        case "string_pattern_mismatch":
            if location[-1] == _KEY:
                return f"`{detail['input']}` is no name of a fact", _NAME_OF_FACT
            return "is not in the expected form", _field_help(model, location)
    return _say_of_shape(detail, location, model) or (
        detail["msg"][:1].lower() + detail["msg"][1:],
        _field_help(model, location),
    )


def _say_of_shape(
    detail: ErrorDetails, location: tuple[int | str, ...], model: type[BaseModel]
) -> tuple[str, str] | None:
    """Return what to say of one value where a list or fields belong, or the other way round."""
    match detail["type"]:
        case "too_short":
            return "is empty", _at_least_one(model, location)
        case "tuple_type":
            return "is not a list", _as_list(detail["input"]) or _field_help(model, location)
        case "model_type" | "model_attributes_type":
            return "lacks the names of its fields", _as_fields(detail["input"], _model_at(model, location))
        case "dict_type":
            return "holds no fields", _field_help(model, location)
    return None


def _model_at(model: type[BaseModel], location: Iterable[int | str]) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    own_name = False
    for part in location:
        if own_name or here is None or part not in here.model_fields:
            own_name = False
            continue
        annotation = here.model_fields[str(part)].annotation
        own_name = get_origin(annotation) is dict
        here = _inner_model(annotation)
    return here


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _field_at(model: type[BaseModel], location: tuple[int | str, ...]) -> FieldInfo | None:
    names = [part for part in location if isinstance(part, str)]
    owner = _model_at(model, names[:-1])
    return owner.model_fields.get(names[-1]) if owner and names else None


def _field_help(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    field = _field_at(model, location)
    if field is None or not field.description:
        return ""
    values = ", ".join(allowed(field.annotation))
    example = f", such as `{field.examples[0]}`" if field.examples else ""
    article = "" if field.description.startswith(("the ", "what ", "who ", "why ")) else "the "
    return f"give {article}{field.description}{f', one of {values}' if values else example}"


def _at_least_one(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    field = _field_at(model, location)
    values = ", ".join(allowed(field.annotation)) if field else ""
    return f"give at least one of {values}" if values else _field_help(model, location)


def _as_list(given: object) -> str:
    return f"write [{_typed(given)}]" if isinstance(given, str) else ""


def _as_fields(given: object, model: type[BaseModel] | None) -> str:
    """Return a value under the first field of a model, which is the one that names the thing."""
    if model is None:
        return ""
    first = next(iter(model.model_fields))
    others = ", ".join(name for name in FACT_TYPES if name != first)
    instead = f", or with another type: {others}" if model is Fact else ""
    return f"write it as {{{first}: {_typed(given)}}}{instead}"


def _typed(given: object) -> str:
    """Return a text as it would be typed inside a YAML list, an ellipsis for what is long or no text."""
    if not isinstance(given, str) or not given or len(given) > _SHOWN:
        return "…"
    return json.dumps(given, ensure_ascii=False) if _MARKS & set(given) else given


def _nearest(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    owner = _model_at(model, location[:-1])
    names = [*owner.model_fields, *(["profile"] if owner is model else [])] if owner else []
    close = difflib.get_close_matches(str(location[-1]), names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"the fields here are {', '.join(names)}"

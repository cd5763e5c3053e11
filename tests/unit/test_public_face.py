"""The package's face, its floors, and its error tree."""

from __future__ import annotations

import ast
from pathlib import Path

import drafter
from drafter import errors

PACKAGE = Path(drafter.__file__).parent
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "version"),
    (
        "text",
        "document",
        "strict",
        "choices",
        "library",
        "answer",
        "breaker",
        "budget",
        "compiled",
        "files",
        "templates",
        "values",
    ),
    ("money",),
    ("profile",),
    ("case", "slots", "wording"),
    ("amounts", "case_file", "dates"),
    ("phrases",),
    ("facts", "durations"),
    ("guide", "draft", "disclosure"),
    ("spellings",),
    ("letter",),
    ("exchange", "policy", "fallback", "render"),
    ("completion",),
    ("model", "result", "screened"),
    ("prompt", "settings"),
    ("second_reader",),
    ("pipeline",),
    ("record", "store"),
    ("review", "evaluation"),
    ("service",),
    ("cli",),
    ("__main__", "__init__"),
)


def rooms_imported_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "drafter":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


def test_imports_run_downward_only() -> None:
    floor = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
    for path in PACKAGE.rglob("*.py"):
        if "_data" in path.parts:
            continue
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for other in rooms_imported_by(path) - {room}:
            assert floor[other] < floor[room] or room == "__init__", f"{room} imports {other}"


def test_every_name_of_the_face_is_there_and_sorted() -> None:
    assert [name for name in drafter.__all__ if not hasattr(drafter, name)] == []
    assert drafter.__all__ == sorted(drafter.__all__)


def test_every_error_is_drawn_in_the_tree() -> None:
    drawn = errors.__doc__ or ""
    public = [
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    for name in public:
        assert name.startswith("_") or name in drawn, name


def test_a_problem_says_where_what_and_what_would_be_right() -> None:
    problem = errors.Problem("case.yaml", "customer.name", "is missing", "give the full name", line=4)
    assert str(problem) == "case.yaml:4: customer.name: is missing; give the full name"

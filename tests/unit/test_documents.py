"""Files are read strictly: what a person typed stays what they typed, and mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafter import document
from drafter.errors import InputError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("phone: 0123", "0123"),
        ("phone: no", "no"),
        ("phone: 12:30:00", "12:30:00"),
        ("phone: 1e3", "1e3"),
        ("phone: 2026-11-21", "2026-11-21"),
        ('phone: "true"', "true"),
        ("phone: true", True),
        ('{"phone": 12}', "12"),
        ("phone: [a, b]", ["a", "b"]),
    ],
)
def test_values_stay_as_they_were_typed(text: str, value: object) -> None:
    assert document.parse(text.encode(), "case.yaml").value == {"phone": value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x", "anchor or alias"),
        ("a: !!python/object:os.system {}", "YAML tag"),
        ("a: !x 1", "YAML tag"),
        ("a: 1\na: 2", "given twice"),
        ("a: [1", "well-formed"),
        ("- a", "holds no fields"),
        ("", "holds no fields"),
        ("? [a]\n: b", "not a word"),
        ("a: " + "[" * 40 + "]" * 40, "nested deeper"),
        ("a: \x07", "well-formed|plain YAML"),
    ],
)
def test_what_a_case_has_no_use_for_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        document.parse(text.encode(), "case.yaml")


def test_a_field_left_empty_is_not_given() -> None:
    assert document.parse(b"a:\nb: null\nc: {d: ~}", "case.yaml").value == {"c": {}}


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(InputError, match="larger than 256 KiB"):
        document.parse(b"a: " + b"x" * document.MAX_BYTES, "case.yaml")


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="byte 4 is not UTF-8"):
        document.parse(b"a: \xff", "case.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: No such file"):
        document.read(tmp_path / "none.yaml")


def test_lines_are_remembered() -> None:
    read = document.parse(b"a: 1\nb:\n  c:\n  - x\n  - y\n", "case.yaml")
    assert read.line(("b", "c", 1)) == 5
    assert read.line(("b", "c", "missing")) == 4
    assert read.line(("b",)) == 3


def test_a_billion_laughs_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InputError, match="anchor or alias"):
        document.parse(bomb.encode(), "case.yaml")

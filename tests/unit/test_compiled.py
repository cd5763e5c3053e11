"""What is kept between runs: found again, never stale, never trusted when others could have written it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drafter.compiled import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "drafter"


def counting() -> tuple[list[int], Callable[[], dict[str, int]]]:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"answer": 42}

    return made, make


def test_it_is_made_once_for_the_same_material(folder: Path) -> None:
    made, make = counting()
    assert kept("thing", ["a", "b"], make) == kept("thing", ["a", "b"], make) == {"answer": 42}
    assert len(made) == 1
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0]


@pytest.mark.parametrize("other", [["a", "c"], ["ab"], ["a", "b", ""]])
def test_other_material_is_another_thing(folder: Path, other: list[str]) -> None:
    made, make = counting()
    kept("thing", ["a", "b"], make)
    kept("thing", other, make)
    assert len(made) == 2
    assert len(list(folder.iterdir())) == 2


def test_what_other_code_made_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = counting()
    kept("thing", ["a"], make)
    (folder.parent / "module.py").write_text("changed = True", encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "__file__", str(folder.parent / "module.py"))
    kept("thing", ["a"], make)
    assert len(made) == 2


def test_only_the_newest_are_kept(folder: Path) -> None:
    for number in range(12):
        kept("thing", [str(number)], counting()[1])
    kept("other", ["a"], counting()[1])
    assert len(list(folder.glob("thing-*"))) == 8
    assert len(list(folder.glob("other-*"))) == 1


def test_a_broken_file_is_made_anew(folder: Path) -> None:
    made, make = counting()
    kept("thing", ["a"], make)
    next(folder.iterdir()).write_bytes(b"\x80\x05broken")
    assert kept("thing", ["a"], make) == {"answer": 42}
    assert len(made) == 2


def test_what_others_may_write_is_not_read(folder: Path) -> None:
    made, make = counting()
    kept("thing", ["a"], make)
    next(folder.iterdir()).chmod(0o666)
    kept("thing", ["a"], make)
    folder.chmod(0o777)
    kept("thing", ["a"], make)
    assert len(made) == 3


def test_nothing_depends_on_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drafter").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept("thing", ["a"], counting()[1]) == {"answer": 42}


def test_nothing_depends_on_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert kept("thing", ["a"], counting()[1]) == {"answer": 42}


def test_what_fails_is_not_kept(folder: Path) -> None:
    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        kept("thing", ["a"], fail)
    assert not folder.exists()

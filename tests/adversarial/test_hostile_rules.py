"""Rule files and texts made to stop the engine: a clear error, or work that grows with their length."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from drafter.choices import Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.policy import rule
from drafter.policy.language import LanguageWords
from drafter.policy.lexicon import Lexicon
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

WORDS = LanguageWords(
    language=Language.en, numbers=(), ones=(), money_units=(), time_units=(), within=(), digits=(), dot=(), months=(),
    function_words=(),
)  # fmt: skip


def lines(work: Callable[[], object]) -> int:
    """Return how many lines of Python some work runs."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def judge(text: str, entries: list[str], **forbid: object) -> int:
    """Return how many findings a rule over one concept has in a text."""
    lexicon = Lexicon({"it": entries, "not": ["not"]}, WORDS, "test")
    made = Rule.model_validate(
        {"id": "own.rule", "severity": "error", "why": "w", "tell_model": "t", "source": "s",
         "forbid": {"sentence": [{"all": ["it", "it"], "none": ["not"], **forbid}]}}
    )  # fmt: skip
    return len(list(RuleSet([made], lexicon).judge(Reading({"": text}, lexicon))))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("give … back", "give back "),
        ("give … give … give", "give "),
        ("give …… back …… give", "give back "),
        ("give give give back", "give "),
        ("gi~ … ba~", "gigi baba "),
        ("refund", "re fu nd "),
        ("refund", "r e f u n d "),
        ("refund", "refundrefund"),
        ("refund~", "refund, "),
        ("refund~", "not refund, "),
        ("refund~", "not a refund "),
        ("refund~", "not but a refund "),
    ],
)
def test_work_grows_with_the_length_of_a_text(entry: str, words: str) -> None:
    small, large = (lines(partial(judge, words * times, [entry])) for times in (100, 400))
    assert large < 4.5 * small


def test_10_000_concepts_are_read_and_found() -> None:
    concepts = {f"concept_{number}": [f"word{number} … end{number}"] for number in range(10_000)}
    lexicon = Lexicon(concepts, WORDS, "test")
    (sentence,) = Reading({"": "word7 a b end7 word9 end8."}, lexicon).as_written
    assert {name for name in concepts if sentence.mask & lexicon.bits([name])} == {"concept_7"}


@pytest.mark.parametrize(
    "line", ["refund " * 15_000, "x" * 100_000, "[[" * 50_000, "“" * 100_000, "not it " * 15_000]
)
def test_a_line_of_100_kilobytes_is_read_to_its_end(line: str) -> None:
    assert judge(f"{line}. A refund", ["refund"]) >= 1


@pytest.mark.parametrize(
    "content", ["rules: " + "[" * 100_000 + "]" * 100_000, "- " * 100_000, "{a: " * 100_000]
)
def test_a_file_nested_without_end_is_refused(content: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(LibraryError, match=r"own\.yaml: is nested too deep"):
        rule.load(Shelf.of("policies", tmp_path))


def test_a_file_of_aliases_within_aliases_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    laughs = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    (folder / "own.yaml").write_text(f"a0: &a0 ha\n{laughs}\nrules: *a11\n", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"own\.yaml"):
        rule.load(Shelf.of("policies", tmp_path))

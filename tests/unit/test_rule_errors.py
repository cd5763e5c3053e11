"""A rule file that cannot be meant is refused with its file, its rule and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from drafter import guide
from drafter.choices import Kind, Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.policy import concepts, examples, rule

OWN: dict[str, Any] = {
    "id": "own.rule",
    "severity": "error",
    "languages": ["en"],
    "forbid": {"sentence": [{"all": ["repay"]}]},
    "why": "w",
    "tell_model": "t",
    "source": "s",
}


def shelf(folder: Path, *rules: dict[str, Any], **files: object) -> Shelf:
    """Return the built-in policies with a company's rules, and files under other names, over them."""
    named = {"rules__own": {"rules": list(rules)}, **files}
    for name, content in named.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Shelf.of("policies", folder)


def refusal(shelf: Shelf) -> str:
    """Return what is said of a shelf that cannot be loaded."""
    with pytest.raises(LibraryError) as raised:
        examples.run(Language.en, shelf)
    return str(raised.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"colour": "red"}, ("own.yaml", "own.rule", "colour", "not permitted")),
        ({"severity": "fatal"}, ("own.yaml", "own.rule", "severity", "'error', 'warning' or 'info'")),
        ({"letters": ["birthday"]}, ("own.yaml", "own.rule", "letters", "'winback'")),
        ({"languages": ["fr"]}, ("own.yaml", "own.rule", "languages", "'bg'")),
        ({"when": ["full_moon"]}, ("own.yaml", "own.rule", "unknown fact: full_moon", "has_offer")),
        ({"forbid": {"sentence": [{"all": []}]}}, ("own.yaml", "own.rule", "all", "at least 1")),
        ({"forbid": {"sentence": []}}, ("own.yaml", "own.rule", "sentence", "at least 1")),
        ({"forbid": {"sentence": [{"all": ["repay"], "withn": 3}]}}, ("own.yaml", "own.rule", "withn")),
        ({"forbid": {"sentence": [{"all": ["repay|"]}]}}, ("own.yaml", "own.rule", "empty", "a|b")),
        ({"forbid": {"sentence": [{"all": ["no_such"]}]}}, ("own.rule", "no_such", "concepts/en.yaml")),
        ({"forbid": None, "phrases": {"en": ["~"]}}, ("own.rule", "`~` cannot be matched", "longer stems")),
        ({"forbid": None, "phrases": {"en": [""]}}, ("own.rule", "`` cannot be matched", "give words")),
        ({"forbid": None, "phrases": {"en": ["…"]}}, ("own.rule", "`…` cannot be matched", "give words")),
        ({"examples": {"en": {"bad": [{"text": "x", "where": "y"}]}}}, ("own.yaml", "own.rule", "where")),
        ({"examples": {"en": {"bad": [{"text": "x", "facts": ["has_offer"]}]}}}, ("own.rule", "`kind`")),
        ({"examples": {"en": {"bad": [""]}}}, ("own.yaml", "own.rule", "text", "at least 1")),
        ({"id": "Nonsense"}, ("own.yaml", "Nonsense", "pattern")),
    ],
    ids=str,
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_named(
    fields: dict[str, Any], said: tuple[str, ...], tmp_path: Path
) -> None:
    message = refusal(shelf(tmp_path, {**OWN, **fields}))
    assert all(part in message for part in said), message


def test_an_id_given_twice_is_named(tmp_path: Path) -> None:
    message = refusal(shelf(tmp_path, OWN, OWN))
    assert all(part in message for part in ("own.yaml", "own.rule", "is also in own.yaml", "keep one")), (
        message
    )


def test_a_key_given_twice_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "concepts"
    folder.mkdir()
    (folder / "en.yaml").write_text("language: en\nconcepts:\n  pay: a\n  pay: b\n", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"en\.yaml.*“pay” is given twice.*line 4"):
        concepts.load(Language.en, Shelf.of("policies", tmp_path))


@pytest.mark.parametrize("content", [[], "rules", {"rules": "none"}, {"rule": []}, None])
def test_a_file_that_holds_no_rules_is_named(content: object, tmp_path: Path) -> None:
    assert "own.yaml" in refusal(shelf(tmp_path, rules__own=content))


def test_examples_of_an_unknown_rule_are_named(tmp_path: Path) -> None:
    message = refusal(shelf(tmp_path, OWN, examples__en={"own.rul": {"bad": ["x"], "ok": ["y"]}}))
    assert "en.yaml: own.rul: is not a rule" in message


def test_a_rule_without_two_examples_each_way_is_named(tmp_path: Path) -> None:
    few = {"en": {"bad": ["We <<refund>> it."], "ok": ["Good day.", "Good night."]}}
    failures, _ = examples.run(Language.en, shelf(tmp_path, {**OWN, "examples": few}))
    assert (
        "en own.rule: has too few examples; give two `bad` that it must find and two `ok` near misses"
        in failures
    )


def test_a_rule_s_own_examples_add_to_its_language_s(tmp_path: Path) -> None:
    own = {"en": {"bad": ["We <<refund>> it."], "ok": ["Good day."]}}
    given = {"own.rule": {"bad": ["You <<reimburse>> it."], "ok": ["Good night."]}}
    made = shelf(tmp_path, {**OWN, "examples": own}, examples__en=given)
    (found,) = [found for each, found in examples.of_rules(Language.en, made) if each.id == "own.rule"]
    assert [example.text for example in found.bad] == ["You <<reimburse>> it.", "We <<refund>> it."]
    assert not [failure for failure in examples.run(Language.en, made)[0] if "own.rule" in failure]


def test_an_overlay_s_rule_replaces_one_of_its_id_and_adds_others(tmp_path: Path) -> None:
    built_in = {each.id: each for each in rule.load(Shelf.of("policies"))}
    stern = {**OWN, "id": "promise.refund", "severity": "info"}
    found = {each.id: each for each in rule.load(shelf(tmp_path, stern, OWN))}
    assert found.keys() - built_in.keys() == {"own.rule"}
    assert found["promise.refund"].severity == "info"
    assert {id for id in built_in if found[id] != built_in[id]} == {"promise.refund"}


def test_rules_name_sections_that_a_guide_has() -> None:
    prompts = Shelf.of("prompts")
    sections = {kind: {step.id for step in guide.load(kind, prompts).sections} for kind in Kind}
    for each in rule.load(Shelf.of("policies")):
        known = set().union(*(sections[kind] for kind in each.letters))
        assert known.issuperset(each.sections), (each.id, set(each.sections) - known)

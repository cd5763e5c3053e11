"""Every example of the page on policies works as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import examples, rule
from drafter.policy.language import load
from drafter.policy.lexicon import Lexicon
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule
from tests.e2e.conftest import ROOT

PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ENTRIES = re.findall(r"^\| `([^`]+)`(?: \([^|]*\))? \| ([^|]+) \| ([^|]+) \|$", PAGE.split("## Languages")[0], re.MULTILINE)  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS)
def test_a_rule_of_the_page_holds_beside_the_built_in_ones(block: str, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(block, encoding="utf-8")
    shelf = Shelf.of("policies", tmp_path)
    own = {each["id"]: each["languages"] for each in yaml.safe_load(block)["rules"]}
    for language in {language for languages in own.values() for language in languages}:
        failures, _ = examples.run(Language(language), shelf)
        assert not [failure for failure in failures if any(id in failure for id in own)]
    assert own.keys() <= {each.id for each in rule.load(shelf)}


@pytest.mark.parametrize(("entry", "found", "missed"), ENTRIES)
def test_an_entry_of_the_page_is_found_where_it_says(entry: str, found: str, missed: str) -> None:
    words = load(Language.en, Shelf.of("policies"))
    lexicon = Lexicon({"it": [entry], "we": ["we"]}, words, "page")
    bit = lexicon.bits(["it"])
    assert Reading({"": found}, lexicon).mask & bit
    assert not Reading({"": missed}, lexicon).mask & bit


def test_the_page_tells_every_key_of_a_rule() -> None:
    assert len(ENTRIES) == 10
    assert [key for key in Rule.model_fields if key != "id" and f"`{key}" not in PAGE] == []

"""Findings in their lines: as wide as a terminal draws them, cut where a line is long; and as SARIF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drafter.cli import excerpt, sarif
from drafter.policy import Finding, Severity, Span, Verdict


def shown(text: str, words: str) -> list[str]:
    start = text.index(words)
    return list(excerpt.underlined(text, start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "words", "lines"),
    [
        ("Ще го върнем.", "върнем", ["Ще го върнем.", "      ~~~~~~"]),
        ("一二 three", "three", ["一二 three", "     ~~~~~"]),
        ("కి తి", "తి", ["కి తి", "  ~"]),
        (
            "First.\nWe will\nrefund it.\nLast.",
            "will\nrefund",
            ["We will", "   ~~~~", "refund it.", "~~~~~~"],
        ),
        ("Dear you,\r\n\tWe will.\r\n", "will", [" We will.", "    ~~~~"]),
    ],
)
def test_a_finding_is_underlined_where_it_stands(text: str, words: str, lines: list[str]) -> None:
    assert shown(text, words) == lines


def test_a_long_line_is_cut_between_words() -> None:
    line, mark = shown(f"{'before ' * 30}it is {'after ' * 30}", "it is")
    assert line == "… before before before before before it is after after after after after …"
    assert mark == f"{' ' * line.index('it is')}~~~~~"


def log(text: str, finding: Finding) -> dict[str, Any]:
    return sarif.log(Path("letters") / "писмо 1.txt", text, Verdict((finding,)), ())


def test_sarif_has_what_its_schema_requires_and_counts_in_the_file() -> None:
    text = "Acme\n\nDear you,\nWe will\nrefund it."
    begin = text.index("will")
    span = Span.of(text, begin, begin + 11)
    made = log(text, Finding("own.rule", Severity.info, "", span, "will\nrefund", "Why."))
    # Required by the schema of SARIF 2.1.0: version, runs; of a run tool, of it driver, of it name; of a result message.
    assert made["version"] == "2.1.0"
    (run,) = made["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "drafter"
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert [rule["id"] for rule in driver["rules"]] == ["own.rule"]
    (result,) = run["results"]
    assert result["message"] == {"text": "Why."}
    assert result["level"] in ("none", "note", "warning", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "letters/%D0%BF%D0%B8%D1%81%D0%BC%D0%BE%201.txt"}
    region = place["region"]
    assert (region["startLine"], region["startColumn"]) == (4, 4)
    assert (region["endLine"], region["endColumn"]) == (5, 7)
    assert text[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"]


def test_sarif_names_a_lack_without_a_place_in_the_text() -> None:
    made = log("Text.", Finding.lacking("own.rule", "", "Why."))
    assert "region" not in made["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

"""How the policy does on labelled passages: found and false alarms per set, language, fault and rule.

``python -m evals.policy_report`` prints the figures with 95 % Wilson intervals and what changed since the
last committed report, and writes ``docs/policy-report.md`` and ``evals/labelled/report.json``. A third of the
passages is held out: its rows are counted and never shown. Whole good letters are counted beside them, and
blunt violations, each alone in a letter of every kind it belongs to, sentences that tell of the days of
purchase and delivery, as they are and with the two changed, and sentences whose words turn a true value into
another, with true twins. Letters that agents wrote of the shipped cases, as people write what a case holds,
are judged whole; of letters with one factual slip counts what the slip brings. Messages, agents' accounts and
letters are screened for what a lawyer must see.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from drafter.choices import Kind, Language
from drafter.evaluation.drafting import Library
from drafter.evaluation.labelled import Standing, in_case
from drafter.evaluation.statistics import wilson
from drafter.library import Shelf
from drafter.policy import Finding, Policy, Severity
from evals import own_cases, screened

HERE = Path(__file__).parent
SETS = (HERE / "labelled" / "passages", HERE / "labelled" / "unseen")
LETTERS = HERE / "labelled" / "letters"
BLUNT = HERE / "labelled" / "blunt"
DAYS = HERE / "labelled" / "days"
TURNED = HERE / "labelled" / "turned"
TOLD = HERE / "labelled" / "told"
SLIPS = HERE / "labelled" / "slips"
AGENTS = HERE / "labelled" / "agents"
MESSAGES = HERE / "labelled" / "messages_unseen"
OWN_CASES = HERE / "labelled" / "own_cases"
ACCOUNTS = HERE / "labelled" / "accounts"
LAST = HERE / "labelled" / "report.json"
PAGE = HERE.parent / "docs" / "policy-report.md"
EXPLICIT = frozenset(
    {
        "unapproved_promise", "guarantee_of_outcome", "admits_liability", "invites_legal_action",
        "gives_legal_advice", "contact_outside_case", "number_in_words_with_unit", "off_topic_language",
        "begging", "ai_or_meta_talk", "placeholder_left", "apology_without_known_reason",
    }
)  # fmt: skip
"""Faults that stand in the words themselves; the others are implied, and a second reader's field."""

Counts = dict[str, list[int]]
"""By figure: bad passages refused, bad ones found, bad ones, clean ones refused, clean ones."""
Flagged = dict[str, list[int]]
"""By set and part of it: texts refused, those only written anew, those with a warning alone, texts."""


class Judged(NamedTuple):
    """A labelled passage, the rules that find something in it, and whether a model's is written anew."""

    row: Mapping[str, object]
    errors: frozenset[str]
    warnings: frozenset[str]
    anew: bool = False


def judge(rows: Iterable[Mapping[str, object]], *, whole: bool = False) -> Iterator[Judged]:
    """Judge texts in their standing cases.

    Args:
        rows: the labelled texts.
        whole: whether each is a whole letter of its case, that may lack something.
    """
    for row, found in _found_in(rows, alone=not whole):
        yield _judged(row, [finding for finding in found if whole or finding.span is not None])


def _found_in(
    rows: Iterable[Mapping[str, object]], *, alone: bool
) -> Iterator[tuple[Mapping[str, object], Iterable[Finding]]]:
    """Yield texts with what is found in them as letters of their standing cases; see :class:`Standing`."""
    library = Library(Shelf.of("prompts"), Shelf.of("policies"))
    standing, policy = Standing(library, alone=alone), Policy(library.policies)
    for row in rows:
        fault = str(row.get("fault", ""))
        stood = standing.of(Kind(str(row["kind"])), Language(str(row["language"])), fault)
        yield row, policy.judge_letter(stood.plan, *in_case(str(row["text"]), stood)).findings


def _judged(row: Mapping[str, object], found: Iterable[Finding]) -> Judged:
    found = tuple(found)
    anew = any(finding.anew for finding in found)
    return Judged(row, _rules(found, Severity.error), _rules(found, Severity.warning), anew)


def _rules(found: Iterable[Finding], severity: Severity) -> frozenset[str]:
    return frozenset(finding.rule for finding in found if finding.severity is severity)


def count(judged: Iterable[Judged]) -> tuple[Counts, dict[str, list[int]]]:
    """Return the figures, and for each rule how many bad and clean passages it flags."""
    figures: Counts = {}
    rules: dict[str, Counter[bool]] = {}
    for row, errors, warnings, _ in judged:
        bad, fault = bool(row["bad"]), str(row["fault"])
        for key in _keys(row, fault):
            counts = figures.setdefault(key, [0, 0, 0, 0, 0])
            if bad:
                counts[0] += bool(errors)
                counts[1] += bool(errors or warnings)
                counts[2] += 1
            else:
                counts[3] += bool(errors)
                counts[4] += 1
        for rule in errors | warnings:
            rules.setdefault(rule, Counter())[bad] += 1
    return figures, {rule: [flagged[True], flagged[False]] for rule, flagged in sorted(rules.items())}


def count_flagged(judged: Iterable[Judged], *parts: str) -> Flagged:
    """Return how many texts are refused, written anew and warned about, in all and by some of their keys."""
    figures: Flagged = {}
    for row, errors, warnings, anew in judged:
        for part in ("all", *(row[part] for part in parts)):
            counts = figures.setdefault(f"{row['set']}: {part}", [0, 0, 0, 0])
            counts[0] += bool(errors)
            counts[1] += anew and not errors
            counts[2] += bool(warnings) and not errors and not anew
            counts[3] += 1
    return figures


def _keys(row: Mapping[str, object], fault: str) -> Iterator[str]:
    yield f"{row['set']}: all"
    yield f"{row['set']}: {row['language']}"
    if fault != "none":
        yield f"{row['set']}: {'explicit' if fault in EXPLICIT else 'implied'} faults"
        yield f"{row['set']}: {fault}"


def page(
    figures: Counts,
    rules: Mapping[str, list[int]],
    flagged: Mapping[str, Flagged],
    last: Mapping[str, list[int]],
) -> str:
    """Return the report as Markdown.

    Args:
        figures: the figures.
        rules: for each rule, bad and clean passages flagged.
        flagged: the figures of other texts, by what they are.
        last: the figures of the last committed report.
    """
    lines = [
        "# The policy on labelled passages",
        "",
        "Written by `make policy-report`: code alone, no second reader. *Found* counts bad passages with an",
        "error or a warning, *refused* those with an error, *false alarms* clean near twins with an error;",
        "in brackets the 95 % Wilson interval. `dev` passages were looked at while rules were written,",
        "`held` ones never. No native speaker has read them. *A model's written anew*: passes, but a section",
        "that a model wrote is not kept with it.",
        "",
        "| set | found | refused | false alarms | since the last report |",
        "|---|---|---|---|---|",
    ]
    for key in sorted(figures, key=_in_order):
        refused, found, bad, alarms, clean = figures[key]
        lines.append(
            f"| {key} | {_rate(found, bad)} | {_rate(refused, bad)} | {_rate(alarms, clean)} | "
            f"{_change(figures[key], last.get(key))} |"
        )
    for what, counts in flagged.items():
        lines += [
            "",
            f"| {what} | refused | a model's written anew | with a warning alone |",
            "|---|---|---|---|",
        ]
        for key in sorted(counts, key=_in_order):
            *parts, whole = counts[key]
            lines.append(f"| {key} | {' | '.join(_rate(part, whole) for part in parts)} |")
    lines += ["", "| rule | bad passages flagged | clean ones flagged |", "|---|---|---|"]
    lines += [f"| {rule} | {bad} | {clean} |" for rule, (bad, clean) in rules.items()]
    return "\n".join([*lines, ""])


def count_days(rows: Iterable[Mapping[str, Any]]) -> Flagged:
    """Return how often a day is said to be mistaken, in sentences as they are and with the days changed."""
    return _count_figures(each for row in rows for each in _with_days_changed(row))


def count_values(rows: Iterable[Mapping[str, Any]]) -> Flagged:
    """Return how often a value is said to be another one, or another thing's, in false sentences and true."""
    return _count_figures(
        {**row, "set": f"{row['set']}, {'false' if row['bad'] else 'true'}"} for row in rows
    )


def _count_figures(rows: Iterable[Mapping[str, Any]]) -> Flagged:
    found = (
        Judged(row, _of_figures(errors), _of_figures(warnings), anew=bool(_of_figures(warnings)))
        for row, errors, warnings, _ in judge(rows)
    )
    return count_flagged(found, "language")


def _of_figures(rules: frozenset[str]) -> frozenset[str]:
    return frozenset(rule for rule in rules if rule.startswith("figures."))


def _with_days_changed(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    bought, handed = "[[purchased_on]]", "[[delivered_on]]"
    parts = str(row["text"]).split(bought)
    yield {**row, "set": f"{row['set']}, as they are"}
    yield {
        **row,
        "set": f"{row['set']}, changed",
        "text": handed.join(each.replace(handed, bought) for each in parts),
    }


def count_slips(rows: Iterable[Mapping[str, Any]]) -> Flagged:
    """Return how often a letter's factual slip brings findings that the letter had not without it.

    Args:
        rows: letters, and after each the slips in it: what it says, and what it said.
    """
    letters: dict[str, tuple[str, frozenset[tuple[str, str]]]] = {}
    judged: list[Judged] = []
    for row, found in _found_in(map(partial(_slipped, letters), rows), alone=False):
        if "letter" in row:
            letters[str(row["id"])] = str(row["text"]), frozenset(map(_said, found))
        else:
            _, without = letters[str(row["in"])]
            judged.append(_judged(row, (each for each in found if _said(each) not in without)))
    return count_flagged(judged, "language", "slip", "source")


def _slipped(letters: Mapping[str, tuple[str, object]], row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a letter, or one with its slip in it, as a row with a text."""
    if "letter" in row:
        return {**row, "text": row["letter"]}
    return {**row, "text": letters[row["in"]][0].replace(row["was"], row["said"], 1)}


def _said(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.quote or finding.why


def _in_order(key: str) -> tuple[str, bool, str]:
    group, _, part = key.partition(": ")
    return group, part != "all", key


def _rate(part: int, whole: int) -> str:
    if not whole:
        return "–"
    interval = wilson(part, whole)
    return f"{part / whole:.1%} of {whole} ({interval.low:.0%}–{interval.high:.0%})"


def _change(now: list[int], before: list[int] | None) -> str:
    if before is None:
        return "new"
    if now[2] != before[2] or now[4] != before[4]:
        return "other passages"
    found, alarms = now[1] - before[1], now[3] - before[3]
    return f"{found:+d} found, {alarms:+d} alarms" if found or alarms else "same"


def _rows(folders: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    for folder in folders:
        for path in sorted(folder.glob("*.jsonl")):
            yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _screened_rows() -> Iterator[Mapping[str, Any]]:
    yield from ({"as": "message", **row} for row in _rows((MESSAGES,)))
    yield from _rows((ACCOUNTS,))
    yield from ({"as": "whole letter", **row} for row in _rows((LETTERS,)))


def main() -> None:
    """Judge all passages, letters and blunt violations, print the report and write it."""
    figures, rules = count(judge(_rows(SETS)))
    last = json.loads(LAST.read_text(encoding="utf-8")) if LAST.is_file() else {}
    in_kinds = ({**row, "kind": kind} for row in _rows((BLUNT,)) for kind in row["kinds"])
    own: dict[str, list[Judged]] = {"letters": [], "slips": []}
    for row, found in own_cases.judge(_rows((OWN_CASES,))):
        own["slips" if "in" in row else "letters"].append(_judged(row, found))
    flagged = {
        "whole good letters": count_flagged(judge(_rows((LETTERS,))), "language", "source"),
        "blunt violations": count_flagged(judge(in_kinds), "language", "source", "violation"),
        "letters that agents wrote of the shipped cases": count_flagged(
            judge(_rows((AGENTS,)), whole=True), "language", "source"
        ),
        "letters that agents wrote of cases of their own": count_flagged(
            own["letters"], "language", "source"
        ),
        "the same with one factual slip": count_flagged(own["slips"], "language", "slip", "source"),
        "days of purchase and delivery": count_days(_rows((DAYS,))),
        "letters with one factual slip": count_slips(_rows((SLIPS,))),
        "true values that words turn": count_values(_rows((TURNED,))),
        "true values told of other things": count_values(_rows((TOLD,))),
    }
    called = screened.count(_screened_rows())
    text = "\n".join((page(figures, rules, flagged, last), *screened.table(called), ""))
    PAGE.write_text(text, encoding="utf-8")
    LAST.write_text(json.dumps(figures, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

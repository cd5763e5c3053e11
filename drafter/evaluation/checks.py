"""The checks on a drafted letter: the product's own policy, and what a letter is measured by beside it.

A check is a function from what was drafted and the suite's bounds to a :class:`Check`. None of them asks a
model; the tone is judged in :mod:`drafter.evaluation.judge`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import regex

from drafter import letter
from drafter.case import Case
from drafter.choices import Language
from drafter.draft import Origin
from drafter.evaluation.journal import Check
from drafter.evaluation.suite import Bounds, Checks
from drafter.policy import Policy
from drafter.result import Result
from drafter.slots import stated
from drafter.text import words

SENTENCE_WORDS: Mapping[Language, float] = MappingProxyType(
    {Language.en: 20, Language.fil: 18, Language.ms: 17, Language.id: 17, Language.bg: 15, Language.te: 12}
)
"""Most words a sentence, on the mean of a letter: a tenth above the longest of 50 clean drafts a language."""

_SENTENCE_END = regex.compile(r"[.!?…]+[)\"'”’»]*(?:\s|\Z)")
_KEPT = 0.75
"""Part of the facts a letter must keep; good letters leave one of the agent's own out now and then."""
_OTHER_LENGTH = 0.1
"""Part of the planned words by which a letter may be shorter or longer: the policy counts each section."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A case, what came of it, and the policy it is judged by."""

    case: Case
    result: Result
    policy: Policy


def _judged(drafted: Drafted, _bounds: Bounds) -> Check:
    """Judge sections and filled letter once more, with nothing taken as passed: the promise itself."""
    plan, draft = drafted.result.plan, drafted.result.draft
    body, values = drafted.result.letter.body_text, letter.values(drafted.case, plan)
    found = (
        *drafted.policy.judge_draft(plan, draft.texts).errors,
        *drafted.policy.judge_letter(plan, body, values).errors,
    )
    return Check(passed=not found, why=f"{found[0].rule}: {found[0].why}" if found else "")


def _first_try(drafted: Drafted, _bounds: Bounds) -> Check:
    again = [section.id for section in drafted.result.draft.sections if section.origin is not Origin.model]
    repairs = any(step.purpose == "repair" for step in drafted.result.steps)
    return Check(
        passed=not (again or repairs), why=f"Not as first answered: {', '.join(again)}" if again else ""
    )


def _by_model(drafted: Drafted, _bounds: Bounds) -> Check:
    sections = drafted.result.draft.sections
    templates = [section.id for section in sections if section.origin is Origin.template]
    why = f"From the templates: {', '.join(templates)}" if templates else ""
    return Check(passed=not templates, score=1 - len(templates) / len(sections), why=why)


def _facts(drafted: Drafted, bounds: Bounds) -> Check:
    """Count the facts that stand in the letter: all a section must state, and the agent's own."""
    plan = drafted.result.plan
    wanted = {name for section in plan.sections for name in section.must} | set(plan.facts.extra)
    said = stated(drafted.result.letter.body_text, letter.values(drafted.case, plan).values())
    lost = sorted(name for name in wanted if plan.facts.slots[name].value not in said)
    share = 1 - len(lost) / len(wanted) if wanted else 1.0
    least = _KEPT if bounds.least is None else bounds.least
    return Check(passed=share >= least, score=share, why=f"Not stated: {', '.join(lost)}" if lost else "")


def _sections(drafted: Drafted, _bounds: Bounds) -> Check:
    planned = drafted.result.plan.section_ids
    written = tuple(section.id for section in drafted.result.draft.sections if section.text)
    return Check(
        passed=written == planned, why="" if written == planned else f"Written: {', '.join(written)}"
    )


def _length(drafted: Drafted, bounds: Bounds) -> Check:
    count = len(words(drafted.result.letter.body_text))
    planned = [section.words for section in drafted.result.plan.sections]
    least = sum(low for low, _ in planned) * (1 - _OTHER_LENGTH) if bounds.least is None else bounds.least
    most = sum(high for _, high in planned) * (1 + _OTHER_LENGTH) if bounds.most is None else bounds.most
    holds = least <= count <= most
    why = "" if holds else f"{count} words; {least:.0f} to {most:.0f} are wanted"
    return Check(passed=holds, score=count, why=why)


def _reading(drafted: Drafted, bounds: Bounds) -> Check:
    body = drafted.result.letter.body_text
    sentences = max(1, len(_SENTENCE_END.findall(body)))
    mean = len(words(body)) / sentences
    most = SENTENCE_WORDS[drafted.case.language] if bounds.most is None else bounds.most
    why = "" if mean <= most else f"{mean:.1f} words a sentence; at most {most:g} read well"
    return Check(passed=mean <= most, score=round(mean, 2), why=why)


def _language(drafted: Drafted, _bounds: Bounds) -> Check:
    """See which language's most frequent words the letter uses most; slots' values are left out."""
    said = [
        word.casefold() for text in drafted.result.draft.texts.values() for word in words(_unslotted(text))
    ]
    shares = {
        each: sum(word in _frequent(each, drafted.policy) for word in said) / max(1, len(said))
        for each in Language
    }
    wanted = drafted.case.language
    nearest = max(shares, key=lambda each: (shares[each], each is wanted))
    why = "" if nearest is wanted else f"Reads as {nearest}"
    return Check(passed=nearest is wanted, score=round(shares[wanted], 3), why=why)


_SLOT = regex.compile(r"\[\[\w+\]\]")


def _unslotted(text: str) -> str:
    return _SLOT.sub(" ", text)


@lru_cache(maxsize=64)
def _frequent(language: Language, policy: Policy) -> frozenset[str]:
    return frozenset(word.casefold() for word in policy.ordinary_words(language))


CHECKS: Mapping[str, Callable[[Drafted, Bounds], Check]] = MappingProxyType(
    {
        "policy": _judged,
        "first_try": _first_try,
        "by_model": _by_model,
        "facts": _facts,
        "sections": _sections,
        "length": _length,
        "reading": _reading,
        "language": _language,
    }
)


def check(drafted: Drafted, wanted: Checks) -> dict[str, Check]:
    """Return the checks a suite asks for, by name; the tone is not among them."""
    return {name: CHECKS[name](drafted, getattr(wanted, name)) for name in wanted.names if name in CHECKS}

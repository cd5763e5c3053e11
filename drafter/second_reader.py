"""The second reader: a model reads what code has passed, and points at words that break a rule.

It can only add findings. Each is a quote that stands in the text and a rule that is in force for the case;
whatever else a model answers is dropped. It reads slots, never values. The refusal guide asks for a second
reader (step 10); which rules it reads for, and what its findings do, stands in the rules (``reader``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from drafter import letter
from drafter.answer import Listing, read_list
from drafter.case import Case
from drafter.disclosure import masked
from drafter.exchange import Outcome, Reply, Request
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.policy import Finding, Policy, Severity, Span, Verdict
from drafter.policy.details import CHECK as UNTOLD
from drafter.policy.finding import in_order
from drafter.policy.rule import Rule
from drafter.prompt import LANGUAGE_NAMES, TOKENS_PER_WORD, disclosed_account, message
from drafter.slots import unfill, used
from drafter.text import canonical, has_letter, words

if TYPE_CHECKING:
    from drafter.model import Model

_SYSTEM, _LETTER = "messages/reader_system.jinja", "messages/reader_letter.jinja"
_LIST, _FIELDS = "findings", ("quote", "rule")
_ROOM_FOR_THOUGHT = 1_000
_MOST_FINDINGS = 100
_WHOLE = "letter"
"""What a text without sections is called before the model."""

_SAME_MARKS = str.maketrans("“”„«»‘’‚–—\u00a0\n", '"""""\'\'\'--  ')
_AROUND_A_QUOTE = " \n\"'“”„«»‘’.…"
_JOINERS = "\u200c\u200d"
_IN_ONE_LINE = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>\u2028\u2029"})
"""Neither a line of marks nor a tag of a chat template can be written inside the letter."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the second reader said of one text.

    Attributes:
        findings: in the order of the text, each with a quote that stands in it; their source is ``model``.
        reply: how the call ended and what it cost; None where there was nothing to ask.
    """

    findings: tuple[Finding, ...]
    reply: Reply[Listing] | None

    @property
    def note(self) -> str:
        """Return what a person should know: nothing, or that the text was not read to the end."""
        if self.reply is None or self.reply.outcome is Outcome.answered:
            return ""
        return f"The second reader did not read everything ({self.reply.outcome})."

    def of_section(self, section: str) -> tuple[Finding, ...]:
        """Return what was said of one section."""
        return tuple(found for found in self.findings if found.section == section)

    def added_to(self, verdict: Verdict, sections: Iterable[str]) -> Verdict:
        """Return the verdict of code with these findings, but those that code has made itself.

        Args:
            verdict: what code found in the same text.
            sections: ids of its sections in order.
        """
        own = verdict.findings
        new = [found for found in self.findings if not any(_says_it(each, found) for each in own)]
        return Verdict(in_order((*verdict.findings, *new), sections)) if new else verdict


class SecondReader:
    """Reads drafts and letters.

    ::

        reader = SecondReader(model, policy, Shelf.of("prompts"))
        reading = await reader.read(case, plan, draft.texts)

    Args:
        model: the client; its deadline, budget and breaker hold here too.
        policy: the policy whose rules are read for.
        prompts: the prompts shelf.
    """

    def __init__(self, model: Model, policy: Policy, prompts: Shelf) -> None:
        self._model = model
        self._policy = policy
        self._prompts = prompts

    async def read(
        self, case: Case, plan: Plan, texts: Mapping[str, str], *, deadline_seconds: float | None = None
    ) -> Reading:
        """Read sections with slots.

        Args:
            case: the case, for the values that must not be seen.
            plan: its plan.
            texts: text of each section to read, in canonical form, by id.
            deadline_seconds: what is left to the caller, where that is less than the client's own deadline.
        """
        # Who wrote a draft knew no more than it was shown: nothing, where the account may not be.
        notes = disclosed_account(case, plan, self._policy) or ""
        return await self._read(case, plan, texts, notes, deadline_seconds)

    async def _read(
        self,
        case: Case,
        plan: Plan,
        texts: Mapping[str, str],
        notes: str | None,
        deadline_seconds: float | None,
    ) -> Reading:
        """Read sections against the company's notes on the case; None where they may not be shown."""
        rules = self._rules(plan, is_grounded=notes is not None)
        if not rules or not any(map(has_letter, texts.values())):
            return Reading((), None)
        ordinary = self._policy.ordinary_words(plan.language)
        seen = {id: masked(text, case, plan.facts, ordinary) for id, text in texts.items()}
        request = self._request(plan, seen, rules, notes)
        reply = await self._model.ask(request, deadline_seconds=deadline_seconds)
        items = reply.answer.items if reply.answer else ()
        return Reading(in_order(_findings(items, rules, seen, texts), texts), reply)

    async def read_letter(
        self, case: Case, plan: Plan, body: str, *, deadline_seconds: float | None = None
    ) -> Reading:
        """Read a letter's filled body, or any passage of one: its values are written back as slots first.

        A value is found where it was broken over two lines as well; a model must not see it there either.
        What the notes do not tell is only asked about: a person may know more.

        Args:
            case: the case.
            plan: its plan.
            body: the text in canonical form.
            deadline_seconds: see :meth:`read`.
        """
        unfilled = unfill(body, letter.values(case, plan).values(), wrapped=True)
        notes = disclosed_account(case, plan, self._policy)
        reading = await self._read(case, plan, {"": unfilled.text}, notes, deadline_seconds)
        untold = {rule.id for rule in self._policy.rules_for(plan) if rule.check == UNTOLD}
        filled = []
        for finding in reading.findings:
            if finding.span:
                span = Span.of(body, *unfilled.filled_span(finding.span.start, finding.span.end))
                severity = Severity.warning if finding.rule in untold else finding.severity
                filled.append(
                    replace(finding, severity=severity, span=span, quote=body[span.start : span.end])
                )
        return replace(reading, findings=tuple(filled))

    def version(self, plan: Plan) -> str:
        """Return the digest of everything that shapes the request, the text apart (12 hexadecimal digits)."""
        policy = self._policy.version(plan.language)
        return self._prompts.digest((_SYSTEM, _LETTER), str(plan.guide.kind), str(plan.language), policy)

    def _rules(self, plan: Plan, *, is_grounded: bool) -> dict[str, Rule]:
        """Return the rules to read for; what the case tells can be read for only where it may be shown."""
        rules = {rule.id: rule for rule in self._policy.rules_for(plan) if rule.is_read}
        return {id: rule for id, rule in rules.items() if is_grounded or rule.check != UNTOLD}

    def _request(
        self, plan: Plan, seen: Mapping[str, str], rules: Mapping[str, Rule], notes: str | None
    ) -> Request[Listing]:
        """Return the request: first what is the same for every letter of a kind and language."""
        system = message(
            _SYSTEM,
            self._prompts,
            language=LANGUAGE_NAMES[plan.language],
            title=plan.guide.title,
            rules=[_line(rule) for rule in rules.values() if not _is_of_the_case(rule)],
        )
        named = dict.fromkeys(name for text in seen.values() for name in used(text))
        said = message(
            _LETTER,
            self._prompts,
            rules=[_line(rule) for rule in rules.values() if _is_of_the_case(rule)],
            notes=None if notes is None else _as_data(notes),
            codes=list(plan.facts.codes.items()),
            slots=[(name, _meaning(plan, name)) for name in named],
            letter=_as_data({id or _WHOLE: text for id, text in seen.items()}),
        )
        count = sum(len(words(text)) for text in seen.values())
        return Request(
            messages=(
                {"role": "system", "content": system.strip()},
                {"role": "user", "content": said.strip()},
            ),
            schema=_schema(rules),
            name="second_reading",
            max_tokens=count * TOKENS_PER_WORD[str(plan.language)] + _ROOM_FOR_THOUGHT,
            read=partial(read_list, name=_LIST, fields=_FIELDS),
            model=self._model.settings.reader_model,
        )


def _line(rule: Rule) -> tuple[str, str]:
    return rule.id, " ".join((rule.reader_asks or rule.why).split())


def _is_of_the_case(rule: Rule) -> bool:
    return bool(rule.when or rule.unless or rule.check == UNTOLD)


def _meaning(plan: Plan, name: str) -> str:
    slot = plan.facts.slots.get(name)
    return slot.meaning if slot else name.replace("_", " ")


def _as_data(given: str | Mapping[str, str]) -> str:
    return json.dumps(given, ensure_ascii=False).translate(_IN_ONE_LINE)


def _schema(rules: Iterable[str]) -> Mapping[str, object]:
    """Return the JSON schema of an answer: a list of quotes, each with the id of a rule in force."""
    properties = {"quote": {"type": "string"}, "rule": {"type": "string", "enum": list(rules)}}
    item = {
        "type": "object",
        "properties": properties,
        "required": list(_FIELDS),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {_LIST: {"type": "array", "items": item}},
        "required": [_LIST],
        "additionalProperties": False,
    }


def _findings(
    items: Iterable[Mapping[str, str]],
    rules: Mapping[str, Rule],
    seen: Mapping[str, str],
    texts: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield a finding for each item that names a rule in force and quotes the text; each only once."""
    shown = {section: _without_joiners(text) for section, text in seen.items()}
    made: list[Finding] = []
    for item in islice(items, _MOST_FINDINGS):
        rule = rules.get(item["rule"])
        place = _place(item["quote"], rule, shown) if rule else None
        if rule is None or place is None:
            continue
        section, start, end = place
        error = Finding.at(rule.id, section, texts[section], (start, end), rule.why, rule.tell_model)
        found = replace(error, severity=Severity(rule.reader), source="model")
        if not any(_says_it(other, found) for other in made):
            made.append(found)
            yield found


def _place(quote: str, rule: Rule, shown: Mapping[str, tuple[str, list[int]]]) -> tuple[str, int, int] | None:
    """Return section and offsets of a quote where the rule holds; a mark typed otherwise is no difference."""
    wanted, _ = _without_joiners(canonical(quote).strip(_AROUND_A_QUOTE))
    if not has_letter(wanted):
        return None
    for section, (text, places) in shown.items():
        if section and rule.sections and section not in rule.sections:
            continue
        start = text.find(wanted)
        if start >= 0:
            return section, places[start], places[start + len(wanted) - 1] + 1
    return None


def _without_joiners(text: str) -> tuple[str, list[int]]:
    """Return text with marks alike and no joiners, which models drop, and where each character stands."""
    places = [place for place, character in enumerate(text) if character not in _JOINERS]
    return "".join(text[place] for place in places).translate(_SAME_MARKS), places


def _says_it(one: Finding, other: Finding) -> bool:
    """Say whether a finding already says what another does: same rule, weight and words."""
    if (one.rule, one.severity, one.section) != (other.rule, other.severity, other.section):
        return False
    if one.span is None or other.span is None:
        return False
    return one.span.start < other.span.end and other.span.start < one.span.end

"""Prompts: messages and answer schema for one plan. No value of a slot is ever in them.

The system message is the same for every case of one kind and language, so that providers can cache it;
what is particular to a case follows after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter.answer import Answer
from drafter.answer import read as read_answer
from drafter.case import Case
from drafter.choices import Disclosure, Kind, Language
from drafter.disclosure import account_for_model, without_strangers
from drafter.draft import Draft
from drafter.exchange import Request
from drafter.facts import MEANINGS
from drafter.guide import Plan, PlannedSection
from drafter.library import Shelf, read_yaml
from drafter.policy import Finding, Policy, Severity
from drafter.templates import blamed

LANGUAGE_NAMES = MappingProxyType(
    {
        Language.en: "English",
        Language.fil: "Filipino",
        Language.ms: "Malay",
        Language.id: "Indonesian",
        Language.bg: "Bulgarian",
        Language.te: "Telugu",
    }
)
_MESSAGES = (
    "messages/system.jinja",
    "messages/case.jinja",
    "messages/repair.jinja",
    "messages/registers.yaml",
)
TOKENS_PER_WORD = {"en": 2, "fil": 3, "ms": 3, "id": 3, "bg": 4, "te": 12}
_ROOM_FOR_JSON = 200
_VOICES = {"I": "Speak as “I”, and as “we” for the company.", "we": "Speak as “we”, or “I” for the sender."}


@dataclass(frozen=True, slots=True)
class _Never:
    """What the rules in force say a letter must not: in every letter, and for the case and some sections."""

    always: tuple[str, ...]
    of_the_case: tuple[tuple[str, frozenset[str]], ...]

    def in_sections(self, ids: AbstractSet[str]) -> tuple[str, ...]:
        """Return what holds for the case in some sections; what names none holds in all."""
        return tuple(
            dict.fromkeys(said for said, sections in self.of_the_case if not sections or sections & ids)
        )


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked for one plan.

    Attributes:
        system: the message that is the same for every case of a kind and language.
        case: the message for this case.
        version: digest of everything that shapes it, the case apart (12 hexadecimal digits).
    """

    plan: Plan
    system: str
    case: str
    version: str
    _never: _Never
    _shelf: Shelf

    @property
    def request(self) -> Request[Answer]:
        """Return the request for the whole draft."""
        return self._request(({"role": "user", "content": self.case},), self.plan.sections)

    def repair(self, accepted: Draft, failing: Mapping[str, Sequence[Finding]]) -> Request[Answer]:
        """Return the request for the failing sections alone.

        Args:
            accepted: sections that stay.
            failing: for each section to write again, what was found in it; nothing for one that was cut off.
        """
        sections = [section for section in self.plan.sections if section.id in failing]
        said = message(
            _MESSAGES[2],
            self._shelf,
            kept=json.dumps(accepted.texts, ensure_ascii=False) if accepted.sections else "",
            sections=[
                {"id": section.id, "wanted": list(_wanted(failing[section.id]))} for section in sections
            ],
        )
        case = _case_message(self.plan, sections, self._never, self._shelf, "")
        return self._request(({"role": "user", "content": f"{case}\n{said.strip()}"},), sections)

    def _request(
        self, messages: tuple[Mapping[str, str], ...], sections: Sequence[PlannedSection]
    ) -> Request[Answer]:
        ids = tuple(section.id for section in sections)
        words = sum(section.words[1] for section in sections)
        return Request(
            messages=({"role": "system", "content": self.system}, *messages),
            schema=schema(ids),
            name=f"{self.plan.guide.kind}_letter",
            max_tokens=words * TOKENS_PER_WORD[str(self.plan.language)] + _ROOM_FOR_JSON,
            read=partial(read_answer, section_ids=ids),
        )


def build(case: Case, plan: Plan, policy: Policy, shelf: Shelf) -> Prompt:
    """Return the prompt for a plan.

    Args:
        case: the case, for the agent's account.
        plan: its plan.
        policy: the policy, whose rules' ``tell_model`` lines become the prompt's "never".
        shelf: the prompts shelf.
    """
    never = _never(policy, plan.guide.kind, plan.language, plan.facts.named)
    kind = plan.guide.kind
    return Prompt(
        plan=plan,
        system=_system(
            kind, plan.phrases.register, plan.language, _VOICES[plan.guide.voice], never.always, shelf
        ),
        case=_case_message(plan, plan.sections, never, shelf, disclosed_account(case, plan, policy) or ""),
        version=_version(kind, plan.language, policy.version(plan.language), shelf),
        _never=never,
        _shelf=shelf,
    )


def disclosed_account(case: Case, plan: Plan, policy: Policy) -> str | None:
    """Return the agent's account as a model may see it, without values, figures and names; empty without one.

    Args:
        case: the case.
        plan: its plan.
        policy: the policy, for the language's numbers and for what seems to be a name.

    Returns:
        The account, or None where a model must not see any.
    """
    if not (plan.guide.account and case.disclosure is Disclosure.account):
        return None
    numbers, ordinary = policy.number_words(plan.language), policy.ordinary_words(plan.language)
    account = account_for_model(case, plan.facts, plan.slots.values(), numbers, ordinary)
    return without_strangers(account, partial(policy.names_in, plan))


def schema(section_ids: Iterable[str]) -> Mapping[str, object]:
    """Return the JSON schema of an answer: one string a section, in order, and nothing else."""
    ids = list(section_ids)
    return {
        "type": "object",
        "properties": {id: {"type": "string"} for id in ids},
        "required": ids,
        "additionalProperties": False,
    }


@lru_cache(maxsize=64)
def _system(
    _kind: Kind, register: str, language: Language, voice: str, never: tuple[str, ...], shelf: Shelf
) -> str:
    registers = read_yaml(shelf.find(_MESSAGES[3]))
    return message(
        _MESSAGES[0],
        shelf,
        language=LANGUAGE_NAMES[language],
        register=registers[register],
        voice=voice,
        never=never,
    )


def _case_message(
    plan: Plan, sections: Sequence[PlannedSection], never: _Never, shelf: Shelf, account: str
) -> str:
    names = dict.fromkeys(
        name for section in sections for name in (*section.must, *(may for may, _ in section.may))
    )
    here = {section.id for section in sections}
    return _case(
        plan.guide.title,
        tuple(plan.facts.codes.items()),
        tuple((name, plan.facts.slots[name].meaning) for name in names),
        never.in_sections(here),
        tuple(sections),
        account,
        shelf,
    )


@lru_cache(maxsize=64)
def _case(
    title: str,
    codes: tuple[tuple[str, str], ...],
    slots: tuple[tuple[str, str], ...],
    never: tuple[str, ...],
    sections: tuple[PlannedSection, ...],
    account: str,
    shelf: Shelf,
) -> str:
    said = message(
        _MESSAGES[1], shelf,
        title=title, codes=codes, slots=slots, never=never, sections=sections, account=account,
    )  # fmt: skip
    return said.strip()


@lru_cache(maxsize=128)
def _never(policy: Policy, kind: Kind, language: Language, named: frozenset[str]) -> _Never:
    rules = policy.rules_in_force(kind, language, named)
    told = [rule for rule in rules if rule.severity is not Severity.info and not rule.require]
    constant = [rule for rule in told if not (rule.when or rule.unless or rule.sections)]
    return _Never(
        tuple(dict.fromkeys(rule.tell_model for rule in constant)),
        tuple((rule.tell_model, frozenset(rule.sections)) for rule in told if rule not in constant),
    )


def _wanted(findings: Sequence[Finding]) -> Iterable[str]:
    if not findings:
        yield "was cut off; write it in full."
    for finding in findings:
        quote = f" — found: “{finding.quote}”" if finding.quote else ""
        yield f"({finding.rule}) {finding.tell_model or finding.why}{quote}."


def message(name: str, shelf: Shelf, **given: object) -> str:
    """Return a message of the prompts shelf.

    Args:
        name: its template.
        shelf: the prompts shelf.
        given: all that the template sees.

    Raises:
        LibraryError: the template is missing, broken, or names what it is not given.
    """
    with blamed(shelf.find(name)):
        return _template(name, shelf).render(given)


@lru_cache(maxsize=16)
def _template(name: str, shelf: Shelf) -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(shelf.text(name))


def _version(kind: Kind, language: Language, policy_version: str, shelf: Shelf) -> str:
    names = (*_MESSAGES, f"guides/{kind}.yaml")
    return shelf.digest(names, str(language), policy_version, _CODE_SHAPE)


_CODE_SHAPE = json.dumps([MEANINGS, TOKENS_PER_WORD], sort_keys=True)

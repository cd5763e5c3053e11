"""Rules as data: written once over concepts, in any language (``policies/rules/*.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from drafter.choices import Kind, Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.facts import NAMED
from drafter.library import Shelf, read_yaml
from drafter.policy.finding import Severity

EVERY_KIND: tuple[Kind, ...] = tuple(Kind)


class Sentence(BaseModel):
    """What must meet in one sentence.

    Attributes:
        all: concepts that all stand in it; ``a|b`` is either.
        none: concepts that excuse it when they stand in the clause of one of the ``all``.
        near: concepts that excuse it when they stand in such a clause a few words away, as a bare “not” does.
        under: concepts that excuse it when it is what they are said of: “we hope that …”.
        none_within: most words to what excuses it.
        within: most words from the first to the last of them; 0 for the whole sentence.
        ordered: whether they stand in the order of ``all``.
        in_one_clause: whether no mark, nor a word such as “but”, may part them.
        at_least: how often a single concept must occur, what stands inside an excuse not counted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    all: tuple[str, ...] = Field(min_length=1)
    none: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    none_within: int = Field(7, ge=1, le=60)
    within: int = Field(0, ge=0, le=60)
    ordered: bool = False
    in_one_clause: bool = False
    at_least: int = Field(1, ge=1, le=20)

    @model_validator(mode="after")
    def _counts_one_concept(self) -> Sentence:
        if self.at_least > 1 and len(self.all) > 1:
            raise ValueError("`at_least` goes with a single concept")
        named = (*chain.from_iterable(self.alternatives), *self.none, *self.near, *self.under)
        if not all(name.strip() for name in named):
            raise ValueError("names an empty concept; write `a` or `a|b`")
        return self

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Return each member of ``all`` as its alternatives."""
        return tuple(tuple(member.split("|")) for member in self.all)


class Forbid(BaseModel):
    """Sentences that must not stand in a letter; any one of them is a hit."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    sentence: tuple[Sentence, ...] = Field(min_length=1)


class Require(BaseModel):
    """Concepts that a section must hold: one of every group (``a|b``), if need be in one sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    all: tuple[str, ...] = Field(min_length=1)
    in_one_sentence: bool = False


class Occurrence(BaseModel):
    """A concept that may stand in a text only so often."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    concept: str
    at_most: int = Field(ge=1, le=50)


class Example(BaseModel):
    """A text that a rule must find something in, or nothing; in a rule file often the text alone.

    Attributes:
        text: the text; in a bad one ``<<…>>`` marks what is found, ``<<…=>…>>`` also what to suggest.
        section: the section it stands in; if left out, the first that the rule holds for.
        kind: the kind of letter; if left out, the rule is tried whatever its letters and facts.
        facts: the named facts that hold.
        told: what its case tells, where the rule asks for that.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    text: str = Field(min_length=1)
    section: str = ""
    kind: Kind | None = None
    facts: tuple[str, ...] = ()
    told: str = ""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, given: object) -> object:
        return {"text": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _names_facts(self) -> Example:
        unknown = _unknown_facts(self.facts)
        if unknown:
            raise ValueError(unknown)
        if self.facts and self.kind is None:
            raise ValueError("`facts` need the `kind` of letter they hold for")
        return self


class Examples(BaseModel):
    """The examples of one rule in one language.

    Attributes:
        bad: texts in which it must find something.
        ok: near misses, in which it must find nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    bad: tuple[Example, ...] = ()
    ok: tuple[Example, ...] = ()

    def __add__(self, more: Examples) -> Examples:
        return Examples(bad=self.bad + more.bad, ok=self.ok + more.ok)


def _unknown_facts(names: Iterable[str]) -> str:
    """Return what is wrong with names of facts, or nothing."""
    unknown = [name for name in names if name.removeprefix("not ") not in NAMED]
    return f"unknown fact: {', '.join(unknown)}; use one of {', '.join(NAMED)}" if unknown else ""


_KINDS = ("forbid", "require", "check", "substitute", "occurrence", "consistency")


class Rule(BaseModel):
    """One rule; see the attributes in ``docs/policies.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    id: str = Field(pattern=r"^[a-z]+(\.[a-z_]+)+$")
    severity: Severity
    letters: tuple[Kind, ...] = EVERY_KIND
    sections: tuple[str, ...] = ()
    languages: tuple[Language, ...] = tuple(Language)
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    forbid: Forbid | None = None
    require: Require | None = None
    phrases: Mapping[Language, tuple[str, ...]] = Field(default_factory=dict)
    substitute: Mapping[Language, Mapping[str, str]] | None = None
    occurrence: Occurrence | None = None
    consistency: Mapping[Language, tuple[tuple[str, ...], ...]] | None = None
    check: (
        Literal[
            "foreign_language",
            "outside_name",
            "unheard_name",
            "wrong_variant",
            "letter_frame",
            "broken_words",
            "word_apart",
            "bracketed_label",
            "brackets",
            "strange_words",
            "readability",
            "reads_like",
            "mistaken_days",
            "turned_value",
            "doubtful_value",
            "lonely_value",
            "untold_detail",
        ]
        | None
    ) = None
    quotable: bool = False
    examples: Mapping[Language, Examples] = Field(default_factory=dict)
    why: str
    tell_model: str
    source: str
    reader: Literal["error", "warning", "none"] = "warning"
    reader_asks: str = ""
    anew: bool = False
    beyond_doubt: Severity | None = None
    in_doubt: Severity | None = None
    spared_by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one_check(self) -> Rule:
        given = [name for name in _KINDS if getattr(self, name) is not None]
        if (
            len(given) > 1
            or (not given and not self.phrases)
            or (self.phrases and given not in ([], ["forbid"]))
        ):
            raise ValueError(f"needs exactly one of {', '.join(_KINDS)}; `phrases` go with `forbid` or alone")
        unknown = _unknown_facts((*self.when, *self.unless))
        if unknown:
            raise ValueError(unknown)
        if self.require and not self.sections:
            raise ValueError("`require` needs `sections`")
        if self.anew and self.severity is not Severity.warning:
            raise ValueError("`anew` goes with `severity: warning`")
        if self.beyond_doubt and self.check != "reads_like":
            raise ValueError("`beyond_doubt` goes with `check: reads_like`")
        if self.in_doubt and (self.require or self.check == "reads_like"):
            raise ValueError("`in_doubt` goes with neither `require` nor `check: reads_like`")
        if self.reader_asks and not self.is_read:
            raise ValueError("`reader_asks` goes with a rule that the second reader reads for")
        return self

    @property
    def is_read(self) -> bool:
        """Say whether the second reader reads for it: it can quote what stands there, not what is lacking."""
        return self.reader != "none" and self.require is None

    @property
    def concepts(self) -> frozenset[str]:
        """Return the concepts the rule names."""
        groups: list[Iterable[str]] = [self.require.all] if self.require else []
        for sentence in self.forbid.sentence if self.forbid else ():
            groups += [sentence.all, sentence.none, sentence.near, sentence.under]
        if self.occurrence:
            groups.append([self.occurrence.concept])
        groups.append(self.spared_by)
        return frozenset(name for group in groups for member in group for name in member.split("|"))

    def entries(self, language: Language) -> dict[str, tuple[str, ...]]:
        """Return the words the rule brings itself in a language, as concepts of its own."""
        groups = (self.consistency or {}).get(language, ())
        found = {f"{self.id}/{place}": group for place, group in enumerate(groups)}
        own = (*self.phrases.get(language, ()), *(self.substitute or {}).get(language, ()))
        return {**found, self.id: own} if own else found

    def applies(self, kind: Kind, language: Language, named: frozenset[str]) -> bool:
        """Say whether the rule is in force for a case.

        Args:
            kind: kind of letter.
            language: its language.
            named: the facts that hold.
        """
        if kind not in self.letters or language not in self.languages:
            return False
        held = all(
            (name[4:] not in named) if name.startswith("not ") else name in named for name in self.when
        )
        return held and not any(name in named for name in self.unless)


class _RuleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    rules: tuple[Rule, ...]


Checks = Mapping[str, Sequence[Rule]]
"""Rules by the check that they name."""


def by_check(rules: Iterable[Rule]) -> Checks:
    """Return the rules that name a check, by its name."""
    found: dict[str, list[Rule]] = {}
    for each in rules:
        if each.check:
            found.setdefault(each.check, []).append(each)
    return found


def load(shelf: Shelf) -> tuple[Rule, ...]:
    """Return every rule of the shelf; an overlay's rule replaces the built-in one of the same id.

    Raises:
        LibraryError: a file is broken or one folder gives an id twice.
    """
    return _load(shelf)


@lru_cache(maxsize=8)
def _load(shelf: Shelf) -> tuple[Rule, ...]:
    return kept("rules", shelf.stamps("rules/*.yaml"), lambda: _read(shelf))


def _read(shelf: Shelf) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for folder in shelf.folders:
        here: dict[str, str] = {}
        for path in sorted((folder / "rules").glob("*.yaml")):
            content = read_yaml(path)
            try:
                file = _RuleFile.model_validate(content)
            except ValidationError as error:
                raise LibraryError(
                    [Problem(str(path), _place(item["loc"], content), item["msg"]) for item in error.errors()]
                ) from None
            for rule in file.rules:
                if rule.id in here:
                    raise LibraryError(
                        Problem(str(path), rule.id, f"is also in {here[rule.id]}", "keep one of them")
                    )
                here[rule.id] = path.name
                rules[rule.id] = rule
    return tuple(rules.values())


def _place(found: tuple[int | str, ...], content: object) -> str:
    """Return where something is wrong in a rule file, the rule by its id where it has one."""
    match found, content:
        case ("rules", int(number), *more), {"rules": [*given]} if isinstance(given[number], dict):
            return ".".join(map(str, (given[number].get("id", f"rule {number + 1}"), *more)))
    return ".".join(map(str, found))

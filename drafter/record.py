"""The record of a drafted letter as JSON: the same case, seed and answers give the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import floor
from typing import Any

from drafter.guide import Advice, Item
from drafter.policy import Finding, Sign
from drafter.render import to_text
from drafter.result import Result, Step, usage


def to_json(result: Result) -> str:
    """Return the whole record, indented, ending in a line feed."""
    return json.dumps(to_dict(result), ensure_ascii=False, indent=2) + "\n"


def to_dict(result: Result) -> dict[str, Any]:
    """Return the whole record as plain data."""
    plan = result.plan
    spent, known = usage(result.steps)
    return {
        "outcome": str(result.readiness),
        "kind": str(plan.guide.kind),
        "language": str(plan.language),
        "legal": {
            "required": bool(result.triggers),
            "triggers": list(result.triggers),
            "findings": [{"where": where, **sign_as_data(sign)} for where, sign in result.signs],
        },
        "notes": list(result.notes),
        "advice": [
            {"id": item.id, "severity": item.severity, "says": item.says, "source": _sources(item)}
            for item in plan.advice
        ],
        "letter": {**_letter(result), "text": to_text(result.letter)},
        "sections": [{"id": s.id, "origin": str(s.origin), "text": s.text} for s in result.draft.sections],
        "slots": {name: {"type": slot.type, "value": slot.value} for name, slot in plan.slots.items()},
        "findings": [finding(found) for found in result.findings],
        "checklist": [
            {"id": item.id, "says": item.says, "source": _sources(item)} for item in plan.checklist
        ],
        "layout": [{"id": item.id, "says": item.says, "source": _sources(item)} for item in plan.layout],
        "attempts": [_attempt(step) for step in result.steps],
        "usage": {
            "prompt_tokens": spent.prompt_tokens,
            "completion_tokens": spent.completion_tokens,
            "complete": known,
        },
        "provenance": dict(result.provenance),
    }


def finding(found: Finding) -> dict[str, Any]:
    """Return one finding as plain data."""
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "section": found.section or None,
        "span": asdict(found.span) if found.span else None,
        "quote": found.quote,
        "why": found.why,
        "suggestion": found.suggestion or None,
        "source": found.source,
    }


def sign_as_data(sign: Sign) -> dict[str, Any]:
    """Return one sign of a legal trigger as plain data."""
    return {
        "rule": sign.rule,
        "trigger": str(sign.trigger) if sign.trigger else None,
        "severity": "info",
        "weight": sign.weight,
        "span": asdict(sign.span),
        "quote": sign.quote,
        "why": sign.why,
    }


def _letter(result: Result) -> dict[str, Any]:
    letter = result.letter
    return {
        "letterhead": list(letter.letterhead),
        "date": letter.date,
        "address": list(letter.address),
        "reference": letter.reference or None,
        "salutation": letter.salutation,
        "body": list(letter.body),
        "closing": letter.closing,
        "signature": list(letter.signature),
        "contact": list(letter.contact),
    }


def _attempt(step: Step) -> dict[str, Any]:
    attempt = step.attempt
    return {
        "purpose": step.purpose,
        "outcome": str(attempt.outcome),
        "status": attempt.status,
        "rung": attempt.rung,
        # Whole seconds, rounded down: fine enough to see a slow model, coarse enough to repeat.
        "seconds": floor(attempt.seconds),
        "usage": asdict(attempt.usage) if attempt.usage else None,
        "model": attempt.model,
    }


def _sources(item: Item | Advice) -> list[str]:
    return [f"{source.file} step {source.step}" for source in item.source]

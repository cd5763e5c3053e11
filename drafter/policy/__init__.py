"""The policy: what a letter may not say, must say, and where it says it.

``Policy`` judges drafts and letters and screens messages; everything else is data under ``policies/``.
"""

from drafter.policy.escalation import Screening, Sign
from drafter.policy.escalation_rule import Trigger
from drafter.policy.finding import Decision, Finding, Severity, Span, Verdict
from drafter.policy.gate import Policy

__all__ = ["Decision", "Finding", "Policy", "Screening", "Severity", "Sign", "Span", "Trigger", "Verdict"]

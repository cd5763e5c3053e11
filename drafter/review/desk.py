"""The desk: every command on a draft, each one transaction and one line of the audit trail."""

from __future__ import annotations

from drafter.review.deciding import Deciding
from drafter.review.erasing import Erasing
from drafter.review.planting import Planting
from drafter.review.sending import Sending
from drafter.review.writing import Writing


class Desk(Planting, Writing, Deciding, Sending, Erasing):
    """Moves drafts.

    ::

        desk = Desk(store, Checker(drafter.prompts, drafter.policy))
        head = desk.start(agent, case)
        draft_id, case = desk.begin_generation("worker-1")
        head = desk.finish_generation(draft_id, drafter.draft_from_templates(case))
        head = desk.submit(agent, draft_id, if_version=head.version)
        desk.open(reviewer, draft_id)
        desk.claim(reviewer, draft_id)
        desk.approve(reviewer, draft_id, if_version=head.version, digest=head.digest)

    Args:
        store: the store.
        checker: checks a letter against its case with the policy of the moment.
        rules: the house rules.
    """

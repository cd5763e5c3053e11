"""Every page there is, and who opens it."""

from __future__ import annotations

PAGES: dict[str, tuple[str, str]] = {
    "sign-in": ("", "/login"),
    "setup": ("", "/setup?invitation=none"),
    "queue": ("rosa", "/review?tab=all"),
    "empty queue": ("ben", "/review?tab=mine"),
    "kinds": ("ana", "/cases/new"),
    "new win-back": ("ana", "/cases/new?kind=winback"),
    "new apology": ("ana", "/cases/new?kind=apology"),
    "new refusal": ("ana", "/cases/new?kind=refund_refusal"),
    "new termination": ("ana", "/cases/new?kind=termination"),
    "progress": ("ana", "/drafts/{generating}"),
    "draft": ("ana", "/drafts/{draft}"),
    "edit": ("ana", "/drafts/{draft}?tab=edit"),
    "changes": ("ana", "/drafts/{draft}?tab=changes&against=template"),
    "review": ("rosa", "/drafts/{ready}"),
    "review in Telugu": ("rosa", "/drafts/{telugu}"),
    "approve": ("rosa", "/drafts/{ready}/approve"),
    "request changes": ("rosa", "/drafts/{ready}/request_changes"),
    "discard": ("ana", "/drafts/{draft}/discard"),
    "legal": ("lena", "/legal/{legal}"),
    "sign off": ("lena", "/drafts/{legal}/sign_off"),
    "hand over": ("ana", "/drafts/{approved}/deliver"),
    "time-line": ("rosa", "/drafts/{approved}/audit"),
    "audit": ("iris", "/audit"),
    "insights": ("iris", "/insights"),
    "people": ("omar", "/people"),
    "settings": ("omar", "/settings"),
    "help": ("ana", "/help"),
    "nothing here": ("ana", "/drafts/nowhere"),
}

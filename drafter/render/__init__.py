"""Letters as documents: plain text and one self-contained HTML page."""

from drafter.render.html import to_html
from drafter.render.plain import to_text

__all__ = ["to_html", "to_text"]

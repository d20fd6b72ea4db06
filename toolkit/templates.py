"""Templates: what is said and shown, as text with gaps; HTML escapes whatever is filled in.

Imports nothing of ours, so that every room may use it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

DATA = Path(__file__).parent / "data"


@cache
def _environment() -> Environment:
    """Return the templates in ``data``."""
    from jinja2 import Environment, FileSystemLoader

    where = FileSystemLoader([DATA / "templates", DATA / "site"])
    return Environment(loader=where, autoescape=lambda name: "html" in str(name), trim_blocks=True)


def filled(name: str, **known: Any) -> str:
    """Return a template with its gaps filled.

    Parameters
    ----------
    name : its file without the ending ``.j2``
    known : what it may name

    Examples
    --------
    >>> filled("corpus.html", table="", cut_off="", facts=["a < b"])[-28:]
    '<p></p><p>a &lt; b</p></div>'
    """
    return _environment().get_template(f"{name}.j2").render(known)

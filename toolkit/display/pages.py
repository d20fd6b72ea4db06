"""Pages of the site: plain HTML and CSS that read on a phone and from a file, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

STYLE = (Path(__file__).parents[1] / "data" / "site.css").read_text()


@dataclass(frozen=True)
class Entry:
    """What the index says of a notebook."""

    file: str
    title: str
    learn: str
    minutes: str
    image: str | None
    error: str | None


def page(title: str, body: str, before: Entry | None, after: Entry | None) -> str:
    """Return the page of a notebook, with ways to the index and its neighbours.

    >>> "<title>Start here</title>" in page("Start here", "<p>…</p>", None, None)
    True
    """
    links = ['<a href="index.html">All notebooks</a>']
    links += [f'<a href="{entry.file}">{arrow} {escape(entry.title)}</a>'
              for entry, arrow in ((before, "←"), (after, "→")) if entry]  # fmt: skip
    return _whole(title, f"<header><nav>{''.join(links)}</nav></header><main>{body}</main>")


def index(entries: Sequence[Entry], corpus: str, facts: Sequence[str]) -> str:
    """Return the first page of the site: what was read, and a card for each notebook.

    Parameters
    ----------
    entries : the notebooks in order
    corpus : name of the corpus
    facts : sentences about it
    """
    said = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    cards = "".join(_card(entry) for entry in entries)
    return _whole(
        f"Report on {corpus}",
        f"<header><h1>Who says what about where: {escape(corpus)}</h1></header>"
        f'<main>{said}<ul class="cards">{cards}</ul></main>',
    )


def _card(entry: Entry) -> str:
    """Return the card of one notebook."""
    image = f'<img src="{entry.image}" alt="Main figure of {escape(entry.title)}">' if (
        entry.image) else ""  # fmt: skip
    failed = f'<p class="failed">Stopped: {escape(entry.error)}</p>' if entry.error else ""
    minutes = f"<p>{escape(entry.minutes)} minutes</p>" if entry.minutes else ""
    return (
        f'<li><a href="{entry.file}">{image}<h2>{escape(entry.title)}</h2></a>'
        f"<p>{escape(entry.learn)}</p>{minutes}{failed}</li>"
    )


def _whole(title: str, body: str) -> str:
    """Return a whole HTML document."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}"
        "<footer>Every number opens to the passages behind it. Texts belong to their publishers "
        "and are shown as far as their rights allow.</footer></body></html>"
    )

"""Pages of the site: plain HTML and CSS that read on a phone and from a file, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1a1a1a}
header,main,footer{max-width:56rem;margin:0 auto;padding:0 1rem}
header nav{padding:.8rem 0;display:flex;gap:1rem;flex-wrap:wrap;border-bottom:1px solid #ddd}
footer{padding:2rem 1rem;color:#555;font-size:14px}
a{color:#084594}h1{line-height:1.2;font-size:1.8rem}h2{margin-top:2rem;font-size:1.3rem}
img{max-width:100%;height:auto}
pre{overflow-x:auto;background:#f6f6f6;padding:.6rem .8rem;border-radius:4px;font-size:13px;
line-height:1.4}
code{font-size:.92em}.jp-OutputArea-prompt,.jp-InputPrompt,.anchor-link,.prompt{display:none}
.output,.jp-OutputArea,.jp-RenderedHTMLCommon{overflow-x:auto}
table{border-collapse:collapse;font-size:14px}
table.dataframe th,table.dataframe td{padding:.25em .6em;border:1px solid #ddd;text-align:right;
vertical-align:top}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem;padding:0;
list-style:none}
.cards li{border:1px solid #ddd;border-radius:6px;padding:1rem}
.cards h2{margin:.4rem 0;font-size:1.1rem}.cards p{margin:.3rem 0}
.cards img{display:block;width:100%;height:9rem;object-fit:contain;object-position:left}
.failed{color:#a00;font-weight:600}
details.solution{border:1px solid #ddd;border-radius:6px;padding:.5rem 1rem;margin:1rem 0}
"""


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

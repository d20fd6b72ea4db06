"""The page view: one article in the colours of a layer, as far as its rights allow.

Colours are told apart by all eyes (the *light* scheme of Paul Tol), and never alone in saying
something: each stretch begins with its number in the legend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit.analysis.groups import UNRESOLVED
from toolkit.checks import one_of
from toolkit.corpus import Corpus
from toolkit.display.html import STYLE

COLOURS = ("119,170,221", "238,136,102", "187,204,51", "255,170,187", "153,221,255", "238,221,136",
           "68,187,153", "170,170,0")  # fmt: skip
GREY = "221,221,221"  # the author's own voice
LEGEND = 30  # entries
COLUMN = {"speech": "speaker", "places": "place", "themes": "theme", "words": "loop"}
OWN = "On your own machine it is shown whole with rights = full in documents.csv. "


@dataclass(frozen=True)
class Reading:
    """An article in colour: `html` is its page, `legend` the number of stretches of each colour."""

    title: str
    legend: pd.Series
    html: str

    def __repr__(self) -> str:
        """Return the plain face."""
        return f"{self.title}: " + ", ".join(f"{name} {n}" for name, n in self.legend.items())

    def _repr_html_(self) -> str:
        """Return the page."""
        return self.html


def read(corpus: Corpus, doc: str, layer: str | pd.DataFrame = "speech") -> Reading:
    """Show an article in the colours of a layer.

    Speech is coloured by speaker: the author's own voice is grey, the less sure a row is the paler
    it stands, cues are underlined, speech within speech is framed.  Other layers are coloured by
    place, theme or kind.  Pointing at a stretch shows its address and how it is known.

    Parameters
    ----------
    corpus : documents and their layers
    doc : a document
    layer : a layer of spans: ``speech``, ``places``, ``themes``, ``sentences``, ``faults``,
        ``furniture`` or ``words``; or a table of spans with a column `kind`

    Returns
    -------
    Reading
        Shows itself in a notebook, without a script.  Where the document's `rights` are not
        ``full`` its words are blotted out, but for one sentence of each colour (``sentence``) or
        altogether (``address``).

    Raises
    ------
    ToolkitError
        The document or the layer is unknown.

    Examples
    --------
    >>> import toolkit as kit
    >>> kit.read(kit.example(), "harbour", "places")
    harbour, places by place: Hamburg 1, Shanghai 1, Rotterdam 1
    """
    one_of(doc, corpus.texts, "a document")
    table = corpus.layer(layer) if isinstance(layer, str) else layer
    layer = layer if isinstance(layer, str) else "spans"
    rows = table[table["doc"] == doc].reset_index(drop=True)
    column = COLUMN.get(layer, "kind")
    names = rows[column].astype("str").where(rows[column].notna(), UNRESOLVED)
    if layer == "speech":
        author = "author" + rows["speaker"].map(": {}".format, "ignore").fillna("")
        names = names.where(rows["mode"] != "author", author)
    legend = names.value_counts()
    number = {name: i for i, name in enumerate(legend.index, 1)}
    text, rights = corpus.texts[doc], corpus.documents["rights"][doc]
    marks = _marks(rows, names, number)
    shown = [(0, len(text))] if rights == "full" else []
    if rights == "sentence":
        sentences = corpus.sentences.query("doc == @doc")
        shown = _single(sentences[["start", "end"]].to_numpy(), rows, names)
    cues = rows[["cue_start", "cue_end"]].dropna().to_numpy(dtype=int) if "cue" in rows else []
    body = _body(text, marks, shown, [tuple(cue) for cue in cues])
    may = {"sentence": "single sentences: one of each colour stands", "address": "addresses only"}
    told = f"The rights of this text allow {may[rights]}. {OWN}" if rights in may else ""
    told += "Underlined: cues; pale: unsure; framed: speech in speech. " if len(cues) else ""
    head = "".join(
        f'<span style="background:rgb({_colour(name, i)})"><b>{i}</b> {escape(name)} '
        f"<small>{legend[name]:,}</small></span> "
        for name, i in list(number.items())[:LEGEND]
    )
    more = f"and {len(legend) - LEGEND:,} more " if len(legend) > LEGEND else ""
    title = f"{doc}, {layer} by {column}"
    html = (
        f'{STYLE}<div class="kit page"><p>{escape(title)}. {told}</p>'
        f'<p class="keys">{head}{more}</p><div class="text">{body}</div></div>'
    )
    return Reading(title, legend, html)


def _colour(name: str, number: int) -> str:
    """Return the colour of a name."""
    own = name == "author" or name.startswith("author: ")
    return GREY if own else "255,255,255" if name == UNRESOLVED else COLOURS[number % len(COLOURS)]


class _Mark(NamedTuple):
    """A row as it is drawn."""

    start: int
    end: int
    number: int
    colour: str
    says: str


def _marks(rows: pd.DataFrame, names: pd.Series, number: dict[str, int]) -> list[_Mark]:
    """Return how each row is drawn, inner rows last."""
    marks = []
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        sure, start, end = row.get("confidence", 1.0), row["start"], row["end"]
        told = [f"{c} {row[c]}" for c in ("mode", "rule", "confidence") if c in row]
        colour = f"rgba({_colour(name, number[name])},{min(1.0, max(0.2, 2 * sure - 1)):.2f})"
        says = ", ".join([name, *told, f"{start}-{end}"])
        marks.append(_Mark(start, end, number[name], colour, says))
    return sorted(marks, key=lambda mark: mark.start - mark.end)


def _single(sentences: np.ndarray, rows: pd.DataFrame, names: pd.Series) -> list[tuple[int, int]]:
    """Choose a sentence of each colour, no two of them neighbours."""
    chosen: set[int] = set()
    unit = np.searchsorted(sentences[:, 0], rows["start"].to_numpy(), side="right") - 1
    for _, of_name in pd.Series(unit).groupby(names, sort=False):
        free = (i for i in of_name if i >= 0 and not {i - 1, i, i + 1} & chosen)
        chosen.update([*free][:1])
    return [tuple(sentences[i]) for i in chosen]


def _body(text: str, marks: list[_Mark], shown: list, cues: list) -> str:
    """Return the text, cut wherever a row, a cue or a sentence that may be read begins or ends."""
    edges = {edge for span in [*shown, *cues, (0, len(text))] for edge in span}
    cuts = sorted(edges | {edge for mark in marks for edge in mark[:2]})
    start, end = np.array([mark[:2] for mark in marks], dtype=int).reshape(-1, 2).T
    out = []
    for a, b in pairwise(cuts):
        piece = text[a:b]
        if not any(first <= a < last for first, last in shown):
            piece = re.sub(r"[^\W_]", "▒", piece)
        piece = f"<s>{escape(piece)}</s>" if "▒" in piece else escape(piece)
        if any(first <= a < last for first, last in cues):
            piece = f"<u>{piece}</u>"
        over = [marks[i] for i in np.flatnonzero((start <= a) & (b <= end))]
        if over:
            begun = " ".join(str(mark.number) for mark in over if mark.start == a)
            begun = f"<sup>{begun}</sup>" if begun else ""
            says = escape(" / ".join(mark.says for mark in over))
            framed = ' class="in"' if len({mark.start - mark.end for mark in over}) > 1 else ""
            style = f'style="background:{over[-1].colour}"'
            piece = f'<span{framed} {style} title="{says}">{begun}{piece}</span>'
        out.append(piece)
    return "".join(out)

"""The page view: one article in the colours of a layer, as far as its rights allow.

Colours are told apart by all eyes (the *light* scheme of Paul Tol), and never alone in saying
something: each stretch begins with its number in the legend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from toolkit.analysis.groups import UNRESOLVED
from toolkit.checks import one_of
from toolkit.corpus import Corpus
from toolkit.templates import filled

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
    number = names.map({name: i for i, name in enumerate(legend.index, 1)})
    text, rights = corpus.texts[doc], corpus.documents["rights"][doc]
    shown = [(0, len(text))] if rights == "full" else []
    if rights == "sentence":
        sentences = corpus.sentences.query("doc == @doc")
        shown = _single(sentences[["start", "end"]].to_numpy(), rows, names)
    cues = rows.reindex(columns=["cue_start", "cue_end"]).dropna().astype(int).to_numpy()
    may = {"sentence": "single sentences: one of each colour stands", "address": "addresses only"}
    told = f"The rights of this text allow {may[rights]}. {OWN}" if rights in may else ""
    told += "Underlined: cues; pale: unsure; framed: speech in speech. " if len(cues) else ""
    title = f"{doc}, {layer} by {column}"
    html = filled(
        "reading.html",
        **{"title": title, "told": told, "legend": list(legend.items()), "most": LEGEND},
        colours={name: _colour(name, i) for i, name in enumerate(legend.index, 1)},
        pieces=_pieces(text, rows.assign(name=names, number=number), shown, cues.tolist()),
    )
    return Reading(title, legend, html)


def _colour(name: str, number: int) -> str:
    """Return the colour of a name."""
    own = name == "author" or name.startswith("author: ")
    return GREY if own else "255,255,255" if name == UNRESOLVED else COLOURS[number % len(COLOURS)]


def _single(sentences: np.ndarray, rows: pd.DataFrame, names: pd.Series) -> list[tuple[int, int]]:
    """Choose a sentence of each colour, no two of them neighbours."""
    chosen: set[int] = set()
    unit = np.searchsorted(sentences[:, 0], rows["start"].to_numpy(), side="right") - 1
    for _, of_name in pd.Series(unit).groupby(names, sort=False):
        free = (i for i in of_name if i >= 0 and not {i - 1, i, i + 1} & chosen)
        chosen.update([*free][:1])
    return [tuple(sentences[i]) for i in chosen]


def _pieces(text: str, rows: pd.DataFrame, shown: list, cues: list) -> list[tuple[Any, ...]]:
    """Return the text, cut wherever a row, a cue or a sentence that may be read begins or ends.

    A piece is its start, its text, the rows over it (inner rows last), whether it is a cue and
    whether it is blotted out.
    """
    sure = rows.get("confidence", pd.Series(1.0, rows.index))
    rows = rows.assign(length=rows["end"] - rows["start"], shade=(2 * sure - 1).clip(0.2, 1.0))
    rows = rows.sort_values("length", ascending=False, kind="stable")
    start, end, marks = rows["start"].to_numpy(), rows["end"].to_numpy(), rows.to_dict("records")
    edges = {edge for span in [*shown, *cues, (0, len(text))] for edge in span}
    out = []
    for a, b in pairwise(sorted(edges.union(start, end))):
        over = [marks[i] for i in np.flatnonzero((start <= a) & (b <= end))]
        cue, open_ = (any(first <= a < last for first, last in spans) for spans in (cues, shown))
        piece = text[a:b] if open_ else re.sub(r"[^\W_]", "▒", text[a:b])
        out.append((a, piece, over, cue, "▒" in piece))
    return out

"""Faces of a corpus and a comparison: HTML without a script, alive with and without a kernel.

Text from articles is always escaped, and shown only as far as its document's `rights` allow.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from toolkit.analysis import basis, groups
from toolkit.analysis.comparison import Comparison
from toolkit.analysis.counts import count
from toolkit.checks import ToolkitError, counted, cut
from toolkit.corpus import Corpus
from toolkit.layers.gazetteer import DATA

if TYPE_CHECKING:
    from jinja2 import Environment

FEATURES, GROUPS, PASSAGES = 20, 8, 20  # the most that a heat table shows
SMALL = 200  # documents of which a face may compute every layer
DARK = (8, 69, 148)  # the full colour of the heat; a blue that all eyes tell from white


@cache
def _templates() -> Environment:
    """Return the templates of faces and of the front page, which escape whatever is filled in."""
    from jinja2 import Environment, FileSystemLoader

    where = FileSystemLoader([DATA / "faces", DATA / "site"])
    return Environment(loader=where, autoescape=True)


def face(name: str, **known: Any) -> str:
    """Return the page that a template makes of what is known."""
    return _templates().get_template(f"{name}.html.j2").render(known)


def comparison(table: Comparison) -> str:
    """Return a heat table of rates whose cells open to their passages.

    Parameters
    ----------
    table : the comparison; its 20 most frequent features and 8 largest groups are shown

    Examples
    --------
    >>> import toolkit as kit
    >>> page = comparison(kit.compare(kit.example(), "themes", by="outlet"))
    >>> page.count("<details"), "<script" in page
    (4, False)
    """
    if not len(table.table):
        return face("comparison", rows={})
    shown, cut_off = table.largest(FEATURES, GROUPS)
    top = float(shown["rate"].max()) or 1.0
    rows = {
        feature: [_cell(table, row, top) for row in cells.to_dict("records")]
        for feature, cells in shown.groupby("feature", observed=True)
    }
    known = {"groups": shown["keys"].cat.categories, "closed": table.corpus.closed}
    said = cut_off + basis.sentences(table.basis)
    return face("comparison", rows=rows, said=said, most=PASSAGES, **known)


def _cell(table: Comparison, row: dict[str, Any], top: float) -> dict[str, Any]:
    """Return a cell with its colour, a stable name and the passages it opens to."""
    names = tuple(row[key] for key in table.keys)
    name = crc32("|".join((row["feature"], *names)).encode())
    found = table.passages(row["feature"], names[0] if len(names) == 1 else names)
    style = heat(row["rate"] / top)
    return {**row, "style": style, "name": f"{name:08x}", "found": found.to_dict("records")}


def heat(share: float) -> str:
    """Return the colours of a cell by its share of the highest rate.

    >>> heat(1.0)
    'background:rgb(8,69,148);color:#fff'
    """
    root = share**0.5  # so that small rates are told from none
    colour = ",".join(str(round(255 - (255 - c) * root)) for c in DARK)
    ink = "#fff" if root > 0.73 else "#000"  # from there on white has the higher contrast
    return f"background:rgb({colour});color:{ink}"


def corpus_facts(corpus: Corpus) -> list[str]:
    """Return what is in a corpus, what is missing, and how far to trust it, as sentences.

    >>> import toolkit as kit
    >>> corpus_facts(kit.example())[0]
    '3 documents, 51 words, 2021 to 2023.'
    """
    documents = corpus.documents
    years = sorted(documents["date"].dropna().astype("str").str.extract(r"(\d{4})")[0].dropna())
    when = f", {' to '.join(dict.fromkeys([years[0], years[-1]]))}" if years else ""
    words = int(documents["words"].sum())
    out = [f"{counted(len(documents), 'document')}, {counted(words, 'word')}{when}."]
    try:
        out += _layer_facts(corpus, words) if len(documents) <= SMALL else []
        if not corpus.codebook:
            out.append("No themes: the folder has no codebook.toml, or an empty one.")
    except ToolkitError as error:  # a broken speakers.csv, gazetteer.csv or codebook.toml
        out.append(f"Problem: {error}")
    known = ["title", "author", "outlet", "date", "genre", "language", "translated"]
    gaps = [f"{name} of {n}" for name, n in documents[known].isna().sum().items() if n]
    if gaps:
        out.append(f"Not known: {', '.join(gaps)} document{'s' * (len(documents) > 1)}.")
    if translated := int(documents["translated"].astype(str).str.lower().eq("true").sum()):
        out.append(f"{counted(translated, 'document')} translated: the words are a translator's.")
    if len(documents) < 20:
        out.append("So few documents describe themselves; they do not stand for others.")
    out += [f"Problem: {text}" for text in corpus.problems["problem"].head(5)]
    return out


def _layer_facts(corpus: Corpus, words: int) -> list[str]:
    """Return sentences about what the layers hold."""
    modes, speakers = (count(corpus, of).set_index("feature")["n"] for of in ("modes", "speakers"))
    spoken = words - modes.reindex(["author", groups.UNRESOLVED]).sum()
    unnamed = speakers.get(groups.UNRESOLVED, 0)
    faults = corpus.faults["kind"].value_counts()
    loops = int(corpus.words["loop"].sum())
    places = groups.placed(corpus)
    out = [
        f"{counted(len(corpus.sentences), 'sentence')}, "
        f"{counted(len(corpus.furniture), 'piece')} of furniture left out.",
        f"{counted(len(corpus.speakers), 'speaker')}; {_share(spoken, words)} of the words "
        f"are reported speech, {_share(unnamed, words)} of all words have no named speaker.",
        f"{counted(len(places), 'mention')} of "
        f"{counted(places['place'].nunique(), 'place')}; "
        f"{counted(int((~corpus.themes['loop']).sum()), 'hit')} of themes.",
    ]
    if len(faults):
        kinds = ", ".join(f"{kind} {n}" for kind, n in faults.head(6).items())
        many = counted(len(corpus.faults), "fault")
        out.append(f"{many} of translation or extraction ({kinds}).")
        out.append(f"{counted(loops, 'repeated word')} in loops not counted.")
    return out


def _share(part: float, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / max(whole, 1):.0f} %"


def corpus_text(corpus: Corpus) -> str:
    """Return the plain face of a corpus."""
    name = corpus.folder.name if corpus.folder else "in memory"
    return "\n".join([f"Corpus {name}", *corpus_facts(corpus)])


def corpus(corpus: Corpus) -> str:
    """Return the face of a corpus: its documents and what to know of them.

    >>> import toolkit as kit
    >>> "harbour" in corpus(kit.example())
    True
    """
    columns = ["title", "author", "outlet", "date", "genre", "words"]
    documents = corpus.documents.head(FEATURES)[columns].reset_index()
    table = documents.to_html(index=False, border=0, na_rep="–")
    cut_off = cut(len(documents), len(corpus.documents), "documents")
    return face("corpus", table=table, cut_off=cut_off, facts=corpus_facts(corpus))

"""Faces of a corpus and a comparison: HTML without a script, alive with and without a kernel.

Text from articles is always escaped, and shown only as far as its document's `rights` allow.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from toolkit.analysis import basis, groups
from toolkit.analysis.comparison import Comparison
from toolkit.analysis.counts import count
from toolkit.checks import ToolkitError, cut
from toolkit.corpus import Corpus
from toolkit.templates import filled

FEATURES, GROUPS, PASSAGES = 20, 8, 20  # the most that a heat table shows
SMALL = 200  # documents of which a face may compute every layer
DARK = (8, 69, 148)  # the full colour of the heat; a blue that all eyes tell from white


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
        return filled("comparison.html", rows={})
    shown, cut_off = table.largest(FEATURES, GROUPS)
    top = float(shown["rate"].max()) or 1.0
    rows = {
        feature: [_cell(table, row, top) for row in cells.to_dict("records")]
        for feature, cells in shown.groupby("feature", observed=True)
    }
    known = {"groups": shown["keys"].cat.categories, "closed": table.corpus.closed}
    said = cut_off + basis.sentences(table.basis)
    return filled("comparison.html", rows=rows, said=said, most=PASSAGES, **known)


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
    documents, problems = corpus.documents, corpus.problems["problem"].head(5).tolist()
    years = sorted(documents["date"].dropna().astype("str").str.extract(r"(\d{4})")[0].dropna())
    columns = ["title", "author", "outlet", "date", "genre", "language", "translated"]
    known: dict[str, Any] = {
        "documents": len(documents),
        "words": int(documents["words"].sum()),
        "years": list(dict.fromkeys([years[0], years[-1]])) if years else [],
        "gaps": [(name, n) for name, n in documents[columns].isna().sum().items() if n],
        "translated": int(documents["translated"].astype(str).str.lower().eq("true").sum()),
    }
    try:
        known |= _layer_facts(corpus) if len(documents) <= SMALL else {}
        known["codebook"] = corpus.codebook
    except ToolkitError as error:  # a broken speakers.csv, gazetteer.csv or codebook.toml
        problems.insert(0, str(error))
    return filled("facts.txt", problems=problems, **known).splitlines()


def _layer_facts(corpus: Corpus) -> dict[str, Any]:
    """Return what the layers hold, by name."""
    modes, speakers = (count(corpus, of).set_index("feature")["n"] for of in ("modes", "speakers"))
    places = groups.placed(corpus)
    return {
        "sentences": len(corpus.sentences),
        "furniture": len(corpus.furniture),
        "speakers": len(corpus.speakers),
        "spoken": modes.drop(["author", groups.UNRESOLVED], errors="ignore").sum(),
        "unnamed": speakers.get(groups.UNRESOLVED, 0),
        "mentions": len(places),
        "places": places["place"].nunique(),
        "hits": int((~corpus.themes["loop"]).sum()),
        "faults": corpus.faults["kind"].value_counts().to_dict(),
        "loops": int(corpus.words["loop"].sum()),
    }


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
    return filled("corpus.html", table=table, cut_off=cut_off, facts=corpus_facts(corpus))

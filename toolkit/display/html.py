"""Faces of a corpus and a comparison: HTML without a script, alive with and without a kernel.

Text from articles is always escaped, and shown only as far as its document's `rights` allow.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from zlib import crc32

import pandas as pd

from toolkit.analysis import basis, groups
from toolkit.analysis.comparison import Comparison
from toolkit.analysis.counts import count
from toolkit.checks import ToolkitError, counted, cut
from toolkit.corpus import Corpus

FEATURES, GROUPS, PASSAGES = 20, 8, 20  # the most that a heat table shows
CONTEXT = 60  # characters on either side of a hit
SMALL = 200  # documents of which a face may compute every layer
DARK = (8, 69, 148)  # the full colour of the heat; a blue that all eyes tell from white

STYLE = f"<style>{(Path(__file__).parents[1] / 'data' / 'face.css').read_text()}</style>"


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
        return f'{STYLE}<div class="kit"><p>There are no hits to compare.</p></div>'
    shown, cut_off = table.largest(FEATURES, GROUPS)
    top = float(shown["rate"].max()) or 1.0
    out = [STYLE, '<div class="kit"><table><thead><tr><th class="l">per 1,000 words</th>']
    out += [f"<th>{escape(name)}</th>" for name in shown["keys"].cat.categories]
    out.append("</tr></thead><tbody>")
    for feature, rows in shown.groupby("feature", observed=True):
        out.append(f'<tr><th class="l">{escape(str(feature))}</th>')
        out += [_cell(table, row, top) for _, row in rows.iterrows()]
        out.append("</tr>")
    legend = "Rate, and the number of hits: click one to read its passages. "
    said = escape(basis.sentences(table.basis))
    out.append(f"</tbody></table><p>{legend}{cut_off}{said}</p></div>")
    return "".join(out)


def _cell(table: Comparison, row: pd.Series, top: float) -> str:
    """Return one cell: its rate and hits, and the passages it opens to."""
    if not row["n"]:
        return "<td>0</td>"
    share = (row["rate"] / top) ** 0.5  # the root, so that small rates are told from none
    colour = ",".join(str(round(255 - (255 - c) * share)) for c in DARK)
    ink = "#fff" if share > 0.73 else "#000"  # from there on white has the higher contrast
    names = tuple(row[key] for key in table.keys)
    name = crc32("|".join((row["feature"], *names)).encode())
    found = table.passages(row["feature"], names[0] if len(names) == 1 else names)
    return (
        f'<td style="background:rgb({colour});color:{ink}"><details id="kit-{name:08x}">'
        f"<summary>{row['rate']:.1f} <small>{row['n']:,}</small></summary>"
        f'<div class="open">{opened(table.corpus, found)}</div></details></td>'
    )


def opened(corpus: Corpus, found: pd.DataFrame, most: int = PASSAGES) -> str:
    """Return passages as a list, each with its address."""
    first = found.head(most)
    rows = []
    for row in first.itertuples():
        said, text = "", corpus.texts[row.doc]
        if row.doc not in corpus.closed:
            left = _tail(text[row.passage_start : row.start])
            right = _tail(text[row.end : row.passage_start + len(row.passage)][::-1])[::-1]
            said = f"{escape(left)}<mark>{escape(text[row.start : row.end])}</mark>{escape(right)} "
        rows.append(f"<li>{said}<span>{escape(row.doc)}:{row.start}</span></li>")
    shown = f"{len(first):,} of {len(found):,} shown" if len(found) > len(first) else (
        counted(len(found), "passage"))  # fmt: skip
    return f"<p>{shown}</p><ul>{''.join(rows)}</ul>"


def _tail(text: str) -> str:
    """Return the end of a text, cut between words."""
    if len(text) <= CONTEXT:
        return text
    cut = text[-CONTEXT:]
    return "…" + (cut.split(" ", 1)[1] if " " in cut else cut)


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
    documents = corpus.documents.head(FEATURES)
    columns = ["title", "author", "outlet", "date", "genre", "words"]
    table = documents[columns].reset_index().to_html(index=False, border=0, na_rep="–")
    cut_off = cut(len(documents), len(corpus.documents), "documents")
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in corpus_facts(corpus))
    return f'{STYLE}<div class="kit facts">{table}<p>{cut_off}</p>{facts}</div>'

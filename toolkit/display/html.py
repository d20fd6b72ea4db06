"""Faces of a corpus and a comparison: HTML without a script, alive with and without a kernel.

Text from articles is always escaped, and shown only as far as its document's `rights` allow.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import basis, groups
from toolkit.analysis.comparison import Comparison
from toolkit.checks import counted
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
    cells = table.table
    if not len(cells):
        return f'{STYLE}<div class="kit"><p>There are no hits to compare.</p></div>'
    group = cells[list(table.keys)].agg(" | ".join, axis=1)
    features = _largest(cells["n"].groupby(cells["feature"]).sum(), FEATURES)
    groups = _largest(cells["words"].groupby(group).max(), GROUPS)
    shown = cells[cells["feature"].isin(features) & group.isin(groups)]
    top = float(shown["rate"].max()) or 1.0
    number = {cell: i for i, cell in zip(shown.index, zip(shown["feature"], group[shown.index],
                                                          strict=True), strict=True)}  # fmt: skip
    out = [STYLE, '<div class="kit"><table><thead><tr><th class="l">per 1,000 words</th>']
    out += [f"<th>{escape(name)}</th>" for name in groups]
    out.append("</tr></thead><tbody>")
    for feature in features:
        out.append(f'<tr><th class="l">{escape(feature)}</th>')
        out += [_cell(table, cells.loc[number[feature, name]], top) for name in groups]
        out.append("</tr>")
    cut = _cut(len(features), cells["feature"].nunique(), "features") + _cut(
        len(groups), group.nunique(), "groups"
    )
    legend = "Rate, and the number of hits: click one to read its passages. "
    out.append(f"</tbody></table><p>{legend}{cut}{escape(basis.sentences(table.basis))}</p></div>")
    return "".join(out)


def _largest(sizes: pd.Series, most: int) -> list[str]:
    """Return the names of the largest, ties by name."""
    table = sizes.rename("size").rename_axis("name").reset_index()
    return table.sort_values(["size", "name"], ascending=[False, True])["name"].head(most).tolist()


def _cut(shown: int, there: int, what: str) -> str:
    """Say what is left out."""
    return f"{shown} of {there:,} {what} are shown. " if shown < there else ""


def _cell(table: Comparison, row: pd.Series, top: float) -> str:
    """Return one cell: its rate and hits, and the passages it opens to."""
    if not row["n"]:
        return "<td>0</td>"
    share = (row["rate"] / top) ** 0.5  # the root, so that small rates are told from none
    colour = ",".join(str(round(255 - (255 - c) * share)) for c in DARK)
    ink = "#fff" if share > 0.55 else "#111"
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
    rights = corpus.documents["rights"]
    rows = []
    for row in first.itertuples():
        address = f"<span>{escape(row.doc)}:{row.start}</span>"
        if rights[row.doc] == "address":
            rows.append(f"<li>{address}</li>")
            continue
        text = corpus.texts[row.doc]
        left = _tail(text[row.passage_start : row.start])
        right = _tail(text[row.end : row.passage_start + len(row.passage)][::-1])[::-1]
        rows.append(
            f"<li>{escape(left)}<mark>{escape(text[row.start : row.end])}</mark>{escape(right)} "
            f"{address}</li>"
        )
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
    except ValueError as error:  # a broken speakers.csv, gazetteer.csv or codebook.toml
        out.append(f"Problem: {error}")
    known = ["title", "author", "outlet", "date", "genre", "language", "translated"]
    missing = {name: int(documents[name].isna().sum()) for name in known}
    gaps = [f"{name} of {n}" for name, n in missing.items() if n]
    if gaps:
        out.append(
            f"Not known: {', '.join(gaps)} {'documents' if len(documents) > 1 else 'document'}."
        )
    if translated := int(documents["translated"].astype(str).str.lower().eq("true").sum()):
        out.append(f"{counted(translated, 'document')} translated: the words are a translator's.")
    if len(documents) < 20:
        out.append("So few documents describe themselves; they do not stand for others.")
    out += [f"Problem: {text}" for text in corpus.problems["problem"].head(5)]
    return out


def _layer_facts(corpus: Corpus, words: int) -> list[str]:
    """Return sentences about what the layers hold."""
    speech = corpus.speech
    first = speech[speech["level"] == 1].reset_index(drop=True)
    row = spans.locate(corpus.words.query("~loop"), first)
    mode = np.append(first["mode"].to_numpy(dtype=object), "none")[row]
    named = np.append(first["speaker"].notna().to_numpy(), False)[row]
    spoken = (mode != "author") & (mode != "none")
    faults = corpus.faults["kind"].value_counts()
    loops = int(corpus.words["loop"].sum())
    places = groups.placed(corpus)
    out = [
        f"{counted(len(corpus.sentences), 'sentence')}, "
        f"{counted(len(corpus.furniture), 'piece')} of furniture left out.",
        f"{counted(len(corpus.speakers), 'speaker')}; {_share(spoken.sum(), words)} of the words "
        f"are reported speech, {_share((~named).sum(), words)} of all words have no named speaker.",
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
    shown = documents[columns].astype("object").where(documents[columns].notna(), "–")
    head = "".join(f'<th class="l">{name}</th>' for name in ["doc", *columns])
    rows = "".join(
        f'<tr><th class="l">{escape(str(doc))}</th>'
        + "".join(f'<td class="l">{escape(str(value))}</td>' for value in row)
        + "</tr>"
        for doc, row in zip(shown.index, shown.to_numpy(), strict=True)
    )
    cut = _cut(len(documents), len(corpus.documents), "documents")
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in corpus_facts(corpus))
    return (
        f'{STYLE}<div class="kit"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        f"</table>{f'<p>{cut}</p>' if cut else ''}{facts}</div>"
    )

"""What a folder of articles still needs: what went wrong in it, and drafts of its tables."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from toolkit import spans
from toolkit.analysis.counts import count
from toolkit.checks import ToolkitError
from toolkit.corpus import Corpus
from toolkit.layers.gazetteer import load_gazetteer
from toolkit.text import documents, drafts, duplicates, patterns, store
from toolkit.text.tables import FORMULA

DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
THEMES = 12  # phrases in the draft of a codebook
HEAD = """# A draft, made from phrases that come back in these articles. A theme is your claim: keep
# what means something to you, say in `definition` what counts, and add patterns and a
# counter_example.
"""


def check(corpus: Corpus) -> pd.DataFrame:
    """List what is wrong or in doubt in a corpus, a sentence each.

    Parameters
    ----------
    corpus : the corpus

    Returns
    -------
    DataFrame
        `file, problem`: what could not be read as it stands, tables that stop a layer, articles
        that are there twice, documents without a word of prose, dates in no known form,
        Chinese without a tokenizer.

    Examples
    --------
    >>> import toolkit as kit
    >>> kit.check(kit.example())
    Empty DataFrame
    Columns: [file, problem]
    Index: []
    """
    documents = corpus.documents
    said = list(corpus.problems.itertuples(index=False, name=None))
    for file, read in {
        "speakers.csv": lambda: corpus._speakers_by_hand,
        "gazetteer.csv": lambda: load_gazetteer(corpus._file("gazetteer.csv")),
        "codebook.toml": lambda: corpus.codebook,
    }.items():
        try:
            read()
        except ValueError as error:  # a broken table stops its layer, not the check
            said.append((file, f"{str(error).rstrip('.')}."))
    for row in duplicates.find(corpus.words).itertuples():
        say = f"{row.doc} says {row.share:.0%} of what {row.same_as} says; counts have both"
        said.append((documents.loc[row.doc, "file"], f"{say}."))
    for doc in documents.index[documents["words"] == 0]:
        if corpus.texts[doc].strip():  # that a text is empty is said when it is read
            said.append((documents.loc[doc, "file"], f"{doc} has no prose beside its furniture."))
    for column in ("date", "date_posted"):
        for doc, day in documents[column].dropna().items():
            if not DAY.fullmatch(day):
                say = f"'{day}', the {column} of '{doc}', is not written as 2023-04-05"
                said.append(("documents.csv", f"{say}, 2023-04 or 2023."))
    norms = corpus.words["norm"].str
    han = corpus.words.loc[norms.fullmatch("[\u4e00-\u9fff]+"), "doc"].value_counts()
    for doc in han.index[han > documents.loc[han.index, "words"] / 2]:
        if norms.len()[corpus.words["doc"] == doc].max() == 1:
            say = f"{doc} is in Chinese: each character counts as a word; give a tokenizer"
            said.append((documents.loc[doc, "file"], f"{say}, corpus.replace(words=jieba.lcut)."))
    return pd.DataFrame(said, columns=["file", "problem"], dtype="str")


def draft(corpus: Corpus) -> dict[str, pd.DataFrame | str]:
    """Draft the tables of a corpus folder, for a person to correct.

    Parameters
    ----------
    corpus : the corpus

    Returns
    -------
    dict
        By file name: `documents.csv` (title, author, dates, outlet, genre, ... as printed, with
        the `evidence` for each guess), `speakers.csv` (who speaks, with the words by which each is
        first named) and `codebook.toml` (phrases that come back, each with an example).

    Examples
    --------
    >>> import toolkit as kit
    >>> sorted(kit.draft(kit.example()))
    ['codebook.toml', 'documents.csv', 'speakers.csv']
    """
    layers = {name: corpus.layer(name) for name in ("furniture", "faults", "sentences")}
    table = drafts.draft(corpus.texts, layers, corpus.source.stated).reset_index()
    named = corpus.speech.dropna(subset=["speaker", "speaker_start"]).drop_duplicates("speaker")
    named = named.set_index("speaker")[["doc", "speaker_start", "speaker_end"]]
    first = {who: f"'{corpus.texts[doc][start:end]}' at {doc}:{start}"
             for who, doc, start, end in named.itertuples()}  # fmt: skip
    evidence = pd.Series(first, dtype="str")
    columns = ["aliases", "role", "affiliation", "words", "documents"]
    speakers = corpus.speakers[columns].assign(evidence=evidence).reset_index()
    book = _codebook(corpus)
    return {"documents.csv": table, "speakers.csv": speakers, "codebook.toml": book}


def _codebook(corpus: Corpus) -> str:
    """Return a codebook of the phrases of two words that come back most, each with an example."""
    rules = drafts.rules().query("column == 'language'")
    small = [pattern.fullmatch for pattern in rules["pattern"]]
    phrases = count(corpus, "ngrams").sort_values(["docs", "n"], ascending=False, kind="stable")
    out = [HEAD]
    for phrase in phrases["feature"][phrases["n"] > 2]:
        parts = phrase.split()
        if not all(len(part) > 2 and part.isalpha() for part in parts):
            continue
        if any(fits(part) for fits in small for part in parts):
            continue
        hit = patterns.find(corpus.matcher(), [phrase]).head(1)
        unit = corpus.sentences.iloc[corpus.matcher().unit[hit["first"]]]
        if unit.empty:  # its words stand on either side of a comma
            continue
        example = " ".join(spans.slices(unit, corpus.texts)[0].split())
        out.append(
            f"[themes.{'_'.join(parts)}]\nlabel = {json.dumps(phrase.capitalize())}\n"
            f'definition = ""\npatterns = {json.dumps([phrase])}\n'
            f"example = {json.dumps(example, ensure_ascii=False)}\n"
        )
        if len(out) > THEMES:
            break
    return "\n".join(out)


def write(tables: dict[str, pd.DataFrame | str], folder: Path) -> list[str]:
    """Write drafts into a folder, and nothing over a file that is there; return what was done.

    A value that a spreadsheet would take for a formula gets a blank before it, which is dropped
    when the table is read.
    """
    if documents.is_saved(folder):  # where they would never be read
        where = store.read(folder).facts["source"] or "memory"
        say = f"'{folder}' is a saved corpus; draft the tables of its articles in {where}"
        raise ToolkitError(say)
    said = []
    for name, table in tables.items():
        try:
            with (folder / name).open("x", encoding="utf-8", newline="") as file:
                if isinstance(table, str):
                    file.write(table)
                else:
                    safe = table.select_dtypes("str").replace(FORMULA, " ", regex=True)
                    table.assign(**safe).to_csv(file, index=False, lineterminator="\n")
            said.append(f"{name} is a draft: correct it.")
        except FileExistsError:
            said.append(f"{name} is there already and is left as it is.")
    return said

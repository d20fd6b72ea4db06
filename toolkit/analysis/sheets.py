"""Coding sheets: units drawn for coders, in a file that any spreadsheet may open, sort and save.

A sheet shows passages and blank columns, and nothing of what the toolkit found.  Its column `id`
holds the stratum of the row, the size of that stratum and a check of the address, in letters that
no spreadsheet takes for a number or a date: a sheet can be scored whatever else became of it.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import groups
from toolkit.analysis.passages import shown
from toolkit.checks import ToolkitError, one_of
from toolkit.corpus import Corpus
from toolkit.text.encodings import Problems
from toolkit.text.tables import FORMULA, parse

LAYERS = ("themes", "speech", "places", "faults")


def labels(corpus: Corpus, layer: str, units: pd.DataFrame) -> pd.DataFrame:
    """Return what the toolkit finds in units of text: `unit` (row of `units`), `label`.

    Labels are themes, speakers of reported speech, places, kinds of fault.

    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> labels(corpus, "themes", corpus.sentences.head(2)).values.tolist()
    [[0, 'trade'], [1, 'trade']]
    """
    if layer == "themes":
        found = groups.themed(corpus).rename(columns={"theme": "label"})
    elif layer == "speech":
        reported = corpus.speech.query("level == 1 and mode != 'author'")
        found = reported.assign(label=reported["speaker"].fillna(groups.UNRESOLVED))
    elif layer == "places":
        found = groups.placed(corpus).rename(columns={"place": "label"})
    else:
        found = corpus.faults.rename(columns={"kind": "label"})
    i, j = spans.overlaps(units, found)
    pairs = pd.DataFrame({"unit": i, "label": found["label"].to_numpy(dtype=object)[j]})
    return pairs.drop_duplicates().sort_values(["unit", "label"], ignore_index=True)


def draw_sample(
    corpus: Corpus,
    layer: str,
    n: int = 60,
    strata: str | None = None,
    seed: int = 0,
    path: str | Path | None = None,
) -> pd.DataFrame:
    """Draw sentences for coders to read, and write them as a coding sheet.

    Half of the sentences are such in which the toolkit finds something, half such in which it finds
    nothing, as far as there are enough: only the second kind can show what it misses.
    `score_sample` weights them back.  The sheet does not tell which is which.

    Parameters
    ----------
    corpus : the corpus
    layer : themes, speech (the label is the speaker), places or faults (their kind)
    n : sentences to draw
    strata : doc or a column of `documents`, each value of which, `(none)` too, gets an equal share
        as far as it has sentences; optional
    seed : of the drawing
    path : where to write it (`.csv` or `.xlsx`); nothing is written without it

    Returns
    -------
    DataFrame
        The sheet: `doc, start, end, before, passage, after`, a blank column named after the layer,
        for labels joined with `;` or the word *none*, a blank `note`, and `id`.  Each coder fills a
        copy; rows left blank count as not coded.

    Raises
    ------
    ToolkitError
        The layer, the strata or the ending of the file are unknown, or `n` is below 1.

    Examples
    --------
    >>> import toolkit as kit
    >>> sheet = kit.draw_sample(kit.example(), "themes", n=4)
    >>> sheet.columns.tolist()
    ['doc', 'start', 'end', 'before', 'passage', 'after', 'themes', 'note', 'id']
    """
    one_of(layer, LAYERS, "a layer that can be sampled")
    units = corpus.sentences.query("kind != 'speaker_label'").reset_index(drop=True)
    documents = corpus.documents.reset_index().set_index("doc", drop=False)
    one_of(strata or "doc", documents, "a column of the documents")
    if n < 1:
        raise ToolkitError(f"{n} is no number of sentences to draw; 1 or more was expected")
    value = documents[strata or "doc"].astype("str").fillna(groups.NONE).loc[units["doc"]]
    found = units.index.isin(labels(corpus, layer, units)["unit"])
    parts = pd.DataFrame({"value": value.to_numpy() if strata else "", "found": found})
    random = np.random.default_rng(seed)
    grouped = parts.groupby(["value", "found"])
    number = random.permutation(grouped.ngroups)[grouped.ngroup()]  # of the stratum; says nothing
    size = grouped["found"].transform("size")
    # values take turns, and in each of them those with and without a finding
    mixed = parts.sample(frac=1, random_state=random)
    mixed["turn"] = mixed.groupby(["value", "found"]).cumcount()
    mixed = mixed.sort_values(["turn", "found"], kind="stable")
    turns = mixed.groupby("value").cumcount().sort_values(kind="stable")
    drawn = random.permutation(turns.index[:n])
    lines = shown(corpus, units).str.split().str.join(" ").astype("str")
    lines = lines.str.replace(r"[\x00-\x1f\x7f]", "", regex=True)  # no workbook can hold them
    lines = lines.str.replace(FORMULA, " ", regex=True)
    by_doc = lines.groupby(units["doc"])
    ids = [_id(layer, *row) for row in units[spans.ADDRESS].assign(n=number, size=size).to_numpy()]
    sheet = units[spans.ADDRESS].assign(
        before=by_doc.shift(1, fill_value=""), passage=lines, after=by_doc.shift(-1, fill_value=""),
        **{layer: "", "note": "", "id": ids},
    ).iloc[drawn].reset_index(drop=True)  # fmt: skip
    if path is not None:
        one_of(Path(path).suffix.lower(), (".csv", ".xlsx"), "the ending of a coding sheet")
        if str(path).lower().endswith(".xlsx"):
            sheet.to_excel(path, index=False)
        else:  # the mark in front tells spreadsheets that it is UTF-8
            sheet.to_csv(path, index=False, encoding="utf-8-sig")
    return sheet


def _id(layer: str, doc: str, start: int, end: int, stratum: int, size: int) -> str:
    """Write stratum, its size and a check of the row in letters that look alike in all strata."""
    check = crc32(f"{layer}|{doc}|{start}|{end}|{stratum}|{size}".encode())
    hidden = (stratum << 32 | size) ^ (check << 16 | check >> 16)
    return "S" + b32encode((hidden << 32 | check).to_bytes(10, "big")).decode()


def _design(own: str) -> tuple[int, int]:
    """Read the stratum and its size from an id.

    >>> _design(_id("themes", "a", 0, 9, stratum=3, size=120))
    (3, 120)
    """
    hidden, check = divmod(int.from_bytes(b32decode(own[1:]), "big"), 2**32)
    return divmod(hidden ^ (check << 16 | check >> 16), 2**32)


def read_sheet(corpus: Corpus, sheet: str | Path | pd.DataFrame, name: str) -> pd.DataFrame:
    """Read a sheet that a coder has filled, as whatever spreadsheet has saved it.

    Parameters
    ----------
    corpus : the corpus it was drawn from
    sheet : its file or table, in any order; a table without `id` is taken as a full reading
    name : what errors call it

    Returns
    -------
    DataFrame
        `doc, start, end, stratum, size, answer` (the cell as filled in), and the layer in
        ``attrs["layer"]``; rows that were left blank are left out.
    """
    table = sheet if isinstance(sheet, pd.DataFrame) else _read(Path(sheet))
    table = table.astype("str").fillna("").rename(columns=lambda head: str(head).strip().casefold())
    layer = next((column for column in LAYERS if column in table), "themes")
    for column in [*spans.ADDRESS, layer]:
        if column not in table:
            heads = ", ".join(table.columns)
            raise ToolkitError(f"the coding sheet {name} has no column {column!r}, only {heads}")
    table = table[table[layer].str.strip() != ""].reset_index(drop=True)
    rows = [_row(corpus, layer, row, name) for row in table.to_dict("records")]
    columns = [*spans.ADDRESS, "stratum", "size"]
    out = spans.table(pd.DataFrame(rows, columns=columns)).assign(answer=table[layer])
    for doc, start, end in out[out.duplicated(spans.ADDRESS)][spans.ADDRESS].to_numpy()[:1]:
        raise ToolkitError(f"the coding sheet {name} has the row {doc} {start}-{end} twice")
    if "id" not in table:
        out["size"] = len(out)
    out.attrs["layer"] = layer
    return out


def _row(corpus: Corpus, layer: str, row: dict[str, str], name: str) -> tuple:
    """Return the address of a row, and its stratum with its size."""
    where = f"the row '{row['doc']} {row['start']}-{row['end']}' of the coding sheet {name}"
    try:
        start, end = (int(float(row[side])) for side in ("start", "end"))
    except (ValueError, OverflowError):
        raise ToolkitError(f"{where} has no address") from None
    if "id" not in row:
        one_of(row["doc"], corpus.texts, f"a document of the corpus (coding sheet {name})")
        if not 0 <= start < end <= len(corpus.texts[row["doc"]]):
            raise ToolkitError(f"{where} is no stretch of its text")
        return row["doc"], start, end, 0, 0
    own = row["id"].strip()
    if re.fullmatch("S[A-Z2-7]{16}", own):
        stratum, size = _design(own)
        for doc in corpus.texts:  # a spreadsheet may have read the name as a date
            if _id(layer, doc, start, end, stratum, size) == own:
                return doc, start, end, stratum, size
    raise ToolkitError(f"{where} was not drawn from this corpus: its id {own!r} does not fit it")


def _read(path: Path) -> pd.DataFrame:
    """Read a table of strings from a workbook, or from text in any usual encoding and form."""
    if not path.exists():
        raise ToolkitError(f"there is no coding sheet {str(path)!r}")
    try:
        if path.suffix.lower() == ".xlsx":
            return pd.read_excel(path, dtype="str", keep_default_na=False)
        table, _ = parse(path.read_bytes(), path.name, said := Problems())
        if lost := [sentence for _, sentence in said if sentence.startswith("Left out")]:
            raise ValueError(lost[0])
        return table
    except ValueError as error:
        raise ToolkitError(f"the coding sheet {path.name} cannot be read: {error}") from None

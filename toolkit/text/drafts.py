"""Drafts of metadata: what a page prints about itself, for a person to confirm or correct.

A guess is a row of ``data/metadata.csv`` that fits a line of furniture, a label, the opening of the
body or the head of a saved page, and it is handed out with the line it was read from.  The first
that fits counts.  Where nothing is printed, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import regex

from toolkit.text.documents import COLUMNS

OPENING = 3000  # characters of the body that are looked at
SPOKEN = 0.08  # share of words that are function words where a text is in a language
FAULTY = 20  # faults of machines in 10,000 words, where a text reads as machine-translated
FEWEST = 3  # of them
MACHINE = "loop spaced_hyphen missing_space deictic_calque turned_quote stray_capital".split()
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DATE = regex.compile(  # a name may stand in each of the forms
    r"(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})(?:\s?[-/.月]\s?(?P<d>\d{1,2}))?(?!\d)"
    r"|(?P<b>[^\W\d]{3})[^\W\d]*\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)"
    r"|(?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<b>[^\W\d]{3})[^\W\d]*\.?,? (?P<y>(?:19|20)\d\d)"
)
NAMED = re.compile(r"(?P<name>[A-Z][a-z]+ [A-Za-z][a-z]+)\s?[:：] (?P<title>.+)")
Line = tuple[str, str]  # where it stands, its words
Stated = Mapping[str, str]  # what the head of a page says


@cache
def rules() -> pd.DataFrame:
    """Return the rows of ``data/metadata.csv``: `column, where, pattern, value`."""
    path = Path(__file__).parents[1] / "data" / "metadata.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    return table.assign(pattern=table["pattern"].map(re.compile))


def iso(text: str) -> str:
    """Return the first date of a text as year-month-day, or nothing.

    >>> iso("Thu, Jan 11, 2024"), iso("Time:2022.09.23"), iso("5th April 2023"), iso("2020年5月")
    ('2024-01-11', '2022-09-23', '2023-04-05', '2020-05')
    """
    for m in DATE.finditer(text):
        name, day = (m["b"] or "").lower(), int(m["d"] or 0)
        month = MONTHS.index(name) + 1 if name in MONTHS else int(m["m"] or 0)
        if 0 < month <= 12 and day <= 31:
            return f"{m['y']}-{month:02}" + (f"-{day:02}" if day else "")
    return ""


def draft(
    texts: Mapping[str, str], layers: Mapping[str, pd.DataFrame], stated: Mapping[str, Stated]
) -> pd.DataFrame:
    """Draft the metadata of each document.

    Parameters
    ----------
    texts : text by document
    layers : `furniture, faults, sentences` by name
    stated : what pages and files say in their heads, by document

    Returns
    -------
    DataFrame
        Indexed by `doc`: the columns of ``documents.csv`` for which anything is printed, empty
        where nothing is; `translation` (machine); and `evidence`, the line behind each guess.

    Examples
    --------
    >>> from toolkit import spans
    >>> texts = {"a": "Time: 2021.01.12"}
    >>> line = spans.table({"doc": ["a"], "start": [0], "end": [16], "kind": ["time"],
    ...     "text": ["Time: 2021.01.12"]})
    >>> layers = {"furniture": line, "faults": line.head(0), "sentences": line.head(0)}
    >>> draft(texts, layers, {})[["date", "evidence"]].values.tolist()
    [['2021-01-12', "date: 'Time: 2021.01.12'"]]
    """
    rows = {}
    for doc, text in texts.items():
        own = {name: table[table["doc"] == doc] for name, table in layers.items()}
        lines = [*_lines(text, own["furniture"], own["sentences"], stated.get(doc, {}))]
        found = _guess(lines)
        if "date_posted" in found and not {"date", "host"} & set(found):
            found["date"] = found.pop("date_posted")  # no second site: the day of publication
        found |= _translated(own["faults"], len(text.split()))
        evidence = [f"{column}: '{line}'" for column, (_, line) in found.items()]
        guessed = {column: value for column, (value, _) in found.items()}
        rows[doc] = {**guessed, "evidence": "; ".join(evidence)}
    columns = [*COLUMNS[: COLUMNS.index("rights")], "translation", "evidence"]
    index = pd.Index(list(rows), dtype="str", name="doc")
    return pd.DataFrame(list(rows.values()), index, columns, dtype="str")


def _lines(
    text: str, furniture: pd.DataFrame, sentences: pd.DataFrame, stated: Stated
) -> Iterator[Line]:
    """Yield what a document prints about itself, with the place in which it stands."""
    yield from ((f"stated.{key}", value) for key, value in stated.items())
    units = sentences[["kind", "start", "end"]].itertuples(index=False)
    parts = [(kind, text[start:end]) for kind, start, end in units]
    body = " ".join(part for _, part in parts)
    for kind, line in furniture[["kind", "text"]].itertuples(index=False):
        named = NAMED.fullmatch(line) if kind == "title" else None
        known = named and named["name"].title() in body
        if named and (known or named["name"].istitle()):
            line = named["title"]
            if not known:  # whoever the text speaks about has not written it
                yield "title.name", named["name"]
        yield kind, " ".join(line.split())
    yield from (("label", part) for kind, part in parts if kind == "speaker_label")
    yield "body", body[:OPENING]


def _guess(lines: list[Line]) -> dict[str, Line]:
    """Return value and evidence of each column that a rule can fill."""
    found: dict[str, Line] = {}
    table, body = rules(), lines[-1][1]
    spoken = table["column"] == "language"
    for column, where, pattern, value, _ in table[~spoken].itertuples(index=False):
        for place, line in lines:
            if place == where and column not in found and (m := pattern.search(line)):
                words = m.groupdict().get("value", value).strip(" .,;:·•")
                words = iso(words) if column.startswith("date") else words
                if words:
                    found[column] = (words, m[0] if where == "body" else line)
        if column in found:
            lines = [*lines, (f"={column}", found[column][0])]
    marks = table[spoken].set_index("value")["pattern"].map(lambda mark: len(mark.findall(body)))
    share = marks / max(len(body.split()), 1)
    if share.max() > SPOKEN:
        found["language"] = (share.idxmax(), f"{share.max():.2f} of its marks per word")
    return found


def _translated(faults: pd.DataFrame, words: int) -> dict[str, Line]:
    """Say that a text reads as machine-translated, and why."""
    counts = faults["kind"][faults["kind"].isin(MACHINE)].value_counts()
    if counts.sum() < max(FEWEST, FAULTY * words / 10_000):
        return {}
    why = ", ".join(f"{n} {kind}" for kind, n in counts.items())
    return {"translated": ("true", why), "translation": ("machine", why)}

"""The gazetteer: places, the forms they are looked for under, what they lie in and belong to.

The shipped tables are `data/gazetteer.csv` and `data/gazetteer_cities.csv`; a corpus may bring its
own `gazetteer.csv` with the same columns, whose rows are added, or change what the shipped row of
the same name says.  A bracket after a name tells namesakes apart and is not looked for in texts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.checks import ToolkitError, one_of
from toolkit.text.documents import read_strictly

DATA = Path(__file__).parents[1] / "data"
COLUMNS = (
    "name kind country province macro_region clusters parts code chinese lat lon population "
    "aliases demonyms short"
).split()
KINDS = "country macro_region cluster province city county zone international deictic none".split()
NATIONS = ["country", "international", "cluster", "macro_region", "deictic"]
NUMBERS = {"lat": (-90, 90, "49.3"), "lon": (-180, 180, "8.4"), "population": (0, 1e11, "1000")}
LEVELS = ["nation", "large", "sizeable", "medium", "modest", "small", "tiny", "unknown"]
PLAIN, DEMONYM, SHORT = range(3)  # a name, a people, an abbreviation that needs a neighbour


def load_gazetteer(path: Path | None = None) -> pd.DataFrame:
    """Read the shipped gazetteer and, on top of it, a corpus's own.

    Parameters
    ----------
    path : a `gazetteer.csv`: `name` and `kind`, and any of `country, province, macro_region,
        clusters, parts, code, chinese, lat, lon, population, aliases, demonyms, short`; several
        values in a cell are joined with `;`.  The kind `none` says that a name is no place.  What
        lies in a province takes its `country` and `macro_region`, so a row per province is enough
        for another scheme of regions.

    Returns
    -------
    DataFrame
        A row per place, with the columns of the file; what is not said is an empty string.

    Raises
    ------
    ToolkitError
        The file is no table in UTF-8, lacks a column or a name, gives a number that is none, or
        names a kind, country or province that is not known.

    Examples
    --------
    >>> places = load_gazetteer().set_index("name")
    >>> places.loc["Shunde", ["province", "macro_region"]].tolist()
    ['Guangdong', 'eastern']
    """
    shipped = _shipped()
    if path is None:
        return shipped
    own = _own(path).drop_duplicates("name", keep="last")
    above, below = (t.replace("", pd.NA).set_index("name") for t in (own, shipped))
    table = above.combine_first(below).fillna("").reset_index()
    for column in ("country", "macro_region"):  # what lies in a province goes where that goes
        moved = own[own["kind"] == "province"].set_index("name")[column].replace("", pd.NA).dropna()
        said = table["name"].map(own.set_index("name")[column]).fillna("")
        follows = table["province"].isin(moved.index) & (said == "")
        table[column] = table["province"].map(moved.astype("object")).where(follows, table[column])
    names = table["name"]
    for column, values in (("kind", KINDS), ("country", names), ("province", names)):
        for value in own.loc[own[column] != "", column].unique():
            one_of(value, values, f"a {column} of the gazetteer")
    return table


def _own(path: Path) -> pd.DataFrame:
    """Read a corpus's own rows; a cell that says nothing is said with its row."""
    table = read_strictly(path, ["name", "kind"]).reindex(columns=COLUMNS)
    own = table.astype("str").fillna("").apply(lambda c: c.str.strip())
    for column, (least, most, like) in NUMBERS.items():
        number = pd.to_numeric(own[column], errors="coerce")
        for i in own.index[(own[column] != "") & ~number.between(least, most)]:
            where = f"{path.name} has the {column} {own[column][i]!r} in row {i + 1}"
            raise ToolkitError(f"{where}; a number like {like} was expected")
    if len(bare := own.index[own["name"] == ""]):
        raise ToolkitError(f"{path.name} has no name in row {bare[0] + 1}")
    return own


@lru_cache(maxsize=1)
def _shipped() -> pd.DataFrame:
    """Read the shipped tables once."""
    read: dict = {"dtype": "str", "keep_default_na": False, "engine": "pyarrow"}
    parts = [pd.read_csv(DATA / f"gazetteer{part}.csv", **read) for part in ("", "_cities")]
    return pd.concat(parts, ignore_index=True).fillna("")


def forms(places: pd.DataFrame, vocabulary: Any = None) -> pd.DataFrame:
    """Lay out the forms under which places are looked for.

    Parameters
    ----------
    places : from `load_gazetteer`
    vocabulary : an Arrow array of words in small letters; forms with another word are left out

    Returns
    -------
    DataFrame
        A row per form: the columns of its place, `pattern` (the atoms of the form), `role` (PLAIN,
        DEMONYM or SHORT), `exact` (an acronym), `dot` (ends with a stop), `small` (how many of its
        atoms begin with a small letter), `people`, `level` (how well known the place is).

    Examples
    --------
    >>> import pyarrow as pa
    >>> forms(load_gazetteer(), pa.array(["new", "york"]))["pattern"].unique().tolist()
    ['New York', 'York']
    """
    import pyarrow as pa
    from pyarrow import compute

    columns = pa.Table.from_pandas(places[["name", *COLUMNS[-3:]]], preserve_index=False).columns
    names, *others = (column.combine_chunks() for column in columns)
    lists = [compute.split_pattern(cells, ";") for cells in others]
    texts = [compute.replace_substring_regex(names, r" \(.*", ""), *(x.flatten() for x in lists)]
    rows = [np.arange(len(places)), *(compute.list_parent_indices(x).to_numpy() for x in lists)]
    row, text = np.concatenate(rows), pa.concat_arrays(texts)
    role = np.repeat([PLAIN, PLAIN, DEMONYM, SHORT], [len(part) for part in texts])
    full = compute.not_equal(text, "").to_numpy(zero_copy_only=False)
    row, role, text = row[full], role[full], text.filter(full)
    pattern = compute.utf8_trim(compute.replace_substring_regex(text, r"[^\pL\pN\pM]+", " "), " ")
    kept = np.ones(len(row), dtype=bool)
    if vocabulary is not None:
        atoms = compute.split_pattern(compute.utf8_lower(pattern), " ")
        unknown = compute.is_null(compute.index_in(atoms.flatten(), vocabulary.cast(text.type)))
        of = compute.list_parent_indices(atoms).to_numpy()
        kept[of[unknown.to_numpy(zero_copy_only=False)]] = False
    role = role[kept]
    text, pattern = (pd.Series(part.filter(kept), dtype="str") for part in (text, pattern))
    table = places[[*COLUMNS[:7], *NUMBERS]].iloc[row[kept]].reset_index(drop=True)
    table = table.rename(columns={"name": "place", "population": "people"})
    people = table["people"] = pd.to_numeric(table["people"]).fillna(0)
    kind, short = table["kind"], role == SHORT
    steps = [short | kind.isin(NATIONS), (people >= 1e6) | (people == 0) & (kind != "county")]
    steps += [kind == "province", *(people >= least for least in (3e5, 1e5, 3e4, 5e3, 1))]
    small = compute.count_substring_regex(pa.array(" " + pattern), " [a-z]").to_numpy()
    exact = text.str.isupper() & (text.str.len() < 6)
    table["role"], table["pattern"], table["small"] = role, pattern, small
    table["level"] = np.select(steps, [*LEVELS[:3], *LEVELS[2:-1]], LEVELS[-1])
    return table.assign(exact=exact, dot=text.str.endswith(".") & ~exact)

"""The gazetteer: places, the forms they are looked for under, what they lie in and belong to.

The shipped tables are `data/gazetteer.csv` and `data/gazetteer_cities.csv`; a corpus may bring its
own `gazetteer.csv` with the same columns, whose rows are added, or change what the shipped row of
the same name says.  A bracket after a name tells namesakes apart and is not looked for in texts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

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
        A row per form of a place: its columns, `pattern` (the atoms of the form),
        `head` (the first of them, in small letters), `role` (PLAIN,
        DEMONYM or SHORT), `exact` (an acronym), `dot` (ends with a stop), `small` (how many of its
        atoms begin with a small letter), `people`, `level` (how well known the place is).

    Raises
    ------
    ToolkitError
        The file is no table in UTF-8, lacks a column or a name, gives a number that is none, or
        names a kind, country or province that is not known.

    Examples
    --------
    >>> forms = load_gazetteer()
    >>> forms.loc[forms["pattern"] == "Shunde", ["province", "macro_region"]].values.tolist()
    [['Guangdong', 'eastern']]
    """
    shipped, forms = _shipped()
    if path is None:
        return forms
    own = _own(path).drop_duplicates("name", keep="last")
    above, below = (t.replace("", pd.NA).set_index("name") for t in (own, shipped))
    table = above.combine_first(below).fillna("").reset_index()
    for column in ("country", "macro_region"):  # what lies in a province goes where that goes
        moved = own[own["kind"] == "province"].set_index("name")[column].replace("", pd.NA).dropna()
        said = table["name"].map(own.set_index("name")[column]).fillna("")
        follows = table["province"].isin(moved.index) & (said == "")
        table[column] = table["province"].map(moved.astype("object")).where(follows, table[column])
    known = {"kind": KINDS, "country": table["name"], "province": table["name"]}
    for column, values in known.items():
        for value in own.loc[own[column] != "", column].unique():
            one_of(value, values, f"a {column} of the gazetteer")
    return _forms(table)


def _own(path: Path) -> pd.DataFrame:
    """Read a corpus's own rows; a cell that says nothing is said with its row."""
    own = (
        read_strictly(path, ["name", "kind"])
        .reindex(columns=COLUMNS)
        .astype("str")
        .fillna("")
        .apply(lambda c: c.str.strip())
    )
    for column, (least, most, like) in NUMBERS.items():
        number = pd.to_numeric(own[column], errors="coerce")
        for i in own.index[(own[column] != "") & ~number.between(least, most)]:
            where = f"{path.name} has the {column} {own[column][i]!r} in row {i + 1}"
            raise ToolkitError(f"{where}; a number like {like} was expected")
    if len(bare := own.index[own["name"] == ""]):
        raise ToolkitError(f"{path.name} has no name in row {bare[0] + 1}")
    return own


@lru_cache(maxsize=1)
def _shipped() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the shipped tables once, and lay out their forms."""
    read: dict = {"dtype": "str", "keep_default_na": False, "engine": "pyarrow"}
    parts = [pd.read_csv(DATA / f"gazetteer{part}.csv", **read) for part in ("", "_cities")]
    table = pd.concat(parts, ignore_index=True).fillna("")
    return table, _forms(table)


def _forms(table: pd.DataFrame) -> pd.DataFrame:
    """Lay out a row per form."""
    import pyarrow as pa
    from pyarrow import compute

    table = table.assign(people=pd.to_numeric(table["population"]).fillna(0), place=table["name"])
    kind, people = table["kind"], table["people"]
    steps = [kind.isin(NATIONS), (people >= 1e6) | (people == 0) & (kind != "county")]
    steps += [kind == "province", *(people >= least for least in (3e5, 1e5, 3e4, 5e3, 1))]
    table["level"] = np.select(steps, [*LEVELS[:3], *LEVELS[2:-1]], LEVELS[-1])
    texts = [table["name"].str.replace(r" \(.*", "", regex=True)]
    texts += [table.loc[table[c] != "", c].str.split(";").explode() for c in COLUMNS[-3:]]
    text = pd.concat(texts)
    forms = table.loc[text.index, ["place", *COLUMNS[1:7], "lat", "lon", "people", "level"]]
    forms["role"] = np.repeat([PLAIN, PLAIN, DEMONYM, SHORT], [len(part) for part in texts])
    forms.loc[forms["role"] == SHORT, "level"] = "nation"
    forms["pattern"] = text.str.replace(r"[^\pL\pN\pM]+", " ", regex=True).str.strip()
    forms["head"] = forms["pattern"].str.lower().str.replace(" .*", "", regex=True)
    forms["exact"] = text.str.isupper() & (text.str.len() < 6)
    forms["dot"] = text.str.endswith(".") & ~forms["exact"]
    # as pandas' str.count does, without a Python object a row
    small = compute.count_substring_regex(pa.array(" " + forms["pattern"]), " [a-z]")
    forms["small"] = small.to_numpy()
    return forms.reset_index(drop=True)

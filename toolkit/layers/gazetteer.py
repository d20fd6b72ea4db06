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

from toolkit.checks import ToolkitError, hint

DATA = Path(__file__).parents[1] / "data"
COLUMNS = (
    "name kind country province macro_region clusters code chinese lat lon population aliases "
    "demonyms short"
).split()
KINDS = "country macro_region cluster province city county zone international deictic none".split()
PLACE = "name kind country province macro_region clusters lat lon people level".split()
NATIONS = ["country", "international", "cluster", "macro_region", "deictic"]
LEVELS = ["nation", "large", "sizeable", "medium", "modest", "small", "tiny", "unknown"]
PLAIN, DEMONYM, SHORT = range(3)  # a name, a people, an abbreviation that needs a neighbour


def load_gazetteer(path: Path | None = None) -> pd.DataFrame:
    """Read the shipped gazetteer and, on top of it, a corpus's own.

    Parameters
    ----------
    path : a `gazetteer.csv`: `name` and `kind`, and any of `country, province, macro_region,
        clusters, code, chinese, lat, lon, population, aliases, demonyms, short`; several values in
        a cell are joined with `;`.  The kind `none` says that a name is no place.

    Returns
    -------
    DataFrame
        A row per form of a place: its columns, `pattern` (the atoms of the form), `role` (PLAIN,
        DEMONYM or SHORT), `exact` (an acronym), `dot` (ends with a stop), `small` (how many of its
        atoms begin with a small letter), `people`, `level` (how well known the place is).

    Raises
    ------
    ToolkitError
        The file lacks a column, or a kind, country or province is not known.

    Examples
    --------
    >>> forms = load_gazetteer()
    >>> forms.loc[forms["pattern"] == "Shunde", ["name", "province", "macro_region"]].values.tolist()
    [['Shunde', 'Guangdong', 'eastern region']]
    """
    if path is None:
        return _shipped_forms()
    own = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for column in ("name", "kind"):
        if column not in own:
            raise ToolkitError(f"{path.name} has no column {column!r}{hint(column, own.columns)}")
    own = own.reindex(columns=COLUMNS, fill_value="").drop_duplicates("name", keep="last")
    tables = (table.replace("", pd.NA).set_index("name") for table in (own, _shipped()))
    table = next(tables).combine_first(next(tables)).fillna("").reset_index()
    allowed = {"kind": KINDS, "country": {*table["name"], ""}, "province": {*table["name"], ""}}
    for column, values in allowed.items():
        for name, value in own.loc[~own[column].isin(values), ["name", column]].to_numpy():
            more = hint(value, values)
            raise ToolkitError(f"{value!r} is not a {column} of the gazetteer, for {name!r}{more}")
    return _forms(table)


def _shipped() -> pd.DataFrame:
    """Read the shipped tables."""
    names = ["gazetteer.csv", "gazetteer_cities.csv"]
    read = {"dtype": "str", "keep_default_na": False, "engine": "pyarrow"}
    return pd.concat([pd.read_csv(DATA / name, **read) for name in names], ignore_index=True).fillna("")


@lru_cache(maxsize=1)
def _shipped_forms() -> pd.DataFrame:
    """Lay out the forms of the shipped tables once."""
    return _forms(_shipped())


def _forms(table: pd.DataFrame) -> pd.DataFrame:
    """Lay out a row per form."""
    table = table.assign(people=pd.to_numeric(table["population"]).fillna(0))
    kind, people = table["kind"], table["people"]
    steps = [kind.isin(NATIONS), (people >= 1e6) | (people == 0) & (kind != "county")]
    steps += [kind == "province", *(people >= least for least in (3e5, 1e5, 3e4, 5e3, 1))]
    table["level"] = np.select(steps, [*LEVELS[:3], *LEVELS[2:-1]], LEVELS[-1])
    parts = [table["name"].str.replace(r" \(.*", "", regex=True)]
    for column in ("aliases", "demonyms", "short"):
        parts.append(table.loc[table[column] != "", column].str.split(";").explode())
    text = pd.concat(parts)
    forms = table[PLACE].loc[text.index]
    forms["role"] = np.repeat([PLAIN, PLAIN, DEMONYM, SHORT], [len(part) for part in parts])
    forms.loc[forms["role"] == SHORT, "level"] = "nation"
    forms["pattern"] = text.str.replace(r"[^\pL\pN\pM]+", " ", regex=True).str.strip()
    forms["exact"] = text.str.isupper() & (text.str.len() < 6)
    forms["dot"] = text.str.endswith(".") & ~forms["exact"]
    forms["small"] = forms["pattern"].str.count(r"\b[a-z]")
    return forms[forms["pattern"] != ""].reset_index(drop=True)

"""Tables of any form as strings, so that a column has one type whichever file a row is from."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pandas as pd

from toolkit.checks import counted
from toolkit.text.encodings import Problems, decode

FORMULA = re.compile(r"^(?=[=+\-@])")  # to a spreadsheet; a blank in front makes it text


def records(name: str, form: str, data: bytes, problems: Problems) -> tuple[pd.DataFrame, Any]:
    """Return a table with its values as strings, and its encoding.

    Examples
    --------
    >>> line = b'{"text": "One.", "year": 2020.0, "tags": ["x"]}'
    >>> records("a.jsonl", "jsonl", line, [])[0].to_dict("records")
    [{'text': 'One.', 'year': '2020', 'tags': '["x"]'}]
    """
    encoding = None
    if form == "parquet":
        from pyarrow import parquet

        rows = parquet.read_table(BytesIO(data)).to_pylist()
    elif form == "jsonl":
        lines, encoding = decode(data, None, name, problems)
        rows = _json(name, lines, problems)
    else:
        return parse(data, name, problems)
    return pd.DataFrame(rows, dtype="object").map(_string).rename(columns=str), encoding


def parse(data: bytes, name: str, problems: Problems) -> tuple[pd.DataFrame, str]:
    r"""Return a CSV table of strings and its encoding; lines that do not fit its head are said.

    Of commas, semicolons and tabs the one that its head has most of parts its columns.

    Parameters
    ----------
    data : the file's bytes
    name : name for the sentences about what went wrong
    problems : list they are added to

    Examples
    --------
    >>> said = []
    >>> parse(b"doc;title\na;T\nb;U;V\n", "a.csv", said)[0].to_numpy().tolist()
    [['a', 'T']]
    >>> said
    [('a.csv', 'Left out of a.csv: 1 line with more values than its head has columns, line 3.')]
    """
    text, encoding = decode(data, None, name, problems)
    text = text.removeprefix("\ufeff")
    parted = max(",;\t", key=text.split("\n", 1)[0].count)
    strings: Any = {"dtype": "str", "keep_default_na": False, "na_values": [""]}
    how: Any = {"sep": parted, "skipinitialspace": parted != "\t", "on_bad_lines": "warn"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", pd.errors.ParserWarning)
        table = pd.read_csv(StringIO(text), header=None, **strings, **how)
    table.columns = table.iloc[0].fillna("").tolist()  # a head read as one may be no index
    if lost := re.findall(r"line (\d+): expected", " ".join(str(w.message) for w in caught)):
        many = f"{counted(len(lost), 'line')} with more values than its head has columns"
        problems.append((name, f"Left out of {name}: {many}, line {', '.join(lost[:5])}."))
    return table.iloc[1:].reset_index(drop=True), encoding


def _string(value: object) -> str | None:
    """Write a value of a table: whole numbers without a point, dates as ISO 8601, lists as JSON."""
    if isinstance(value, str) or value is None or value != value:
        return value if isinstance(value, str) else None
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    value = int(value) if isinstance(value, float) and value.is_integer() else value
    return json.dumps(value, ensure_ascii=False, default=str)


def _json(name: str, lines: str, problems: Problems) -> list[dict[str, object]]:
    """Return the objects that stand a line each."""
    rows = []
    for i, line in enumerate(lines.split("\n"), start=1):
        try:
            if line.strip():
                rows.append(dict(json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            problems.append((name, f"{name}, line {i} is no JSON object; it is left out."))
    return rows

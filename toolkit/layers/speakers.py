"""Speakers: the table of who speaks, and the corpus's own word on names.

`speakers.csv` of a corpus names speakers and their aliases; what it says wins over what is read
from the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError, hint
from toolkit.layers.names import read
from toolkit.layers.naming import plain
from toolkit.text.documents import read_strictly
from toolkit.text.words import Words

ALIKE = 0.85  # share of letters in which two names agree that may be one
MERGES = {
    "doc": "str", "start": "int64", "end": "int64", "speaker": "str", "by": "str",
    "reason_start": "Int64",
}  # fmt: skip


def aliases(table: pd.DataFrame | None) -> dict[str, str]:
    """Return the speaker of each name and alias of the corpus's `speakers.csv`, case aside.

    >>> table = pd.DataFrame({"aliases": ["W. Wang;Director Wang"]}, index=["Wang Wei"])
    >>> aliases(table)["w. wang"]
    'Wang Wei'
    """
    out: dict[str, str] = {}
    for speaker, row in table.iterrows() if table is not None else ():
        for name in [speaker, *row.get("aliases", "").split(";")]:
            if name.strip():
                out.setdefault(plain(name), speaker)
    return out


def read_speakers(path: Path) -> pd.DataFrame:
    r"""Read `speakers.csv` of a corpus: `speaker, aliases, kind, role, affiliation`.

    Parameters
    ----------
    path : a CSV file; only the column `speaker` is needed, aliases are joined with `;`

    Returns
    -------
    DataFrame
        Indexed by `speaker`, all strings, missing values empty.

    Raises
    ------
    ToolkitError
        The file cannot be read, has no column `speaker`, or names a speaker twice.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "speakers.csv")
    >>> _ = path.write_text("speaker,aliases\nWang Wei,Director Wang\n", encoding="utf-8")
    >>> read_speakers(path)["aliases"].tolist()
    ['Director Wang']
    """
    table = read_strictly(path, [])
    if "speaker" not in table:
        named = hint("speaker", table.columns)
        raise ToolkitError(f"{path.name} must have a column 'speaker'{named}")
    twice = table["speaker"][table["speaker"].duplicated()]
    if len(twice):
        raise ToolkitError(f"{path.name} names the speaker {twice.iloc[0]!r} twice")
    return table.set_index("speaker")


def summary(
    texts: Mapping[str, str],
    documents: pd.DataFrame,
    speech: pd.DataFrame,
    words: Words,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count who speaks.

    Parameters
    ----------
    texts : text by document
    documents : table of the documents
    speech : layer
    words : the words of the texts
    known : the corpus's `speakers.csv` (`read_speakers`), or None

    Returns
    -------
    DataFrame
        Indexed by `speaker`: `aliases` (forms met, joined with `;`), `role`, `affiliation` as
        stated in the text, `words` (counted words of level 1), `utterances`, `documents`, `level`
        (1, or 2 for who is only heard through others), `alike` (other speakers of almost the same
        name, joined with `;`: one of them may be garbled, none is merged); most words first.

    Examples
    --------
    >>> from toolkit.text import atoms, words
    >>> texts = {"a": "Progress"}
    >>> unit = spans.table({"doc": ["a"], "start": [0], "end": [8], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> found = words.tokenize(texts, atoms.scan(texts), none, unit)
    >>> layer = unit.assign(speaker="Wang Wei", utterance=0, level=1, speaker_start=pd.NA,
    ...     speaker_end=pd.NA)
    >>> summary(texts, pd.DataFrame(index=["a"]), layer, found)["words"].tolist()
    [1]
    """
    named = speech[speech["speaker"].notna()].reset_index(drop=True)
    first = named[named["level"] == 1].reset_index(drop=True)
    held = spans.locate(words.table[~words.table["loop"]], first)
    spoken = first["speaker"].iloc[held[held >= 0]].value_counts()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    heard = named[named["speaker_start"].notna()]
    for doc, name, a, b in heard[["doc", "speaker", "speaker_start", "speaker_end"]].to_numpy():
        found = read(" ".join(texts[doc][a:b].split()))
        forms[name][found.text] += found.text not in ("", name)
        roles[name][found.role, found.affiliation] += bool(found.role)
    by = named.groupby("speaker", sort=False)
    table = by.agg(documents=("doc", "nunique"), level=("level", "min"))
    said = named.drop_duplicates(["speaker", "doc", "utterance"])
    table.insert(0, "utterances", said.groupby("speaker").size())
    table.insert(0, "words", spoken.reindex(table.index, fill_value=0))
    best = {name: max(roles[name], key=lambda role: (roles[name][role], role)) for name in roles}
    stated = [best.get(name, ("", "")) for name in table.index]
    table.insert(0, "affiliation", pd.array([body for _, body in stated], dtype="str"))
    table.insert(0, "role", pd.array([role for role, _ in stated], dtype="str"))
    names = [";".join(form for form, n in forms[name].most_common() if n) for name in table.index]
    table.insert(0, "aliases", pd.array(names, dtype="str"))
    table["alike"] = pd.array(_alike(table.index), dtype="str")
    if known is not None:
        for column in {"aliases", "role", "affiliation"} & set(known.columns):
            stated = known[column][(known[column] != "") & known.index.isin(table.index)]
            table.loc[stated.index, column] = stated
    return table.sort_values("words", ascending=False, kind="stable")


def _alike(names: pd.Index) -> list[str]:
    """Return for each name the others that are almost the same; their words begin alike."""
    groups = defaultdict(list)
    for name in names:
        groups["".join(sorted(word[0].casefold() for word in name.split()))].append(name)
    near = {name: get_close_matches(name, group, len(group), ALIKE)
            for group in groups.values() for name in group}  # fmt: skip
    return [";".join(other for other in near[name] if other != name) for name in names]


def merges(
    texts: Mapping[str, str],
    speech: pd.DataFrame,
    sentences: pd.DataFrame,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Report which mentions were taken for a speaker they do not name in full, and why.

    Parameters
    ----------
    texts : text by document
    speech, sentences : layers
    known : the corpus's `speakers.csv`, or None

    Returns
    -------
    DataFrame
        Spans of the mentions, with `speaker`, `by` (``listed`` in speakers.csv, ``case``,
        ``order`` of the words, ``part`` of the name, ``pronoun``, ``nominal``, ``other``), and
        `reason_start, reason_end`: the passage that names the speaker, the last before the mention,
        else the first behind it (missing where the document nowhere does).

    Examples
    --------
    >>> texts = {"a": "Li Wei left. Li said no."}
    >>> body = spans.table({"doc": ["a", "a"], "start": [0, 13], "end": [12, 24]})
    >>> layer = spans.table({"doc": ["a"], "start": [21], "end": [23]}).assign(
    ...     speaker="Li Wei", speaker_start=13, speaker_end=15, utterance=0)
    >>> merges(texts, layer, body)[["by", "reason_start", "reason_end"]].values.tolist()
    [['part', 0, 12]]
    """
    listed = aliases(known)
    heard = speech.dropna(subset=["speaker", "speaker_start"])
    heard = heard.drop_duplicates(["doc", "speaker_start"])
    rows = []
    for doc, name, a, b in heard[["doc", "speaker", "speaker_start", "speaker_end"]].to_numpy():
        by = _joined(" ".join(texts[doc][a:b].split()), name, listed)
        if by:
            rows.append((doc, a, b, name, by, _named(texts[doc], name, a, listed)))
    out = spans.table(pd.DataFrame(rows, columns=list(MERGES)), MERGES)
    unit = spans.locate(out[["doc"]].assign(start=out["reason_start"].fillna(-1)), sentences)
    for edge in ("start", "end"):
        found = sentences[edge].astype("Int64").reindex(unit).reset_index(drop=True)
        out[f"reason_{edge}"] = found.where(unit >= 0)
    return out


def _joined(mention: str, name: str, listed: Mapping[str, str]) -> str:
    """Say how a mention was joined to a name; empty where it is the name."""
    found = read(mention)
    words, full = found.text.casefold().split(), name.casefold().split()
    if name in mention:
        return ""
    if not words:
        return found.kind
    if sorted(words) == sorted(full):
        return "case" if words == full else "order"
    if set(words) < set(full):
        return "part"
    return "listed" if {plain(found.text), plain(mention)} & set(listed) else "other"


def _named(text: str, name: str, at: int, listed: Mapping[str, str]) -> int | None:
    """Return where a text names a speaker, the last place before another or else the first."""
    forms = [name, *(form for form, who in listed.items() if who == name)]
    starts = [match.start() for match in re.finditer("|".join(map(re.escape, forms)), text, re.I)]
    return max((start for start in starts if start < at), default=min(starts, default=None))

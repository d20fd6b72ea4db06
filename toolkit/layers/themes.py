"""Themes: what the researcher's codebook finds in the words of the body.

A theme is a claim of the researcher, so it lives in a file (`codebook.toml`), not in code::

    [themes.clusters]
    label = "Clusters"
    definition = "Firms of one trade near one another, and cities that plan together."
    patterns = ["industrial cluster*", "(regional|coordinated) development"]
    exclude = ["cluster bomb*"]
    example = "The city fosters industrial clusters."
    counter_example = "A cluster of stars was seen."
    parent = "regions"        # optional; a child's hit is a hit of its parent too, once
    family = "framework"      # optional; "theme" unless said
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError, hint
from toolkit.layers import contract
from toolkit.text import atoms, patterns
from toolkit.text import words as word_room
from toolkit.text.words import Words

KINDS = {"text": "str", "theme": "str", "parent": "str", "pattern": "str", "loop": "bool"}
# names that a coding sheet could not say: blank, its word for nothing, the marks between two
NO_NAME = re.compile(r"|\s.*|.*\s|none|[-–]|\(.*\)|.*[;|,\n].*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Theme:
    """One entry of a codebook."""

    patterns: list[str]
    label: str = ""
    definition: str = ""
    exclude: list[str] = field(default_factory=list)
    example: str = ""
    counter_example: str = ""
    parent: str | None = None
    family: str = "theme"


Codebook = dict[str, Theme]


def above(codebook: Codebook, theme: str) -> list[str]:
    """Return a theme and the themes above it, nearest first.

    >>> above({"a": Theme([], parent="b"), "b": Theme([])}, "a")
    ['a', 'b']
    """
    out = [theme]
    while (parent := codebook[out[-1]].parent) in codebook and parent not in out:
        out.append(str(parent))
    return out


def without(codebook: Codebook, theme: str, pattern: str) -> Codebook:
    """Return the codebook in which a theme, and those below it, do without a pattern.

    >>> without({"a": Theme(["x", "y"])}, "a", "x")["a"].patterns
    ['y']
    """
    out = dict(codebook)
    for name, entry in codebook.items():
        if theme in above(codebook, name):
            out[name] = replace(entry, patterns=[p for p in entry.patterns if p != pattern])
    return out


def load_codebook(path: Path) -> Codebook:
    """Read a codebook and hold each theme to its own example and counter-example.

    Raises
    ------
    ToolkitError
        The file is not TOML, a key or a parent is unknown, a theme has no pattern, or an example
        says something else than its patterns; the sentence names the theme and the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError:
        raise ToolkitError(f"{path.name} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ToolkitError(f"{path.name} cannot be read as TOML: {error}") from None
    for key, entry in tables.items():
        if key != "themes" or not isinstance(entry, dict):
            problem = f"{key!r} is no table of themes; a theme stands under a head such as"
            raise ToolkitError(f"{path.name}{_line(text, key)}: {problem} [themes.steel]")
    return check_codebook(tables.get("themes", {}), path.name, text)


def check_codebook(
    entries: Mapping[str, Mapping[str, object] | Theme], name: str, text: str = ""
) -> Codebook:
    """Return the themes of a codebook, or raise with the name of the theme that is wrong.

    Parameters
    ----------
    entries : themes by name
    name : what errors call the codebook
    text : the file it was read from, for the lines that errors name

    Examples
    --------
    >>> check_codebook({"steel": {"patern": ["steel"]}}, "codebook.toml")
    Traceback (most recent call last):
    toolkit.checks.ToolkitError: codebook.toml: 'patern' is not a key of a theme (in 'steel'); \
did you mean 'patterns'? (counter_example, definition, example, exclude, family, label, parent, \
patterns)
    """
    codebook: Codebook = {}

    def wrong(theme: str, problem: str, key: str = "", pattern: str = "") -> ToolkitError:
        return ToolkitError(f"{name}{_line(text, theme, key, pattern)}: {problem}")

    for theme, entry in entries.items():
        if NO_NAME.fullmatch(theme):
            raise wrong(theme, f"{theme!r} cannot name a theme; a coding sheet could not say it")
        if twin := {other.casefold(): other for other in codebook}.get(theme.casefold()):
            raise wrong(theme, f"{theme!r} and {twin!r} differ in capitals only; rename one")
        if isinstance(entry, Theme):
            entry = asdict(entry)
        if not isinstance(entry, Mapping):
            raise wrong(theme, f"{theme!r} is no theme; it stands under the head [themes.{theme}]")
        for key, value in entry.items():
            if key not in Theme.__dataclass_fields__:
                known = hint(key, Theme.__dataclass_fields__)
                raise wrong(theme, f"{key!r} is not a key of a theme (in {theme!r}){known}", key)
            several = key in ("patterns", "exclude")
            if not (isinstance(value, list) and all(isinstance(v, str) for v in value)
                    if several else isinstance(value, str | None)):  # fmt: skip
                what = "a list of strings" if several else "a string"
                raise wrong(theme, f"{key!r} of the theme {theme!r} is not {what}", key)
        if not entry.get("patterns"):
            raise wrong(theme, f"the theme {theme!r} has no list of patterns")
        codebook[theme] = Theme(**entry)  # type: ignore[arg-type]  # checked above
        for pattern in [*codebook[theme].patterns, *codebook[theme].exclude]:
            try:
                patterns.parse(pattern)
            except ToolkitError as error:
                raise wrong(theme, f"{error} (in {theme!r})", pattern=pattern) from None
            if "; " in pattern:
                problem = f"the pattern {pattern!r} holds '; ', which parts patterns (in {theme!r})"
                raise wrong(theme, problem, pattern=pattern)
    for theme, made in codebook.items():
        if made.parent is not None and made.parent not in codebook:
            problem = f"the parent {made.parent!r} of {theme!r} is not a theme"
            raise wrong(theme, f"{problem}{hint(made.parent, codebook)}", "parent")
        if codebook[(line := above(codebook, theme))[-1]].parent in line:
            problem = f"the theme {theme!r} is its own parent, by way of others"
            raise wrong(theme, problem, "parent")
    for theme, problem, key in _broken_examples(codebook):
        raise wrong(theme, problem, key)
    return codebook


def _line(text: str, theme: str, key: str = "", pattern: str = "") -> str:
    r"""Return where a theme, or a key or a pattern of it, stands in the file: `, line 3`.

    >>> _line('[themes.steel]\npatterns = ["steel"]', "steel", "patterns")
    ', line 2'
    """
    lines = text.splitlines()
    name = rf"""\s*(themes\s*\.\s*)?["']?{re.escape(theme)}["']?\s*"""
    heads = rf"\s*\[{name}[].]", rf"{name}[.=]"  # a table of its own, else a key of [themes]
    first = next((i for head in heads for i, t in enumerate(lines) if re.match(head, t)), None)
    if first is None:
        return ""
    ends = (i for i in range(first + 1, len(lines)) if re.match(r"\s*\[", lines[i]))
    inside = range(first, next(ends, len(lines)))
    place = rf"""([^="']*\.)?\s*["']?{re.escape(key)}["']?\s*="""
    if pattern:
        place = rf"""(?=\s*["']|.*(patterns|exclude)\s*=).*["']{re.escape(pattern)}["']"""
    return f", line {next((i for i in inside if re.match(place, lines[i])), first) + 1}"


def _broken_examples(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Return the themes that miss their example or catch their counter-example: what is wrong."""
    texts = {f"{theme}/example": entry.example for theme, entry in codebook.items()}
    texts |= {f"{theme}/counter": entry.counter_example for theme, entry in codebook.items()}
    whole = {"doc": list(texts), "start": 0, "end": list(map(len, texts.values())), "sentence": 0}
    body = spans.table(pd.DataFrame(whole))
    faults = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    found = mark(word_room.tokenize(texts, atoms.scan(texts), faults, body), codebook, texts)
    caught = set(zip(found["doc"], found["theme"], strict=True))
    for theme, entry in codebook.items():
        if entry.example and (f"{theme}/example", theme) not in caught:
            yield theme, f"the theme {theme!r} misses its example {entry.example!r}", "example"
        if (f"{theme}/counter", theme) in caught:
            problem = f"the theme {theme!r} catches its counter-example {entry.counter_example!r}"
            yield theme, problem, "counter_example"


def mark(words: Words, codebook: Codebook, texts: Mapping[str, str]) -> pd.DataFrame:
    """Find the themes of a codebook in the words of the body.

    Parameters
    ----------
    words : words of the body
    codebook : themes by name
    texts : text by document

    Returns
    -------
    DataFrame
        A row per hit: `doc, start, end, text, theme, parent, pattern, loop`.  Overlapping hits of
        one theme are one row, whose `pattern` names all that fired, joined with `; `.  A hit of a
        child stands once more as a hit of its parent.  Hits within the repetitions of a loop have
        `loop` true and are not counted.

    Examples
    --------
    >>> texts = {"a": "Green steel, green chains"}
    >>> body = spans.table({"doc": ["a"], "start": [0], "end": [25]}).assign(sentence=0)
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> read = word_room.tokenize(texts, atoms.scan(texts), none, body)
    >>> mark(read, {"green": Theme(["green", "green steel"])}, texts)[["text", "pattern"]]
              text             pattern
    0  Green steel  green; green steel
    1        green               green
    """
    hits = catches(words, codebook).assign(loop=False)
    if (again := words.repeated).counted.any():
        hits = pd.concat([hits, catches(again, codebook).assign(loop=True)], ignore_index=True)
    hits["cluster"] = spans.clusters(hits, by=["theme", "loop"])
    fired = hits[["cluster", "pattern"]].drop_duplicates().sort_values(["cluster", "pattern"])
    several = fired[fired.duplicated("cluster", keep=False)]  # few, and joined one by one
    joined = several.groupby("cluster")["pattern"].agg("; ".join)
    first = dict.fromkeys(["doc", "theme", "pattern", "loop"], "first")
    out = hits.groupby("cluster", as_index=False).agg({**first, "start": "min", "end": "max"})
    out.loc[joined.index, "pattern"] = joined
    out["parent"] = out["theme"].map({name: entry.parent for name, entry in codebook.items()})
    out["text"] = spans.slices(out, texts)
    out = contract.ordered(out.sort_values("theme", kind="stable"), texts)
    return spans.table(out[[*spans.ADDRESS, *KINDS]], KINDS)


def catches(words: Words, codebook: Codebook) -> pd.DataFrame:
    """Return `doc, start, end, theme, pattern` of all hits, a child's once more for its parents."""
    hits = _found(words, {name: entry.patterns for name, entry in codebook.items()})
    barred = _found(words, {name: entry.exclude for name, entry in codebook.items()})
    i, j = spans.overlaps(hits, barred)
    same = hits["owner"].to_numpy()[i] == barred["owner"].to_numpy()[j]
    lines = [(i, over) for i, name in enumerate(codebook) for over in above(codebook, name)]
    over = pd.DataFrame(lines, columns=["owner", "theme"]).astype({"owner": "int64"})
    hits = hits.drop(index=np.unique(i[same])).merge(over, on="owner")
    return hits[[*spans.ADDRESS, "theme", "pattern"]].drop_duplicates()


def _found(words: Words, lists: Mapping[str, list[str]]) -> pd.DataFrame:
    """Find the patterns of several lists: `owner` is the number of a list, `pattern` as written."""
    asked = [(i, pattern) for i, some in enumerate(lists.values()) for pattern in some]
    hits = patterns.find(words, [pattern for _, pattern in asked])
    hits["owner"] = np.array([i for i, _ in asked], dtype="int64")[hits["pattern"]]
    return hits.assign(pattern=np.array([p for _, p in asked], dtype=object)[hits["pattern"]])

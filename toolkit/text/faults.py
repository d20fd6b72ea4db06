"""Faults of translation and extraction: marked, given a reading, never mended.

Most kinds are a pattern of ``data/faults.csv``, some with a question that the text round it must
answer.  A rule that would ring in well-edited prose is narrowed until it does not; what it then
misses, a corpus may add by hand in its own ``faults.csv``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import nearest
from toolkit.text import marks
from toolkit.text.atoms import Atoms, ask
from toolkit.text.documents import read_table

DATA = Path(__file__).parents[1] / "data"
NAMES = ["doc", "start", "end", "kind", "text", "reading"]
Found = tuple[int, int, int, str, str]  # document, start, end, kind, reading
NEAR = 1000  # characters to either side in which somebody may say "I"
TWICE = 4  # letters of a word that nobody says twice for emphasis

LOOP = re.compile(  # the shortest phrase that is repeated, and its repetitions
    r"(?<![\w<])(?P<unit>\w++(?: \w++){0,5}?)(?P<again>(?:[ \t,;]{1,8}(?:and |of )?(?P=unit)\b)+)"
)
TOUCHING = re.compile(  # stop, closing marks, a word with a capital that is no initial
    r"[.!?…](?<![.!?…].)[.!?…]*+( ”|[\"'”’)\]]*+)[“‘(\[]*+"
    r"((?:[AI]\b|[^\W\d_a-z](?=[^\W\d_]|['’-]))[\w’'-]*)"
)
ADDRESS = re.compile(r"\S{0,99}(?:[@/\\=_<>|#]|www\.)")
PERSONAL = re.compile(r"\b(?:I|I[’']\w+|me|mine|myself)\b")
AMID = re.compile(r"(?<![\w’'-])([a-z]{2,}),? ([A-Z][a-z]+)(?= [a-z])")
INNER = re.compile(r"\b[A-Z][a-z]+[A-Z][a-z]+\b")


@cache
def listed(*kinds: str) -> frozenset[str]:
    """Return the words of some kinds in ``data/abbreviations.txt``."""
    lines = map(str.split, (DATA / "abbreviations.txt").read_text("utf-8").splitlines())
    return frozenset(word for kind, *words in lines if kind in kinds for word in words)


@cache
def short() -> dict[str, str]:
    """Return the kind of each abbreviation."""
    kinds = ("may", "month", "number", "before")  # of those a word has, the last
    return {word: kind for kind in kinds for word in listed(kind)}


@cache
def patterns() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """Return of the faults that a pattern finds the kind, a sign that each has, and the pattern."""
    table = pd.read_csv(DATA / "faults.csv", dtype="str", keep_default_na=False)
    signs, whole = (map(re.compile, table[name]) for name in ("sign", "pattern"))
    return [*zip(table["kind"], signs, whole, strict=True)]


def find(texts: Mapping[str, str], atoms: Atoms, furniture: pd.DataFrame) -> pd.DataFrame:
    """Find the faults of the body that a rule can see.

    Parameters
    ----------
    texts : text by document
    atoms : their atoms, which tell at once where words are repeated
    furniture : layer; what begins in it is no fault

    Returns
    -------
    DataFrame
        `doc, start, end, kind, text, reading`; `reading` is empty where none can be given.  A row
        of kind `loop` spans the repetitions after the first occurrence.  The other kinds are those
        of ``data/faults.csv``.

    Examples
    --------
    >>> from toolkit.text.atoms import scan
    >>> none = spans.table({"doc": [], "start": [], "end": []})
    >>> texts = {"a": "It is of high -quality.We grew gradually gradually gradually."}
    >>> find(texts, scan(texts), none)[["kind", "text", "reading"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['spaced_hyphen', 'high -quality', 'high-quality'],
     ['missing_space', 'quality.We', 'quality. We'],
     ['loop', 'gradually gradually', '']]
    """
    bodies = list(texts.values())
    found = {*_loops(bodies, atoms), *_capitals(bodies, atoms)}
    for i, text in enumerate(bodies):
        found |= {(i, *row) for rule in (_simple, _touching, marks.unpaired) for row in rule(text)}
    rows, loop = [], (-1, 0)  # document and end of the last loop: what lies in it is no fault
    for i, start, end, kind, reading in sorted(found, key=lambda r: (*r[:2], r[3] != "loop", *r)):
        if kind == "loop" or i != loop[0] or end > loop[1]:
            rows.append((atoms.docs[i], start, end, kind, bodies[i][start:end], reading))
        loop = (i, end) if kind == "loop" else loop
    like = dict.fromkeys(NAMES[3:], "str")
    table = spans.table(pd.DataFrame(rows, columns=NAMES), like)
    return table[spans.locate(table, furniture) < 0].reset_index(drop=True)


def _loops(bodies: list[str], atoms: Atoms) -> Iterator[Found]:
    """Find what a stuck translator repeats: three times and more, or twice where nobody would."""
    reach = 0, 0  # document and end of the last match
    for i, start in _repeats(atoms):
        text = bodies[i]
        if (i, start) < reach or not (m := LOOP.match(text, start)):
            continue
        reach = i, m.end()
        unit, again = m["unit"], m["again"]
        *between, _ = re.split(rf"\b{re.escape(unit)}\b", again)
        words, links = unit.split(" "), {link.strip() for link in between}
        emphatic = len(between) < 5 and all(word.lower() in listed("emphatic") for word in words)
        goes_on = re.match(r" [^\W\d_]", text[m.end() : m.end() + 2]) is not None
        slogan = 1 < len(between) < 4 and links <= {",", ";", ", and"}  # jobs, jobs, jobs
        if unit.isdecimal() or emphatic or (slogan and not goes_on):
            continue
        if len(between) == 1:
            long = max(map(len, words)) >= (TWICE if len(words) == 1 else 5)
            of = links == {"of"} and len(words) > 1 and min(map(len, words)) > 3
            comma = links == {","} and len(words) > 1 and goes_on
            if not long or not (of or comma or links == {""}) or unit[0].isupper():
                continue
        yield i, m.end() - len(again.lstrip(" \t,;")), m.end(), "loop", ""


def _repeats(atoms: Atoms) -> Iterator[tuple[int, int]]:
    """List document and start of words after which the same stands once more: a loop may begin."""
    found = np.zeros(len(atoms), dtype=bool)
    for step in range(1, 8):  # words of a phrase, with the one that links it
        same = atoms.ids[step:] == atoms.ids[:-step]
        if step > 2:  # a phrase of two words or more
            same[:-1] &= same[1:]
        found[:-step] |= same
    rows = np.flatnonzero(found)
    doc = atoms.document(rows)
    return zip(doc.tolist(), (atoms.begin[rows] - atoms.base[doc]).tolist(), strict=True)


def _simple(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Find what a pattern finds, if the text round it agrees, and give its reading."""
    for kind, sign, pattern in patterns():
        for m in pattern.finditer(text) if sign.search(text) else ():
            if kind not in ASK or ASK[kind](text, m):
                yield *m.span(), kind, READ[kind](m)


def _touching(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Find sentences that touch: no blank after a stop."""
    for m in TOUCHING.finditer(text):
        close, word = m.groups()
        apart = text[max(m.start() - 1, 0) : m.start()] == " "
        left = _before(text, m.start() - apart)
        last = left.rpartition(".")[2]
        if len(last) < 2 and word.lower() not in listed("starter"):
            continue  # J.Li, but: the U.S.The
        if last in listed("before") or word.lower() in listed("suffix"):
            continue
        if ADDRESS.match(text, m.end()) or ADDRESS.match(left):
            continue
        here = m.end(1)  # the blank stands after the closing marks, or before one that opens
        if '"' in close and not marks.closes(text, m.start(1) + close.index('"')):
            here = m.start(1) + close.index('"')
        elif '""' in close:
            here = m.start(1) + close.index('""') + 1
        start = m.start() - len(left) - apart
        yield start, m.end(), "missing_space", f"{text[start:here]} {text[here : m.end()]}"


def _capitals(bodies: list[str], atoms: Atoms) -> Iterator[Found]:
    """Find capitals in mid-sentence: of small words, and where the text mostly writes otherwise."""
    amid = [(i, m) for i, text in enumerate(bodies) for m in AMID.finditer(text)]
    inner = [(i, m) for i, text in enumerate(bodies) for m in INNER.finditer(text)]
    wanted = {form for _, m in amid for form in (m[2], m[2].lower())}
    wanted |= {m[0].capitalize() for _, m in inner}
    rows = np.flatnonzero(ask(atoms.types, atoms.ids, wanted.__contains__))
    forms = atoms.types.take(atoms.ids[rows]).to_pylist()
    often = Counter(zip(atoms.document(rows).tolist(), forms, strict=True))
    for i, m in amid:  # technology Research and
        word, lower = m[2], m[2].lower()
        rare = len(m[1]) > 3 and often[i, lower] >= 2 * often[i, word]
        if rare or lower in listed("starter") - listed("named"):
            yield i, *m.span(2), "stray_capital", lower
    for i, m in inner:  # GuangFo
        if often[i, m[0].capitalize()]:
            yield i, *m.span(), "stray_capital", m[0].capitalize()


def _before(text: str, at: int) -> str:
    """Return what touches a stop on its left, without opening marks."""
    return re.split(r"[\s“‘(\[]", text[max(0, at - 60) : at])[-1].lstrip("\"'-‐‑")


def _recode(m: re.Match[str]) -> str:
    """Return the characters that were meant."""
    try:
        return html.unescape(m[0]) if m[0][0] == "&" else m[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


ASK = {
    "lost_capital": lambda text, m: _before(text, m.start()) not in short(),
    "turned_quote": lambda text, m: marks.is_turned(text, m.end() - 1),
    "deictic_calque": lambda text, m: (
        not PERSONAL.search(text, max(0, m.start() - NEAR), m.end() + NEAR)
    ),
    "encoding": lambda text, m: _recode(m) not in (m[0], "") or m[0][0] == "\ufffd",
}
READ = {
    "spaced_hyphen": lambda m: m[0].replace(" ", ""),
    "missing_space": lambda m: " ".join(m.groups()),
    "doubled_punctuation": lambda m: m[0][-1],
    "stray_capital": lambda m: m[0].lower(),
    "lost_capital": lambda m: m[0][:2] + m[0][2:].capitalize(),
    "turned_quote": lambda m: f'{m[0][0]}" ',
    "deictic_calque": lambda m: "",  # whose country it is, no rule can know
    "full_width": lambda m: unicodedata.normalize("NFKC", m[0]).replace("。", "."),
    "encoding": _recode,
}


def read_faults(path: Path | None, texts: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the faults that a corpus records by hand.

    Parameters
    ----------
    path : a CSV with the columns `doc, start, end, kind, text, reading` and, if any, `note`
    texts : text by document

    Returns
    -------
    layer, problems
        The layer has only rows whose `text` stands at their address; `problems` has `file,
        problem`, a sentence for each row left out.
    """
    wrong: list[tuple[str, str]] = []
    table = read_table(path, NAMES, wrong) if path else pd.DataFrame(columns=NAMES)
    rows, said = [], [sentence for _, sentence in wrong]
    columns = [*NAMES, "note"]
    table = table.reindex(columns=columns).astype("str").fillna("")
    for i, (doc, start, end, kind, text, *rest) in enumerate(table.to_numpy(), start=1):
        row = f"{path and path.name}, row {i}:"
        if doc not in texts:
            near = nearest(doc, texts)
            mean = f"; did you mean '{near}'?" if near else "."
            said.append(f"{row} there is no document '{doc}'{mean}")
        elif not (start.isdecimal() and end.isdecimal()):
            said.append(f"{row} '{start}' to '{end}' is no address.")
        elif not text or texts[doc][int(start) : int(end)] != text:
            said.append(f"{row} '{text}' does not stand at {doc} {start}-{end}.")
        else:
            rows.append((doc, int(start), int(end), kind, text, *rest))
    layer = spans.table(pd.DataFrame(rows, columns=columns), dict.fromkeys(columns[3:], "str"))
    return layer, pd.DataFrame({"file": path and path.name, "problem": said}, dtype="str")

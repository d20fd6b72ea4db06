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
from toolkit.text import candidates, marks
from toolkit.text.atoms import Atoms, ask
from toolkit.text.candidates import ANY, Near
from toolkit.text.documents import read_table

DATA = Path(__file__).parents[1] / "data"
NAMES = ["doc", "start", "end", "kind", "text", "reading"]
Found = tuple[int, int, int, str, str]  # document, start, end, kind, reading
NEAR = 1000  # characters to either side in which somebody may say "I"
TWICE = 4  # letters of a word that nobody says twice for emphasis

LOOP = re.compile(  # the shortest phrase that is repeated, and its repetitions
    r"(?<![\w<])(?P<unit>\w++(?: \w++){0,5}?)(?P<again>(?:[ \t,;]{1,8}(?:and |of )?(?P=unit)\b)+)"
)
TOUCHING = re.compile(
    r"(?<![.!?…])([.!?…]++)( ”|[\"'”’)\]]*+)[“‘(\[]*+([^\W\d_][\w’'-]*|\d+(?=[\d,.]*%? [a-z]))"
)
WHOLE = re.compile(r"[^\W_][\w’'-]*[^\W_]|.*(?:\d|[\w%][%\"”’)\]]+)")  # what may end a sentence
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
ADDRESS = re.compile(r"\S{0,99}(?:[@/\\=_<>|#]|www\.)")
PERSONAL = re.compile(r"\b(?:I|I[’']\w+|me|mine|myself)\b")
AMID = re.compile(r"(?<![\w’'-])([a-z]{2,}),? ([A-Z][a-z]+)(?= [a-z])")
INNER = re.compile(r"[A-Z][a-z]+[A-Z][a-z]+")
STOPPED: Near = ANY, re.compile(r"[.!?…](?: ”|[\"'”’)\]]*)[“‘(\[]*_*\Z"), ANY
CAPITAL: Near = re.compile("^[a-z]{2,}$"), re.compile("^,? $"), re.compile("^[A-Z][a-z]+$")


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
def patterns() -> list[tuple[str, re.Pattern[str], Near]]:
    """Return kind and pattern of the faults that a pattern finds, and near what they are."""
    table = pd.read_csv(DATA / "faults.csv", dtype="str", keep_default_na=False)
    columns = (map(re.compile, table[name]) for name in ("pattern", "before", "gap", "after"))
    return [(kind, p, near) for kind, p, *near in zip(table["kind"], *columns, strict=True)]


def find(texts: Mapping[str, str], atoms: Atoms, furniture: pd.DataFrame) -> pd.DataFrame:
    """Find the faults of the body that a rule can see.

    Parameters
    ----------
    texts : text by document
    atoms : their atoms: patterns are tried only beside words, and between words, that they may fit
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
    found = {row for rule in (_loops, _simple, _touching, _capitals) for row in rule(bodies, atoms)}
    found |= {(i, *row) for i, text in enumerate(bodies) for row in marks.unpaired(text)}
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
    for i, start in candidates.repeats(atoms):
        text = bodies[i]
        if (i, start) < reach or not (m := LOOP.match(text, start)):
            continue
        reach = i, m.end()
        unit, again = m["unit"], m["again"]
        *between, _ = re.split(rf"\b{re.escape(unit)}\b", again)
        words, after = unit.split(" "), text[m.end() : m.end() + 30].lower()
        links = {link.strip() for link in between}
        goes_on = re.match(r" [^\W\d_]", after) is not None  # in the middle of a clause
        if unit.isdecimal() or all(len(word) < 2 for word in words):
            continue
        if len(between) < 5 and all(word.lower() in listed("emphatic") for word in words):
            continue
        if len(words) == 1 and links == {"and"}:
            continue  # thousands and thousands
        if 1 < len(between) < 4 and links <= {",", ";", ", and"} and not goes_on:
            continue  # jobs, jobs, jobs
        if len(between) == 1:
            before = text[max(0, m.start() - 30) : m.start()].lower()
            idiom = len(words) == 2 and (  # story after story after story, more and more and more
                after.startswith(f" {words[0]}") or before.endswith(f"{words[1]} ")
            )
            long = max(map(len, words)) >= (TWICE if len(words) == 1 else 5)
            of = links == {"of"} and len(words) > 1 and min(map(len, words)) > 3
            comma = links == {","} and len(words) > 1 and goes_on
            if idiom or not long or not (of or comma or links == {""}) or unit[0].isupper():
                continue
        yield i, m.end() - len(again.lstrip(" \t,;")), m.end(), "loop", ""


def _simple(bodies: list[str], atoms: Atoms) -> Iterator[Found]:
    """Find what a pattern finds, if the text round it agrees, and give its reading."""
    for kind, pattern, near in patterns():
        for i, m in candidates.matches(bodies, atoms, pattern, near):
            if kind not in ASK or ASK[kind](bodies[i], m):
                yield i, *m.span(), kind, READ[kind](m)


def _touching(bodies: list[str], atoms: Atoms) -> Iterator[Found]:
    """Find sentences that touch: no blank after a stop."""
    for i, m in candidates.matches(bodies, atoms, TOUCHING, STOPPED):
        text = bodies[i]
        apart = text[max(m.start() - 1, 0) : m.start()] == " "
        stop, close, word = m.groups()
        left = _before(text, m.start() - apart)
        last = left.rpartition(".")[2]
        starts = word[0].isupper() and word.lower() in listed("starter")
        if word[0].isdigit():
            fits = len(last) > 3 and last.islower() and last.isalpha()
        elif word[0].islower():
            fits = stop[-1] in "?!" and not close and last.isalpha() and word.isalpha()
        elif word[1:2].isupper():
            fits = last[-1:].islower() or last[-1:].isdigit()
        else:
            fits = word in "AI" or word[1:2].islower() or word[1:2] in ("'", "’", "-")
        ends = WHOLE.fullmatch(left if left[-1:] in ("%", '"', "”", "’", ")", "]") else last)
        if not fits or not (ends or (starts and word != "A" and DOTTED.fullmatch(left))):
            continue
        if last in listed("before") or word.lower() in listed("suffix"):
            continue
        if ADDRESS.match(text, m.end()) or (ADDRESS.match(left) and not starts):
            continue
        here = m.end(2)  # the blank stands after the closing marks, or before one that opens
        if '"' in close and not marks.closes(text, m.start(2) + close.index('"')):
            here = m.start(2) + close.index('"')
        elif '""' in close:
            here = m.start(2) + close.index('""') + 1
        start = m.start() - len(left) - apart
        yield i, start, m.end(), "missing_space", f"{text[start:here]} {text[here : m.end()]}"


def _capitals(bodies: list[str], atoms: Atoms) -> Iterator[Found]:
    """Find capitals in mid-sentence: of small words, and where the text mostly writes otherwise."""
    near = candidates.near(atoms, CAPITAL)
    amid = [(i, m) for i, at, *_ in near if (m := AMID.match(bodies[i], at))]
    inner = np.flatnonzero(ask(atoms.types, atoms.ids, INNER.fullmatch))
    joined = [
        *zip(
            atoms.document(inner).tolist(),
            atoms.types.take(atoms.ids[inner]).to_pylist(),
            strict=True,
        )
    ]
    wanted = {form.capitalize() for _, form in joined}
    small = listed("starter") - listed("named")
    long = {m[2] for _, m in amid if len(m[1]) > 3 and m[2].lower() not in small}
    wanted |= long | {form.lower() for form in long}
    rows = np.flatnonzero(ask(atoms.types, atoms.ids, wanted.__contains__))
    forms = atoms.types.take(atoms.ids[rows]).to_pylist()
    often = Counter(zip(atoms.document(rows).tolist(), forms, strict=True))
    for i, m in amid:  # technology Research and
        word, own, lower = m[2], often[i, m[2]], often[i, m[2].lower()]
        rare = len(m[1]) > 3 and (lower >= 2 * own or (lower > 0 and own == 1))
        if word.lower() in small or rare:
            yield i, *m.span(2), "stray_capital", word.lower()
    mixed = Counter(joined)
    for (i, form), at in zip(joined, atoms.begin[inner].tolist(), strict=True):  # GuangFo
        if often[i, form.capitalize()] >= mixed[i, form]:
            start = at - int(atoms.base[i])
            yield i, start, start + len(form), "stray_capital", form.capitalize()


def _before(text: str, at: int) -> str:
    """Return what touches a stop on its left, without opening marks."""
    return re.split(r"[\s“‘(\[]", text[max(0, at - 60) : at])[-1].lstrip("\"'-‐‑")


def _begins(text: str, m: re.Match[str]) -> bool:
    """Say whether the stop before a small letter stands after a word, not an abbreviation."""
    word = _before(text, m.start())
    return word.isalpha() and word not in short()


def _impersonal(text: str, m: re.Match[str]) -> bool:
    """Say whether nobody says "I" round a passage."""
    return not PERSONAL.search(text, max(0, m.start() - NEAR), m.end() + NEAR)


def _recode(m: re.Match[str]) -> str:
    """Return the characters that were meant."""
    try:
        return html.unescape(m[0]) if m[0][0] == "&" else m[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


ASK = {
    "lost_capital": _begins,
    "turned_quote": marks.is_turned,
    "deictic_calque": _impersonal,
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

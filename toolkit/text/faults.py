"""Faults of translation and extraction: marked, given a reading, never mended.

Most kinds are a pattern of ``data/faults.csv``, some with a question that the text round it must
answer.  A rule that would ring in well-edited prose is narrowed until it does not; what it then
misses, a corpus may add by hand in its own ``faults.csv``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from toolkit import spans
from toolkit.checks import nearest
from toolkit.text import marks
from toolkit.text.documents import read_table

DATA = Path(__file__).parents[1] / "data"
NAMES = ["doc", "start", "end", "kind", "text", "reading"]
SHORT = ("before", "number", "month", "may")  # kinds of abbreviations
Found = tuple[int, int, str, str]  # start, end, kind, reading
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
INNER = re.compile(r"\b[A-Z][a-z]+[A-Z][a-z]+\b")
WORD = re.compile(r"\b[A-Za-z][a-z]+\b")


@cache
def listed(*kinds: str) -> frozenset[str]:
    """Return the words of some kinds in ``data/abbreviations.txt``."""
    lines = map(str.split, (DATA / "abbreviations.txt").read_text("utf-8").splitlines())
    return frozenset(word for kind, *words in lines if kind in kinds for word in words)


@cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return kind and pattern of the faults that a pattern finds."""
    table = pd.read_csv(DATA / "faults.csv", dtype="str")
    return [(kind, re.compile(p)) for kind, p in zip(table["kind"], table["pattern"], strict=True)]


def find(texts: Mapping[str, str], furniture: pd.DataFrame) -> pd.DataFrame:
    """Find the faults of the body that a rule can see.

    Parameters
    ----------
    texts : text by document
    furniture : layer; what begins in it is no fault

    Returns
    -------
    DataFrame
        `doc, start, end, kind, text, reading`; `reading` is empty where none can be given.  A row
        of kind `loop` spans the repetitions after the first occurrence.  The other kinds are those
        of ``data/faults.csv``.

    Examples
    --------
    >>> none = spans.table({"doc": [], "start": [], "end": []})
    >>> text = "It is of high -quality.We grew gradually gradually gradually."
    >>> find({"a": text}, none)[["kind", "text", "reading"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['spaced_hyphen', 'high -quality', 'high-quality'],
     ['missing_space', 'quality.We', 'quality. We'],
     ['loop', 'gradually gradually', '']]
    """
    rows: list[tuple] = []
    for doc, text in texts.items():
        loops = list(_loops(text))
        found = {*_simple(text), *_touching(text), *_capitals(text), *marks.unpaired(text)}
        ends = {start: end for start, end, *_ in loops}
        starts = sorted(ends)
        for start, end, kind, reading in sorted({*loops, *found}):
            i = bisect_right(starts, start)  # what lies in a loop is no fault of its own
            if kind == "loop" or not i or end > ends[starts[i - 1]]:
                rows.append((doc, start, end, kind, text[start:end], reading))
    like = dict.fromkeys(NAMES[3:], "str")
    table = spans.table(pd.DataFrame(rows, columns=NAMES), like)
    return table[spans.locate(table, furniture) < 0].reset_index(drop=True)


def _loops(text: str) -> Iterator[Found]:
    """Find what a stuck translator repeats: three times and more, or twice where nobody would."""
    for m in LOOP.finditer(text):
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
        yield m.end() - len(again.lstrip(" \t,;")), m.end(), "loop", ""


def _simple(text: str) -> Iterator[Found]:
    """Find what a pattern finds, if the text round it agrees, and give its reading."""
    for kind, pattern in patterns():
        for m in pattern.finditer(text):
            if kind not in ASK or ASK[kind](text, m):
                yield *m.span(), kind, READ[kind](m)


def _touching(text: str) -> Iterator[Found]:
    """Find sentences that touch: no blank after a stop."""
    for m in TOUCHING.finditer(text):
        stop, close, word = m.groups()
        left = _before(text, m.start() - (text[: m.start()][-1:] == " "))
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
        start = m.start() - len(left) - (text[: m.start()][-1:] == " ")
        yield start, m.end(), "missing_space", f"{text[start:here]} {text[here : m.end()]}"


def _capitals(text: str) -> Iterator[Found]:
    """Find capitals in mid-sentence: of small words, and where the text mostly writes otherwise."""
    amid, inner = list(AMID.finditer(text)), list(INNER.finditer(text))
    often = Counter(WORD.findall(text)) if amid or inner else Counter()
    for m in amid:  # technology Research and
        word, small = m[2], often[m[2].lower()]
        rare = len(m[1]) > 3 and (small >= 2 * often[word] or (small > 0 and often[word] == 1))
        if rare or word.lower() in listed("starter") - listed("named"):
            yield *m.span(2), "stray_capital", word.lower()
    mixed = Counter(m[0] for m in inner)
    for m in inner:  # GuangFo
        if often[m[0].capitalize()] >= mixed[m[0]]:
            yield *m.span(), "stray_capital", m[0].capitalize()


def _before(text: str, at: int) -> str:
    """Return what touches a stop on its left, without opening marks."""
    return re.split(r"[\s“‘(\[]", text[max(0, at - 60) : at])[-1].lstrip("\"'-‐‑")


def _begins(text: str, m: re.Match[str]) -> bool:
    """Say whether the stop before a small letter stands after a word, not an abbreviation."""
    word = _before(text, m.start())
    return word.isalpha() and word not in listed(*SHORT)


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

"""Faults of translation and extraction: marked, given a reading, never mended.

Each kind has one rule that needs no dictionary.  A rule that would ring in well-edited prose is
narrowed until it does not; what it then misses, a corpus may add by hand in ``faults.csv``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from toolkit import spans
from toolkit.checks import nearest

NAMES = ["doc", "start", "end", "kind", "text", "reading"]
Found = tuple[int, int, str, str]  # start, end, kind, reading

LOOP = re.compile(  # the shortest phrase that is repeated, and its repetitions
    r"(?<!\w)(\w++(?: \w++){0,5}?)((?:[ \t,;]{1,8}(?:and |of )?\1\b)+)"
)
TWICE = 7  # letters of a word that nobody says twice for emphasis
EMPHATIC = re.compile(  # may be said again and again on purpose
    r"(?i)(?:very|really|so|no|yes|yeah|ha|long|many|much|more|less|far|never|ever|again|over|on|"
    r"please|blah|oh|etc|had|that|is|knock|bye|la|na|and|\d+|\w)"
)
SPACED = re.compile(r"(?<=\w) [-‐‑](?=[^\W\d_]{2})|(?<=[a-z])[-‐‑] (?=[a-z])")
CLAUSE = re.compile(  # words before which a hyphen is a dash, or hangs: "small- and large-scale"
    r"(?:an?|and|but|he|I|if|in|is|it|not?|nor|of|or|she|so|than|that|the|then|they|through|to|"
    r"versus|vs|was|we|which|who|with|you)\b"
)
TOUCHING = re.compile(r"([.!?…]+)([\"'”’)\]]*)([“‘(\[]*)([^\W\d_][\w’'-]*)")
LEFT = re.compile(r"[^\s“‘(\[]*\Z")
WHOLE = re.compile(  # what may end a sentence; the last only before a word that begins one
    r"[^\W_][\w’'-]*[^\W_]|\d|.*(?:\d|[\w%][%\"”’)\]]+)|(?:[^\W\d_]\.)+[^\W\d_]"
)
ADDRESS = re.compile(r"\S*(?:[@/\\=_<>|#]|www\.)")
SUFFIX = re.compile(r"(?i)(?:com|org|net|gov|edu|co|cn|io|js|txt|pdf|html?)(?:\W.*)?")
PERCENT = re.compile(r"\d[\d.,]*%(?=[^\W\d_]{2,})")
DOUBLED = re.compile(r",(?:\s?,)+|;(?:\s?;)+|(?<![.…])\.\.(?![.…])|[.;] ,(?!\d)|[,;]\.(?!\.)|,;|;,")
CALQUE = re.compile(r"\b[Mm]y country\b(?! ?(?:man|men|woman|women|folk|house|side)\b)")
PERSONAL = re.compile(r"\b(?:I|I[’']\w+|me|mine|myself)\b")
STRAY = re.compile(  # words with which no name begins, and conjunctions after a comma
    r"(?<=[a-z,]) ((?:There|They|These|Those|This|It|We|He|She)(?= [a-z])|"
    r"(?<=, )(?:Although|Because|However|Therefore|Whereas|Though|Whether)(?= ))"
)
AMID = re.compile(r"(?<![\w’'-])[a-z]{4,},? ([A-Z][a-z]{2,})(?= [a-z])")
WORD = re.compile(r"\b[A-Za-z][a-z]+")
FAR = 5000  # characters of a line in which the partner of a quotation mark is sought
NEAR = 1000  # characters to either side in which somebody may say "I"
LETTERS = re.compile(r"[^\W_]+")
LETTERS_BEFORE = re.compile(r"[^\W_]*\Z")
AFTER = re.compile(r"\S*")
INNER = re.compile(r"\b[A-Z][a-z]+[A-Z][a-z]+\b")
LOST = re.compile(r"(?<=[^\W_])\. ([a-z]\w*)")
TURNED = re.compile(r"[.!?,…] \"(?=\w)")
MOJIBAKE = re.compile(
    r"(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+)+|\ufffd+"
)
ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
WIDE = re.compile(r"(?<=[A-Za-z0-9%])[，。；：！？（）、]|[，。；：！？（）、](?=[A-Za-z])")


@cache
def abbreviations() -> dict[str, str]:
    """Return the kind of each abbreviation (without its last stop) and of the starters."""
    path = Path(__file__).parents[1] / "data" / "abbreviations.txt"
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
    return {word: kind for kind, *words in lines for word in words}


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
        of kind `loop` spans the repetitions after the first occurrence.  Other kinds:
        `spaced_hyphen, missing_space, deictic_calque, doubled_punctuation, stray_capital,
        lost_capital, turned_quote, encoding, full_width`.

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
        found = [row for rule in RULES for row in rule(text)]
        found = [row for row in found if not any(a <= row[0] < b for a, b, *_ in loops)]
        for start, end, kind, reading in sorted({*loops, *found}):
            rows.append((doc, start, end, kind, text[start:end], reading))
    columns = zip(*rows, strict=True) if rows else [[]] * len(NAMES)
    like = dict.fromkeys(NAMES[3:], "str")
    table = spans.table(dict(zip(NAMES, columns, strict=True)), like=like)
    return table[spans.locate(table, furniture) < 0].reset_index(drop=True)


def _loops(text: str) -> Iterator[Found]:
    """Find what a stuck translator repeats: three times and more, or twice where nobody would."""
    for m in LOOP.finditer(text):
        unit, again = m.groups()
        words = unit.split(" ")
        times = again.count(unit)
        between = set(again.replace(unit, "|").split("|")) - {""}
        if all(EMPHATIC.fullmatch(word) for word in words) or between == {" and "}:
            continue
        if times > 1:
            if between <= {", ", "; ", ", and "} and times < 4:
                continue  # jobs, jobs, jobs
        elif (
            between not in ({" "}, {" of "} if len(words) > 1 else {" "})
            or max(map(len, words)) < (5 if len(words) > 1 else TWICE)
            or unit[0].isupper()
            or (len(words) == 2 and text.startswith(" " + words[0], m.end()))
            or (len(words) == 2 and text.endswith(words[1] + " ", 0, m.start()))
        ):
            continue  # story after story after story, more and more and more
        yield m.end(1) + len(again) - len(again.lstrip(" \t,;")), m.end(), "loop", ""


def _hyphens(text: str) -> Iterator[Found]:
    """Find compounds with a blank at a hyphen; a run of them is one fault."""
    run: tuple[int, int] = (0, 0)
    for m in SPACED.finditer(text):
        if CLAUSE.match(text, m.end()):
            continue
        start = LETTERS_BEFORE.search(text, max(0, m.start() - 60), m.start()).start()
        end = LETTERS.match(text, m.end()).end()
        if start < run[1]:
            run = (run[0], end)
            continue
        yield from _hyphen(text, run)
        run = (start, end)
    yield from _hyphen(text, run)


def _hyphen(text: str, run: tuple[int, int]) -> Iterator[Found]:
    """Give the reading of one run."""
    if run[1]:
        yield *run, "spaced_hyphen", re.sub(r" ?([-‐‑]) ?", r"\1", text[slice(*run)])


def _spaces(text: str) -> Iterator[Found]:
    """Find words that touch: after a stop, after a per cent sign, after a comma."""
    for m in TOUCHING.finditer(text):
        stop, close, _, word = m.groups()
        left = LEFT.search(text, max(0, m.start() - 60), m.start())[0].lstrip("\"'-‐‑")
        last = left.rpartition(".")[2]
        starts = abbreviations().get(word.lower()) == "starter" and word[0].isupper()
        if word[0].islower():
            fits = stop[-1] in "?!" and not close and last.isalpha() and word.isalpha()
        else:
            fits = word in "AI" or word[1:2].islower() or word[1:2] in ("'", "’", "-")
            fits = fits or (word[1:2].isupper() and last[-2:].islower())
        whole = left if left[-1:] in '%"”’)]' or (starts and len(last) == 1) else last
        if not fits or not WHOLE.fullmatch(whole) or abbreviations().get(last) == "before":
            continue
        if SUFFIX.fullmatch(word) or ADDRESS.match(text, m.end()):
            continue
        if ADDRESS.match(left) and not starts:
            continue
        here = m.end(2)
        if '"' in close and not _closes(text, m.end(1) + close.index('"')):
            here = m.end(1) + close.index('"')
        elif '""' in close:
            here = m.end(1) + close.index('""') + 1
        start = m.start() - len(left)
        yield start, m.end(), "missing_space", f"{text[start:here]} {text[here : m.end()]}"
    for m in PERCENT.finditer(text):
        end = LETTERS.match(text, m.end()).end()
        yield m.start(), end, "missing_space", f"{m[0]} {text[m.end() : end]}"


def _closes(text: str, at: int) -> bool:
    """Say whether a straight quotation mark closes: the one before it opens, or is one of a pair."""
    line = max(text.rfind("\n", max(0, at - FAR), at), at - FAR, 0)
    last = text.rfind('"', line, at)
    if last < 0:
        return False
    before, after = text[last - 1 : last], text[last + 1 : last + 2]
    if not before.strip("([ \n") and after.strip():
        return True
    return after.strip() not in ("", ",", ".", ";") and text.count('"', line, at) % 2 == 1


def _is_turned(text: str, at: int) -> bool:
    """Say whether the mark at `at` closes what the mark before it opened, and none follows it."""
    stop = text.find("\n", at, at + FAR)
    around = text.rfind('"', max(0, at - FAR), at), text.find('"', at + 1, stop)
    opens = [
        i >= 0 and text[i - 1 : i].strip() == "" and text[i + 1 : i + 2].strip() for i in around
    ]
    return bool(opens[0] and "\n" not in text[around[0] : at] and (opens[1] or around[1] < 0))


def _marks(text: str) -> Iterator[Found]:
    """Find punctuation that is doubled, turned, full-width or mis-encoded."""
    for m in DOUBLED.finditer(text):
        yield *m.span(), "doubled_punctuation", "." if "." in m[0] and "," not in m[0] else m[0][-1]
    for m in TURNED.finditer(text):
        if _is_turned(text, m.end() - 1):
            yield *m.span(), "turned_quote", f'{m[0][0]}" '
    for m in ENTITY.finditer(text):
        if (reading := html.unescape(m[0])) != m[0]:
            yield *m.span(), "encoding", reading
    if text.isascii():
        return
    for m in WIDE.finditer(text):
        yield *m.span(), "full_width", unicodedata.normalize("NFKC", m[0]).replace("。", ".")
    for m in MOJIBAKE.finditer(text):
        try:
            yield *m.span(), "encoding", m[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            if m[0][0] == "\ufffd":
                yield *m.span(), "encoding", ""


def _capitals(text: str) -> Iterator[Found]:
    """Find capitals in mid-sentence and small letters at its beginning."""
    for m in STRAY.finditer(text):
        yield *m.span(1), "stray_capital", m[1].lower()
    amid, inner = list(AMID.finditer(text)), list(INNER.finditer(text))
    often = Counter(WORD.findall(text)) if amid or inner else Counter()
    for m in amid:  # technology Research and: a word that is mostly written small
        if often[m[1].lower()] >= 2 * often[m[1]]:
            yield *m.span(1), "stray_capital", m[1].lower()
    mixed = Counter(m[0] for m in inner)
    for m in inner:
        if often[m[0].capitalize()] >= mixed[m[0]]:
            yield *m.span(), "stray_capital", m[0].capitalize()
    for m in LOST.finditer(text):
        word = LEFT.search(text, max(0, m.start() - 60), m.start())[0]
        if len(word) > 2 and word.isalpha() and word not in abbreviations():
            yield m.start(), m.end(), "lost_capital", f". {m[1].capitalize()}"


def _calques(text: str) -> Iterator[Found]:
    """Find `my country` where nobody speaks in the first person: the original's "our country"."""
    for m in CALQUE.finditer(text):
        if not PERSONAL.search(text, max(0, m.start() - NEAR), m.end() + NEAR):
            yield *m.span(), "deictic_calque", ""


RULES = (_hyphens, _spaces, _marks, _capitals, _calques)


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
    columns = [*NAMES, "note"]
    problems: list[tuple[str, str]] = []
    table = pd.DataFrame({name: pd.array([], "str") for name in columns})
    if path is not None:
        try:
            table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
            if missing := [name for name in NAMES if name not in table]:
                raise ValueError(f"it has no column '{missing[0]}'")
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split()).rstrip(".")
            problems.append((path.name, f"{path.name} cannot be read and is left aside: {reason}."))
            table = pd.DataFrame({name: pd.array([], "str") for name in columns})
    rows = []
    for line, row in enumerate(table.reindex(columns=columns, fill_value="").to_numpy(), start=2):
        doc, start, end, _, text = row[:5]
        place = f"{path.name}, line {line}:" if path else ""
        if doc not in texts:
            near = nearest(doc, texts)
            mean = f"; did you mean '{near}'?" if near else "."
            problems.append((path.name, f"{place} there is no document '{doc}'{mean}"))
        elif not (start.isdecimal() and end.isdecimal()):
            problems.append((path.name, f"{place} '{start}' to '{end}' is no address."))
        elif texts[doc][int(start) : int(end)] != text or not text:
            problems.append((path.name, f"{place} '{text}' does not stand at {doc} {start}-{end}."))
        else:
            rows.append((doc, int(start), int(end), *row[3:]))
    like = dict.fromkeys(columns[3:], "str")
    layer = pd.DataFrame(rows, columns=columns)
    layer = spans.table({name: layer[name] for name in columns}, like=like)
    return layer, pd.DataFrame(problems, columns=["file", "problem"], dtype="str")

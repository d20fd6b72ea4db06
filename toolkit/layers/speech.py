"""Speech: who answers for which stretch of a document, and how we know.

Each document is cut into quotations, turns and sentences; the grammar of attribution looks at the
sentences that hold a cue or a quotation; names are resolved; the rest is the author's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.layers import attribution, cues
from toolkit.layers.continuation import continued
from toolkit.layers.naming import Namer, people
from toolkit.layers.speakers import aliases
from toolkit.layers.utterances import Page, Utterance
from toolkit.text.atoms import fold
from toolkit.text.words import Words

COLUMNS = {
    "doc": "str", "start": "int64", "end": "int64", "speaker": "str", "mode": "str", "act": "str",
    "utterance": "int64", "speaker_start": "Int64", "speaker_end": "Int64", "cue": "str",
    "cue_start": "Int64", "cue_end": "Int64", "level": "int64", "rule": "str",
    "confidence": "float64",
}  # fmt: skip
_BODY = re.compile(r"\S(?:.*\S)?", re.S)  # without the blanks at its ends


def attribute(
    texts: Mapping[str, str],
    documents: pd.DataFrame,
    furniture: pd.DataFrame,
    sentences: pd.DataFrame,
    words: Words,
    speakers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find who says what.

    Parameters
    ----------
    texts : text by document
    documents : table of the documents; the column `author` names their own voice
    furniture, sentences : layers
    words : the words and atoms of the texts
    speakers : the corpus's `speakers.csv` (`speakers.read_speakers`), or None

    Returns
    -------
    DataFrame
        The layer `speech`.  Rows of level 1 have no gap and no overlap between two pieces of
        furniture; level 2 lies inside them (nested speech, judgements) or in a headline.  `rule`
        says how a row was found and, behind a `/`, why it has no speaker.

    Examples
    --------
    >>> from toolkit.text import atoms, words
    >>> texts = {"a": "It rained. “Go home,” said Li Wei."}
    >>> units = spans.table({"doc": ["a", "a"], "start": [0, 11], "end": [10, 34],
    ...     "paragraph": [0, 0], "sentence": [0, 1], "kind": ["sentence", "sentence"]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> found = words.tokenize(texts, atoms.scan(texts), none, units)
    >>> layer = attribute(texts, pd.DataFrame(index=["a"]), none, units, found)
    >>> layer["mode"].tolist(), layer["speaker"].tolist()[1]
    (['author', 'direct', 'author'], 'Li Wei')
    """
    known = aliases(speakers)
    authors = documents["author"].dropna().to_dict() if "author" in documents else {}
    units = _by_document(sentences.assign(hot=_hot(words, len(sentences))), "start end hot kind")
    titles = _by_document(furniture[furniture["kind"] == "title"], "start end")
    lengths = {doc: len(text) for doc, text in texts.items()}
    bodies = _by_document(spans.outside(furniture, lengths), "start end")
    rows: list[tuple] = []
    for doc, text in texts.items():
        found = (_BODY.search(text, *gap) for gap in bodies[doc])
        stretches = [match.span() for match in found if match]
        page = Page(text, units[doc], titles[doc], stretches, people(text))
        said = page.utterances()
        author = authors.get(doc) or None
        Namer(text, known, author, page.people).name(said, units[doc])
        said += continued(page, said)
        rows += _rows(doc, page, said, author)
    return spans.table(pd.DataFrame(rows, columns=list(COLUMNS)), COLUMNS)


def _by_document(table: pd.DataFrame, columns: str) -> dict[str, list[tuple]]:
    """Return the rows of each document as tuples."""
    out = defaultdict(list)
    for doc, *row in table[["doc", *columns.split()]].itertuples(index=False, name=None):
        out[doc].append(tuple(row))
    return out


def _hot(words: Words, n: int) -> np.ndarray:
    """Say for each sentence whether it holds a word that may be a cue; types are asked."""
    known = cues.lexicon().keys() | attribution.FRAMES
    cue = words.atoms.ask(lambda form: fold(form) in known)
    hot = np.zeros(n, dtype=bool)
    hot[words.unit[cue & (words.unit >= 0)]] = True
    return hot


def _rows(doc: str, page: Page, said: list[Utterance], author: str | None) -> list[tuple]:
    """Lay utterances as rows, and the author's voice into the gaps of level 1."""
    parts = sorted(((a, b, u) for u in said for a, b in u.parts), key=lambda part: part[:2])
    first = [part for part in parts if part[2].level == 1]
    own = Utterance([], "author", "author" if author else "no_author", speaker=author)
    rows = [row for stretch in page.stretches for row in _tile(page.text, stretch, first, own)]
    rows += [part for part in parts if part[2].level == 2]
    rows.sort(key=lambda row: (row[0], row[2].level))
    number: dict[int, int] = {}
    sure = cues.column("confidence.csv", "rule", "confidence")
    out = []
    for k, (a, b, u) in enumerate(rows):
        utterance = number.setdefault(-k if u is own else id(u), len(number))
        where = (*(u.mention or (None, None)), u.cue and page.text[slice(*u.cue)])
        rule = f"{u.rule}/{u.why}" if u.why else u.rule
        how = (*(u.cue or (None, None)), u.level, rule, float(sure.get(u.rule, 0.5)))
        out.append((doc, a, b, u.speaker, u.mode, u.act, utterance, *where, *how))
    return out


def _tile(text: str, stretch: tuple[int, int], parts: list, own: Utterance) -> list[tuple]:
    """Fill a stretch: utterances and, between them, the author; blanks and lone marks go left."""
    rows: list[tuple[int, Utterance]] = []
    at, last = stretch
    for a, b, u in [*parts, (last, last, own)]:
        if not at <= a <= b <= last or (a == b and u is not own):
            continue
        if re.search(r"\w", text[at:a]) or (at < a and not rows):
            rows.append((at, own))
        if b > a:
            rows.append((a, u))
        at = b
    edges = [*(a for a, _ in rows[1:]), last]
    return [(a, edge, u) for (a, u), edge in zip(rows, edges, strict=True)]

"""Words as somebody else cuts them: NLTK, jieba for Chinese, any function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from toolkit import spans
from toolkit.text.atoms import Atoms, fold
from toolkit.text.words import PLAIN, Words, adopt, looped, tokenize

NEAR = 20  # characters between two tokens, at most


def cut(
    texts: Mapping[str, str],
    atoms: Atoms,
    faults: pd.DataFrame,
    sentences: pd.DataFrame,
    tokenizer: Callable[[str], Iterable[str]] | None,
) -> Words:
    """Return the words as another tokenizer cuts them, or as `tokenize` does without one.

    Parameters
    ----------
    texts, atoms, faults, sentences : as in `tokenize`; of the faults only loops count
    tokenizer : returns the tokens of a sentence in their order, as those of NLTK and jieba do;
        tokens without a letter or digit, and those that it has rewritten, are no words

    Examples
    --------
    >>> from toolkit.text import atoms
    >>> texts = {"a": "Well-made steel."}
    >>> body = spans.table({"doc": ["a"], "start": [0], "end": [16], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> cut(texts, atoms.scan(texts), none, body, str.split).table["norm"].tolist()
    ['well-made', 'steel.']
    """
    if not tokenizer:
        return tokenize(texts, atoms, faults, sentences)
    rows = []
    columns = (sentences[name].tolist() for name in (*spans.ADDRESS, "sentence"))
    for doc, start, end, number in zip(*columns, strict=True):
        at = start
        for token in tokenizer(texts[doc][start:end]):
            found = texts[doc].find(token, at, min(end, at + len(token) + NEAR))
            if found >= 0 and any(map(str.isalnum, token)):
                at = found + len(token)
                norm = fold(token).translate(PLAIN)
                rows.append((doc, found, at, norm, number))
    table = spans.table(pd.DataFrame(rows, columns=[*spans.ADDRESS, "norm", "sentence"]))
    first, last = atoms.rows(table)
    table, first = table[last > first].reset_index(drop=True), first[last > first]
    loop = looped(atoms, faults[faults["kind"] == "loop"])[first]
    table = table.astype({"norm": "str", "sentence": "int64"}).assign(loop=loop)
    return adopt(atoms, sentences, table)

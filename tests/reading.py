"""Words of a text without the rooms that find furniture, faults and sentences."""

from toolkit import spans
from toolkit.text import atoms, words

SIGN = r"\p{L}\p{N}\p{M}"  # what may stand inside an atom


def read(text, loops=(), healed=(), sentences=None):
    """Return the words of one text whose sentences are given, or are the whole of it."""
    texts = {"a": text}
    rows = [("a", *span, "loop") for span in loops]
    rows += [("a", *span, "spaced_hyphen") for span in healed]
    names = ["doc", "start", "end", "kind"]
    faults = spans.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    parts = sentences or [(0, len(text))]
    body = spans.table(
        {"doc": ["a"] * len(parts), "start": [s for s, _ in parts], "end": [e for _, e in parts]}
    ).assign(sentence=range(len(parts)))
    return words.tokenize(texts, atoms.scan(texts), faults, body)

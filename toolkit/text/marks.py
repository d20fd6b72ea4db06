"""Quotation marks: which way a straight one looks, and which has no partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.text.furniture import FINAL, LINE

FAR = 5000  # characters of a line in which the partner of a quotation mark is sought
MARK = re.compile('[“”"](?<!\\d")')  # not inches


def looks(text: str, mark: int) -> tuple[bool, bool]:
    """Say whether a straight mark looks as if it opened, and as if it closed."""
    before, after = text[max(mark - 1, 0) : mark], text[mark + 1 : mark + 2]
    return not before.strip("([ \n\t"), not after.strip(",.;:?!) \n\t")


def closes(text: str, at: int) -> bool:
    """Say whether a straight mark closes: the line has an odd number of them before it."""
    line = max(text.rfind("\n", max(0, at - FAR), at), at - FAR, 0)
    return text.count('"', line, at) % 2 == 1


def is_turned(text: str, at: int) -> bool:
    """Say whether a mark set apart closes: the one before it looks as if it opened."""
    return closes(text, at) and looks(text, text.rfind('"', 0, at))[0]


def unpaired(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Find the mark without a partner, in paragraphs to which no quotation runs on."""
    lines = [m.span() for m in LINE.finditer(text)]
    marks = [[m.start() for m in MARK.finditer(text, *line)] for line in lines]
    odd = [False, *(len(found) % 2 > 0 for found in marks), False]
    for i, ((start, _), found) in enumerate(zip(lines, marks, strict=True)):
        goes_on = odd[i] or odd[i + 2] or (i + 1 < len(lines) and text[lines[i + 1][0]] in '"“')
        alone = odd[i + 1] and not goes_on
        broken = i and text.count("\n", lines[i - 1][1], start) < 2
        if alone and all(FINAL.search(text[a:b]) for a, b in lines[i - broken : i + 1]):
            is_open, at = False, found[0]
            for at in found:
                opens, shuts = (text[at] == "“", text[at] == "”") if text[at] != '"' else (
                    looks(text, at))  # fmt: skip
                if opens != shuts and opens == is_open:
                    break
                is_open = not is_open
            yield at, at + 1, "unpaired_quote", ""

"""Quotation marks: which way a straight one looks, and which has no partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.text.furniture import FINAL, LINE

FAR = 5000  # characters of a line in which the partner of a quotation mark is sought
MANY = 20  # marks that look neither way, before we stop looking back
MARK = re.compile('[“”"](?<!\\d")')  # not inches


def looks(text: str, mark: int) -> tuple[bool, bool]:
    """Say whether a straight mark looks as if it opened, and as if it closed."""
    before, after = text[max(mark - 1, 0) : mark], text[mark + 1 : mark + 2]
    return not before.strip("([ \n\t"), not after.strip(",.;:?!) \n\t")


def closes(text: str, at: int) -> bool:
    """Say whether a straight mark closes: by the last mark that looks one way, and those since."""
    line = max(text.rfind("\n", max(0, at - FAR), at), at - FAR, 0)
    doubtful, mark = 0, text.rfind('"', line, at)
    while mark >= 0 and doubtful < MANY:
        opens, shuts = looks(text, mark)
        if opens != shuts:
            return opens == (doubtful % 2 == 0)
        doubtful, mark = doubtful + 1, text.rfind('"', line, mark)
    return doubtful % 2 == 1


def is_turned(text: str, m: re.Match[str]) -> bool:
    """Say whether a mark set apart closes: one opens before it on the line, none closes after."""
    at = m.end() - 1
    after = text.find('"', at + 1, text.find("\n", at, at + FAR))
    before = text.rfind('"', max(text.rfind("\n", max(0, at - FAR), at), at - FAR, 0), at)
    return before >= 0 and looks(text, before)[0] and (after < 0 or looks(text, after)[0])


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

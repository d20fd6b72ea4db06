"""Continuation: sentences that go on with somebody's words without a cue of their own.

Such free reported speech is common where the words of an expert fill an article, and rare where a
reporter weaves many voices.  A paragraph in which one person or body alone is heard is taken to be
theirs from their first words on; so is an article if its headline names them.  Where several speak,
only a demand goes on with the words right before it.  A heading, a dated event, the reporter, or
the speaker told about ends it; so do closed quotation marks, unless a demand follows.  Statistics
do not go on, and documents only to demand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from toolkit.layers.cues import kinds, rule, tag
from toolkit.layers.names import read
from toolkit.layers.utterances import Page, Utterance

REPORTS = ("that", "view", "according_to", "continuation")  # what is fit to go on with
WISHES = ("to", "noun_phrase")  # what somebody wants or names, in no clause of their own


def continued(page: Page, said: Sequence[Utterance]) -> list[Utterance]:
    """Find the stretches that go on with somebody's words.

    Parameters
    ----------
    page : the document
    said : what is found in it, with speakers

    Returns
    -------
    list of Utterance
        Of mode ``free``; contiguous sentences of a speaker are one.
    """
    lines = [match.start() for match in re.finditer(r"[^\n]+", page.text)]
    parts = [(a, b, u) for u in said if u.level == 1 and u.rule != "turn" for a, b in u.parts]
    parts.sort(key=lambda part: -part[0])
    heard = defaultdict(set)  # who is heard in a paragraph
    for a, _, u in parts:
        heard[bisect_right(lines, a)].add(u.speaker)
    headed = {page.text[a:b].split(":")[0].casefold() for a, b in page.titles}
    voices = {u.speaker for *_, u in parts if u.speaker}
    only = next((name for name in voices if name.casefold() in headed), None)
    for _, _, u in parts:
        if only and u.speaker != only and u.rule in WISHES and not _is_document(page, u):
            u.level = 2  # in an article that is theirs, they tell of it
    parts = [part for part in parts if part[2].level == 1]
    out: list[Utterance] = []
    last, covered, line, opened = None, 0, 0, False
    for first, end, _, kind in page.sentences:
        here, before = bisect_right(lines, first), line
        same = here == before or bool(rule("link").match(page.text, first))
        opened = opened if same else bool(parts and parts[-1][0] < end)
        while parts and parts[-1][0] < end:
            _, covered, last = parts.pop()
        line = here
        if first < covered:
            continue
        if not last:
            continue
        alone = same and heard[here] <= {last.speaker} and last.rule in REPORTS
        wish = "goes_on" if alone and opened else "claim" if alone else "demand"
        mine = last.speaker == only or (same and rule(wish).search(page.text[first:end]))
        if kind == "heading" or not mine or _tells(page, first, end, last):
            last = None
        elif last.mode == "free":
            last.parts[0] = (last.parts[0][0], end)
        else:
            speaker = last.speaker
            last = Utterance([(first, end)], "free", "continuation", last.mention, speaker=speaker)
            out.append(last)
    return out


def _is_document(page: Page, u: Utterance) -> bool:
    """Say whether a document or a statistic speaks."""
    found = read(page.text[slice(*(u.mention or (0, 0)))])
    return found.kind == "document" or bool(kinds(found.noun) & {"document", "measure"})


def _tells(page: Page, first: int, end: int, last: Utterance) -> bool:
    """Say whether a sentence cannot be the speaker's: the news, or about the speaker."""
    if not last.speaker or rule("news").match(page.text, first):
        return True
    if _is_document(page, last):  # but a plan may go on to demand: Give full play to ...
        return tag(page.text[first:end].split()[0].lower()) != "u"
    name = re.escape(last.speaker.split()[-1])
    return re.search(rf"\b{name}\b", page.text[first:end]) is not None

"""Names: what a mention says, read by itself.

A mention ("Wang Wei, director of the Planning Department,") holds a name, a kind, a role and an
affiliation; a pronoun or a nominal ("the professor") holds none and is left to `naming`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from toolkit.layers.cues import SPEAKERS, column, kinds, tag

_TOKEN = re.compile(r"[^\W_][\w.’'&-]*[^\W_]\.?|[^\W_]\.?|[,;]")
_QUOTED = re.compile(r"[“\"]([^”\"]{3,})[”\"]")
_FUNCTION = frozenset("dpftTrPJsCUcwaAxbm")  # tags of words that are no part of a name
_PRONOUN = frozenset("pronoun thing object relative that owner".split())
_SKIPPED = frozenset("determiner time auxiliary be newness".split())
_OFFICE = frozenset({"person", "title"})


@cache
def word_list(*roles: str) -> frozenset[str]:
    """Return words with a capital: `given` names, `chinese` family names, `common` words."""
    words = column("word_lists.csv", "role", "words")
    return frozenset(word for role in roles for word in words[role].title().split())


class Name(NamedTuple):
    """What a mention says; `text` is empty for a pronoun or nominal, whose word is `noun`."""

    text: str
    kind: str  # person, institution, document, pronoun, nominal
    role: str = ""
    affiliation: str = ""
    noun: str = ""


@lru_cache(maxsize=2**16)
def read(mention: str) -> Name:
    """Read a mention: the name in it, its kind, and the role and affiliation it states.

    >>> read("Wang Wei, director of the Planning Department,")[:4]
    ('Wang Wei', 'person', 'director', 'Planning Department')
    >>> read("the professor").noun
    'professor'
    """
    plain = " ".join(re.sub(r"\([^)]*\)|[’']s\b", " ", mention).split())
    quoted = _QUOTED.search(plain)
    if quoted and len(plain) - len(quoted.group()) < 60:
        return Name(quoted.group(1).strip(" ,."), "document")
    tokens = [word for word in _TOKEN.findall(plain) if word.rstrip(".") not in ("Jr", "Sr")]
    for i, (family, word) in enumerate(pairwise(tokens)):  # Zhang yansheng
        named = family in word_list("chinese") and word.islower() and not kinds(word)
        if named and tag(word) == "n" and word.title() not in word_list("common"):
            tokens[i + 1] = word.title()
    if len(tokens) == 1 and kinds(tokens[0]) & _PRONOUN:
        return Name("", "pronoun", noun=tokens[0].lower())
    parts = [part.split() for part in re.split("[,;]", " ".join(tokens)) if part.strip()]
    if not parts:
        return Name("", "nominal")
    first, rest = _part(parts[0]), [word for part in parts[1:] for word in [*part, ","]]
    if first.kind == "person":
        role = first.role or _role(rest)
        return first._replace(role=role, affiliation=_body(rest) if role else "")
    for part in parts[1:] if first.kind == "nominal" else ():  # the minister, Li Wei
        named = _part(part)
        if named.kind == "person" and not any(word.islower() for word in part):
            return named._replace(role=first.role, affiliation=_body(parts[0]))
    return first


def _part(tokens: list[str]) -> Name:
    """Read a mention without commas."""
    base = _base(tokens)
    heads = [i for i, word in enumerate(base) if word[0].islower() and kinds(word) & SPEAKERS]
    if not heads:
        last, found = base[-1], _capitals(base)
        if found.text and (not last[0].islower() or tag(last) in _FUNCTION):
            return found
        return Name("", "nominal", found.role or _role(base), "", last.lower())
    noun, named = base[heads[-1]], _capitals(base[heads[-1] + 1 :])
    if named.kind == "person":
        return named._replace(role=_role(base))
    stem = [word for word in base[: heads[-1] + 1] if not kinds(word) & _SKIPPED]
    if "document" in kinds(noun) and len(stem) > 1:
        return Name(" ".join([*stem, *base[heads[-1] + 1 :]]), "document", noun=noun)
    if "body" in kinds(noun) and any(word[0].isupper() for word in stem):
        return Name(" ".join(stem), "institution", noun=noun)
    return Name("", "nominal", _role(base), "", noun)


def _base(tokens: list[str]) -> list[str]:
    """Return the tokens before the first preposition or relative that is not inside a name."""
    for i, token in enumerate(tokens[1:], 1):
        if token[0].islower() and kinds(token) & {"preposition", "relative", "of", "to", "that"}:
            inside = tokens[i - 1][0].isupper() and "relative" not in kinds(token)
            after = tokens[i + 1] if i + 1 < len(tokens) else "-"
            called = after == "the" or tokens[i - 2] in word_list("given", "chinese")
            if called and _is_person(tokens[:i]):  # Li Wei of (the) Jilin University
                return tokens[:i]
            if not (inside and (after[0].isupper() or after == "the")):
                return tokens[:i]
    return tokens


def _is_person(tokens: list[str]) -> bool:
    """Say whether tokens end in two capitalised words that are part of no body or place."""
    last = tokens[-2:]
    plain = not any(kinds(word) & {"body", "outlet", "place", "document"} for word in last)
    return len(last) == 2 and plain and all(word[0].isupper() for word in last)


def _runs(tokens: list[str]) -> list[list[str]]:
    """Cut tokens into runs of capitalised words, with `of` and `and` between them."""
    runs: list[list[str]] = [[]]
    for token in tokens:
        begins = token[0].isupper() and tag(token.lower()) not in _FUNCTION
        goes_on = token[0].isupper() or token[0].isdigit() or "joining" in kinds(token)
        if goes_on if runs[-1] else begins:
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    for run in runs:
        while run and "joining" in kinds(run[-1]):
            run.pop()
    return list(filter(None, runs))


def _capitals(tokens: list[str]) -> Name:
    """Read the first capitalised run of some tokens."""
    for run in _runs(tokens):
        office = [i for i, word in enumerate(run) if kinds(word) & _OFFICE]
        core = run[office[-1] + 1 if office else 0 :]
        role = " ".join(run[i].lower().rstrip(".") for i in office if _says(run[i]))
        if office and core and core[0] == "of":  # Minister of Commerce Li Wei
            family = word_list("given", "chinese")
            first = next((i for i in (-3, -2) if len(core) > -i and core[i] in family), 0)
            if first and _is_person(core[first:]):
                return Name(" ".join(core[first:]), "person", role, " ".join(core[1:first]))
        if office and core[1:] and "body" in kinds(core[-1]) and "joining" not in kinds(core[0]):
            return Name(" ".join(run), "institution")  # Republican National Committee
        body = any(
            kinds(word) & {"body", "outlet", "place"}
            or kinds(word) & {"joining", "particle_of_name"} == {"joining"}
            for word in core
        )
        if office and (body or not core):
            return Name("", "nominal", role, _body(run), run[office[-1]].lower().rstrip("."))
        if len(core) > 1 and not office and body:
            return Name(" ".join(core), "institution")
        if core:
            return Name(" ".join(core), "person", role)
    return Name("", "nominal")


def _says(word: str) -> bool:
    """Say whether a word names an office or a person, and is no Mr or Ms."""
    return bool(kinds(word) & _OFFICE) and "address" not in kinds(word)


def _role(tokens: list[str]) -> str:
    """Return the words of office: `chief researcher`, `associate professor`."""
    first = next((i for i, word in enumerate(tokens) if _says(word)), None)
    if first is None:
        return ""
    last = first
    while last < len(tokens) and kinds(tokens[last]) & _OFFICE:
        last += 1
    while first and tokens[first - 1].islower() and tag(tokens[first - 1].lower()) not in _FUNCTION:
        first -= 1
    return " ".join(tokens[first:last]).lower()


def _body(tokens: list[str]) -> str:
    """Return the first body, or else name, in the words behind an office."""
    plain = ([word for word in run if not kinds(word) & _OFFICE] for run in _runs(tokens))
    bodies = [part for run in plain for part in _runs(run)]
    named = [run for run in bodies if any(kinds(word) & {"body", "outlet"} for word in run)]
    return " ".join(next(iter([*named, *bodies]), []))

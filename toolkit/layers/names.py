"""Names: what a mention says, read by itself.

A mention ("Wang Wei, director of the Planning Department,") holds a name, a kind, a role and an
affiliation; a pronoun or a nominal ("the professor") holds none and is left to `naming`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from toolkit.layers.cues import classes

_TOKEN = re.compile(r"[^\W_][\w.’'&-]*[^\W_]\.?|[^\W_]\.?|[,;]")
_JOIN = frozenset("of for and the on in at to & del la di de von van bin al der da -".split())
_PARTICLES = frozenset("de von van bin al del la di da der".split())
_STARTS = frozenset(
    "determiner preposition pronoun thing subordinator turn but coordinator question adverb particle".split()
)
_LOOSE = frozenset("determiner time auxiliary be".split())
_NEW = frozenset("new recent latest annual".split())
_FUNCTION = frozenset(
    "preposition relative auxiliary be adverb particle pronoun thing determiner time of to".split()
)
_BARE = frozenset("pronoun thing object relative that".split())
_PRONOUNS = frozenset("his her its their my our your whose this these those some many".split())
_FORMS = frozenset("mr mrs ms miss sir lord lady dame".split())  # titles that say no office
_QUOTED = re.compile(r"[“\"]([^”\"]{3,})[”\"]")


class Name(NamedTuple):
    """What a mention says; `text` is empty for a pronoun or nominal, whose word is `noun`."""

    text: str
    kind: str  # person, institution, document, pronoun, nominal
    role: str = ""
    affiliation: str = ""
    noun: str = ""


def kinds(word: str) -> frozenset[str]:
    """Return the classes of a word, case and full stop aside."""
    return classes().get(word.lower().rstrip(".").replace("’", "'"), frozenset())


def read(mention: str) -> Name:
    """Read a mention: the name in it, its kind, and the role and affiliation it states.

    >>> read("Wang Wei, director of the Planning Department,")
    Name(text='Wang Wei', kind='person', role='director', affiliation='Planning Department', noun='')
    >>> read("the professor").noun
    'professor'
    """
    plain = " ".join(re.sub(r"\([^)]*\)|[’']s\b", " ", mention).split())
    quoted = _QUOTED.search(plain)
    if quoted and len(plain) - len(quoted.group()) < 60:
        return Name(quoted.group(1).strip(" ,."), "document")
    tokens = _TOKEN.findall(plain)
    if not tokens:
        return Name("", "nominal")
    if len(tokens) == 1 and (tokens[0].lower() in _PRONOUNS or kinds(tokens[0]) & _BARE):
        return Name("", "pronoun", noun=tokens[0].lower())
    parts = [part.split() for part in " ".join(tokens).replace(";", ",").split(",") if part.strip()]
    first = _part(parts[0])
    rest = [word for part in parts[1:] for word in [*part, ","]]
    if first.kind == "person":
        role = first.role or _role(rest)
        return first._replace(role=role, affiliation=_body(rest) if role else "")
    office = first.role or first.kind == "nominal"
    if office:  # the minister, Li Wei; Financial Secretary of Hong Kong, Paul Chan
        for part in parts[1:]:
            named = _part(part)
            if named.kind == "person" and not any(word.islower() for word in part):
                return named._replace(role=first.role, affiliation=_body([*parts[0], ","]))
    return first


def _part(tokens: list[str]) -> Name:
    """Read a mention without commas."""
    base = _base(tokens)
    head = next((i for i in range(len(base) - 1, -1, -1) if _heads(base[i])), None)
    if head is not None:
        named = _capitals(base[head + 1 :])
        if named.kind == "person":
            return named._replace(role=_role(base))
        noun = base[head].lower()
        kind = kinds(noun)
        stem = [w for w in base[: head + 1] if not kinds(w) & _LOOSE and w not in _NEW]
        proper = any(w[0].isupper() for w in stem)
        if "document" in kind and len(stem) > 1:
            return Name(" ".join([*stem, *base[head + 1 :]]), "document", noun=noun)
        if "body" in kind and proper:
            return Name(" ".join(stem), "institution", noun=noun)
        return Name("", "nominal", _role(base), "", noun)
    last = base[-1]
    if last[0].islower() and not kinds(last) & _FUNCTION:  # two Democratic speechwriters
        return Name("", "nominal", _role(base), "", last)
    found = _capitals(base)
    return found if found.text else found._replace(noun=last.lower())


def _heads(word: str) -> bool:
    """Say whether a word in lower case is a noun for a person, body or document."""
    return word[0].islower() and bool(kinds(word) & {"person", "body", "document"})


def _base(tokens: list[str]) -> list[str]:
    """Return the tokens before the first preposition or relative that is not inside a name."""
    for i, token in enumerate(tokens):
        if (
            i
            and token[0].islower()
            and kinds(token) & {"preposition", "relative", "of", "to", "that"}
        ):
            named = tokens[i - 1][0].isupper() and i + 1 < len(tokens)
            named = named and (tokens[i + 1][0].isupper() or tokens[i + 1] == "the")
            if not named or "relative" in kinds(token):
                return tokens[:i]
    return tokens


def _runs(tokens: list[str]) -> list[list[str]]:
    """Cut tokens into runs of capitalised words, with `of` and `and` between them."""
    runs: list[list[str]] = []
    current: list[str] = []
    for token in [*tokens, ","]:
        capital = token[0].isupper() and (bool(current) or not kinds(token) & _STARTS)
        if capital or (current and (token.lower() in _JOIN or token[0].isdigit())):
            current.append(token)
            continue
        while current and current[-1].lower() in _JOIN:
            current.pop()
        runs += [current] if current else []
        current = []
    return runs


def _capitals(tokens: list[str]) -> Name:
    """Read the first capitalised run of some tokens."""
    for run in _runs(tokens):
        office = [i for i, w in enumerate(run) if kinds(w) & {"person", "title"}]
        last = office[-1] if office else -1
        core = [w for w in run[last + 1 :] if w not in ("U.S.", "GOP")]
        linked = {w.lower() for w in core} & (_JOIN - _PARTICLES)
        body = any(kinds(w) & {"body", "outlet", "place"} for w in core)
        if office and core and not linked and not body:
            words = [run[i].lower().rstrip(".") for i in office]
            return Name(" ".join(core), "person", " ".join(w for w in words if w not in _FORMS))
        if office and (linked or body):
            return Name("", "nominal", " ".join(run[i].lower() for i in office), _body([*run, ","]))
        if core and "document" in kinds(core[-1]) and len(core) > 1:
            return Name(" ".join(core), "document")
        if core and (body or linked) and len(core) > 1:
            return Name(" ".join(core), "institution")
        if core:
            return Name(" ".join(core), "person" if len(core) < 6 else "institution")
    return Name("", "nominal")


def _role(tokens: list[str]) -> str:
    """Return the words of office: `chief researcher`, `associate professor`."""
    for i, token in enumerate(tokens):
        if kinds(token) & {"person", "title"} and token.lower().rstrip(".") not in _FORMS:
            first, last = i, i + 1
            while first and _office(tokens[first - 1]):
                first -= 1
            while last < len(tokens) and kinds(tokens[last]) & {"person", "title"}:
                last += 1
            return " ".join(tokens[first:last]).lower()
    return ""


def _office(word: str) -> bool:
    """Say whether a word may stand inside an office: `executive director`."""
    return word[0].islower() and not kinds(word) & (_STARTS | {"coordinator", "auxiliary"})


def _body(tokens: list[str]) -> str:
    """Return the first body, or else name, in the words behind an office."""
    runs = [[w for w in run if not kinds(w) & {"title", "person"}] for run in _runs(tokens)]
    runs = [run[1:] if run and run[0].lower() in _JOIN else run for run in runs]
    runs = [run[1:] if run and run[0].lower() == "the" else run for run in runs if run]
    named = [run for run in runs if any(kinds(w) & {"body", "outlet"} for w in run)]
    return " ".join((named or runs or [[]])[0])

"""The words of error messages: one sentence, the value, what was expected, the nearest valid word.

Imports nothing of ours, so that every room may use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

LISTED = 20  # more valid words than this are counted, not listed: nobody reads them in a sentence


class ToolkitError(ValueError):
    """Wrong input, said in one sentence."""


class ToolkitWarning(UserWarning):
    """Something was put aside or guessed, and the work went on; the sentence says what."""


def nearest(word: object, allowed: Iterable[object]) -> str | None:
    """Return the valid word that looks most like `word`, or None where none is near.

    >>> nearest("speker", ["mode", "speaker"])
    'speaker'
    """
    names = {str(name).casefold(): str(name) for name in allowed}
    found = get_close_matches(str(word).casefold(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def hint(word: object, allowed: Iterable[object]) -> str:
    """Return the end of a sentence: the nearest valid word and the list of them.

    >>> hint("speker", ["mode", "speaker"])
    "; did you mean 'speaker'? (mode, speaker)"
    """
    names = sorted({str(name) for name in allowed})
    more = f", and {len(names) - LISTED} more" if len(names) > LISTED else ""
    listed = f" ({', '.join(names[:LISTED])}{more})" if names else ""
    near = nearest(word, names)
    return f"; did you mean '{near}'?{listed}" if near else f"{listed}"


def one_of(value: object, allowed: Iterable[object], what: str) -> None:
    """Raise unless `value` is one of the `allowed` words.

    Parameters
    ----------
    value : the word given by the user
    allowed : the valid words
    what : what the word names, with its article ("a feature")

    Raises
    ------
    ToolkitError
        Names the value, the nearest valid word and the valid words.

    Examples
    --------
    >>> one_of("speaker", ["mode", "speaker"], "a group")
    >>> one_of("speker", ["mode", "speaker"], "a group")
    Traceback (most recent call last):
    toolkit.checks.ToolkitError: 'speker' is not a group; did you mean 'speaker'? (mode, speaker)
    """
    allowed = list(allowed)
    if value not in allowed:
        raise ToolkitError(f"{value!r} is not {what}{hint(value, allowed)}")


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "document"), counted(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def cut(shown: int, there: int, what: str) -> str:
    """Return a sentence where not all are shown, else nothing.

    >>> cut(20, 1200, "places")
    '20 of 1,200 places are shown. '
    """
    return f"{shown:,} of {there:,} {what} are shown. " if shown < there else ""


def listed(names: Sequence[str], more: str = "more") -> str:
    """Return the first eight names, and how many more there are.

    >>> listed(list("abcdefghij"), "more letters")
    'a, b, c, d, e, f, g, h and 2 more letters'
    """
    return ", ".join(names[:8]) + (f" and {len(names) - 8} {more}" if names[8:] else "")

"""The words of error messages."""

import re

import pytest

from toolkit.checks import ToolkitError, counted, hint, nearest, one_of


def test_a_near_word_is_named():
    """The message names the value, the nearest valid word and all valid words."""
    message = "'speker' is not a group key; did you mean 'speaker'? (mode, outlet, speaker)"
    with pytest.raises(ToolkitError, match=f"^{re.escape(message)}$"):
        one_of("speker", ["speaker", "outlet", "mode"], "a group key")


def test_a_far_word_gets_the_list_only():
    """Where no valid word is near, none is suggested."""
    message = "'xyzzy' is not a unit (document, sentence)"
    with pytest.raises(ToolkitError, match=f"^{re.escape(message)}$"):
        one_of("xyzzy", ["sentence", "document"], "a unit")


def test_a_valid_word_passes():
    """A valid word raises nothing."""
    one_of("mode", ["mode"], "a group key")


def test_long_lists_are_counted():
    """Of more than twenty valid words the rest is counted, none is lost."""
    text = hint("zz", [f"w{i:02d}" for i in range(25)])
    assert text.endswith("w19, and 5 more)")


def test_case_does_not_hide_the_nearest():
    """A word that differs in case only is the nearest, in its own spelling."""
    assert nearest("economic daily", ["Economic Daily", "Herald"]) == "Economic Daily"


def test_numbers_take_their_noun():
    """One takes the singular, all others the plural."""
    assert [counted(n, "city", "cities") for n in (0, 1, 2)] == ["0 cities", "1 city", "2 cities"]

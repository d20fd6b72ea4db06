"""The phrase matcher, against a plain regular expression."""

import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import SIGN, read

from toolkit.checks import ToolkitError
from toolkit.text import patterns

BETWEEN = r"(?:[-‐‑'’ʼ]|[^\S\n]+[-‐‑]|[-‐‑][^\S\n]+|[^\S\n]?[&/–][^\S\n]?|[^\S\n]+)"


def found(text, *wanted, **given):
    """Return (pattern, text of the hit) in order."""
    hits = patterns.find(read(text, **given), wanted)
    return [(wanted[row.pattern], text[row.start : row.end]) for row in hits.itertuples()]


def by_regex(text, pattern):
    """Return the spans of a plain pattern by the written specification."""
    forms = [re.escape(form).replace(r"\*", f"[{SIGN}]*") for form in pattern.split()]
    body = BETWEEN.join(rf"(?<![{SIGN}]){form}(?![{SIGN}])" for form in forms)
    compiled = regex.compile(body, regex.IGNORECASE)
    return {m.span() for i in range(len(text)) if (m := compiled.match(text, i))}


def test_a_phrase_is_found_across_hyphens():
    """One pattern finds the phrase with a blank, a hyphen and a spaced hyphen."""
    text = "high quality, high-quality, high -quality"
    hits = [hit for _, hit in found(text, "high quality")]
    assert hits == ["high quality", "high-quality", "high -quality"]


def test_a_place_is_found_inside_a_compound():
    """Atoms are matched, so a name is found inside a longer word and before a possessive."""
    assert found("Guangdong-Hong Kong-Macao", "hong kong") == [("hong kong", "Hong Kong")]
    assert found("Foshan’s", "foshan") == [("foshan", "Foshan")]


def test_a_hyphenated_pattern_is_its_words():
    """A hyphen in a pattern is as good as a blank."""
    assert found("high quality", "high-quality") == [("high-quality", "high quality")]


def test_initials_are_found_with_their_stop():
    """A hit that ends a word of initials ends where the word does."""
    assert found("In the U.S. we", "U.S.") == [("U.S.", "U.S.")]


def test_a_phrase_does_not_cross_punctuation():
    """Comma, full stop and the end of a sentence part a phrase."""
    assert found("supply, chain. supply; chain", "supply chain") == []
    assert found("supply chain", "supply chain", sentences=[(0, 6), (7, 12)]) == []


def test_a_phrase_bridges_a_loop():
    """The repetitions of a loop are passed over, and are in the span of the hit."""
    text = "steel steel steel plan"
    assert found(text, "steel plan", loops=[(6, 17)]) == [("steel plan", text)]


def test_repetitions_are_not_found():
    """A word of a loop is found once."""
    assert len(found("steel steel steel plan", "steel", loops=[(6, 17)])) == 1


def test_alternatives_and_wildcards():
    """Alternatives hold one or more words, and a wildcard stands at either end of a form."""
    text = "supply chains and industrial chain with reindustrialisation"
    assert [hit for _, hit in found(text, "(supply|industrial) chain*", "*industr*")] == [
        "supply chains",
        "industrial",
        "industrial chain",
        "reindustrialisation",
    ]
    assert found("the key to supply chains", "(key to supply|no) chain*")[0][1] == (
        "key to supply chains"
    )


def test_gaps_have_a_reach():
    """Three dots reach over five words of the sentence, `within` over as many as it says."""
    text = "supply a, b c d e resilience"
    assert found(text, "supply ... resilien*") == [("supply ... resilien*", text)]
    assert found(text, "supply ... resilien* within 4") == []
    assert found("supply. a resilience", "supply ... resilience", sentences=[(0, 7), (8, 20)]) == []


def test_a_gap_may_be_empty():
    """Three dots may stand for nothing."""
    assert len(found("supply resilience", "supply ... resilience")) == 1


def test_one_pattern_finds_one_span_once():
    """Alternatives that come to the same words give one hit."""
    assert len(found("steel", "(steel|steel)")) == 1


def test_the_longest_of_overlapping_hits_is_kept():
    """Leftmost first, then longest; what lies beyond is kept."""
    text = "Greater Bay Area plan"
    read_words = read(text)
    hits = patterns.find(read_words, ["bay area", "greater bay area", "area plan", "plan"])
    assert patterns.longest(hits)["pattern"].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("*", "the pattern '*' holds no word to look for"),
        ("... ...", "the pattern '... ...' holds no word to look for"),
        ("(a|b", "the brackets of the pattern '(a|b' do not close"),
        ("a b* within 5", "the pattern 'a b* within 5' has a reach, but no '...' to reach over"),
        ("a ... b within two", "'two' is no reach of 1 or more (pattern 'a ... b within two')"),
        ("a ... b within 0", "'0' is no reach of 1 or more (pattern 'a ... b within 0')"),
        (
            "a ... b within 3 words",
            "'3 words' is no reach of 1 or more (pattern 'a ... b within 3 words')",
        ),
    ],
)
def test_a_pattern_without_words_is_refused(pattern, message):
    """A pattern that can find nothing raises one sentence with the pattern in it."""
    with pytest.raises(ToolkitError, match=f"^{re.escape(message)}$"):
        patterns.find(read("text"), [pattern])


@given(
    st.lists(st.sampled_from(["a", "ab", "b", "A", "-", " ", " ", ", ", " -", "’", " – "])).map(
        "".join
    ),
    st.lists(st.sampled_from(["a", "ab", "a*", "*b", "b"]), min_size=1, max_size=3).map(" ".join),
)
def test_matches_are_those_of_the_regular_expression(text, pattern):
    """Whatever the text, the hits of a phrase are those of the written specification."""
    hits = patterns.find(read(text), [pattern])
    assert set(zip(hits["start"], hits["end"], strict=True)) == by_regex(text, pattern)


PIECES = [*"a b ab a* *b * ... (a|ba)".split(), "(b|a b)"]


@settings(max_examples=50)
@given(
    st.text(alphabet="ab ,", max_size=30),
    st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map(" ".join), max_size=5),
)
def test_many_patterns_find_what_each_finds_alone(text, phrases):
    """Matching patterns together finds what each finds alone, whichever word it starts from."""
    wanted = [f"{phrase} a" for phrase in phrases]
    together = patterns.find(read(text), wanted)
    for i, pattern in enumerate(wanted):
        mine, alone = together[together["pattern"] == i], patterns.find(read(text), [pattern])
        assert mine["start"].tolist() == alone["start"].tolist()
        assert mine["end"].tolist() == alone["end"].tolist()


@given(st.text(alphabet="ab ,", max_size=20), st.integers(1, 3))
def test_gaps_are_those_of_the_regular_expression(text, reach):
    """Whatever the text, a gap stands for as many atoms as it may."""
    hits = patterns.find(read(text), [f"a ... b within {reach}"])
    words = [(m[0], *m.span()) for m in re.finditer("[ab]+", text)]
    fits = {
        (start, end)
        for i, (first, start, _) in enumerate(words)
        for last, _, end in words[i + 1 : i + 2 + reach]
        if (first, last) == ("a", "b")
    }
    assert set(zip(hits["start"], hits["end"], strict=True)) == fits

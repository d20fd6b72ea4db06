"""The shipped corpus folder: its texts are untouched, its tables point where they say."""

import csv
import hashlib
import tomllib
from pathlib import Path

import pytest

from toolkit.layers.themes import load_codebook

SEEDS = Path(__file__).parents[1] / "seeds"
TABLES = [SEEDS / "faults.csv", *sorted(SEEDS.glob("gold/*.csv"))]
PARENTS = {
    *("innovation", "digital", "green", "chain_security", "clusters", "transfer", "talent"),
    *("enterprises", "opening_up", "reform", "finance", "quality", "shocks", "foundation"),
    "real_economy",
}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table as dictionaries."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every article, newlines untouched."""
    files = (SEEDS / "articles").glob("*.txt")
    return {file.stem: file.read_bytes().decode("utf-8") for file in files}


@pytest.fixture(scope="module")
def themes() -> dict[str, dict]:
    """The codebook by key."""
    return tomllib.loads((SEEDS / "codebook.toml").read_text(encoding="utf-8"))["themes"]


def test_articles_are_untouched():
    """Every article has the checksum it came with, and none is missing from the list."""
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (SEEDS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {
        f"articles/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (SEEDS / "articles").iterdir()
    }
    assert found == listed


def test_every_article_is_described(texts):
    """`documents.csv` has one row per article and its own words for the closed columns."""
    documents = rows(SEEDS / "documents.csv")
    assert sorted(row["doc"] for row in documents) == sorted(texts)
    assert {row["rights"] for row in documents} <= {"full", "sentence", "address"}
    assert {row["byline_kind"] for row in documents} <= {"person", "institution", "pseudonym", ""}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.relative_to(SEEDS).as_posix())
def test_every_address_holds(table, texts):
    """The text of every row is the exact slice it names, and no row is empty or there twice."""
    found = rows(table)
    for row in found:
        assert row["text"]
        assert texts[row["doc"]][int(row["start"]) : int(row["end"])] == row["text"]
    assert len({tuple(row.values()) for row in found}) == len(found) > 0


def test_speakers_are_named_once():
    """No name or alias belongs to two speakers."""
    names = [
        name
        for row in rows(SEEDS / "speakers.csv")
        for name in {row["speaker"], *filter(None, row["aliases"].split(";"))}
    ]
    assert len(names) == len(set(names))


def test_codebook_keeps_its_word(themes):
    """Every theme catches its example and leaves its counter-example alone."""
    assert list(load_codebook(SEEDS / "codebook.toml")) == list(themes)


def test_codebook_has_its_fifteen_themes(themes):
    """The fifteen agreed themes are there, and state and market beside them, none with a parent."""
    tops = [key for key, theme in themes.items() if not {"parent", "family"} & set(theme)]
    assert set(tops) == {*PARENTS, "state", "market"}


def test_codebook_is_whole(themes):
    """Every theme is defined, has each pattern once, and a parent of its family if any."""
    for key, theme in themes.items():
        assert all(theme[name] for name in ("label", "definition", "example", "counter_example"))
        assert theme["patterns"], key
        assert len(set(theme["patterns"])) == len(theme["patterns"]), key
        if "parent" in theme:
            parent = themes[theme["parent"]]
            assert "parent" not in parent, key
            assert parent.get("family") == theme.get("family"), key


def test_readers_of_speech_agree_as_said():
    """The agreement of the two readers is the one their README states, and the gold follows it."""
    found = rows(SEEDS / "gold" / "speech_readers.csv")
    same = sum(row["speaker_a"] == row["speaker_b"] for row in found)
    how = sum(row["how_a"] == row["how_b"] for row in found)
    goes_on = [row for row in found if "continues" in (row["how_a"], row["how_b"])]
    said = (SEEDS / "gold" / "README.md").read_text(encoding="utf-8")
    for words in (f"{same} of {len(found)} sentences", f"ground in {how}", f"{len(goes_on)} sent"):
        assert words in " ".join(said.split())
    free = [row for row in rows(SEEDS / "gold" / "speech.csv") if row["mode"] == "free"]
    for row in goes_on:
        inside = [f for f in free if f["doc"] == row["doc"]
                  and int(f["start"]) <= int(row["start"]) < int(f["end"])]  # fmt: skip
        assert [f["speaker"] for f in inside] == [row["speaker_a"]]

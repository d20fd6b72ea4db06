"""The benchmarks: their texts are the same on every machine, their peers are locked."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


@pytest.fixture
def made(monkeypatch):
    """Return the generator of the benchmarks' texts."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.delitem(sys.modules, "corpus", raising=False)
    import corpus

    yield corpus
    sys.modules.pop("corpus")


def test_texts_are_the_same_for_the_same_seed(made):
    """Size and seed determine the texts to the letter, and another seed makes others."""
    texts = made.texts(0.2)
    assert texts == made.texts(0.2)
    assert texts != made.texts(0.2, seed=1)
    assert 0.2e6 <= sum(len(text.encode()) for text in texts.values()) <= 0.8e6


def test_texts_are_like_real_ones(made):
    """Vocabulary, characters beyond ASCII, speech and places are as the generator promises."""
    words = re.findall(r"\w+", " ".join(made.texts(1).values()).lower())[:100_000]
    assert 10_000 < len(set(words)) < 20_000
    joined = " ".join(made.texts(0.2).values())
    assert re.search("[àáéüö“”’]", joined)
    assert re.search(r"[,,]” (said|told|noted)|\" said", joined)


def test_patterns_are_five_hundred_of_all_kinds(made):
    """Phrases, phrases with a wildcard and single wildcards are asked for."""
    wanted = made.patterns(0.5)
    assert len(wanted) == 500
    assert sum(pattern.endswith("*") for pattern in wanted) == 200
    assert sum(" " not in pattern for pattern in wanted) == 50


def test_peers_are_locked():
    """Each peer is in the lock of the benchmarks, in a version that we allow, with its hashes."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "benchmarks" / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.M))
    for peer in map(Requirement, groups["dependency-groups"]["bench"]):
        assert peer.specifier.contains(pins[peer.name]), peer.name
    assert lock.count("--hash=sha256:") > len(pins)
    assert "/" not in lock

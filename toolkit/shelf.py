"""What a corpus keeps: each layer read or computed at first use, and handed out as a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import pandas as pd

from toolkit.checks import one_of
from toolkit.layers import contract, speakers
from toolkit.layers.themes import Codebook
from toolkit.text import documents, faults, store
from toolkit.text.atoms import Atoms, scan
from toolkit.text.documents import Source
from toolkit.text.store import Saved
from toolkit.text.words import Words

PART = 4_000_000  # characters that are counted at a time
LARGE = 50_000_000  # characters from which on words are not kept only to be counted


def _kept(name: str, doc: str) -> property:
    """Return a member that computes its table at first use and hands out copies."""

    def table(shelf: Shelf) -> pd.DataFrame:
        made = shelf._get(name)
        return (made.table if name == "words" else made).copy()

    return property(table, doc=doc)


class Shelf:
    """The members of a corpus; `toolkit.corpus.Corpus` says how each layer is made."""

    _make: Callable[[str], Any]

    def __init__(
        self, source: Source, known: Mapping[str, Any] | None = None, saved: Saved | None = None
    ) -> None:
        self.source, self._saved = source, saved
        self._known: dict[str, Any] = {"documents": source.documents, **(known or {})}

    @property
    def texts(self) -> Mapping[str, str]:
        """Text by document."""
        return MappingProxyType(self.source.texts)

    @property
    def folder(self) -> Path | None:
        """The folder the corpus was read from, if any."""
        return self.source.folder

    def _file(self, name: str) -> Path | None:
        """Return a file of the folder, if it is there."""
        path = self.folder / name if self.folder else None
        return path if path and path.exists() else None

    @property
    def documents(self) -> pd.DataFrame:
        """A row per document: metadata and counted words."""
        return self._documents.copy()

    @cached_property
    def _documents(self) -> pd.DataFrame:
        read = self._get("words")
        words = np.bincount(read.doc[~read.loop], minlength=len(self.texts)).astype("int64")
        table = self._get("documents")
        return table.assign(words=pd.Series(words, list(self.texts)).reindex(table.index))

    @cached_property
    def closed(self) -> frozenset[str]:
        """Documents whose rights let only addresses be shown."""
        rights = self._get("documents")["rights"]
        return frozenset(rights.index[rights == "address"])

    @cached_property
    def voices(self) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Speech of the first level: begin and end as the atoms' `begin`, speaker and mode."""
        first = self._get("speech").query("level == 1")
        begin, end = (self._atoms.place(first, name) for name in ("start", "end"))
        keys = ("speaker", "mode")  # each with None behind, which row -1 stands for
        return begin, end, {key: np.array([*first[key], None], dtype=object) for key in keys}

    @property
    def problems(self) -> pd.DataFrame:
        """What could not be read as it stands: `file, problem`."""
        return pd.concat([self.source.problems, self._faults_by_hand[1]], ignore_index=True)

    @property
    def codebook(self) -> Codebook:
        """Themes by name; empty without a `codebook.toml`."""
        return dict(self._get("codebook"))

    @cached_property
    def _faults_by_hand(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of the folder's faults.csv, and what is wrong with them."""
        return faults.read_faults(self._file("faults.csv"), self.texts)

    @cached_property
    def _speakers_by_hand(self) -> pd.DataFrame | None:
        path = self._file("speakers.csv")
        return speakers.read_speakers(path) if path else None

    furniture = _kept("furniture", "Text that is not the author's prose.")
    faults = _kept("faults", "Faults of translation and extraction, with a suggested reading.")
    sentences = _kept("sentences", "Sentences of the body.")
    words = _kept("words", "Words of the body, with the form they are counted under.")
    speech = _kept("speech", "Who is responsible for which stretch of text.")
    speakers = _kept("speakers", "Who speaks.")
    merges = _kept("merges", "Mentions that were joined to a speaker, and why.")
    places = _kept("places", "Mentions of places.")
    themes = _kept("themes", "Hits of the codebook's themes.")

    def layer(self, name: str) -> pd.DataFrame:
        """Return a layer by its name."""
        one_of(name, contract.COLUMNS, "a layer")
        return getattr(self, name)

    @property
    def parts(self) -> tuple[Self, ...]:
        """Corpora whose counts add up to this one's: itself once its words are known.

        Before, those of a large corpus are its documents by a few million characters, so that they
        are counted without all their words in memory.
        """
        if "words" in self._known or self._saved:
            return (self,)
        ends = np.cumsum([len(text) for text in self.texts.values()], dtype="int64")
        if not len(ends) or ends[-1] < LARGE:
            return (self,)
        first = np.flatnonzero(np.diff(ends // PART, prepend=-1))
        edges, docs = [*first.tolist(), len(ends)], list(self.texts.items())
        layers: list[dict[str, pd.DataFrame]] = [{} for _ in first]
        for name in ("furniture", "faults", "sentences"):
            table = self._get(name)
            row = np.searchsorted(pd.Index(list(self.texts)).get_indexer(table["doc"]), edges)
            for known, (a, b) in zip(layers, pairwise(row), strict=True):
                known[name] = table[a:b].reset_index(drop=True)
        parts = zip(pairwise(edges), layers, strict=True)
        return tuple(self._part(dict(docs[i:j]), known) for (i, j), known in parts)

    def _part(self, texts: dict[str, str], layers: Mapping[str, Any]) -> Self:
        """Return the corpus of some documents whose layers are known."""
        table = self._get("documents").loc[[*texts]]
        source = Source(self.folder, texts, table, self.source.problems, self.source.stated)
        kept = self._known.keys() & {"codebook", "tokenizer"}
        return type(self)(source, {name: self._known[name] for name in kept} | {**layers})

    def matcher(self) -> Words:
        """Return the words with their atoms, for `text.patterns.find`."""
        return self._get("words")

    def _get(self, name: str) -> Any:
        """Return a layer, computing it at first use."""
        if name not in self._known:
            if self._saved and name not in self._saved.stale:
                self._known[name] = self._saved.read(name)
            else:
                self._known[name] = self._make(name)
        return self._known[name]

    @cached_property
    def _origin(self) -> tuple[str | None, pd.DataFrame, list]:
        """The folder of the articles, their files as they were read, and what was said of them."""
        if self._saved:
            return self._saved.facts["source"], self._saved.files, self._saved.facts["problems"]
        problems = self.source.problems.to_numpy().tolist()
        if not self.folder:
            return None, store.stated(Path(), []), problems
        folder = self.folder.resolve()
        return str(folder), store.stated(folder, documents.files(folder)), problems

    @cached_property
    def _atoms(self) -> Atoms:
        if not self._saved:
            return scan(self.texts)
        kept = "words" not in self._saved.stale
        return (self._get("words") if kept else self._saved.read("words")).atoms

"""The corpus: documents and their layers.  This room alone knows in which order layers are made."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from toolkit.checks import ToolkitError, ToolkitWarning, counted, one_of
from toolkit.layers import contract, places, speakers, speech, themes
from toolkit.layers.themes import Codebook, Theme
from toolkit.shelf import Shelf
from toolkit.text import documents, faults, furniture, sentences, store, tokenizers, words
from toolkit.text.documents import Source
from toolkit.text.words import Words

# What each layer is made from, and nothing else: replacing one makes those that stand on it anew.
NEEDS = {
    "documents": (),
    "codebook": (),
    "furniture": ("documents",),
    "faults": ("furniture",),
    "sentences": ("furniture", "faults"),
    "words": ("faults", "sentences"),
    "speech": ("documents", "furniture", "sentences", "words"),
    "speakers": ("documents", "speech", "words"),
    "merges": ("speech", "sentences"),
    "places": ("furniture", "faults", "sentences"),
    "themes": ("codebook", "words"),
}


class Corpus(Shelf):
    """Articles, what is known about them, and the layers of spans over their text.

    Made by `toolkit.load`.  A corpus does not change: layers are computed at first use and kept,
    members hand out copies, and `replace` returns a new corpus.

    Attributes
    ----------
    source : what was read, before any layer
    texts : text by document, never edited
    documents : a row per document (index `doc`), with its number of counted `words`
    furniture, faults, sentences, words, speech, places, themes : layers, with columns
        `doc, start, end` and their own (`toolkit.layers.contract.COLUMNS`)
    speakers, merges : a row per speaker (index `speaker`); mentions joined to one, and why
    codebook : themes by name, from the folder's `codebook.toml`
    problems : what could not be read as it stands (`file, problem`)

    Examples
    --------
    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> list(corpus.texts)
    ['harbour', 'interview', 'steel']
    """

    _repr_html_: ClassVar[Callable[[Any], str]]

    def _make(self, name: str) -> Any:
        made = {needed: self._get(needed) for needed in NEEDS[name]}
        return getattr(self, f"_make_{name}")(**made)

    def _make_codebook(self) -> Codebook:
        path = self._file("codebook.toml")
        return themes.load_codebook(path) if path else {}

    def _make_furniture(self, documents: pd.DataFrame) -> pd.DataFrame:
        return furniture.find(self.texts, documents)

    def _make_faults(self, furniture: pd.DataFrame) -> pd.DataFrame:
        found = faults.find(self.texts, self._atoms, furniture)
        return contract.ordered(pd.concat([found, self._faults_by_hand[0]]), self.texts)

    def _make_sentences(self, **made: pd.DataFrame) -> pd.DataFrame:
        return sentences.split(self.texts, **made)

    def _make_words(self, **made: pd.DataFrame) -> Words:
        return tokenizers.cut(
            self.texts, self._atoms, **made, tokenizer=self._known.get("tokenizer")
        )

    def _make_speech(self, **made: Any) -> pd.DataFrame:
        return speech.attribute(self.texts, **made, speakers=self._speakers_by_hand)

    def _make_speakers(self, **made: Any) -> pd.DataFrame:
        return speakers.summary(self.texts, **made, known=self._speakers_by_hand)

    def _make_merges(self, **made: pd.DataFrame) -> pd.DataFrame:
        return speakers.merges(self.texts, **made, known=self._speakers_by_hand)

    def _make_places(
        self, furniture: pd.DataFrame, faults: pd.DataFrame, sentences: pd.DataFrame
    ) -> pd.DataFrame:
        # titles name places too: those are in the layer, and in no count, as no word is theirs
        titles = furniture[furniture["kind"] == "title"].assign(sentence=-1)
        units = contract.ordered(pd.concat([sentences, titles]), self.texts)
        read = words.tokenize(self.texts, self._atoms, faults, units)
        gazetteer = places.load_gazetteer(self._file("gazetteer.csv"))
        return places.find(self.texts, read, units, gazetteer)

    def _make_themes(self, **made: Any) -> pd.DataFrame:
        return themes.mark(**made, texts=self.texts)

    def replace(self, **layers: Any) -> Corpus:
        """Return a corpus with other layers; what stands on them is computed anew.

        Parameters
        ----------
        **layers : a corrected table by the name of its layer, `documents`, or `codebook` (a
            dictionary of themes as in `codebook.toml`); for `words` also a tokenizer: `jieba.lcut`

        Raises
        ------
        ToolkitError
            A layer is unknown, lacks a column, leaves its text, or (speech) leaves gaps.

        Examples
        --------
        >>> import toolkit as kit
        >>> corpus = kit.example()
        >>> corpus.replace(themes=corpus.themes.iloc[:2]).themes.shape[0]
        2
        """
        for name in layers:
            one_of(name, NEEDS, "a layer")
        stale = {*layers, "tokenizer"} if "words" in layers else set(layers)
        for name, needed in NEEDS.items():  # NEEDS is in the order of making
            if stale & set(needed) and name not in layers:
                stale.add(name)
        known = {name: made for name, made in self._known.items() if name not in stale}
        saved = self._saved and replace(self._saved, stale=self._saved.stale | stale)
        out = Corpus(self.source, known, saved)
        for name in sorted(layers, key=list(NEEDS).index):
            table = layers[name]
            name = "tokenizer" if callable(table) else name  # it cuts anew when its units change
            kind = Mapping if name == "codebook" else pd.DataFrame
            if name in contract.COLUMNS:
                contract.check(name, table, self.texts)
                table = contract.ordered(table, self.texts)
            elif name != "tokenizer" and not isinstance(table, kind):
                raise ToolkitError(f"{table!r} is no table that could replace {name}")
            if name == "documents":
                problems: list[tuple[str, str]] = []
                table = table.drop(columns="words", errors="ignore")
                table = documents.fitted(list(self.texts), table, problems)
                if problems:
                    raise ToolkitError(problems[0][1].rstrip("."))
            if name == "codebook":
                table = themes.check_codebook(table, "codebook")
            if name == "words":
                table = words.adopt(self._atoms, out._get("sentences"), table)
            out._known[name] = table
        return out

    def save(self, folder: str | PathLike[str]) -> Path:
        """Save the corpus with all its layers; `toolkit.load` opens the folder at once.

        Parameters
        ----------
        folder : a new folder, or a saved corpus, which is replaced

        Returns
        -------
        Path
            The folder; `docs/storage.md` says what is in it and how R, DuckDB or Polars read it.

        Raises
        ------
        ToolkitError
            The folder holds something else.

        Examples
        --------
        >>> import tempfile, toolkit as kit
        >>> with tempfile.TemporaryDirectory() as place:
        ...     saved = kit.load(kit.example().save(f"{place}/toy"))
        ...     saved.documents["words"].tolist()
        [23, 14, 14]
        """
        from importlib.metadata import version

        tables = {name: self.layer(name) for name in contract.COLUMNS}
        tables |= {name: getattr(self, name) for name in ("documents", "speakers", "merges")}
        source, tables["files"], problems = self._origin
        facts = {
            "toolkit": version("whowhatwhere"),
            "source": source,
            "given": self._get("words").given is not None,
            "codebook": {theme: asdict(entry) for theme, entry in self.codebook.items()},
            "problems": problems,
            "stated": {doc: said for doc, said in self.source.stated.items() if said},
        }
        beside = filter(None, map(self._file, ("speakers.csv", "gazetteer.csv", "faults.csv")))
        store.write(Path(folder), tables, self.texts, self._get("words"), facts, beside)
        return Path(folder)

    def select(self, docs: str | Sequence[str]) -> Corpus:
        """Return the corpus of some documents, with the layers they have here.

        >>> import toolkit as kit
        >>> kit.example().select(["steel"]).documents.index.tolist()
        ['steel']
        """
        docs = [docs] if isinstance(docs, str) else docs
        for doc in docs:
            one_of(doc, self.texts, "a document")
        texts = {doc: text for doc, text in self.texts.items() if doc in set(docs)}
        tables = {name: self.layer(name) for name in contract.COLUMNS}
        cut = {name: t[t["doc"].isin(texts)].reset_index(drop=True) for name, t in tables.items()}
        out = self._part(texts, cut)
        out._known["words"] = words.adopt(out._atoms, cut["sentences"], cut["words"])
        if self._saved:  # whose folder is that of no article
            out._origin = self._origin
        return out


def load(folder: str | PathLike[str] | None = None) -> Corpus:
    """Read a folder of articles.

    Parameters
    ----------
    folder : the folder; without it `$TOOLKIT_CORPUS`, else the nearest folder `seeds` upwards

    Returns
    -------
    Corpus

    Raises
    ------
    ToolkitError
        The folder does not exist or holds no articles.

    Examples
    --------
    >>> load("no such folder")
    Traceback (most recent call last):
    toolkit.checks.ToolkitError: There is no folder 'no such folder'.
    """
    store.restore(Path(folder or os.environ.get("TOOLKIT_CORPUS") or ".").expanduser())
    place = documents.find_folder(folder)
    corpus = _opened(place) if documents.is_saved(place) else Corpus(documents.read_folder(place))
    if n := len(corpus.problems):
        first = corpus.problems["problem"].iloc[0]
        more = "" if n == 1 else f" (and {counted(n - 1, 'more problem')}, see corpus.problems)"
        warnings.warn(f"{first}{more}", ToolkitWarning, stacklevel=2)
    return corpus


def _opened(folder: Path) -> Corpus:
    """Return a saved corpus."""
    saved = store.read(folder)
    problems = [*map(tuple, saved.facts["problems"]), *saved.changed()]
    table = pd.DataFrame(problems, columns=["file", "problem"], dtype="str")
    known = saved.read("documents").drop(columns="words")
    source = Source(folder, saved.read("texts"), known, table, saved.facts.get("stated", {}))
    codebook = {theme: Theme(**entry) for theme, entry in saved.facts["codebook"].items()}
    return Corpus(source, {"codebook": codebook}, saved)


def from_texts(
    texts: Mapping[str, str],
    documents_table: pd.DataFrame | None = None,
    codebook: Mapping[str, Mapping[str, object]] | None = None,
) -> Corpus:
    """Return the corpus of some texts in memory."""
    source = documents.from_texts(texts, documents_table)
    return Corpus(source, {"codebook": themes.check_codebook(codebook or {}, "codebook")})


def example() -> Corpus:
    """Return the toy corpus: three tiny documents that can be counted by hand.

    Examples
    --------
    >>> example().texts["steel"][:20]
    'Green steel is dear.'
    """
    return load(Path(__file__).parent / "data" / "example")

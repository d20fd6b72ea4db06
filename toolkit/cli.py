"""The same from a shell: ``toolkit new``, ``check``, ``annotate`` and ``report``."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit import spans
from toolkit.analysis.folder import check, draft, write
from toolkit.checks import ToolkitError, ToolkitWarning
from toolkit.corpus import Corpus, load
from toolkit.display.html import corpus_facts
from toolkit.display.report import report
from toolkit.layers.contract import COLUMNS
from toolkit.text.documents import find_folder

FORMATS = ("parquet", "csv", "jsonl")


def annotate(corpus: Corpus, out: Path, form: str) -> list[Path]:
    """Write every layer as a file named after it, for R, spreadsheets and other programs.

    Parameters
    ----------
    corpus : the corpus
    out : folder to write into
    form : parquet, csv or jsonl

    Returns
    -------
    list of Path
        The files: every layer and `merges` with the column `text` added, `documents`, `speakers`.
    """
    if corpus.folder and out.resolve().is_relative_to(corpus.folder.resolve()):
        raise ToolkitError(f"'{out}' is in the folder of the articles; name another one")
    if out.exists() and not out.is_dir():
        raise ToolkitError(f"'{out}' is a file; a folder was expected")
    out.mkdir(parents=True, exist_ok=True)
    layers = {name: getattr(corpus, name) for name in (*COLUMNS, "merges")}
    tables = {n: t.assign(text=spans.slices(t, corpus.texts)) for n, t in layers.items()}
    tables["documents"] = corpus.documents.reset_index()
    tables["speakers"] = corpus.speakers.reset_index()
    return [_write(table, out / f"{name}.{form}") for name, table in tables.items()]


def _write(table: pd.DataFrame, path: Path) -> Path:
    """Write one table in the form its name says."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    elif path.suffix == ".jsonl":
        text = table.to_json(orient="records", lines=True, force_ascii=False)
        path.write_text(text.lstrip("\n"), encoding="utf-8")  # no rows, no line
    else:
        table.to_parquet(path, index=False)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 1 where `check` finds a problem, or 2 for wrong input."""
    options = _parser().parse_args(arguments)
    warnings.simplefilter("ignore", ToolkitWarning)  # the same sentences are printed below
    try:
        return options.run(options) or 0
    except ToolkitError as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return 2


def _report(options: argparse.Namespace) -> None:
    print(f"The report is in {report(options.folder, options.out, options.notebooks)}")


def _check(options: argparse.Namespace) -> int:
    corpus = load(options.folder)
    facts = [fact for fact in corpus_facts(corpus) if not fact.startswith("Problem: ")]
    problems = [f"Problem: {problem}" for problem in check(corpus)["problem"]]
    print(*facts, *problems, sep="\n")
    return int(bool(problems))


def _new(options: argparse.Namespace) -> None:
    folder = find_folder(options.folder)
    print(*write(draft(load(folder)), folder), sep="\n")


def _annotate(options: argparse.Namespace) -> None:
    corpus = load(options.folder)
    files = annotate(corpus, options.out, options.format)
    for problem in corpus.problems["problem"]:
        print(f"Problem: {problem}", file=sys.stderr)
    print(f"{len(files)} tables are in {options.out}")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="toolkit", description="Who says what about where, in a folder of articles."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        out = commands.add_parser(name, help=text, description=text)
        out.add_argument("folder", type=Path, nargs="?", help="folder of articles (seeds)")
        out.set_defaults(run=run)
        return out

    site = command("report", _report, "Run the notebooks over a folder and write a site.")
    site.add_argument("--out", type=Path, default=Path("site"), help="where to write it (site)")
    site.add_argument("--notebooks", type=Path, help="folder of notebooks, if not the toolkit's")
    command("new", _new, "Draft documents.csv, speakers.csv and codebook.toml; overwrite nothing.")
    command("check", _check, "Say what is in a folder, what is missing and what went wrong.")
    tables = command("annotate", _annotate, "Write every layer of a folder as a table.")
    tables.add_argument("--out", type=Path, required=True, help="folder to write into")
    tables.add_argument("--format", choices=FORMATS, default="parquet", help="form of the tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())

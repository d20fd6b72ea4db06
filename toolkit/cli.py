"""The same from a shell: ``toolkit new``, ``check``, ``annotate`` and ``report``."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from toolkit import spans
from toolkit.analysis.folder import check, draft, write
from toolkit.checks import ToolkitError, ToolkitWarning
from toolkit.corpus import load
from toolkit.display.html import corpus_facts
from toolkit.display.report import report
from toolkit.layers.contract import COLUMNS
from toolkit.text.documents import find_folder

FORMATS = ("parquet", "csv", "jsonl")


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
    """Run the notebooks over a folder and write a site."""
    print(f"The report is in {report(options.folder, options.out, options.notebooks)}")


def _new(options: argparse.Namespace) -> None:
    """Draft documents.csv, speakers.csv and codebook.toml; overwrite nothing."""
    folder = find_folder(options.folder)
    print(*write(draft(load(folder)), folder), sep="\n")


def _check(options: argparse.Namespace) -> int:
    """Say what is in a folder, what is missing and what went wrong."""
    corpus = load(options.folder)
    facts = [fact for fact in corpus_facts(corpus) if not fact.startswith("Problem: ")]
    problems = [f"Problem: {problem}" for problem in check(corpus)["problem"]]
    print(*facts, *problems, sep="\n")
    return int(bool(problems))


def _annotate(options: argparse.Namespace) -> None:
    """Write every layer of a folder as a table, named after it and with the column `text` added."""
    corpus, out = load(options.folder), options.out
    if out.resolve().is_relative_to(find_folder(options.folder).resolve()):
        raise ToolkitError(f"'{out}' is in the folder of the articles; name another one")
    if out.exists() and not out.is_dir():
        raise ToolkitError(f"'{out}' is a file; a folder was expected")
    out.mkdir(parents=True, exist_ok=True)
    layers = {name: getattr(corpus, name) for name in (*COLUMNS, "merges")}
    tables = {n: t.assign(text=spans.slices(t, corpus.texts)) for n, t in layers.items()}
    tables["documents"] = corpus.documents.reset_index()
    tables["speakers"] = corpus.speakers.reset_index()
    for name, table in tables.items():
        path = out / f"{name}.{options.format}"
        if options.format == "parquet":
            table.to_parquet(path, index=False)
        elif options.format == "csv":
            table.to_csv(path, index=False)
        else:  # no rows, no line
            text = table.to_json(orient="records", lines=True, force_ascii=False)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
    for problem in corpus.problems["problem"]:
        print(f"Problem: {problem}", file=sys.stderr)
    print(f"{len(tables)} tables are in {out}")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="toolkit", description="Who says what about where, in a folder of articles."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run in (_report, _new, _check, _annotate):
        command = commands.add_parser(run.__name__[1:], help=run.__doc__, description=run.__doc__)
        command.add_argument("folder", type=Path, nargs="?", help="folder of articles (seeds)")
        command.set_defaults(run=run)
        if run is _report:
            command.add_argument("--out", type=Path, default=Path("site"), help="folder (site)")
            command.add_argument("--notebooks", type=Path, help="folder of other notebooks")
        if run is _annotate:
            command.add_argument("--out", type=Path, required=True, help="folder to write into")
            command.add_argument(
                "--format", choices=FORMATS, default="parquet", help="of the tables"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""The notebooks as a set: listed in their README, true to their form, at home in any folder."""

import ast
import csv
import re
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
SECTIONS = ["Check yourself", "On your own", "In practice", "Further reading"]
HEAD = re.compile(
    r"# (?P<title>.+)\n\n\*\*What you'll do\*\*: .+\n\n"
    r"\*\*What you'll learn\*\*: (?P<teaches>.+)\n\n"
    r"\*\*What you'll need\*\*: (?P<needs>.+); (?P<minutes>\d+) minutes\."
)
each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path, without=()):
    """Return the cells of a notebook without those of some tags."""
    notebook = nbformat.read(path, as_version=4)
    return [c for c in notebook.cells if not set(c.metadata.get("tags", [])) & set(without)]


def run(source, names):
    """Run a cell and show its last expression, as a notebook does."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        getattr(value, "_repr_html_", value.__repr__)()


def test_readme_lists_what_first_cells_say():
    """The table of the README is that of the notebooks' first cells."""
    listed = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in listed if line.startswith("| [")]
    heads = [HEAD.fullmatch(cells(path)[0].source) for path in PATHS]
    assert rows == [
        f"| [{path.stem[:2]}]({path.name}) | {head['title']} | {head['minutes']} "
        f"| {head['needs']} | {head['teaches']} |"
        for path, head in zip(PATHS, heads, strict=True)
    ]


@each
def test_notebook_has_its_parts(path):
    """A notebook ends in questions, exercises with solutions, practice and reading."""
    whole = cells(path)
    heads = re.findall(r"^## (.+)$", "\n".join(c.source for c in whole), re.MULTILINE)
    assert [head for head in heads if head in SECTIONS] == SECTIONS
    assert sum("solution" in c.metadata.get("tags", []) for c in whole) >= 2
    assert "".join(c.source for c in whole).count("<details><summary>Answer") == 3


@each
def test_main_figure_is_opened(path):
    """After its one main figure a notebook reads the passages of a cell and counts them."""
    marked = [i for i, c in enumerate(cells(path)) if "main-figure" in c.metadata.get("tags", [])]
    assert len(marked) == 1
    after = cells(path)[marked[0] + 1 :]
    assert any(re.search(r"\.passages\(.*\n(.*\n)*?assert len\(", c.source) for c in after)


@each
def test_what_speaks_of_the_seeds_is_tagged(path):
    """Names of the seeds stand only in cells that leave when another folder is read."""
    names = {"Foshan", "Foshan’s"}
    for name, columns in (("documents", ["doc", "author", "outlet", "host"]),
                          ("speakers", ["speaker"])):  # fmt: skip
        with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
            names |= {row[column] for row in csv.DictReader(file) for column in columns}
    prose = "\n".join(c.source for c in cells(path, without=["seeds-only"]))
    assert not [name for name in names if name and name in prose]


@each
@pytest.mark.filterwarnings("ignore::toolkit.checks.ToolkitWarning")
def test_notebook_runs_on_a_bare_folder(path, tmp_path, monkeypatch):
    """A folder of two texts, with no table beside them, needs no other notebook."""
    (tmp_path / "alpha.txt").write_text("Trade is open, said Ann Berg. We need to build.\n")
    (tmp_path / "beta.txt").write_text("Steel is dear. Firms should save energy, she added.\n")
    monkeypatch.setenv("TOOLKIT_CORPUS", str(tmp_path))
    names = {}
    with pd.option_context("display.max_colwidth", 50, "display.precision", 6):
        for cell in cells(path, without=["seeds-only"]):
            if cell.cell_type == "code":
                run(cell.source, names)
    plt.close("all")
    assert names["corpus"].folder == tmp_path

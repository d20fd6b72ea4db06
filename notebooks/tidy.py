"""Run the notebooks from top to bottom and store what they show, in one form.

    python notebooks/tidy.py [--check] [NOTEBOOK ...]

Without names all notebooks beside this file are meant. `--check` runs nothing: it tells which of
them are not in that form as stored. A difference between two versions of a notebook is then one in
what it says or shows, never in who ran it where and when.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"  # names an object that died with its kernel


def tidy(notebook):
    """Bring the notebook into its form: metadata of nobody's machine, cells c01, c02, ..."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"c{number:02}"
        cell.metadata = {
            key: cell.metadata[key] for key in ("jupyter", "tags") if key in cell.metadata
        }
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    return notebook


def run(notebook, folder):
    """Run all cells in a fresh kernel that works in the folder; an error in a cell is raised."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        timeout=120,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
    )
    client.config.KernelManager.transport_encryption = "auto"  # or the kernel warns of open lines
    client.execute()


def is_tidy(path):
    """Tell whether the stored notebook is in its form and was run once, from top to bottom."""
    stored = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    in_order = counts == list(range(1, len(counts) + 1))
    return in_order and stored == nbformat.writes(tidy(notebook)) + "\n"


def main():
    """Tidy the notebooks, or check that they are tidy."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--check", action="store_true", help="run nothing, tell what is untidy")
    args = parser.parse_args()
    paths = args.notebooks or sorted(HERE.glob("*.ipynb"))
    if args.check:
        untidy = [str(path) for path in paths if not is_tidy(path)]
        sys.exit(f"not tidy (make notebooks): {', '.join(untidy)}" if untidy else 0)
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        run(notebook, path.parent)
        path.write_text(nbformat.writes(tidy(notebook)) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

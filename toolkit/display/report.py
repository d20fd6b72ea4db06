"""The report: the notebooks run over a corpus and become a site."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.checks import ToolkitError, counted
from toolkit.corpus import load
from toolkit.display import pages
from toolkit.display.html import corpus_facts
from toolkit.text.documents import find_folder

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # kernels at a time: each takes a core and some 200 MB
NUMBER = r"<td>(?=[-−]?[\d.,]+(?:e[-+]?\d+)?</td>)"
TIMEOUT = 600  # seconds a cell may take on a large corpus
SOURCES = (Path(__file__).parents[1] / "notebooks", Path(__file__).parents[2] / "notebooks")


@dataclass(frozen=True)
class Run:
    """A notebook that was run, and the error that stopped it, if any."""

    name: str
    notebook: NotebookNode
    error: str | None


def report(folder: str | Path | None, out: str | Path, notebooks: str | Path | None = None) -> Path:
    """Run the notebooks over a folder of articles and write a site.

    Parameters
    ----------
    folder : folder of articles; without it as in `toolkit.load`
    out : where to write the site; its pages are overwritten
    notebooks : folder of notebooks; without it those that come with the toolkit

    Returns
    -------
    Path
        The site's ``index.html``.

    Raises
    ------
    ToolkitError
        There are no notebooks, the folder cannot be read or holds no words, or a notebook stopped
        with an error (the site is written all the same, and its page shows where).
    """
    source = Path(notebooks) if notebooks else next((p for p in SOURCES if p.is_dir()), SOURCES[0])
    paths = sorted(source.glob("[0-9][0-9]_*.ipynb"))
    if not paths:
        raise ToolkitError(f"there are no notebooks (NN_name.ipynb) in '{source}'")
    place = find_folder(folder).resolve()
    corpus = load(place)
    if not len(corpus.words):
        raise ToolkitError(f"the articles in '{place}' hold no words; there is nothing to report")
    shipped = (source.parent / "seeds").resolve() == place
    runs = asyncio.run(_run_all(paths, place, shipped))
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    entries = [_entry(run, target) for run in runs]
    for i, (run, entry) in enumerate(zip(runs, entries, strict=True)):
        before = entries[i - 1] if i else None
        after = entries[i + 1] if i + 1 < len(entries) else None
        text = pages.page(entry.title, _body(run.notebook), before, after)
        (target / entry.file).write_text(text, encoding="utf-8")
    first = target / "index.html"
    first.write_text(pages.index(entries, place.name, corpus_facts(corpus)), encoding="utf-8")
    if failed := [run for run in runs if run.error]:
        raise ToolkitError(
            f"{counted(len(failed), 'notebook')} of {len(runs)} stopped, first "
            f"{failed[0].name} with {failed[0].error}; the site is in '{first}'"
        )
    return first


async def _run_all(paths: list[Path], folder: Path, shipped: bool) -> list[Run]:
    """Run notebooks, a few at a time."""
    gate = asyncio.Semaphore(WORKERS)

    async def run(path: Path) -> Run:
        async with gate:
            return await _run(path, folder, shipped)

    return list(await asyncio.gather(*map(run, paths)))


async def _run(path: Path, folder: Path, shipped: bool) -> Run:
    """Run one notebook over a folder; cells that speak of the seeds leave for other folders."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    if not shipped:
        notebook.cells = [c for c in notebook.cells if "seeds-only" not in _tags(c)]
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    # between kernel and client on one machine; without it every start warns
    client.config.KernelManager.transport_encryption = "auto"
    try:
        await client.async_execute(env={**os.environ, "TOOLKIT_CORPUS": str(folder)})
    except CellExecutionError as error:
        return Run(path.stem, notebook, f"{error.ename}: {error.evalue}")
    return Run(path.stem, notebook, None)


def _tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def _entry(run: Run, target: Path) -> pages.Entry:
    """Read off a notebook what the index says of it, and write its thumbnail."""
    head = run.notebook.cells[0].source if run.notebook.cells else ""
    title = re.search(r"^# (.+)$", head, re.MULTILINE)
    learn = re.search(r"\*\*What you'll learn\*\*:?\s*(.+)", head)
    minutes = re.search(r"(\d+) minutes", head)
    image = None
    if figures := _figures(run.notebook):
        image = f"{run.name}.png"
        (target / image).write_bytes(base64.b64decode(figures[-1]))
    return pages.Entry(
        f"{run.name}.html",
        title[1] if title else run.name,
        learn[1] if learn else "",
        minutes[1] if minutes else "",
        image,
        run.error,
    )


def _figures(notebook: NotebookNode) -> list[str]:
    """Return the figures of a notebook; the last of the cells tagged main-figure comes last."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells.sort(key=lambda cell: "main-figure" in _tags(cell))
    outputs = [out for cell in cells for out in cell.outputs]
    return [out["data"]["image/png"] for out in outputs if "image/png" in out.get("data", {})]


def _body(notebook: NotebookNode) -> str:
    """Return a notebook as HTML; solutions fold."""
    from nbconvert import HTMLExporter
    from pygments.formatters import HtmlFormatter

    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True,
                            exclude_output_prompt=True)  # fmt: skip
    parts = []
    for cell in notebook.cells:
        single = notebook.copy()
        single.cells = [cell]
        body, _ = exporter.from_notebook_node(single)
        if "solution" in _tags(cell):
            body = f'<details class="solution"><summary>A solution</summary>{body}</details>'
        parts.append(body)
    body = re.sub(NUMBER, '<td class="number">', "".join(parts))  # numbers right, text left
    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    return f"<style>{colours}</style>{body}"

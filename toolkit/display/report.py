"""The report: the notebooks run over a corpus and become a site."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.checks import ToolkitError, counted
from toolkit.corpus import load
from toolkit.display.html import corpus_facts
from toolkit.templates import DATA, filled
from toolkit.text.documents import find_folder

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # kernels at a time: each takes a core and some 200 MB
SAID = {
    "title": r"(?m)^# (.+)$",
    "learn": r"\*\*What you'll learn\*\*:?\s*(.+)",
    "minutes": r"(\d+) minutes",
}  # in the first cell of a notebook
NUMBER = r"<td>(?=[-−]?[\d.,]+(?:e[-+]?\d+)?</td>)"
WORDING = r"<td>[^<|]*\|[^<]*</td>"  # a pattern has no spaces to break a line at
TIMEOUT = 600  # seconds a cell may take on a large corpus
SOURCES = (DATA.with_name("notebooks"), Path(__file__).parents[2] / "notebooks")


@dataclass(frozen=True)
class Page:
    """A notebook that was run, what the front page says of it, and the error that stopped it."""

    name: str
    notebook: NotebookNode
    error: str | None

    @property
    def said(self) -> dict[str, str]:
        """What its first cell says: `title`, `learn`, `minutes`; empty where it says nothing."""
        head = self.notebook.cells[0].source if self.notebook.cells else ""
        found = {name: re.search(pattern, head) for name, pattern in SAID.items()}
        return {"title": self.name} | {name: match[1] for name, match in found.items() if match}

    @property
    def image(self) -> bytes | None:
        """Its last figure, of the cells tagged main-figure if there are any."""
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        cells.sort(key=lambda cell: "main-figure" in _tags(cell))
        shown = [out.get("data", {}).get("image/png") for cell in cells for out in cell.outputs]
        return base64.b64decode(figures[-1]) if (figures := [*filter(None, shown)]) else None


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
    with ThreadPoolExecutor(WORKERS) as pool:
        pages = list(pool.map(partial(_run, folder=place, shipped=shipped), paths))
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    first = target / "index.html"
    said = filled("front.html", pages=pages, corpus=place.name, facts=corpus_facts(corpus))
    first.write_text(said, encoding="utf-8")
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        (target / f"{page.name}.html").write_text(whole(page, before, after), encoding="utf-8")
        if page.image:
            (target / f"{page.name}.png").write_bytes(page.image)
    if failed := [page for page in pages if page.error]:
        raise ToolkitError(
            f"{counted(len(failed), 'notebook')} of {len(pages)} stopped, first "
            f"{failed[0].name} with {failed[0].error}; the site is in '{first}'"
        )
    return first


def _run(path: Path, folder: Path, shipped: bool) -> Page:
    """Run one notebook over a folder; cells that speak of the seeds leave for other folders."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook, stopped = nbformat.read(path, as_version=4), None
    if not shipped:
        notebook.cells = [c for c in notebook.cells if "seeds-only" not in _tags(c)]
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=TIMEOUT, record_timing=False, resources=where)
    # between kernel and client on one machine; without it every start warns
    client.config.KernelManager.transport_encryption = "auto"
    try:
        asyncio.run(client.async_execute(env={**os.environ, "TOOLKIT_CORPUS": str(folder)}))
    except CellExecutionError as error:
        stopped = f"{error.ename}: {error.evalue}"
    return Page(path.stem, notebook, stopped)


def _tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def whole(page: Page, before: Page | None, after: Page | None) -> str:
    """Return the page of a notebook, with ways to the front page and its neighbours."""
    from nbconvert import HTMLExporter
    from pygments.formatters import HtmlFormatter

    exporter = HTMLExporter(template_name="site", extra_template_basedirs=[str(DATA)],
                            exclude_input_prompt=True, exclude_output_prompt=True)  # fmt: skip
    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    known = {"page": page, "before": before, "after": after, "colours": colours}
    text, _ = exporter.from_notebook_node(page.notebook, known)
    text = re.sub(WORDING, lambda cell: cell[0].replace("|", "|<wbr>"), text)
    return re.sub(NUMBER, '<td class="number">', text)  # numbers right, text left

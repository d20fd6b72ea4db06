"""The promises of the house: which room may import which, how large it is, what it shows."""

import ast
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import toolkit

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "toolkit"

# A room may import what stands before it, never what stands after it. A new room is entered here.
ORDER = """
    checks templates spans
    text.encodings text.tables text.formats text.documents text.atoms
    text.furniture text.marks text.faults text.sentences text.drafts
    text.index text.words text.tokenizers text.duplicates text.patterns text.store
    layers.contract
    layers.quotes layers.cues layers.phrases layers.attribution layers.turns
    layers.names layers.utterances layers.continuation layers.naming layers.speakers layers.speech
    layers.gazetteer layers.evidence layers.places
    layers.themes
    shelf corpus
    analysis.groups analysis.matrices analysis.counts analysis.folder
    analysis.passages analysis.measures analysis.resampling
    analysis.basis analysis.comparison analysis.keyness analysis.concordance
    analysis.explanation analysis.sheets analysis.collocation analysis.validation
    analysis.specification analysis.collection
    display.html display.reading display.plots display.maps display.report
    display.explorer
    toolkit cli
""".split()

# The rooms of layers do not see each other, but speech and places are made of several.
SPEECH = {
    *("quotes", "cues", "phrases", "attribution", "turns"),
    *("names", "utterances", "continuation", "naming", "speakers", "speech"),
}
PLACES = {"gazetteer", "evidence", "places"}

# What a package index or a shelf of files looks like, and where a person's files lie.
ADDRESSES = {
    "a place to download packages from": re.compile(
        r"""https?://[^\s"'<>]+(\.whl|\.tar\.gz|\.tgz|/simple)\b"""
        r"""|(index-url|index_url|find-links|find_links|registry)\W{1,4}(https?:|file:|/)"""
    ),
    "a folder of one machine": re.compile(
        r"(?<![\w.~<-])/(home|root|Users|tmp|work|opt|private|mnt)/[\w.]|\b[A-Z]:\\+Users\\"
    ),
}


def name_of(path):
    """Name a room as ORDER does: its path below toolkit/, with dots, and `toolkit` for the door."""
    name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    return "toolkit" if name == "__init__" else name.removesuffix(".__init__")


SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
WINGS = {"text", "layers", "analysis", "display"}
ROOMS = {name: source for name, source in SOURCES.items() if name not in WINGS}
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("[!.]*.ipynb"))


def imported(source):
    """Name the rooms that a source imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                "imports are written from the top: from toolkit.text import atoms"
            )
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inner if name.removeprefix("toolkit.") in SOURCES}
            names |= modules | ({node.module} if modules != inner else set())
    return {n.removeprefix("toolkit.") for n in names if n.split(".")[0] == "toolkit"}


def code_lines(source):
    """Count lines of code: no blank lines, no comments, no docstrings."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT}
    silent |= {tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {n for t in tokens if t.type not in silent for n in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        said = getattr(first.value, "value", None) if isinstance(first, ast.Expr) else None
        if isinstance(said, str):
            lines -= set(range(first.lineno, first.end_lineno + 1))
    return len(lines)


def code_cells(path):
    """Return the code cells of a notebook, with their source as one string."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [c | {"source": "".join(c["source"])} for c in cells if c["cell_type"] == "code"]


def test_imports_point_one_way():
    """A room imports only rooms that stand before it in the order of the house."""
    unlisted = set(ROOMS) - set(ORDER)
    assert not unlisted, f"enter into ORDER, where they belong: {sorted(unlisted)}"
    edges = {(room, other) for room, source in ROOMS.items() for other in imported(source)}
    assert edges, "no room imports another: the search is broken"
    wrong = [(a, b) for a, b in sorted(edges) if b in WINGS or ORDER.index(b) >= ORDER.index(a)]
    assert not wrong


def test_search_for_imports_sees_all_forms():
    """Imports are found in every form and place in which Python allows them."""
    source = "import toolkit.spans as s\ndef f():\n    from toolkit.text import atoms\n"
    source += "from toolkit.checks import one_of\nfrom toolkit import load\nimport re\n"
    assert imported(source) >= {"spans", "checks", "toolkit"}
    assert imported(source) & {"text.atoms", "text"}


def test_rooms_of_layers_stay_apart():
    """Speech, places and themes are found independently; all know what layers promise."""
    layers = {name.split(".")[1]: imported(s) for name, s in ROOMS.items() if "layers." in name}
    assert layers
    for room, others in layers.items():
        others.discard("layers.contract")
        seen = {other.split(".")[1] for other in others if other.startswith("layers.")}
        assert seen <= next((wing for wing in (SPEECH, PLACES) if room in wing), set()), room


def test_wings_have_no_door_of_their_own():
    """The __init__ of a wing is a docstring, so that one room can be used without the others."""
    for wing in WINGS:
        (only,) = ast.parse(SOURCES[wing]).body
        assert isinstance(only, ast.Expr), wing


def test_rooms_are_small():
    """No room has more than 300 lines, and the package no more than 5,824 lines of code."""
    assert len(SOURCES) > len(WINGS)
    assert not {name: n for name, s in SOURCES.items() if (n := len(s.splitlines())) > 300}
    assert sum(map(code_lines, SOURCES.values())) <= 5824


def test_lines_of_code_are_counted_as_said():
    """Blank lines, comments and docstrings are no code; a string in use is."""
    assert (
        code_lines(
            '"""Title.\n\nMore.\n"""\n\n# why\ndef f():\n    """Do."""\n    return """a\nb"""'
        )
        == 3
    )


def test_public_functions_have_types():
    """What another room may call says the type of each argument and of its result."""
    public = {
        f"{room}:{node.name}": node
        for room, source in ROOMS.items()
        for owner in ast.walk(ast.parse(source))
        if isinstance(owner, ast.Module | ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert public
    for name, node in public.items():
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        every += [a for a in (node.args.vararg, node.args.kwarg) if a]
        untyped = [a.arg for a in every if not a.annotation and a.arg not in ("self", "cls")]
        assert not untyped, name
        assert node.returns, name


def test_only_the_shell_command_prints():
    """A function returns its result; nothing but the shell command writes to the screen."""
    calls = {
        name: [
            node.lineno
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ]
        for name, source in SOURCES.items()
        if name != "cli"
    }
    assert calls
    assert not {name: lines for name, lines in calls.items() if lines}


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_every_test_says_its_law(path):
    """Each test opens with one sentence that says what it holds."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert functions
    for function in functions:
        law = ast.get_docstring(function) or ""
        assert re.fullmatch(r"\S[^\n]*(\n[^\n]+)*[.?!]", law), f"{function.name}: {law!r}"
        assert not re.search(r"[a-z)][.?!] +[A-Z]", law), f"{function.name}: more than one sentence"


def test_public_names_are_few_and_in_order():
    """The names a notebook uses are at most twenty, sorted, and all there."""
    names = toolkit.__all__
    assert 0 < len(names) <= 20
    assert names == sorted(names)
    assert all(hasattr(toolkit, name) for name in names)


def test_public_functions_are_explained():
    """Each public name has a one-line summary, and each public function an example that runs."""
    for name in toolkit.__all__:
        thing = getattr(toolkit, name)
        doc = thing.__doc__ or ""
        summary, *rest = doc.strip().split("\n")
        assert summary.endswith("."), f"{name}: the first line is a sentence"
        assert not rest or not rest[0].strip(), f"{name}: the first line stands alone"
        assert isinstance(thing, type) or ">>> " in doc, f"{name}: an example is missing"


def test_import_is_light():
    """`import toolkit` does not wait for what only some notebooks need."""
    heavy = ["matplotlib", "nltk", "scipy", "IPython", "ipywidgets", "nbconvert", "nbclient"]
    program = f"import sys, toolkit; sys.exit(' '.join(set({heavy}) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_there_are_notebooks():
    """The notebooks are there, numbered and named with a verb."""
    assert NOTEBOOKS
    assert not [path.name for path in NOTEBOOKS if not re.match(r"\d\d_[a-z]+", path.name)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_was_run_from_top_to_bottom(path):
    """Cells are counted from 1, since nbval compares nothing in a cell without a count."""
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_in_one_form(path):
    """The stored notebook is what notebooks/tidy.py would store."""
    place = ROOT / "notebooks" / "tidy.py"
    spec = importlib.util.spec_from_file_location("tidy", place)
    tidy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tidy)
    assert tidy.is_tidy(path), "run: make notebooks"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_cells_are_short_and_tested(path):
    """No cell is over 15 lines, no def in it over 8, none is skipped and none shows an error."""
    assert path.stat().st_size <= 300_000
    for cell in code_cells(path):
        source = cell["source"]
        assert len(source.splitlines()) <= 15, source
        assert not [tag for tag in cell["metadata"].get("tags", []) if "skip" in tag.lower()]
        assert "NBVAL_SKIP" not in source
        kinds = {(output["output_type"], output.get("name")) for output in cell["outputs"]}
        assert not kinds & {("error", None), ("stream", "stderr")}, source
        plain = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.M)
        for node in ast.walk(ast.parse(plain)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert node.end_lineno - node.lineno < 8, f"{node.name} belongs into toolkit/"


def test_no_file_names_a_machine():
    """No file tells where packages are downloaded from or where somebody's folders lie."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout: which files are ours is not known")
    ask = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(ask, cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert ROOT / "pyproject.toml" in files
    found = {
        str(path.relative_to(ROOT)): (what, match[0])
        for path in files
        if path.is_file()
        for what, pattern in ADDRESSES.items()
        if (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert not found


@pytest.mark.parametrize(
    "text",
    ["see https:" + "//files.example.org/x/y-1.0.whl", "pip --index-url " + "https://mirror.example",
     "find-links = " + "/srv/wheels", "https:" + "//mirror.example/simple", "'/" + "home/jo/texts'",
     "C:" + "\\Users\\jo", "open('/" + "tmp/x')"],
)  # fmt: skip
def test_addresses_of_machines_are_recognised(text):
    """The search of the test above finds what it is meant to find."""
    assert any(pattern.search(text) for pattern in ADDRESSES.values())

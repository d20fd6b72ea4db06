"""The files around the house agree: what is installed, from where, and what is shipped."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = {r.name: r for r in map(Requirement, PROJECT["project"]["dependencies"])}
EXTRAS = {
    name: [Requirement(line) for line in lines]
    for name, lines in PROJECT["project"]["optional-dependencies"].items()
}
DEVELOPMENT = {r.name: r for r in map(Requirement, PROJECT["dependency-groups"]["dev"])}
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, flags=re.M))
VERSION = PROJECT["project"]["version"]

# Needed without being imported: the workplace, the checker of notebooks, and what pandas reads,
# writes and prints with.
UNSEEN = {"jieba", "jupyterlab", "nbval", "openpyxl", "pyarrow", "tabulate"}
# Distributions whose module has another name, and what pandas and matplotlib always bring along.
MODULES = {"charset-normalizer": "charset_normalizer", "python-docx": "docx"}
BROUGHT = {"numpy", "PIL"}

make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def read(name):
    """Return a file of the top level as data."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def run_make(folder, *words):
    """Run the Makefile in another folder, where nothing is set up."""
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml"):
        (folder / name).touch()
    quiet = {
        key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))
    }
    return subprocess.run(
        ["make", *words], cwd=folder, env=quiet | {"LC_ALL": "C"}, capture_output=True, text=True
    )


def stand_in(folder, *lines):
    """Write a program that answers for Python as the shell lines say."""
    program = folder / "stand-in"
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)
    return f"PYTHON={program}"


def test_conda_gets_the_same_libraries():
    """environment.yml asks for what pyproject.toml asks for, with the same bounds."""
    listed = read("environment.yml")["dependencies"]
    conda = [Requirement(line) for line in listed if isinstance(line, str) and line != "pip"]
    python = f"python{PROJECT['project']['requires-python']}"
    assert len(conda) > 5
    assert {str(r) for r in conda} == {str(r) for r in RUNTIME.values()} | {python}
    assert {"pip": [f"-e .[{','.join(EXTRAS)}]"]} in listed


def test_what_is_imported_is_declared_and_the_reverse():
    """The package and the notebooks' keeper import what is declared, and nothing else is."""
    found = set()
    for path in [*(ROOT / "toolkit").rglob("*.py"), ROOT / "notebooks" / "tidy.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module.split(".")[0])
    found -= sys.stdlib_module_names | {"toolkit"} | BROUGHT
    assert found
    names = [*RUNTIME, *(r.name for extra in EXTRAS.values() for r in extra)]
    declared = {MODULES.get(name, name) for name in names}
    assert found <= declared
    assert declared - UNSEEN <= found


def test_lock_fulfils_every_requirement():
    """Each library we ask for is in the lock, in a version that we allow."""
    extras = {r.name: r for extra in EXTRAS.values() for r in extra}
    for name, requirement in (RUNTIME | DEVELOPMENT | extras).items():
        assert requirement.specifier.contains(PINS[name]), name


def test_lock_is_whole_and_names_no_place():
    """Every version in the lock has the hashes of its files, for all platforms, and no address."""
    pins = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.M)[1:]
    assert len(pins) > 100
    assert all("--hash=sha256:" in pin for pin in pins)
    pin = r"[\w.-]+==[\w.!+]+( ; [\w\s.'<>=!()]+)? \\"
    hashed = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    allowed = re.compile(rf"{pin}|{hashed}|\s*#.*|")
    assert not [line for line in LOCK.splitlines() if not allowed.fullmatch(line)]
    assert "/" not in LOCK
    compiled = {p.split("==")[0]: p.count("--hash=") for p in pins}
    for name in ("numpy", "pandas", "scipy", "matplotlib", "pyarrow", "regex"):
        assert compiled[name] > 20, f"{name}: the files of one platform only?"


def test_commit_hook_uses_the_locked_ruff():
    """The hook and `make check` agree on style because they run the same version."""
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    assert repository["rev"] == f"v{PINS['ruff']}"


def test_workflow_is_pinned_and_may_only_read():
    """A workflow runs actions named by a commit, with the right to read and no other."""
    flows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert flows
    for path in flows:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {
            "contents": "read"
        }
        used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
        assert used
        assert not [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)]


def test_version_is_one():
    """pyproject.toml, CITATION.cff and CHANGELOG.md speak of the same version."""
    citation = read("CITATION.cff")
    assert citation["version"] == VERSION
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[([^\]]+)\](?: - (\S+))?$", changes, flags=re.M)
    assert headings[:2] == [("Unreleased", ""), (VERSION, citation["date-released"])]


def test_citation_has_what_the_format_asks_for():
    """CITATION.cff has the keys that its format demands, and the licence of the project."""
    citation = read("CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["authors"] == PROJECT["project"]["authors"]
    assert citation["license"] == PROJECT["project"]["license"]
    assert (
        (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{citation['license']} License")
    )


def test_wheel_has_data_and_notebooks_and_no_seeds(tmp_path):
    """The built package carries its data and the notebooks, and no seeds or tests."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {path.name for path in (ROOT / "toolkit" / "data").iterdir() if path.is_file()}
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert data
    assert notebooks
    assert {f"toolkit/data/{name}" for name in data} <= names
    assert {f"toolkit/notebooks/{name}" for name in notebooks} <= names
    assert {name.split("/")[0] for name in names} == {
        "toolkit",
        f"whowhatwhere-{VERSION}.dist-info",
    }


@make
def test_plain_make_lists_every_target(tmp_path):
    """`make` alone does nothing but list what can be made, each target with a line of its own."""
    done = run_make(tmp_path)
    assert done.returncode == 0
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), flags=re.M)[1].split()
    assert {"help", "report", "test", "lab", "check", "notebooks", "lock", "clean"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  make {target} +\S", done.stdout, flags=re.M), target


@make
@pytest.mark.parametrize("answer", ["exit 1", "echo Python 2.7 >&2; exit 2"])
def test_old_python_gets_one_sentence(tmp_path, answer):
    """Where Python is too old or none, make says what to install and does nothing."""
    done = run_make(tmp_path, "test", stand_in(tmp_path, answer))
    said, *rest = done.stderr.splitlines()
    assert re.fullmatch(r"Python 3\.11 or newer is needed and '.*' is none: install it \(.*", said)
    assert all(line.startswith("make: ***") for line in rest)
    assert not (tmp_path / ".venv").exists()


@make
def test_python_without_venv_gets_one_sentence(tmp_path):
    """Where Python is new enough but its venv module was left out, make says how to get it."""
    lines = ['case "$2" in *ensurepip*) exit 1;; esac']
    done = run_make(tmp_path, "report", stand_in(tmp_path, *lines))
    said, *rest = done.stderr.splitlines()
    assert said.endswith(
        "cannot make a virtual environment: install its venv module"
        " (Debian, Ubuntu: apt install python3-venv)"
    )
    assert all(line.startswith("make: ***") for line in rest)
    assert not (tmp_path / ".venv").exists()


@make
def test_message_asks_for_the_python_of_the_package():
    """The Makefile, its message and pyproject.toml want the same Python."""
    lowest = re.search(r"version_info < \((\d+), (\d+)\)", (ROOT / "Makefile").read_text()).groups()
    wanted = SpecifierSet(PROJECT["project"]["requires-python"])
    assert wanted == SpecifierSet(f">={'.'.join(lowest)}")
    assert f"Python {'.'.join(lowest)} or newer" in (ROOT / "Makefile").read_text()

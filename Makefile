# Everything runs in .venv, made from requirements.lock; the system's Python is only asked for a
# virtual environment. See `make help`.

PYTHON ?= python3
FOLDER ?= seeds
OUT ?= site
UV = .venv/bin/uv --system-certs  # as pip does: some networks have certificates of their own
READY = .venv/ready

.PHONY: help report test lab check notebooks bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  make FOLDER=my-articles OUT=my-site report    the same for your own folder"
	@echo "  make PYTHON=python3.12 report                 set up with another Python (3.11 or newer)"

report: $(READY)  ## run the notebooks over the articles in seeds/ and write site/index.html
	@.venv/bin/toolkit report "$(FOLDER)" --out "$(OUT)"

test: $(READY)  ## unit tests, the examples in docstrings, and every notebook against its stored output
	@.venv/bin/python -m pytest --nbval --nbval-current-env --nbval-cell-timeout=120

lab: $(READY)  ## open JupyterLab
	@.venv/bin/python -m jupyterlab $(ARGS)

check: $(READY)  ## style and types
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

notebooks: $(READY)  ## run all notebooks again and store their output, tidied
	@.venv/bin/python notebooks/tidy.py

bench: $(READY) .venv-bench/ready  ## benchmarks beside other libraries, written to docs/benchmarks.md (make ARGS="--size 10" bench)
	@cd benchmarks && ../.venv-bench/bin/python bench.py --out ../docs $(ARGS)

COMPILE = $(UV) pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-sources --custom-compile-command "make lock" --quiet $(ARGS)

lock: $(READY)  ## write both locks anew from pyproject.toml (newest versions: make ARGS=--upgrade lock)
	@$(COMPILE) --all-extras --group dev --output-file requirements.lock
	@$(COMPILE) --group bench --output-file benchmarks/requirements.lock

clean:  ## remove whatever make has made
	@rm -rf .venv .venv-bench site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find toolkit tests notebooks -name __pycache__ -prune -exec rm -rf {} +

# An environment knows where it lies: in a checkout that was moved, as after a set-up that broke off,
# the stamp does not name this folder, and the environment is made anew.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY) .venv/bin/python
endif

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
		"Python 3.11 or newer is needed and '$(PYTHON)' is none: install it (Debian, Ubuntu: apt install" \
		"python3 python3-venv; macOS: brew install python) or name one, as in make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
		"'$(PYTHON)' cannot make a virtual environment: install its venv module" \
		"(Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv

# uv comes from the lock like everything else, by its hashes, and then fetches the rest.
$(READY): .venv/bin/python requirements.lock pyproject.toml
	@echo "Setting up .venv from requirements.lock ..."
	@awk '/^[^ #]/ {uv = /^uv==/} uv' requirements.lock > .venv/uv.txt
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@$(UV) pip sync --quiet --python .venv --require-hashes --compile-bytecode requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
	@printf '%s\n' "$(CURDIR)" > $@

# The peers of the benchmarks are large and stay out of the way.
.venv-bench/ready: $(READY) benchmarks/requirements.lock
	@echo "Setting up .venv-bench from benchmarks/requirements.lock ..."
	@$(UV) venv --quiet --clear --python .venv/bin/python .venv-bench
	@$(UV) pip sync --quiet --python .venv-bench --require-hashes benchmarks/requirements.lock
	@$(UV) pip install --quiet --python .venv-bench --no-deps --no-build-isolation --editable .
	@touch $@

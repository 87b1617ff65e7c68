# Every target sets up what it needs in .venv, once: `make lab` on a fresh machine needs nothing
# but Python 3.11 or later. Stamps in .venv tell what is installed already.

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help lab test lint format docs bench lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,\
	$(shell $(p) -c '$(RECENT)' >/dev/null 2>&1 && echo $(p))))
KERNEL := $(wildcard src/manyseeds/kernel/*.c src/manyseeds/kernel/*.h)

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r n t; do \
		printf '  make %-8s %s\n' "$$n" "$$t"; done

lab: $(VENV)/.package ## Train both exercises of the lab a thousand times, write lab/ (ARGS="digits --replicas 100")
	$(BIN)/manyseeds lab $(ARGS)

test: $(VENV)/.test ## Run the tests (ARGS="tests/data -x")
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.lint ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.lint ## Format the sources and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.docs ## Build the documentation; open build/docs/index.html
	$(BIN)/python -m sphinx -W --keep-going -n -q docs build/docs $(ARGS)

bench: $(VENV)/.bench ## Measure speed and memory against general programs (ARGS="--quick" for a first look)
	$(BIN)/python -m benchmarks.compare $(ARGS)
	$(BIN)/python -m benchmarks.scaling

# uv keeps every pin it can; UPGRADE=--upgrade takes the newest of all.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE) pyproject.toml
lock: $(VENV)/.venv ## Pin the versions that the project is tested with
	$(PIP) install uv
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) -c requirements/run.txt --extra keras --extra onnx --extra safetensors requirements/test.in -o requirements/test.txt
	$(LOCK) -c requirements/test.txt requirements/lint.in -o requirements/lint.txt
	$(LOCK) -c requirements/test.txt requirements/docs.in -o requirements/docs.txt

clean: ## Remove all that make and the tools left here
	rm -rf $(VENV) build dist lab src/manyseeds/kernel/lib
	rm -rf .pytest_cache .hypothesis .mypy_cache .ruff_cache .benchmarks
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.venv:
	@test -n "$(PYTHON)" || { echo "manyseeds needs Python 3.11 or later; no such python3 is in PATH." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.package: requirements/run.txt pyproject.toml hatch_build.py $(KERNEL) | $(VENV)/.venv
	$(PIP) install -r requirements/run.txt --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.package
	$(PIP) install -r requirements/test.txt
	@touch $@

$(VENV)/.lint: requirements/lint.txt $(VENV)/.package
	$(PIP) install -r requirements/lint.txt
	@touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.package
	$(PIP) install -r requirements/docs.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	$(PIP) install -r requirements/bench.txt
	@touch $@

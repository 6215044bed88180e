# The menu. Everything runs from the project's own .venv; the first target that needs it makes it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help setup lock demo test quick coverage lint format types bench generated workbook clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(STAMP) ## make .venv with the locked dependencies

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@echo '1/3 making $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@echo '2/3 installing the locked dependencies (a minute or two the first time)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@echo '3/3 installing qa-workbook'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@$(BIN)/python -m compileall -q python
	@touch $(STAMP)

lock: ## renew the locked, hashed dependencies (needs uv)
	uv pip compile -q pyproject.toml --extra dev --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/dev.txt
	uv pip compile -q pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements/dev.txt -o requirements/run.txt

demo: setup ## the main job on realistic filled score sheets, in ./demo
	@echo 'making score sheets and running the main job on them, in ./demo'
	@$(BIN)/qa-workbook demo --out demo

test: setup ## all tests (those in a real Calc wherever LibreOffice is installed)
	$(BIN)/python -m pytest -n auto --dist worksteal --durations=15 --durations-min=2 $(PYTEST)

quick: setup ## the tests for between two edits: no Calc, few examples, no whole months
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not calc and not slow" --hypothesis-profile=quick

coverage: ## all tests, and that they run 97 % of the lines outside the buttons
	$(MAKE) test PYTEST=--cov

lint: setup ## ruff, and whether everything is formatted
	$(BIN)/ruff check python tests bench
	$(BIN)/ruff format --check python tests bench

format: setup ## ruff's formatter
	$(BIN)/ruff format python tests bench

types: setup ## mypy, strict
	$(BIN)/mypy

bench: setup ## our build and workbook against a plain script and the floors; many sheets, registers, stores; clicks and cells in Calc; the draw
	$(BIN)/python bench/run.py
	$(BIN)/python bench/cluster.py
	$(BIN)/python bench/scaling.py
	$(BIN)/python bench/workbook.py
	$(BIN)/python bench/clicks.py
	$(BIN)/python bench/cells.py
	$(BIN)/python bench/config.py
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/agreement.py
	$(BIN)/python bench/sampling.py
	$(BIN)/python bench/register.py 30000 100000
	$(BIN)/python bench/store.py

generated: setup ## renew what is generated: JSON Schemas, tables in the documents, blank sheets
	$(BIN)/python -m qa_workbook.generated

workbook: setup ## renew vbaProject.bin and qa_workbook.xlsm from their sources
	$(BIN)/python -m qa_workbook.console

clean: ## remove what make made
	rm -rf $(VENV) demo build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage

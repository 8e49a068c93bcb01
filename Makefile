# Everything a newcomer needs: make sandbox, make test.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: install sandbox test test-postgres lint types screenshots benchmark docs clean

install: $(STAMP)

$(STAMP): requirements/development.txt pyproject.toml setup.cfg
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $(STAMP)

sandbox: $(STAMP)
	$(BIN)/python sandbox/up.py

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 -m "not e2e and not postgres"

test-postgres: $(STAMP)
	$(BIN)/python -m pytest -n 2 -m "not e2e"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/python -m mypy

screenshots: $(STAMP)
	$(BIN)/python sandbox/screenshots.py

benchmark: $(STAMP)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.booking

docs: $(STAMP)
	$(BIN)/python -m sphinx -W --keep-going -b html docs build/docs

clean:
	rm -rf build dist .venv

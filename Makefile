# Every target makes the environment it needs; `.venv/.installed` says that it is up to date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test check lint fast format bench docs clean

help:
	@echo "make demo     audit the book of a guarantee company and write out/guarantee.{en,zh}.html"
	@echo "make test     run all tests, with the floor under branch coverage"
	@echo "make check    formatting, lint, types, layers and the fast tests"
	@echo "make bench    run the benchmarks"
	@echo "make docs     build the documentation site in out/site"
	@echo "make install  make .venv with everything in it"
	@echo "make format   format the code"
	@echo "make clean    remove what the other targets made"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dutylang needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all,dev]' -c constraints.txt
	@touch $@

demo: $(STAMP)
	@$(BIN)/duty demo
	@$(BIN)/duty demo --quiet --lang zh

test: $(STAMP)
	@rm -f .coverage .coverage.*
	HYPOTHESIS_PROFILE=ci $(BIN)/python -m pytest -n auto --cov --cov-report=json:.coverage.json --cov-report=
	@$(BIN)/python tools/coverage_floor.py .coverage.json

check: lint fast

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fast: $(STAMP)
	HYPOTHESIS_PROFILE=fast $(BIN)/python -m pytest -n auto -m "not slow" -q

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python tools/site.py

clean:
	rm -rf out/site out/build $(VENV) dist build .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f out/guarantee.*.html

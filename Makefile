PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check tests chaos export-memory bench format clean

demo: $(READY)
	$(BIN)/python -m numberbank.demo

test: check tests

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(READY)
	$(BIN)/pytest --numprocesses 2 --dist loadfile

# Calls that cost money against a server that fails at random; takes some minutes.
chaos: $(READY)
	CHAOS_CALLS=5000 $(BIN)/pytest tests/client/test_chaos.py -s --timeout 3600

# Peak memory of exports of 100,000 numbers against that of 1,000.
export-memory: $(READY)
	EXPORT_NUMBERS=100000 $(BIN)/pytest tests/files/test_export.py -k memory -s --timeout 1200

# Every performance figure; sets up what it compares with. Takes half an hour, and wants the machine to itself.
bench: $(READY)
	$(BIN)/python -m bench

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# The environment is made anew when what it is made from has changed.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

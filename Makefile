# `make demo` and `make test` do all their own set-up; they need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test bars bench lint clean

$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Saydo needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12" % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

demo: $(VENV)/.base
	@$(BIN)/saydo demo $(DEMO); code=$$?; \
	if [ $$code -ne 1 ]; then echo "The demo should end with exit code 1, and ended with $$code."; exit 1; fi; \
	echo; \
	echo "Exit code 1 is what this demo is made for: the fictional company breaks its own policy, and the audit found it."; \
	echo "In a release pipeline that code would stop the release. Open $(DEMO)/audit/report.html in a browser."

test: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks.throughput

bars: $(VENV)/.test
	$(BIN)/python -m benchmarks.bars docs/bars.md

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Two commands a newcomer needs: `make demo` and `make test`. Everything else serves them.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check set-up browser lock bench clean

demo: set-up ## the main job on screen, then on http://127.0.0.1:8080/
	@$(BIN)/yousu demo

test: check browser ## everything
	$(BIN)/python -X dev -W error::ResourceWarning -m pytest -p no:cacheprovider $(PYTEST_ARGS)

check: set-up ## quick: format, lint, types, import direction, unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m unit

set-up: .venv/installed

# The lock covers the build backend too: it is installed first, so that nothing is resolved beside it.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation
.venv/installed: requirements.lock pyproject.toml
	@echo "setting up .venv (about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@awk '/^(setuptools|wheel|packaging)==/{p=1} p{print} !/\\$$/{p=0}' requirements.lock > .venv/build.lock
	@$(PIP) --require-hashes -r .venv/build.lock
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) -e .
	@touch $@

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache

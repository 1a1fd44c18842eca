# Two commands a newcomer needs: `make demo` and `make test`. Everything else serves them.
# They need Python 3.11 or newer, make and git; the rest comes into .venv.

# The first Python that is new enough; `make PYTHON=/path/to/python demo` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
WORKERS ?= 2

# Some machines forbid Python to keep what it compiled: then each of a hundred processes compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint deep rules set-up venv browser lock bench clean

demo: set-up ## the main job on screen, then on http://127.0.0.1:8080/
	@$(BIN)/yousu demo

# Each worker runs in Python's development mode; processes that tests start are as in production.
# The allocator that looks for errors in C costs a seventh of all: `make deep` has it.
# The sweeps run a sample; SEED=7 draws another one than the usual.
IN_DEV_MODE = $(BIN)/python -X dev -m pytest -p no:cacheprovider --dist loadgroup \
	--tx '$(WORKERS)*popen//python=$(BIN)/python -X dev' $(if $(SEED),--seed $(SEED))
# What tests write lies in memory where two gigabytes of it are free: a disk's fsync is a third of their time.
IN_MEMORY = $$(test -w /dev/shm && df -Pk /dev/shm | awk 'NR == 2 && $$4 > 2000000 { print "TMPDIR=/dev/shm" }')
test: lint browser ## everything; of what is a sweep over very many points, a sample
	@env $(IN_MEMORY) PYTHONMALLOC=pymalloc $(IN_DEV_MODE) -m 'not measured' $(PYTEST_ARGS)

NEUTRALISED = $(BIN)/python tests/rules/neutralise.py -j $(WORKERS) \
	&& RENEW=1 $(BIN)/python -m pytest -q -n 0 tests/rules/test_rules_page.py
# What is measured has the machine to itself, and what is promised is told where it was shown (docs/reliability.md).
# With = before the file: as a word of its own pytest would take it for what is to be tested.
PROMISES = build/promises.json
deep: set-up ## all rules neutralised, every sweep whole (kill -9, walks, cancels), what is promised shown: an hour
	@failed=""; rm -f $(PROMISES); \
	{ $(NEUTRALISED); } || failed="$$failed rules"; \
	$(IN_DEV_MODE) --deep -m '(sweep or promise) and not measured' --promises=$(PROMISES) \
		|| failed="$$failed sweeps"; \
	$(BIN)/python -m pytest -n 0 --deep -m measured --promises=$(PROMISES) || failed="$$failed measures"; \
	RENEW=1 $(BIN)/python -m pytest -q -n 0 tests/reliability || failed="$$failed page"; \
	echo "make deep ran, whole: the sweeps listed above; and all rules, neutralised one by one."; \
	echo "What held of what is promised, and what was measured, stands in docs/reliability.md."; \
	test -z "$$failed" || { echo "FAILED:$$failed"; exit 1; }

check: lint ## quick: format, lint, types, the rules of the house, unit tests
	@$(BIN)/python -m pytest -q -m "unit and not slow" -n $(WORKERS) --dist loadgroup

lint: set-up ## format, lint, types
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

rules: set-up ## neutralise each of the 234 rules: a test that names it must fail (a quarter of an hour)
	@$(NEUTRALISED)

bench: set-up ## how fast: the callback and the sweep against naive ones, the suggestion against plain jieba
	@for measure in bench/*.py; do echo "== $$measure"; $(BIN)/python $$measure || exit 1; done

lock: ## resolve pyproject.toml anew into requirements.lock; needs uv
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--extra dev --output-file requirements.lock pyproject.toml

set-up: .venv/installed

# `-qq` hides pip's warnings about the machine; its errors stay.
# The lock covers the build backend too: it is installed first, so that nothing is resolved beside it.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation
.venv/installed: requirements.lock pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(MAKE) --no-print-directory venv
	@echo "setting up .venv (about a minute)"
	@awk '/^(setuptools|wheel|packaging)==/{p=1} p{print} !/\\$$/{p=0}' requirements.lock > .venv/build.lock
	@$(PIP) --require-hashes -r .venv/build.lock
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) -e .
	@touch $@

# Debian and Ubuntu split venv off; as root we fetch it, else we say what is missing.
VENV_PACKAGE = $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
venv:
	@test -n "$(PYTHON)" || { echo "yousu needs Python 3.11 or newer; here is: $$(python3 --version 2>&1)."; \
		echo "Install it, or name it: make PYTHON=/path/to/python3.11 demo"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call APT,$(VENV_PACKAGE)); } \
		|| { echo "This Python cannot make a virtual environment. Install $(VENV_PACKAGE), then try again." >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv

# Installs $(1) where we may: as root, with apt-get.
APT = test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "installing" $(1) \
	&& apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $(1) >/dev/null

HAS_BROWSER = test -n "$$YOUSU_CHROMIUM" || command -v chromium || command -v chromium-browser \
	|| command -v google-chrome || command -v google-chrome-stable
HAS_FONT = command -v fc-list && fc-list :lang=zh | grep -q .

browser: ## a Chromium and a Chinese font, for the tests of the pages
	@missing=""; { $(HAS_BROWSER); } >/dev/null 2>&1 || missing="chromium"; \
	{ $(HAS_FONT); } >/dev/null 2>&1 || missing="$$missing fontconfig fonts-noto-cjk"; \
	test -z "$$missing" || { $(call APT,$$missing); } || { \
		echo "The tests of the pages need: $$missing. Install it; YOUSU_CHROMIUM=/path names a browser elsewhere."; \
		test "$$CI" != true; } >&2

clean: ## remove what was made, not what was stored
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

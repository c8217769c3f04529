# make book                 build the report from the derived data
# make book TEXTS=DIR       derive the data from your texts first
# make book DATA=data/sample  the same report about another corpus
# make book ACCEPT=1        take this run's numbers as the published ones
# make book SITE=URL REPOSITORY=URL  with previews, and buttons for Binder and Colab
# make edition              keep this edition's numbers, for the next to be compared with
# make test                 run every check, style and types included
# make derive TEXTS=DIR     texts to derived data
# make calibration          measure the error rates of the verdict on copying again
# make lint | format | lock | clean
PYTHON ?= python3
DATA   ?= data
BIN    := .venv/bin
UV     := $(shell command -v uv 2>/dev/null)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Set in some containers: every notebook would compile pandas anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: book edition test derive calibration lint format lock clean

book: .venv/book.done
	@$(BIN)/retold book "$(DATA)" --out _build $(if $(TEXTS),--texts "$(TEXTS)") $(if $(ACCEPT),--accept) \
	  $(if $(SITE),--site "$(SITE)") $(if $(REPOSITORY),--repository "$(REPOSITORY)")

edition:
	@cp "$(DATA)/results.json" "$(DATA)/last_edition.json" && echo "edition: kept the numbers in $(DATA)/last_edition.json"

derive: .venv/book.done
	@test -n "$(TEXTS)" || { echo "derive: name the folder with the texts: make derive TEXTS=DIR" >&2; exit 2; }
	@$(BIN)/retold derive "$(DATA)" --texts "$(TEXTS)"

# A core a cell: threads of the linear algebra would only take turns.
calibration: .venv/book.done
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python scripts/calibration.py

# What fails soonest goes first: style and types, then what needs no book, then books and browser.
test: .venv/dev.done
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -m "not slow" -n auto
	@$(BIN)/python -m pytest -m slow -n auto
endif

TYPED_TABLES := common text speech compare coding view
lint: .venv/dev.done
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file= --strict --ignore-missing-imports --follow-imports=silent $(TYPED_TABLES:%=retold/%)

format: .venv/dev.done
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

# The locks name every package with its hash; the package itself is installed in place. uv, where it is on the
# path, is ten times faster than pip.
define install
@echo "setup: installing $(1) into .venv ($(if $(UV),uv,pip: some minutes)) …"
@$(if $(UV),$(UV) pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -q) --require-hashes --no-deps -r $(1)
@$(if $(UV),$(UV) pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -q) --no-deps --no-build-isolation -e .
@touch $@
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "setup: Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv

.venv/book.done: requirements.txt pyproject.toml | $(BIN)/python
	$(call install,requirements.txt)

.venv/dev.done: requirements-dev.txt .venv/book.done
	$(call install,requirements-dev.txt)

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra book --extra import pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra book --extra import --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf _build

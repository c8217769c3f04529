# make book                 build the report from the derived data
# make book TEXTS=DIR       derive the data from your texts first
# make book DATA=data/sample  the same report about another corpus
# make book ACCEPT=1        take this run's numbers as the published ones
# make book SITE=URL REPOSITORY=URL  with previews, and buttons for Binder and Colab
# make edition              keep this edition's numbers, for the next to be compared with
# make test                 run every check
# make derive TEXTS=DIR     texts to derived data
# make lint | format | lock | clean
PYTHON ?= python3
DATA   ?= data
BIN    := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Set in some containers: every notebook would compile pandas anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: book edition test derive lint format lock clean

book: .venv/book.done
	@$(BIN)/python tools/build.py --data "$(DATA)" $(if $(TEXTS),--texts "$(TEXTS)") $(if $(ACCEPT),--accept) \
	  $(if $(SITE),--site "$(SITE)") $(if $(REPOSITORY),--repository "$(REPOSITORY)")

edition:
	@cp "$(DATA)/results.json" "$(DATA)/last_edition.json" && echo "edition: kept the numbers in $(DATA)/last_edition.json"

derive: .venv/book.done
	@test -n "$(TEXTS)" || { echo "derive: name the folder with the texts: make derive TEXTS=DIR" >&2; exit 2; }
	@$(BIN)/retold derive --data "$(DATA)" --texts "$(TEXTS)"

test: .venv/dev.done
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/dev.done
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: .venv/dev.done
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

# The locks name every package with its hash; the package itself is installed in place.
.venv/book.done: requirements.txt pyproject.toml
	@$(PYTHON) tools/setup.py requirements.txt
	@touch $@

.venv/dev.done: .venv/book.done requirements-dev.txt
	@$(PYTHON) tools/setup.py requirements-dev.txt
	@touch $@

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra book pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra book --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf _build book/_generated

# make book | make test | make derive TEXTS=DIR | make lint | make lock | make clean
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: book test derive lint format lock clean setup setup-dev

book: setup
	@$(BIN)/python tools/build.py --data "$(DATA)" $(if $(TEXTS),--texts "$(TEXTS)") $(if $(ACCEPT),--accept)

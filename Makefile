# What a person types here. `make help` lists it. Needs Python 3.11 or newer, git and make; the rest is installed into
# .venv, pinned by hash, the first time it is needed.

PYTHON ?= python3
VENV ?= .venv
DATACONTRACT ?= .venv-datacontract
PEERS ?= .venv-peers
ARGS ?=

BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check --quiet --no-input
# What builds is pinned too: it is installed first, and pip fetches nothing else to build with.
INSTALL := $(PIP) install --use-pep517 --no-build-isolation
# The pinned files are whole: what they leave out of a package's own wishes (requirements/overrides.txt) stays out.
PINNED := $(INSTALL) --no-deps --require-hashes -r
OVERRIDDEN := --override requirements/overrides.txt
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make requirements" $(ARGS)

# Servers that tests start, such as mariadbd and sshd, live there on Debian.
export PATH := $(PATH):/usr/local/sbin:/usr/sbin:/sbin

# Compiled modules are kept: starting a command a hundred times in the tests would else compile it a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test explore soak check style types imports pages repository fix bench screenshots docs requirements datacontract

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run  ## run Kho over the example province in demo/
	@$(BIN)/python demo/run.py $(ARGS)

test: $(VENV)/.dev  ## every test; one of them: make test ARGS="tests/unit -k cells"
	@$(BIN)/python -m pytest $(ARGS)

explore: $(VENV)/.dev  ## the property tests on examples nobody tried yet; for long: make explore ARGS="-k dialect"
	@HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest -m hypothesis $(ARGS)

soak: $(VENV)/.dev  ## kill a thousand runs and look at what is left; fewer: make soak ARGS="--kills 50"
	@$(BIN)/python -m tests.faults.soak $(ARGS)

check: style types imports pages repository  ## style, types, the layers' imports, generated pages, the repository itself

style: $(VENV)/.dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check .; echo "  → make fix"; false; }

types: $(VENV)/.dev
	@$(BIN)/mypy --no-error-summary

imports: $(VENV)/.dev
	@$(BIN)/lint-imports >$(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; false; }

pages: $(VENV)/.dev
	@$(BIN)/python docs/print_all.py --check

repository: $(VENV)/.dev
	@$(BIN)/python -m pytest tests/unit/test_repository.py

fix: $(VENV)/.dev  ## mend the style that a program can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

bench: $(VENV)/.dev $(PEERS)/.made  ## Kho's speed and memory beside others'; a trial: make bench ARGS="intake --quick"
	@$(BIN)/python bench/run.py --peers $(PEERS) $(ARGS)

screenshots: $(VENV)/.dev  ## take the pictures in docs/screenshots again; of a portal that is served: ARGS="--address ..."
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

docs: $(VENV)/.dev  ## print the generated pages of docs/reference
	@$(BIN)/python docs/print_all.py

# SQL Server's driver comes with binaries under Microsoft's own licence: who wants it installs it knowingly.
requirements: $(VENV)/.dev  ## pin again from pyproject.toml; newer versions: make requirements ARGS=--upgrade
	@$(COMPILE) requirements/build.in -o requirements/build.txt
	@$(COMPILE) pyproject.toml requirements/build.in --extra oracle $(OVERRIDDEN) -o requirements/run.txt
	@$(COMPILE) pyproject.toml --extra sqlserver $(OVERRIDDEN) -c requirements/run.txt -o requirements/sqlserver.txt
	@$(COMPILE) pyproject.toml requirements/build.in --all-extras --group dev $(OVERRIDDEN) -c requirements/run.txt -o requirements/dev.txt
	@$(COMPILE) requirements/datacontract.in -o requirements/datacontract.txt
	@$(COMPILE) bench/peers.in -c requirements/run.txt -o bench/peers.txt

datacontract: $(DATACONTRACT)/.made  ## datacontract-cli in an environment of its own, for the tests that compare with it

# A stamp is younger than what it was made from, so nothing is installed twice.
$(VENV)/.run: requirements/run.txt pyproject.toml
	@requirements/make-venv $(PYTHON) $(VENV)
	@echo "Installing Kho's packages into $(VENV) ..."
	@$(BIN)/python $(PIP) install --require-hashes -r requirements/build.txt
	@$(BIN)/python $(PINNED) requirements/run.txt
	@$(BIN)/python $(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@requirements/make-venv $(PYTHON) $(VENV)
	@echo "Installing Kho's packages and the developers' tools into $(VENV) ..."
	@$(BIN)/python $(PIP) install --require-hashes -r requirements/build.txt
	@$(BIN)/python $(PINNED) requirements/dev.txt
	@$(BIN)/python $(INSTALL) --no-deps -e .
	@touch $(VENV)/.run $@

$(DATACONTRACT)/.made: requirements/datacontract.txt
	@requirements/make-venv $(PYTHON) $(DATACONTRACT)
	@echo "Installing datacontract-cli into $(DATACONTRACT) ..."
	@$(DATACONTRACT)/bin/python $(PIP) install --require-hashes -r requirements/build.txt
	@$(DATACONTRACT)/bin/python $(PINNED) requirements/datacontract.txt
	@touch $@

$(PEERS)/.made: bench/peers.txt
	@requirements/make-venv $(PYTHON) $(PEERS)
	@echo "Installing what Kho is measured beside into $(PEERS) ..."
	@$(PEERS)/bin/python $(PIP) install --require-hashes -r requirements/build.txt
	@$(PEERS)/bin/python $(PINNED) bench/peers.txt
	@touch $@

# Một Cửa. `make demo` is all a newcomer needs: Python 3.11 or newer and make.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The type checker loads the settings, which want a key; this one protects nothing.
NO_KEY := 0000000000000000000000000000000000000000000000000000000000000000
# Some shells forbid it, and each of the processes that tests start would compile us anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev browser demo test check check-types check-promises check-text format bench clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.base ## Create the environment (downloads once)

setup-dev: $(VENV)/.dev ## Create the environment with what tests and checks need

$(VENV)/.base: requirements/base.txt
	@sh tools/setup.sh "$(PYTHON)" $(VENV) requirements/base.txt && touch $@

$(VENV)/.dev: requirements/dev.txt
	@sh tools/setup.sh "$(PYTHON)" $(VENV) requirements/dev.txt && touch $@ $(VENV)/.base

browser: ## Make sure that Chromium is there (installs Debian's as root)
	@sh tools/browser.sh

demo: setup ## Start the demo; RESET=1 begins anew, Ctrl-C stops it
	@exec $(BIN)/python -m motcua demo $(if $(RESET),--reset)

test: setup-dev browser ## Run every test, browser and fault tests included
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup-dev ## Format, lint, types, import rules, migrations, templates, tree
	@$(MAKE) --no-print-directory --keep-going --jobs=2 check-types check-promises check-text
	@echo "check: all good"

check-types:
	@MOTCUA_SECRET_KEY=$(NO_KEY) $(BIN)/mypy src tools benchmarks

check-promises: # the tree and the templates are read here too
	@$(BIN)/python -m pytest tests/sql tests/promises --no-header -p no:cacheprovider

check-text:
	@$(BIN)/ruff format --check -q src tests tools benchmarks
	@$(BIN)/ruff check -q src tests tools benchmarks
	@$(BIN)/lint-imports --config importlinter.ini --no-cache

format: setup-dev ## Put the code into its format
	@$(BIN)/ruff format src tests tools benchmarks
	@$(BIN)/ruff check --fix -q src tests tools benchmarks

bench: setup-dev ## Run the benchmarks; each prints JSON
	@for one in rush webhooks live memory; do $(BIN)/python -m benchmarks.$$one || exit 1; done

clean: ## Remove the environment; data of the demo stays
	@rm -rf $(VENV)

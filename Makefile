# `make` lists the commands; each sets up by itself what it needs and does nothing twice.

PYTHON = $(shell tools/find-python)
BIN := .venv/bin
PORT ?= 8000
ARGS ?=
SIZE ?= small
# As many processes as processors, at most four; each has databases of its own.
AT_ONCE = --numprocesses=auto --maxprocesses=4

.DEFAULT_GOAL := help
.PHONY: help run serve dev setup setup-dev test test-fast browser-tests check format lock \
	translations bench soak pictures clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 24

run: setup ## open Zouban with its demonstration school (PORT=8000)
	@$(BIN)/python -m tools.serve --demonstration --port $(PORT)

serve: setup ## serve a real school: settings in docs/operating.md (PORT=8000)
	@$(BIN)/python -m tools.serve --port $(PORT)

dev: setup ## serve for development: reloads when a file changes
	@$(BIN)/python -m tools.serve --development --port $(PORT)

setup: ## put everything needed to run into .venv and static/
	@test -n "$(PYTHON)" && "$(PYTHON)" tools/setup.py

setup-dev: ## the same, and what tests and checks need
	@test -n "$(PYTHON)" && "$(PYTHON)" tools/setup.py --dev

test: setup-dev ## run all tests (ARGS="-k roster" picks some)
	@$(BIN)/python -m tools.browser --install
	@$(BIN)/pytest $(AT_ONCE) $(ARGS)

test-fast: setup-dev ## run the tests without a browser, on SQLite alone
	@$(BIN)/pytest $(AT_ONCE) --ignore=tests/browser --databases=sqlite $(ARGS)

browser-tests: setup-dev ## run the tests in a browser
	@$(BIN)/python -m tools.browser --install
	@$(BIN)/pytest $(AT_ONCE) tests/browser $(ARGS)

check: setup-dev ## format, lint, types, contracts, templates, translations, security
	@$(BIN)/python -m tools.check

format: setup-dev ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

translations: setup-dev ## compile the Chinese and print the entries that are missing
	@$(BIN)/python -m tools.translations compile
	@$(BIN)/python -m tools.translations missing

lock: setup-dev ## write the lock files anew from requirements*.in and package.json
	@$(BIN)/python -m tools.lock

bench: setup-dev ## measure pages and the draw (SIZE=all draws for 300,000 too)
	@$(BIN)/python -m benchmarks.draw --size $(SIZE)
	@$(BIN)/python -W "ignore:XDG_RUNTIME_DIR is not set" -m benchmarks.database
	@$(BIN)/python -W "ignore:XDG_RUNTIME_DIR is not set" -m benchmarks.attendance
	@$(BIN)/python -W "ignore:XDG_RUNTIME_DIR is not set" -m tools.bench $(ARGS)

soak: setup-dev ## long runs: load, kill -9, many seeds (not in CI)
	@$(BIN)/python -m tools.soak $(ARGS)

pictures: setup-dev ## take the picture of the README from the demonstration
	@$(BIN)/python -m tools.browser --install
	@$(BIN)/python -m tools.pictures

clean: ## remove everything that was made, but not instance/ with its data
	@rm -rf .venv node_modules static/vendor static/build .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find static translations \( -name '*.gz' -o -name '*.mo' \) -delete

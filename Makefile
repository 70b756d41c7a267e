# Two commands to know: `make run` and `make test`. Both set up what they need and keep it for the next time.
PORT ?= 8000
DATA_DIR ?= var

python = .venv/bin/python
pytest = $(python) -m pytest
all_cores = --numprocesses auto --maxprocesses 4
# Who has nothing left to do takes over what the other would do last.
two_browsers = --numprocesses 2 --dist worksteal
describes_the_environment = pyproject.toml uv.lock .python-version .ci/environment

# A .venv whose Python has gone, after an upgrade or a move, is made again.
ifeq ($(shell $(python) -V 2>/dev/null),)
.PHONY: .venv/.run .venv/.develop
endif

.PHONY: help run test test-slow bench lint format migrations

help: ## say what each command does
	@echo "Halation, a publication system for film criticism."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PORT (now $(PORT)) and DATA_DIR (now $(DATA_DIR)) say where 'make run' answers and keeps its data."

run: .venv/.run ## open a magazine full of demo pieces on http://127.0.0.1:8000
	@exec env HALATION_DEMO=1 PORT='$(PORT)' DATA_DIR='$(DATA_DIR)' $(python) -m config.run

test: lint ## check the code, then run the tests on SQLite, on PostgreSQL and in a browser (minutes)
	$(pytest) $(all_cores) -m "not browser and not slow"
	$(pytest) $(all_cores) -m "not browser and not slow and not screens" --database=postgres
	$(pytest) $(two_browsers) -m "browser and not slow and not screens"

test-slow: .venv/.develop ## the tests that kill, starve and overload a running site, and the screens once more (longer)
	$(pytest) -m "slow and not screens"
	$(pytest) -m "slow and not browser and not screens" --database=postgres
	$(pytest) $(all_cores) -m "screens and slow"
	$(pytest) $(all_cores) -m "screens and not browser" --database=postgres
	$(pytest) $(two_browsers) -m "screens and browser"

bench: .venv/.develop ## time the pages of a large invented magazine
	$(python) -m bench

lint: .venv/.develop ## check style, types and templates
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m djlint --quiet templates --lint

format: .venv/.develop ## put the Python files into the house style
	$(python) -m ruff check --fix-only .
	$(python) -m ruff format .

migrations: .venv/.develop ## write the migrations that changed models need
	$(python) manage.py makemigrations

.venv/.run: $(describes_the_environment)
	@.ci/environment run

.venv/.develop: $(describes_the_environment)
	@.ci/environment develop

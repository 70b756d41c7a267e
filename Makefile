# Two commands to know: `make run` and `make test`. Both set up what they need and keep it for the next time.
PORT ?= 8000
DATA_DIR ?= var

python = .venv/bin/python
pytest = $(python) -m pytest
# Neighbours stay together, and share what is made for a class or a file; who has done its part takes over from others.
all_cores = --numprocesses auto --maxprocesses 4 --dist worksteal
two_browsers = --numprocesses 2 --dist worksteal
aside = said=$$(mktemp); ( $(1) ) >$$said 2>&1; came=$$?; cat $$said; rm $$said; exit $$came
describes_the_environment = pyproject.toml uv.lock .python-version .ci/environment

# A .venv whose Python has gone, after an upgrade or a move, is made again.
ifeq ($(shell $(python) -V 2>/dev/null),)
.PHONY: .venv/.run .venv/.develop
endif

# A run of the tests is a dozen processes that read the same modules: the first keeps them for the others.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test read-once on-databases in-browsers test-slow screens-once-more on-running-sites bench lint format migrations

help: ## say what each command does
	@echo "Halation, a publication system for film criticism."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PORT (now $(PORT)) and DATA_DIR (now $(DATA_DIR)) say where 'make run' answers and keeps its data."

run: .venv/.run ## open a magazine full of demo pieces on http://127.0.0.1:8000
	@exec env HALATION_DEMO=1 PORT='$(PORT)' DATA_DIR='$(DATA_DIR)' $(python) -m config.run

test: .venv/.develop ## check the code, then run the tests on SQLite, on PostgreSQL and in a browser (minutes)
	@$(MAKE) --no-print-directory --jobs 2 lint read-once
	@$(MAKE) --no-print-directory --jobs 2 on-databases in-browsers

# While the types are checked on one core: what is wrong with a module the tests themselves will say.
read-once: .venv/.develop
	@$(pytest) --collect-only --quiet >/dev/null 2>&1 || true

on-databases: .venv/.develop
	$(pytest) $(all_cores) -m "not browser and not slow"
	$(pytest) $(all_cores) -m "not browser and not slow and not screens" --database=postgres

# Who waits for a browser or a server that comes back leaves a core to others, so these run beside what does not. What
# they say comes in one piece when they end.
in-browsers: .venv/.develop
	@$(call aside,$(pytest) $(two_browsers) -m "browser and not slow and not screens")

test-slow: .venv/.develop ## the tests that kill, starve and overload a running site, and the screens once more (longer)
	@$(MAKE) --no-print-directory --jobs 2 screens-once-more on-running-sites

screens-once-more: .venv/.develop
	$(pytest) $(all_cores) -m "screens and slow"
	$(pytest) $(all_cores) -m "screens and not browser" --database=postgres
	$(pytest) $(two_browsers) -m "screens and browser"

on-running-sites: .venv/.develop
	@$(call aside,$(pytest) -m "slow and not screens" && \
		$(pytest) -m "slow and not browser and not screens" --database=postgres)

bench: .venv/.develop ## time the pages of a large invented magazine
	$(python) -m bench

lint: .venv/.develop ## check style, types and templates
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m djlint --quiet templates pages --lint

format: .venv/.develop ## put the Python files into the house style
	$(python) -m ruff check --fix-only .
	$(python) -m ruff format .

migrations: .venv/.develop ## write the migrations that changed models need
	$(python) manage.py makemigrations

.venv/.run: $(describes_the_environment)
	@.ci/environment run

.venv/.develop: $(describes_the_environment)
	@.ci/environment develop

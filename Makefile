# What one does with the project. `make demo` and `make test` set themselves up.
PYTHON ?= python3
PORT ?= 8000
# How many calls `make fuzz` draws, and from where it starts to draw.
N ?= 4000
SEED ?= 20261120
VENV := .venv
BIN := $(VENV)/bin
export DEBUG ?= 1

.PHONY: demo start run test slow portable access mutants migrations stress browser clients fuzz fuzz-pdf recipes check format fixtures docs screenshots bench bench-reading

demo: $(VENV)/installed
	$(BIN)/python manage.py demo --port $(PORT)

# Your own council, in a database of its own (council.sqlite3).
start: $(VENV)/installed
	$(BIN)/python manage.py start_council --port $(PORT)

run: $(VENV)/installed
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto

# Workbooks there and back, days replayed, whole fixtures, processes and servers: after a
# change of the import, the trail, the reader, the fixtures or the guides.
slow: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto -m slow

# The story of the demo, REST and the reader: what shows that another Python will do.
portable: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto -x tests/test_demo.py tests/test_story.py tests/test_schema.py \
	  tests/test_api_actions.py tests/writing tests/reader

# Breaks one rule at a time in a copy, and sees that a test notices. It takes long.
mutants: $(VENV)/installed-dev
	$(BIN)/python -m tests.mutants

# Every row of the table of who may do what, every status with every verb and role, and
# every page, list and file as everybody, with what it costs in queries.
access: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto -m access

# Databases that migrations make, bring on and take back: before one is added or changed.
migrations: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto -m migrations tests/migrations

# Eight processes that write the same rows at once.
stress: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m stress tests/test_concurrency.py

# What people do in a browser, with Chromium (`chromium`, or the file that CHROMIUM names).
browser: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m browser tests/browser

# Two linters over the OpenAPI schema, and two clients made of it that play a story. Needs
# Node 20 or later, and fetches what it runs.
clients: export CLIENTS_VENV = $(CURDIR)/$(VENV)/clients
clients: $(VENV)/installed-dev $(VENV)/clients/installed
	$(BIN)/python -m pytest -m clients tests/clients

# Calls drawn from the OpenAPI schema, as a manager and as an owner: N=20000, SEED=7.
fuzz: $(VENV)/installed-dev
	N=$(N) SEED=$(SEED) $(BIN)/python -m pytest -m fuzz -p no:randomly tests/fuzz

# Made-up reports spoilt by chance, or those in DIR=FOLDER: N=2000, SEED=1.
fuzz-pdf: $(VENV)/installed-dev
	$(BIN)/python -m tests.reader.fuzzing --seed $(SEED) --count $(N) $(if $(DIR),--dir "$(DIR)")

# Each recipe of docs/recipes/, followed in a copy of the repository: a minute or two each.
recipes: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m recipes tests/recipes

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy recommendations tracker
	$(BIN)/lint-imports
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Fills a database of its own with 100,000 actions, and compares: see benchmarks/.
bench: export DATABASE_URL ?= sqlite:///$(CURDIR)/benchmarks/bench.sqlite3
bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/generate.py
	$(BIN)/python benchmarks/as_of.py

# What reading reports costs, beside opening them: DIR=FOLDER with reports.
bench-reading: $(VENV)/installed-dev
	$(BIN)/python benchmarks/reading.py "$(DIR)"

# Plays the story of the demo again and writes fixtures/demo_plans.json.
fixtures: $(VENV)/installed-dev
	$(BIN)/python fixtures/play_story.py

# Draws the statuses, and the tables of the REST guide, as the product has them today.
docs: $(VENV)/installed
	$(BIN)/python manage.py shell -v0 -c \
	  "from docs import draw_api, draw_statuses; draw_statuses.write(); draw_api.write()"

# Takes the pictures of docs/screens anew.
screenshots: $(VENV)/installed-dev
	$(BIN)/python docs/take_screenshots.py

$(VENV)/clients/installed: tests/clients/requirements.txt
	$(PYTHON) -m venv $(VENV)/clients
	$(VENV)/clients/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

$(VENV)/pip:
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('This needs \
	Python 3.11 or later, and $(PYTHON) is %d.%d: try make PYTHON=python3.11, or newer.' \
	% sys.version_info[:2])"
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/installed: $(VENV)/pip requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-dev: $(VENV)/pip requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

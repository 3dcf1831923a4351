# What one does with the project. `make demo` and `make test` set themselves up.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export DEBUG ?= 1

.PHONY: demo run test stress check format fixtures

demo: $(VENV)/installed
	$(BIN)/python manage.py demo --port $(PORT)

run: $(VENV)/installed
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto

# Eight processes that write the same rows at once.
stress: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m stress

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

# Plays the story of the demo again and writes fixtures/demo_plans.json.
fixtures: $(VENV)/installed-dev
	$(BIN)/python fixtures/play_story.py

$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/installed: $(VENV)/pip requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-dev: $(VENV)/pip requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

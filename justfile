# `just -l` lists what there is to do.

# Make the environment from the lock
setup:
    uv sync --locked

# The sample to a database
run *arguments:
    uv run onrecord run {{arguments}}

# Fast tests
test *arguments:
    uv run pytest {{arguments}}

# Everything that CI runs
ci:
    .ci/run

# Format, lint, types, imports
lint:
    uv run ruff format .
    uv run ruff check --fix .
    uv run mypy
    uv run lint-imports

# Renew the data dictionary
dictionary:
    uv run python -m schemas.dictionary > docs/data-dictionary.md

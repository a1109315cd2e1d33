# The whole development loop. Run a recipe with `uv run just NAME`.

# List the recipes.
default:
    @just --list

# Style, types and who imports whom.
check:
    uv run ruff check
    uv run ruff format --check
    uv run mypy
    uv run lint-imports

# Correct what can be corrected by a machine.
fix:
    uv run ruff check --fix
    uv run ruff format

# All tests and doctests, or those named.
test *ARGS:
    uv run pytest {{ARGS}}

# Which lines and branches no test reaches.
coverage *ARGS:
    uv run pytest --cov --cov-report=term-missing:skip-covered {{ARGS}}

# Execute every notebook.
notebooks:
    uv run pytest -k notebook

# Damage files of every format for some seconds and read them.
fuzz SECONDS="300" *ARGS:
    uv run python -m tests.loaders.fuzz --seconds {{SECONDS}} {{ARGS}}

# The laws with thousands of random graphs and tables instead of dozens.
laws *ARGS:
    uv run pytest -m hypothesis --hypothesis-profile=fuzz {{ARGS}}

# Build the handbook into build/handbook; it needs no server.
handbook:
    uv run sphinx-build -q -W docs build/handbook

# Compare speed with other libraries and print a table.
bench *ARGS:
    uv run python -m benchmarks {{ARGS}}

# Start a real Neo4j for trying things out; Ctrl-C ends it.
neo4j *VERSION:
    uv run python -m tests.neo4j_server {{VERSION}}

# Load the example data and show them.
demo *ARGS:
    uv run stakegraph demo {{ARGS}}

# Open the explorer on your own store.
serve *ARGS:
    uv run stakegraph explore {{ARGS}}

# Everything that the build server does.
ci:
    .ci/run

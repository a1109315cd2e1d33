"""Write the reference pages from the docstrings and the schema: ``python docs/build_reference.py``."""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
PACKAGES = {
    "analysis": "What can be said of a network",
    "graphmodel": "Stores, snapshots, networks",
    "loaders": "Lists into the graph and back out",
}


def pages() -> dict[str, str]:
    """Every page by its file name."""
    found = {f"{name}.md": _package(name, title) for name, title in PACKAGES.items()}
    found["schema.md"] = _schema()
    links = [f"- [{name}]({name}.md): {title}" for name, title in PACKAGES.items()]
    found["index.md"] = "\n".join(
        [
            "# Reference",
            "",
            "Made from the docstrings by `python docs/build_reference.py`.",
            "",
            *links,
            "- [schema](schema.md): labels, relationship types, properties",
            "",
        ]
    )
    return found


def _package(name: str, title: str) -> str:
    module = import_module(name)
    lines = [f"# {name}: {title.lower()}", ""]
    for public in sorted(module.__all__, key=str.casefold):
        item = getattr(module, public)
        lines += [f"## `{public}`", "", "```text", f"{public}{_signature(item)}", "```", "", *_body(item), ""]
    return "\n".join(lines).rstrip() + "\n"


def _signature(item: object) -> str:
    if inspect.isclass(item):
        return ""
    text = str(inspect.signature(item))  # type: ignore[arg-type]
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _body(item: object) -> list[str]:
    """The docstring with its headings as bold words."""
    text = inspect.getdoc(item) or ""
    text = re.sub(r"^([A-Z][A-Za-z ]+)\n-{3,}$", r"**\1**\n", text, flags=re.MULTILINE)
    lines, example = [], False
    for line in text.splitlines():
        code = line.startswith((">>>", "..."))
        if code and not example:
            lines.append("```python")
            example = True
        elif example and not line.strip():
            lines.append("```")
            example = False
        lines.append(line if example else line.replace("``", "`"))
    return [*lines, *(["```"] if example else [])]


def _schema() -> str:
    schema = import_module("graphmodel.schema")
    lines = [
        "# The graph",
        "",
        "Made from `graphmodel/schema.py`, the one place that says what the graph holds.",
        "",
        "## Labels",
    ]
    for label in schema.LABELS.values():
        inside = " (bookkeeping of the program)" if label.internal else ""
        lines += ["", f"### {label.name}{inside}", "", "| property | kind |", "| --- | --- |"]
        lines += [f"| {name} | {kind} |" for name, kind in label.properties.items()]
    lines += ["", "## Relationship types"]
    for kind in schema.TYPES.values():
        lines += ["", f"### {kind.name}", "", f"From {', '.join(kind.sources)} to {', '.join(kind.targets)}.", ""]
        lines += [
            "| property | kind |",
            "| --- | --- |",
            *[f"| {name} | {what} |" for name, what in kind.properties.items()],
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pages, or with ``--check`` say whether they are up to date."""
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, "utf-8")
    print(f"{len(stale)} pages {'differ' if '--check' in sys.argv else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())

"""The house style, as tests."""

from __future__ import annotations

import ast
import inspect
import pickle
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from graphmodel import errors

ROOT = Path(__file__).parent.parent
PACKAGES = ("graphmodel", "loaders", "analysis", "stakegraph")
MODULES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
LONGEST = 400
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".css", ".js", ".html", ".j2", ".txt", ".json", ".ipynb", ""}
# Each with a letter in brackets, so that this file does not find itself.
FOREIGN = re.compile(r"py[p]i\.org|python[h]osted|npm[j]s\.|maven\.[o]rg|/[w]ork/|/[r]oot/")


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tracked() -> list[Path]:
    """Files of the project as git knows them, or all of them where there is no git."""
    try:
        run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    names = run.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# ---------------------------------------------------------------- modules
@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(source)), "no docstring"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_what_a_module_offers_is_listed_sorted_and_there(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets)
    ]
    if path.name == "__init__.py" and not lists:
        assert len(tree.body) == 1, "an __init__ with content needs a static __all__"
        return
    assert all(isinstance(value, ast.List | ast.Tuple) for value in lists), "__all__ must be written out"
    for value in lists:
        names = ast.literal_eval(value)
        module = import_module(dotted(path))
        assert sorted(set(names), key=_isort) == names
        assert [name for name in names if not hasattr(module, name)] == []


def _isort(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as the linter sorts them."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=dotted)
def test_a_package_only_hands_on(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_list = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"__all__", "__version__"}
        assert is_docstring or is_list or isinstance(node, ast.Import | ast.ImportFrom), ast.unparse(node)


def test_each_package_is_typed() -> None:
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").exists()] == []


def test_every_error_of_ours_is_caught_with_care() -> None:
    careless = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            swallowed = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
            broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            if node.type is None or (broad and swallowed):
                careless.append(f"{dotted(path)}:{node.lineno}")
    assert careless == []


# ---------------------------------------------------------------- errors
ERRORS = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_reads_well_and_survives_pickling(error: type[errors.StakegraphError]) -> None:
    exc = error("Das Feld 'ags' ist leer.")
    again = pickle.loads(pickle.dumps(exc))
    assert str(exc) == str(again) == "Das Feld 'ags' ist leer."
    assert type(again) is error
    assert inspect.getdoc(error)
    assert issubclass(error, errors.StakegraphError)


@pytest.mark.parametrize(
    ("error", "details"),
    [
        (errors.InputError, {"file": "a.csv", "sheet": "S", "row": 3, "column": "ags", "value": "x", "code": "ags"}),
        (errors.NotFoundError, {"candidates": ("Köln",)}),
        (errors.AmbiguousNameError, {"candidates": ("Köln", "Kölln")}),
        (errors.InfeasibleError, {"conflict": ("k", "required")}),
    ],
)
def test_the_details_of_an_error_survive_pickling(error: type, details: dict[str, object]) -> None:
    again = pickle.loads(pickle.dumps(error("Satz.", **details)))
    assert {name: getattr(again, name) for name in details} == details


def test_only_errors_of_the_project_are_raised() -> None:
    """A builtin for a person's mistake would reach the screen as a traceback."""
    builtin = {"ValueError", "KeyError", "RuntimeError", "Exception", "LookupError", "OSError", "IndexError"}
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func)
                if name in builtin:
                    found.append(f"{dotted(path)}:{node.lineno} raises {name}")
    assert found == []


# ---------------------------------------------------------------- the checkout
def test_no_file_hides_a_package() -> None:
    hiding = {f"{name}.py" for name in PACKAGES}
    assert [str(path) for path in tracked() if path.name in hiding] == []


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix not in TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_test_files_have_different_names() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert [name for name in names if names.count(name) > 1] == []


def test_every_test_file_asserts_something() -> None:
    silent = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                body = ast.unparse(node)
                if not re.search(r"\bassert\b|\bassert_\w+|raises\(|warns\(", body):
                    silent.append(f"{path.name}:{node.lineno} {node.name}")
    assert silent == []

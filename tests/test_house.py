"""The house rules, enforced: one-way imports, small files and functions, documented public names."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import scraper

PACKAGE = Path(scraper.__file__).resolve().parent
PROJECT = Path(__file__).resolve().parent.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((PROJECT / "tests").rglob("*.py"))

#: Lines of a file; lines of a function without its docstring; parameters without self.
FILE_LINES, FUNCTION_LINES, PARAMETERS = 400, 50, 6

#: Functions with more parameters, each with its reason.
MANY_PARAMETERS = {
    "option": "each keyword is one property of an option",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent if path.is_relative_to(PACKAGE) else PROJECT))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """Lines of a function without decorators and docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    docstring = body[0].lineno - function.body[0].lineno if body is not function.body else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def parameters_of(function: Function) -> int:
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_imports_point_one_way() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(PROJECT / "pyproject.toml")],
        capture_output=True, text=True, check=False, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=named)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_function_is_longer_than_50_lines_or_takes_more_than_6_parameters(path: Path) -> None:
    found = list(functions(ast.parse(path.read_text("utf-8"))))
    assert [f"{f.name}: {lines_of(f)} lines" for f in found if lines_of(f) > FUNCTION_LINES] == []
    wide = [f for f in found if parameters_of(f) > PARAMETERS and f.name not in MANY_PARAMETERS]
    assert [f"{f.name}: {parameters_of(f)} parameters" for f in wide] == []


def undocumented(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    """Public classes, functions and methods without a docstring."""
    for item in node.body:
        if isinstance(item, Function | ast.ClassDef) and not item.name.startswith("_"):
            overload = any(ast.unparse(decorator).endswith("overload") for decorator in item.decorator_list)
            if not ast.get_docstring(item) and not overload:
                yield prefix + item.name
            if isinstance(item, ast.ClassDef):
                yield from undocumented(item, f"{prefix}{item.name}.")


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_and_every_public_name_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    assert list(undocumented(tree)) == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_exception_that_is_raised_is_ours(path: Path) -> None:
    """``raise ValueError`` and the like do not say where and what to do next."""
    foreign = {"Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "OSError", "AssertionError"}
    raised = [
        node.exc.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    ]
    assert foreign.isdisjoint(raised)


def test_the_tree_of_exceptions_in_the_documentation_is_the_tree_in_the_code() -> None:
    from scraper import errors

    drawn = {line.split("── ")[1].split()[0] for line in (errors.__doc__ or "").splitlines() if "── " in line}
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)} - {"ScraperError"}
    assert drawn == defined


def test_every_dependency_says_what_it_is_for() -> None:
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    for requirement in project["dependencies"]:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "#" in line, f"{requirement}: what is it for?"
        assert "<" in requirement, f"{requirement}: up to which version?"

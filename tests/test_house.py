"""Imports run one way, and a name means one thing."""

import ast
import graphlib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "migsim"
#: Rooms of the house from the ground up; what stands in one line knows nothing of the lines below it.
ROOMS = [
    {
        "version",
        "writers",
        "vocabulary",
        "errors",
        "disk",
        "defaults",
        "private_folder",
        "code_folder",
        "code_cache",
        "machine",
        "portable",
        "kernel",
        "rows",
        "pointer",
        "reference",
        "intrinsics",
    },
    {"numerics", "chance", "state", "spreadsheet"},
    {"stages"},
    {"scenario"},
    {"asked"},
    {"facilitation"},
    {"engine"},
    {"agents", "model"},
    {"analysis"},
    {"report"},
    {"app", "cli"},
]


@cache
def modules() -> dict[str, Path]:
    """Every module by its name."""
    names = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> set[str]:
    """Names that a module imports from the package when it runs, within functions too; not for a type checker only."""
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    found = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migsim"):
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.startswith("migsim.")}
    return found


@cache
def arrows() -> dict[str, set[str]]:
    """Which modules each module imports."""
    known = modules()

    def nearest(name: str) -> str:
        while name not in known:
            name = name.rpartition(".")[0]
        return name

    return {name: {nearest(one) for one in imported(parsed(name))} - {name} for name in known}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "the top"


def test_imports_run_one_way():
    """The top of the package names homes in words, and ``__main__`` is a door; both are left out."""
    level = {name: n for n, rooms in enumerate(ROOMS) for name in rooms}
    for module, targets in arrows().items():
        if room(module) in ("the top", "__main__"):
            continue
        for target in targets:
            assert room(target) != "the top", f"{module} imports the package's top"
            assert room(module) == room(target) or level[room(target)] <= level[room(module)], f"{module} -> {target}"


def test_no_circle_between_rooms():
    rooms = defaultdict(set)
    for module, targets in arrows().items():
        if room(module) != "the top":
            rooms[room(module)] |= {room(target) for target in targets} - {room(module)}
    list(graphlib.TopologicalSorter(rooms).static_order())  # raises where there is a circle


def test_no_circle_of_more_than_three_files():
    """Files that can be reached from each other."""
    imports = arrows()

    def reach(start: str) -> set[str]:
        seen, left = set(), [start]
        while left:
            for target in imports[left.pop()] - seen:
                seen.add(target)
                left.append(target)
        return seen

    reached = {module: reach(module) for module in imports}
    for module, there in reached.items():
        circle = {other for other in there if module in reached[other]}
        assert len(circle) <= 3, sorted(circle)


def classes() -> dict[str, list[str]]:
    """Modules in which a public class of each name is defined."""
    found = defaultdict(list)
    for module in modules():
        for node in parsed(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return found


@pytest.mark.parametrize("module", sorted(name for name in modules() if room(name) != "cli"))
def test_no_function_takes_more_than_eight_arguments(module):
    """By position; the commands are left out, whose arguments are what one can type."""
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.FunctionDef):
            taken = [*node.args.posonlyargs, *node.args.args]
            assert len(taken) <= 8, f"{module}.{node.name} takes {len(taken)}"


def test_no_public_class_stands_twice():
    twice = {name: where for name, where in classes().items() if len(where) > 1}
    assert not twice

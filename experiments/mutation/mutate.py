"""Mutation run: would the tests notice if a line of the model, of the analyses or of the loaders were wrong?

    python experiments/mutation/mutate.py [--room stages] [--each 6] [--seed 1] [--cpu 40] [--file vote]

Takes some mutants of the functions of each file in `targets.toml` (a comparison at its limit, another sign, a constant
moved, a statement left out ...), each by its seeded lot, and runs the tests named there on them: first those of the
file, then those of its room. Stages run as plain Python, so that nothing is compiled. The package is imported once, and
each mutant is a child process in which the code of one function is exchanged.

Writes `ROOM.csv` beside this file: one row a mutant, killed, survived, or `slow` (stopped after so many seconds of
processor, which counts as killed).
"""

import argparse
import ast
import copy
import gc
import importlib
import os
import random
import resource
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

os.environ["NUMBA_DISABLE_JIT"] = "1"
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import pandas as pd  # noqa: E402
import pytest  # noqa: E402

_SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "argmin": "argmax", "argmax": "argmin"}


def mutants_of(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what a node can be turned into, with the kind of change."""
    new = copy.deepcopy(node)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        new.ops[0] = _SWAPS[type(node.ops[0])]()
        yield "comparison", new
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _SWAPS:
        new.op = _SWAPS[type(node.op)]()
        yield "operator", new
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield "sign", new.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "constant", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        new.func.id = _CALLS[node.func.id]
        yield "call", new
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS:
        new.func.attr = _CALLS[node.func.attr]
        yield "call", new
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "left out", ast.Pass()


def places(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield every place of a function's body that holds a node: parent, field, and row where the field is a list."""
    stack: list[ast.AST] = list(function.body)
    yield from ((function, "body", n) for n in range(len(function.body)))
    while stack:
        parent = stack.pop()
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "decorator_list", "args") and not isinstance(parent, ast.Call):
                continue
            for n, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):  # texts are tested elsewhere
                    yield parent, field, n
                    stack.append(child)


@dataclass(frozen=True)
class Mutant:
    """One change of one function."""

    path: Path
    tree: ast.Module
    function: ast.FunctionDef
    place: tuple[ast.AST, str, int | None]
    kind: str
    old: ast.AST
    new: ast.AST

    def code(self) -> CodeType:
        """Code of the function with the change; for one mutant only, since the tree stays changed."""
        parent, field, row = self.place
        if row is None:
            setattr(parent, field, ast.copy_location(self.new, self.old))
        else:
            getattr(parent, field)[row] = ast.copy_location(self.new, self.old)
        stack = [compile(ast.fix_missing_locations(self.tree), str(self.path), "exec")]
        first = min([self.function.lineno, *(d.lineno for d in self.function.decorator_list)])
        while stack:
            one = stack.pop()
            if one.co_name == self.function.name and one.co_firstlineno == first:
                return one
            stack += [part for part in one.co_consts if isinstance(part, CodeType)]
        raise LookupError(self.function.name)

    def put_in_place(self) -> bool:
        """Exchange the code of the function; False where it is not to be found, such as one that was made elsewhere."""
        code = self.code()
        key = (code.co_filename, code.co_name, code.co_firstlineno)
        found = [
            one
            for one in gc.get_objects()
            if isinstance(one, FunctionType)
            and (one.__code__.co_filename, one.__code__.co_name, one.__code__.co_firstlineno) == key
        ]
        for one in found:
            one.__code__ = code
        return bool(found)


def mutants_in(path: Path) -> list[Mutant]:
    """All mutants of the functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    found = []
    for owner in owners:
        for function in (node for node in owner.body if isinstance(node, ast.FunctionDef)):
            for place in places(function):
                parent, field, row = place
                node = getattr(parent, field) if row is None else getattr(parent, field)[row]
                found += [Mutant(path, tree, function, place, kind, node, new) for kind, new in mutants_of(node)]
    return found


def tried(mutant: Mutant, tests: list[list[str]], seconds: int) -> str:
    """Run tests on a mutant in a child process."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if not mutant.put_in_place():
            os._exit(3)
        for some in tests:
            if pytest.main([*some, "-x", "-q", "-p", "no:cacheprovider", "-W", "ignore"]) != 0:
                os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "slow"
    return {0: "survived", 1: "killed", 3: "not reached"}.get(os.WEXITSTATUS(status), "killed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", choices=("stages", "analysis", "loaders"), action="append")
    parser.add_argument("--file")
    parser.add_argument("--each", type=int, default=6, help="mutants of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", type=int, default=40, help="seconds of processor for each mutant")
    args = parser.parse_args()
    os.chdir(ROOT)
    for room, target in tomllib.loads((HERE / "targets.toml").read_text(encoding="utf-8")).items():
        if args.room and room not in args.room:
            continue
        rows = []
        for name, tests in target["tests"].items():
            if args.file and name != args.file:
                continue
            path = ROOT / target["folder"] / f"{name}.py"
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            every = mutants_in(path)
            chosen = random.Random(f"{args.seed}/{name}").sample(every, min(args.each, len(every)))
            first, then = [tests, "-k", target.get("only", "")], [*target["then"], "-k", target.get("only_then", "")]
            for mutant in sorted(chosen, key=lambda one: one.old.lineno):
                was, became = ast.unparse(mutant.old), ast.unparse(mutant.new)
                found = tried(mutant, [first, then], args.cpu)
                rows.append(
                    {
                        "file": name, "of": len(every), "line": mutant.old.lineno, "function": mutant.function.name,
                        "kind": mutant.kind, "was": was[:90], "became": became[:90], "outcome": found,
                    }
                )  # fmt: skip
                print(name, mutant.old.lineno, was[:60], "->", became[:60], found, flush=True)
        table = pd.DataFrame(rows)
        if not args.file:
            table.to_csv(HERE / f"{room}.csv", index=False, lineterminator="\n")
        print(room, table["outcome"].value_counts().to_dict())


if __name__ == "__main__":
    main()

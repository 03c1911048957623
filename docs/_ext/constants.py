"""Constants of a module, with the comments beside them."""

import ast
import inspect
from typing import Any


def constant_comments(module: Any) -> dict[str, str]:
    """Comments at the end of the lines that set a module's constants."""
    found = {}
    for line in inspect.getsource(module).splitlines():
        name, sign, rest = line.partition(" = ")
        if sign and name.isupper() and "#" in rest:
            found[name] = rest.split("#", 1)[1].strip()
    return found


def module_constants(module: Any) -> dict[str, str]:
    """Names of the numbers that a module sets by itself, with the comments beside them."""
    found = {}
    source = inspect.getsource(module)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(name, ast.Name) and isinstance(vars(module)[name.id], int | float):
                    line = lines[node.lineno - 1]
                    found[name.id] = line.split("#", 1)[1].strip() if "#" in line else ""
    return found

"""Early: reads a file; words and lines follow."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from migsim.errors import InputError

M = TypeVar("M", bound=BaseModel)


def read_toml(path: str | Path, model: type[M], context: Any = None) -> M:
    """Read a file."""
    try:
        return model.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8")), context=context)
    except ValidationError as error:
        raise InputError([f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]) from None

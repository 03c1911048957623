"""Named tuples of arrays written down for a page, which lays them out in a memory of its own."""

import base64
from typing import Any

import numpy as np


def packed(record: Any) -> list[dict[str, Any]]:
    """Write down each array of a named tuple: shape, strides, bytes an item, and its bytes.

    Arrays of one value alone, such as those of a future before it begins, are that value's bytes (`fill`).
    """
    return [packed_array(array) for array in record]


def packed_array(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Write down one array, which has no gaps."""
    known = {"shape": list(array.shape), "strides": list(array.strides), "item": array.itemsize}
    content = array.tobytes(order="A")
    item = content[: array.itemsize]
    if array.size != 1 and content == item * array.size:
        return known | {"fill": _text(item)}
    return known | {"data": _text(content)}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")

"""Numbers and schemas in words."""

from typing import Any

_NO_LIMIT = 1e9  # bounds from here on only keep nonsense out


def number(value: float) -> str:
    """Write a number as a reader would."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def plain_default(value: Any) -> str:
    """Write a default as it would stand in the file; nothing for one that cannot."""
    if value is None or value == () or value == {}:
        return "none"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value}`" if isinstance(value, int | float) else "see below"


def allowed(model: Any, field: str) -> str:
    """Say in words what a field may hold, from its JSON schema."""
    document = model.model_json_schema()
    return in_words(document["properties"][field], document.get("$defs", {}))


def in_words(schema: dict[str, Any], shared: dict[str, Any]) -> str:
    """Turn one JSON schema into words."""
    if "$ref" in schema:
        return f"table {schema['$ref'].rsplit('/', 1)[1]}"
    if "anyOf" in schema:
        return " or ".join(in_words(part, shared) for part in schema["anyOf"] if part.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f'`"{value}"`' for value in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        items = schema.get("prefixItems")
        if items:
            return f"list of {len(items)}: {in_words(items[0], shared)}"
        return f"list; each {in_words(schema['items'], shared)}"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"table; each {in_words(inner, shared)}" if isinstance(inner, dict) else "table"
    words = {"number": "number", "integer": "whole number", "string": "text", "boolean": "`true` or `false`"}[str(kind)]
    low, high = schema.get("exclusiveMinimum"), schema.get("maximum")
    start = (
        f"above {number(low)}"
        if low is not None
        else f"from {number(schema['minimum'])}"
        if "minimum" in schema
        else ""
    )
    end = f"to {number(high)}" if high is not None and high < _NO_LIMIT else ""
    return " ".join(part for part in (words, start, end) if part)

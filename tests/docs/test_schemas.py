"""The published schemas are those of the code: every table of what ships, and every column of a run, is in them."""

import re
import tomllib
from pathlib import Path

import pytest
from migsim.vocabulary import SCORECARD
from schemas import schemas

ROOT = Path(__file__).parents[2]
SHIPPED = {
    "scenario": sorted((ROOT / "scenarios").glob("*.toml")),
    "strategy": sorted((ROOT / "migsim" / "facilitation" / "library").glob("*.toml")),
}


def unknown(data, schema, whole, place=""):
    """Keys of a file that its schema does not know, by place."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    kind = {dict: "object", list: "array"}.get(type(data))
    options = [one for one in schema.get("anyOf", ()) if kind and one.get("type", kind) == kind]
    if options:
        yield from min((list(unknown(data, one, whole, place)) for one in options), key=len)
    if isinstance(data, list) and "items" in schema:
        for at, row in enumerate(data):
            yield from unknown(row, schema["items"], whole, f"{place}[{at}]")
    if isinstance(data, dict) and "properties" in schema:
        for key, value in data.items():
            if key in schema["properties"]:
                yield from unknown(value, schema["properties"][key], whole, f"{place}.{key}")
            else:
                yield f"{place}.{key}"


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in SHIPPED.items() for path in paths])
def test_every_key_of_what_ships_is_in_its_schema(kind, path):
    schema = schemas()[kind]
    assert list(unknown(tomllib.loads(path.read_text(encoding="utf-8")), schema, schema)) == []


def test_a_key_that_is_not_there_is_found():
    schema = schemas()["experiment"]
    assert list(unknown({"name": "a", "design": {"kind": "sobol", "rwos": 8}}, schema, schema)) == [".design.rwos"]


def test_a_run_has_every_column():
    assert set(SCORECARD) < set(schemas()["results"]["properties"])


def test_links_of_the_page_for_machines_lead_somewhere():
    text = (ROOT / "docs" / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 15
    for link in links:
        if link.startswith("schemas/"):
            assert link.removeprefix("schemas/").removesuffix(".json") in schemas()
        else:
            assert (ROOT / "docs" / link).with_suffix(".md").is_file(), link

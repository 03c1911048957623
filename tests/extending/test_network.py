"""Networks from files: an edge list and GraphML give the same first trust, and mistakes are told by edge."""

import migsim
import pytest
from migsim.engine.network import Network
from migsim.errors import InputError

from playing import PLANS

COACHED = PLANS["coached"]
CSV = "from,to,trust,meetings\nfarmer A,farmer B,0.8,2\nfarmer B,farmer C,0.3,\n"
GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="edge" attr.name="trust" attr.type="double"/>
<key id="d1" for="node" attr.name="name" attr.type="string"/>
<key id="d2" for="edge" attr.name="meetings" attr.type="int"/>
<graph edgedefault="directed">
<node id="1"><data key="d1">farmer A</data></node><node id="2"><data key="d1">farmer B</data></node>
<node id="farmer C"/>
<edge source="1" target="2"><data key="d0">0.8</data><data key="d2">2</data></edge>
<edge source="2" target="farmer C"><data key="d0">0.3</data></edge>
</graph></graphml>
"""


@pytest.mark.parametrize(("name", "text"), [("edges.csv", CSV), ("edges.graphml", GRAPHML)])
def test_figures_of_a_file_are_there_at_the_start(small, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    drawn = migsim.MarketModel(small, COACHED, fixed=True)
    model = migsim.MarketModel(small.with_mechanisms(Network(tmp_path / name)), COACHED, fixed=True)
    a, b, c = (model.actor(f"farmer {letter}") for letter in "ABC")
    first = model.state.prior
    assert (first[a.row, b.row], first[b.row, c.row]) == (0.8, 0.3)
    assert first[b.row, a.row] == drawn.state.prior[b.row, a.row]
    assert model.state.met[min(a.row, b.row), max(a.row, b.row)] == 2
    both = migsim.MarketModel(small.with_mechanisms(Network(tmp_path / name, both_ways=True)), COACHED, fixed=True)
    assert both.state.prior[b.row, a.row] == 0.8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,to\na,b\n", "none of the columns"),
        ("from,trust\na,0.5\n", "column to is missing"),
        ("from,to,trust\nfarmer A,farmer A,0.5\n", "edge 1: goes from farmer A to itself"),
        ("from,to,trust\nfarmer A,farmer B,1.5\n", "edge 1, column trust: 1.5 is not from 0 to 1"),
        ("from,to,trust\nfarmer A,farmer B,0.5\nfarmer A,farmer B,0.6\n", "edge 2: .* twice"),
        ("from,to,trust,weight\nfarmer A,farmer B,0.5,1\n", "'weight' is not known"),
    ],
)
def test_mistakes_are_told_by_edge(tmp_path, text, message):
    (tmp_path / "edges.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        Network(tmp_path / "edges.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [("<graphml", "is no XML"), ("<!DOCTYPE a []><graphml/>", "document type"), ("<graphml/>", "has no edges")],
)
def test_what_is_no_graphml(tmp_path, text, message):
    (tmp_path / "edges.graphml").write_text(text)
    with pytest.raises(InputError, match=message):
        Network(tmp_path / "edges.graphml")


def test_an_actor_that_is_not_there(small, tmp_path):
    (tmp_path / "edges.csv").write_text("from,to,trust\nfarmer A,farmer Z,0.5\n")
    with pytest.raises(InputError, match="'farmer Z' is not in this market"):
        migsim.simulate(small.with_mechanisms(Network(tmp_path / "edges.csv")), COACHED)

"""Networks from data: who trusts, knows and has met whom at the start, from an edge list (CSV) or GraphML.

An edge list has the columns ``from`` and ``to`` (names of actors) and one or more of

============= ========================================================
trust         first trust of `from` in `to`, 0 to 1
understanding how far `from` knows what `to` needs and offers, 0 to 1
meetings      gatherings that the two sat in together before the project
============= ========================================================

GraphML has the same as attributes of its edges; its nodes go by their attribute ``name``, or else by their id.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from migsim.engine.mechanism import Mechanism, World
from migsim.errors import InputError, first_few
from migsim.scenario.delimited import figures, read_frame
from migsim.scenario.suggest import advice
from migsim.scenario.wording import file_name

if TYPE_CHECKING:
    import pandas as pd

    from migsim.state import Array

_COLUMNS = {"trust": 1.0, "understanding": 1.0, "meetings": 1e6}  # the most of each
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


class Network(Mechanism):
    """First trust, understanding and contacts from a file, in place of those that the model draws.

    Parameters
    ----------
    path : str or Path
        Edge list (CSV) or GraphML (``.graphml``).
    both_ways : bool
        Whether an edge counts in both directions; one that stands there in both keeps its own figures. Meetings always
        do.

    Raises
    ------
    InputError
        Everything that is wrong in the file. Names are checked as the first future begins.
    """

    name = "network"

    def __init__(self, path: str | Path, *, both_ways: bool = False) -> None:
        self.path, self.both_ways = Path(path), both_ways
        self.edges = _read(self.path)

    def begin(self, world: World) -> None:
        """Put the file's figures in place."""
        names, edges = world.names, self.edges
        unknown = [name for name in dict.fromkeys([*edges["from"], *edges["to"]]) if name not in names]
        if unknown:
            said = [
                f"{file_name(self.path)}: actor {name!r} is not in this market; {advice(name, names)}"
                for name in unknown
            ]
            raise InputError(first_few(file_name(self.path), said))
        rows = {name: row for row, name in enumerate(names)}
        i, j = (edges[end].map(rows).to_numpy() for end in ("from", "to"))
        if "trust" in edges:
            world.set_first_trust(self._matrix(len(names), i, j, edges["trust"]))
        if "understanding" in edges:
            world.set_understanding(self._matrix(len(names), i, j, edges["understanding"]))
        if "meetings" in edges:
            known = edges["meetings"].notna().to_numpy()
            low, high = np.minimum(i, j)[known], np.maximum(i, j)[known]
            world.state.met[low, high] = edges["meetings"][known]

    def _matrix(self, people: int, i: "Array", j: "Array", values: "pd.Series[float]") -> "Array":
        matrix = np.full((people, people), np.nan)
        if self.both_ways:
            matrix[j, i] = values
        matrix[i, j] = values
        return matrix


def _read(path: Path) -> "pd.DataFrame":
    """Read and check edges: ``from``, ``to`` and figures."""
    place = file_name(path)
    frame = (
        _graphml(path) if path.suffix == ".graphml" else read_frame(path, "one row an edge", "give an edge list (CSV)")
    )
    wrong = [f"{place}: column {end} is missing; it names an actor" for end in ("from", "to") if end not in frame]
    there = [name for name in _COLUMNS if name in frame]
    if not there:
        wrong.append(f"{place}: has none of the columns {', '.join(_COLUMNS)}; give at least one")
    unknown = [str(name) for name in frame.columns if name not in {"from", "to", *_COLUMNS}]
    wrong += [f"{place}: column {name!r} is not known; {advice(name, _COLUMNS)}" for name in unknown]
    if wrong:
        raise InputError(wrong)
    frame = frame.assign(**{end: frame[end].astype(str).str.strip() for end in ("from", "to")})
    for at, (one, other) in enumerate(zip(frame["from"], frame["to"], strict=True)):
        if one == other:
            wrong.append(f"{place}, edge {at + 1}: goes from {one} to itself; take it out")
    wrong += [
        f"{place}, edge {at + 1}: {frame['from'].iloc[at]} to {frame['to'].iloc[at]} stands there twice; keep one"
        for at in np.flatnonzero(frame.duplicated(["from", "to"]))
    ]
    for name in there:
        values = figures(frame[name])
        bad = (values.isna() & frame[name].notna()) | (values < 0) | (values > _COLUMNS[name])
        wrong += [
            f"{place}, edge {at + 1}, column {name}: {frame[name].iloc[at]} is not from 0 to {_COLUMNS[name]:g}"
            for at in np.flatnonzero(bad)
        ]
        frame[name] = values
    if wrong:
        raise InputError(first_few(place, wrong))
    return frame


def _graphml(path: Path) -> "pd.DataFrame":
    """Read the edges of a GraphML file, by names of their nodes."""
    from xml.etree import ElementTree

    import pandas as pd

    place = file_name(path)
    try:
        text = path.read_bytes()
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise InputError(f"{place}: has a document type of its own, which no GraphML needs; save it without")
        root = ElementTree.fromstring(text)
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({(error.strerror or str(error)).lower()})") from None
    except ElementTree.ParseError as error:
        raise InputError(f"{place}: is no XML ({error}); give a GraphML file") from None
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_GRAPHML}key")}

    def data(element: ElementTree.Element) -> dict[str, str]:
        found = {keys.get(one.get("key")): (one.text or "").strip() for one in element.iter(f"{_GRAPHML}data")}
        return {name: value for name, value in found.items() if name}

    names = {node.get("id"): data(node).get("name", node.get("id")) for node in root.iter(f"{_GRAPHML}node")}
    rows = []
    for edge in root.iter(f"{_GRAPHML}edge"):
        ends = {"from": names.get(edge.get("source")), "to": names.get(edge.get("target"))}
        rows.append(ends | {name: value for name, value in data(edge).items() if name in _COLUMNS})
    if not rows:
        raise InputError(f"{place}: has no edges")
    return pd.DataFrame(rows)

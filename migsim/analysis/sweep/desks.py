"""Desks that each thread keeps, so that memory is taken once and not for every run."""

import threading
from collections import OrderedDict

from migsim.engine.worlds import Cell, Desk, make_desk

_KEPT = 4
_desks = threading.local()


def desk_for(cell: Cell, recorded: bool) -> Desk:
    """Return this thread's desk for a market of the same shape, with or without weekly recording."""
    kept: OrderedDict[tuple[object, ...], Desk] = _desks.__dict__.setdefault("kept", OrderedDict())
    market = cell.market
    shape = (
        cell.weeks,
        len(market.pool),
        len(market.outside),
        len(market.constraints),
        len(market.roles),
        len(cell.scenario.groups),
        recorded,
    )
    if shape not in kept:
        while len(kept) >= _KEPT:
            kept.popitem(last=False)
        kept[shape] = make_desk(market, len(cell.scenario.groups), recorded)
    kept.move_to_end(shape)
    return kept[shape]

"""Seasons: the year moves what time is worth, what cash there is, and what deals pay."""

from migsim.kernel import kernel
from migsim.state import PRICES, Array, Market, State

YEAR = 52  # weeks


@kernel
def season_of(state: State, market: Market, parameters: Array, what: int) -> float:
    """How far this week is above its yearly mean in time, money or prices: 1 on average, 1 where nothing is given."""
    if not parameters[0].season_on:
        return 1.0
    return market.season[what, state.ledger[0].week % YEAR]


@kernel
def pays_in_season(state: State, market: Market, parameters: Array, gain: float) -> float:
    """What a deal that matures this week pays of its gain, which is that of an average week."""
    return gain * season_of(state, market, parameters, PRICES)

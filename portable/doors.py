"""Which functions the portable engine has, each with a call that shows the types of what it takes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from migsim.chance import uniforms_of_futures
from migsim.engine.handed import form_by_votes
from migsim.engine.look import PULL, Snapshots, look
from migsim.engine.run import begin_future, finish_future, run_future, step_future, trust_between
from migsim.engine.worlds import make_desk, prepare_cell
from migsim.facilitation.library import load_strategies
from migsim.numerics import exponentials
from migsim.reference import lend
from migsim.scenario.library import load_scenario
from migsim.scenario.market import draw_contacts, fill_turnover, label_outside
from migsim.scenario.parameters import default_parameters
from migsim.stages.respond import respond_alone
from migsim.state import MOST_RULES, PLACES, RULE_MEMORY


def calls() -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """Each function with arguments of the types that it is called with."""
    [strategy] = load_strategies(["attentive"])
    cell = prepare_cell(load_scenario("treyl-poultry"), strategy, seed=1)
    desk, people = make_desk(cell.market, groups=1, recorded=True), len(cell.market.pool)
    seen = Snapshots(
        np.zeros((1, people * (people - 1) // 2)),
        np.zeros((1, PLACES, people), bool),
        np.zeros((1, PLACES, people), PULL),
    )
    key, snapshots, results = (1, 0), lend(seen), desk.lent_results
    future = desk.lent, cell.lent, default_parameters()
    levers, ledger, migs = desk.state.levers, desk.state.ledger, desk.state.migs
    memory = np.zeros(MOST_RULES, RULE_MEMORY)
    outside, floats, ids = cell.market.outside.copy(), np.zeros(1), np.zeros(1, np.int64)
    kinds, heard = np.zeros(1, np.uint16), np.zeros((1, 2), np.int32)
    return [
        (run_future, (*future, cell.lent_setup, key, results)),
        (begin_future, (*future, cell.lent_setup, key, results)),
        (step_future, (*future, cell.lent_setup, key, 1, results)),
        (finish_future, (*future, key, results)),
        (form_by_votes, (*future, cell.lent_setup, key, results)),
        (look, (*future, snapshots, 0)),
        (trust_between, (desk.lent, default_parameters(), 0, 1)),
        (respond_alone, (levers, ledger, migs, cell.design, cell.rules, memory, 1)),
        (fill_turnover, (outside, floats, floats, key)),
        (label_outside, (outside, floats, 1, 0, True, key)),
        (draw_contacts, (ids, 1, ids, kinds, floats, 3.0, key, heard)),
        (uniforms_of_futures, (1, 0, 1, ids, np.zeros((1, 1)))),
        (exponentials, (floats,)),
    ]

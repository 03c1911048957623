"""Results as tidy data frames, one row an observation."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migsim.engine.without import Without
from migsim.engine.worlds import Cell
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import Prior
from migsim.stages.scorecard import FIRST_GROUP, OTHERS
from migsim.state import Array
from migsim.vocabulary import CATEGORIES, COUNT_COLUMNS, EXIT_COLUMNS, SCORECARD, WEEKLY

if TYPE_CHECKING:
    from migsim.engine.filling import Tables

#: Begins the names of splits by role, so that a role and a group may share a name.
ROLE_SPLIT = "role: "
#: Everybody who is marginalised, of whatever group.
MARGINALISED = "marginalised"


def frames(cells: list[Cell], tables: "Tables", prior: Prior) -> dict[str, pd.DataFrame]:
    """Turn result arrays into the three frames of an `Ensemble`."""
    return {
        "runs": runs_frame(cells, tables.scorecards, prior, tables.own),
        "weekly": weekly_frame(cells, tables.weekly),
        "groups": groups_frame(cells, tables.splits, tables.without),
    }


def runs_frame(cells: list[Cell], scorecards: Array, prior: Prior, own: Array) -> pd.DataFrame:
    """One row for each strategy and future; the scorecards are not copied, since a million of them are large."""
    runs = scorecards.shape[1]
    frame = pd.DataFrame(scorecards.reshape(-1, len(SCORECARD)), columns=list(SCORECARD), copy=False)
    for name in COUNT_COLUMNS:
        frame[name] = frame[name].round().astype("int64")
    names = [cell.strategy.name for cell in cells]
    head: dict[str, Any] = {
        "scenario": cells[0].scenario.name,
        "strategy": labels(names, np.repeat(np.arange(len(names)), runs)),
        "point": 0,
        "run": np.tile(np.arange(runs), len(cells)),
        "seed": cells[0].seed,
        "prior": prior.label,
        "draw": np.tile(prior.rows(cells[0].seed, range(runs)), len(cells)),
        "status": "ok",
    }
    for place, (name, column) in enumerate(head.items()):
        frame.insert(place, name, column)
    for place, name in enumerate(cells[0].scenario.outcomes):
        frame[name] = own[:, :, place].reshape(-1)
    for cell in cells:
        if not cell.design[0]["workshop"]:
            frame.loc[frame["strategy"] == cell.strategy.name, list(EXIT_COLUMNS)] = np.nan
    return frame


def labels(names: list[str], places: Array) -> Any:
    """The name at each of `places`, as a column; much faster than text made into one."""
    return pd.array(names, dtype="str").take(places)


def weekly_frame(cells: list[Cell], weekly: Array) -> pd.DataFrame:
    """One row for each strategy, future and week."""
    _, runs, weeks, _ = weekly.shape
    frame = pd.DataFrame(weekly.reshape(-1, len(WEEKLY)), columns=list(WEEKLY))
    frame.insert(0, "week", np.tile(np.arange(weeks), len(cells) * runs))
    frame.insert(0, "run", np.tile(np.repeat(np.arange(runs), weeks), len(cells)))
    strategies = [cell.strategy.name for cell in cells]
    frame.insert(0, "strategy", labels(strategies, np.repeat(np.arange(len(cells)), runs * weeks)))
    return frame


def split_names(cell: Cell) -> list[str]:
    """Names of the splits of gains, in the order of the array."""
    groups = [group.name for group in cell.scenario.groups]
    roles = sorted(role.name for role in cell.scenario.roles)
    names = [*CATEGORIES, "others", *groups, *(ROLE_SPLIT + role for role in roles)]
    assert len(names) == FIRST_GROUP + len(groups) + len(roles)
    return names


def groups_frame(cells: list[Cell], splits: Array, without: Without) -> pd.DataFrame:
    """One row for each strategy, future and split of the actors; means over actors, missing for an empty split.

    What is `added` is the gain over that of the same people in the same future without a project; missing where that
    was not run.
    """
    names, strategies, runs = split_names(cells[0]), [cell.strategy.name for cell in cells], splits.shape[1]
    sums = np.stack([splits["gain"], splits["relative"]], axis=-1)
    added = np.full_like(sums, np.nan)
    if without.row is not None:
        added = sums - sums[without.row]
        added[:, :, : len(CATEGORIES)] = sums[:, :, : len(CATEGORIES)] - without.of_categories(splits)
        added[without.row] = 0.0
    counts = np.stack([splits["actors"], splits["with_turnover"]], axis=-1)
    names.append(MARGINALISED)
    sums, added, counts = (_with_marginalised(table) for table in (sums, added, counts))
    with np.errstate(invalid="ignore", divide="ignore"):
        gain, over = (sums / counts).reshape(-1, 2), (added / counts).reshape(-1, 2)
    return pd.DataFrame(
        {
            "strategy": labels(strategies, np.repeat(np.arange(len(cells)), runs * len(names))),
            "run": np.tile(np.repeat(np.arange(runs), len(names)), len(cells)),
            "group": labels(names, np.tile(np.arange(len(names)), len(cells) * runs)),
            "actors": counts[..., 0].reshape(-1).round().astype("int64"),
            "gain": gain[:, 0],
            "gain_relative": gain[:, 1],
            "added": over[:, 0],
            "added_relative": over[:, 1],
        }
    )


def _with_marginalised(table: Array) -> Array:
    """Append everybody who is marginalised, of any group: all categories less `others`; shape (S, G, splits, 2)."""
    everybody = table[:, :, : len(CATEGORIES)].sum(axis=2)
    return np.concatenate([table, (everybody - table[:, :, OTHERS])[:, :, None]], axis=2)


def parameters_frame(parameters: Array) -> pd.DataFrame:
    """One row a future, one column a parameter."""
    columns: dict[str, Any] = {"run": np.arange(len(parameters))}
    columns |= {parameter.name: parameters[parameter.name] for parameter in PARAMETERS}
    return pd.DataFrame(columns)

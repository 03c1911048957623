"""Tables of the results folder, as CSV that a spreadsheet opens."""

from pathlib import Path

import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.comparison import parameter_table
from migsim.report.change import tables as change_tables
from migsim.report.over_time import MEASURES, Courses, courses, exit_weeks
from migsim.spreadsheet import harmless

_EVERY = 3  # courses are in steps of 4 weeks; a quarter of a year is enough for a sheet


def tables(comparison: Comparison, drawn: Courses | None = None) -> dict[str, pd.DataFrame]:
    """All tables by file name (without its ending). `drawn`: what happens over the weeks, if it is known."""
    return {
        "options": comparison.table(),
        "outcomes": comparison.outcomes(),
        "differences": comparison.differences(),
        "absolute_values": comparison.absolute(),
        "over_time": over_time_table(comparison, drawn or courses(comparison.weekly, list(comparison.titles))),
        "who_gains": who_gains(comparison),
        **change_tables(comparison),
        "figures_of_the_scenario": scenario_figures(comparison),
        "parameters": parameters(),
    }


def over_time_table(comparison: Comparison, drawn: Courses) -> pd.DataFrame:
    """Course of each measure: mean over futures and the range that 8 of 10 lie in."""
    keys = list(comparison.titles)
    exits = exit_weeks(comparison.weekly)
    parts = [
        pd.DataFrame(
            {
                "strategy": key,
                "exit_week": exits.get(key),
                "measure": measure.key,
                "week": course.week,
                "mean": course.mean,
                "low": course.low,
                "high": course.high,
            }
        ).astype({"exit_week": float})
        for key in keys
        for measure in MEASURES
        for course in [drawn[key][measure.key]]
    ]
    return pd.concat(parts, ignore_index=True)


def sheet(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as the workbook holds it: courses over time side by side, ready for a chart."""
    if name != "over_time" or not len(table):
        return table
    weeks = table["week"].drop_duplicates().sort_values()[::_EVERY]
    table = table[table["week"].isin(weeks)]
    keys = table[["strategy", "exit_week", "week"]].drop_duplicates()
    wide = table.pivot(index=["strategy", "week"], columns="measure", values="mean")[[m.key for m in MEASURES]]
    return keys.merge(wide.reset_index(), on=["strategy", "week"])


def who_gains(comparison: Comparison) -> pd.DataFrame:
    """What each strategy adds to the gain of each group: mean over futures, and the range that 8 of 10 lie in."""
    grouped = comparison.groups.groupby(["strategy", "group"], sort=False)
    columns = {}
    for name in ("added", "added_relative"):
        columns[name] = grouped[name].mean()
        columns[f"{name}_low"] = grouped[name].quantile(0.1)
        columns[f"{name}_high"] = grouped[name].quantile(0.9)
    columns["futures"] = grouped["added"].count()
    return pd.DataFrame({"actors": grouped["actors"].mean(), **columns}).reset_index()


def scenario_figures(comparison: Comparison) -> pd.DataFrame:
    """Every figure of the scenario with unit, source and grade."""
    names = ("where", "value", "unit", "source", "text", "grade")
    rows = [{name: getattr(figure, name) for name in names} for figure in comparison.scenario.figures()]
    return pd.DataFrame(rows, columns=list(names)).rename(columns={"text": "citation"})


def parameters() -> pd.DataFrame:
    """List the parameters: how people and groups behave in any market."""
    names = ("name", "symbol", "unit", "default", "low", "high", "what", "source", "grade")
    rows = [{name: getattr(row, name) for name in names} for row in parameter_table().values()]
    return pd.DataFrame(rows, columns=list(names))


def write_csv(table: pd.DataFrame, path: Path, decimal_comma: bool, *, append: bool = False) -> None:
    """Write one table, or more rows of it; with decimal commas, fields are separated by semicolons.

    Text is never taken for a formula.
    """
    table = table.rename(columns=harmless)
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].map(harmless, na_action="ignore")
    separator, point = (";", ",") if decimal_comma else (",", ".")
    table.to_csv(
        path,
        mode="a" if append else "w",
        header=not append,
        index=False,
        # Spreadsheet programs with decimal commas take a file without this mark for their country's old encoding.
        encoding="utf-8-sig" if decimal_comma and not append else "utf-8",
        lineterminator="\n",
        sep=separator,
        decimal=point,
    )

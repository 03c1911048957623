"""Tables and numbers that a page takes from the code, so that no default value is ever typed into prose.

Directives: ``parameters``, ``switches``, ``columns``, ``events``, ``strategies``, ``schema``, ``constants``,
``scenario-sources``, ``commands``, ``claims``, ``guidance``,
``grades``, ``results``. Roles: ``param`` (a parameter's or switch's name, checked),
``const`` (a constant of a module, with its value) and ``claim`` (a number of the claims as they were last run).
"""

import importlib
import tomllib
from pathlib import Path
from typing import Any

from constants import constant_comments, module_constants
from docutils import nodes
from docutils.statemachine import StringList
from migsim.scenario.in_words import allowed, number, plain_default
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]], widths: tuple[int, ...]) -> list[str]:
    """Lay a table out in Markdown; cells may hold markup."""
    lines = ["```{list-table}", ":header-rows: 1", f":widths: {' '.join(map(str, widths))}", ""]
    for row in (headings, *rows):
        for at, cell in enumerate(row):
            text = " ".join(str(cell).split()) or " "
            lines.append(("* - " if at == 0 else "  - ") + text)
    return [*lines, "```", ""]


def column_meanings() -> dict[str, dict[str, list[str]]]:
    """Unit and meaning of every column, by frame and column."""
    from migsim.vocabulary import OUTCOMES, WEEKLY_MEASURES

    measured = {
        "scorecard": {one.name: [one.counted_in or one.unit, one.meaning] for one in OUTCOMES},
        "weekly": {one.name: [one.unit, one.meaning] for one in WEEKLY_MEASURES},
    }
    return measured | tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


class FromCode(SphinxDirective):
    """A directive whose content is Markdown made from the code."""

    has_content = False
    final_argument_whitespace = True

    def lines(self) -> list[str]:
        """Return the Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown where the directive stands."""
        holder = nodes.container()
        lines = StringList(self.lines(), source=self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, holder, match_titles=1)
        return holder.children


class Parameters(FromCode):
    """Every parameter, with its symbol, unit, default, range, meaning, source and grade."""

    def lines(self) -> list[str]:
        from migsim.scenario.parameters import PARAMETERS

        rows = []
        for p in PARAMETERS:
            scale = ", log" if p.scale == "log" else ""
            rows.append(
                (
                    f"`{p.name}`",
                    f"{p.symbol}; {p.unit}",
                    number(p.default),
                    f"{number(p.low)} to {number(p.high)}{scale}",
                    p.what,
                    f"*{p.grade}*" if p.source == p.grade else f"{p.source} (*{p.grade}*)",
                )
            )
        headings = ("Name", "Symbol; unit", "Default", "Range", "What it is", "Source (grade)")
        return table(headings, rows, (18, 14, 8, 12, 28, 24))


class Claims(FromCode):
    """Every claim of the guidance with its contrast, headline effect and the smallest effect that counts."""

    def lines(self) -> list[str]:
        from migsim.analysis.claims import CLAIMS

        rows = []
        for claim in CLAIMS.values():
            note = f" *{claim.note}*" if claim.note else ""
            made = f" **True by construction:** {claim.by_construction}." if claim.by_construction else ""
            rows.append((claim.id, claim.text, claim.contrast, f"{claim.outcome}; {claim.told_counts()}.{note}{made}"))
        return table(("", "Claim", "Contrast", "Headline effect, and what counts"), rows, (5, 22, 26, 47))


class Guidance(FromCode):
    """Every sentence of the guidance, with the claims that test it."""

    def lines(self) -> list[str]:
        from migsim.analysis.claims import SENTENCES

        rows = [
            (one.says[:1].upper() + one.says[1:], one.of, ", ".join(one.claims) or f"none: {one.because}")
            for one in SENTENCES
        ]
        return table(("What the guidance says", "Where", "Claims that test it"), rows, (60, 12, 28))


class Switches(FromCode):
    """Every mechanism that can be switched off."""

    def lines(self) -> list[str]:
        from migsim.scenario.parameters import SWITCHES

        return table(("Name", "What it switches"), [(f"`{s.name}`", s.what) for s in SWITCHES], (20, 60))


class Columns(FromCode):
    """Columns of the scorecard or of a frame, with unit and meaning."""

    required_arguments = 1

    def lines(self) -> list[str]:
        meanings = column_meanings()[self.arguments[0]]
        return table(("Column", "Unit", "Meaning"), [(f"`{n}`", *meanings[n]) for n in meanings], (22, 14, 60))


class Events(FromCode):
    """The events of the log and what their columns hold, from the comments beside their numbers."""

    def lines(self) -> list[str]:
        from migsim.stages import events

        comments = constant_comments(events)
        codes = {v: k for k, v in vars(events).items() if k.isupper() and isinstance(v, int)}
        rows = [(f"`{name}`", comments.get(codes[code], "")) for code, name in enumerate(events.NAMES)]
        return table(("Event", "Who and what"), rows, (20, 60))


class Strategies(FromCode):
    """The strategies of the library: what each is and where it comes from."""

    def lines(self) -> list[str]:
        from migsim.facilitation.library import STANDARD, load_strategies, strategy_names

        lines = ["## The standard comparison", ""]
        for one in load_strategies(strategy_names()):
            if one.name not in STANDARD and "## Further strategies" not in lines:
                lines += ["## Further strategies", ""]
            lines += [f"### `{one.name}`: {one.title}", "", one.description, ""]
            cost = "equal: weekly hours are scaled to the scenario's budget" if one.cost == "equal" else "its own"
            lines += [f"*Cost:* {cost}. *From:* {one.source}", "", *self.plan(one.plan)]
        return lines

    @staticmethod
    def plan(plan: Any) -> list[str]:
        """Say in a few lines what the file says."""
        from migsim.facilitation.in_words import rule_in_words
        from migsim.facilitation.rules import rule_names

        said = []
        if plan.start is not None:
            changed = plan.start.model_dump(exclude_unset=True)
            hours = changed.pop("preparation", {})
            said.append(
                "Before week 1: " + ", ".join(f"{k} {number(v)} h" for k, v in hours.items()) + " of preparation"
            )
            said += [f"`{key}` = {value}" for key, value in changed.items()]
        for phase in plan.phases:
            hours = ", ".join(f"{k} {number(v)}" for k, v in phase.hours.items())
            extra = "".join(
                f"; {name.replace('_', ' ')} {number(getattr(phase, name))}"
                for name in ("style", "travel_support", "fund", "recruit")
                if getattr(phase, name)
            )
            scaled = " (before scaling)" if plan.cost == "equal" else ""
            said.append(f"{phase.weeks} weeks, hours a week{scaled}: {hours}{extra}")
        if plan.handover.kind != "fixed":
            said.append(f"hand-over: {plan.handover.kind}, {plan.handover.weeks} weeks")
        said += [
            f"{name}: {rule_in_words(rule)}" for name, rule in zip(rule_names(plan.rules), plan.rules, strict=True)
        ]
        if plan.delivery is not None:
            said.append(f"the budget is spent on relief over {plan.delivery.weeks} weeks")
        return [*(f"- {line}" for line in said), ""]


class Schema(FromCode):
    """Fields of one table of an input file: type or range, unit, default, meaning."""

    required_arguments = 1

    def lines(self) -> list[str]:
        module, name = self.arguments[0].rsplit(".", 1)
        model = getattr(importlib.import_module(module), name)
        rows = []
        last = [
            name
            for name in ("source", "sources")
            if "id of" in str(getattr(model.model_fields.get(name), "description", ""))
        ]
        for field in [*(name for name in model.model_fields if name not in last), *last]:
            info = model.model_fields[field]
            extra = info.json_schema_extra
            unit = extra.get("unit", "") if isinstance(extra, dict) else ""
            default = "needed" if info.is_required() else plain_default(info.default)
            rows.append((f"`{field}`", allowed(model, field), str(unit), default, info.description or ""))
        return table(("Field", "Allowed", "Unit", "Default", "Meaning"), rows, (16, 24, 16, 10, 40))


class Constants(FromCode):
    """Number constants of modules, with their values and the comments beside them."""

    required_arguments = 1

    def lines(self) -> list[str]:
        rows = []
        for path in self.arguments[0].split():
            module = importlib.import_module(path)
            for name, comment in module_constants(module).items():
                rows.append((f"`{name}`", f"`{path.removeprefix('migsim.')}`", number(vars(module)[name]), comment))
        return table(("Constant", "Where", "Value", "Remark"), rows, (20, 18, 10, 50))


class ScenarioSources(FromCode):
    """The sources of the scenarios that ship, with their grades and how many figures rest on each."""

    def lines(self) -> list[str]:
        from collections import Counter

        from migsim.scenario import load_scenario, scenario_names

        lines = []
        for name in scenario_names():
            scenario = load_scenario(name)
            counted = Counter(figure.source for figure in scenario.figures())
            rows = [(f"`{one.id}`", one.text, one.grade, str(counted[one.id])) for one in scenario.sources]
            lines += [f"**{scenario.title}** (`{name}`)", ""]
            lines += table(("Id", "Source", "Grade", "Figures"), rows, (12, 60, 14, 8))
        return lines


class Grades(FromCode):
    """How many figures rest on what: the parameter table and every scenario, counted."""

    def lines(self) -> list[str]:
        from collections import Counter

        from migsim.scenario import load_scenario, scenario_names
        from migsim.scenario.parameters import PARAMETERS

        grades = ("measured", "experiment elsewhere", "assumed")
        counted = [("Parameters of behaviour, for all markets", Counter(p.grade for p in PARAMETERS))]
        for name in scenario_names():
            scenario = load_scenario(name)
            counted.append((f"Figures of {scenario.title}", Counter(figure.grade for figure in scenario.figures())))
        rows = [
            (what, *(str(count[g]) for g in grades), f"{count['assumed'] / max(sum(count.values()), 1):.0%}")
            for what, count in counted
        ]
        return table(("", *(g.capitalize() for g in grades), "Share assumed"), rows, (44, 12, 16, 12, 16))


CLAIMS_AS_RUN = Path(__file__).parents[2] / "experiments/claims/claims.json"


def claim_number(text: str) -> str:
    """Write out a number of the claims as they were last run.

    ``C9`` is its effect; ``C1 simple_on`` the part of its lead that is gone without a mechanism; ``C2: poor`` the row
    of its details whose name begins so.
    """
    import json

    from migsim.analysis.claims.words import amount

    name, _, rest = text.replace(": ", ":").partition(":" if ":" in text else " ")
    claims = json.loads(CLAIMS_AS_RUN.read_text(encoding="utf-8"))["claims"]
    (claim,) = [one for one in claims if one["id"] == name]
    if not rest:
        return amount(claim["effect"]["mean"], claim["unit"], "GBP")
    if ":" in text:
        rows = [(d["unit"], r["mean"]) for d in claim["details"] for r in d["rows"] if r["name"].startswith(rest)]
        return amount(rows[0][1], rows[0][0], "GBP")
    (part,) = [one["part"] for one in claim["mechanisms"] if one["switch"] == rest]
    return f"{100 * part:.0f} %"


class ClaimNumber(SphinxRole):
    """A number of a claim as it was last run, see `claim_number`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.env.note_dependency(str(CLAIMS_AS_RUN))
        return [nodes.Text(claim_number(self.text))], []


class ResultTable(FromCode):
    """A small table of results that an experiment has written, given by its path from the top of the repository.

    The option ``columns`` names the columns shown, as ``name`` or ``name=heading``, divided by semicolons.
    """

    required_arguments = 1
    option_spec = {"columns": str, "widths": str}  # noqa: RUF012

    def lines(self) -> list[str]:
        import csv

        path = Path(__file__).parents[2] / self.arguments[0]
        self.env.note_dependency(str(path))
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        asked = self.options.get("columns")
        names = [one.strip().split("=") for one in asked.split(";")] if asked else [[name] for name in rows[0]]
        widths = (
            tuple(int(w) for w in self.options["widths"].split()) if "widths" in self.options else (1,) * len(names)
        )
        cells = [tuple(_shown(row[name[0]]) for name in names) for row in rows]
        return table(tuple(name[-1] for name in names), cells, widths)


def _shown(cell: str) -> str:
    """Numbers with three figures, anything else as it stands."""
    try:
        x = float(cell)
    except ValueError:
        return cell
    if x != x:
        return ""
    return (f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}").replace("-", "−")


class Commands(FromCode):
    """The help of every command, as the command line prints it."""

    def lines(self) -> list[str]:
        import os

        from migsim.cli import app
        from typer.main import get_command

        os.environ.setdefault("COLUMNS", "96")
        group = get_command(app)
        lines = []
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            context = command.make_context(f"migsim {name}", [], resilient_parsing=True)
            context.terminal_width = context.max_content_width = 96
            help_text = command.get_help(context)
            lines += [f"## `migsim {name}`", "", "```text", *help_text.splitlines(), "```", ""]
        return lines


class ParameterName(SphinxRole):
    """A parameter's or switch's name, which must exist."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        from migsim.scenario.parameters import PARAMETER_DTYPE

        if self.text not in (PARAMETER_DTYPE.names or ()):
            raise ExtensionError(f"{self.env.docname}: there is no parameter {self.text!r}")
        return [nodes.literal(self.text, self.text)], []


class ConstantValue(SphinxRole):
    """A constant with its value, as in `` {const}`mapping._DAY_HOURS` ``; `migsim.stages` needs no prefix."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        path, name = self.text.rsplit(".", 1)
        module = None
        for prefix in ("migsim.stages.", "migsim."):
            try:
                module = importlib.import_module(prefix + path)
                break
            except ModuleNotFoundError:
                continue
        if module is None or not hasattr(module, name):
            raise ExtensionError(f"{self.env.docname}: there is no constant {self.text!r}")
        value = getattr(module, name)
        return [nodes.literal(name, name), nodes.Text(f" ({number(value)})")], []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything."""
    for name, directive in {
        "parameters": Parameters,
        "switches": Switches,
        "columns": Columns,
        "events": Events,
        "strategies": Strategies,
        "schema": Schema,
        "constants": Constants,
        "commands": Commands,
        "scenario-sources": ScenarioSources,
        "claims": Claims,
        "guidance": Guidance,
        "grades": Grades,
        "results": ResultTable,
    }.items():
        app.add_directive(name, directive)
    app.add_role("param", ParameterName())
    app.add_role("const", ConstantValue())
    app.add_role("claim", ClaimNumber())
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The command line: `migsim COMMAND`, also `python -m migsim COMMAND`.

One file for each kind of command. Nothing heavy is imported before a command needs it, so that help comes at once.
"""

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from migsim.cli.calibrate import calibrate
from migsim.cli.claims import claims
from migsim.cli.compare import compare
from migsim.cli.console import INTERRUPTED, NeedsMachineCodeError, complain, kept_streams
from migsim.cli.discover import discover
from migsim.cli.files import check, new
from migsim.cli.lists import parameters, scenarios, strategies
from migsim.cli.optimise import optimise
from migsim.cli.run import run
from migsim.cli.sensitivity import sensitivity
from migsim.cli.sweep import export, sweep
from migsim.cli.teach import teach
from migsim.errors import InputError, out_of_memory, reason

__all__ = ["app", "main"]

_EXAMPLES: dict[Callable[..., None], tuple[str, ...]] = {
    compare: (
        "migsim compare",
        "migsim compare treyl-poultry no-project light-touch phased-handover --runs 200",
        "migsim compare plan.xlsx",
        "migsim compare my-market.toml --objective households_reached --out my-results",
        "migsim compare --weights net_benefit=2,trust=1",
    ),
    run: (
        "migsim run treyl-poultry --strategy phased-handover",
        'migsim run treyl-poultry --strategy inclusive --actor "Seme widows\' egg circle"',
        "migsim run my-market.toml --strategy my-strategy.toml --seed 7 --run 3 --out one-future",
        "migsim run --from migsim-results/hours --run treyl-poultry/intensive/3/0",
        "migsim run treyl-poultry --strategy intensive --figure story.png --animate story.gif",
    ),
    calibrate: (
        "migsim calibrate my-market.toml --template register.xlsx",
        "migsim calibrate my-market.toml --data register.xlsx --strategy light-touch --out calibrated",
        "migsim compare my-market.toml --prior calibrated/posterior.csv",
    ),
    optimise: (
        "migsim optimise treyl-poultry --hours 13.8",
        "migsim optimise my-market.toml --hours 6 --robust --out found",
    ),
    sweep: (
        "migsim sweep experiment.toml --dry-run",
        "migsim sweep experiment.toml --out results --workers 4",
        "migsim sweep experiment.toml --scheduler tcp://node1:8786",
    ),
    export: ("migsim export migsim-results/hours --csv", "migsim export migsim-results/hours --xlsx"),
    sensitivity: (
        "migsim sensitivity migsim-results/hours --out what-matters",
        "migsim sensitivity migsim-results/hours --outcome trust --outcome deals --emulate",
        "migsim sensitivity migsim-results/hours --strategy intensive --against light-touch --json",
    ),
    discover: (
        "migsim discover migsim-results/hours --strategy intensive --out where-it-fails",
        "migsim discover migsim-results/hours --strategy intensive --against light-touch --outcome trust",
    ),
    claims: ("migsim claims --out claims", "migsim claims --only C15 --runs 200"),
    scenarios: ("migsim scenarios",),
    strategies: ("migsim strategies",),
    parameters: ("migsim parameters", "migsim parameters --json"),
    new: ("migsim new my-market.toml", "migsim new plan.xlsx", "migsim new my-market.toml --from plan.xlsx"),
    check: ("migsim check my-market.toml", "migsim check plan.xlsx", "migsim check my-experiment.toml"),
    teach: ("migsim teach", "migsim teach my-market.toml --port 9000 --no-browser"),
}

_ABOUT = """Simulate Market Interest Groups and compare facilitation strategies before trying them on a real market.

\b
Start here:  migsim compare
Your market: migsim new plan.xlsx, then migsim check plan.xlsx and migsim compare plan.xlsx
"""

app = typer.Typer(
    name="migsim", help=_ABOUT, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)
for command, examples in _EXAMPLES.items():
    app.command(epilog="\n  ".join(("\b\nExamples:" if len(examples) > 1 else "\b\nExample:", *examples)))(command)


def _version(asked: bool) -> None:
    if asked:
        from migsim.version import __version__

        typer.echo(f"migsim {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _welcome(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        As typed after ``migsim``; those of the process by default.

    Returns
    -------
    int
        Exit status: 0; 2 when the input is wrong (said in one line for each mistake); 130 when interrupted.
    """
    with kept_streams() as output, warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: complain([str(message)])
        status = _run(arguments)
        output.flush()
        if status == 0 and output.lost is not None:
            complain([f"not all that was printed has arrived ({reason(output.lost)}); files of results are whole"])
            return 2
        return status


def _run(arguments: Sequence[str] | None) -> int:
    """Run one command and word what goes wrong."""
    try:
        status = app(arguments, prog_name="migsim", standalone_mode=False)
    except InputError as error:
        complain(error.messages)
        return 2
    except NeedsMachineCodeError:
        return _on_machine_code(sys.argv[1:] if arguments is None else arguments)
    except (KeyboardInterrupt, typer.Abort) as stop:
        if isinstance(stop.__context__, EOFError):  # Click takes the end of any file for Ctrl-D
            raise stop.__context__ from None
        complain(["stopped"])
        return INTERRUPTED
    except Exception as error:
        said = _usage(error) if hasattr(error, "format_message") else _surroundings(error)
        if said is None:
            raise
        complain([said])
        return 2
    return status if isinstance(status, int) else 0


def _surroundings(error: Exception) -> str | None:
    """Word what is no mistake of the program's but of what it runs on: memory, disk, rights; None for anything else."""
    if out_of_memory(error):
        return (
            "there is too little memory for this; close other programs, raise the limit (ulimit -v), or ask for fewer "
            "runs or --threads 1"
        )
    if isinstance(error, OSError) and error.errno:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}cannot be read or written ({reason(error)}); make room or check its rights, and run again"
    return None


def _on_machine_code(arguments: Sequence[str]) -> int:
    """Run a command in a process of its own, because the engine is chosen as the model is first imported."""
    from migsim.machine import ASKED, NATIVE

    process = subprocess.Popen([sys.executable, "-m", "migsim", *arguments], env=os.environ | {ASKED: NATIVE})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that process hears it too, and says what is kept
    return process.wait()


def _usage(error: Exception) -> str:
    """Word a mistake in the options, with the way to help."""
    said = str(error.format_message()).rstrip(".")  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    return f"{said}; see {context.command_path if context else 'migsim'} --help"

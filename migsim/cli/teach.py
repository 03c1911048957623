"""`migsim teach`: the trainer's app."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migsim.cli.console import note, progress_shown
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

_TRIES = 20


def teach(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Market to show first: a name, or path of a file.")
    ] = "treyl-poultry",
    port: Annotated[int, typer.Option(metavar="P", min=1, max=65535, help="Port on this machine.")] = 8600,
    share: Annotated[bool, typer.Option("--share", help="Let other machines of this network in.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="Write the app into one file instead: no Python, no network."),
    ] = None,
) -> None:
    """Show the trainer's app in a browser: stories, twin worlds, lessons and the facilitator's game.

    It runs on this machine and needs no network. Ctrl-C ends it.
    """
    from migsim.engine import is_compiled
    from migsim.scenario import load_scenario

    market = load_scenario(scenario)
    if export is not None:
        _export(market, export)
        return
    from migsim.app.server import get_ready, make_app
    from migsim.app.serving import serve

    host = "0.0.0.0" if share else "127.0.0.1"
    listening = _listen(host, port)
    with progress_shown("Getting ready", compiled=is_compiled()):
        get_ready(market)
    place = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    note(f"migsim is at {place} (Ctrl-C ends it)")
    if share:
        note(
            f"Shared: anybody on this network can open http://{_own_address()}:{listening.getsockname()[1]}/, "
            "see the markets that ship, bring files of their own and use this machine's time. They do not see "
            "what others bring."
        )
    if browser:
        import webbrowser

        webbrowser.open(place)
    serve(make_app(market, shared=share), listening)


def _export(market: "Scenario", path: Path) -> None:
    """Write the one file."""
    from migsim.app.export import export
    from migsim.engine import is_compiled

    with progress_shown("Running the lessons and the games", compiled=is_compiled()) as progress:
        size = export(market, path, progress=progress)
    note(f"{path}: {size / 1e6:.1f} MB, opens in any browser without a network")


def _listen(host: str, port: int) -> socket.socket:
    """Listen at the port, or at the next free one."""
    for candidate in range(port, min(port + _TRIES, 65536)):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            continue
        listening.listen(128)  # from here on callers wait instead of being turned away
        return listening
    raise InputError(f"port {port}: taken, and so are the {_TRIES - 1} after it; name another with --port")


def _own_address() -> str:
    """Address of this machine in its network, as far as it can tell."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()

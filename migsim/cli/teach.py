"""`migsim teach`: the trainer's app."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migsim.cli.console import note, progress_shown
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.app.room.keeping import RoomFile
    from migsim.scenario.schema import Scenario

_PORT = 8600
_TRIES = 20


def teach(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO",
            help="Market to show first: a name, or path of a file. To export, any number of them.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(metavar="P", min=1, max=65535, help="Port on this machine.")] = _PORT,
    share: Annotated[bool, typer.Option("--share", help="Open a room that phones of this network can join.")] = False,
    room: Annotated[
        Path, typer.Option(metavar="FILE", help="With --share: where the room is kept, and found again.")
    ] = Path("migsim-room.json"),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="Write the app, model and all, into one file: no Python, no network."),
    ] = None,
    export_site: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write it as files for any web host; telephones keep it after one visit."),
    ] = None,
) -> None:
    """Show the trainer's app in a browser: a room for phones, stories, twin worlds, lessons and the game.

    It runs on this machine and needs no network. Ctrl-C ends it.
    """
    from migsim.engine import is_compiled
    from migsim.scenario import load_scenario

    markets = [load_scenario(scenario) for scenario in scenarios or ["treyl-poultry"]]
    if export is not None or export_site is not None:
        _export(markets, export, export_site)
        return
    if len(markets) > 1:
        raise InputError(
            "several markets go into a file or a site (--export, --export-site); otherwise name the one to show first"
        )
    [market] = markets
    from migsim.app.room.keeping import RoomFile
    from migsim.app.server import get_ready, make_app
    from migsim.app.serving import serve

    kept = RoomFile(room) if share else None
    listening = (
        _listen("0.0.0.0", port, kept.room.port if port == _PORT else None) if kept else _listen("127.0.0.1", port)
    )
    found = int(listening.getsockname()[1])
    with progress_shown("Getting ready", compiled=is_compiled()):
        get_ready(market)
    place = f"http://127.0.0.1:{found}/" + ("room" if kept else "")
    note(f"migsim is at {place} (Ctrl-C ends it)")
    if kept:
        kept.room.port = found
        kept.write()
        _tell_how_to_join(kept, found)
    if browser:
        import webbrowser

        webbrowser.open(place)
    serve(make_app(market, room=kept), listening)


def _tell_how_to_join(kept: "RoomFile", port: int) -> None:
    """Say how phones get in, and what may keep them out."""
    from migsim.app.room.addresses import own_addresses

    places = [f"http://{address}:{port}/" for address in own_addresses()]
    if places:
        note(f"Phones in the same Wi-Fi open {' or '.join(places)} and type the code {kept.room.code}.")
    else:
        note("This computer is in no network: join a Wi-Fi or a phone's hotspot, then look at the page.")
    note(
        "No internet is needed; a phone's hotspot will do. If a phone does not get here: guest networks keep phones "
        f"apart, and a firewall has to let Python in on port {port} (private networks). Without the code nobody can "
        f"read or write anything. The room is kept in {kept.path}; start with the same file to go on where you were."
    )


def _export(markets: "list[Scenario]", file: Path | None, site: Path | None) -> None:
    """Write the one file, the site, or both."""
    from migsim.app.export import export
    from migsim.app.site import export_site
    from migsim.engine import is_compiled

    with progress_shown("Laying markets out", compiled=is_compiled()) as progress:
        if file is not None:
            size = export(markets, file, progress=progress)
            note(f"{file}: {size / 1e6:.1f} MB, opens in any browser without a network")
        if site is not None:
            size = export_site(markets, site, progress=progress)
            note(f"{site}: {size / 1e6:.1f} MB of files for any web host; opens without a network after one visit")


def _listen(host: str, port: int, only: int | None = None) -> socket.socket:
    """Listen at the port, or at the next free one; at `only` that one where phones expect it."""
    for candidate in [only] if only else range(port, min(port + _TRIES, 65536)):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            continue
        listening.listen(128)  # from here on callers wait instead of being turned away
        return listening
    if only:
        raise InputError(
            f"port {only}: taken, and the phones of this room expect it; end the other migsim, or name another --room"
        )
    raise InputError(f"port {port}: taken, and so are the {_TRIES - 1} after it; name another with --port")

"""The app as a site: the one file beside what lets a telephone keep it, for any host of files."""

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from migsim.app.export import Progress, collect, single_page
from migsim.disk import write_whole
from migsim.errors import InputError
from migsim.scenario.schema import Scenario

_LINK = '<link rel="manifest" href="app.webmanifest">\n'
_MANIFEST = {
    "name": "migsim",
    "short_name": "migsim",
    "start_url": "./",
    "display": "standalone",
    "background_color": "#ece9e2",
    "theme_color": "#1f2d3a",
    "icons": [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
}


def export_site(scenarios: Sequence[Scenario], folder: Path, *, progress: Progress | None = None) -> int:
    """Write the app with some markets as a site; after the first visit it opens without a network.

    Parameters
    ----------
    scenarios : sequence of Scenario
    folder : Path
        Made where it is missing; files of the same names in it are replaced.
    progress : callable, optional
        Called with markets done and markets in all.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    page = single_page(collect(scenarios, 1, progress)).replace("</head>", f"{_LINK}</head>", 1)
    static, version = files("migsim.app") / "static", hashlib.sha256(page.encode()).hexdigest()[:16]
    written = {
        "index.html": page,
        "app.webmanifest": json.dumps(_MANIFEST, indent=2),
        "icon.svg": (static / "icon.svg").read_text(encoding="utf-8"),
        "keeper.js": (static / "site/keeper.js").read_text(encoding="utf-8").replace("{version}", version),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error}); name another folder") from None
    return sum(len(text.encode()) for text in written.values())

"""A server as `migsim teach` starts it, the one file, and a real browser to look at both."""

import socket
import threading
import time

import pytest
import uvicorn
from migsim.app.export import export
from migsim.app.server import make_app
from migsim.scenario.library import load_scenario


@pytest.fixture(scope="session")
def server():
    """Address of a running server."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(make_app(), log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    running.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def one_file(tmp_path_factory):
    """The app as one file."""
    path = tmp_path_factory.mktemp("export") / "app.html"
    export([load_scenario("treyl-poultry")], path)
    return path


class Watched:
    """A page, and everything that went wrong on it."""

    def __init__(self, page, home):
        self.page, self.home, self.wrong = page, home, []
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._request)

    def _request(self, request):
        if not request.url.startswith((self.home.partition("#")[0], "data:", "blob:")):
            self.wrong.append(f"asked for {request.url}")

    def go(self, view):
        """Open a view and wait until it is there."""
        self.page.goto(f"{self.home}#{view}")
        self.page.reload()
        self.page.wait_for_selector("main h1")
        return self.page

    def overflows(self):
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def watched(chromium):
    """Open pages of any size, and see at the end that nothing went wrong."""
    opened = []

    def look(home, size=(1366, 768), **options):
        shape = {"width": size[0], "height": size[1]}
        context = chromium.new_context(**{"viewport": shape, "locale": "en"} | options)
        context.set_default_timeout(90_000)  # a machine that does other things as well
        opened.append((context, Watched(context.new_page(), home)))
        return opened[-1][1]

    yield look
    for context, page in opened:
        context.close()
        assert page.wrong == []

"""The app as a site: after one visit it opens without a network."""

import functools
import http.server
import threading

import pytest
from migsim.app.site import export_site
from migsim.scenario.library import load_scenario


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A host that writes no log."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of a host of files that has the site."""
    folder = tmp_path_factory.mktemp("site") / "app"
    size = export_site([load_scenario("teaching-market")], folder)
    assert size == sum(path.stat().st_size for path in folder.iterdir())
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.mark.slow
def test_it_opens_without_a_network_after_one_visit(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    try:
        page.goto(site)
        page.wait_for_selector("main h1")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        context.set_offline(True)
        page.reload()
        page.wait_for_selector("main .figures")
        assert page.locator(".figures dd").count() == 5
    finally:
        context.close()

"""Limits of the server: what is too much is turned away."""

import asyncio
import socket
import threading
import time
from contextlib import suppress

import pytest
from migsim.app import serving
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


@pytest.fixture
def address(monkeypatch):
    """A small server with room for ten, where a question has half a second to arrive."""
    monkeypatch.setattr(serving, "_MOST", 10)
    monkeypatch.setattr(serving, "_ASKING", 0.5)
    monkeypatch.setattr(serving, "_LOOK", 0.1)

    async def answer(request):
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    config = serving.config_of(app)
    server = serving._Quiet(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def ask(address, text, wait=5.0):
    with socket.create_connection(address, timeout=wait) as line:
        line.sendall(text)
        return line.recv(1000)


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_a_question_that_never_ends_is_cut_off_and_others_are_answered(address):
    slow = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
    with socket.create_connection(address, timeout=5.0) as line:
        line.sendall(slow)
        assert b"200 OK" in ask(address, GET)
        with suppress(ConnectionError):
            assert line.recv(100) == b""


def test_too_many_connections_are_turned_away_until_there_is_room(address):
    idle = [socket.create_connection(address, timeout=5.0) for _ in range(30)]
    time.sleep(1.5)  # those that asked nothing have been ended
    assert b"200 OK" in ask(address, GET)
    for line in idle:
        line.close()

"""A room: every decision counted once, whatever is repeated, lost or late; nothing to be had without the code."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migsim.app.questions import Asked
from migsim.app.room import addresses
from migsim.app.room.keeping import RoomFile
from migsim.app.room.pages import spoken
from migsim.app.room.room import (
    LONGEST_NAME,
    MOST_PHONES,
    MOST_POLLS,
    Decision,
    Poll,
    Room,
    clean_name,
    new_code,
    new_key,
)
from migsim.app.server import make_app
from migsim.app.texts import languages
from migsim.errors import InputError
from starlette.testclient import TestClient

WALL, PHONE = "http://127.0.0.1:8600", "http://192.168.1.5:8600"
POLL = {"id": "first-poll", "title": "Which?", "options": ["red", "green", "blue"], "choices": 1}


@pytest.fixture
def kept(tmp_path):
    return RoomFile(tmp_path / "room.json")


class Shared:
    """A server with its wall and any number of phones."""

    def __init__(self, kept):
        self.kept, self.app = kept, make_app(room=kept)
        self.wall = TestClient(self.app, base_url=WALL, client=("127.0.0.1", 50000))

    def phone(self, n, code=None):
        phone = TestClient(self.app, base_url=PHONE, client=(f"192.168.1.{n}", 50000), follow_redirects=False)
        phone.headers |= {"x-room": code or self.kept.room.code, "x-client": f"client-number-{n:05d}"}
        return phone

    def ask(self, **changes):
        return self.wall.post("/room/wall/ask", json=POLL | changes).json()


@pytest.fixture
def shared(kept):
    return Shared(kept)


def decide(phone, n, chosen, poll=POLL["id"]):
    return phone.post("/room/phone/decide", json={"poll": poll, "n": n, "chosen": chosen})


def counts(shared):
    return shared.wall.get("/room/wall").json()["polls"][-1]["counts"]


def test_a_vote_is_joined_counted_closed_and_shown(shared):
    phones = [shared.phone(n) for n in range(1, 4)]
    for phone in phones:
        assert phone.post("/room/phone/join", json={"name": "Amina"}).status_code == 200
    shared.ask()
    for n, phone in enumerate(phones):
        decide(phone, 1, [min(n, 1)])
    state = phones[0].get("/room/phone").json()
    assert state["poll"]["mine"] == [0]
    assert "counts" not in state["poll"], "hidden until shown"
    shared.wall.post("/room/wall/turn", json={"poll": POLL["id"], "status": "closed"})
    decide(phones[0], 2, [2])
    shared.wall.post("/room/wall/hands", json={"poll": POLL["id"], "hands": [0, 0, 7]})
    shared.wall.post("/room/wall/turn", json={"poll": POLL["id"], "status": "shown"})
    assert phones[2].get("/room/phone").json()["poll"]["counts"] == [1, 2, 7]
    wall = shared.wall.get("/room/wall").json()
    assert [one["name"] for one in wall["phones"]] == ["Amina", "Amina 2", "Amina 3"]
    assert wall["here"] == 3


@settings(max_examples=60, deadline=None)
@given(
    taps=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=12),
    data=st.data(),
)
def test_whatever_is_repeated_or_late_the_last_tap_of_each_phone_counts_once(taps, data):
    room = Room(code=new_code(), key=new_key())
    room.ask(Poll(**POLL))
    for n in range(1, 4):
        room.join(f"client-number-{n:05d}", "x")
    sent = [(phone, n, option) for n, (phone, option) in enumerate(taps)]
    on_the_way = data.draw(st.permutations(sent + sent))
    for phone, n, option in on_the_way:
        room.decide(f"client-number-{phone:05d}", POLL["id"], Decision(n=n, chosen=[option]))
    last = {phone: option for phone, _, option in sent}
    assert room.poll.counts() == [list(last.values()).count(option) for option in range(3)]


def test_joining_again_is_the_same_phone_and_a_restart_keeps_all(shared):
    phone = shared.phone(1)
    for _ in range(2):
        phone.post("/room/phone/join", json={"name": "Amina"})
    shared.ask()
    decide(phone, 5, [1])
    again = Shared(RoomFile(shared.kept.path))
    assert again.kept.room.code == shared.kept.room.code
    assert len(again.kept.room.phones) == 1
    assert again.phone(1).get("/room/phone").json()["poll"]["mine"] == [1]
    assert decide(again.phone(1), 5, [1]).json()["poll"]["mine"] == [1], "the retry of what was counted"
    assert counts(again) == [0, 1, 0]


def test_nothing_is_acknowledged_that_is_not_in_the_file(shared):
    phone = shared.phone(1)
    phone.post("/room/phone/join", json={"name": "Amina"})
    shared.ask()
    decide(phone, 1, [2])
    assert RoomFile(shared.kept.path).room.poll.counts() == [0, 0, 1]


def run_apart(work):
    """Run a coroutine on a thread of its own: a browser of another test keeps a loop running on this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(anyio.run, work).result()


def test_a_write_that_fails_leaves_the_old_file_and_says_so(kept, monkeypatch):
    before = kept.path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    kept.room.ask(Poll(**POLL))
    with pytest.raises(InputError, match="No space left"):
        run_apart(kept.keep)
    assert kept.path.read_bytes() == before
    assert [path.name for path in kept.path.parent.iterdir()] == ["room.json"]


def test_thirty_decisions_at_a_time_share_a_few_writes(kept, monkeypatch):
    from migsim.app.room import keeping

    written, write = [], keeping._write

    def slow(path, text):
        threading.Event().wait(0.02)
        written.append(text)
        write(path, text)

    monkeypatch.setattr(keeping, "_write", slow)

    async def all_at_once():
        async with anyio.create_task_group() as group:
            for n in range(30):
                kept.room.join(f"client-number-{n:05d}", "x")
                group.start_soon(kept.keep)

    run_apart(all_at_once)
    assert len(written) <= 3
    assert len(json.loads(written[-1])["phones"]) == 30


@pytest.mark.parametrize(
    "path", ["/", "/api/start", "/room", "/room/wall", "/room/qr.svg", "/room/save.csv", "/static/main.js"]
)
def test_a_stranger_without_the_code_sees_only_the_door(shared, path):
    stranger = shared.phone(9, code="XXXXXX")
    answer = stranger.get(path)
    assert answer.status_code in (303, 403)
    assert shared.kept.room.code not in answer.text
    assert stranger.get("/room/phone").status_code == 403
    assert stranger.post("/room/phone/join", json={"name": "x"}).status_code == 403
    assert stranger.post("/room/wall/ask", json=POLL).status_code == 403
    assert shared.kept.room.phones == {}
    assert shared.kept.room.code not in stranger.get("/join").text


def test_a_page_of_the_internet_does_not_speak_for_the_trainer(shared):
    rebound = TestClient(
        shared.app, base_url="http://evil.example:8600", client=("127.0.0.1", 50000), follow_redirects=False
    )
    assert rebound.get("/room/wall").status_code == 403
    assert rebound.post("/room/wall/ask", json=POLL).status_code == 403
    foreign = {"origin": "http://evil.example"}
    assert shared.wall.post("/room/wall/ask", json=POLL, headers=foreign).status_code == 403
    assert shared.kept.room.polls == []


def test_codes_cannot_be_tried_one_after_the_other(shared):
    guesser = shared.phone(9, code="XXXXXX")
    answers = [guesser.get("/room/phone").status_code for _ in range(25)]
    assert answers[-1] == 429
    guesser.headers["x-room"] = shared.kept.room.code
    assert guesser.get("/room/phone").status_code == 429, "and a right guess is not told"
    assert shared.phone(1).get("/room/phone").status_code == 200


def test_whoever_has_joined_may_open_the_app_and_nobody_who_was_there_before_a_new_room(shared):
    phone = shared.phone(1)
    phone.post("/room/phone/join", json={"name": "Amina"})
    assert phone.get("/api/start").json()["room"] is False
    shared.wall.post("/room/wall/empty", json={"sure": True})
    assert phone.get("/api/start").status_code == 403
    assert phone.get("/room/phone").status_code == 403


def test_a_name_that_is_removed_is_gone_with_its_votes(shared):
    phone = shared.phone(1)
    phone.post("/room/phone/join", json={"name": "rude"})
    shared.ask()
    decide(phone, 1, [1])
    shared.wall.post("/room/wall/remove", json={"seat": 1})
    assert counts(shared) == [0, 0, 0]
    assert phone.get("/room/phone").json()["name"] is None
    assert decide(phone, 2, [1]).status_code == 400


def test_asked_anew_nothing_still_on_its_way_is_counted(shared):
    phone = shared.phone(1)
    phone.post("/room/phone/join", json={"name": "Amina"})
    shared.ask()
    shared.ask()  # a double click
    assert len(shared.kept.room.polls) == 1
    decide(phone, 1, [0])
    shared.wall.post("/room/wall/reset", json={"poll": POLL["id"]})
    assert decide(phone, 2, [0]).status_code == 400
    assert counts(shared) == [0, 0, 0]


def test_memory_is_bounded(shared):
    room = shared.kept.room
    for n in range(MOST_PHONES):
        room.join(f"client-number-{n:05d}", "x" * 500)
    with pytest.raises(InputError, match="full"):
        room.join("client-number-99999", "x")
    for n in range(MOST_POLLS + 5):
        room.ask(Poll(**POLL | {"id": f"poll-{n:04d}"}))
    assert len(room.polls) == MOST_POLLS
    assert max(len(phone.name) for phone in room.phones.values()) <= LONGEST_NAME + 4
    assert shared.phone(1).post("/room/phone/join", content=b"x" * 20_000).status_code == 413


@given(name=st.text(max_size=300))
def test_a_name_is_one_short_line_whatever_is_typed(name):
    clean = clean_name(name)
    assert len(clean) <= LONGEST_NAME
    assert clean == clean.strip()
    assert "\u202e" not in clean
    assert all(letter.isprintable() for letter in clean)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff", b'{"format": 2}', b"[1]"])
def test_a_file_that_is_no_room_is_one_clear_error(tmp_path, content):
    path = tmp_path / "room.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is not a room"):
        RoomFile(path)
    assert path.read_bytes() == content, "and it is left alone"


def test_joining_takes_twenty_kilobytes_and_runs_nothing_but_its_own_script(shared):
    for language in languages():
        page = shared.phone(1).get("/join", params={"language": language})
        assert len(page.content) < 20_000, language
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "{{" not in page.text


def test_the_phone_speaks_the_language_of_its_browser():
    assert spoken("fr-FR,fr;q=0.9,en;q=0.8") == "fr"
    assert spoken("xx,de;q=0.5") == "en"
    assert spoken("") == "en"


def test_counts_are_saved_as_a_table_that_no_spreadsheet_runs(shared):
    shared.ask(title="=1+1")
    saved = shared.wall.get("/room/save.csv").text
    assert "'=1+1,red,0,0,0" in saved


def test_the_picture_to_join_by_is_of_this_machine_only(shared, monkeypatch):
    monkeypatch.setattr("migsim.app.room.routes.own_addresses", lambda: ["192.168.1.5"])
    assert shared.wall.get("/room/wall").json()["addresses"] == ["http://192.168.1.5:8600/"]
    drawn = shared.wall.get("/room/qr.svg", params={"address": "http://192.168.1.5:8600/"})
    assert drawn.headers["content-type"].startswith("image/svg")
    assert shared.wall.get("/room/qr.svg", params={"address": "http://evil.example/"}).status_code == 400


def test_no_address_of_this_machine_alone_is_told():
    assert not [one for one in addresses.own_addresses() if one.startswith("127.")]


def test_every_question_of_a_room_is_checked():
    from migsim.app.room import asked

    kinds = [
        kind
        for kind in vars(asked).values()
        if isinstance(kind, type) and issubclass(kind, Asked) and kind is not Asked
    ]
    assert len(kinds) == 8
    assert all(kind.model_config["extra"] == "forbid" for kind in kinds)

"""Thirty phones in one room: reloads, sleep, double taps, a slow and lossy network, and a server that is killed once.

    python experiments/room/load.py [--phones 30] [--minutes 20] [--seed 1]

Every phone is a page of its own in one Chromium, on loopback; the network between is spoilt on purpose: in slow rounds
each request takes up to 3 s, one in five never arrives, and of one in five the answer never comes back although the
server has counted. In every round all phones answer a question, most of them more than once. At its end each phone has
to say that its last tap is counted, and the room's file has to hold just these taps. In quick rounds all phones tap at
once, and the time until the last of them has its answer is taken. Writes `load.csv` beside this file: one row a round.
Ends with an error when a vote was lost or doubled.
"""

import argparse
import asyncio
import csv
import json
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.async_api import Page, Route, async_playwright

HERE = Path(__file__).parent
SLOW, LOST = 3.0, 0.2  # s that a request takes at most in a slow round; share lost on the way there, and back
PATIENCE = 120_000  # ms for a phone to have its answer counted


class Server:
    """`migsim teach --share`, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "room.json"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "migsim", "teach", "--share", "--no-browser", "--port", str(self.port),
            "--room", str(self.file), stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        while True:
            try:
                await self.wall()
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return

    async def kill(self) -> None:
        """Pull the plug."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def wall(self, command: str = "", **body: object) -> dict:
        """Ask or tell the room as the trainer's page does."""

        def call() -> dict:
            path = f"{self.home}/room/wall" + (f"/{command}" if command else "")
            data = json.dumps(body).encode() if command else None
            with urllib.request.urlopen(urllib.request.Request(path, data), timeout=20) as answer:
                return json.load(answer)

        return await asyncio.to_thread(call)

    def decided(self) -> dict[str, list[int]]:
        """What the file holds of the last question: options by name of the phone."""
        room = json.loads(self.file.read_text(encoding="utf-8"))
        names = {str(phone["seat"]): phone["name"] for phone in room["phones"].values()}
        return {names[seat]: one["chosen"] for seat, one in room["polls"][-1]["decisions"].items()}


class Phone:
    """One page, and a network of its own."""

    def __init__(self, page: Page, name: str, luck: random.Random) -> None:
        self.page, self.name, self.luck, self.slow, self.chosen = page, name, luck, False, -1

    async def spoil(self, route: Route) -> None:
        """Let a request through, late, or lose it or its answer."""
        if not self.slow or "/room/phone" not in route.request.url:
            await route.continue_()
            return
        await asyncio.sleep(self.luck.uniform(0, SLOW))
        fate = self.luck.random()
        if fate < LOST:
            await route.abort("connectionreset")
            return
        try:
            answer = await route.fetch()
        except Exception:
            await route.abort("connectionreset")
            return
        if fate < 2 * LOST:
            await route.abort("connectionreset")
        else:
            await route.fulfill(response=answer)

    async def join(self, home: str, code: str) -> None:
        """Come in."""
        await self.page.goto(f"{home}/join#{code}")
        await self.page.fill("[name=name]", self.name)
        await self.page.click("button.go")
        await self.page.wait_for_selector(f"text={self.name}")

    async def tap(self, option: int) -> None:
        """Choose, as a nervous thumb does."""
        await self.page.evaluate("n => document.querySelector(`[data-n='${n}']`).click()", option)
        if self.luck.random() < 0.4:
            await self.page.evaluate("n => document.querySelector(`[data-n='${n}']`).click()", option)
        self.chosen = option

    async def answer(self) -> None:
        """Choose once or a few times; some reload in between, some fall asleep."""
        await self.page.wait_for_selector("[data-n='0']:not([disabled])", timeout=PATIENCE)
        for _ in range(self.luck.choice([1, 1, 2, 3])):
            await asyncio.sleep(self.luck.uniform(0, 1.5))
            await self.tap(self.luck.randrange(3))
        trouble = self.luck.random()
        if trouble < 0.3:
            for _ in range(5):
                try:
                    await self.page.reload()
                    break
                except Exception:  # the server is just being started again
                    await asyncio.sleep(2)
        elif trouble < 0.5:
            await self.page.context.set_offline(True)
            await asyncio.sleep(self.luck.uniform(1, 4))
            await self.page.context.set_offline(False)

    async def settled(self) -> None:
        """Wait until the phone says that its last tap is counted."""
        await self.page.wait_for_function(
            """n => document.querySelector(`[data-n='${n}'][aria-pressed=true]`)
              && /Counted/.test(document.getElementById("line").textContent)""",
            arg=self.chosen,
            timeout=PATIENCE,
        )


async def quick_round(phones: list[Phone]) -> float:
    """All tap at once; seconds until the last has its answer."""
    for phone in phones:
        await phone.page.wait_for_selector("[data-n='0']:not([disabled])", timeout=PATIENCE)

    async def one(phone: Phone) -> float:
        phone.chosen = phone.luck.randrange(3)
        return await phone.page.evaluate(
            """n => new Promise((done) => {
              const since = performance.now(), line = document.getElementById("line");
              const told = () => { if (/Counted/.test(line.textContent)) done((performance.now() - since) / 1000); };
              new MutationObserver(told)
                .observe(line, { childList: true, characterData: true, subtree: true });
              document.querySelector(`[data-n='${n}']`).click();
            })""",
            phone.chosen,
        )

    return max(await asyncio.gather(*map(one, phones)))


async def slow_round(phones: list[Phone], server: Server, killed: bool) -> None:
    """All answer over a spoilt network; the server is killed while they do, where asked for."""
    for phone in phones:
        phone.slow = True
    answers = asyncio.gather(*(phone.answer() for phone in phones))
    if killed:
        await asyncio.sleep(2)
        await server.kill()
        await asyncio.sleep(2)
        await server.start()
    await answers
    await asyncio.gather(*(phone.settled() for phone in phones))
    for phone in phones:
        phone.slow = False


async def main(count: int, minutes: float, seed: int) -> int:
    """Play rounds for some minutes; return how many votes were lost or doubled."""
    rows, wrong, begun = [], 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        async with async_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("google-chrome")
            browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            code = (await server.wall())["code"]
            phones = []
            for n in range(count):
                context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="en")
                phone = Phone(
                    await context.new_page(),
                    f"phone {chr(65 + n // 26)}{chr(65 + n % 26)}",
                    random.Random(seed * 1000 + n),
                )
                await context.route("**/*", phone.spoil)
                await phone.join(server.home, code)
                phones.append(phone)
            number = 0
            while time.monotonic() - begun < 60 * minutes or number < 4:
                quick, killed = number % 2 == 0, number == 1
                asked = f"round-{number:04d}"
                await server.wall("ask", id=asked, title=f"Round {number}?", options=["red", "green", "blue"])
                since = time.monotonic()
                waited = await quick_round(phones) if quick else await slow_round(phones, server, killed)
                decided = server.decided()
                bad = sum(decided.get(phone.name) != [phone.chosen] for phone in phones) + max(len(decided) - count, 0)
                counted = sum((await server.wall())["polls"][-1]["counts"])
                wrong += bad + abs(counted - count)
                rows.append([number, "quick" if quick else "slow", int(killed), count, counted, bad,
                             f"{waited:.3f}" if waited else "", f"{time.monotonic() - since:.1f}"])  # fmt: skip
                print(*rows[-1], flush=True)
                await server.wall("turn", poll=asked, status="shown")
                number += 1
            await browser.close()
        await server.kill()
    with (HERE / "load.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["round", "network", "server_killed", "phones", "votes", "lost_or_doubled", "last_phone_waits_s", "round_s"]
        )
        table.writerows(rows)
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lost = asyncio.run(main(given.phones, given.minutes, given.seed))
    sys.exit(f"{lost} votes lost or doubled" if lost else 0)

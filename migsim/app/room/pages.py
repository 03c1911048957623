"""The two pages of a room: the wall's, and the one that a phone loads whole in one answer."""

import hashlib
import json
from base64 import b64encode
from functools import lru_cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from migsim.app.guard import HEADERS, POLICY
from migsim.app.room.door import is_trainer
from migsim.app.texts import FIRST, languages, texts


async def wall_page(request: Request) -> Response:
    """The page for the wall; the trainer's machine alone has it."""
    if not is_trainer(request.scope):
        return RedirectResponse("/join", 303, headers=HEADERS)
    page = (files("migsim.app") / "static" / "room" / "wall.html").read_bytes()
    return Response(page, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": POLICY})


async def phone_page(request: Request) -> Response:
    """The page for phones, whole in one answer, in the phone's language."""
    known = languages()
    wanted = request.query_params.get("language", "")
    page, policy = _phone_page(wanted if wanted in known else spoken(request.headers.get("accept-language", "")))
    return Response(page, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": policy})


def spoken(accepted: str) -> str:
    """The language that a browser asks for first and that there is."""
    known = languages()
    for part in accepted.split(",")[:20]:
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in known:
            return code
    return FIRST


@lru_cache(maxsize=8)
def _phone_page(language: str) -> tuple[str, str]:
    """Page and policy: what runs in it is named by its hash, and nothing else may."""
    folder = files("migsim.app") / "static" / "room"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("phone.css", "phone.js"))
    words = json.dumps(texts(language)["phone"], ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    links = " ".join(
        f'<a href="?language={code}" lang="{code}">{name}</a>' for code, name in languages().items() if code != language
    )
    page = (folder / "phone.html").read_text(encoding="utf-8")
    for place, filling in {"LANGUAGE": language, "STYLE": style, "WORDS": words, "SCRIPT": script, "LINKS": links,
                           "NOSCRIPT": texts(language)["phone"]["noscript"]}.items():  # fmt: skip
        page = page.replace(f"{{{{{place}}}}}", filling)
    policy = (
        f"default-src 'none'; script-src '{_hashed(script)}'; style-src '{_hashed(style)}'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page, policy


def _hashed(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

"""What the citizen's page takes: one small form, posted from the page itself; faults are pages too."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.callback import body
from bot.texts import page as texts
from bot.wecom.envelope import BodyTooLarge, Malformed

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 4
#: what else than a line break and a tab a remark may not hold
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class PageFault(Exception):
    """The request is answered with *status* and a page: what happened, what to do."""

    def __init__(self, status: int, said: tuple[str, str]) -> None:
        super().__init__(said[0])
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """The button that was pressed, and what was written beside it."""

    level: str
    remark: str = field(repr=False)


def check_origin(request: web.Request, own: Collection[str]) -> None:
    """Raise `PageFault` if a page of another site sent the form; *own* are our hosts.

    Old browsers say nothing, and may: the link alone is the authority.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")  # `null`: our page has no referrer
    if fetched is not None:
        is_ours = fetched in ("same-origin", "none")
    else:
        is_ours = origin == "null" or urlsplit(origin).netloc in own
    if not is_ours:
        raise PageFault(403, texts.FOREIGN)


async def vote_of(request: web.Request) -> Vote:
    """Return the vote in the form: one level, at most one remark.

    Raises:
        PageFault: it is no such form, or far too long.
    """
    try:
        found = parse_qs(
            (await _body(request)).decode(), errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise PageFault(400, texts.BROKEN) from None
    levels, remarks = found.get("level", []), found.get("remark", [""])
    if len(levels) != 1 or len(remarks) != 1:
        raise PageFault(400, texts.BROKEN)
    remark = remarks[0].replace("\r\n", "\n").replace("\r", "\n")
    return Vote(level=levels[0], remark=_CONTROLS.sub("", remark).strip())


async def _body(request: web.Request) -> bytes:
    if request.content_type != _FORM:
        raise PageFault(400, texts.BROKEN)
    try:
        return await body.read(request)
    except BodyTooLarge:
        raise PageFault(413, texts.TOO_LONG) from None
    except Malformed:
        raise PageFault(400, texts.BROKEN) from None

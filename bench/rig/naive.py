"""The figure to beat: what one writes from the manual of wechatpy and of tortoise, and durable too.

`decrypt_message`, `parse_message`, one `create` on SQLite (WAL, synchronous=FULL), then the answer.
Neither writes an access log here, and its rows are in plain text: both make it faster than it would
be in earnest.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web
from tortoise import Tortoise, fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto

from rig import county, serving


class NaiveMessage(Model):
    """One message as it came."""

    id = fields.BigIntField(primary_key=True)
    msg_id = fields.CharField(max_length=64, unique=True)
    sender = fields.CharField(max_length=128)
    body = fields.TextField()
    received_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "naive_message"


_crypto = WeChatCrypto(county.TOKEN, county.AES_KEY, county.CORP)


async def _callback(request: web.Request) -> web.Response:
    query = request.query
    try:
        xml = _crypto.decrypt_message(
            await request.text(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
    except InvalidSignatureException:
        return web.Response(status=403)
    message = parse_message(xml)
    with suppress(IntegrityError):  # a repeat
        await NaiveMessage.create(msg_id=str(message.id), sender=message.source, body=xml)
    return web.Response(text="success")


@asynccontextmanager
async def _made() -> AsyncIterator[int]:
    file = Path(sys.argv[2]) / "naive.db"
    url = f"sqlite://{file}?journal_mode=WAL&synchronous=FULL"
    await Tortoise.init(db_url=url, modules={"models": [__name__]})
    await Tortoise.generate_schemas()
    application = web.Application()
    application.router.add_post(county.PATH, _callback)
    try:
        async with serving.listening(web.AppRunner(application, access_log=None)) as port:
            yield port
    finally:
        await Tortoise.close_connections()


if __name__ == "__main__":
    serving.serve(_made, core=int(sys.argv[1]))

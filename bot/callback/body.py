"""Reads the body of a pushed request: never more than the limit is held, never waited for too long."""

import asyncio
from datetime import timedelta

from aiohttp import StreamReader, web

from bot.wecom.envelope import LONGEST_BODY, BodyTooLarge, Malformed

READ_WITHIN = timedelta(seconds=10)


async def read(request: web.Request) -> bytes:
    """Return the body, of which hardly more than `LONGEST_BODY` is ever held.

    Packed bodies are refused: nobody here sends one, and they may unpack to anything.

    Raises:
        TooLarge: over `LONGEST_BODY`.
        Malformed: broken off, too slow or packed.
    """
    if (request.content_length or 0) > LONGEST_BODY:
        raise BodyTooLarge
    content = request.content
    try:
        # Nearly always the whole body came together with the head; then there is nothing to wait for.
        body = content.read_nowait() if content.is_eof() else await _arriving(content)
    except (web.RequestPayloadError, TimeoutError):
        content.feed_eof()  # or aiohttp reads on in what is broken and logs a traceback
        raise Malformed from None
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Malformed
    return body


async def _arriving(content: StreamReader) -> bytes:
    """Return what is still on its way; errors as `read`."""
    body = bytearray()
    async with asyncio.timeout(READ_WITHIN.total_seconds()):
        async for chunk in content.iter_any():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise BodyTooLarge
    return bytes(body)

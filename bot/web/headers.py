"""Headers that every answer of ours bears, aiohttp's own 404 and 405 too (S7).

The page that a signed link opens has its own, which are stricter, and keeps them.
"""

from aiohttp import web

#: what says nothing of the software, and lets a browser guess, frame and run nothing
HEADERS = {
    "Server": "yousu",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


async def harden(_: web.Request, response: web.StreamResponse) -> None:
    """Add to *response* what it does not say itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = HEADERS["Server"]

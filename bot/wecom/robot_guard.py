"""A frame of the group robot's line before anybody works on it: odd ones are let go, the line stays.

The SDK takes what it gets for what is documented (101463): `[]`, `headers: null`, a number as req_id,
bytes that are no UTF-8 or a thousand brackets end its receiving for good, while its socket stays open.
"""

import json
from typing import Any

#: bytes of a frame; a message of 20 KiB with its quotation is far below
LONGEST = 1 << 20
#: objects and lists inside each other; a mixed message has six
DEEPEST = 32

_CALLBACKS = ("aibot_msg_callback", "aibot_event_callback")


class OddFrame(Exception):
    """A frame that is none; `fault` says why and holds nothing of it."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def guarded(raw: bytes) -> str:
    """Return the frame in *raw* as JSON of the documented form.

    What somebody said or pressed is kept where only its number is odd: without one it cannot be
    answered on the spot, but it is heard.

    Raises:
        OddFrame: too long, too deep, no JSON object, or without the parts that make a frame.
    """
    if len(raw) > LONGEST:
        raise OddFrame("too long")
    frame = _loaded(raw)
    if not isinstance(frame, dict):
        raise OddFrame("not an object")
    if _is_deep(frame):
        raise OddFrame("too deep")
    cmd, headers = frame.get("cmd"), frame.get("headers")
    req_id = _req_id(headers)
    if cmd in _CALLBACKS:
        _check_body(frame.get("body"))
    elif not req_id:
        raise OddFrame("req_id")
    if isinstance(headers, dict) and headers.get("req_id") == req_id:
        return raw.decode()
    return json.dumps({**frame, "headers": {"req_id": req_id}})


def _loaded(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode())
    except UnicodeDecodeError:
        fault = "not UTF-8"
    except RecursionError:
        fault = "too deep"
    except ValueError:
        fault = "not JSON"
    raise OddFrame(fault)


def _is_deep(frame: Any) -> bool:
    level = [frame]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value
    return [one for one in inner if isinstance(one, dict | list)]


def _req_id(headers: Any) -> str:
    """Return a frame's number, empty where it has none that can be written back."""
    given = headers.get("req_id") if isinstance(headers, dict) else None
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return given if isinstance(given, str) else ""


def _check_body(body: Any) -> None:
    if not isinstance(body, dict):
        raise OddFrame("body")
    if not isinstance(body.get("msgtype"), str):
        raise OddFrame("msgtype")

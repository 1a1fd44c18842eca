"""WeCom's error codes as answers: HTTP 200, errcode, errmsg (doc 90313)."""

from typing import Any

#: English texts as the real server gives them; clients must match the number, never the text.
ERRMSG = {
    -1: "system error",
    40001: "invalid credential",
    40002: "invalid grant_type",
    40003: "invalid userid",
    40004: "invalid media type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40032: "invalid userid list length",
    40033: "invalid request character",
    40037: "invalid template_id",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40125: "invalid appsecret",
    40164: "invalid ip, not in whitelist",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41011: "missing agentid",
    41016: "missing title",
    42001: "access_token expired",
    42014: "taskcard task_id invalid",
    42015: "update app not match",
    42016: "update task_id not exist",
    42052: "msgid expired",
    43004: "require subscribe",
    43012: "require callback url",
    44001: "empty media data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "api freq out of limit",
    47003: "argument invalid",
    48002: "api forbidden",
    48007: "api forbidden for no kf authorization",
    60111: "userid not found",
    60140: "invalid response_code",
    81013: "user & party & tag all invalid",
    82001: "All touser & toparty & totag invalid",
    82002: "invalid party list length",
    82003: "invalid tag list length",
    86001: "invalid chatid",
    86003: "chatid not exist",
    86006: "invalid group member count",
    86008: "chat not created by this app",
    86215: "chatid already exist",
    86216: "invalid chat member",
    93000: "invalid webhook url",
    93006: "invalid chatid",
    93008: "not in chat",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95004: "open_kfid not exist",
    95007: "invalid msg token",
    95008: "menu item count out of limit",
    95009: "invalid menu item type",
    95014: "user is not a servicer",
    95016: "not allowed state transition",
    95018: "send msg session status invalid",
    301002: "not allow operate another agent with this accesstoken",
    846605: "invalid req_id",
    846608: "stream message update expired (>6 minutes), cannot update",
    846609: "aibot websocket not subscribed",
    853000: "invalid bot_id or secret",
}


class Refused(Exception):
    """The simulated WeCom refused a call; *errcode* says why."""

    def __init__(self, errcode: int, why: str = "") -> None:
        super().__init__(f"{errcode} {why or ERRMSG.get(errcode, '')}".strip())
        self.errcode = errcode
        self.why = why


def refusal(errcode: int, why: str = "") -> dict[str, Any]:
    """Return the body of a refused call, with the hint and link that make every errmsg unique."""
    text = ERRMSG.get(
        errcode, "template_card field invalid" if 42027 <= errcode <= 42051 else "error"
    )
    detail = f"{text}. {why}" if why else text
    return {
        "errcode": errcode,
        "errmsg": f"{detail}, hint: [1700000000000000000000000], from ip: 127.0.0.1, more info at "
        f"https://open.work.weixin.qq.com/devtool/query?e={errcode}",
    }


def granted(**fields: Any) -> dict[str, Any]:
    """Return the body of a call that worked."""
    return {"errcode": 0, "errmsg": "ok", **fields}

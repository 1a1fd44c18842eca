"""The simulated 服务号: its token and template messages (api.weixin.qq.com, wecom.md §5).

Its codes are not WeCom's: a token that is not its own is 40001, a person who does not follow 43004.
"""

from datetime import timedelta
from typing import Any

from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, Ground, Wire

#: how long a client_msg_id is remembered
REMEMBERED = timedelta(minutes=10)


class Official:
    """The account's own endpoints; what it says stands in the chat of the openid."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._recent: dict[tuple[str, str], tuple[Any, Wire]] = {}

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/token": Endpoint(method="GET", answer=self.token, needs_token=False),
            "/cgi-bin/message/template/send": Endpoint(method="POST", answer=self.send),
        }

    def token(self, call: Call) -> Wire:
        """token: 40002, 40013, 40125 for what is wrong; a good answer bears no errcode."""
        account = self._ground.directory.official
        if call.query.get("grant_type") != "client_credential":
            raise Refused(40002)
        if call.query.get("appid") != account.app_id:
            raise Refused(40013)
        if call.query.get("secret") != account.secret:
            raise Refused(40125)
        token, seconds = self._ground.tokens.give(account.secret, call.now)
        return {"access_token": token, "expires_in": seconds}

    def send(self, call: Call) -> Wire:
        """message/template/send: 40001, 40003, 40037, 43004, 47003 for what is wrong."""
        self._check(call)
        body = call.body
        openid, mark = body["touser"], str(body.get("client_msg_id") or "")
        before = self._recent.get((openid, mark)) if mark else None
        if before is not None and call.now - before[0] <= REMEMBERED:
            return before[1]
        said = {name: str(field["value"]) for name, field in body["data"].items()}
        message = self._ground.bot_says(
            openid,
            "official",
            self._ground.directory.official.name,
            kind="template",
            text="\n".join(f"{name}：{value}" for name, value in said.items()),
            url=str(body.get("url") or ""),
        )
        answer = granted(msgid=int(message.id.strip("m")))
        if mark:
            self._recent[openid, mark] = (call.now, answer)
        return answer

    def _check(self, call: Call) -> None:
        account, body = self._ground.directory.official, call.body
        if call.owner != account.secret:
            raise Refused(40001)
        openid = body.get("touser")
        if not isinstance(openid, str) or not openid.startswith("o"):
            raise Refused(40003)
        if body.get("template_id") != account.template_id:
            raise Refused(40037)
        if openid not in account.followers:
            raise Refused(43004)
        data = body.get("data")
        if not isinstance(data, dict) or not all(_is_field(one) for one in data.values()):
            raise Refused(47003)


def _is_field(field: Any) -> bool:
    return isinstance(field, dict) and bool(field.get("value"))

"""What people do in front of their screens: write, send photos, press buttons, open chats."""

from collections.abc import Mapping, Sequence

from bot.simulator import cards
from bot.simulator.app_messages import AppMessages
from bot.simulator.chats import Message
from bot.simulator.errcodes import Refused
from bot.simulator.ground import Ground, Wire
from bot.simulator.kf import SHORT_CODE, Kf
from bot.simulator.pushes import selected_items
from bot.simulator.robot import Robot
from bot.simulator.robot_line import RobotLine
from bot.simulator.said import Said, app_fields, kf_fields, robot_fields, shown_fields
from bot.simulator.world import Citizen, Group, Staff

Selected = Mapping[str, Sequence[str]]


class NotPossible(ValueError):
    """People cannot do that here; the text says why, in Chinese."""


class People:
    """The acts; each shows on the screens and reaches the bot as WeCom would let it."""

    def __init__(
        self, ground: Ground, app: AppMessages, kf: Kf, robot: Robot, line: RobotLine
    ) -> None:
        self._ground = ground
        self._app = app
        self._kf = kf
        self._robot = robot
        self._line = line

    # -- citizens

    def citizen(self, who: str) -> Citizen:
        """Return the citizen, or NotPossible."""
        found = self._ground.directory.citizens.get(who)
        if found is None:
            raise NotPossible(f"没有这位群众：{who}")
        return found

    def citizen_says(self, who: str, said: Said) -> Message:
        """Let a citizen write to the kf account of theirs."""
        citizen = self.citizen(who)
        now = self._ground.clock()
        medium = self._media(said)
        message = self._ground.person_says(who, "me", citizen.name, **shown_fields(said, medium))
        self._kf.session(citizen.open_kfid, who).hear(now)
        fields = kf_fields(said, medium, self._ground.settings.kf_sticker_text)
        entry = {"external_userid": who, "origin": 3, **fields}
        self._kf.happen(citizen.open_kfid, who, entry)
        return message

    def citizen_enters(self, who: str, scene: str = "", scene_param: str = "") -> None:
        """Let a citizen open the kf chat; a welcome_code comes only after 48 quiet hours."""
        citizen = self.citizen(who)
        quiet = self._kf.session(citizen.open_kfid, who).is_quiet(self._ground.clock())
        event: Wire = {"event_type": "enter_session", "scene": scene, "scene_param": scene_param}
        if quiet:
            kinds = ("text", "msgmenu")
            code = self._kf.give_code(citizen.open_kfid, who, SHORT_CODE, kinds)
            event["welcome_code"] = code
        self._ground.notice(who, "进入客服会话")
        self._kf.tell_event(citizen.open_kfid, who, event)

    # -- staff

    def member(self, userid: str) -> Staff:
        """Return the member, or NotPossible."""
        found = self._ground.directory.staff.get(userid)
        if found is None:
            raise NotPossible(f"没有这位工作人员：{userid}")
        return found

    def staff_says(self, userid: str, said: Said) -> Message:
        """Let a member write to the app in single chat."""
        member = self.member(userid)
        medium = self._media(said)
        fields = app_fields(said, medium)
        message = self._ground.person_says(
            userid, userid, member.name, **shown_fields(said, medium)
        )
        self._push(userid, fields, has_id=True)
        return message

    def staff_event(self, userid: str, event: str, **fields: str) -> None:
        """Let an event of the app happen: subscribe, unsubscribe, enter_agent, click, view, …"""
        self.member(userid)
        self._push(userid, {"MsgType": "event", "Event": event, **fields}, has_id=False)

    def _push(self, userid: str, fields: Wire, *, has_id: bool) -> None:
        now = self._ground.clock()
        number = int(self._ground.chats.new_id("")) + 7_000_000_000_000_000_000
        push = {
            "ToUserName": self._ground.directory.corp_id,
            "FromUserName": userid,
            "CreateTime": int(now.timestamp()),
            **fields,
            **({"MsgId": number} if has_id else {}),
            **({} if "AgentID" in fields else {"AgentID": self._ground.directory.app.agent_id}),
        }
        self._ground.callbacks.push("app", userid, push)

    async def staff_presses(
        self, userid: str, message_id: str, key: str, selected: Selected | None = None
    ) -> None:
        """Let a member press a button of a card in single chat (of the app or of the robot)."""
        self.member(userid)
        message = self._pressed(userid, message_id)
        chosen = self._choose(message, message.card or {}, key, selected)
        if message.by == "robot":
            await self._press_robot(userid, userid, message, message.card or {}, key, chosen)
            return
        card = message.card or {}
        sent = self._app.sent_of(str(card.get("task_id", "")))
        if sent is None:
            raise NotPossible("这张卡片没有可以回传的按钮")
        is_menu = cards.is_menu_key(card, key)
        fields = {
            "MsgType": "event",
            "Event": "template_card_menu_event" if is_menu else "template_card_event",
            "EventKey": key,
            "TaskId": sent.task_id,
            "CardType": card["card_type"],
            "ResponseCode": self._app.codes.give(sent, self._ground.clock()),
            "AgentID": self._ground.directory.app.agent_id,
            "SelectedItems": None if is_menu else selected_items(chosen),
        }
        self._push(userid, fields, has_id=False)

    # -- the robot

    def group(self, chatid: str, userid: str) -> Group:
        """Return the group that *userid* is in, or NotPossible."""
        found = self._ground.directory.groups.get(chatid)
        if found is None:
            raise NotPossible(f"没有这个群：{chatid}")
        if userid not in found.members:
            raise NotPossible(f"{self.member(userid).name}不在这个群里")
        return found

    async def group_says(self, chatid: str, userid: str, said: Said) -> Message:
        """Let a member write in a group; the robot hears it only when it is @-ed."""
        self.group(chatid, userid)
        name = self._ground.directory.robot.name
        message = self._ground.person_says(
            chatid, userid, self.member(userid).name, **shown_fields(said, None)
        )
        if f"@{name}" in said.text:
            await self._ask_robot(chatid, userid, said)
        return message

    async def staff_tells_robot(self, userid: str, said: Said) -> Message:
        """Let a member write to the robot in single chat."""
        member = self.member(userid)
        message = self._ground.person_says(userid, userid, member.name, **shown_fields(said, None))
        await self._ask_robot(userid, userid, said)
        return message

    async def _ask_robot(self, chat: str, userid: str, said: Said) -> None:
        body = self._robot.body(userid, chat, robot_fields(said))
        del body["create_time"]  # only events bear it
        req_id = self._robot.asked(chat, "message")
        await self._line.tell(chat, "aibot_msg_callback", req_id, body)

    async def staff_opens_robot(self, userid: str) -> None:
        """Let a member open the robot's single chat: the event enter_chat."""
        self.member(userid)
        event = {"msgtype": "event", "event": {"eventtype": "enter_chat"}}
        body = self._robot.body(userid, userid, event)
        del body["chattype"]  # the sample of enter_chat has none
        req_id = self._robot.asked(userid, "enter_chat")
        await self._line.tell(userid, "aibot_event_callback", req_id, body)

    async def group_presses(
        self,
        chatid: str,
        userid: str,
        message_id: str,
        key: str,
        selected: Selected | None = None,
    ) -> None:
        """Let a member press a button of the robot's card in a group."""
        self.group(chatid, userid)
        message = self._pressed(chatid, message_id)
        if message.by != "robot":
            raise NotPossible("群里只有智能机器人的卡片能按")
        card = message.views.get(userid, message.card or {})
        chosen = self._choose(message, card, key, selected)
        await self._press_robot(chatid, userid, message, card, key, chosen)

    async def _press_robot(
        self,
        chat: str,
        userid: str,
        message: Message,
        card: Wire,
        key: str,
        chosen: dict[str, list[str]],
    ) -> None:
        press: Wire = {
            "card_type": card["card_type"],
            "event_key": key,
            "task_id": card.get("task_id", ""),
        }
        if chosen and not cards.is_menu_key(card, key):
            press["selected_items"] = {
                "selected_item": [
                    {"question_key": question, "option_ids": {"option_id": options}}
                    for question, options in chosen.items()
                ]
            }
        event = {"eventtype": "template_card_event", "template_card_event": press}
        body = self._robot.body(userid, chat, {"msgtype": "event", "event": event})
        req_id = self._robot.asked(chat, "template_card_event", message)
        await self._line.tell(chat, "aibot_event_callback", req_id, body)

    # -- pieces

    def _pressed(self, chat: str, message_id: str) -> Message:
        message = self._ground.chats.find(chat, message_id)
        if message is None or message.card is None:
            raise NotPossible(f"没有这张卡片：{message_id}")
        if message.dead:
            raise NotPossible("这张卡片的按钮已经失效")
        return message

    def _choose(
        self, message: Message, card: Wire, key: str, selected: Selected | None
    ) -> dict[str, list[str]]:
        if key not in cards.keys(card):
            raise NotPossible(f"卡片上没有这个按钮：{key}")
        known = cards.questions(card)
        chosen = cards.preselected(card)
        for question, options in (selected or {}).items():
            if question not in known or not set(options) <= known[question]:
                raise NotPossible(f"卡片上没有这个选项：{question}")
            chosen[question] = list(options)
        return chosen

    def _media(self, said: Said) -> str | None:
        if said.kind not in ("image", "voice", "video", "file"):
            return None
        now = self._ground.clock()
        if said.data is None:
            return self._ground.media.sample(said.kind, now).media_id
        try:
            stored = self._ground.media.store(
                said.kind, said.filename or said.kind, said.content_type, said.data, now
            )
        except Refused as refused:
            raise NotPossible(f"这个文件发不出去（{refused.errcode}）") from None
        return stored.media_id

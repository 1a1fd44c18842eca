"""The demo's story: one complaint from the citizen's chat to 清零销号, played through the simulator.

It knows people only from outside: what they see, write and press. It fails if a message does not
come, so the demo cannot claim what did not happen.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cli import demo_county as county
from bot.simulator import Simulator, World
from bot.simulator.chats import Message, Wire
from bot.texts import demo as said

#: how long (seconds) one message may take to appear before the demo says so and ends
PATIENCE = 60.0

#: what the receptionist chooses in the card's drop-downs: question → (option, as one reads it)
CHOSEN: Mapping[str, tuple[str, str]] = {
    "department": ("market", "市场监管局"),
    "class": ("办不了", "办不了"),
    "promise": ("rule", "按规定时限"),
}


class StoryStuck(Exception):
    """A message that the story waits for did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message as the terminal tells it; with an empty *who* it is the heading of an act."""

    who: str
    what: str
    at: datetime | None = None


Tell = Callable[[Line], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Story:
    """Plays the main job; *tell* is given each message."""

    simulator: Simulator
    world: World
    tell: Tell
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def citizen(self) -> str:
        return self.world.citizens[0].external_userid

    @property
    def group(self) -> str:
        return self.world.groups[0].chatid

    @property
    def officer(self) -> str:
        return self.world.groups[0].members[1]

    async def play(self) -> str:
        """Play it to the end; return the ticket's number as the form prints it.

        Raises:
            StoryStuck: something did not appear in time.
        """
        no = await self._told()
        await self._dispatched()
        await self._worked(no)
        await self._judged(no)
        return no

    async def _told(self) -> str:
        await self._act(said.TELLS)
        who = self.citizen
        await self._says(who, said.COMPLAINT)
        for kind in ("image", "image", "location"):
            await self._says(who, "", kind)
        await self._hears(who, "text", "还请告诉我们")
        await self._says(who, said.PARTICULARS)
        await self._hears(who, "menu", "请核对")
        await self._picks(who, "确认")
        receipt = await self._hears(who, "text", "已登记，编号")
        return (receipt.text or "").partition("编号 ")[2].partition("。")[0]

    async def _dispatched(self) -> None:
        await self._act(said.DISPATCHED)
        desk, manager = county.RECEPTIONIST, county.MANAGER
        triage = await self._hears(desk, "card", "待研判")
        await self._presses(desk, triage, "改类别·部门")
        choose = await self._hears(desk, "card", "派单")
        await self._presses(desk, choose, "提交", CHOSEN)
        approve = await self._hears(manager, "card", "待批准")
        await self._presses(manager, approve, "批准")
        await self._hears(manager, "text", "已派单")

    async def _worked(self, no: str) -> None:
        await self._act(said.WORKED)
        form = await self._hears(self.group, "card", "工作单")
        await self._group_presses(form, "全文")
        await self._hears(self.officer, "text", "【诉求】")
        await self._group_presses(form, "签收")
        await self._hears(self.group, "markdown", "已签收")
        await self._group_says(said.ANSWER.format(no=no))
        await self._hears(self.group, "markdown", "答复已提交")

    async def _judged(self, no: str) -> None:
        await self._act(said.JUDGED)
        supervisor = county.SUPERVISOR
        inspect = await self._hears(supervisor, "card", "待质检")
        await self._presses(supervisor, inspect, "全文")
        await self._hears(supervisor, "text", "【答复】")
        await self._presses(supervisor, inspect, "质检通过")
        await self._hears(self.citizen, "text", "办理答复")
        await self._hears(self.citizen, "menu", "办得怎么样")
        await self._picks(self.citizen, "满意")
        await self._hears(self.citizen, "text", "已办结销号")
        await self._hears(supervisor, "text", f"{no} 清零销号")

    # --- acts ---

    async def _act(self, title: str) -> None:
        await self.tell(Line(who="", what=title))

    async def _says(self, who: str, text: str, kind: str = "text") -> None:
        message = await self.simulator.citizen_says(who, text, kind=kind)
        await self._tell(self._listener(who), text or message.text or kind)

    async def _picks(self, who: str, choice: str) -> None:
        await self.simulator.citizen_picks(who, choice)
        await self._tell(self._listener(who), said.TOUCHES.format(what=choice))

    async def _presses(
        self,
        who: str,
        card: Message,
        button: str,
        chosen: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        picked = {question: [option] for question, (option, _) in (chosen or {}).items()}
        await self.simulator.staff_presses(who, card, key_of(card, button), picked)
        what = said.TOUCHES.format(what=button)
        if chosen:
            read = "、".join(text for _, text in chosen.values())
            what = said.TOUCHES_CHOSEN.format(chosen=read, what=button)
        await self._tell(self._name(who), what)

    async def _group_presses(self, card: Message, button: str) -> None:
        await self.simulator.group_presses(self.group, self.officer, card, key_of(card, button))
        await self._tell(self._in_group(), said.TOUCHES.format(what=button))

    async def _group_says(self, text: str) -> None:
        await self.simulator.group_says(self.group, self.officer, text)
        await self._tell(self._in_group(), text)

    async def _tell(self, who: str, what: str) -> None:
        await self.tell(Line(who=who, what=what, at=self.simulator.clock()))

    def _in_group(self) -> str:
        return said.IN_GROUP.format(name=self._name(self.officer), group=self._listener(self.group))

    def _name(self, userid: str) -> str:
        return next(
            f"{one.name}（{one.title}）" for one in self.world.staff if one.userid == userid
        )

    async def _hears(self, chat: str, kind: str, words: str) -> Message:
        """Wait for a new message of *kind* with *words* from the bot in *chat*, and tell it."""
        start = self.seen.get(chat, 0)

        def found(messages: Sequence[Message]) -> Message | None:
            return next(
                (m for m in messages[start:] if m.sender == "bot" and fits(m, kind, words)), None
            )

        listener = self._listener(chat)
        try:
            messages = await self.simulator.wait_for(found, PATIENCE, of=chat)
        except TimeoutError:
            raise StoryStuck(said.STUCK.format(listener=listener, words=words)) from None
        message = found(messages)
        assert message is not None  # wait_for saw it
        self.seen[chat] = messages.index(message) + 1
        await self._tell(said.BOT.format(listener=listener), shown(message))
        return message

    def _listener(self, chat: str) -> str:
        group = next((one.name for one in self.world.groups if one.chatid == chat), None)
        if group is not None:
            return said.GROUP.format(name=group)
        if chat == self.citizen:
            return said.CITIZEN.format(name=self.world.citizens[0].name)
        return self._name(chat)


def fits(message: Message, kind: str, words: str) -> bool:
    return message.kind == kind and words in shown(message)


def shown(message: Message) -> str:
    """Return a message as one reads it: text, menu with its choices, card with its buttons."""
    if message.menu:
        items = "".join(f"［{item['content']}］" for item in message.menu["items"])
        return "\n".join(filter(None, [message.menu["head"], items, message.menu.get("tail")]))
    if message.card:
        return _card(message.card)
    return message.text or ""


def _card(card: Wire) -> str:
    """Return a card's title, quoted words, rows, drop-downs and buttons, a line each."""
    title = card["main_title"]
    rows = [f"{r['keyname']}：{r['value']}" for r in _list(card, "horizontal_content_list")]
    selects = [*_list(card, "select_list"), *_one(card, "button_selection")]
    chosen = [f"{s['title']}：{s['option_list'][0]['text']} ▾" for s in selects]
    buttons = [*_list(card, "button_list"), *_one(card, "submit_button")]
    quoted, apart = card.get("sub_title_text"), card.get("quote_area", {})
    lines = [
        f"▣ {title['title']} · {title.get('desc', '')}",
        f"{apart['title']}“{apart['quote_text']}”" if apart else "",
        f"“{quoted}”" if quoted else "",
        "  ".join(rows),
        "  ".join(chosen),
        "".join(f"［{b['text']}］" for b in buttons),
    ]
    return "\n".join(line for line in lines if line)


def _list(card: Wire, name: str) -> list[Wire]:
    return list(card.get(name) or [])


def _one(card: Wire, name: str) -> list[Wire]:
    return [card[name]] if name in card else []


def key_of(card: Message, button: str) -> str:
    shape = card.card or {}
    buttons = [*_list(shape, "button_list"), *_one(shape, "submit_button")]
    return str(next(one["key"] for one in buttons if one["text"] == button))

"""The demo's story: one complaint from the citizen's chat to 清零销号, played through the simulator.

It knows people only from outside: what they see, write and press. It fails if a message does not
come, so the demo cannot claim what did not happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot import demo_county as county
from bot.simulator import Simulator, World
from bot.simulator.chats import Message
from bot.texts import demo as said

#: how long (seconds) one message may take to appear before the demo says so and ends
PATIENCE = 20.0

Tell = Callable[[str, str], None]


class StoryStuck(Exception):
    """A message that the story waits for did not come."""


@dataclass(slots=True, kw_only=True)
class Story:
    """Plays the main job; *tell* is given (who, what) of each message."""

    simulator: Simulator
    world: World
    tell: Tell
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def citizen(self) -> str:
        """Return the citizen of the story."""
        return self.world.citizens[0].external_userid

    @property
    def group(self) -> str:
        """Return the group of the department that has it."""
        return self.world.groups[0].chatid

    @property
    def officer(self) -> str:
        """Return who answers for the department."""
        return "scjg_officer"

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
        desk, manager = county.RECEPTIONIST, county.MANAGER
        triage = await self._hears(desk, "card", "待研判")
        await self._presses(desk, triage, "改类别·部门")
        choose = await self._hears(desk, "card", "派单")
        chosen = {"department": ["market"], "class": ["不给办"], "promise": ["3"]}
        await self._presses(desk, choose, "提交", chosen)
        approve = await self._hears(manager, "card", "待批准")
        await self._presses(manager, approve, "批准")

    async def _worked(self, no: str) -> None:
        form = await self._hears(self.group, "card", "工作单")
        await self._group_presses(form, "签收")
        await self._hears(self.group, "markdown", "已签收")
        await self._group_says(said.ANSWER.format(no=no))
        await self._hears(self.group, "markdown", "答复已提交")

    async def _judged(self, no: str) -> None:
        supervisor = county.SUPERVISOR
        inspect = await self._hears(supervisor, "card", "待质检")
        await self._presses(supervisor, inspect, "质检通过")
        await self._hears(self.citizen, "text", "办理答复")
        await self._hears(self.citizen, "menu", "办得怎么样")
        await self._picks(self.citizen, "满意")
        await self._hears(self.citizen, "text", "已办结销号")

    # --- acts ---

    async def _says(self, who: str, text: str, kind: str = "text") -> None:
        message = await self.simulator.citizen_says(who, text, kind=kind)
        self.tell(said.CITIZEN, text or message.text or kind)

    async def _picks(self, who: str, choice: str) -> None:
        await self.simulator.citizen_picks(who, choice)
        self.tell(said.CITIZEN, said.TOUCHES.format(what=choice))

    async def _presses(
        self, who: str, card: Message, button: str, chosen: dict[str, list[str]] | None = None
    ) -> None:
        await self.simulator.staff_presses(who, card, key_of(card, button), chosen)
        self.tell(self._name(who), said.TOUCHES.format(what=button))

    async def _group_presses(self, card: Message, button: str) -> None:
        await self.simulator.group_presses(self.group, self.officer, card, key_of(card, button))
        self.tell(self._name(self.officer), said.TOUCHES.format(what=button))

    async def _group_says(self, text: str) -> None:
        await self.simulator.group_says(self.group, self.officer, text)
        self.tell(self._name(self.officer), text)

    def _name(self, userid: str) -> str:
        return next(f"{one.name}（{one.title}）" for one in self.world.staff if one.userid == userid)

    async def _hears(self, chat: str, kind: str, words: str) -> Message:
        """Wait for a new message of *kind* with *words* from the bot in *chat*, and tell it."""
        start = self.seen.get(chat, 0)

        def found(messages: Sequence[Message]) -> Message | None:
            return next(
                (m for m in messages[start:] if m.sender == "bot" and fits(m, kind, words)), None
            )

        try:
            messages = await self.simulator.wait_for(found, PATIENCE, of=chat)
        except TimeoutError:
            raise StoryStuck(said.STUCK.format(chat=chat, words=words)) from None
        message = found(messages)
        assert message is not None  # wait_for saw it
        self.seen[chat] = messages.index(message) + 1
        self.tell(self._listener(chat), shown(message))
        return message

    def _listener(self, chat: str) -> str:
        group = next((one.name for one in self.world.groups if one.chatid == chat), None)
        if group is not None:
            return said.TO_GROUP.format(name=group)
        if chat == self.citizen:
            return said.TO_CITIZEN
        return said.TO_STAFF.format(name=self._name(chat))


def fits(message: Message, kind: str, words: str) -> bool:
    """True when *message* is of *kind* and says *words*."""
    return message.kind == kind and words in shown(message)


def shown(message: Message) -> str:
    """Return a message as one reads it: text, menu with its choices, card with its buttons."""
    if message.menu:
        items = "".join(f"［{item['content']}］" for item in message.menu["items"])
        return f"{message.menu['head']}\n{items}"
    if message.card:
        card = message.card
        title = card["main_title"]
        rows = [f"{r['keyname']}：{r['value']}" for r in card.get("horizontal_content_list", [])]
        rows += [f"{s['title']}：{s['option_list'][0]['text']}…" for s in card.get("select_list", [])]
        buttons = [b["text"] for b in card.get("button_list", [])]
        if "submit_button" in card:
            buttons.append(card["submit_button"]["text"])
        line = "".join(f"［{text}］" for text in buttons)
        return "\n".join([f"▣ {title['title']} {title.get('desc', '')}", "  ".join(rows), line])
    return message.text or ""


def key_of(card: Message, button: str) -> str:
    """Return the key of the button that reads *button*."""
    shape = card.card or {}
    buttons = [*shape.get("button_list", []), *[b for b in [shape.get("submit_button")] if b]]
    return str(next(one["key"] for one in buttons if one["text"] == button))

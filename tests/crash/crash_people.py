"""The main job as people live through it: who sees nothing happen waits, then does it again.

They know the service only from outside: what they see, write and press. A robot frame that was lost
is made good by a typed command in the single chat with the app, as the product promises.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.cli import demo_county as county
from bot.cli.demo_story import fits, key_of
from bot.simulator import Simulator, World
from bot.simulator.chats import Message
from bot.simulator.people import NotPossible
from bot.texts import demo as said

OFFICER = "scjg_officer"
NO = "2026年第0001号"
ANSWER = "已核实系统故障已排除，营业执照今天上午办好，请带身份证到3号窗口领取。"
PHOTOS = 2

#: how long (seconds) one look lasts, how many looks before doing it again, how often at most
LOOK, LOOKS, TRIES = 0.5, 5, 12
#: how far the clock goes on between two looks: a person's wait for what the service may retry later
BETWEEN = timedelta(seconds=6)

Act = Callable[[], Awaitable[object]]


class NothingHappens(Exception):
    """People did it again and again, and nothing came of it."""


@dataclass(slots=True, kw_only=True)
class People:
    """Citizen, desk, management, department; *wait* moves the clock for everybody.

    Attributes:
        typed: how often somebody had to type what they had pressed or said before.
        again: how often somebody did the same thing once more.
    """

    simulator: Simulator
    world: World
    wait: Callable[[timedelta], None]
    again: int = 0
    typed: int = 0

    @property
    def citizen(self) -> str:
        """The citizen of the story."""
        return self.world.citizens[0].external_userid

    @property
    def group(self) -> str:
        """The group of the department that has it."""
        return self.world.groups[0].chatid

    async def play(self) -> None:
        """Live through the main job to the end.

        Raises:
            NothingHappens: a step has no effect however often it is done.
        """
        await self._told()
        await self._dispatched()
        await self._worked()
        await self._judged()

    async def _told(self) -> None:
        who = self.citizen

        async def complain() -> None:
            await self.simulator.citizen_says(who, said.COMPLAINT)

        async def photos() -> None:
            for kind in ("image",) * PHOTOS + ("location",):
                await self.simulator.citizen_says(who, "", kind=kind)

        await complain()
        await photos()
        await self._until(complain, self._seen(who, "text", "还请告诉我们"), done=True)
        await self._until(
            lambda: self.simulator.citizen_says(who, said.PARTICULARS),
            self._seen(who, "menu", "请核对"),
        )
        await self._until(
            lambda: self.simulator.citizen_picks(who, "确认"),
            self._seen(who, "text", "已登记，编号"),
        )

    async def _dispatched(self) -> None:
        desk, manager = county.RECEPTIONIST, county.MANAGER
        chosen = {"department": ["market"], "class": ["不给办"], "promise": ["3"]}
        await self._press(desk, "▣ 待研判", "改类别·部门", self._seen(desk, "card", "▣ 派单"))
        await self._press(
            desk, "▣ 派单", "提交", self._seen(manager, "card", "▣ 工作单待批准"), chosen
        )
        await self._press(manager, "▣ 工作单待批准", "批准", self._seen(manager, "text", NO))

    async def _worked(self) -> None:
        form, officer = self._seen(self.group, "card", "▣ 工作单"), OFFICER
        # The form may be in doubt (待确认) and never come: then the desk tells the officer.
        with suppress(NothingHappens):
            await self._look(form)
        acknowledged = self._either(
            self._seen(self.group, "markdown", "已签收"), self._seen(officer, "text", NO)
        )
        await self._until(
            lambda: self._acknowledge(form),
            acknowledged,
            again=lambda: self._types(officer, f"/签收 {NO}"),
        )
        await self._until(
            lambda: self.simulator.group_says(
                self.group, officer, f"@{self.world.robot.name} 答复 {NO} {ANSWER}"
            ),
            self._seen(county.SUPERVISOR, "card", "▣ 待质检"),
            again=lambda: self._types(officer, f"/答复 {NO} {ANSWER}"),
        )

    async def _acknowledge(self, form: "Sight") -> None:
        card = form()
        if card is None:
            await self._types(OFFICER, f"/签收 {NO}")
            return
        await self.simulator.group_presses(self.group, OFFICER, card, key_of(card, "签收"))

    async def _judged(self) -> None:
        citizen = self.citizen
        survey = self._seen(citizen, "menu", "办得怎么样")
        await self._press(county.SUPERVISOR, "▣ 待质检", "质检通过", survey)
        await self._until(
            lambda: self.simulator.citizen_picks(citizen, "满意"),
            self._seen(citizen, "text", "已办结销号"),
        )

    # --- acts ---

    async def _press(
        self,
        who: str,
        title: str,
        button: str,
        until: "Sight",
        chosen: dict[str, list[str]] | None = None,
    ) -> None:
        card = await self._look(self._seen(who, "card", title))
        key = key_of(card, button)
        await self._until(lambda: self.simulator.staff_presses(who, card, key, chosen), until)

    async def _types(self, who: str, text: str) -> None:
        self.typed += 1
        await self.simulator.staff_says(who, text)

    async def _until(
        self, act: Act, sight: "Sight", *, again: Act | None = None, done: bool = False
    ) -> Message:
        """Do *act*, look, wait, do it (or *again*) until *sight*; *done* if it was done already."""
        for n in range(TRIES):
            if n:
                self.again += 1
            if n or not done:
                with suppress(NotPossible):  # a greyed button: somebody's press arrived after all
                    await (again if n and again else act)()
            with suppress(NothingHappens):
                return await self._look(sight)
        raise NothingHappens(f"after {TRIES} tries: {sight.__doc__}")

    async def _look(self, sight: "Sight") -> Message:
        for _ in range(LOOKS):
            with suppress(TimeoutError):
                await self.simulator.wait_for(lambda _: sight(), LOOK)
            found = sight()
            if found is not None:
                return found
            self.wait(BETWEEN)
            await asyncio.sleep(0)
        raise NothingHappens(f"in vain: {sight.__doc__}")

    # --- sights ---

    def _seen(self, chat: str, kind: str, words: str) -> "Sight":
        def sight() -> Message | None:
            messages: Sequence[Message] = self.simulator.messages_of(chat)
            return next((m for m in messages if m.sender == "bot" and fits(m, kind, words)), None)

        sight.__doc__ = f"{chat}: {kind} {words}"
        return sight

    def _either(self, one: "Sight", other: "Sight") -> "Sight":
        def sight() -> Message | None:
            return one() or other()

        sight.__doc__ = f"{one.__doc__} / {other.__doc__}"
        return sight


Sight = Callable[[], Message | None]

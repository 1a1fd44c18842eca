"""不予受理 has a second look: what the person would read is shown, and only a second step says it."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from builders import LANE, a_complaint, rules_of
from databases import only_sqlite
from office import Office, group_press, press

from bot.desk.installation import Centre
from bot.staff import buttons, chat_commands, second_look
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from dispatch.profiles.list_sections import Refusal
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State, Ticket
from storage.tickets.log import entries

pytestmark = only_sqlite

PROFILES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
#: what each reason asks for, as a clerk would write it
FIELDS = {"路径": "通过诉讼程序解决", "单位": "市公积金中心"}
REASON = "已在法院起诉，案号在此"


@dataclass(slots=True, kw_only=True)
class Refusing:
    """One refusal of one reason, typed or pressed."""

    office: Office
    ticket: Ticket
    found: Refusal | None = None
    who: str = "sun"
    received: int = 0

    @property
    def no(self) -> str:
        return self.ticket.no

    async def types(self, text: str, who: str = "") -> str:
        office, by = self.office, who or self.who
        await office.hears(lambda visit: chat_commands.in_app(visit, by, text, late=False))
        return "\n".join(await office.answers())

    async def presses(self, act: str, who: str = "", **chosen: str) -> str:
        now = await self.office.ticket(self.no)
        pushed = press(who or self.who, ButtonKey(act, self.no, now.version).pack(), "t", **chosen)
        await self.office.hears(lambda visit: buttons.in_app(visit, pushed, late=False))
        return "\n".join(await self.office.answers())

    @property
    def line(self) -> str:
        needs = self.found.needs if self.found else ()
        code = f"{self.found.code} " if self.found else ""
        rest = "".join(f" {n}：{FIELDS.get(n, '已写明')}" for n in (*needs, "追问") if n != "理由")
        return f"/不予受理 {self.no} {code}{REASON}{rest}"

    async def shown(self) -> int:
        """Return the entry that the last card was drawn for."""
        return [one.n for one in await entries(self.office.store.reader, self.no)][-1]

    async def told(self) -> list[str]:
        """Return what the person is told since the receipt."""
        letters = await self.office.letters(f"{self.no}/")
        said = [one.payload["text"] for one in letters if one.kind == "kf_text"]
        return said[self.received :]

    async def is_untouched(self) -> bool:
        now = await self.office.ticket(self.no)
        return now == self.ticket and not await self.told()


async def begun(
    office: Office,
    profile: str,
    found: Refusal | None = None,
    text: str = "邻居家狗太吵",
    **changes: Any,
) -> Refusing:
    """Return a refusal of what *text* says that is about to be given under *profile*."""
    centres = cast(MutableMapping[str, Centre], office.context.desk.centres)
    centres["main"] = Centre(id="main", prefix="", rules=rules_of(profile))
    person = Complainant(lane=LANE, name="张三丰", **changes)
    ticket = await office.opens(a_complaint(text=text, complainant=person))
    one = Refusing(office=office, ticket=ticket, found=found)
    one.received = len(await one.told())
    return one


async def typed(one: Refusing) -> str:
    """Take the first step by words; return what is shown as what the person would read."""
    answer = await one.types(one.line)
    words, _, how = answer.rpartition("\n")
    assert how == staff.SAY_YES.format(no=one.no), answer
    return words


async def pressed(one: Refusing) -> str:
    """Take the first step by the card; of what must be typed there is no press."""
    assert one.found is not None
    return await one.presses("guideas", code=one.found.code)


async def says_yes(one: Refusing) -> str:
    return await one.types(f"/不予受理 {one.no} 确认")


async def presses_yes(one: Refusing) -> str:
    return await one.presses(f"guidesure:{await one.shown()}")


WAYS = [(first, second) for first in (typed, pressed) for second in (says_yes, presses_yes)]


def every_reason() -> Iterator[Any]:
    """Yield each reason of each county in each way in which it can be given."""
    for profile in PROFILES:
        for found in rules_of(profile).profile.refusals:
            for first, second in WAYS:
                # a press has no words of its own, and the second look at what is typed is one place
                if first is typed or not (found.needs or found.asks):
                    name = f"{profile}-{found.code}-{first.__name__}-{second.__name__}"
                    yield pytest.param(profile, found, first, second, id=name)


@pytest.mark.crossed
@pytest.mark.parametrize(("profile", "found", "first", "second"), list(every_reason()))
async def test_lh_6a_each_refusal_is_shown_word_for_word_before_anything_is_done(
    the_office: Office, profile: str, found: Refusal, first: Any, second: Any
) -> None:
    one = await begun(the_office, profile, found)

    words = await first(one)
    assert await one.is_untouched()
    card = next(
        letter.payload["card"]
        for letter in await the_office.letters(f"in/{the_office.said}/")
        if letter.payload.get("card")
    )
    assert [button["text"] for button in card["button_list"]] == ["确认告知", "全文"]

    await second(one)
    if words == staff.PASSED_ON:
        assert (await the_office.ticket(one.no)).petitions, "management decides, then it is told"
        assert not await one.told()
    else:
        assert (await the_office.ticket(one.no)).state is not State.REGISTERED
        assert await one.told() == [words]
    once = await the_office.ticket(one.no)
    for again in (says_yes, second):
        await again(one)
        assert await the_office.ticket(one.no) == once
        assert len(await one.told()) == (words != staff.PASSED_ON)


async def _waits(one: Refusing) -> None:
    """Let the look grow old."""
    one.office.clock.advance(seconds=second_look.GOOD_FOR.total_seconds() + 1)


async def _moves(one: Refusing) -> None:
    await one.types(f"/派单 {one.no} 市场监管局 类=办不了", who="guan")


async def _other_words(one: Refusing) -> None:
    """Let the county's words change between the two looks."""
    rules = rules_of("wuzhi")
    listed = tuple(
        replace(found, words=f"另有规定：{found.words}") for found in rules.profile.refusals
    )
    rules = replace(rules, profile=replace(rules.profile, refusals=listed))
    centres = cast(MutableMapping[str, Centre], one.office.context.desk.centres)
    centres["main"] = Centre(id="main", prefix="", rules=rules)


@pytest.mark.parametrize("second", [says_yes, presses_yes])
@pytest.mark.parametrize("first", [typed, pressed])
@pytest.mark.parametrize("meanwhile", [_waits, _moves, _other_words])
async def test_a_look_that_is_old_or_past_or_whose_words_are_others_by_now_says_nothing(
    the_office: Office, meanwhile: Any, first: Any, second: Any
) -> None:
    one = await begun(the_office, "wuzhi", rules_of("wuzhi").profile.refusal("N1"))
    await first(one)
    n = await one.shown()
    await meanwhile(one)
    before, told = await the_office.ticket(one.no), await one.told()
    await (one.presses(f"guidesure:{n}") if second is presses_yes else says_yes(one))
    assert await the_office.ticket(one.no) == before
    assert await one.told() == told


@pytest.mark.parametrize("who", ["qian", "du", "guan", "li"])
@pytest.mark.parametrize("way", ["typed", "pressed"])
async def test_nobody_confirms_what_another_was_shown(
    the_office: Office, who: str, way: str
) -> None:
    one = await begun(the_office, "wuzhi", rules_of("wuzhi").profile.refusal("N1"))
    await typed(one)
    n = await one.shown()
    if way == "typed":
        await one.types(f"/不予受理 {one.no} 确认", who=who)
    else:
        await one.presses(f"guidesure:{n}", who=who)
    assert await one.is_untouched()
    await says_yes(one)
    assert len(await one.told()) == 1


async def test_only_what_was_shown_last_is_said(the_office: Office) -> None:
    one = await begun(the_office, "wuzhi", rules_of("wuzhi").profile.refusal("N1"))
    await pressed(one)
    old = await one.shown()
    words = await typed(one)
    assert await one.presses(f"guidesure:{old}") == staff.SHOWN_ANEW
    assert await one.is_untouched()
    await says_yes(one)
    assert await one.told() == [words]


async def test_a_yes_to_nothing_refuses_nobody(the_office: Office) -> None:
    one = await begun(the_office, "wuzhi")
    assert "没有等您确认的不予受理" in await says_yes(one)
    for act in ("guidesure:N1", "guidesure:1", "guidesure:99", "guidesure:"):
        await one.presses(act)
    assert await one.is_untouched()


async def test_what_is_typed_in_a_group_is_looked_at_in_single_chat(the_office: Office) -> None:
    """The person's words and the way to say them stay out of the group."""
    one = await begun(the_office, "wuzhi", rules_of("wuzhi").profile.refusal("N1"))
    await the_office.hears(
        lambda visit: chat_commands.in_group(visit, "sun", "wrMarket", one.line, late=False)
    )
    letters = await the_office.letters(f"in/{the_office.said}/")
    (group,) = (letter.payload for letter in letters if letter.kind == "group")
    assert group["text"] == staff.SHOWN_IN_PRIVATE
    assert REASON in next(x.payload["text"] for x in letters if x.kind == "app_text")
    assert await one.is_untouched()
    pushed = group_press("sun", ButtonKey(f"guidesure:{await one.shown()}", one.no, 1).pack())
    await the_office.hears(lambda v: buttons.in_group(v, pushed, "sun", late=False))
    assert await one.is_untouched()
    await presses_yes(one)
    assert len(await one.told()) == 1

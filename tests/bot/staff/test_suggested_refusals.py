"""不予受理 opens with the reason that the card suggested, its press goes on to the words, and nothing is said before."""

import pytest
from databases import only_sqlite
from office import Office
from refusal_lines import SAID
from test_second_look import PROFILES, Refusing, begun

from bot.simulator import cards as wire
from bot.staff import second_look
from bot.texts import screened
from bot.wecom.cards import UNCHOSEN
from dispatch.ticket.ticket import State
from dispatch.words.refusal_words import RefusalGround
from storage.tickets.log import entries

pytestmark = only_sqlite

GROUNDS = (
    RefusalGround.LAWSUIT,
    RefusalGround.PETITION,
    RefusalGround.SECRET,
    RefusalGround.ABUSE,
    RefusalGround.AWAY,
)


async def opened(one: Refusing) -> str:
    """Press 不予受理; return the code that stands on the second card when it opens."""
    await one.presses("guide")
    (letter,) = await one.office.letters(f"in/{one.office.said}/change")
    (code,) = wire.preselected(letter.payload["card"])["code"]
    return code


@pytest.mark.crossed
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("ground", GROUNDS)
async def test_lh_6a_what_the_card_suggests_is_carried_on_to_the_words_and_only_then_said(
    the_office: Office, profile: str, ground: RefusalGround
) -> None:
    one = await begun(the_office, profile, text=SAID[ground])
    rules = the_office.context.rules_of(one.ticket)
    listed = next((r for r in rules.profile.refusals if ground in r.signs), None)
    code = await opened(one)
    assert await one.is_untouched()
    if listed is None or listed.asks:  # no such reason, or the person must be asked first (G-20)
        assert code == UNCHOSEN
        return
    assert code == listed.code
    answer = await one.presses("guideas", code=code)
    assert await one.is_untouched()
    fields = screened.FIELDS[ground]
    if {*listed.needs} - fields.keys():  # only the desk knows whom it rang: it types that
        assert "请用命令写全" in answer
        return
    assert all(fields[name] in answer for name in listed.needs)
    await one.presses(f"guidesure:{await one.shown()}")
    now = await the_office.ticket(one.no)
    assert now.state is State.REFUSED or now.petitions  # or management is asked (SQ-6c)


@pytest.mark.parametrize("profile", PROFILES)
async def test_without_a_suggestion_the_card_opens_with_no_reason_chosen(
    the_office: Office, profile: str
) -> None:
    one = await begun(the_office, profile)
    assert await opened(one) == UNCHOSEN


async def test_another_reason_than_the_suggested_is_not_filled_with_its_words(
    the_office: Office,
) -> None:
    one = await begun(the_office, "fw", text=SAID[RefusalGround.PETITION])
    assert "请用命令写全" in await one.presses("guideas", code="N3")
    logged = await entries(the_office.store.reader, one.no)
    assert second_look.SHOWN not in [entry.command for entry in logged]

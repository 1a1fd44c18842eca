"""The late message at the desk: window closed, walk-ins, 服务号; every step logged, once a round (product §2)."""

from typing import Any

import pytest
from builders import CITIZEN, LANE
from databases import only_sqlite
from linked import AGAIN, FOLLOWER, NO, laddered, steps, surveyed, told_by
from office import Office
from post import Mail

from bot.wecom import errors
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.ticket import State
from storage.queues import outbox
from storage.tickets import verification

BY_LINK = Actor(id=f"link:{NO}", roles=frozenset({"citizen"}), source="link")
AWAY = ["chat held window_closed", "official skipped no_openid"]


@pytest.fixture
def mail(the_office: Office) -> Mail:
    """A sender over an office with every way of the ladder."""
    return Mail(laddered(the_office))


async def test_a_closed_window_leads_to_an_sms_and_a_call(mail: Mail) -> None:
    """Product §2 and N7: answer and survey wait, the link goes by SMS, a person is asked to call."""
    await surveyed(mail.office)
    await mail.goes()
    ((key, to, text),) = mail.gateway.late
    assert (key, to) == (f"{NO}/late/0/sms", "13800138000")
    assert "/r/" in text
    assert await steps(mail.office) == [*AWAY, "sms queued", "call asked", "sms sent"]
    assert await mail.calls() == 1
    ticket = await mail.office.ticket()
    assert (ticket.state, ticket.undelivered, ticket.ratings) == (State.SURVEYING, True, ())
    assert await verification.verify(mail.office.store.reader) is None


async def test_answer_and_survey_are_two_letters_and_one_step_down(mail: Mail) -> None:
    """Each step once for each answer: two letters of one round met the closed window."""
    await surveyed(mail.office)
    await mail.goes()
    assert len(await outbox.listed(mail.office.store.reader, "held", LANE)) >= 2
    assert len(mail.gateway.late) == 1


@only_sqlite
async def test_a_window_that_closes_twice_in_a_round_brings_no_second_sms(mail: Mail) -> None:
    """The person wrote, the window closed again: the link they have still works."""
    await surveyed(mail.office)
    await mail.goes()
    ticket = await mail.office.do(NO, c.NoteDelivered(by=SCHEDULE))
    await mail.office.write(
        lambda s: mail.office.context.desk.note_undelivered(s, ticket, mail.office.clock())
    )
    await mail.goes()
    assert len(mail.gateway.late) == 1
    assert (await steps(mail.office))[-3:] == [*AWAY, "call asked"]
    assert (await mail.office.ticket()).undelivered


@only_sqlite
async def test_the_next_round_gets_its_own_link(mail: Mail) -> None:
    await surveyed(mail.office)
    await mail.goes()
    await mail.office.do(NO, c.Rate(by=CITIZEN, level="不满意"), *AGAIN)
    await mail.goes()
    assert [key for key, _, _ in mail.gateway.late] == [f"{NO}/late/{n}/sms" for n in (0, 1)]
    assert mail.gateway.late[0][2] != mail.gateway.late[1][2]


@only_sqlite
async def test_a_walk_in_with_a_mobile_gets_the_link_beside_the_call(mail: Mail) -> None:
    """A walk-in has no chat; the desk still asks them for their judgement."""
    await surveyed(mail.office, told_by(""))
    await mail.goes()
    assert [to for _, to, _ in mail.gateway.late] == ["13800138000"]
    assert await steps(mail.office) == [
        "chat skipped no_chat",
        "official skipped no_openid",
        "sms queued",
        "call asked",
        "sms sent",
    ]
    assert await mail.calls() == 1
    assert not (await mail.office.ticket()).undelivered


@only_sqlite
async def test_a_follower_gets_a_template_and_no_sms(mail: Mail) -> None:
    await surveyed(mail.office, told_by(f"mp:{FOLLOWER}"))
    await mail.goes()
    (template,) = mail.account.late
    assert (template.to, template.data["keyword1"]) == (FOLLOWER, f"{NO} 营业执照办理")
    assert len(template.id) == 32
    assert mail.gateway.late == []
    assert await steps(mail.office) == [
        "chat skipped no_chat",
        "official queued",
        "call asked",
        "official sent",
    ]
    assert (await mail.office.ticket()).undelivered
    assert await mail.calls() == 1


@only_sqlite
@pytest.mark.parametrize("errcode", [43004, 40037, 40164])
async def test_where_the_template_is_refused_the_sms_goes(mail: Mail, errcode: int) -> None:
    """The person left the account, the template is gone, we are not let in: the next step is taken."""
    mail.account.trouble = errors.Rejected(errcode, "message/template/send")
    await surveyed(mail.office, told_by(f"mp:{FOLLOWER}"))
    await mail.goes()
    assert len(mail.gateway.late) == 1
    assert (await steps(mail.office))[2:] == [
        "call asked",
        "official failed",
        "sms queued",
        "sms sent",
    ]
    assert [str(errcode) in text for text in await mail.office.tasks("待确认")] == [True]
    assert not mail.sender.is_paused, "WeCom is not left alone because of the 服务号"


@only_sqlite
async def test_an_sms_that_the_gateway_refuses_is_put_before_a_person(mail: Mail) -> None:
    """Parked, a desk task like every other letter; the call is there already, nobody is satisfied."""
    mail.gateway.trouble = errors.Rejected(400, "sms")
    await surveyed(mail.office)
    await mail.goes()
    assert (await mail.rows())[f"{NO}/late/0/sms"] == "parked"
    assert (await steps(mail.office))[-1] == "sms failed"
    (task,) = await mail.office.tasks("待确认")
    assert "138" not in task
    assert await mail.calls() == 1
    assert (await mail.office.ticket()).state is State.SURVEYING


@only_sqlite
@pytest.mark.parametrize("trouble", [errors.TryLater(503, "sms"), errors.Ambiguous(where="sms")])
async def test_a_gateway_that_is_away_is_asked_again_under_the_same_id(
    mail: Mail, trouble: errors.WeComError, clock: Any
) -> None:
    """Idempotent by id, so even a doubt is repeated and nobody gets two."""
    mail.gateway.trouble = trouble
    await surveyed(mail.office)
    await mail.goes()
    assert (await mail.rows())[f"{NO}/late/0/sms"] == "waiting"
    mail.gateway.trouble = None
    clock.advance(seconds=3)
    await mail.goes()
    assert (await mail.rows())[f"{NO}/late/0/sms"] == "sent"
    assert len(set(mail.gateway.late)) == 1
    assert len(mail.gateway.late) == 2


@pytest.mark.parametrize("level", ["满意", "不满意"])
async def test_what_has_not_left_when_the_survey_is_over_is_called_off(
    mail: Mail, clock: Any, level: str
) -> None:
    """The gateway was away, the vote came meanwhile: nobody is asked once more for what they said."""
    mail.gateway.trouble = errors.TryLater(503, "sms")
    await surveyed(mail.office)
    await mail.goes()
    tried = len(mail.gateway.late)
    await mail.office.do(NO, c.Rate(by=BY_LINK, level=level))
    clock.advance(hours=1)
    await mail.goes()
    assert len(mail.gateway.late) == tried
    assert (await mail.rows())[f"{NO}/late/0/sms"] == "sent"
    assert (await steps(mail.office))[-1] == "sms called_off"


@only_sqlite
async def test_a_refusal_that_comes_after_the_vote_leads_nowhere(mail: Mail) -> None:
    """The template was under way when the vote came: no further step for a round that is over."""
    mail.account.trouble = errors.Rejected(43004)
    await surveyed(mail.office, told_by(f"mp:{FOLLOWER}"))
    vote = c.Rate(by=BY_LINK, level="满意")
    mail.account.meanwhile = lambda: mail.office.do(NO, vote)
    await mail.goes()
    assert mail.gateway.late == []
    assert (await steps(mail.office))[-1] == "official failed"


@only_sqlite
async def test_without_a_public_address_every_link_is_skipped_with_its_reason(
    the_office: Office,
) -> None:
    mail = Mail(laddered(the_office, links=None))
    await surveyed(mail.office)
    await mail.goes()
    assert await steps(mail.office) == [*AWAY, "sms skipped no_public_url", "call asked"]
    assert mail.gateway.late == []
    assert await mail.calls() == 1


@only_sqlite
async def test_each_step_is_counted(the_office: Office) -> None:
    counted: list[tuple[str, str]] = []
    mail = Mail(laddered(the_office, count=lambda *step: counted.append(step)))
    await surveyed(mail.office)
    await mail.goes()
    assert counted == [
        ("chat", "held"),
        ("official", "skipped"),
        ("sms", "queued"),
        ("call", "asked"),
        ("sms", "sent"),
    ]


@only_sqlite
async def test_numbers_and_words_of_an_sms_are_sealed(mail: Mail) -> None:
    """S10: the phone stands nowhere in clear."""
    await surveyed(mail.office, told_by(""))
    row = await mail.office.store.reader.row(
        "SELECT * FROM outbox WHERE key = ?", f"{NO}/late/0/sms"
    )
    assert row is not None
    clear = str({name: value for name, value in row.items() if name != "payload"})
    assert "13800138000" not in clear + repr(row["payload"])

"""Every working day the desk sees what came online and waits for a first word (FW-6.1.3)."""

from datetime import datetime

from builders import RECEPTIONIST, rules_of
from databases import only_sqlite
from office import Office

from bot.jobs import digest
from dispatch.ticket.case_commands import Record

pytestmark = only_sqlite
NO = "2026-0001"
NEXT_MORNING = datetime.fromisoformat("2026-09-29T08:30:00+08:00")


def under_the_standard(office: Office) -> None:
    """Let the office work by 服务规范."""
    centre = office.context.desk.centres["main"]
    office.context.desk.centres["main"] = type(centre)(id="main", prefix="", rules=rules_of("fw"))


async def morning(office: Office) -> str:
    """Return what the receptionist reads at the next opening."""
    await digest.send(office.context, NEXT_MORNING)
    (letter,) = await office.letters("digest/2026-09-29/main/sun")
    return str(letter.payload["text"])


async def test_fw_6_1_3_at_opening_the_desk_reads_what_nobody_responded_to_and_until_when(
    the_office: Office,
) -> None:
    under_the_standard(the_office)
    await the_office.opens()
    said = await morning(the_office)
    assert "2026年第0001号" in said
    assert "9月29日 17:30到期" in said


async def test_fw_6_1_3_what_was_responded_to_has_no_such_limit_any_more(
    the_office: Office,
) -> None:
    under_the_standard(the_office)
    await the_office.opens()
    await the_office.do(NO, Record(by=RECEPTIONIST, kind="追问", text="哪个窗口？"))
    assert "17:30到期" not in await morning(the_office)

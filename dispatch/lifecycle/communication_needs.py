"""What a person needs so that we can talk at all: large print, spoken words, dialect (FW-4.3g).

Read from what they say, so that nobody has to know a command for it; the desk may add to it (记录).
"""

import re

from dispatch.ticket.remarks import RECORD, RemarkKind
from dispatch.ticket.ticket import Ticket
from dispatch.words.normal_form import normal

#: the act on record by which the desk notes a need
NOTED = f"{RECORD}特殊需求"
#: the way to talk, and what people say who need it
NEEDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "大字",
        re.compile(
            r"看不清|眼睛(?:不好|花|不行)|老花|视力(?:差|不好|残疾)|盲人|字(?:太|再)?[小大]"
        ),
    ),
    (
        "语音或电话",
        re.compile(r"不识字|不认(?:得|识)字|不会(?:打字|写字)|打字(?:慢|不便|不方便|不行)"),
    ),
    (
        "方言",
        re.compile(
            r"(?:说|讲|听)(?:不来|不懂|不了|不好|不会)?方言|普通话(?:听|说|讲)?(?:不懂|不好|不会|不来|不标准)|(?:听|说|讲)不(?:懂|好|来|了)普通话|少数民族语"
        ),
    ),
    (
        "文字或手语",
        re.compile(
            r"听不(?:见|清|到)|耳(?:朵)?(?:聋|背|不好)|聋哑|听力(?:差|不好|残疾)|不(?:会|能)说话"
        ),
    ),
    ("上门", re.compile(r"行动不便|坐轮椅|瘫痪|卧床|走不(?:动|了)路|腿脚不(?:便|好)")),
)


def needs(text: str) -> tuple[str, ...]:
    """Return how the writer of *text* must be talked to; empty for most."""
    said = normal(text)
    return tuple(name for name, words in NEEDS if words.search(said))


def needs_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the same for a ticket: from the complaint, what was added, and what the desk noted."""
    told = [r.text for r in ticket.remarks if r.kind in (RemarkKind.SUPPLEMENT, NOTED)]
    return needs("\n".join([ticket.complaint.text, *told]))

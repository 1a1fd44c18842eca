"""Which of their own tickets somebody names: 0001, 2026年第0001号."""

import re
from collections.abc import Iterable

from dispatch.words.normal_form import seen

_NUMBER = re.compile(
    r"(?:([A-Za-z]{1,8})-)?(?:(20\d\d)(?:年\s?第?|-)|(第))?(\d{1,9})(号?)"
    r"(?![\d元年月日块路楼栋幢窗柜室])"
)


def number_in(text: str, own: Iterable[str], *, anywhere: bool = False) -> tuple[str, str, str]:
    """Return which of the person's *own* tickets *text* names, the number as written, and the rest.

    Args:
        anywhere: the words ask about a number, so a short one counts wherever it stands; otherwise
            only a number at the start of four figures, with a year, or as 第…号.
    """
    shown = seen(text)
    hit = (_NUMBER.search if anywhere else _NUMBER.match)(shown.text)
    if hit is None or not (anywhere or hit[2] or len(hit[4]) >= 4 or (hit[3] and hit[5])):
        return "", "", text.strip()
    no = next((no for no in own if _is_it(no, hit)), "")
    if not no and not (anywhere or hit[2] or hit[3]):
        return "", "", text.strip()  # some figure; it need not be a number of ours
    return no, hit[0], shown.after(hit.end()).strip(" \t\n:：,，。、")


def _is_it(no: str, hit: re.Match[str]) -> bool:
    *prefix, year, serial = no.split("-")
    wanted = (hit[1] or "").upper()
    return (
        int(serial) == int(hit[4])
        and hit[2] in (None, year)
        and (not wanted or wanted == "".join(prefix).upper())
    )

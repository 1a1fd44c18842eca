"""A command without its number: named alone, at a line's end, or with the department that it goes to; which ticket is asked."""

import re

from dispatch.words.alternatives import any_of
from dispatch.words.normal_form import Seen, seen
from intake.grammar.form import REF
from intake.grammar.forms import FORMS
from intake.lines.given import Given, Surroundings
from intake.lines.line_shapes import BEGINS_WITH_ONE, COMMAND, form_of
from intake.lines.verbs import ASKS_WHO, LEAD, VERB, WEAK

_OWN_NAMES = any_of(name for name, form in FORMS.items() if form.slots[:1] == (REF,))
_COMMAND_ALONE = re.compile(rf"{LEAD}{COMMAND}(?=$|[\s,:;、。!~]|(?<=下)[那这][个件单])", re.I)
_COMMAND_LAST = re.compile(
    rf"(?P<verb>{VERB})(?:一下子?|一遍|掉)(?:吧|啊|哦)?[\s。!]{{0,4}}$", re.I
)
#: 上午那单签收, 水管修好了，答复: which one?
_THAT_ONE = re.compile(
    rf"(?:(?:[这那][几两]?[个件单条]|单子|工单|全部?|^都|[的些]都|刚派?来的)|[^\s,。;]{{4,40}}[,。;]\s?)"
    rf"(?:请|麻烦|帮忙|帮我|申请|给|我){{0,3}}(?P<verb>{_OWN_NAMES})(?:了|吧|一下){{0,3}}[\s。!]{{0,4}}$"
)
#: everyday words that at a line's end, with 一下, are said to the robot: 都催一下
_URGED = frozenset({"催", "签"})
_WHICH = re.compile(r"[都这那]")
#: said twice, or asked for, they are said to the robot: 催催, 请签收, 我想申请延期
_TWICE = frozenset({"催催", "催催催", "催一催"})
_POLITE = re.compile(r"请|麻烦|劳烦|帮|替|想|我们?要")
#: a matter goes to a department by these: with one behind them they are meant, though the number is missing
_SENT = frozenset({"派单", "改派", "退单", "催办", "督办"})


def alone_in(shown: Seen, around: Surroundings) -> Given | None:
    """Return the command with which the line begins or ends, without a number."""
    hit = _COMMAND_ALONE.match(shown.text)
    if hit is not None:
        is_weak, words = hit["verb"].lower() in WEAK, shown.after(hit.end())
        is_meant = bool(hit["after"]) and form_of(hit).name != "批准"
        before, weak = _said_with(hit, words), is_weak and not is_meant
        return Given(form=form_of(hit), refs=(), words=words, before=before, is_weak=weak)
    if ASKS_WHO.search(shown.text):
        return None
    if (sent := _sent_somewhere(shown, around)) is not None:
        return sent
    hit = _COMMAND_LAST.search(shown.text) or _THAT_ONE.search(shown.text)
    if hit is None or (hit["verb"] in WEAK and hit["verb"] not in _URGED):
        return None
    return Given(form=form_of(hit), refs=(), words="", before=hit[0])


def _said_with(hit: re.Match[str], words: str) -> str:
    """Return the small words that make a command of a name: 一下, 请, 都; none where it tells of what was done."""
    lead = hit.string[: hit.start("verb")]
    which, polite = "".join(_WHICH.findall(lead)), _POLITE.search(lead)
    if "都" in which and hit["after"].endswith("了"):  # 都签收了
        return ""
    asked = polite[0] if polite and not words else ""
    return hit["after"] or which or asked or (hit["verb"] if hit["verb"] in _TWICE else "")


def _sent_somewhere(shown: Seen, around: Surroundings) -> Given | None:
    """Return a matter given to a department without its number, to the robot alone: 派给人社."""
    hit = BEGINS_WITH_ONE.match(shown.text)
    if hit is None or not around.is_single or form_of(hit).name not in _SENT:
        return None
    words = shown.after(hit.end())
    is_to_one = around.units.at(seen(words).text, 0) is not None
    return Given(form=form_of(hit), refs=(), words=words, before=hit["verb"]) if is_to_one else None

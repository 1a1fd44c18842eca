"""The shapes that lines of staff have: where the command stands, where its numbers, where its words.

0012签收 · 签收0012 · 把0012派给民政局 · 0012什么情况，查 · 请民政局和水利局会商0012 · 签收 (the number stands in the
quotation above). Whether what is found makes a whole command is for `intake.lines.staff_lines` to say.
"""

import re
from dataclasses import replace

from dispatch.words.alternatives import any_of
from dispatch.words.normal_form import Seen, seen
from intake.grammar.form import Form, Tail
from intake.grammar.forms import FORMS
from intake.lines.around import NO_HERE, refs_in
from intake.lines.given import Given, Surroundings, sends_back, theirs
from intake.lines.line_fields import (
    ASKED_FOR_TIME,
    LOOKED_THROUGH,
    NOT_OURS,
    PUT,
    Behind,
)
from intake.lines.verbs import (
    AFTER,
    DECIDED,
    DOUBT,
    LEAD,
    MEANT,
    VERB,
    WAS_IT,
    WEAK,
    WHETHER,
)

_AND = r"[\s,、和跟与及;/]{1,4}(?:还有)?\s?"
NUMBERS = rf"(?:{NO_HERE}(?:号|这[个件单]|的)?(?:{_AND}{NO_HERE}){{0,9}})"
_THIS = r"(?:\s{0,3}号?(?:(?:这|那|该)(?=[个件条单]|工单|诉求|事))?[个件条]?(?:工单|单子|件|单|事项?|案子?|诉求)?(?:的)?(?:\s?\([^()\d]{1,12}\))?)"
COMMAND = rf"(?P<verb>{VERB})(?P<after>{AFTER})"
_NUMBER_FIRST = re.compile(rf"{LEAD}(?P<nos>{NUMBERS}){_THIS}{LEAD}{COMMAND}", re.I)
_GAP = r"[\s,:;、。]{0,4}(?:工单|单子|单号|编号|号|这[个件单]|那[个件单]|群众|诉求人|对方){0,2}[\s:,]{0,2}"
_VERB_FIRST = re.compile(rf"{LEAD}{COMMAND}{_GAP}(?P<nos>{NUMBERS}){_THIS}", re.I)
#: a number behind fields that stand before it: 质检通过 0084
_NUMBER_LAST = re.compile(
    rf"{LEAD}{COMMAND}(?P<words>[^。!?\n]{{1,14}}?)[\s,:]{{0,3}}(?P<nos>{NUMBERS}){_THIS}", re.I
)
NUMBER_THEN = re.compile(rf"{LEAD}(?P<nos>{NUMBERS}){_THIS}[\s,:;、]{{0,4}}")
#: 请环保局和水利局会商0135, 0135请环保局和水利局会商
_MEETING = re.compile(
    rf"{LEAD}(?:(?P<nos>{NUMBERS}){_THIS}{LEAD})?(?P<units>[^\s\d。!?,:;、/~][^\d。!?\n]{{1,40}}?)(?:一起|共同|来|联合|开会){{0,3}}会商"
    rf"(?:一下|下)?[\s,:]{{0,3}}(?P<late>{NUMBERS})?[\s。!]{{0,4}}$"
)
#: whoever confirms a number has it
_RECEIVED = re.compile(
    rf"(?:已?(?:收到|收悉)了?[\s,:]{{0,3}}(?:工单|单子)?{NUMBERS}|{NUMBERS}{_THIS}[\s,]{{0,3}}(?:我们?)?(?:都|均|全部|已经?){{0,2}}(?:收到|收悉))(?:了|谢谢|[\s,。!~]|(?:我们)?(?:马上|立即|尽快|这就|正在)(?:办理?|处理|安排|落实|核实|联系)){{0,6}}"
)
BEGINS_WITH_ONE = re.compile(rf"{LEAD}{COMMAND}", re.I)
#: they are looking themselves: 我再看看
_LOOKING = re.compile(r"(?:我们?|咱们?|领导|他们?|她)[^,。]{0,4}(?:再|先|要|得)[^,。]{0,3}看看?$")
_PASSED = "通过"
#: 看一下0012的电话
_THEIR_PHONE = re.compile(
    r"\s?的?(?:诉求人|人|群众|当事人)?的?(?:联系)?(?:电话|号码|手机号?|联系方式)(?:号码?)?"
)
_ASSENT = re.compile(
    rf"{any_of(sorted(DECIDED['批准']))}(?:的|了)?[\s,]{{0,3}}(?P<nos>{NUMBERS}){_THIS}[\s。!~]{{0,4}}",
    re.I,
)
#: what goes on with an answer that is sent back
_SENT_BACK = re.compile(r"$|[\s,:;、。!~]|去|重|补|让|给他")
#: what the person is asked for, which is told to them as a request
_ASKS_FOR = re.compile(r"^[请让].*(?:补充|提供)$")
_COMMAS = re.compile(r"[,。;]\s?")
#: asked for with a reason, which may stand before
_REASONED = frozenset({"延期", "改诺", "退单", "改派"})
#: given behind other talk where nothing in it doubts: 是我们的，签收 0012
_AFTER_TALK = frozenset({"签收", "催办", "批准", "查"})
_CLAUSES = re.compile(r"[\s,。;!]+")
#: directly behind a command: the end, a mark or a figure; else it may be another word
_EDGE = re.compile(r"$|[\s,:;、。!~(\d]")
#: what a command's words begin with where no mark stands between
_GOES_ON = re.compile(r"已|经|您|你|我|请|因|该|群众|现|今|明|后|下|本|到|给|至|为|成|是|他|她")
#: what is approved or rejected, named behind it or before
_DECISION = r"(?:(?:他们?|她们?|你们?|我们|该局)?的?(?:延期|退单|派单|改派|改诺|挂账|终结|通报|函转|方案|申请|请求|意见|[派延退转改](?=$|[\s,。!~]))+(?:申请|请求)?)"
_OBJECT = re.compile(rf"{_DECISION}?")
_DECIDES = any_of(word for word, name in MEANT.items() if name in ("批准", "驳回"))
_DECIDED = re.compile(
    rf"{LEAD}(?P<nos>{NUMBERS}){_THIS}{LEAD}{_DECISION}{LEAD}(?P<verb>{_DECIDES})(?P<after>{AFTER})"
)
_DECIDED_ON = re.compile(rf"{_DECISION}(?=$|[\s,:;、。!~(\d一二两三四五六七八九十半几])")
#: what these are followed by without a mark: what is decided on, and whom a matter goes to
_GLUED = {
    "批准": _DECIDED_ON,
    "驳回": _DECIDED_ON,
    "函转": re.compile(
        r"[省市县国区]|给|到|[^\s,。]{2,16}(?:局|公司|中心|办|委|院|厅|集团|银行|部)"
    ),
    "移交": re.compile(r"(?:给|到)?[省市县]?(?:纪|监委|监察|公安|司法|检察)"),
}
_AT_ITS_END = re.compile(r"(?:吗|么|不|呢|啊)?[\s?。!]{0,4}$")
#: a number may stand behind their fields; their words are no free text that could hold one
_FIELDS_FIRST = frozenset(
    {"质检", "派单", "改派", "退单", "批准", "驳回", "会商", "查", "延期", "改诺", "回访"}
)


def cut(shown: Seen, begin: int, end: int | None) -> str:
    """Return the part of *shown* between two places of its normal form, as it was written."""
    return shown.written[shown.origin[begin] : shown.origin[end] if end is not None else None]


def name_of(words: str) -> str:
    """Return the command with which *words* begin, empty where none does."""
    hit = BEGINS_WITH_ONE.match(seen(words).text)
    return form_of(hit).who if hit else ""


def form_of(hit: re.Match[str]) -> Form:
    """Return the command that was named by what *hit* calls its verb."""
    return FORMS[MEANT[hit["verb"].lower()]]


# --- finding the command and its numbers --------------------------------------------------------


def given_in(shown: Seen, around: Surroundings) -> Given | None:
    """Return the command that the line gives on tickets which it names, None where it gives none."""
    line = shown.text
    for pattern in (_DECIDED, _VERB_FIRST, _NUMBER_FIRST):
        hit = pattern.match(line)
        if hit and _goes_with(hit, line, around, is_behind=pattern is not _VERB_FIRST):
            return _found(hit, shown, around)
    hit = _NUMBER_LAST.match(line)
    if hit and form_of(hit).name in _FIELDS_FIRST:
        words = f"{hit['words']} {shown.after(hit.end())}".strip()
        return Given(form=form_of(hit), refs=refs_in(hit["nos"], is_beside=True), words=words)
    met = _MEETING.match(line)
    if met is not None and (met["nos"] or met["late"]):
        return Given(
            form=FORMS["会商"],
            refs=refs_in(met["nos"] or met["late"], is_beside=True),
            words=met["units"],
        )
    if (received := _RECEIVED.fullmatch(line)) is not None:
        return Given(
            form=FORMS["签收"], refs=refs_in(received[0], is_beside=True), words="", is_weak=True
        )
    hit = NUMBER_THEN.match(line)
    if (assented := _assented(shown, around)) is not None or hit is None:
        return assented or _behind_its_reason(shown, around)
    return _decided_alone(hit, shown, around) or _in_a_clause(hit, shown, around)


def _assented(shown: Seen, around: Surroundings) -> Given | None:
    """Return an approval to the robot alone whose word stands before the number: ok 0012."""
    hit = _ASSENT.fullmatch(shown.text) if around.is_single and around.allows("批准") else None
    if hit is None:
        return None
    return Given(form=FORMS["批准"], refs=refs_in(hit["nos"], is_beside=True), words="")


def _decided_alone(hit: re.Match[str], shown: Seen, around: Surroundings) -> Given | None:
    """Return a decision on a number, to the robot alone, in a word that among colleagues is talk: 0012可以."""
    if not around.is_single:
        return None
    rest = _CLAUSES.split(shown.text[hit.end() :].rstrip(" 。!~"), maxsplit=1)
    refs = refs_in(hit["nos"], is_beside=True)
    words = rest[1] if len(rest) > 1 else ""
    if rest[0].rstrip("了吧啊") == _PASSED and not words:
        name = "质检" if around.allows("质检") else "批准"
        return Given(form=FORMS[name], refs=refs, words=_PASSED if name == "质检" else "")
    for name in filter(around.allows, ("批准", "驳回")):
        if rest[0].rstrip("的吧了啊").lower() in DECIDED[name] and not (words and name == "批准"):
            return Given(form=FORMS[name], refs=refs, words=words, is_weak=True)
    return None


def _behind_its_reason(shown: Seen, around: Surroundings) -> Given | None:
    """Return a command that follows what led to it: 配件没到，延期 0012 3天; 群众又来问，催办 0012."""
    for mark in _COMMAS.finditer(shown.text[:LOOKED_THROUGH]):
        hit = _VERB_FIRST.match(shown.text, mark.end())
        if hit is None:
            continue
        given = _found(hit, shown, around)
        if given.form.name in _REASONED:
            return replace(given, before=cut(shown, 0, mark.start()))
        is_told = given.form.name in _AFTER_TALK and not given.is_weak
        if is_told and not (DOUBT.search(shown.text[: mark.start()]) or given.words.strip()):
            return given
    return None


def _found(hit: re.Match[str], shown: Seen, around: Surroundings) -> Given:
    form, at = form_of(hit), hit.end()
    if form.name == "回复" and not around.replies:
        form = FORMS["答复"]
    if form.name in ("批准", "驳回") and (named := _OBJECT.match(shown.text, at)):
        at = named.end()
    words = shown.after(at)
    if form.name == "查" and (of_whom := _THEIR_PHONE.match(shown.text, at)) is not None:
        form, words = FORMS["看号"], shown.after(of_whom.end())
    elif form.name == "查":
        words = f"{hit['verb']} {words}"  # 查全文
    weak = hit["verb"].lower() in WEAK - {"查"} and not hit["after"]
    refs = refs_in(hit["nos"], is_beside=True)
    if form.name == "更正" and hit["verb"] not in FORMS and not words.strip():
        words = hit["verb"]  # 点错了 is the reason itself
    if _ASKS_FOR.search(hit["verb"]):
        words = f"请{hit['verb'][-2:]}{hit['after']}{words}"  # 请群众补充一下合同
    return theirs(Given(form=form, refs=refs, words=words, said=hit["verb"], is_weak=weak), around)


def _goes_with(hit: re.Match[str], line: str, around: Surroundings, *, is_behind: bool) -> bool:
    """True where what follows a command is its end, or what belongs to it; else it is another word."""
    form, at = form_of(hit), hit.end()
    if WAS_IT.match(line, at) or _LOOKING.search(line[: hit.end("verb")]):
        return False
    if not is_behind or _EDGE.match(line, at):
        return True
    if hit["after"] and not hit["after"].endswith("了"):
        return True
    if form.name in _GLUED:
        follows = _GLUED[form.name].match(line, at)
        return bool(follows and follows[0])
    if len(form.slots) > 1 and form.slots[1].required:
        # its fields say whether it is meant
        return hit["verb"].lower() not in WEAK or _is_put(form, line[at:], around)
    if hit["verb"][-1] in "给到往至入的对":
        return at < len(line)
    is_plain = hit["verb"].lower() not in WEAK and form.tail is not Tail.NONE
    return is_plain and _GOES_ON.match(line, at) is not None


def _is_put(form: Form, words: str, around: Surroundings) -> bool:
    """True where what follows a weak word is what its command needs: 退 and a unit, 延 and days; of who inspects 退回重写."""
    if around.may is not None and sends_back(form.name) and not around.allows(form.name):
        return _SENT_BACK.match(words) is not None
    put = PUT[form.name](Behind(words, around.units))
    text = seen(words).text
    to_whom = around.units.at(text, 0)
    return put != words or (to_whom is not None and _EDGE.match(text, to_whom[1]) is not None)


def _in_a_clause(hit: re.Match[str], shown: Seen, around: Surroundings) -> Given | None:
    """Return the command that a later clause begins with: 0107什么情况，查."""
    line, begin = shown.text, hit.end()
    refs = refs_in(hit["nos"], is_beside=True)
    if _is_put(FORMS["延期"], shown.after(begin), around) and ASKED_FOR_TIME.search(line, begin):
        return Given(form=FORMS["延期"], refs=refs, words=shown.after(begin))
    starts = [begin, *(one.end() for one in _CLAUSES.finditer(line, begin))]
    for start in starts:
        found = BEGINS_WITH_ONE.match(line, start)
        if found and start > begin and _goes_with(found, line, around, is_behind=True):
            before = cut(shown, begin, start).strip(" ,，。;；\n")
            form = form_of(found)
            if form.name == "改派" and NOT_OURS.search(before):
                form = FORMS["退单"]  # who says that it is not theirs gives it back
            words = shown.after(found.end())
            given = Given(form=form, refs=refs, words=words, before=before, said=found["verb"])
            return theirs(given, around)
    words = shown.after(begin)
    if NOT_OURS.search(line, begin):
        return Given(form=FORMS["退单"], refs=refs, words=words)
    return None


def whether(shown: Seen, around: Surroundings) -> Given | None:
    """Return the command of which the line asks whether it may be given."""
    line = shown.text.partition("\n")[0]
    told = WHETHER.sub("", line, count=1)
    return given_in(seen(_AT_ITS_END.sub("", told)), around) if told != line else None

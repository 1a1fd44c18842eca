"""What somebody announces of themselves, wherever in a clause: 我叫…, 我姓…, 我是…, 我住…."""

import re

from intake.extract.name_words import FREQUENT_SURNAMES, HAN
from intake.particulars import abodes, callings, dwellings, firms
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.pauses import Clause
from intake.particulars.sheet import LONG, TAIL_OF_NAME, Sheet

_CALL_ME = re.compile(
    r"(?:我|俺|咱|本人|偶|人家)(?:的?(?:名字|姓名))?(?:就|大)?(?:名?叫|叫做|名字是|的名字是|是叫)(?:做)?:?(?!不|你|您|他|她|什么|人|车|了|过|天|醒|个|来|去|到|上)"
)
_IN_ENGLISH = re.compile(
    r"^(?:hello|hi)?\s*(?:my name is|i am|i'm|this is|name is)\s+(?=[A-Z])", re.I
)
_THEN_I = re.compile(f"[{HAN}]{{2,3}}(?=我(?:家|住|电话|手机|的)|(?:投诉|反映|举报)$)")
#: with a surname that we do not know, where the next words surely begin
_RARE_NAME = re.compile(
    f"(?:(?![我俺你他她它的了是不在让被把给叫说要想没有就都也还去来到])[{HAN}]){{2,3}}(?=[我俺咱]|电话|手机|今年|家住|住)"
)
_CALL_AT_START = re.compile(
    r"^(?:名字|姓名|名|现在|后来|现)?(?:就)?(?:名?叫|叫做|喊|称呼)(?:我|俺)?(?:叫)?(?!不|你|您|他|她|什么|人|了)"
)
_SURNAMED = re.compile(
    r"(?:(?:我|俺|咱|本人|免贵|敝|鄙人|小)(?:是|也|就)?|^(?:是)?|(?<=电话))姓(?!名|氏)"
)
_ROLE = re.compile(
    "(?:.{0,4}的)?(?:一名|一个|个)?(?:租客|租户|业主|住户|村民|居民|市民|房东|家长|店主|老板|车主|司机|商户|摊主|农民|工人|患者|家属|用户|买家|顾客|社员|组长|队长|会员)(?=.{2})"
)
_IS_ROLE = re.compile(
    f"[{HAN}]{{1,8}}(?:[户师工员人兵生民属长]|书记|主任|支书|记者|干部|保安|医生|护士)"
)
_I_AM = re.compile(r"(?:(?:我|俺|本人)(?:就|才)?[是系]|^本人)(?!说|因|在|想|不|要|来|去|从|由|被)")
_FROM_THERE = re.compile(
    "(?P<place>.{2,20}?)(?:那边|这边|那块|这块|附近|那里)的?(?:住户|居民|业主|村民|人)?"
)
_FROM = re.compile(
    rf"^(?P<place>[{HAN}A-Za-z0-9-]{{1,24}}?(?:村|庄|屯|寨|社区|路|街|巷|小区|花园|家园|苑|院|镇|乡|组|队|营|湾|城|里|沟|岗|洼|[号室户楼]|那边|这边|花圃)(?![村庄屯寨路街巷镇乡组队里号楼苑园]|小区|社区|[花家]园|[{HAN}]{{1,4}}那边|[{HAN}]{{1,3}}[村庄组]的?)(?:\d{{1,2}}组|[一二三四五六七八九十]组|[一二三四五六七八九十]队)?)(?P<of>的(?:村民|居民|业主|住户|租户|商户|农民)?|那边的|这边的|那块的|村民|居民|业主|住户|租户|商户)?(?=(?P<rest>.*))"
)
_REL = re.compile(
    rf"^(?:他|她|孩子|娃|小孩|老人|患者|病人|伤者|死者|学生|当事人)?的?(?:亲)?(?P<kin>{say.KINS})(?:名?叫)?"
)
_OF_WHOM = re.compile(
    rf"^(?P<who>[{HAN}·]{{2,10}}?)(?:家里?的?|家|的|[他她]的?)(?P<kin>{say.KINS}|律师|代理人|保姆|护工|监护人|社工|班主任|老师)(?P<name>[{HAN}·]{{0,8}})$"
)
_KIN_NAMED = re.compile(
    rf"(?:(?:我|俺|咱)们?(?:家)?的?|^|(?<=[,。; ]))(?P<kin>{say.KINS}|当事人|她|他)的?(?:名字|姓名|大名)?(?:名?叫|叫做|名字是|姓名是)(?!不|我|你|他|了)"
)
_KIN_AND_NAME = re.compile(
    rf"(?:(?:我|俺|咱)(?:们)?(?:家)?的?)?(?P<kin>{say.KINS})(?P<name>[{HAN}·]{{2,8}})"
)
_HELPED = re.compile(
    rf"(?:我)?(?:帮|替|代|给)(?:我|俺)?(?:们)?(?:家)?的?(?:{say.KINS})?(?P<name>[{HAN}]{{2,4}}?)(?=问|反映|投诉|办|查|咨询|说|申请)"
)
_KIN_SAID = re.compile(rf"(?:我|俺|咱)(?:们)?(?:家)?的?(?:一个|个)?(?P<kin>{say.KINS})")
_NEIGHBOUR = re.compile(
    rf"(?:我|俺)(?:们)?(?:家)?(?:的)?(?:邻居|隔壁|对门|楼上|楼下|村里?)(?:的)?(?P<who>[{HAN}]{{1,2}}(?:老太太?|老汉|老头|大爷|大娘|大妈|奶奶|爷爷|阿姨|大叔|大婶|伯伯))"
)
#: signs between a name and the number beside it; characters of a usual name
_NEXT, _SHORT_NAME = 2, 3
#: without one of these a clause announces nothing
_ANNOUNCES = re.compile(
    "[我俺咱叫姓住]|(?:反映|反应|投诉|咨询|求助|申诉|来信|请求)|本人|家|房子|他|她|名|当事人|的(?:住户|业主|居民|租户|租客)|^[Hh]|[Ii] am|is |I'm"
)


def announced(sheet: Sheet, i: int, clause: Clause) -> None:
    """Take what clause *i* announces, wherever in it: 我叫…, 我姓…, 我是…, 我住…."""
    if not _ANNOUNCES.search(clause.text):
        return
    if i == 0:
        firms.speaks_first(sheet, clause)
    _kin(sheet, clause)
    _called(sheet, clause)
    _surnamed(sheet, clause)
    _i_am(sheet, clause)
    dwellings.lives(sheet, clause)
    _ours(sheet, clause)
    if b"\0" in sheet.said[clause.start : clause.end] and not sheet.left(clause):
        sheet.drop(i)


def _kin(sheet: Sheet, clause: Clause) -> None:
    """Take the name of whom it is about: 我妈叫…, asked also 我爸方德贵, and 我邻居陆老太."""
    if sheet.has("for_whom"):
        return
    hit = _KIN_NAMED.search(clause.text)
    begin = clause.start + hit.start() if hit else 0
    floor = Sure.MAYBE if sheet.asked or sheet.phones else Sure.SURE
    if hit and sheet.put_name("for_whom", begin, clause.start + hit.end(), clause.end, floor):
        sheet.kin_of_named = hit["kin"]
        return
    speaks_for = sheet.asked or bool(sheet.phones)
    kin = _KIN_AND_NAME.fullmatch(clause.text) if speaks_for else None
    if kin and callings.sureness(kin["name"]) is Sure.SURE:
        sheet.spend(clause.start, clause.end)
        sheet.put("for_whom", clause.start + kin.start("name"), clause.end)
        sheet.kin_of_named = kin["kin"]
        return
    helped = _HELPED.match(clause.text)
    if helped and callings.is_common(helped["name"]):
        at = clause.start + helped.start("name")
        sheet.found["for_whom"] = [(at, helped["name"])]
        return
    who = _NEIGHBOUR.search(clause.text)
    if who:
        at = clause.start + who.start("who")
        sheet.found["for_whom"] = [(at, sheet.plain[at : clause.start + who.end("who")])]


def _called(sheet: Sheet, clause: Clause) -> None:
    then = _THEN_I.match(clause.text) if sheet.asked or sheet.phones else None
    if then and callings.sureness(then[0]) is Sure.SURE:
        sheet.put("name", clause.start, clause.start + then.end())
        return
    for pattern in (_CALL_ME, _IN_ENGLISH, _CALL_AT_START):
        hit = pattern.search(clause.text)
        if not hit or (pattern is _CALL_AT_START and not (sheet.asked or sheet.phones)):
            continue
        begin, start = clause.start + hit.start(), clause.start + hit.end()
        is_weak = pattern is _CALL_AT_START and not sheet.asked
        if sheet.put_name("name", begin, start, clause.end, Sure.LIKELY if is_weak else Sure.MAYBE):
            _clear_sign(sheet, clause)
            return
        rare = _RARE_NAME.match(sheet.one_script, start, clause.end)
        if rare and pattern is _CALL_ME:
            sheet.spend(begin, start)
            sheet.put("name", start, rare.end())
            return


def _clear_sign(sheet: Sheet, clause: Clause) -> None:
    """Take how a sign of the name is written, where it is said right behind it: 费长河啊费用的费."""
    at, name = sheet.found["name"][-1]
    hit = re.compile(rf"(?:啊|就是|是)?[{HAN}]{{1,3}}的[{name}]字?").match(
        sheet.one_script, at + len(name), clause.end
    )
    if hit:
        sheet.spend(hit.start(), hit.end())


def _surnamed(sheet: Sheet, clause: Clause) -> None:
    hit = _SURNAMED.search(clause.text)
    if not hit or sheet.has("name"):
        return
    if hit[0][0] not in "我俺咱本免敝鄙" and not (sheet.asked or sheet.phones):
        return
    at = clause.start + hit.end()
    one = callings.surname(sheet.one_script[at : clause.end]) or _alone(sheet, at, clause)
    after = sheet.one_script[at + len(one) : clause.end]
    if not one or re.match(r"[氏名的]", after):
        return
    sheet.spend(clause.start + hit.start(), at)
    sheet.put("surname", at, at + len(one))
    remark = re.match(rf"[{HAN}]{{1,3}}的{one}|[{HAN}]{{2}}{one}(?!{one})", after)
    if remark and (remark[0][-2] == "的" or remark[0] in say.SIGNS):
        sheet.spend(at + len(one), at + len(one) + remark.end())
        after = after[remark.end() :]
    called = re.match(r"(?:名|我)?叫", after)
    if called:
        first = clause.end - len(after) + called.end()
        sheet.put_name("name", clause.end - len(after), first, clause.end)
    if hit.start() == 0 and re.fullmatch(r"(?:先生|女士|小姐|同志)?", after):
        sheet.spend(clause.start, clause.end)


def _alone(sheet: Sheet, at: int, clause: Clause) -> str:
    """Return the one sign behind 姓 that is all of the clause, whatever surname it is: 姓璩."""
    is_all = clause.end - at == 1 and (sheet.asked or bool(sheet.phones))
    return sheet.one_script[at] if is_all else ""


def _i_am(sheet: Sheet, clause: Clause) -> None:
    """Take what stands behind 我是, by the first of the ways of reading it that fits."""
    hit = _I_AM.search(clause.text)
    if hit:
        begin, start = clause.start + hit.start(), clause.start + hit.end()
        any(way(sheet, begin, start, clause.end) for way in _WAYS)


def _whose(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是常有福家儿媳妇, 我是李桂兰的女儿张敏."""
    hit = _OF_WHOM.match(sheet.one_script[start:end])
    if not hit or callings.sureness(hit["who"]) < (Sure.MAYBE if sheet.asked else Sure.LIKELY):
        return False
    sheet.spend(begin, end)
    sheet.put("for_whom", start, start + len(hit["who"]))
    if callings.sureness(hit["name"]):
        sheet.put("name", start + hit.start("name"), end)
    return True


def _as_kin(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是他爷爷丁长福, 我是外甥熊大力: it is about whom the message spoke of before."""
    kin = _REL.match(sheet.one_script[start:end])
    if not kin or sheet.one_script[begin:start] == "本人":
        return False
    if not sheet.put_name("name", begin, start + kin.end(), end):
        return False
    mentioned = _KIN_SAID.search(sheet.one_script)
    if mentioned and not sheet.has("for_whom"):
        sheet.found.setdefault("relation", []).append((0, mentioned["kin"]))
    return True


def _from_there(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是沁阳路花圃那边的."""
    there = _FROM_THERE.fullmatch(sheet.one_script[start:end])
    if not there or sheet.has("address") or not abodes.whole(there["place"], elimination=True):
        return False
    sheet.spend(begin, end)
    lead = len(there["place"]) - len(abodes.without_lead(there["place"]))
    sheet.put("address", start + lead, start + there.end("place"))
    return True


def _from_place(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是三里湾村的涂满仓, 我是东关村的."""
    text = sheet.one_script[start:end]
    place = _FROM.match(text)
    if not place or not abodes.whole(place["place"]) or callings.sureness(text) is Sure.SURE:
        return False
    if not sheet.asked and text.endswith("的") and not place["of"]:
        return False
    rest = start + place.end("of" if place["of"] else "place")
    is_all = rest == end and bool(place["of"]) and not sheet.has("address")
    if not is_all and not sheet.put_name("name", begin, rest, end, floor=Sure.SURE):
        return False
    home = re.sub("[那这][边块]$", "", place["place"])
    at = start + len(home) - len(abodes.without_lead(home))
    is_home = abodes.is_home(home) or (
        bool(sheet.asked or sheet.phones) and abodes.may_be_home(home)
    )
    if not sheet.has("address") and is_home:
        sheet.put("address", at, start + len(home))
    sheet.spend(begin, rest)
    return True


def _plainly(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是陈桂英."""
    start += _role(sheet, sheet.one_script[start:end])
    text = sheet.one_script[start:end]
    beside = sheet.one_script[begin : begin + 2] == "本人" and any(
        one.start >= end and one.start <= end + _NEXT for one in sheet.clauses if one.number
    )
    floor = Sure.MAYBE if beside and len(text) <= _SHORT_NAME else Sure.SURE
    is_one = floor is Sure.MAYBE or _is_somebody(sheet, text)
    return is_one and sheet.put_name("name", begin, start, end, floor=floor)


def _role(sheet: Sheet, text: str) -> int:
    """Return how much of *text* says what somebody is, before their name: 退休教师温书远, 厂长武松."""
    hit = _ROLE.match(text)
    if hit:
        return hit.end()
    bare = TAIL_OF_NAME.sub("", text)
    for size in (3, 2):
        name = bare[-size:]
        is_sure = callings.sureness(name) is Sure.SURE and (
            sheet.asked or bool(sheet.phones) or name[0] in FREQUENT_SURNAMES
        )
        before = bare[:-size]
        is_named = any(callings.sureness(before[-n:]) is Sure.SURE for n in (2, 3))
        is_role = _IS_ROLE.fullmatch(before) and not is_named
        if is_sure and is_role:
            return len(bare) - size
    return 0


_WAYS = (firms.as_unit, _whose, firms.of_unit, _as_kin, _from_there, _from_place, _plainly)


def _is_somebody(sheet: Sheet, text: str) -> bool:
    whole = TAIL_OF_NAME.sub("", text)
    if callings.sureness(whole) is Sure.SURE:
        return bool(sheet.phones) or sheet.asked or whole[0] in FREQUENT_SURNAMES
    name = callings.ahead(text)
    is_clear = bool(name) and callings.is_ended(text, name)
    return is_clear and (bool(sheet.phones) or sheet.asked)


def _ours(sheet: Sheet, clause: Clause) -> None:
    if sheet.has("unit") or (not sheet.asked and len(sheet.plain) > LONG):
        return
    hit = firms.ours(clause.text, asked=sheet.asked)
    if hit:
        start, end = clause.start + hit.start("unit"), clause.start + hit.end("unit")
        sheet.put("unit", start, end)
        if clause.text[hit.end("unit") :] in ("", "的"):
            sheet.spend(clause.start + hit.start(), clause.end)

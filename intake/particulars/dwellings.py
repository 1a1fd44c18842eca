"""Where somebody says that they live, wherever in a clause: 我住…, 我家就在…, …小区的住户, 她住…."""

import re

from intake.extract.name_words import HAN
from intake.particulars import abodes
from intake.particulars import lead_words as say
from intake.particulars.pauses import Clause
from intake.particulars.sheet import LONG, Sheet

_I_LIVE = re.compile(
    r"(?:^|(?<=[我俺咱们]家)|(?<=[我俺咱们])|(?<=[我俺][呢嘛啊])|(?<=嗯))(?:家|现在|目前|现|就|人|都|也){0,6}(?:居住(?!环境|证|条件|区|地|面积|的|权|用)|租住|暂住|现居|(?<![\u4e00-\u9fff])家在|租在|嫁到|嫁在|落户在?|住)(?:在|于)?(?!宅|几|到|一个|一[天晚夜]|院|房|建(?![设业国新华])|宿|址|着|进|了|不|的|民|持|户|满|过|得|在院|院费|哪|这|那儿|那里)"
)
_HERE = re.compile(
    r"(?:^|(?<=[,。]))(?:我|俺|我们)(?:这边|这里|这儿|这|家这边)(?:就)?(?:是|在)(?:在)?"
)
_HOME_AT = re.compile(
    r"(?:^|(?<=[我俺们]))(?:的)?(?:家|房子|老家|(?<=[我俺们的])(?:店|铺子|摊子|门店))(?:就|是|也){0,6}(?:在|位于)"
)
_I_WORK_AT = re.compile(r"(?:^|(?<=[我俺]))在(?=.{2,12}?(?:开了?|租了?|摆了?|经营|做生意))")
_RESIDENT_OF = re.compile(
    "(?:我是|我们是)?(?P<place>.{3,24}?)的(?:一名|一个)?(?:住户|业主|居民|租户|租客)"
)
_LIVE_AT_END = re.compile(
    rf"(?<![他她户人们])(?:家住|现住|住在|住址是?)(?P<place>[{HAN}A-Za-z0-9#-]{{3,30}})$"
)
#: a place as short as this is all that they say of where they live; 五楼 is no place
_SHORT = 8
_A_FLOOR = re.compile("[0-9一二三四五六七八九十顶底]{1,3}[楼层]|楼")
_WHO_LIVES = re.compile(r"(?:我|俺|咱)(?:们)?(?:家)?$")
_THEIR_KIN = re.compile(rf"我是[他她](?:亲)?的?(?:{say.KINS})")
_THEY_LIVE = re.compile(
    rf"(?:我|俺)?(?:家)?(?:(?P<kin>{say.KINS}|他|她)|(?P<who>.{{2,6}}?))(?:家)?(?:现在|就)?住(?:在)?"
)


def lives(sheet: Sheet, clause: Clause) -> None:
    """Take where the writer, or whom they speak for, lives, by the first way of saying it that fits."""
    if not sheet.has("address"):
        any(
            way(sheet, clause)
            for way in (_resident, _at_home, _where_they_live, _at_the_end, _at_work)
        )


def _resident(sheet: Sheet, clause: Clause) -> bool:
    """朝阳小区11号楼的住户."""
    hit = _RESIDENT_OF.fullmatch(clause.text)
    is_told = sheet.asked or bool(sheet.phones)
    if not hit or not (abodes.is_proper if is_told else abodes.is_home)(hit["place"]):
        return False
    sheet.spend(clause.start, clause.end)
    lead = len(hit["place"]) - len(abodes.without_lead(hit["place"]))
    sheet.put("address", clause.start + hit.start("place") + lead, clause.start + hit.end("place"))
    return True


def _at_home(sheet: Sheet, clause: Clause) -> bool:
    """我住岳庄三组, 我家在…, 我这边是…."""
    is_story = not sheet.asked and len(sheet.plain) > LONG
    for pattern in (_I_LIVE,) if is_story else (_I_LIVE, _HOME_AT, _HERE):
        for hit in pattern.finditer(clause.text):
            lead = _WHO_LIVES.search(clause.text[: hit.start()])
            start = clause.start + hit.end()
            rest = sheet.one_script[start : clause.end]
            led = pattern is _I_LIVE and len(rest) <= _SHORT and not _A_FLOOR.match(rest)
            sheet.put_place(start, clause.end, told=sheet.asked, led=led)
            if sheet.has("address"):
                sheet.spend(clause.start + (lead.start() if lead else hit.start()), start)
                return True
    return False


def _at_the_end(sheet: Sheet, clause: Clause) -> bool:
    """…怕塌住在老鸦陈村: what a story without signs ends with."""
    hit = _LIVE_AT_END.search(clause.text) if sheet.phones or sheet.asked else None
    if not hit or not abodes.is_proper(hit["place"]):
        return False
    sheet.spend(clause.start + hit.start(), clause.end)
    sheet.put("address", clause.start + hit.start("place"), clause.end)
    return True


def _where_they_live(sheet: Sheet, clause: Clause) -> bool:
    """舅舅住熊家洼三组: where one lives for whom the writer speaks."""
    hit = _THEY_LIVE.match(clause.text)
    names = {name for _, name in sheet.found.get("for_whom", ())}
    speaks_for = bool(sheet.has("relation") or names or _THEIR_KIN.search(sheet.one_script))
    is_known = hit and (hit["who"] in names or (speaks_for and not hit["who"]))
    if not hit or not is_known:
        return False
    if sheet.put_place(clause.start + hit.end(), clause.end, told=True):
        sheet.spend(clause.start, clause.end)
    return sheet.has("address")


def _at_work(sheet: Sheet, clause: Clause) -> bool:
    """我在北大街开了个店: where they are found; it stays among the words."""
    hit = _I_WORK_AT.search(clause.text) if len(sheet.plain) <= LONG else None
    place = abodes.prefix(clause.text[hit.end() :]) if hit else ""
    if place:
        sheet.found["address"] = [(clause.start, place)]
    return bool(place)

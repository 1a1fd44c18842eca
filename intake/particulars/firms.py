"""How a unit (单位) is called by its name alone, and where it speaks for itself: 鑫源商贸有限公司, 王记粮油, 小胖烧烤, 第二建筑公司第五项目部."""

import re

from intake.extract.name_words import HAN
from intake.particulars import callings
from intake.particulars.callings import Sure
from intake.particulars.pauses import Clause
from intake.particulars.sheet import TAIL_OF_NAME, Sheet

_END = (
    "有限责任公司|股份有限公司|有限公司|分公司|总公司|子公司|公司|集团|合作社|合作联社|经营部|商行|商贸|贸易|商社|门市部?|超市|便利店|生活馆|饭店|酒店|宾馆|旅馆|旅社|客栈|民宿|工厂|加工厂|制造厂|厂|养殖场|砂石场|料场|采石场|果园|农场|牧场|林场|猪场|鸡场|事务所|工作室|幼儿园|托儿所"
    "|学校|中学|小学|医院|诊所|卫生室|药房|药店|大药房|商店|百货|百货店|小吃店|小吃|餐馆|餐厅|饭馆|菜馆|面馆|酒楼|茶楼|茶馆|茶社|火锅店?|烧烤店?|早餐店|快餐|理发店|美发店?|美容院|美容店?|养生馆|网吧|网咖|KTV|影院|影楼|照相馆|驿站|快递|物流|货运|运输队|车队"
    "|汽修厂?|修理厂|修车店|洗车店|加油站|充电站|驾校|培训班|培训学校|补习班|辅导班|托管班|俱乐部|健身房|浴池|洗浴中心?|项目部|工程队|施工队|装饰|装修|建材|五金|门窗|粮油|果蔬|水果店|蔬菜店|种植园|苗圃|花卉|农资店?|农机|种业|养老院|敬老院|福利院|协会|商会|学会|基金会|研究所"
    "|广告|图文|印刷厂?|打印店|书店|文具店?|服饰|服装店?|鞋店|家具厂?|家具店|家电|数码|手机店|电脑店|眼镜店|珠宝|金店|布艺|窗帘店|砖厂|木业|食品厂?|食品店|面粉厂|酒厂|水厂|电子厂|机械厂|化工厂|纸厂|店|铺|馆|坊|行|社|中心|业主委员会|业委会|村民委员会|居民委员会|村委会|居委会|卫生院|胡辣汤店|服务部|服务社|保洁|包装|家政|服务站|收购站|小卖部|小吃部|经营户|合伙企业|个体工商户|文化馆"
)
_SIGN = rf"[{HAN}A-Za-z0-9·&]"
_WHOLE = re.compile(
    rf"{_SIGN}{{1,28}}?(?:{_END})(?:[{HAN}]{{2,8}}(?:分公司|分店|店|门店|项目部|营业部))?(?:\({_SIGN}{{1,8}}\))?"
)
_SURE_END = re.compile(
    r"(?:公司|合作社|集团|厂|店|料场|砂石场|采石场|养殖场|农场|委员会|卫生院|超市|商行|商贸|经营部|门市部?|网吧|酒楼|饭店|餐馆|餐厅|项目部|物流|粮油|烧烤|驾校|工作室|事务所|协会|商会|个体工商户|汽修|建材|装饰|五金|[商车银]行|茶社|旅社|肉铺|药铺|布行|[饭菜面茶酒]馆|油坊|酒坊|豆腐坊|铺|理发馆|照相馆)$"
)
#: what a unit does at the head of a message
_SPEAKS = re.compile(
    "(?:现|特|来|在此)?(?:反映|反应|投诉|咨询|求助|申诉|请求)(?:问题|一下|如下|情况)?$"
)
#: schools and hospitals, where one may be as well as work
_PLACES = re.compile(
    "(?:学校|中学|小学|医院|幼儿园|诊所|卫生室|养老院|敬老院|福利院|中心|(?<![作茶旅商])社|村委会|居委会|广场)$"
)
#: no name of a unit holds one
_TELLS = re.compile(
    "[我你您他她它们俺咱的了着没吗呢啊不很想请给被把让叫问谁哪怎么]|(?<!网)吧|是(?!尚)|有理由|有[家个几一]|一[座家个]|所有|全体|适合|步行|同行|成立|开到|里有|老百姓|已|变成|旗下|分设|下设|拿|簇|[对以及到当]|投诉|举报|反映|要求|查处|附近|对面|旁边|门口|隔壁|楼下|楼上|这家|那家|一家|某|去|找|说|在(?!线)|坏|脏|臭|吵|拖欠|欠"
)
_OURS = re.compile(
    rf"(?:(?:我们|俺们|咱们)(?:这个?)?(?:家)?(?:单位|公司|企业|厂|店|铺子|酒店|饭店|合作社|学校|医院|幼儿园|协会|超市|农场|养殖场)?(?:是|叫|名叫|名称是|全称是|代表)?|(?:我|本|俺)(?:单位|公司|企业|厂|店|铺子|饭店)(?:是|叫|名叫|名称是)?|我(?:代表|开的?店?(?:是|叫)))(?P<unit>(?:(?!(?:我们|是|叫|的|单位|公司叫|公司是)){_SIGN}){{2,28}}?(?:{_END})(?:[{HAN}]{{2,6}}(?:分公司|分店|项目部))?)(?=$|的|[^{HAN}])"
)
#: behind their own unit: they are not it
_PART_OF = re.compile(
    "^的?.{0,8}(?:消费者|顾客|客户|会员|员工|职工|工人|农民工|工友|保安|保洁|司机|家长|学生|老师|教师|业主|住户|租户|病人|患者|家属|退休|下岗|买受人|受害者|用户|居民|村民|承包人?|临时工|合同工|实习生|前员工|离职|女工|男工|普通|打工|上班|干活|做工)"
)
_GENERAL = re.compile(
    "^(?:公司|(?:装修|装饰|物业|保险|快递|建筑|劳务|中介|开发|电力|自来水|燃气|公交|家政|搬家|施工|热力|供水|供电|保洁|旅游|运输|物流|贷款)公司|单位|企业|工厂|厂|店|超市|饭店|学校|医院|中学|小学|幼儿园|集团|合作社|小店|门店|商店|药店|酒店|网吧|一家.*|这家.*|个体户?|小公司|小.{0,2}店|老店|.{1,2}店里?|本店|本厂|本公司)$"
)
_OFFICES = "老板娘|负责人|法人代表|法定代表人|法人|老板|店主|经理|会计|出纳|办公室|业务员|行政|人事|财务|经办人|院长|校长|园长|厂长|书记|主任"
_OF_UNIT = re.compile(
    rf"^(?P<unit>[{HAN}A-Za-z0-9()·]{{3,28}}?)(?:的|(?={_OFFICES}))(?P<who>[{HAN}]{{2,10}})$"
)
_SPEAKER = re.compile(f"(?:{_OFFICES})")
_FIRM = re.compile(rf"[{HAN}A-Za-z0-9()（）]{{2,30}}(?:公司|合作社)")


#: who answers for a unit is named behind it
_CONTACT_NEXT = re.compile(
    "[,。;: ]{1,3}(?:(?:联系人|负责人|经办人|店主|老板娘?|经理|财务|会计)(?!说|让|不)|[^,。;: ]{1,3}(?:经理|会计|主任|店长|校长|院长|场长|厂长)[,。;: \\d])"
)


#: 示例机械有限公司反映：…: who stands before it complains
_SPEAKS_FIRST = re.compile(
    rf"(?P<unit>[{HAN}A-Za-z0-9()·]{{3,28}}?)(?:现|特|来|在此|向[{HAN}]{{2,8}}?|实名)?(?:反映|反应|投诉|咨询|求助|申诉|来信|请求)(?:问题|一下|如下|一个问题|情况|以下问题|以下情况)?"
)


def whole(clause: str) -> bool:
    """True when *clause*, all of it, is a unit's name."""
    return (
        bool(_WHOLE.fullmatch(clause))
        and not _TELLS.search(clause)
        and not _GENERAL.match(clause)
        and len(clause) >= 3
    )


def heads(clause: str) -> bool:
    """True for a unit that stands at the head of a message, alone or with what it does there: 示例合作社反映."""
    return whole(_SPEAKS.sub("", clause))


def is_sure(clause: str) -> bool:
    """True for what is a firm or shop and no place where somebody lives or stays."""
    return whole(clause) and bool(_SURE_END.search(clause)) and not _PLACES.search(clause)


def is_part_of(behind: str) -> bool:
    """True where *behind* a unit stands what somebody is there: its workers and customers are not it."""
    return _PART_OF.search(behind) is not None


def ours(text: str, *, asked: bool = False) -> re.Match[str] | None:
    """Return where *text* says that the writers are a unit: group `unit`; None for one who only works or buys there."""
    hit = _OURS.search(text)
    if (
        not hit
        or not (asked or is_sure(hit["unit"]))
        or _TELLS.search(hit["unit"])
        or _GENERAL.match(hit["unit"])
        or len(hit["unit"]) < 3
    ):
        return None
    if _PART_OF.search(text[hit.end("unit") :]):
        return None
    return hit


def of_unit(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """Take unit and contact of 我是…卫生院的小尹; who only works or buys there is not it."""
    text = sheet.one_script[start:end]
    hit = _OF_UNIT.match(text)
    if not hit or not whole(hit["unit"]) or sheet.has("unit"):
        return False
    who = TAIL_OF_NAME.sub("", hit["who"])
    if is_part_of(hit["who"]) or callings.is_word(who):
        return False
    speaks = re.match("[小老]|$", who) or callings.by_office(who) or _SPEAKER.match(hit["who"])
    if not speaks or (not who and not _SPEAKER.match(hit["who"])):
        return False
    led = _SPEAKER.match(hit["who"])
    first = start + hit.start("who") + (led.end() if led else 0)
    sheet.put("unit", start, start + hit.end("unit"))
    sheet.spend(begin, first)
    if first < end:
        sheet.put_name("contact", begin, first, end)
    return True


def is_of_unit(sheet: Sheet, i: int) -> bool:
    """True where clause *i* beside a number names a unit and who answers for it: 吉祥饭店老板娘孟姐."""
    clause = sheet.clauses[i]
    hit = _OF_UNIT.match(clause.text) if i + 1 in sheet.phones or i - 1 in sheet.phones else None
    if hit is None or not whole(hit["unit"]):
        return False
    led = _SPEAKER.match(hit["who"])
    return led is not None and callings.sureness(hit["who"][led.end() :]) is Sure.SURE


def speaks_for_unit(sheet: Sheet, i: int) -> bool:
    """Take the unit and who answers for it where clause *i* is both."""
    clause = sheet.clauses[i]
    return is_of_unit(sheet, i) and of_unit(sheet, clause.start, clause.start, clause.end)


def as_unit(sheet: Sheet, begin: int, start: int, end: int) -> bool:
    """我是示例商贸有限公司: the firm itself speaks."""
    text = sheet.one_script[start:end]
    is_firm = _FIRM.fullmatch(text) or _CONTACT_NEXT.match(sheet.one_script, end)
    if sheet.has("unit") or not is_firm or not whole(text):
        return False
    sheet.put("unit", start, end)
    sheet.spend(begin, end)
    return True


def speaks_first(sheet: Sheet, clause: Clause) -> None:
    """Take the unit that stands at the head as who complains: 示例机械有限公司反映：我公司申请的…."""
    hit = _SPEAKS_FIRST.fullmatch(clause.text)
    if hit and not sheet.has("unit") and whole(hit["unit"]) and clause.ended.strip():
        sheet.put("unit", clause.start, clause.start + hit.end("unit"))
        sheet.spend(clause.start, clause.end)

"""What a few words alone tell: insults and nothing else, signs that say nothing, advertising, a matter of another place.

They stand beside the table of grounds (`intake.classify.refusal_grounds`), which weighs many words.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from dispatch.words import screening
from dispatch.words.normal_form import normal
from dispatch.words.simplified import simplified


class RefusalGround(StrEnum):
    """What words may tell that a text names among its reasons not to take a matter up (FW-5.3, LH-6)."""

    LAWSUIT = "lawsuit"  #: 诉讼: in court, judged, or for a court alone to decide
    ARBITRATION = "arbitration"  #: 仲裁
    REVIEW = "review"  #: 行政复议
    DISCLOSURE = "disclosure"  #: 政府信息公开
    DISCIPLINE = "discipline"  #: 纪检监察: somebody in office is denounced
    PETITION = "petition"  #: 信访
    SECRET = "secret"  #: 国家秘密、商业秘密、个人隐私、公序良俗
    ABUSE = "abuse"  #: insults, and nothing else
    EMPTY = "empty"  #: nothing is said
    UNLAWFUL = "unlawful"  #: what is wanted is against the law
    AWAY = "away"  #: of another place, or of those above the county
    MILITARY = "military"  #: of the forces


#: insults; what a message says besides decides whether it is about something
INSULT = r"""操(?:你|他)?(?:妈|娘|大爷|蛋)|[艹肏]|日你[先妈娘仙]?人?|[他妈尼]妈的?|你妈死了|尼玛的?|他奶奶的|去你大爷的?|tmd|cnm|nmsl|(?<![a-z])sb|傻[逼比子瓜]|煞笔|沙比|二百五
    |脑残|脑子进水了?|没?长?脑子|王八[蛋羔子]*|龟[孙儿]子?|狗(?:官|腿子?|东西|娘养的?|屁|日的)|(?:是条|条)狗|猪狗不如|猪[头脑]|蠢[猪货蛋]?|畜生|牲口|杂种|贱[货人]|混蛋|浑蛋|人渣
    |败类|(?:是|[一这]群|死)垃圾|垃圾(?=垃圾|单位|人|客服|玩意|东西|窗口|机器人|政府)|废物|饭桶|草包|窝囊废|白痴|白眼狼|骗子窝?|(?:一群|群)(?:蛆|老鼠|猪|狗)|屎盆子|滚(?:犊子|蛋|远点)?|不得好死|去死吧?|死全?家?骗?子?|断子绝孙
    |祖宗十八代|不是[人个](?:东西)?|臭?不要脸|丢人现眼|丧尽天良|狼心狗肺|下三滥|缺德|[狗孬坏什么的]东西|什么玩意儿?|玩意儿|货色|吃闲饭|不干人事|没娘[养教]|有[爹娘]生|该?枪毙|诅咒|算老几
    |瞎了狗眼|弄死[他你]?|吃屎|给老子爬|呸|烂[透人]了?|神经病|有病"""
#: what stands around insults and is about nothing either
_AROUND_INSULTS = r"""你们?|他们?|我们?|这|那|些|个|种|都|全家?|就|是|的|了|吧|啊|呀|呢|吗|哈|们|在|单位|窗口|机器人|客服|政府|当官|公家饭?|人|天天|到|来|去|给|也|还|真|太|没|不|一[帮群窝]?|有|好
    |东西|配|比|强|浪费|时间|老子|关门|闲得慌|解闷|怎么|什么|啥|叫|出|这么|横|货|全|骂|祖宗|脏|领导|吃|饭|死|笑|妈|爹|教|家|酒囊饭袋"""
#: advertising, and what makes it the matter itself
ADVERTISING = r"""(?:加|联系)(?:我|咱)?的?(?:微信|vx|qq)|刷单|秒到账|利息低|低价出售|全场.{0,2}折|买一送一|点击领取|转发.{0,6}(?:群|好友)|砍一刀|进群领|内幕群|办证刻章联系|点个赞|投票给我|快来抢购|招聘主播"""
_COMPLAINED = r"骗|投诉|举报|骚扰|诈|虚假|不让|没人|贴|收到|小广告|上当|不给|不退|处理|查|有人"
#: other places and those above the county
_ELSEWHERE = r"""北京|上海|天津|重庆|河北|山西|内蒙|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾
    |广州|深圳|东莞|佛山|杭州|南京|苏州|武汉|成都|西安|郑州|长沙|合肥|福州|厦门|济南|青岛|沈阳|大连|哈尔滨|石家庄|太原|昆明|贵阳|南宁|兰州|省城|外省|外[县市]|邻[县市]|隔壁(?:那个)?[县市](?!场)"""
#: its authorities, firms and homes: what happens there is not ours
_OF_IT = r"""[那这]?(?:边|里|儿)?的?(?:(?:社保|公积金|医保|劳动|民政|教育|交警|税务)(?:局|中心)?|[县市]?医院|派出所|学校|村委会?|村干部|法院|驾校|工地|工厂|厂里|厂|公司|房子|楼盘|培训机构|中介|开发商|电商|4s店|不动产|车管所|高速|客车|化工厂|民政局?)"""
AWAY = rf"""(?:不在|不是|不归)(?:你们|咱们?|我们)这?(?:个)?(?:本)?县|(?:{_ELSEWHERE}){_OF_IT}|(?:旁边|另外?一?个|别的)[那个]{{0,2}}县的|那个县的
    |铁路局|铁路上的|航空公司|大使馆|海关|12306|证监会|银保监会|教育部(?!门)|国家(?:医保|税务|信访|能源|铁路)[总局]+的|省(?:教育)?考试院|归省里|市直的"""
#: the forces, and what of them is the county's after all
MILITARY = r"""(?:部队|驻军|武警|军区|军队|空军|海军|陆军|军事禁区|军产|干休所|军校|军车|军医|现役军人|军人家属院)(?!.{0,2}(?:门口|旁边|附近|农场|路|退伍|退役|回来))"""
_OF_VETERANS = r"军属(?!院|楼)|人社局|退伍|退役|档案|优待|优抚|征兵|报名|武装部|光荣牌|补助|县医保|县医院|落户|上户|随迁|抚恤|烈属|大厅|窗口|县里"
#: said as well, it is ours
_HERE = r"咱县|咱村|本县|我们[县村镇]|(?<!不在)(?<!不是)(?<!不归)你们县|县里|县城|大厅|窗口|转回|回来|回县|迁[到来回进]|嫁|换成|异地|备案|县(?:社保|医保|公积金|教育|人社|民政)|我家(?:地|门)|村里"
#: a way by law that is under way or was gone to its end
RUNNING: Mapping[RefusalGround, str] = {
    RefusalGround.ARBITRATION: r"(?:仲裁).{0,10}(?:受理|立案|立了|开庭|开过|裁决|裁了|裁得|驳|维持|等结果|审着|输了|案子|申请了|在走|走程序)|(?:申请了?|已经|正在|等|走|不服).{0,4}仲裁(?!费)",
    RefusalGround.REVIEW: r"复议.{0,10}(?:受理|立案|维持|驳回|在审|听证|材料|决定|六十|期间|申请书|没结果|没答复)|(?:申请|提起?|提了|正在|已经|走).{0,5}复议(?!怎么|要)",
    RefusalGround.PETITION: r"(?:信访|来访|接访|访件|上访).{0,12}(?:受理|登记|答复|复查|复核|转|督办|交办|办理|在办|在走|正在|包案|化解|立了|编号|终结|挂|等)|(?:开始|一直|正在|还在|已经|到省里|到北京|去北京).{0,3}上访",
    RefusalGround.LAWSUIT: r"(?:法院|法庭|法官|官司|起诉|一审|二审|上诉|再审|诉前).{0,10}(?:立案|立了|开庭|开过庭|判|审|执行|维持|驳回|传票|不执行|偏|等着|排期|受理|终本|调解|冻)|(?:判决|裁定).{0,6}(?:不服|不执行|不公|不照)|(?:不服).{0,5}(?:判决|裁定)|(?:被|把).{0,4}(?:起诉|告上法庭|告了)|诉讼程序|司法程序",
}
#: … but it is brought to a counter as a paper, or the counter holds to it
_AT_A_COUNTER = r"窗口|大厅|过户|不动产|登记中心|车管所|社保|户|补[办到]|派出所|解[封除]|查封|系统|抵押|证明|盖章|更正|丢了|在哪|哪里|抬头|发票|水电|限高|失信|车|路|公交|名字写错"
#: ways by law, and what shows that they are only a place, feared, asked for, or over
_WAY = r"(?:起诉|诉讼|法院|法庭|官司|(?:劳动)?仲裁[委院]?|(?:行政)?复议|信访[局件]?|上访|举报|纪委|检察院)"
NOT_RUNNING = rf"""{_WAY}(?:大?门口|旁边?|对面|门前|附近|路|街|那[条栋边]|东|西|南|北|[的上]?班|的?牌|在(?:哪|几|上班)|是?在?[几哪]|去哪|窗口[几在]|要(?:什么|啥|多|几)|要?怎么|怎么(?:申请|走)|电话|上班|地址|的?公交|开门
    |让(?:我|俺)们?来?(?:找|到)(?:你们|政务|窗口|大厅)|说?不归|有用|是啥|门[口朝])|(?:在|去|到)(?:哪|哪里|哪儿|几楼|啥地方).{{0,4}}{_WAY}
    |(?:还没|没有?|不想|不愿意?|不用|不去|没去|懒得|怕|难道.{{0,3}}|逼[我着]?|只能|只好|就只?(?:去|要|得)?|才去|准备|打算|要不要|能不能|可不可以|是不是|想问?|咨询|免得|省得|何必|早就?不|别让我)(?:去|到|走|找|打|申请|要|我|得|着|通过|都|的){{0,3}}(?:北京|省里|市里|县里|劳动|行政)?{_WAY}
    |{_WAY}.{{0,5}}(?:办结|了结|结案|结束|打完|早就?完|解决了|解除|解封)"""
#: what a sentence of a letter must name, so that it is weighed at all
NAMED = r"法院|法庭|法官|官司|起诉|诉讼|判决|仲裁|复议|公开|[信上来接]访|纪[委检]|监[察委]|巡[察视]|[举检]报|检举|揭发|贪|贿|收钱|[机绝涉]密|开房|代孕|部队|军"
#: how a letter begins; it tells nothing of whoever it is written to
SALUTATION = re.compile(
    r"^\s*(?:尊敬的|敬爱的)?[^,，:：。!！\n]{0,12}(?:领导|[局市县镇乡厅处科所校院部]长|书记|主任|同志|老师)们?[,，:：!！\s]*(?:[你您]们?好|您好)?[,，:：!！。\s]*"
)
_HAN = re.compile(r"[一-鿿]")
#: a longer message says something; in a still longer one a few words alone decide nothing
SHORT, MIDDLE = 40, 80
#: so many characters that are no insult are a matter
_WORTH = 3


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def told(text: str) -> tuple[RefusalGround, str] | None:
    """Return which ground a few words of a message alone tell, and these words; None where none do."""
    plain = simplified(normal(text)).lower().strip()
    if len(plain) > MIDDLE:
        return None
    short = (_nothing_said, _insulting, _advertising) if len(plain) <= SHORT else ()
    looks = (*short, _elsewhere, _of_forces, _under_way)
    return next(filter(None, (look(plain) for look in looks)), None)


def names_one(piece: str) -> bool:
    """True where *piece* names anything that a ground is about."""
    return bool(_compiled(NAMED).search(simplified(piece)))


def under_way(piece: str) -> tuple[RefusalGround, str] | None:
    """Return which way by law *piece*, a sentence or two, says to be under way, and its words."""
    return _under_way(simplified(normal(piece)).lower())


def _nothing_said(plain: str) -> tuple[RefusalGround, str] | None:
    says_nothing = screening.is_empty(plain) or screening.is_greeting(plain)
    return (RefusalGround.EMPTY, plain) if says_nothing or not _HAN.search(plain) else None


def _insulting(plain: str) -> tuple[RefusalGround, str] | None:
    insult = _compiled(INSULT).search(plain)
    if insult is None:
        return None
    rest = _compiled(_AROUND_INSULTS).sub("", _compiled(INSULT).sub("", plain))
    is_all = len(re.sub(r"[\W_]+", "", rest)) < _WORTH
    return (RefusalGround.ABUSE, insult[0]) if is_all else None


def _advertising(plain: str) -> tuple[RefusalGround, str] | None:
    offer = _compiled(ADVERTISING).search(plain)
    return (RefusalGround.EMPTY, offer[0]) if offer and not re.search(_COMPLAINED, plain) else None


def _elsewhere(plain: str) -> tuple[RefusalGround, str] | None:
    place = _compiled(AWAY).search(plain)
    return (RefusalGround.AWAY, place[0]) if place and not re.search(_HERE, plain) else None


def _of_forces(plain: str) -> tuple[RefusalGround, str] | None:
    forces = _compiled(MILITARY).search(plain)
    return (
        (RefusalGround.MILITARY, forces[0])
        if forces and not re.search(_OF_VETERANS, plain)
        else None
    )


def _under_way(plain: str) -> tuple[RefusalGround, str] | None:
    found = ((ground, _compiled(how).search(plain)) for ground, how in RUNNING.items())
    said = next(((ground, way[0]) for ground, way in found if way), None)
    if said is None or re.search(_AT_A_COUNTER, plain) or _compiled(NOT_RUNNING).search(plain):
        return None
    return said


def is_not_running(text: str) -> bool:
    """True where *text* names a court or another way by law as a place, as feared or asked for, or as over."""
    return bool(_compiled(NOT_RUNNING).search(simplified(normal(text))))

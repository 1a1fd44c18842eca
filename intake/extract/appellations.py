"""How people are called in the middle of a sentence: 找王主任, 李女士说, 老王, 秀英姐, 与张建国沟通.

For masking only, so that a group or a stranger's phone names nobody (N6): nothing here fills a form.
Rule 1: a title says that a name stands before it, but 语文老师 names nobody: a surname that ends or makes
other words counts only where a name may begin.
Rule 2: without a title a name counts between a word that leads to it and one that goes on behind it, and
only with one of the common surnames.
Rule 3: a given name alone counts beside kin and respect, and where a longer name of the same text holds it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from intake.extract.name_words import (
    DOES,
    DOUBLE_SURNAMES,
    FREQUENT_SURNAMES,
    HAN,
    KIN,
    LOOK_LIKE_NAMES,
    NEXT_WORDS,
    SURNAMES,
)
from intake.extract.spans import Span, What

#: characters that only names hold: the rarer blocks
_RARE = "\u3400-\u4dbf\uf900-\ufaff\U00020000-\U000323af"
#: what somebody in an office is called by: it is hidden with the name, for it tells who he is
_OFFICE = (
    "(?:常务)?[副付]?(?:[大中支]队长|教导员|指导员|主任|书记|支书|局长|处长|科长|股长|所长|队长|站长|院长|校长|园长|镇长|乡长|县长|区长|市长|村长"
    "|社长|会长|部长|组长|班长|店长|行长|总经理|经理|主管(?!部门|单位|机关|领导|人员|全|的)|科员|警官|法官|检察官|干事|会计|主席|委员|调解员|网格员)"
)
#: what older people of a village are called by
_ELDER = "大[爷妈娘伯婶嫂叔哥姐]|阿姨|叔叔|婶子|奶奶|爷爷|[哥姐叔婶嫂姨伯](?=$|[^一-鿿]|[家说不也都就来去的和跟给让在找打要])"
#: what anybody may be called by: it stays
_RESPECT = f"先生|女士|小姐|同志|师傅|律师|教授|老师(?!傅)|医生|大夫|护士|老板|{_ELDER}"
_TITLE = re.compile(rf"(?P<office>{_OFFICE})|(?P<elder>{_ELDER})|(?:{_RESPECT})")
#: signs before a title that can be a name, and the one before them
_LONGEST = 4

#: behind these a name may begin
_LEAD = frozenset(
    "找跟和向对的问是叫给让请说到把被与同但而后因由经据那这位在去来了及或往为就却还又也只都见听靠求催骂诉用等指按凭"
    "局所队股科处站院校镇乡县村组区会部办室厅口行店司厂社街管警府业员里上家机"
)
#: behind these, or where a sentence begins, whatever the surname
_CLEAR_LEAD = frozenset("找跟和向问请的")
#: these end other words: 主任医生, 工程经理, 感谢主任
_ENDS_WORDS = frozenset("任程田叶马林范余何周曾莫谢陆董梁丁钟苏黄唐雷罗汤熊胡孟")
#: these as well, behind a lead: 对方律师, 由于主任, 经常
_ENDS_MORE = frozenset("方于付庄段常项容景房车农水养时")
#: surnames, but alone before a title words of another kind: 经主任同意
_NOT_ALONE = frozenset(
    "班海经和向从都应别能连干全当时那解查相后及红关管通计强满双盖冷终居便广步家司有过要却荣党支国公纪包单元利边乐东祖"
)
#: no given name holds one
_NOT_GIVEN = (
    "的了是在不我你他她它们这那与及或就都也还没有说对被把给让叫请问到去由此该每各某吗呢吧啊什么怎谁几些"
    "局科所股处队站院校镇乡县村组区会部办室厅位个副付门员庄屯寨路街巷"
)
#: frequent in given names
_COMMON = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超兰霞平刚桂国建志华梅红玉玲春凤翠莲花菊珍琴云素荣贵福祥龙飞鹏宇浩轩欣怡梓涵诗雨佳嘉晨博文俊豪凯鑫"
    "波斌峰辉燕雪琳倩婷颖晓铁柱根财宝林森栋梁兴旺德金银忠义仁礼智信孝良善爱民卫东庆利胜永新明亮光辉清海江河山川树松柏竹桃杏彩霞芬芝蓉萍香"
)
#: given names that are words, and words that look like given names
_GIVEN_WORDS = re.compile(
    "建设|文明|平安|和平|国庆|胜利|解放|健康|光明|幸福|卫[生东]|安全|长江|黄河|前进|跃进|团结|新华|兴旺|富贵|大海|春[风天]|东风|[为爱利便惠人公]民|太平|中[华国]|大学"
    "|小学|建筑|农业|花园|广场|公[平正]|清明|明[亮星]|国[家民外林]|新[兴建民]|金银|山[林河]|树林|海[洋军]|军[人民]|文[化书]|信[用义]|德[国文]|宝[贵山]|永[久新]|铁[路山]|花[香生]"
    "|江[山海河]|利[国民]|光[辉荣]|兴[建庆]|红[金旗]|林[木业]|善良|良[民好]|忠信|竹[林子]|义[务]|英[国文明雄]|香[港水]|生活|金[山华海光龙玉]|玉林|东[山海江河林明平新]|龙江|清[新林]|建[国]路"
)
#: what looks like surname and given name before a title, and is what somebody does or where
_JOBS = re.compile(
    "任课|万达|广场|常务|计生|全体|方面|金融|农[业技经机民村]|安[全保监排装置]|宣传|经济|施工|和[平谐]|车[间管站辆险]|包[村片组保班工]|文[明化旅广秘]|家[庭长校里]|全[科国]|居[委民]"
    "|支[部行]|党[委支组总政建]|纪[检委]|国[土税资企家有]|司[法机]|林[业场]|武[装警]|应急|房[管产东屋]|高[中级校铁考层]|双语|阳光|强制|景区|路[政段]|边防|平[安时]|单[位元]|金牌"
    "|顾问|项目|管[理区段片]|时任|曾任|连任|左右|干部|公[安司交路]|广大|水[利务电管]|幸福|花园|利民|易地|通[讯信用]|关键|相关|谢谢|于是|任何|周边|明[明天]|温泉|商务|祖国|终身|都[市是]"
    "|东[方边]|南[方边]|古城|步行|充电|容易|何时|时候|空调|乐器|工程|康[复养]|石[油化]|解放|后勤|冷链|有[关些]|经办|从事|别的|能够|当地|当时|那[个位些]|和[我他她你]|都[不说]"
    "|代理|成[都人]|甘肃|江[苏西]|安徽|贵州|云南|宁夏|海南|幼[儿]|凌晨|夏季|秋季|冬季|季度|年[轻]|祖上|师范|康乐|白班|夜班|夏令|班主|盲人|解说|应聘|胜任|索赔|籍贯|容量|贡献|宿[舍管]|池塘|于主|代课|游客|经[过手]|屠宰|上班|关负|晚班|早班|从容|关于"
)
#: the same with a common surname
_FREQUENT_WORDS = re.compile(
    "王府井?|王[牌国者道朝法]|李子|张[贴开口力扬罗望嘴]|刘海|杨[树梅柳]|黄[色土河金牛瓜昏线标沙连鳝豆页酒山]|周[边围期末一二三四五六日年到转全长密折六天]|徐徐|孙[子女媳]"
    "|马[上路桶匹力虎达甲鞍]|朱红|胡[同乱说子萝闹椒扯搅言]|何[时处必况种地人用以为止其尝年月日]|林[业地木场权区带农下草间]|罗[列马]|郑[重州]|梁柱|谢[谢绝意]|宋体|唐[突山]"
    "|韩[国式]|曾[经多在有向被于两三一是因任为]|田[地间土里坎野园边径]|董事|余[款额下地热元人]|杜绝|叶子|程[序度]|苏[州打]|丁字|任[务何意由职命期教免性凭一课]|沈阳|钟[头表点楼]"
    "|陆[续地上军]|范[围畴例本]|熊猫|雷[电达雨]|莫[名非大过]|萧条|彭湃|汤圆|吴江|陈[述旧列年设规]|侯[车机]|崔促|冯河"
)
#: somebody was hidden here already (王某, 李某某), or is known to the whole country
_HIDDEN = re.compile("某|^习|^毛(?=主席|泽)")
#: where villages and streets end, which bear surnames too: 李家沟
_PLACES = "庄湾沟坡店营堡屯寨垌冲坝坪塘坳庙桥湖集铺洼峪村镇乡路街巷"
_GIVEN = rf"(?:(?![{_NOT_GIVEN}{_PLACES}])[{HAN}])"
_END = rf"$|[^{HAN}\w]"
#: what goes on behind a name that stands in a sentence
_ON = (
    rf"{_END}|{NEXT_WORDS}|沟通|表示|核实|商量|协商|联系|见面|本人|家|等人|一家|夫[妻妇]|父子|母[女子]|上门|到场|称|同意|承诺|取得|进行|确认|说明|解释|道歉|商谈|达成"
    "|天天|总|老是|又|一直|头|两口|认为|答应"
)
#: one sign is a title only behind a common surname: 刘所, 李局
_SHORT = re.compile(
    rf"(?![何余马林程][处队科局])([{FREQUENT_SURNAMES}贺钱孔毛顾乔赖严施])[局所科队处股](?![{HAN}]?[长员室院局所队]|在地|有权|谓)"
)
_AMID = re.compile(
    rf"(?:联系上?|[与和据经跟找由对将给请系叫同]|通知|告知|约谈|询问|走访|电话|当事人|工作人员|办事员|负责人|经办人?|户主|民警|辅警|干部)(?:了|到)?"
    rf"([{FREQUENT_SURNAMES}]{_GIVEN}{{1,2}})(?={_ON})"
)
_AT_START = re.compile(
    rf"(?<![{HAN}\w])([{FREQUENT_SURNAMES}]{_GIVEN}{{1,2}})(?=说|称|表示|承诺|家的|同意|不同意|认为|答应|来电|来访)"
)
_FAMILIAR = re.compile(
    rf"(?<![大从缩较很弱微窄狭中幼最太变减古养敬衰元父])([老小](?!汤)[{FREQUENT_SURNAMES}])(?=(?!家庭){_ON}|{DOES})"
)
_BESIDE_KIN = re.compile(rf"(?:{KIN})(?:名?叫|是)?([{_COMMON}]{{2}})(?={_ON}|{DOES})")
#: a whole name before a title
_DOUBLE_NAME = re.compile(rf"(?:{DOUBLE_SURNAMES}){_GIVEN}{{0,2}}")
_WHOLE_NAME = re.compile(rf"[{SURNAMES}{_RARE}]{_GIVEN}{{1,2}}")
_COMMON_NAME = re.compile(rf".[{_COMMON}{_RARE}]{{1,2}}")
_TWO_COMMON = re.compile(rf"[{_COMMON}]{{2}}")
_WITH_GIVEN = re.compile(rf"(?:{DOUBLE_SURNAMES}|[{FREQUENT_SURNAMES}])({_GIVEN}{{2}})")
_RARE_SIGN = re.compile(f"[{_RARE}]")
_HAN_SIGN = re.compile(f"[{HAN}]")
_PATTERNS = (_AMID, _AT_START, _FAMILIAR)


def called(text: str) -> Iterator[Span]:
    """Yield how people are called in *text* (in normal form, simplified), whoever they are."""
    yield from _titled(text)
    for hit in _SHORT.finditer(text):
        if _may_begin(text[hit.start() - 1 : hit.start()]):
            yield Span(*hit.span(), What.NAME, hit[0])
    for hit in chain.from_iterable(pattern.finditer(text) for pattern in _PATTERNS):
        is_titled = _TITLE.search(hit[1]) is not None  # as above, and its title may stay
        if not (is_titled or _is_word(hit[1]) or _HIDDEN.search(hit[1])):
            yield Span(*hit.span(1), What.NAME, hit[1])
    for hit in _BESIDE_KIN.finditer(text):
        if not _GIVEN_WORDS.match(hit[1]):
            yield Span(*hit.span(1), What.NAME, hit[1])


def given_names(names: Iterable[str]) -> set[str]:
    """Return the given names of two signs in *names*, for they stand alone too; none that is a word."""
    tails = (_given_name(name) for name in names)
    return {
        tail for tail in tails if tail and not (_GIVEN_WORDS.match(tail) or _TITLE.search(tail))
    }


def _given_name(name: str) -> str:
    whole = _WITH_GIVEN.fullmatch(name)
    return whole[1] if whole and not _JOBS.match(whole[1]) else ""


def _titled(text: str) -> Iterator[Span]:
    for title in _TITLE.finditer(text):
        start = title.start()
        before = text[max(0, start - _LONGEST - 1) : start]
        is_elder = title["elder"] is not None
        name = next((one for one in _candidates(before, is_elder=is_elder)), "")
        if name and not _HIDDEN.search(f"{name}{title[0]}"):
            end = title.end() if title["office"] else start
            begin = start - len(name)
            yield Span(begin, end, What.NAME, name)


def _candidates(before: str, *, is_elder: bool) -> Iterator[str]:
    """Yield the names that *before*, which a title follows, may end with, the surest first."""
    whole = [before[-n:] for n in range(1, min(_LONGEST, len(before)) + 1)]
    for name in sorted(
        whole, key=lambda one: (one[0] not in FREQUENT_SURNAMES or len(one) == 1, len(one))
    ):
        if _is_name(name, before[: -len(name)][-1:], is_elder=is_elder):
            yield name


def _is_name(name: str, ahead: str, *, is_elder: bool) -> bool:
    if len(name) == 1:
        return _is_surname(name, ahead)
    if _FREQUENT_WORDS.fullmatch(name) or _JOBS.match(name) or _HIDDEN.search(name):
        return False
    if is_elder and _TWO_COMMON.fullmatch(name) and not _GIVEN_WORDS.match(name):
        return _may_begin(ahead)
    if _DOUBLE_NAME.fullmatch(name):
        return True
    if not _WHOLE_NAME.fullmatch(name):
        return False
    if name[0] in _ENDS_MORE:
        return ahead in _CLEAR_LEAD or not _is_han(ahead)
    is_sure = name[0] in FREQUENT_SURNAMES and name[0] not in _ENDS_WORDS
    is_common = is_sure and _COMMON_NAME.fullmatch(name) is not None
    return is_common or _may_begin(ahead)


def _is_surname(one: str, ahead: str) -> bool:
    if _RARE_SIGN.match(one):
        return True
    if one not in SURNAMES or one in _NOT_ALONE:
        return False
    if one in FREQUENT_SURNAMES and one not in _ENDS_WORDS:
        return True
    if one in _ENDS_MORE:
        return ahead in _CLEAR_LEAD or not _is_han(ahead)
    return _may_begin(ahead)


def _may_begin(ahead: str) -> bool:
    return ahead in _LEAD or not _is_han(ahead)


def _is_han(sign: str) -> bool:
    return _HAN_SIGN.match(sign) is not None


def _is_word(name: str) -> bool:
    return bool(_FREQUENT_WORDS.match(name) or LOOK_LIKE_NAMES.match(name))

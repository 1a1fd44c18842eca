"""Messages as people write them, and what a careful clerk puts on the form: our own, grouped by kind.

A row: whether we had asked, the message, and its fields in the order of `FIELDS`, those said only.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """One message; *said* are its fields, the words among them, empty where it says nothing else."""

    asked: bool
    text: str
    said: dict[str, str]


def _line(asked: bool, text: str, words: str = "", **said: str) -> Line:
    return Line(asked, text, {**said, **({"words": words} if words else {})})


ASKED, FIRST = True, False

LINES: tuple[Line, ...] = (
    # without any sign
    _line(ASKED, "我叫杜春来我的电话是13900010001我住在城南西洼村", name="杜春来", phone="13900010001", address="城南西洼村"),
    _line(ASKED, "俺叫仇大勇手机13900010002家在柳河镇刘湾", name="仇大勇", phone="13900010002", address="柳河镇刘湾"),
    _line(ASKED, "我是祁红电话13900010003住址北环小区7号楼2单元", name="祁红", phone="13900010003", address="北环小区7号楼2单元"),
    _line(FIRST, "我叫洪小满我家的宅基证五年了没发电话13900010004", name="洪小满", phone="13900010004", words="我家的宅基证五年了没发"),
    _line(FIRST, "你好我是石佛村的牛根旺我想问问种粮补贴咋还没到账我电话13900010005", name="牛根旺", phone="13900010005", address="石佛村", words="我想问问种粮补贴咋还没到账"),
    _line(FIRST, "楼上天天半夜剁馅吵得娃睡不着我叫田甜电话13900010006住紫荆花园3号楼", name="田甜", phone="13900010006", address="紫荆花园3号楼", words="楼上天天半夜剁馅吵得娃睡不着"),
    # glued to the number
    _line(ASKED, "宋佳禾13900010007滨河路28号", name="宋佳禾", phone="13900010007", address="滨河路28号"),
    _line(ASKED, "13900010008毛晓东前进街12号院", name="毛晓东", phone="13900010008", address="前进街12号院"),
    _line(ASKED, "孙明月13900010009", name="孙明月", phone="13900010009"),
    _line(FIRST, "顾长海13900010010井盖丢了三天没人管", name="顾长海", phone="13900010010", words="井盖丢了三天没人管"),
    _line(FIRST, "13900010011垃圾车一个星期没来了", phone="13900010011", words="垃圾车一个星期没来了"),
    _line(FIRST, "秦淑芬13900010012城北路6号院3号楼水管爆了淹到一楼", name="秦淑芬", phone="13900010012", address="城北路6号院3号楼", words="水管爆了淹到一楼"),
    # three lines, blanks, slashes, numbers in front
    _line(ASKED, "卫东升\n13900010013\n西关大街9号", name="卫东升", phone="13900010013", address="西关大街9号"),
    _line(ASKED, "路小桥 13900010014 大王庄", name="路小桥", phone="13900010014", address="大王庄"),
    _line(ASKED, "1、金晓宇 2、13900010015 3、龙泉社区", name="金晓宇", phone="13900010015", address="龙泉社区"),
    _line(ASKED, "贺兰/13900010016/清风里3栋", name="贺兰", phone="13900010016", address="清风里3栋"),
    _line(ASKED, "①俞敏②13900010017③花园口村", name="俞敏", phone="13900010017", address="花园口村"),
    _line(FIRST, "暖气片一直不热\n曲波\n13900010018\n阳光里小区2-1-301", name="曲波", phone="13900010018", address="阳光里小区2-1-301", words="暖气片一直不热"),
    _line(FIRST, "社保卡丢了补不了\n13900010019 常乐", name="常乐", phone="13900010019", words="社保卡丢了补不了"),
    # labels
    _line(ASKED, "姓名：邬梅 电话：13900010020 地址：南苑街5号", name="邬梅", phone="13900010020", address="南苑街5号"),
    _line(ASKED, "【姓名】严松\n【电话】13900010021\n【地址】古城路77号", name="严松", phone="13900010021", address="古城路77号"),
    _line(ASKED, "（姓名）殷桃（电话）13900010022（住址）小河村", name="殷桃", phone="13900010022", address="小河村"),
    _line(ASKED, "姓名:尤大志,手机号:13900010023,家庭住址:东风路1号", name="尤大志", phone="13900010023", address="东风路1号"),
    _line(ASKED, "姓名 水清清 电话 13900010024 住址 桥头街道新华社区", name="水清清", phone="13900010024", address="桥头街道新华社区"),
    _line(ASKED, "姓名钟磊电话13900010025地址平安路19号", name="钟磊", phone="13900010025", address="平安路19号"),
    _line(FIRST, "姓名：伍小军\n电话：13900010026\n诉求：小区停电两天了没人来修", name="伍小军", phone="13900010026", words="小区停电两天了没人来修"),
    _line(FIRST, "【诉求】驾照换证网上一直卡住\n【姓名】卢芳\n【电话】13900010027\n【地址】和谐家园", name="卢芳", phone="13900010027", address="和谐家园", words="驾照换证网上一直卡住"),
    _line(ASKED, "请核对：\n【诉求】噪声扰民\n【姓名】梅雪\n【电话】13900010028\n对的请回“确认”；要改请直接发改的内容；这次先算了请回“取消”。", name="梅雪", phone="13900010028", words="噪声扰民"),
    # surname, title, how to be called
    _line(ASKED, "我姓欧阳，13900010029", name="欧阳", phone="13900010029"),
    _line(ASKED, "免贵姓柴 13900010030", name="柴", phone="13900010030"),
    _line(ASKED, "叫我老董吧，13900010031", name="老董", phone="13900010031"),
    _line(ASKED, "魏女士 13900010032", name="魏女士", phone="13900010032"),
    _line(ASKED, "江师傅，13900010033，机床厂家属院", name="江师傅", phone="13900010033", address="机床厂家属院"),
    _line(FIRST, "咨询一下生育津贴，我姓管", name="管", words="咨询一下生育津贴"),
    _line(FIRST, "公交改线以后老人没法坐车，13900010034，翟大姐", name="翟大姐", phone="13900010034", words="公交改线以后老人没法坐车"),
    # how a sign is written or read
    _line(ASKED, "章丽，立早章，13900010035", name="章丽", phone="13900010035"),
    _line(ASKED, "我叫于娜，干勾于，13900010036", name="于娜", phone="13900010036"),
    _line(ASKED, "仇星（读求），13900010037", name="仇星", phone="13900010037"),
    _line(ASKED, "柏松涛 松树的松 13900010038", name="柏松涛", phone="13900010038"),
    _line(ASKED, "张弛，就是弓长张，13900010039", name="张弛", phone="13900010039"),
    # rare, dotted, English
    _line(ASKED, "古丽努尔·买买提，13900010040，城东清真寺后面", name="古丽努尔·买买提", phone="13900010040", address="城东清真寺后面"),
    _line(FIRST, "我叫艾力江·吐尔洪我的摊位证一直不给换13900010041", name="艾力江·吐尔洪", phone="13900010041", words="我的摊位证一直不给换"),
    _line(ASKED, "次仁旺堆 13900010042 民族中学", name="次仁旺堆", phone="13900010042", address="民族中学"),
    _line(ASKED, "李喆，13900010043", name="李喆", phone="13900010043"),
    _line(ASKED, "𬱖明，13900010044，北岗村", name="𬱖明", phone="13900010044", address="北岗村"),
    _line(ASKED, "Mary Jones, 13900010045, Room 7, Garden Street", name="Mary Jones", phone="13900010045", address="Room 7, Garden Street"),
    _line(FIRST, "Hi, my name is Peter Hall, 13900010046, the water bill is wrong", name="Peter Hall", phone="13900010046", words="the water bill is wrong"),
    # units
    _line(ASKED, "单位：大河面粉有限公司 联系人：范会计 电话：0391-7100001", unit="大河面粉有限公司", contact="范会计", phone="0391-7100001"),
    _line(ASKED, "我们公司是同创物流有限公司，联系人苗青，13900010047，产业园3号", unit="同创物流有限公司", contact="苗青", phone="13900010047", address="产业园3号"),
    _line(ASKED, "老刘家包子铺，刘老板，13900010048", unit="老刘家包子铺", contact="刘老板", phone="13900010048"),
    _line(ASKED, "丰泽农机合作社 负责人郝大力 13900010049 曹坊村", unit="丰泽农机合作社", contact="郝大力", phone="13900010049", address="曹坊村"),
    _line(FIRST, "我们兴达建材厂的排污许可批了半年，联系人仝经理，13900010050", unit="兴达建材厂", contact="仝经理", phone="13900010050", words="我们的排污许可批了半年"),
    _line(FIRST, "四季鲜超市（联系人桑姐 13900010051）：食品许可证变更退了三次", unit="四季鲜超市", contact="桑姐", phone="13900010051", words="食品许可证变更退了三次"),
    _line(FIRST, "我是同心养老院的小邱，0391-7100002，消防验收等了两个月", unit="同心养老院", contact="小邱", phone="0391-7100002", words="消防验收等了两个月"),
    # whom they complain of is never the writer
    _line(FIRST, "投诉宏图装饰有限公司收了定金不开工，霍燕，13900010052", name="霍燕", phone="13900010052", words="投诉宏图装饰有限公司收了定金不开工"),
    _line(FIRST, "我是惠民超市的消费者，买的牛奶过期了，13900010053，柏玲", name="柏玲", phone="13900010053", words="我是惠民超市的消费者，买的牛奶过期了"),
    _line(FIRST, "我是恒通电子厂的员工，加班费两个月没发", words="我是恒通电子厂的员工，加班费两个月没发"),
    _line(FIRST, "被投诉人：万顺驾校\n投诉人：鲁平\n电话：13900010054", name="鲁平", phone="13900010054", words="被投诉人：万顺驾校"),
    _line(FIRST, "举报城东修理铺乱倒机油，地址在光明路40号", words="举报城东修理铺乱倒机油，地址在光明路40号"),
    _line(FIRST, "物业经理张强骂人，我叫谷雨，13900010055", name="谷雨", phone="13900010055", words="物业经理张强骂人"),
    _line(FIRST, "大厅电话0391-7100003打了十几遍没人接，沙莎13900010056", name="沙莎", phone="13900010056", words="大厅电话0391-7100003打了十几遍没人接"),
    _line(FIRST, "我电话13900010057，我老板电话13900010058，他不给工资，我叫鲍磊", name="鲍磊", phone="13900010057", words="我老板电话13900010058，他不给工资"),
    # for whom
    _line(ASKED, "我是王桂英的女儿，13900010059", phone="13900010059", for_whom="王桂英"),
    _line(ASKED, "我妈叫乔秀兰，我叫乔阳，13900010060", name="乔阳", phone="13900010060", for_whom="母亲乔秀兰"),
    _line(ASKED, "替我爷爷问的，我是鲁宁，打我电话13900010061", name="鲁宁", phone="13900010061", for_whom="爷爷"),
    _line(FIRST, "帮邻居牛奶奶反映一下，低保半年没发，我是唐果，13900010062", name="唐果", phone="13900010062", for_whom="牛奶奶", words="低保半年没发"),
    _line(FIRST, "我家孙女入园被拒了我是她奶奶左凤英13900010063", name="左凤英", phone="13900010063", for_whom="孙女", words="我家孙女入园被拒了"),
    _line(FIRST, "孩子叫余乐乐，学校不收，我是他爸余刚，13900010064", name="余刚", phone="13900010064", for_whom="余乐乐", words="学校不收"),
    # old and new, extensions, several
    _line(ASKED, "新号13900010065，旧号13900010066不用了，盛夏", name="盛夏", phone="13900010065"),
    _line(ASKED, "原来的13900010067停机了，现在打13900010068", phone="13900010068"),
    _line(ASKED, "0391-7100004转8012，焦主任", name="焦主任", phone="0391-7100004转8012"),
    _line(ASKED, "座机7100005，郎平原，水磨村", name="郎平原", phone="7100005", address="水磨村"),
    _line(ASKED, "幺三九零零零幺零零六九，简宁", name="简宁", phone="13900010069"),
    _line(ASKED, "+86 139 0001 0070，麦冬", name="麦冬", phone="13900010070"),
    _line(ASKED, "电话13900010071或者13900010072都行，车晓", name="车晓", phone="13900010071、13900010072"),
    # addresses
    _line(ASKED, "房玲，13900010073，怡和苑 5号楼 1单元 902", name="房玲", phone="13900010073", address="怡和苑 5号楼 1单元 902"),
    _line(ASKED, "骆小川，13900010074，三岔口村四组村委会东边第三家", name="骆小川", phone="13900010074", address="三岔口村四组村委会东边第三家"),
    _line(ASKED, "池田，13900010075，老电影院对面蓝色铁门", name="池田", phone="13900010075", address="老电影院对面蓝色铁门"),
    _line(ASKED, "住柳树街，项小米，13900010076", name="项小米", phone="13900010076", address="柳树街"),
    _line(ASKED, "石桥镇上庄村，娄金山，13900010077", name="娄金山", phone="13900010077", address="石桥镇上庄村"),
    _line(ASKED, "裴蕾，13900010078，创业大厦A座1801", name="裴蕾", phone="13900010078", address="创业大厦A座1801"),
    _line(FIRST, "幸福路3号门口的路灯坏了，我住幸福路9号，封华，13900010079", name="封华", phone="13900010079", address="幸福路9号", words="幸福路3号门口的路灯坏了"),
    _line(FIRST, "我们整个院都没水，纺织厂家属院2排", address="纺织厂家属院2排", words="我们整个院都没水"),
    # no addresses, no names
    _line(ASKED, "向阳，13900010080，地址不用了吧", name="向阳", phone="13900010080"),
    _line(ASKED, "岳红，13900010081，发个定位可以不", name="岳红", phone="13900010081"),
    _line(ASKED, "名字不想留，13900010082", phone="13900010082"),
    _line(ASKED, "13900010083 姓名就算了", phone="13900010083"),
    _line(FIRST, "匿名。反映南市场占道经营", words="反映南市场占道经营"),
    _line(ASKED, "卓越，13900010084，晚上七点后再打", name="卓越", phone="13900010084", words="晚上七点后再打"),
    # put right
    _line(ASKED, "地址写错了，是文昌街8号，不是6号", address="文昌街8号"),
    _line(ASKED, "查理，西街3号，不对，西街13号，13900010085", name="查理", phone="13900010085", address="西街13号"),
    _line(ASKED, "地址是12号不是2号", address="12号"),
    _line(ASKED, "电话错了，是13900010086", phone="13900010086"),
    _line(ASKED, "不是办执照，是变更地址", words="不是办执照，是变更地址"),
    # more of each, as it came to mind
    _line(FIRST, "我叫高兴，13900011001，办个证跑五趟一点也不高兴", name="高兴", phone="13900011001", words="办个证跑五趟一点也不高兴"),
    _line(FIRST, "房东姓李电话13900011002押金不退，我是租客何苗，电话13900011003", name="何苗", phone="13900011003", words="房东姓李电话13900011002押金不退"),
    _line(ASKED, "139 0001 1004 老李 李建军 西关", name="李建军", phone="13900011004", address="西关"),
    _line(FIRST, "我是代办的，企业是明月酒店管理有限公司，我叫钟楚，13900011005，卫生许可换证一直没批", unit="明月酒店管理有限公司", contact="钟楚", phone="13900011005", words="我是代办的，卫生许可换证一直没批"),
    _line(ASKED, "县城老味道面馆，店主李春，13900011006，中山街2号", unit="县城老味道面馆", contact="李春", phone="13900011006", address="中山街2号"),
    _line(ASKED, "我户口在张庄，人住在金水花园8号楼，靳东，13900011007", name="靳东", phone="13900011007", address="金水花园8号楼"),
    _line(ASKED, "以前住南街，现在搬到北街16号了，13900011008 彭越", name="彭越", phone="13900011008", address="北街16号"),
    _line(ASKED, "我叫王芳，不是王方", name="王芳"),
    _line(ASKED, "电话少打了一位，13900011009", phone="13900011009"),
    _line(ASKED, "周正13900011010，哦不对，13900011011", name="周正", phone="13900011011"),
    _line(FIRST, "喂您好我姓陈耳东陈我住在城关镇幸福路上我想反映一下路边乱停车电话是13900011012", name="陈", phone="13900011012", address="城关镇幸福路", words="我想反映一下路边乱停车"),
    _line(ASKED, "李华📱13900011013🏠东关村", name="李华", phone="13900011013", address="东关村"),
    _line(ASKED, "我叫張偉，電話13900011014，住東關村", name="張偉", phone="13900011014", address="東關村"),
    _line(FIRST, "我外甥女入学的事我替她问问，她住龙湾小区，我是她舅舅邵勇13900011015", name="邵勇", phone="13900011015", address="龙湾小区", for_whom="外甥女", words="我外甥女入学的事我替她问问"),
    _line(ASKED, "这是我妈的事，她叫吴桂花，我叫吴用，13900011016", name="吴用", phone="13900011016", for_whom="母亲吴桂花"),
    _line(ASKED, "王大妈的事，我是她邻居周舟，13900011017", name="周舟", phone="13900011017", for_whom="王大妈"),
    _line(ASKED, "幸福里小区的老张，13900011018", name="老张", phone="13900011018", address="幸福里小区"),
    _line(ASKED, "李军（以前叫李小军），13900011019", name="李军", phone="13900011019"),
    _line(ASKED, "曾用名张二蛋，现名张文博，13900011020", name="张文博", phone="13900011020"),
    _line(FIRST, "我是退休教师温书远，工资少算了工龄，13900011021", name="温书远", phone="13900011021", words="工资少算了工龄"),
    _line(ASKED, "公司全称：武陵县恒大门窗厂，我是厂长武松13900011022", unit="武陵县恒大门窗厂", contact="武松", phone="13900011022"),
    _line(FIRST, "投诉人李逵，被投诉人李鬼，李鬼假冒我的店名，13900011023", name="李逵", phone="13900011023", words="被投诉人李鬼，李鬼假冒我的店名"),
    _line(ASKED, "电话打我女儿的13900011024，我叫黄忠，城西敬老院", name="黄忠", phone="13900011024", address="城西敬老院"),
    _line(ASKED, "住老城区，具体不说了，13900011025，阮玲", name="阮玲", phone="13900011025", address="老城区"),
    _line(FIRST, "停水了，雅居园5号楼", address="雅居园5号楼", words="停水了"),
    _line(ASKED, "乔木 13900011026 收信地址郑州市金水区经三路188号", name="乔木", phone="13900011026", address="郑州市金水区经三路188号"),
    _line(FIRST, "蓝天13900011027，北关12号，不对，是北关21号，门牌被人撬走了", name="蓝天", phone="13900011027", address="北关21号", words="门牌被人撬走了"),
    _line(ASKED, "个体户常胜 13900011028 菜市场C7摊", name="常胜", phone="13900011028", address="菜市场C7摊"),
    # labels of every make, numbers put right, where one is met
    _line(ASKED, "{姓名:丁勉,电话:13900012001}", name="丁勉", phone="13900012001"),
    _line(ASKED, "联系人=陆柏 电话=13900012002", name="陆柏", phone="13900012002"),
    _line(ASKED, "姓名--费彬 电话--13900012003", name="费彬", phone="13900012003"),
    _line(ASKED, "一、钟镇 二、13900012004 三、嵩山社区", name="钟镇", phone="13900012004", address="嵩山社区"),
    _line(ASKED, "姓名：刘正风 年龄：60 电话：13900012005", name="刘正风", phone="13900012005", words="年龄：60"),
    _line(FIRST, "我叫仪琳我们那条街的下水道反味两个月了找物业物业不管电话13900012006住恒山街", name="仪琳", phone="13900012006", address="恒山街", words="我们那条街的下水道反味两个月了找物业物业不管"),
    _line(ASKED, "老岳家肉铺，岳灵珊13900012007", unit="老岳家肉铺", contact="岳灵珊", phone="13900012007"),
    _line(ASKED, "我是青城茶社老板余沧海，13900012008，松风街6号", unit="青城茶社", contact="余沧海", phone="13900012008", address="松风街6号"),
    _line(ASKED, "0391-7400026分机305 童百熊", name="童百熊", phone="0391-7400026转305"),
    _line(ASKED, "我是仇松年他老婆，13900012009", phone="13900012009", for_whom="仇松年"),
    _line(ASKED, "受平一指委托，我叫平小妹，13900012010", name="平小妹", phone="13900012010", for_whom="平一指"),
    _line(ASKED, "13900012011是我以前的号，现在用13900012012", phone="13900012012"),
    _line(ASKED, "号码不是13900012013是13900012014", phone="13900012014"),
    _line(ASKED, "司马大，五毒村 7 组 12 号，13900012015", name="司马大", phone="13900012015", address="五毒村 7 组 12 号"),
    _line(ASKED, "绿竹翁 13900012016 从汽车站往东走二百米路北第三家", name="绿竹翁", phone="13900012016", address="从汽车站往东走二百米路北第三家"),
    _line(ASKED, "秦伟邦13900012017位置已发", name="秦伟邦", phone="13900012017"),
    _line(ASKED, "王诚，13900012018，地址就是刚才定位那里", name="王诚", phone="13900012018"),
    _line(ASKED, "不是3栋是5栋", address="5栋"),
    _line(ASKED, "地址不对，不是梅庄路9号，是梅庄路19号", address="梅庄路19号"),
    _line(ASKED, "刘云天我家在东直门内大街甲8号13900013001", name="刘云天", phone="13900013001", address="东直门内大街甲8号"),
    _line(ASKED, "电话13900013002姓名曹云金住址西四北大街", name="曹云金", phone="13900013002", address="西四北大街"),
    _line(FIRST, "反映：小区电梯坏；姓名：周九良；电话：13900013003；地址：槐荫里3号楼", name="周九良", phone="13900013003", address="槐荫里3号楼", words="小区电梯坏"),
    _line(FIRST, "给我爸办退休，档案找不到，我爸叫秦霄贤，我是他儿子秦霄，13900013004", name="秦霄", phone="13900013004", for_whom="父亲秦霄贤", words="给我爸办退休，档案找不到"),
    _line(ASKED, "代理人：李九江 委托人：靳鹤岚 电话：13900013005", name="李九江", phone="13900013005", for_whom="靳鹤岚"),
    _line(ASKED, "电话以13900013006为准，前面那个写错了，李鹤东", name="李鹤东", phone="13900013006"),
    _line(ASKED, "旧手机丢了，新的是13900013007，于筱怀", name="于筱怀", phone="13900013007"),
    _line(ASKED, "家里7500043，手机13900013008，陈印泉", name="陈印泉", phone="7500043、13900013008"),
    _line(ASKED, "写错门牌了，应是白云路23号", address="白云路23号"),
    _line(ASKED, "我家门牌号改成25号了", address="25号"),
    # a unit speaks at the head; who sits in one of its offices
    _line(FIRST, "青石县大禾农机有限公司反映：我公司的环评批复三个月没下来。联系人：财务部 花蕊，0391-7400031转812，地址：产业园6号", unit="青石县大禾农机有限公司", contact="花蕊", phone="0391-7400031转812", address="产业园6号", words="我公司的环评批复三个月没下来"),
    _line(FIRST, "春光养殖合作社求助：检疫证明一直开不出来", unit="春光养殖合作社", words="检疫证明一直开不出来"),
    _line(FIRST, "北关小学咨询一下，门口的减速带什么时候装", unit="北关小学", words="门口的减速带什么时候装"),
    _line(FIRST, "举报春光快餐店，后厨有老鼠", words="举报春光快餐店，后厨有老鼠"),
    _line(ASKED, "联系人：办公室 简宁，13900014001", name="简宁", phone="13900014001"),
    # a surname alone, villages called by their families, a number that nobody sees
    _line(ASKED, "魏", name="魏"),
    _line(ASKED, "查玲，13900014002，查家桥", name="查玲", phone="13900014002", address="查家桥"),
    _line(ASKED, "党小红 13900014003 党家台", name="党小红", phone="13900014003", address="党家台"),
    _line(ASKED, "就打这个微信，严冬", name="严冬"),
    # what only speaks about them
    _line(ASKED, "邹平，13900014004，微信同号", name="邹平", phone="13900014004"),
    _line(ASKED, "名字要写真的吗？邹平", name="邹平"),
    _line(ASKED, "手机是儿子的，13900014005", phone="13900014005"),
    _line(ASKED, "13900014006，打电话要大声，我听不清", phone="13900014006", words="打电话要大声，我听不清"),
    # plain stories
    _line(FIRST, "幸福路的路灯坏了一个月了", words="幸福路的路灯坏了一个月了"),
    _line(FIRST, "欠我工资8600元一直不给", words="欠我工资8600元一直不给"),
    _line(FIRST, "社区办事窗口中午没人，什么时候上班", words="社区办事窗口中午没人，什么时候上班"),
    _line(FIRST, "去年6月买的房合同号20250601002到现在没交房", words="去年6月买的房合同号20250601002到现在没交房"),
)  # fmt: skip

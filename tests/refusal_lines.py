"""Messages that tell a reason not to take a matter up, one of each."""

from dispatch.words.refusal_words import RefusalGround

#: ground → a message that tells it
SAID = {
    RefusalGround.LAWSUIT: "跟施工队的纠纷法院已经立案，下周开庭",
    RefusalGround.ARBITRATION: "劳动仲裁开庭两次了还没有裁决",
    RefusalGround.REVIEW: "已经申请行政复议，复议机关还没答复",
    RefusalGround.DISCLOSURE: "我申请公开征地批文，要求书面答复",
    RefusalGround.DISCIPLINE: "我要举报村会计贪污集体的钱",
    RefusalGround.PETITION: "信访局受理了这件事，正在办理",
    RefusalGround.SECRET: "帮我查一下她的开房记录",
    RefusalGround.ABUSE: "你们全是废物，滚",
    RefusalGround.EMPTY: "兼职刷单，加我微信",
    RefusalGround.UNLAWFUL: "给我办个假的学历证",
    RefusalGround.AWAY: "不在你们县，是旁边那个县的医院",
    RefusalGround.MILITARY: "驻军营房的污水流到我家田里",
}

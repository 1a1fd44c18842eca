"""What the conversation with a citizen says: a sentence for each `Said`, the form's fields, the menus.

Nothing here is a bare no: each sentence says what to do next (LH-6a).
"""

from collections.abc import Mapping

from intake.talk.state import Said

FIELDS: Mapping[str, str] = {
    "words": "要反映的事",
    "name": "您的姓名（单位请写单位名称）",
    "contact": "单位联系人",
    "phone": "联系电话",
    "address": "联系地址",
    "for_whom": "当事人姓名（您替谁反映）",
}

#: what the data is for, once, at the first question (个人信息保护法 17)
WHY = "这些信息只用于办理和回访，不会发到部门群里。"
#: what the desk may say of somebody at the window who does not have or tell one of them
WAIVE = "对方没有或不说的，回“没有电话”“地址不详”。"

#: where one goes with a question; the rows that the county has filled in follow
GO_TO = "您问的事，请找{name}："
WHOSE = "您问的事归{name}管，具体怎么办、要带什么材料以窗口答复为准。"
NO_PLACE_KNOWN = "您问的是哪个窗口的事，机器人说不准，怕说错让您白跑。"
TO_CENTRE = "可以先问{name}：{ways}。要工作人员告诉您，请回“人工”。"
TO_A_PERSON = "要工作人员告诉您，请回“人工”。"
OFFICE_ROWS: Mapping[str, str] = {
    "address": "地址",
    "phone": "电话",
    "hours": "时间",
    "items": "可办",
}
GO_TO_TAIL = "具体要带什么材料、多久能办好，以窗口答复为准。"
#: under the answer, with nothing open; and where something is
OFFER = "\n要登记成诉求、由部门答复您吗？要的请回“登记”，不用就不用回。"
NOT_TAKEN_IN = "\n这一句没有写进诉求，要写进去请回“补充”加上这句话。"
#: which of several matters is read back
NTH = "（第 {nth} 件，共 {count} 件）"
#: where one of them was dropped: what follows, or that the others stand
LEFT = "还有 {left} 件："
NONE_LEFT = "前面登记好的照常办理；需要时随时再发给我们。"
#: asked about several matters once more
AGAIN = "记下了。"
#: who told the one before tells the next too
AS_BEFORE = "（{names}和上一件相同，变了请直接发新的。{tails}）\n"
#: where a county takes what nobody signs
MAY_BE_UNNAMED = "不想留名也可以反映。"
#: the particulars in the reading-back, as one names them
SHORT_FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "contact": "联系人",
    "phone": "电话",
    "address": "地址",
}
#: those of the last ticket, and how to give others
TAKEN_OVER = "（{names}是您上次登记的，变了请直接发新的。{tails}）\n"
AS_UNIT = "这次是个人的事，请发“姓名：您的名字”。"
UNNAMED_TOO = "不想留名请说一声。"

#: under a complaint that tells of somebody's conduct (N6)
ABOUT_STAFF = "由中心管理人员处理，不发到所在单位的群里，不让当事人知道是谁反映的"

SAYS: Mapping[Said, str] = {
    Said.WELCOME: (
        "您好，这里是“有诉即办”窗口。在政务服务中心有事没办成、等得太久、说法不一，都可以直接告诉我们："
        "发文字、照片、语音、位置都行，连着发的算一件。\n"
        "想问进度发“查询”，要找工作人员发“人工”，其他发“帮助”。"
    ),
    Said.WELCOME_BACK: "您好，您反映的 {no} 正在办理。看进度发“查询”，补充情况发“补充”，有别的事请直接说。",
    Said.HINT: "“有诉即办”窗口在的，请直接说是什么事、在哪个窗口办、卡在哪里。",
    Said.LAST_HINT: "打字不方便的话，回“人工”，工作人员联系您。",
    Said.ANOTHER_WAY: (
        "不打字也行：按住说话发语音就可以，讲方言也行。已经请工作人员联系您，上班时间内尽快；"
        "也可以直接到窗口说，工作人员替您登记。"
    ),
    Said.NOT_YET: "好的，不着急，还没有提交，说过的都留着。{open}",
    Said.SOON: "明白您着急，登记好马上转给部门。{open}",
    Said.UNCLEAR: "没看明白您的意思。请用一两句话说：什么事、在哪个窗口办、卡在哪里。{open}",
    Said.UNCLEAR_AGAIN: "还是没看明白，怕误了您的事。看进度点“查询”，找工作人员点“人工”，想换个说法点“重新说”。",
    Said.UNCLEAR_TO_DESK: "没能看明白，您发的已经转给窗口工作人员看，上班时间内联系您。",
    Said.CHANGE_WHAT: "“{said}”是要改哪里？请直接发改好的内容；要把这句加进诉求，请点“补充”；没有要改的请回“确认”。",
    Said.AGAIN: "好的，请重新说：什么事、在哪个窗口办、卡在哪里。说过的都还在。",
    Said.KEPT_SECRET: "明白，您的意思已经记在 {no} 上，转给经办的人。部门群里看不到您的姓名和电话；反映窗口人员的，也不让当事人知道。",
    Said.COURTESY: "好的，有事随时发给我们；看进度发“查询”。",
    Said.HELP: (
        "您可以这样用：\n· 直接说事：什么事、在哪办、卡在哪里，可以带照片\n· 查询：看办到哪一步\n"
        "· 补充：给正在办的件加说明，例如“补充 我又去了一次”\n· 撤回：这件事请我们停办\n"
        "· 人工：请工作人员联系您\n看不清字、不会打字、听不见或只说方言，直接告诉我们，换一种方式和您沟通。"
    ),
    Said.EMERGENCY: (
        "⚠ 如有人身危险、火情、急病等紧急情况，请马上拨打 {numbers}。"
        "您说的已记下，同时转给值班人员。"
    ),
    Said.CRISIS: (
        "您说的我看到了，先别一个人扛。请现在就打 12356（心理援助热线，白天夜里都有人接），"
        "情况紧急的打 {numbers}；身边有人的话，请他陪着您。"
        "已经请工作人员马上联系您，您想说什么都可以接着发。"
    ),
    Said.WITH_YOU: (
        "您发的都收到了，已经转给工作人员，尽快打给您。难受的时候请打 12356，有人听您说；"
        "有危险请马上打 120 或 110。"
    ),
    Said.UNREAD_IN_DANGER: (
        "⚠ 收到{what}，已请值班人员马上看听。有人身危险、火情、急病等紧急情况，请马上拨打 {numbers}，不要等我们{phone}。"
    ),
    Said.UNREAD: (
        "⚠ 收到{what}，机器人看不懂，会请工作人员看听。"
        "如有人身危险、火情、急病，请马上拨打 {numbers}，不要等我们{phone}。"
    ),
    Said.REDIRECTED: (
        "⚠ 如有人身危险、火情、急病、交通事故等紧急情况，请马上拨打 {numbers}，这些由紧急热线受理，不要等我们。"
        "您说的已记下，同时转给值班人员。"
    ),
    Said.BEGIN: "好的，请说说是什么事、在哪个窗口办、卡在哪里。",
    Said.NEED_WORDS: "收到。请再用一两句话说说是什么事、卡在哪里。",
    Said.NEED_WORDS_VOICE: (
        "语音收到，已经保存，工作人员可以听到。方便的话请再发一行文字说说是什么事；"
        "打字不方便就回“人工”，我们打给您。"
    ),
    Said.ASK: "{head}还请告诉我们：{wanted}。{tail}",
    Said.HERE: "{greeting}您刚才说的已经记下。{open}",
    Said.CONSULT: "{where}{aside}{open}",
    Said.PRIVACY: (
        "请放心：姓名、电话、地址只用来给您回话和回访，加密保存，部门群里看不到；"
        "反映工作人员的，不让当事人知道是谁说的；谁看过您的号码都有记录。"
        "评价会转给承办单位改进，高低不影响您以后办事。{anonymous}担心报复、怀疑有人泄露或者想删掉，请回“人工”。{open}"
    ),
    Said.READ_BACK: (
        "请核对{nth}：\n【诉求】{words}\n{rows}\n{known}对的请回“确认”；要改请直接发改的内容；这次先算了请回“取消”。"
    ),
    Said.EDIT: "请直接发要改的内容，例如“电话改成 13900000000”；漏了什么，接着说就行。",
    Said.NAME_NEEDED: (
        "理解您的顾虑。登记要有姓名和电话，部门群里看不到；反映窗口人员的，也不让当事人知道。"
        "愿意的话请告诉我们怎么称呼您；还是想匿名，请再回一次“不想留名”，我们转给工作人员按线索处理。"
    ),
    Said.ADDRESS_NEEDED: (
        "理解您的顾虑。地址不用写门牌，写到乡镇、街道就行，只用来分清归哪里管。还是不想说，请再回一次“不说地址”，照样登记。"
    ),
    Said.PHONE_NEEDED: (
        "理解您的顾虑。号码只用来给您回话，部门群里看不到，留家人的也行。"
        "还是不想留，请再回一次“不留电话”，我们转给工作人员，就在这个聊天里回您。"
    ),
    Said.UNSIGNED: "明白，不再问您的姓名。您说的已转给窗口工作人员按线索处理；想起什么随时接着发。",
    Said.TO_DESK: "已转给窗口工作人员，由工作人员联系您补全。您也可以随时接着发。",
    Said.SEVERAL: (
        "{head}您说了 {count} 件事：\n{rows}\n分开登记吗？分开的话每件各有编号、各自答复，"
        "姓名电话只用说一次。回“分开”或者“合成一件”。"
    ),
    Said.DROPPED_ONE: "好的，这件先放下，没有登记。{left}",
    Said.DROPPED: "好的，这次先放下，刚才说的没有登记。需要时随时再发给我们。",
    Said.DRAFT_OPEN: "您刚才说的还没有登记。{open}",
    Said.CHOOSE: "刚才说的先记下了。是给正在办的 {nos} 补充，还是一件新的事？请点一下，或者回“补充”“新诉求”。{survey}",
    Said.NO_TICKET: "您现在没有正在办理的件。有事请直接说。",
    Said.WHICH: "您有 {count} 件正在办：{nos}。要撤回哪一件？请点一下，或者回“撤回 编号”。",
    Said.UNKNOWN_NUMBER: "在您名下没有查到正在办的“{number}”。{nos}",
    Said.NO_SURVEY: "现在没有等您评价的件。对办理结果有意见，请直接说是哪件、哪里没办好。",
    Said.WHICH_LEVEL: (
        "您说的记下了，还没有算作评价。{no} 您的评价是哪一档？请只回一个：{choice}。"
        "是另一件事请回“新诉求”，是补充请回“补充”。"
    ),
    Said.WHICH_SURVEY: "您有几件都在等评价，“{choice}”是评哪一件？请点一下，或者回“编号 {choice}”。",
    Said.ASK_WHY: "{no} 哪里没办好？请直接说，会马上转给承办单位和窗口；不想说可以不回。",
    Said.SURE_WITHDRAW: "确定撤回 {no} 吗？撤回后停止办理，编号和记录会保留。回“确认”撤回，回“不撤”继续办。",
    Said.KEPT_TICKET: "好的，{no} 继续办理。",
    Said.NUDGE: "您刚才说的事还差一点就能登记了。{open}打字不方便回“人工”。",
    Said.NUDGE_CHOICE: "您刚才发的还没有放好：是给正在办的件补充，请回“补充”；是新的事，请回“新诉求”。",
    Said.ADD_WHAT: "请接着发要补充的内容{where}，照片也行。",
    Said.STALE: "这个选项已经用过，不用再点。{progress}",
    Said.RECALLED: "看到您撤回了一条消息。已经记下的内容还在，要去掉请告诉我们改成什么，或者回“取消”。",
    Said.TOO_LONG: (
        "您这条消息太长，没法逐条登记，已原样转给窗口工作人员看。"
        "要登记成诉求，请用几句话说：什么事、在哪办、卡在哪里。"
    ),
    Said.TOO_MUCH: (
        "这件事您已经说了很多，登记单放不下了。这一条已原样转给窗口工作人员；"
        "前面说的都还在，登记好以后可以再补充。"
    ),
    Said.TOO_FAST: "您发得很快，每一条都收到、都留着，不再逐条回复。请稍等一分钟再接着说。",
    Said.HUMAN: "已经请工作人员联系您，上班时间内尽快回复。等的时候可以接着把事情说完。",
}

#: what stands on a menu item; with a number where there are several tickets
MENU: Mapping[str, str] = {
    "yes": "确认",
    "edit": "修改",
    "cancel": "取消",
    "add": "补充",
    "add_to": "补充 {no}",
    "new": "新诉求",
    "take_to": "撤回 {no}",
    "really": "确认撤回",
    "keep": "不撤",
    "split": "分开登记",
    "whole": "合成一件",
    "file": "登记成诉求",
    "enough": "不用了",
    "query": "查询",
    "human": "人工",
    "again": "重新说",
}

#: to who sent something that could not be read, or on which we failed
UNREADABLE = (
    "您刚才发的一条消息系统没能读出来，已经留着并请工作人员查看。请换成文字再发一次；要找人回“人工”。"
    "有危险请马上打 110、119、120。"
)

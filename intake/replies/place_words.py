"""Places as answers name them: endings of names, and what before such an ending names nothing."""

#: a token that ends so may be a place; 省 and 市 stand above the county, nobody has to name them before
ENDINGS = ("自治县", "街道", "小区", "社区", "县", "镇", "乡", "村", "路", "街", "大道")
#: no name stands before the ending: that of somebody's own, any, or a kind of thing
NO_NAME = """
    我 我们 本 本县 该 贵 各 全 两 每 某 某某 这 那 此 其 其他 其它 外 邻 同 有 新 老 旧 原 整 几 多 一 二 三 一个 所在 所属 户籍
    城 集 乡 乡镇 县 镇 村 街 路 市 农 道 公 马 铁 线 电 管 水 思 出 网 门 超 上 下 前 后 中 大 小 沿 临 沿街 逐 进 进村 入 入村 入户 出行
    通村 通 村内 村 断头 生产 连接 田间 环村 环城 泥 泥巴 土 水泥 柏油 砂石 石子 主 主要 次 支 辅 一级 二级 三级 四级 高速 高架
    步行 商业 商业街 美食 小吃 便民 居民 住宅 老旧 智慧 文明 无物业 封闭 开放 安置 回迁 物业 城市 农村 农贸 地级 县级 直辖 夜 早 集贸
    自然 行政 贫困 示范 重点 试点 美丽 空心 城中 移民 搬迁 易地 城乡 辖区 周边 附近 相关 有关 涉事 涉及 反映 现场 前往 实地 走访 安排
    组织 协调 督促 责成 要求 通知 联系 修 修复 抢修 维修 整治 治理 硬化 道 建制 中心 小 街 铁 国 省 车 让 带 问 引 走 一条 条 走
    套 绕 绕行 断 堵 半 分 岔 老 半 本省 本市 全市 全县 全镇 全村 全乡 跑 回 到 开 开发 属 归 个 户 年度 上市 都 让 赶
    """
#: a token at which a name begins anew: what stands before it is no part of the name
BREAKS = """
    的 在 到 于 从 由 位 位于 与 和 及 或 至 往 对 向 对于 关于 经 经过 据 将 把 被 为 是 去 去往 来 回 回到 请 您 你 我 我们 他 她 其 该 本
    各 全 等 并 就 以 以及 已 已经 也 又 再 还 正 现 现场 因 因为 由于 按 按照 根据 和 联合 会同 组织 安排 协调 通知 督促 责成 要求 联系 反映 投诉
    来自 居住 家住 住 住址 地址 前往 赶赴 赶到 抵达 通过 途经 沿 沿着 实地 走访 查看 调查 修复 维修 让 使 给 向 不 没 没有 有 无 一 两 个 对 于 称
    上报 报 报送 上交 报请 请示 督办 移交 移送 函告 告知 函 指导 支持 帮助 责令 邀请 陪同 依托 结合 深入 包 驻 联合 覆盖 惠及 打通
    修建 新建 扩建 改建 铺设 硬化 拓宽 养护 绿化 亮化 全体 部分 多数 周围 附近 沿线 横跨 穿过 占用 占 清扫 打扫 清理 服务 村民 居民 群众
    业主 农民 上述 以上 下列 相邻 邻近 隔壁 对面 另 另一 其中 首批 派单 会 召开 开展 进行 完成 解决 处理 办理 咨询 拨打 找 问 直接 可 可以
    经核实 交 转 交由 转交 由 归 属 属于 隶属 不属于 辖区 辖区内 在内 内 外 东 西 南 北 上 下 之 所 所在 距 距离 离 交叉口 到达 配合 一个 整个
    """
#: behind such a word a name is a place, even one that is a verb as well (到会同县)
WHERE = r"^(?:到|在|去|往|于|至|赴|是|位于|前往|来自|路过|途经)$|[省市州区]$"
#: kinds of ways and settlements: with a name before them or without, they are none that must be known
KINDS = (
    "公路",
    "道路",
    "铁路",
    "马路",
    "线路",
    "电路",
    "管路",
    "小路",
    "大路",
    "土路",
    "水路",
    "岔路",
    "出路",
    "思路",
    "门路",
    "乡镇",
    "农村",
    "乡村",
    "城镇",
    "集镇",
    "村镇",
    "行政村",
    "自然村",
    "示范村",
    "商业街",
    "步行街",
    "小吃街",
    "美食街",
    "夜市街",
)
#: a 镇, 乡 or 村 alone before such a word is that of the matter itself
UNITS = (
    "政府",
    "党委",
    "干部",
    "综治",
    "司法",
    "卫生院",
    "派出所",
    "便民",
    "民政",
    "自然",
    "两委",
    "委会",
    "集体",
    "里",
    "级",
    "综合",
    "平台",
    "工作",
)
#: a name that begins so means any of its kind
ANY = "各全本该我每某贵此这那两几"
#: a clause with such words tells again what the person said of their money
RETOLD = r"反映|诉求|诉称|所述|所说|所称|提出|投诉|来电"
OWN_MONEY = r"[您你](?:的|被|交|缴|支付|花|付)|拖欠|欠|多收|被收|被扣"
#: a sum that is the answer's own: a result, a standard, a fine
NEW_MONEY = r"已|经|实际|应|罚|标准|核|每|按|/|最高|不超过|不低于|合计|共计|退还|补发|支付|发放|扣除|其中|剩余|余下|预计|投资|收费|费用为|需"

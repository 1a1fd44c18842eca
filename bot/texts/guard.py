"""What the reply guard tells staff: one line for each finding, what is wrong and what to write instead."""

from collections.abc import Iterable, Mapping

from dispatch.ticket.ticket import spoken
from intake.replies.findings import Fault, Finding

LINES: Mapping[Fault, str] = {
    Fault.NOT_COVERED: "还有诉求没有回应：{words}。请逐条写明办理结果；暂时办不到的，写明原因和办法。",
    Fault.NO_REASON: "没有写理由。请写明为什么是这个结果，例如查到了什么、缺什么条件。",
    Fault.NO_BASIS: "没有写依据。请写明文件名称和条款，例如《……办法》第几条，或文号。",
    Fault.WEAK_BASIS: "依据看不出是哪个文件：{words}。请写明文件名称和条款（《……》第几条），或文号（〔2024〕…号）。",
    Fault.FOREIGN_PLACE: "提到了诉求里没有的地点：{words}。请核对是否错用了别的答复，并改为本件的地点。",
    Fault.FOREIGN_PERSON: "提到了诉求里没有的人或证件：{words}。请核对是否错用了别的答复，并删去与本件无关的人。",
    Fault.FOREIGN_AMOUNT: "金额与诉求所说的不一致：{words}。请核对金额；确有出入的，写明核实后的金额和算法。",
    Fault.NEAR_COPY: "与 {words} 的答复几乎一样。请按本件的实际情况写：查了什么、怎么办的、结果如何。",
    Fault.PASSED_ON: "只写了转办或正在办：{words}。请写出最后的结果；没有办完的，请改用“方案”并写明办结日期。",
    Fault.BARE_NO: "只说了“不”：{words}。请写明原因，并写明诉求人下一步怎么办：去哪里、怎么办，或需补充什么。",
    Fault.NO_WHY: "说了“不”而没有讲清原因：{words}。请写明不能办的具体原因（哪个条件不符、哪条规定）。",
    Fault.NO_WAY: "说了“不”而没有给出路：{words}。请写明办理的方法、路径，或需补充的内容和改进方法。",
    Fault.RUDE: "用语不文明：{words}。请换成文明、平和的说法。",
    Fault.HOLLOW: "只有客套话：{words}。请写明查到的情况、办理结果，或诉求人下一步怎么办。",
}


def line(finding: Finding) -> str:
    """Return the finding as staff read it, with the words that show it."""
    is_copy = finding.what is Fault.NEAR_COPY
    words = (spoken(no) if is_copy else f"“{no}”" for no in finding.words)
    return LINES[finding.what].format(words="、".join(words))


def lines(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return all of them, a line each; this is what is kept beside the answer."""
    return tuple(map(line, findings))


def doubts(kept: Iterable[str]) -> str:
    """Return what is kept beside an answer as one line, for within a sentence that ends itself."""
    return "；".join(one.rstrip("。") for one in kept)

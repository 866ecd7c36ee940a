"""Words that people write out of habit, and the keywords that say what they mean: per tongue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dutylang.syntax.lexicon import CHINESE, ENGLISH

_ENGLISH = {
    "must": ("shall", "has to", "have to", "needs to", "need to", "is obliged to", "is required to", "ought to"),
    "must not": ("shall not", "may not", "cannot", "can not", "is not allowed to", "is prohibited from", "mustn't"),
    "may": ("can", "is allowed to", "is permitted to"),
    "nobody may": ("no one may", "no-one may", "nobody can", "no one can"),
    "working days": ("business days", "bank days", "workdays", "work days", "banking days", "weekdays"),
    "working day": ("business day", "bank day", "workday", "work day", "banking day", "weekday"),
    "hours": ("h", "hr", "hrs"),
    "days": ("d", "calendar days"),
    "day": ("calendar day",),
    "minutes": ("min", "mins"),
    "years": ("yr", "yrs"),
    "otherwise": ("else", "or else", "failing that", "failing which"),
    "then": ("afterwards", "thereafter", "and then"),
    "when": ("if", "where", "provided that", "in case"),
    "unless": ("except if", "except when", "except", "save where"),
    "after": ("upon", "following", "as soon as"),
    "after each": ("whenever", "every time after", "after every", "after any", "on each", "upon each"),
    "before": ("prior to", "ahead of"),
    "within": ("in less than", "not later than", "no later than", "inside"),
    "is more than": ("is greater than", "is larger than", "is higher than", "exceeds", "is above", "is over"),
    "is less than": ("is smaller than", "is lower than", "is below", "is under", "is fewer than"),
    "is at least": ("is no less than", "is not less than", "is greater than or equal to", "is more than or equal to"),
    "is at most": ("is no more than", "is not more than", "is less than or equal to", "does not exceed"),
    "is": ("equals", "is equal to", "are"),
    "is not": ("does not equal", "isn't", "are not"),
    "is missing": ("is empty", "is null", "is blank", "is not given"),
    "is not missing": ("is not empty", "is given", "is present"),
    "in": ("is one of", "is in", "is any of"),
    "not in": ("is none of", "is not in", "is not one of"),
    "number": ("integer", "int", "float", "decimal", "numeric"),
    "text": ("string", "str", "varchar", "char"),
    "yes/no": ("boolean", "bool", "flag", "yes or no", "true/false", "yes no"),
    "date and time": ("datetime", "timestamp"),
    "percent": ("percentage",),
    "one of": ("enum", "choice of", "either of"),
    "list of": ("array of", "several", "many"),
    "in force from": ("effective from", "valid from", "in force since", "effective", "in effect from"),
    "reports to": ("reporting to", "subordinate to", "answers to", "reports"),
    "as of": ("on the date of", "as at", "as on"),
    "violated": ("breached", "broken", "infringed", "failed", "violation", "breach"),
    "satisfied": ("fulfilled", "met", "complied", "passed", "compliant", "performed"),
    "late": ("overdue", "delayed"),
    "pending": ("waiting",),
    "exempt": ("excused", "exempted", "waived"),
    "not applicable": ("n/a", "inapplicable"),
    "prohibition": ("ban", "forbidden"),
    "duty": ("obligation", "requirement"),
    "permission": ("right", "authorisation", "authorization"),
    "define": ("definition",),
    "means": ("stands for",),
    "parameter": ("constant", "variable", "setting"),
    "judgement": ("judgment",),
    "article": ("section", "clause", "art"),
    "have on file": ("have", "keep on file", "obtain", "hold"),
    "by": ("no later than", "not later than", "not after"),
}  # fmt: skip

_CHINESE = {
    "必须": ("必需", "须", "需", "要", "需要", "务必", "必得"),
    "应当": ("应该", "应须", "应予"),
    "不得": ("不能", "不可", "不可以", "不准", "不许", "不应", "不该", "切勿", "勿", "不允许"),
    "禁止": ("严禁", "严格禁止"),
    "可以": ("可", "能", "能够", "允许", "有权"),
    "个工作日": ("个工作天", "个营业日", "个办公日", "个交易日"),
    "工作日": ("工作天", "营业日", "办公日"),
    "小时": ("钟头",),
    "日": ("号",),
    "之后": ("完之后", "后面"),
    "之前": ("以先", "前面"),
    "每次": ("每当", "每一次", "每回"),
    "否则": ("要不", "要不然", "不然"),
    "然后": ("接着", "接下来", "之后再", "其后"),
    "不低于": ("大于等于", "大于或等于", "不小于", "至少为"),
    "不超过": ("小于等于", "小于或等于", "不大于", "至多为"),
    "超过": ("大于", "多于", "高过", "超出"),
    "低于": ("小于", "少于", "低过"),
    "为": ("等于是", "是为"),
    "不为": ("不等于是", "不是"),
    "属于": ("是其中之一",),
    "缺失": ("为空", "没有填写", "未填写", "空缺"),
    "不缺失": ("不为空", "已填写"),
    "且": ("而且", "同时又"),
    "或": ("抑或", "或是"),
    "数值": ("整数", "数字", "小数", "数目", "浮点数"),
    "文本": ("字符串", "文字", "字符", "字串"),
    "是否": ("布尔", "布尔值", "真假", "是或否", "是/否"),
    "日期时间": ("时间戳", "时间"),
    "百分比": ("百分数", "比率", "比例"),
    "取值于": ("枚举", "取值为", "取值范围为", "可取"),
    "列表": ("数组", "清册"),
    "上级为": ("上级是", "汇报给", "汇报至", "隶属于"),
    "施行": ("生效", "实施", "执行"),
    "截至": ("截止", "截止到", "截至到"),
    "违反": ("违规", "违约", "已违反", "未履行"),
    "已履行": ("完成", "已完成", "履行", "合规", "满足", "通过"),
    "逾期": ("超期", "延期", "过期"),
    "待履行": ("未完成", "待完成", "进行中"),
    "豁免": ("获豁免",),
    "不适用": ("无关", "不涉及"),
    "不明": ("未知", "不清楚"),
    "禁止事项": ("禁令", "禁止行为"),
    "义务": ("职责", "要求", "规定"),
    "许可": ("权利", "授权"),
    "角色": ("岗位", "职位", "人员"),
    "事件": ("事项", "行为"),
    "参数": ("常量", "变量"),
    "定义": ("术语定义", "释义"),
    "是指": ("指的是", "即为", "意指", "系指"),
    "情形": ("场景", "案例"),
    "已知": ("假设", "给定"),
    "预期": ("期望", "预计"),
    "取得": ("获取", "收集"),
}  # fmt: skip


def _turned(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for keyword, habits in table.items():
        for habit in habits:
            found[habit] = (*found.get(habit, ()), keyword)
    return MappingProxyType(found)


HABITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {ENGLISH: _turned(_ENGLISH), CHINESE: _turned(_CHINESE)}
"""From what is written to the keywords that may be meant."""

CONFUSED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    ENGLISH: {
        "in": ("within",), "of": ("after",), "from": ("after",), "by": ("within",), "until": ("before", "by"),
        "after each": ("after",), "more than": ("is more than",), "less than": ("is less than",),
        "at least": ("is at least",), "at most": ("is at most",), "is": ("=", "means"), "=": ("means",),
        "means": ("=",), "and": (",",), "on": ("at",), "at": ("on",), "before": ("by",), "every": ("after each",),
    },
    CHINESE: {"是": ("为",), "和": ("、",), "为": ("=",)},
}  # fmt: skip
"""Keywords that are written where another one belongs."""

CURRENCIES: Mapping[str, str] = {
    "RMB": "CNY", "rmb": "CNY", "yuan": "CNY", "Yuan": "CNY", "renminbi": "CNY", "euro": "EUR", "euros": "EUR",
    "Euro": "EUR", "pounds": "GBP", "yen": "JPY", "人民币元": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR",
    "港元": "HKD", "港币": "HKD", "日元": "JPY", "英镑": "GBP", "瑞郎": "CHF", "澳元": "AUD", "加元": "CAD",
    "新加坡元": "SGD", "韩元": "KRW", "卢布": "RUB",
}  # fmt: skip
"""Words for currencies, and the code that is written for each."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        start=1,
    )
} | {"thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}  # fmt: skip
"""English numbers in words."""

_TRADITIONAL = (
    "並個備債價優儲內兩別則劃動務勢協參員單圖團報場學實審寫專對導層屬幾廳張後從復徵應戶擔據數於時書會"
    "條業構標權歷歸決減準滿為無營爭獨獲現產當發盡監確稅種稱積節簡簽紀約級終組結絕絡給經維網緊練總織續"
    "罰義習與舉處號補訂計記訟設訴評詢認誤調請證識議變讓負財責貸貿資質輕轉辦這連進運過達違針銀錄長門開"
    "間關隊際隨險雖雙離項須預領額類體齊"
)
_SIMPLE = (
    "并个备债价优储内两别则划动务势协参员单图团报场学实审写专对导层属几厅张后从复征应户担据数于时书会"
    "条业构标权历归决减准满为无营争独获现产当发尽监确税种称积节简签纪约级终组结绝络给经维网紧练总织续"
    "罚义习与举处号补订计记讼设诉评询认误调请证识议变让负财责贷贸资质轻转办这连进运过达违针银录长门开"
    "间关队际随险虽双离项须预领额类体齐"
)
SIMPLIFIED = {ord(traditional): simple for traditional, simple in zip(_TRADITIONAL, _SIMPLE, strict=True)}
"""Traditional characters of keywords and of common words, as simplified ones: for `str.translate`."""

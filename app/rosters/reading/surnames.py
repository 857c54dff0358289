"""Puts names together from family name and given name, as OneRoster stores them apart."""

from app.rosters.reading.values import HAN

WRITTEN = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌
    微生 梁丘 左丘 东门 西门 第五 纳兰
"""
COMPOUND = frozenset(WRITTEN.split())


def full_name(family: str, given: str) -> str:
    """Write a name as its owner does.

    Chinese names run together, family name first (欧阳若可). Names of other peoples in Chinese
    characters come given name first, with a middle dot (古丽·热合曼); all others with a space.
    """
    if not family or not given:
        return family or given
    if not (HAN.match(family) and HAN.match(given)):
        return f"{given} {family}"
    is_chinese = len(family) == 1 or family in COMPOUND
    return family + given if is_chinese else f"{given}·{family}"

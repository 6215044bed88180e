"""Rarer spellings of a day and a time in text that have one reading only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from qa_workbook.clock import ZONE

_AHEAD = ZONE.utcoffset(None)
_CLOCK = (
    r"(?:[ T]*(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2})(?:\.\d+)?)?[秒分]?|[时点]))?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR, _DAY = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})"
_SPELLINGS = [
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?P<sign>[-/.、~])(?P<month>\d{{1,2}})(?P=sign){_DAY}",
        rf"{_YEAR}年(?P<month>\d{{1,2}})月{_DAY}[日号]?",
        rf"{_MONTH} ?{_DAY}(?:st|nd|rd|th)?(?:, ?| ){_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th)?[-/ ]?{_MONTH}[-/, ]{{0,2}}{_YEAR}",
        rf"{_MONTH}[-/]{_DAY}[-/]{_YEAR}",
    )
]
_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
)
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九\d]{4})年([一二三四五六七八九十\d]{1,3})月([一二三四五六七八九十\d]{1,3})(?=[日号])"
)
_HAN_NUMBER = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_MARKS_BEHIND = ".。,，;；、"
_DASHES = re.compile("[\u2010-\u2015\u2212－]")
_WEEKDAY_NAME = re.compile(
    r"^(?:(mon)|(tues?)|(wed(?:nes)?)|(thu(?:rs)?)|(fri)|(satur|sat)|(sun))(?:day)?\.?,? ",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r" ?(\(?)(?:星期|周|礼拜)([一二三四五六日天])(\)?) ?")
# 09:30-10:00 is a span of time, so a zone west of Greenwich needs the T and the seconds of ISO
_ZONE = re.compile(
    r"(?<=\d) ?(?:(?P<utc>Z)|(?P<east>\+)(\d\d):?(\d\d))$"
    r"|(?<=T\d\d:\d\d:\d\d)-(\d\d):?(\d\d)$"
)
_HALF = re.compile(r" ?(上午|下午|[ap]\.?m\.?)(?: ?(?=\d)|$)", re.IGNORECASE)


def read_spelling(text: str) -> datetime | None:
    """Returns the moment that half-width `text` says, in the time of +08:00; None if it has no
    reading or more than one, or if its day of the week is another.
    """
    text = _DASHES.sub("-", _in_digits(text.strip().strip("'’‘").rstrip(_MARKS_BEHIND)))
    text = re.sub(r" ?([-/.:年月时点分、]) ?", _without_blanks, re.sub(r"\s+", " ", text))
    named, text = _WEEKDAY_NAME.match(text), _WEEKDAY_NAME.sub("", text)
    weekdays, text = _WEEKDAY.findall(text), _WEEKDAY.sub(" ", text).strip()
    zone, text = _ZONE.search(text), _ZONE.sub("", text)
    halves, text = _HALF.findall(text), _HALF.sub(" ", text).strip()
    if len(weekdays) > 1 or len(halves) > 1 or (zone and halves):
        return None
    tried = (pattern.fullmatch(text) for pattern in (_STAMP, *_SPELLINGS))
    found = next(filter(None, tried), None)
    moment = _moment(found.groupdict(), halves) if found else None
    if moment is None or (weekdays and not _is_weekday(moment, *weekdays[0])):
        return None
    if named and moment.weekday() + 1 != named.lastindex:
        return None
    if not zone:
        return moment
    return _local(moment, zone) if found and found["hour"] else None


def _without_blanks(sign: re.Match[str]) -> str:
    """A sign without the blanks around it; behind the point of Oct. 2026 one parts two words."""
    is_point = sign[1] == "." and sign.string[sign.start() - 1].isalpha()
    return sign[0] if is_point else sign[1]


def _in_digits(text: str) -> str:
    """A text whose date is in digits: 二〇二六年十月五日 is 2026年10月5日."""
    return _HAN_DATE.sub(
        lambda date: f"{_number(date[1])}年{_number(date[2])}月{_number(date[3])}", text
    )


def _number(words: str) -> str:
    """The digits of a number: those of 二〇二六 one by one, those of 二十五 by their places."""
    tens = _HAN_NUMBER.fullmatch(words)
    if tens:
        words = f"{tens[1] or '一'}{tens[2] or '〇'}"
    return words.translate(_HAN_DIGITS)


def _moment(parts: dict[str, str | None], halves: list[str]) -> datetime | None:
    named = parts.get("name")
    month = _MONTHS.index(named[:3].lower()) + 1 if named else int(parts["month"] or 0)
    hour = _hour(parts["hour"], halves)
    if hour is None:
        return None
    clock = hour, int(parts["minute"] or 0), int(parts["second"] or 0)
    try:
        year, day = int(parts["year"] or 0), int(parts["day"] or 0)
        return datetime(year, month, day, *clock)  # noqa: DTZ001
    except ValueError:
        return None


def _hour(said: str | None, halves: list[str]) -> int | None:
    """The hour of the day; None where a half of the day doesn't fit it. 上午12:30 has two
    readings.
    """
    if not halves:
        return int(said or 0)
    if said is None:
        return None
    hour, half = int(said), halves[0].lower()
    if half == "下午" or half.startswith("p"):
        return {12: 12}.get(hour, hour + 12) if 1 <= hour <= 12 else None
    if hour == 12:
        return None if half == "上午" else 0
    return hour if hour < 12 else None


def _is_weekday(moment: datetime, opened: str, sign: str, closed: str) -> bool:
    return bool(opened) == bool(closed) and moment.weekday() == min(
        "一二三四五六日天".index(sign), 6
    )


def _local(moment: datetime, zone: re.Match[str]) -> datetime | None:
    if zone["utc"]:
        return moment + _AHEAD
    east = bool(zone["east"])
    hours, minutes = (zone[3], zone[4]) if east else (zone[5], zone[6])
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    if ahead > timedelta(hours=14) or int(minutes) > 59:
        return None
    return moment - (ahead if east else -ahead) + _AHEAD

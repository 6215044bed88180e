"""抽检证书 on paper: all that the certificate says but the recordings, to be signed and posted.

It is made of the certificate alone, so anybody who has that can print it. Recordings don't stand on
it: before they are scored nobody should look up what was drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import SEVERITY, new_workbook, put
from qa_workbook.books.papers.book import PaperBook
from qa_workbook.books.papers.form_page import FormPage
from qa_workbook.labels import text

Content = Mapping[str, Any]
"""A certificate as JSON has it."""

_WIDTHS = (11.5, 6.8, 6.8, 6.2, 6.6) * 2
_HALVES = (range(5), range(5, 10))
"""Small tables stand twice beside each other."""
_CELLS = [(place, place) for place in range(10)]
_FOUR = ((0, 0), (1, 1), (2, 2), (3, 4))
_SIGNATURE_HEIGHT = 22.0


def write_certificate_page(
    path: Path, content: Content, language: str, *, organisation: str = "", scheme: str = ""
) -> None:
    """Writes the certificate to `path`; `scheme` is the name of the scheme.

    Raises OutputLocked. Same input, same bytes.
    """
    title = text("sample_certificate.title", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = PaperBook(workbook, language, labels="sample_certificate")
        page = CertificatePage(book, content)
        page.fill(organisation, scheme)


class CertificatePage(FormPage):
    """The paper, upright."""

    def __init__(self, book: PaperBook, content: Content) -> None:
        super().__init__(book, book.say("title"), _WIDTHS)
        self.content = content

    def fill(self, organisation: str, scheme: str) -> None:
        """Fills the sheet."""
        title = self.styles("title", align="center")
        self.across(self.next(30), 0, self.right, self.say("title"), title)
        about = [organisation, scheme, self._period()]
        words = "　".join(part for part in about if part)
        style = self.styles("plain", align="center")
        self.across(self.next(), 0, self.right, words, style)
        self._sample()
        self._filters()
        self._inspectors()
        self._hours()
        self._signatures()
        self._agents()
        self.end(f"{self.say('title')}  {self.content['period']['text']}  {self._digest()[:12]}")

    def _digest(self) -> str:
        return str(self.content["digest"])

    def _period(self) -> str:
        span = self.content["period"]
        return self.say("from_to", first=span["from"], last=span["to"])

    # --- parts

    def _sample(self) -> None:
        """What was drawn from, how much, and how."""
        self.begin(self.say("sample"))
        content, population = self.content, self.content["population"]
        counts = {"calls": population["calls"], "left": content["filters"][-1]["left"]}
        agents = len(content["agents"])
        drawn = self.say("drawn_of", drawn=len(content["drawn"]), agents=agents, **counts)
        self._pair("counts", drawn)
        per_agent = self.say("per_agent_of", count=content["per_agent"])
        rounds = self.say("rounds_of", count=len(content["rounds"]))
        self._pair("wanted", f"{per_agent}{self.say('comma')}{rounds}")
        self._pair("seed", content["seed"])
        self._digest_row("population", population["digest"])
        self._digest_row("digest", self._digest())
        hidden = content.get("hidden_repeats", 0)
        if hidden:
            self._pair("hidden", self.say("hidden_of", count=hidden))
        self.note(self.say("method"))

    def _pair(self, key: str, words: object) -> None:
        """A label with what belongs to it."""
        said = str(words)
        height = 5 + 13.5 * self.lines(said, 1, self.right)
        row = self.next(max(19.0, height))
        self.across(row, 0, 0, self.say(key), self.styles("label"))
        self.across(row, 1, self.right, said, self.styles("wrapped", "text", indent=1))

    def _digest_row(self, key: str, digest: str) -> None:
        """A label with a digest, which stands in one line."""
        row = self.next()
        put(self.sheet, row, 0, self.say(key), self.styles("label"))
        style = self.styles("cell", "text", indent=1, font_size=9)
        self.across(row, 1, self.right, digest, style)

    def _filters(self) -> None:
        self.begin(self.say("filters"))
        places = ((0, 4), (5, 5), (6, 7), (8, 9))
        self.header(places, [self.say(key) for key in ("filter", "before", "removed", "left")])
        for one in self.content["filters"]:
            words = self._filter(one)
            row = self.next(max(19.0, 5 + 13.5 * self.lines(words, 0, 4)))
            self.across(row, 0, 4, words, self.styles("wrapped", "text", indent=1))
            for (first, last), key in zip(places[1:], ("before", "removed", "left"), strict=True):
                self.across(row, first, last, one[key], self.styles("centred", "#,##0"))

    def _filter(self, one: Content) -> str:
        return self.say(f"filter_{one['name']}", **one["setting"])

    def _agents(self) -> None:
        """Two agents in a row."""
        agents = self.content["agents"]
        why = {one["agent"]: one["why"] for one in self.content["shortfalls"]}
        self.keep(30 + 19 * 4)
        self.begin(self.say("agents"))
        if why:
            strong = self.styles("plain", bold=True, font_color=SEVERITY["warning"].font)
            words = self.say("short_of", count=len(why))
            self.across(self.next(), 0, self.right, words, strong)
        keys = ("agent", "eligible", "agent_wanted", "agent_drawn", "short")
        self.header(_CELLS, [self.say(key) for key in keys] * 2, repeat=True)
        middle = (len(agents) + 1) // 2
        for number in range(middle):
            self.keep(19)
            row = self.next()
            for half, place in zip(_HALVES, (number, number + middle), strict=True):
                one = agents[place] if place < len(agents) else None
                self._agent(row, half, one, why)
        for kind, count in sorted(Counter(why.values()).items()):
            self.note(self.say(f"why_{kind}", count=count))

    def _agent(self, row: int, half: Sequence[int], one: Content | None, why: Content) -> None:
        centred = self.styles("centred", "General")
        if one is None:
            values: list[object] = ["", "", "", "", ""]
            short = False
        else:
            short = one["agent"] in why
            missing = one["wanted"] - one["drawn"]
            mark = self.say(f"mark_{why[one['agent']]}", count=missing) if short else ""
            values = [one["agent"], one["eligible"], one["wanted"], one["drawn"], mark]
        tone: Format = self.styles.tone(SEVERITY["warning"], "centred", "General")
        for place, value in zip(half, values, strict=True):
            put(self.sheet, row, place, value, tone if short else centred)

    def _inspectors(self) -> None:
        """How many calls each inspector has, in all and in the lightest and the fullest round."""
        rounds = [set(one) for one in self.content["rounds"]]
        given = self.content["assignment"]
        middle = (len(given) + 1) // 2
        self.keep(30 + 19 * (middle + 1))
        self.begin(self.say("inspectors"))
        keys = ("inspector", "calls", "lightest", "fullest")
        self.header([*_FOUR, *((a + 5, b + 5) for a, b in _FOUR)], [self.say(k) for k in keys] * 2)
        for number in range(middle):
            self.keep(19)
            row = self.next()
            for left, place in ((0, number), (5, number + middle)):
                values: list[object] = [""] * len(keys)
                if place < len(given):
                    one = given[place]
                    counts = [sum(each in own for each in one["recordings"]) for own in rounds]
                    least, most = min(counts, default=0), max(counts, default=0)
                    values = [one["inspector"], len(one["recordings"]), least, most]
                for (first, last), value in zip(_FOUR, values, strict=True):
                    style = self.styles("centred", "General")
                    self.across(row, left + first, left + last, value, style)
        left_over = len(self.content["drawn"]) - sum(len(one["recordings"]) for one in given)
        if left_over:
            self.note(self.say("nobody_hears", count=left_over))

    def _hours(self) -> None:
        """Shares of the hours of the day, two hours in a row."""
        hours = self.content["hours"]
        eligible = sum(one["eligible"] for one in hours) or 1
        drawn = sum(one["drawn"] for one in hours) or 1
        middle = (len(hours) + 1) // 2
        self.keep(22 + 19 * (middle + 1))
        self.begin(self.say("hours"))
        keys = ("hour", "hour_eligible", "share", "hour_drawn", "share")
        self.header(_CELLS, [self.say(key) for key in keys] * 2)
        for number in range(middle):
            row = self.next()
            for half, place in zip(_HALVES, (number, number + middle), strict=True):
                values: list[object] = [""] * 5
                if place < len(hours):
                    one = hours[place]
                    span = f"{one['hour']:02d}:00–{one['hour']:02d}:59"
                    shares = one["eligible"] / eligible, one["drawn"] / drawn
                    values = [span, one["eligible"], shares[0], one["drawn"], shares[1]]
                formats = ("General", "#,##0", "0.0%", "#,##0", "0.0%")
                for column, value, look in zip(half, values, formats, strict=True):
                    put(self.sheet, row, column, value, self.styles("centred", look))

    def _signatures(self) -> None:
        self.keep(22 + 2 * _SIGNATURE_HEIGHT + 18)
        self.begin(self.say("signatures"))
        for key in ("drawn_by", "witnessed_by"):
            row = self.next(_SIGNATURE_HEIGHT)
            for place, words in ((0, key), (5, "signed_on")):
                put(self.sheet, row, place, self.say(words), self.styles("label"))
                self.across(row, place + 1, place + 4, "", self.styles("wrapped"))
        self.note(self.say("verify", program=self.content["program"]))

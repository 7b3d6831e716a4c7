"""What the frame of every public page must carry (国办发〔2017〕47号), read from its HTML."""

from html.parser import HTMLParser

#: The marks of the sample county by the words that stand before them in the footer.
MARKS = {
    "主办单位": "榆中县人民政府办公室",
    "网站标识码": "6201230000",
    "ICP备案": "陇ICP备00000000号",
    "公安备案": "甘公网安备62012300000000号",
}
LINKS = {"site map": "/yuzhong/sitemap/", "accessibility statement": "/yuzhong/accessibility/"}
EMBLEM = "emblem"


class _Frame(HTMLParser):
    """The links and marks inside ``footer``, and whether the brand in ``header`` has its emblem."""

    def __init__(self) -> None:
        super().__init__()
        self.trail: list[tuple[str, str]] = []
        self.links: set[str] = set()
        self.marks: dict[str, str] = {}
        self.emblem = False
        self._term = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        words = (given.get("class") or "").split()
        within = {name for name, _classes in self.trail}
        if tag == "a" and "footer" in within:
            self.links.add(given.get("href") or "")
        if EMBLEM in words and any("brand-link" in classes for _name, classes in self.trail):
            self.emblem = "header" in within
        if tag not in {"meta", "link", "input", "img", "br", "hr", "source", "path", "circle"}:
            self.trail.append((tag, " ".join(words)))

    def handle_endtag(self, tag: str) -> None:
        while self.trail and self.trail.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        within = [name for name, _classes in self.trail]
        if "footer" in within and "dt" in within:
            self._term = data.strip()
        elif "footer" in within and "dd" in within and self._term:
            self.marks[self._term] = self.marks.get(self._term, "") + data.strip()


def lacking(html: str) -> set[str]:
    """Everything of the frame that is not on a page of the sample county."""
    frame = _Frame()
    frame.feed(html)
    found = {name for name, value in MARKS.items() if frame.marks.get(name) != value}
    found |= {name for name, url in LINKS.items() if url not in frame.links}
    return found if frame.emblem else found | {EMBLEM}

"""The dataset page in a real Chromium, with no network but the page's own server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.publish.examples import example_queries
from tests.publish.page_server import served
from tests.publish.test_page import page_of, published

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
RUN = 60_000  # milliseconds until the engine is loaded and has answered, on a busy machine

# Luminance and contrast as WCAG 2.2 defines them, over every visible piece of text and what lies behind it.
CONTRAST = """() => {
  const channels = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = channels(getComputedStyle(e).backgroundColor);
      if (c[3] === 1) return c;
    }
    return [255, 255, 255, 1];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility() || e.closest("title, desc, .vh, [disabled]")) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(channels(e.closest("svg") ? style.fill : style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${e.tagName}.${e.className.baseVal ?? e.className} ${node.data.trim()}`);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(published(tmp_path_factory.mktemp("warehouse")), tmp_path_factory.mktemp("page") / "site")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="needs Playwright: uv pip install playwright")
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with driver.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Visit:
    """A tab that may reach the page's server only; it keeps what was asked for and what went wrong."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.address, self.asked, self.wrong = address, [], []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.wrong.append(m.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.context.route("**/*", self._local_only)

    def _local_only(self, route: Any) -> None:
        self.asked.append(route.request.url)
        if route.request.url.startswith((self.address, "blob:")):
            route.continue_()
        else:
            route.abort()

    def open(self, path: str = "") -> Any:
        self.page.goto(self.address + path)
        return self.page

    def ask(self, sql: str) -> None:
        self.page.fill("#sql", sql)
        self.page.click("#run")
        self.page.wait_for_selector("#result table, #problem:not([hidden])", timeout=RUN)

    def done(self) -> None:
        self.context.close()
        assert self.wrong == []
        assert [url for url in self.asked if not url.startswith((self.address, "blob:"))] == []


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    tab = Visit(browser, address)
    yield tab
    tab.done()


def test_the_engine_loads_with_the_first_query_only(visit: Visit) -> None:
    visit.open()
    visit.page.wait_for_function("document.getElementById('state').textContent === 'Ready'")
    assert not [url for url in visit.asked if "duckdb" in url]
    visit.ask("SELECT 1 AS one")
    assert [url for url in visit.asked if url.endswith(".wasm.gz")]


def test_every_example_runs(visit: Visit) -> None:
    page = visit.open()
    for query in example_queries():
        page.click(f".examples button:has-text('{query.title}')")
        page.wait_for_selector("#run:not([aria-busy])", timeout=RUN)
        assert page.inner_text("#problem") == "", query.name
        assert page.locator("#result tbody tr").count() > 0, query.name
        assert re.match(r"\d+ rows? in \d+ ms", page.inner_text("#state"))


def test_own_sql_and_its_errors(visit: Visit) -> None:
    page = visit.open()
    visit.ask(
        "SELECT 12345 AS n, 0.5::DECIMAL(4,2) AS d, DATE '2024-04-03' AS day, ['a', NULL] AS l, {'x': 1} AS s, NULL AS no"
    )
    cells = page.locator("#result tbody td").all_inner_texts()
    assert cells == ["12,345", "0.5", "2024-04-03", "[a, NULL]", "{x: 1}", "null"]
    visit.ask("SELECT nothing FROM nowhere")
    page.wait_for_selector("#problem:not([hidden])")
    assert "nowhere does not exist" in page.inner_text("#problem")
    assert not page.is_visible("#result")
    visit.ask("SELECT content FROM quotes WHERE content LIKE '%talking%'")
    page.wait_for_selector("#result:not([hidden]) table")
    assert "We will keep talking" in page.inner_text("#result")
    assert not page.is_visible("#problem")


def test_a_query_that_never_ends_can_be_stopped(visit: Visit) -> None:
    page = visit.open()
    visit.ask("SELECT 1")
    page.fill(
        "#sql", "SELECT count(*) FROM range(100000000000) a, range(1000000) b WHERE a.range * b.range = -1"
    )
    page.click("#run")
    page.wait_for_selector("#run:has-text('Stop')")
    page.click("#run")
    page.wait_for_selector("#problem:not([hidden])")
    assert page.inner_text("#problem") == "Stopped."
    visit.ask("SELECT 2 AS two")
    page.wait_for_selector("#result:not([hidden]) table", timeout=RUN)


def test_a_result_is_saved_as_csv(visit: Visit) -> None:
    page = visit.open()
    visit.ask("SELECT 'a,\"b\"' AS x, 1234 AS n")
    with page.expect_download() as download:
        page.click("#save button")
    assert Path(download.value.path()).read_bytes() == b'x,n\r\n"a,""b""",1234'


def test_the_keyboard_reaches_everything(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    wanted = page.evaluate(
        """[...document.querySelectorAll("a[href], button, textarea, summary, [tabindex='0']")]
            .filter((e) => e.checkVisibility() && !e.disabled).length"""
    )
    reached = 1
    while page.evaluate("document.activeElement !== document.body") and reached <= wanted:
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement !== document.body")
    assert reached == wanted
    page.focus("#sql")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result table", timeout=RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "actors/index.html", "actor"])
def test_pages_fit_a_phone_and_can_be_read(
    browser: Any, address: str, site: Path, scheme: str, path: str
) -> None:
    actor = next(p.name for p in sorted((site / "actors").iterdir()) if p.name != "index.html")
    for width in (360, 1280):
        tab = Visit(browser, address, viewport={"width": width, "height": 740}, color_scheme=scheme)
        page = tab.open(f"actors/{actor}" if path == "actor" else path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("window.pwned") is None
        tab.done()

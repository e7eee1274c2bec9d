"""Opens pages in headless Chromium and checks them: see `scripts/check-html`."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [320, 768, 1280]

UNREACHED = """() => {
    const wanted = [...document.querySelectorAll('a[href], summary')].filter(
        (one) => one.checkVisibility() && !one.hasAttribute('data-reached'));
    return wanted.map((one) => one.outerHTML.slice(0, 100));
}"""

STEP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return 'end';
    if (one.hasAttribute('data-reached')) return 'again';
    one.setAttribute('data-reached', '');
    const style = getComputedStyle(one);
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return seen ? 'seen' : 'unseen ' + one.outerHTML.slice(0, 100);
}"""


def axe(page, script):
    """The faults that axe-core finds, one line each."""
    page.add_script_tag(path=script)
    found = page.evaluate("tags => axe.run({ runOnly: tags })", TAGS)
    return [
        f"axe {fault['id']} ({fault['impact']}): {fault['help']}: {fault['nodes'][0]['html'][:120]}"
        for fault in found["violations"]
    ], len(found["passes"])


def keyboard(page):
    """Moves through the page with Tab: every link and summary can be reached, and the focus is always visible."""
    faults, steps = [], 0
    for steps in range(20_000):
        page.keyboard.press("Tab")
        state = page.evaluate(STEP)
        if state in ("end", "again"):
            break
        if state.startswith("unseen"):
            faults.append(f"focus is not visible: {state[7:]}")
    faults += [f"not reached by Tab: {one}" for one in page.evaluate(UNREACHED)]
    return faults, steps


def opened_by_key(page):
    """Opens the first closed details with Enter."""
    first = page.locator("details:not([open]) > summary").first
    if first.count() == 0:
        return []
    first.focus()
    page.keyboard.press("Enter")
    is_open = page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Enter")
    return [] if is_open else ["Enter does not open a folded part"]


def skips(page):
    """The first stop with Tab is the link to the content, and the link works."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at = page.evaluate("document.activeElement.id")
    return [] if at == "main" else [f"the skip link leads to `{at}`, not to the content"]


def links(page):
    """Every link within the page leads to something, even if it is folded."""
    return page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')]
        .filter((link) => !document.getElementById(link.getAttribute('href').slice(1)))
        .map((link) => 'a link has no target: ' + link.outerHTML)""")


def overflow(page, name, opened):
    """No page is wider than its window."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} px wide in a window of {width} px ({opened})")
        look = os.environ.get("SNA_LOOK")
        if look:
            page.screenshot(path=str(Path(look) / f"{name}-{width}-{opened}.png"), full_page=True)
    return faults


def check(browser, script, path):
    """All the faults of one page."""
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(f"console: {message.text}"))
    page.goto(path.resolve().as_uri())
    faults = [f"asked for {one}" for one in asked[1:]]
    faults += skips(page)
    faults += opened_by_key(page) + links(page)
    faults += overflow(page, path.stem, "folded")
    page.set_viewport_size({"width": 1280, "height": 900})
    # Loaded again, so that the focus starts at the top and not where the skip link led.
    page.goto("about:blank")
    page.goto(path.resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    walked, steps = keyboard(page)
    wrong, passed = axe(page, script)
    faults += walked + wrong + overflow(page, path.stem, "open")
    context.close()
    print(f"{path}: {passed} axe rules passed, {steps} stops with Tab, {len(faults)} faults")
    for fault in faults:
        print(f"  {fault}")
    return len(faults)


def main():
    chromium, script, *paths = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        faults = sum(check(browser, script, Path(path)) for path in paths)
        browser.close()
    sys.exit(1 if faults else 0)


main()

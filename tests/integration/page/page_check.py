#!/usr/bin/python3
"""The coordinator's page in a real browser, over a real cluster that is broken and mended meanwhile.

page_check.py BALLAST NAME DIR OUTPUT: the program `ballast`, the cluster's name and folder, and where the screenshots
go. The cluster has brokers kafka-0 to kafka-2 in racks a, b and c, 3 ZooKeeper servers, and a topic `kept` with 3
replicas. It needs Debian's python3-selenium, and so Debian's python3.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from browser import DESKTOP, PHONE, Browser

BALLAST, NAME, FOLDER, OUTPUT = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
WHOLE_LIMIT = 240  # seconds; what runs longer hangs

# Texts against what is painted behind them, as WCAG 2.2 section 1.4.3 counts: those below 4.5.
FAINT_TEXTS = """
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [, , , alpha = 1] = numbers(getComputedStyle(one).backgroundColor);
      if (alpha === 1) return getComputedStyle(one).backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
      return [one.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05)];
    }).filter(([, contrast]) => contrast < 4.5);
"""
WIDER_THAN_THE_PAGE = """
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5 && !one.closest("thead"))
    .map((one) => one.outerHTML.slice(0, 120));
"""
CARDS = """
  return Object.fromEntries([...document.querySelectorAll(".node")].map((card) => [card.dataset.node, {
    rack: card.closest(".rack").dataset.rack, state: card.dataset.state, words: card.querySelector(".state").textContent,
    shape: card.querySelector("svg.shape").dataset.shape, drawn: card.querySelector("svg.shape").getBoundingClientRect().width,
  }]));
"""
TROUBLE = """
  return Object.fromEntries([...document.querySelectorAll("#topics tbody tr")].map((row) => [row.dataset.topic,
    Object.fromEntries([...row.querySelectorAll("td")].map((cell) => [cell.dataset.label, cell.textContent]))]));
"""


def ballast(command, *arguments):
    done = subprocess.run([BALLAST, *command.split(), "--name", NAME, "--dir", FOLDER, *arguments], capture_output=True,
                          text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"ballast {command} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def coordinator():
    init = json.loads((FOLDER / "coordinator/run/init.json").read_text())["pid"]
    children = subprocess.run(["pgrep", "-P", str(init)], capture_output=True, text=True).stdout.split()
    return int(children[0]) if children else 0


class Page(unittest.TestCase):
    """Each test goes on where the one before left the browser and the cluster."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.link = ballast("dashboard")
        cls.origin = cls.link.split("/login")[0]

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.started = time.monotonic()

    def tearDown(self):
        print(f"  {self._testMethodName[7:]}: {time.monotonic() - self.started:.1f} s", flush=True)

    def verdict(self, wanted, limit=60):
        self.browser.wait(f"verdict {wanted}", "return document.getElementById('verdict').dataset.verdict === arguments[0]",
                          wanted, limit=limit)

    def live(self, wanted="yes", limit=20):
        self.browser.wait(f"live: {wanted}", "return document.getElementById('age').dataset.live === arguments[0]", wanted,
                          limit=limit)

    def text(self, selector):
        return self.browser.run("return document.querySelector(arguments[0]).textContent", selector)

    def is_shown(self, selector):
        return self.browser.run("return document.querySelector(arguments[0]).checkVisibility()", selector)

    def check_console(self, *allowed):
        """That the console has nothing but what contains one of `allowed`."""
        self.browser.collect()
        wrong = [text for _, text in self.browser.console if not any(part in text for part in allowed)]
        self.browser.console.clear()
        self.assertEqual(wrong, [])

    def check_same_document(self):
        self.assertTrue(self.browser.run("return window.notReloaded === true"), "the page was loaded anew")

    def check_looks(self, name):
        """At both widths and in both colour schemes: no sideways scrolling, texts that can be read; keeps screenshots."""
        for size, device in ((DESKTOP, "desktop"), (PHONE, "375px")):
            for scheme in ("dark", "light"):
                self.browser.view(size, scheme)
                with self.subTest(name, device=device, scheme=scheme):
                    self.assertEqual(self.browser.run("return innerWidth"), size[0])
                    self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), size[0])
                    self.assertEqual(self.browser.run(WIDER_THAN_THE_PAGE), [])
                    self.assertEqual(self.browser.run(FAINT_TEXTS), [])
                self.browser.screenshot(OUTPUT / f"{name}-{device}-{scheme}.png")
        self.browser.view(PHONE, deficiency="achromatopsia")
        self.browser.screenshot(OUTPUT / f"{name}-375px-without-colour.png")
        self.browser.view(DESKTOP)

    def test_1_shows_nothing_of_the_cluster_without_a_login(self):
        self.browser.view(DESKTOP)
        self.browser.driver.get(self.origin + "/")
        self.browser.wait("the login section", "return !document.getElementById('login').hidden", limit=10)
        self.assertFalse(self.is_shown("#live"))
        self.assertIn("ballast dashboard", self.text("#login"))
        self.assertNotIn("kafka-0", self.text("main"))
        self.browser.screenshot(OUTPUT / "login-desktop-light.png")
        self.check_console("401 (Unauthorized)")

    def test_2_opens_by_a_link_that_works_once(self):
        self.browser.driver.get(self.link)
        self.browser.wait("the live part", "return location.pathname === '/' && document.getElementById('live') && "
                          "!document.getElementById('live').hidden", limit=10)
        self.assertNotIn("once", self.browser.driver.current_url)
        self.check_console()
        self.browser.driver.get(self.link)
        self.assertIn("This link does not work", self.text("main"))
        self.check_console("403 (Forbidden)")
        self.browser.driver.get(self.origin + "/")
        self.browser.run("window.notReloaded = true")

    def test_3_shows_a_cluster_that_is_well(self):
        self.verdict("OK")
        self.live()
        self.assertRegex(self.text("#age"), r"^Live: oldest fact \d[\d.]* s ago$")
        self.assertEqual(self.text("#cluster"), NAME)
        self.assertTrue(self.browser.driver.title.startswith("OK"))
        self.assertFalse(self.is_shown("#why") or self.is_shown("#stale") or self.is_shown("#topics"))
        self.assertIn("None", self.text("#no-topics"))
        cards = self.browser.run(CARDS)
        self.assertEqual({name: card["rack"] for name, card in cards.items()}, {
            "kafka-0": "Rack a", "kafka-1": "Rack b", "kafka-2": "Rack c",
            "zookeeper-1": "ZooKeeper", "zookeeper-2": "ZooKeeper", "zookeeper-3": "ZooKeeper"})
        for name, card in cards.items():
            self.assertEqual((card["words"], card["shape"]), ("SERVING", "check"), name)
            self.assertGreater(card["drawn"], 10, name)
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('.node .tag')].map((tag) => tag.textContent)"
                                          ".sort()"), ["controller", "follower", "follower", "leader"])
        self.assertIn("3 of 3 registered", self.text("#figures"))
        shapes = self.browser.run("return [...document.querySelectorAll('#legend path')].map((path) => path.getAttribute('d'))")
        self.assertEqual(len(set(shapes)), len(shapes), "two states have one shape")
        self.check_looks("ok")

    def test_4_answers_what_it_is_asked(self):
        self.browser.run("document.querySelector('[data-node=kafka-1] summary').click();"
                         "document.querySelector('[data-node=kafka-1] button').click();"
                         "document.getElementById('plan-button').click()")
        self.browser.wait("yes", "return document.querySelector('[data-node=kafka-1] .answer').textContent.includes('Yes')")
        self.assertRegex(self.text("[data-node=kafka-1] .asking"), r"Asked \d+ s ago")
        batches = self.browser.wait("a plan", "return [...document.querySelectorAll('#plan ol strong')]"
                                    ".map((batch) => batch.textContent)")
        self.assertEqual(sorted(batch.split()[1] for batch in batches),
                         ["kafka-0", "kafka-1", "kafka-2", "zookeeper-1", "zookeeper-2", "zookeeper-3"])
        self.assertIn("Last is", self.text("#plan"))
        self.check_looks("asked")

    def test_5_follows_a_broker_that_stops_and_comes_back(self):
        ballast("node stop", "kafka-1")
        self.verdict("DEGRADED", limit=15)
        self.browser.wait("that it is stopped", "return document.querySelector('[data-node=kafka-1]').dataset.state === 'STOPPED'")
        self.browser.wait("why, and what to do", "const why = document.querySelector('[data-code=NODE_NOT_READY]');"
                          "return why && why.textContent.includes('is STOPPED')")
        self.browser.wait("all its partitions", TROUBLE.replace("return ", "const rows = ") +
                          "return rows.kept && rows.kept['Under-replicated'] === '6' && rows.kept['At min ISR'] === '6'")
        self.check_same_document()
        card = self.browser.run(CARDS)["kafka-1"]
        self.assertEqual((card["words"], card["shape"]), ("STOPPED", "square"))
        self.assertEqual(self.browser.run("return document.querySelector('#verdict svg').dataset.shape"), "triangle")
        self.assertEqual(self.text("#verdict-word"), "DEGRADED")
        self.assertIn("Restarts are blocked", self.text("#restart"))
        self.assertIn("ballast node start kafka-1", self.text("[data-code=NODE_NOT_READY]"))
        self.assertIn("kept-0", self.text("[data-code=UNDER_REPLICATED] details"))
        self.assertEqual(self.browser.run(TROUBLE), {"kept": {
            "Offline": "0", "Under min ISR": "0", "At min ISR": "6", "Under-replicated": "6", "Partitions": "6"}})
        self.assertTrue(self.browser.driver.title.startswith("DEGRADED"))
        self.assertEqual(self.text("#announcement"), "DEGRADED")
        self.assertTrue(self.browser.run("return document.querySelector('[data-node=kafka-1] details').open"),
                        "what was opened stays open")
        self.browser.run("document.querySelector('[data-node=kafka-0] summary').click();"
                         "document.querySelector('[data-node=kafka-0] button').click()")
        self.browser.wait("no", "return document.querySelector('[data-node=kafka-0] .answer').textContent.includes('No')")
        self.assertIn("UNDER_MIN_ISR", self.text("[data-node=kafka-0] .answer"))
        self.check_looks("degraded")
        ballast("node start", "kafka-1")
        self.verdict("OK")
        self.browser.wait("no trouble", "return document.getElementById('topics').hidden", limit=10)
        self.check_same_document()
        self.check_console()

    def test_6_says_that_it_is_not_live_while_the_coordinator_is_gone(self):
        before = coordinator()
        self.browser.run("""
          window.lives = [];
          const age = document.getElementById("age");
          new MutationObserver(() => window.lives.push(age.dataset.live)).observe(age, { attributes: true });
        """)
        os.kill(before, signal.SIGKILL)
        self.browser.wait("that it is not live", "return window.lives.includes('no')", limit=10)
        self.live()
        self.verdict("OK")
        self.assertNotIn(coordinator(), (0, before))
        self.assertTrue(self.is_shown("#live"), "still logged in")
        self.check_same_document()
        self.check_console("/v1/events")

    def test_7_says_how_old_it_is_while_the_coordinator_is_silent(self):
        frozen = coordinator()
        os.kill(frozen, signal.SIGSTOP)
        try:
            self.live("no", limit=10)
            self.browser.wait("that it is stale", "return !document.getElementById('stale').hidden", limit=15)
            self.assertRegex(self.text("#stale"), r"^STALE: what is shown may be \d.* old. The coordinator is not heard for \d")
            self.assertRegex(self.text("#verdict"), r"OK\s+\d.* ago")
            self.assertTrue(self.browser.driver.title.startswith("STALE OK"))
            self.browser.wait("that no node is heard",
                              "return document.querySelectorAll('.node:not([data-state=SILENT])').length === 0", limit=10)
            cards = self.browser.run(CARDS)
            self.assertEqual({card["shape"] for card in cards.values()}, {"diamond"})
            self.assertRegex(cards["kafka-0"]["words"], r"silent, was SERVING \d.* ago")
            self.check_looks("stale")
        finally:
            os.kill(frozen, signal.SIGCONT)
        self.live()
        self.verdict("OK")
        self.assertFalse(self.is_shown("#stale"))
        self.check_same_document()
        self.check_console("/v1/events")

    def test_8_asks_nobody_but_the_coordinator(self):
        self.browser.collect()
        asked = [url for url in self.browser.requests if not url.startswith("data:")]  # those leave for nowhere
        self.assertGreater(len(asked), 5)
        self.assertEqual([url for url in asked if not url.startswith(self.origin + "/")], [])
        # The policy is in force, and what breaks it would have been seen in the console.
        self.browser.run("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}));"
                         "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
        self.browser.wait_for_console("Content Security Policy", count=2)
        self.assertIsNone(self.browser.run("return window.ran || null"))


def give_up(*_):
    raise TimeoutError(f"not done within {WHOLE_LIMIT} s")


if __name__ == "__main__":
    OUTPUT.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(WHOLE_LIMIT)
    unittest.main(argv=sys.argv[:1], failfast=True)

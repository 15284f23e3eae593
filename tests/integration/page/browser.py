"""A headless Chromium that talks to nobody but this machine, driven over WebDriver."""
import base64
import json
import shutil
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
DESKTOP = (1280, 900)
PHONE = (375, 812)


class Browser:
    """Owns the processes of chromedriver and Chromium, and their profile, until close()."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="ballast-chromium-")
        self.driver = None
        self.requests = []  # each URL that a page asked for
        self.console = []  # (level, text) of each message
        try:
            service = Service(CHROMEDRIVER)
            self.driver = webdriver.Chrome(service=service, options=self._options())
            self.driver.set_page_load_timeout(20)
            self.driver.set_script_timeout(10)
            self.driver.get("about:blank")  # away from the browser's own first page
            self.collect()
            self.requests.clear()
        except BaseException:
            self.close()
            raise

    def _options(self):
        options = Options()
        options.binary_location = CHROMIUM
        for argument in ("--headless=new", "--no-sandbox",  # CI's user is root
                         "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
                         "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
                         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.*, EXCLUDE localhost",
                         f"--user-data-dir={self.profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        return options

    def close(self):
        if self.driver:
            self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def view(self, size, scheme="light", deficiency="none"):
        """The size of the viewport, exactly; the colour scheme; how colours are seen."""
        width, height = size
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedVisionDeficiency", {"type": deficiency})

    def screenshot(self, file):
        """The whole page, also what is below the viewport."""
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        file.write_bytes(base64.b64decode(shot["data"]))

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, wanted, script, *arguments, limit=60):
        """Until the script, a body of a function, returns something true, and that; fails with `wanted` and what it
        returned last."""
        ends = time.monotonic() + limit
        while True:
            value = self.run(script, *arguments)
            if value:
                return value
            if time.monotonic() > ends:
                raise AssertionError(f"not within {limit} s: {wanted}; it was {value!r}")
            time.sleep(0.05)

    def collect(self):
        """Takes over what the browser logged since the last call."""
        for entry in self.driver.get_log("browser"):
            self.console.append((entry["level"], entry["message"]))
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])

    def wait_for_console(self, text, count, limit=10):
        """Until so many messages contain the text."""
        ends = time.monotonic() + limit
        while sum(text in message for _, message in self.console) < count:
            if time.monotonic() > ends:
                raise AssertionError(f"not {count} messages with {text!r} within {limit} s: {self.console}")
            time.sleep(0.05)
            self.collect()

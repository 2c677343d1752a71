"""Headless Chromium over the pipe of its DevTools protocol, with nothing but Python's library."""

import base64
import functools
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a word about each, and the site's own page for what is not there."""

    def __init__(self, *arguments, mount, **more):
        self.mount = mount
        super().__init__(*arguments, **more)

    def translate_path(self, path):
        return super().translate_path("/" + path.removeprefix(self.mount))

    def log_message(self, *_):
        pass

    def send_error(self, code, message=None, explain=None):
        page = os.path.join(self.directory, "404.html")
        if code != 404 or not os.path.exists(page):
            return super().send_error(code, message, explain)
        with open(page, "rb") as file:
            body = file.read()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Browser:
    """One page of a browser that sees a folder as http://127.0.0.1:PORT/MOUNT/."""

    def __init__(self, folder, mount="/"):
        handler = functools.partial(QuietFiles, directory=folder, mount=mount)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}{mount.rstrip('/')}"
        self.home = tempfile.mkdtemp(prefix="limn-proof-browser-")
        self.buffer = b""
        self.count = 0
        self.session = None
        self.loaded = False
        # A window of width and height, in light or dark.
        self.look = None
        read, self.commands = os.pipe()
        self.answers, write = os.pipe()
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise SystemExit("there is no chromium on this machine: make test-tools")

        self.process = subprocess.Popen(
            # The protocol wants its ends at 3 and 4, which may be taken in this process.
            ["/bin/sh", "-c", f'exec "$@" 3<&{read} 4>&{write}', "sh", program,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-extensions", "--force-color-profile=srgb",
             f"--user-data-dir={self.home}", "--remote-debugging-pipe"],
            pass_fds=(read, write), env={**os.environ, "HOME": self.home},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(write)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable")

    def close(self):
        os.close(self.commands)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.answers)
        self.server.shutdown()
        shutil.rmtree(self.home, ignore_errors=True)

    def receive(self):
        while b"\0" not in self.buffer:
            part = os.read(self.answers, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(message)
        if message.get("method") == "Page.loadEventFired":
            self.loaded = True
        return message

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def open(self, path, width=1280, height=900, dark=False):
        """Opens a page and waits for everything that it loads."""
        if self.look != (width, height, dark):
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
            scheme = "dark" if dark else "light"
            self.call("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])
            self.look = (width, height, dark)
        self.loaded = False
        self.call("Page.navigate", url=self.origin + path)
        while not self.loaded:
            self.receive()

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:400])
        return answer["result"].get("value")

    def screenshot(self, file, whole=False):
        """Writes a PNG file of the window, or of the whole page as far as 4000 pixels."""
        clip = {}
        if whole:
            height = min(4000, self.evaluate("document.documentElement.scrollHeight"))
            clip = {"captureBeyondViewport": True,
                    "clip": {"x": 0, "y": 0, "width": self.look[0], "height": height, "scale": 1}}
        answer = self.call("Page.captureScreenshot", format="png", **clip)
        with open(file, "wb") as out:
            out.write(base64.b64decode(answer["data"]))

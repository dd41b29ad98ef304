"""What the end-to-end tests stand on: a real server in a folder of its own, its command line, and a mail server.

Every test has its own folder and free ports, so tests run side by side.  Nothing here sleeps for a guessed time: `until` waits for
what is to happen, with a deadline.
"""

import asyncio
import contextlib
import ctypes
import email
import email.policy
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from aiosmtpd.smtp import SMTP

RISKFLOW = os.path.abspath(os.environ.get("RISKFLOW", "riskflow"))
SOURCE_DIR = os.environ.get("RISKFLOW_SOURCE_DIR") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEADLINE = 60.0  # seconds; generous, because the machine may be busy
FLOW = "Notify manager when a user has an insider risk alert"
IMPORT_FILES = ("users.json", "groups.json", "alerts.json", "office365.ndjson", "hr.csv")


def until(what, probe, seconds=DEADLINE):
    """The first truthy answer of `probe`; fails, naming `what`, when there is none in time."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:.0f} s still waiting: {what}")
        pause.wait(0.01)


def _die_with_parent():
    """A test that is itself killed (ctest's time-out) leaves no server behind."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def _clean_environment():
    """Ours without what would configure riskflow from outside."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RISKFLOW")}


class Server:
    """riskflow serve in `folder`, on a free port.  Start it from the main thread only (see _die_with_parent)."""

    def __init__(self, folder, **configuration):
        self.folder = folder
        self.data = os.path.join(folder, "data")
        self.log = os.path.join(folder, "server.log")
        self.address = None
        self.starts = 0
        self._process = None
        self._environment = _clean_environment() | {"RISKFLOW_CATCHER_PORT": "0"} | configuration

    # ---- its life ----

    def start(self):
        self.starts += 1
        out = os.path.join(self.folder, f"server.{self.starts}.out")
        with open(out, "wb") as stdout, open(self.log, "ab") as stderr:
            self._process = subprocess.Popen([RISKFLOW, "serve", "--port", "0"], cwd=self.folder, env=self._environment,
                                             stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                             preexec_fn=_die_with_parent)

        def listening():
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended with {self._process.returncode}: {self.log_text()}")
            with open(out, encoding="utf-8") as text:
                return re.search(r"listens at http://(\S+)\n", text.read())

        self.address = until("the server listens", listening).group(1)
        return self

    def stop(self):
        """SIGTERM; a server that is told to end ends well."""
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(DEADLINE)
        except subprocess.TimeoutExpired as expired:
            process.kill()
            process.wait()
            raise AssertionError(f"SIGTERM did not end the server: {self.log_text()}") from expired
        if code != 0:
            raise AssertionError(f"after SIGTERM the server ended with {code}: {self.log_text()}")

    def kill(self):
        """SIGKILL.  Harmless when it does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as text:
            return text.read()[-4000:]

    # ---- its command line ----

    @property
    def token_file(self):
        return os.path.join(self.data, "admin.token")

    def environment(self, token_file=None):
        """That of somebody who uses this server."""
        return _clean_environment() | {"RISKFLOW_SERVER": f"http://{self.address}",
                                       "RISKFLOW_TOKEN_FILE": token_file or self.token_file}

    def cli(self, *arguments, token_file=None, exits=0):
        """stdout of `riskflow arguments`, which must end with `exits` (a number or several)."""
        done = subprocess.run([RISKFLOW, *map(str, arguments)], cwd=self.folder, env=self.environment(token_file),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE, check=False)
        out, err = done.stdout.decode(), done.stderr.decode()
        allowed = (exits,) if isinstance(exits, int) else exits
        if done.returncode not in allowed:
            command = " ".join(map(str, arguments))
            raise AssertionError(f"riskflow {command}: exit {done.returncode}, not {exits}\n{out}\n{err}\n{self.log_text()}")
        return out

    def json(self, *arguments, **options):
        return json.loads(self.cli(*arguments, "-o", "json", **options))

    def rows(self, *arguments, **options):
        return self.json(*arguments, **options)["value"]

    # ---- its API ----

    def token(self):
        with open(self.token_file, encoding="ascii") as text:
            return text.read().strip()

    def connect(self):
        host, port = self.address.rsplit(":", 1)
        return http.client.HTTPConnection(host, int(port), timeout=DEADLINE)

    def get(self, path):
        """The JSON of an answer 200, asked with the token file's token."""
        with contextlib.closing(self.connect()) as connection:
            status, answer = ask(connection, "GET", path, self.token())
        if status != 200:
            raise AssertionError(f"GET {path}: {status} {answer}")
        return answer

    def events(self, told_by="events"):
        """Every event on record, page by page; told by "replay" with what is written about persons, which an export seals."""
        at = 0
        while True:
            page = self.get(f"/v1.0/audit/{told_by}?from={at}&top=1000")
            yield from page["value"]
            if not page["value"] or page.get("next") is None:
                return
            at = page["next"]

    def take_sample(self, users=60, alerts=200, seed=1, into="org"):
        """Makes an organisation and imports it; the totals of the import."""
        self.cli("sample", "--users", users, "--alerts", alerts, "--seed", seed, "--out", into)
        return self.import_sample(into)

    def import_sample(self, folder="org"):
        """The totals.  Exit 9: the sample has records that are to be skipped."""
        return self.json("import", *(os.path.join(folder, name) for name in IMPORT_FILES), exits=(0, 9))["totals"]


def ask(connection, method, path, token, body=None, key=None):
    """(status, JSON) of one request.  Raises OSError or http.client.HTTPException when the server goes away."""
    headers = {"Authorization": f"Bearer {token}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        headers["Idempotency-Key"] = key
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    try:
        return answer.status, json.loads(text) if text else None
    except json.JSONDecodeError:
        return answer.status, text.decode("utf-8", errors="replace")


class Mail:
    """A mail as it reached the mail server."""

    def __init__(self, sender, recipients, content):
        self.sender = sender
        self.recipients = recipients
        self.message = email.message_from_bytes(content, policy=email.policy.default)

    @property
    def id(self):
        return self.message["Message-ID"]

    def body(self, kind):
        """The text of its part of this kind: plain or html."""
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else None


class MailServer:
    """An SMTP server on a free port, in a thread of its own.

    delay    seconds before each answer to MAIL and RCPT: makes a delivery long, before it is committed to
    refusal  what RCPT is answered instead of 250, such as "550 5.1.1 unknown"
    """

    def __init__(self):
        self.delay = 0.0
        self.refusal = None
        self._mails = []
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listener = self._run(self._listen())
        self.port = self._listener.sockets[0].getsockname()[1]

    def configuration(self):
        """What makes riskflow send here."""
        return {"RISKFLOW_MAIL_HOST": "127.0.0.1", "RISKFLOW_MAIL_PORT": str(self.port), "RISKFLOW_MAIL_SECURITY": "none"}

    def mails(self):
        with self._lock:
            return list(self._mails)

    def close(self):
        self._loop.call_soon_threadsafe(self._listener.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE)
        self._loop.close()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(DEADLINE)

    async def _listen(self):
        return await self._loop.create_server(lambda: SMTP(self, loop=self._loop, hostname="sink.test"), "127.0.0.1", 0)

    # ---- the handler, called by aiosmtpd under these names ----

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        await asyncio.sleep(self.delay)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, options):
        await asyncio.sleep(self.delay)
        if self.refusal is not None:
            return self.refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        with self._lock:
            self._mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


class EndToEnd(unittest.TestCase):
    """A test with a folder; what it opens is closed and its servers are killed, however it ends."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="riskflow-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def mail_server(self):
        sink = MailServer()
        self.addCleanup(sink.close)
        return sink

    def server(self, **configuration):
        server = Server(self.folder, **configuration)
        self.addCleanup(server.kill)
        return server.start()

    def people(self):
        """users.json of the sample, by object id."""
        with open(os.path.join(self.folder, "org", "users.json"), encoding="utf-8") as text:
            return {person["id"]: person for person in json.load(text)["value"]}

    def alerts_of_one_user(self, server):
        """Alerts under review of one user who has several, but not too many to look at, and a manager; ids, newest first."""
        of_user = {}
        for alert in server.rows("alert", "list", "--all"):
            if alert["status"] == "NeedsReview":
                of_user.setdefault(alert["user"]["id"], []).append(alert["id"])
        return next(ids for user, ids in sorted(of_user.items())
                    if 2 <= len(ids) <= 6 and server.json("user", "show", user)["manager"])

"""The server is killed (SIGKILL) at random moments: no run is lost, no mail doubled but in the one window that is documented
(docs/adr/0005-mail-window.md), and what was acknowledged stays.

The 1,000 kills come in 50 shards of 20, each with its own folder and its number as the seed, so that any of them can be played alone.
RISKFLOW_SHARD=i/n plays the shards i, i + n, i + 2n, ...: 1/50 just the first, 1/1 all.
"""

import collections
import contextlib
import http.client
import itertools
import json
import os
import random
import threading
import unittest

from harness import FLOW, EndToEnd, ask, until

SHARDS = 50
KILLS = 20             # of a shard
LONGEST_RUN = 0.45     # seconds; about a run with the delays below
ANSWER_DELAY = 0.05    # of the mail server, twice a mail
WRITERS = 64
MOST_POLICIES = 40
CASES = 4
LONGEST_LIFE = 0.7     # seconds that a server has under the writers before it is killed
AGAIN = (409, 429, 503)  # the same request may be sent again


def shards():
    """The numbers of the shards to play."""
    index, count = map(int, (os.environ.get("RISKFLOW_SHARD") or f"1/{SHARDS}").split("/"))
    return range(index, SHARDS + 1, count)


class Killing(EndToEnd):
    shard = shards()[0]

    def setUp(self):
        super().setUp()
        self.random = random.Random(self.shard)

    def say(self, text):
        print(f"shard {self.shard}/{SHARDS}: {KILLS} kills; {text}", flush=True)

    def kill_within(self, server, seconds):
        """At a random moment; the wait is what is tested, nothing is waited for."""
        threading.Event().wait(self.random.uniform(0, seconds))
        server.kill()

    def open_cases(self, server, count):
        """Active cases of as many users."""
        alert_of = {}
        for alert in server.rows("alert", "list", "--all"):
            if alert["status"] == "NeedsReview":
                alert_of.setdefault(alert["user"]["id"], alert["id"])
        for number, alert in enumerate(sorted(alert_of.values())[:count], 1):
            server.cli("alert", "confirm", alert, "--case-name", f"Case {number}")


class KilledDuringRuns(Killing):
    def setUp(self):
        super().setUp()
        self.sink = self.mail_server()
        self.riskflow = self.server(**self.sink.configuration())
        self.riskflow.take_sample(users=20, alerts=40)
        self.riskflow.cli("alert", "confirm", self.alerts_of_one_user(self.riskflow)[0], "--case-name", "Killed often")
        self.riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        self.riskflow.cli("settings", "privacy", "ShowNames")
        self.sink.delay = ANSWER_DELAY

    def start_run(self, key):
        """Asks until it is answered: a request that was cut off is sent again, and is the same request."""
        def asked():
            try:
                with contextlib.closing(self.riskflow.connect()) as connection:
                    status, answer = ask(connection, "POST", "/v1.0/runs", self.riskflow.token(), {"flow": FLOW, "case": "1"}, key)
            except (OSError, http.client.HTTPException):
                return None
            self.assertIn(status, (202, *AGAIN), answer)
            return answer["id"] if status == 202 else None

        return until("the run is accepted", asked)

    def start_run_and_kill(self, key):
        """The kill may come before the answer, during the run, or after it.

        What it met in the window of docs/adr/0005-mail-window.md: a mail that was committed to, with no answer on record, as (run, position).
        """
        asking = threading.Thread(target=self.ask_once, args=(self.riskflow.connect(), self.riskflow.token(), key))
        asking.start()
        self.kill_within(self.riskflow, LONGEST_RUN)
        asking.join()
        unanswered = {}
        for line in self.riskflow.cli("audit", "replay", "--data", self.riskflow.data, "-o", "ndjson").splitlines():
            event = json.loads(line)
            if event["event"] == "run.delivery-committed":
                unanswered[event["stream"]] = event["position"]
            if event["event"] == "run.step-settled":  # nothing follows a delivery but the end of its step
                unanswered.pop(event["stream"], None)
        return set(unanswered.items())

    @staticmethod
    def ask_once(connection, token, key):
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            ask(connection, "POST", "/v1.0/runs", token, {"flow": FLOW, "case": "1"}, key)

    def finished_runs(self):
        runs = self.riskflow.rows("run", "list", "--all")
        return runs if all(run["isFinished"] for run in runs) else None

    def test_every_run_ends_and_its_mail_arrives(self):
        wanted = []
        unanswered = set()
        for number in range(KILLS):
            key = f"run-{number}"
            unanswered |= self.start_run_and_kill(key)
            self.riskflow.start()
            wanted.append(self.start_run(key))
        runs = until("all runs are over", self.finished_runs)

        self.assertEqual(KILLS, len(set(wanted)))
        self.assertEqual(sorted(wanted), sorted(run["id"] for run in runs), "each asked-for run, once")
        self.assertEqual([], [self.riskflow.json("run", "show", run["id"]) for run in runs if run["status"] != "Succeeded"])

        committed = collections.Counter(event["stream"] for event in self.riskflow.events()
                                        if event["event"] == "run.delivery-committed")
        arrived = collections.Counter(mail.message["X-Riskflow-Run"] for mail in self.sink.mails())
        killed_within = collections.Counter(stream for stream, _ in unanswered)
        doubled = sum(times > 1 for times in arrived.values())
        self.say(f"{len(runs)} runs, {len(self.sink.mails())} mails, {killed_within.total()} kills within the window, "
                 f"{doubled} mails arrived again with the same Message-ID")
        self.assertEqual(sorted(wanted), sorted(arrived), "a mail of each run")
        self.assertEqual(KILLS, len({mail.id for mail in self.sink.mails()}), "a Message-ID of its own for each run")
        self.assertEqual(sorted(wanted), sorted(stream.removeprefix("run-") for stream in committed), "each run commits to its delivery")
        for run in wanted:  # once, and again only for a kill within the window
            self.assertLessEqual(arrived[run], 1 + killed_within[run_stream(run)], run)
            self.assertEqual(committed[run_stream(run)], 1 + killed_within[run_stream(run)], run)
        notes = [note["runId"] for note in self.riskflow.json("case", "show", 1)["notes"] if note["authorKind"] == "Flow"]
        self.assertEqual(sorted(wanted), sorted(notes), "each run leaves one note")
        self.riskflow.stop()


def run_stream(run):
    return f"run-{run}"


class Writer:
    """A client that adds notes and policies, and sends again what was not answered, until it is told to end."""

    def __init__(self, name, server, policies):
        self.name = name
        self.server = server
        self.policies = policies  # shared: the numbers of the policies still to be made
        self.acknowledged = []    # texts of notes
        self.made = []            # names of policies
        self.faults = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work, name=name)

    def work(self):
        for number in itertools.count():
            text = f"{self.name} says {number}"
            policy = next(self.policies, None) if number % 4 == 1 else None
            if policy is None:
                path, body = f"/v1.0/cases/{1 + hash_of(text) % CASES}/notes", {"text": text}
            else:
                path, body = "/v1.0/policies", {"name": f"Policy {policy}", "template": "Other", "windowDays": 30}
            if not self.done(path, body, text):
                return
            (self.acknowledged if policy is None else self.made).append(next(iter(body.values())))
            if self.ended.is_set():
                return

    def done(self, path, body, key):
        """Sends it until it is acknowledged."""
        tried = collections.Counter()

        def sent():
            try:
                with contextlib.closing(self.server.connect()) as connection:
                    status, answer = ask(connection, "POST", path, self.token, body, key)
            except (OSError, http.client.HTTPException) as gone:
                tried[type(gone).__name__] += 1
                return None
            tried[f"{status} {answer}" if status in AGAIN else status] += 1
            if status in AGAIN:
                return None
            if status != 201:
                self.faults.append((path, key, status, answer))
            return (status,)

        try:
            return until(f"{key} is acknowledged", sent) == (201,)
        except AssertionError as late:
            self.faults.append((path, key, str(late), tried.most_common(3)))
            return False

    def start(self):
        self.token = self.server.token()
        self.thread.start()


def hash_of(text):
    """The same in every process, so that a seed plays the same requests again."""
    return sum(text.encode())


class KilledUnderLoad(Killing):
    def test_what_was_acknowledged_is_there_once(self):
        riskflow = self.server()
        riskflow.take_sample(users=20, alerts=40)
        self.open_cases(riskflow, CASES)
        riskflow.cli("settings", "privacy", "ShowNames")
        policies = iter(Numbers(MOST_POLICIES))
        writers = [Writer(f"w{number}", riskflow, policies) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        self.addCleanup(self.end, writers)
        for _ in range(KILLS):
            self.kill_within(riskflow, LONGEST_LIFE)
            riskflow.start()
        riskflow.cli("doctor", "--rebuild-views")  # while they write
        self.end(writers)
        self.assertEqual([], [fault for writer in writers for fault in writer.faults])

        events = list(riskflow.events(told_by="replay"))
        self.assertEqual(list(range(len(events))), [event["position"] for event in events], "positions are dense")
        notes = collections.Counter(event["fields"]["text"] for event in events if event["event"] == "case.note-added")
        made = collections.Counter(event["fields"]["name"] for event in events if event["event"] == "policy.created")
        acknowledged = [text for writer in writers for text in writer.acknowledged]
        self.say(f"{len(acknowledged)} notes acknowledged, {len(events)} events")
        self.assertGreater(len(acknowledged), WRITERS)
        self.assertEqual([], sorted(set(acknowledged) - set(notes)), "acknowledged, but lost")
        self.assertEqual([], sorted(set(notes) - set(acknowledged)), "there, but never acknowledged")
        self.assertEqual([], sorted(text for text, times in notes.items() if times > 1), "there more than once")
        for name in (name for writer in writers for name in writer.made):
            self.assertEqual(1, made[name], name)
        shown = sum(case["totalNotes"] for case in riskflow.rows("case", "list", "--all"))
        self.assertEqual(len(acknowledged), shown, "the views say the same")
        riskflow.cli("doctor", "--rebuild-views", "--scrub")
        riskflow.stop()

    @staticmethod
    def end(writers):
        for writer in writers:
            writer.ended.set()
        for writer in writers:
            writer.thread.join()


class Numbers:
    """0 up to `end`, each to one thread."""

    def __init__(self, end):
        self._numbers = iter(range(end))
        self._lock = threading.Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self._lock:
            return next(self._numbers)


def load_tests(_loader, _tests, _pattern):
    suite = unittest.TestSuite()
    for shard in shards():
        for case in (KilledDuringRuns("test_every_run_ends_and_its_mail_arrives"),
                     KilledUnderLoad("test_what_was_acknowledged_is_there_once")):
            case.shard = shard
            suite.addTest(case)
    return suite


if __name__ == "__main__":
    unittest.main()

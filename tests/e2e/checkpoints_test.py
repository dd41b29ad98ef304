"""Checkpoints that leave the machine: to a program and to a URL, again after a failure, and the last one when the server ends."""

import http.server
import os
import threading
import unittest

from harness import EndToEnd, until


class Elsewhere:
    """An HTTP server on another machine, as far as riskflow can tell.  `refuse`: how many posts it answers with 500."""

    def __init__(self, refuse=0):
        self.notes = []
        self.refused = 0
        elsewhere = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                note = self.rfile.read(int(self.headers["Content-Length"])).decode()
                is_refused = elsewhere.refused < refuse
                if is_refused:
                    elsewhere.refused += 1
                else:
                    elsewhere.notes.append(note)
                self.send_response(500 if is_refused else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/checkpoints"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class CheckpointsElsewhere(EndToEnd):
    def elsewhere(self, **how):
        there = Elsewhere(**how)
        self.addCleanup(there.close)
        return there

    def check(self, server, name):
        return next(check for check in server.rows("doctor", exits=(0, 3)) if check["name"] == name)

    def test_arrive_at_a_program_and_at_a_url_as_they_were_signed(self):
        there = self.elsewhere()
        kept = os.path.join(self.folder, "kept")
        riskflow = self.server(RISKFLOW_CHECKPOINT_COMMAND=f"tee {kept}", RISKFLOW_CHECKPOINT_URL=there.url)
        until("the first checkpoint arrives", lambda: there.notes)
        riskflow.take_sample(users=20, alerts=30)
        newest = riskflow.cli("audit", "checkpoint")
        riskflow.stop()
        with open(os.path.join(riskflow.data, "checkpoint"), encoding="utf-8") as text:
            last = text.read()
        self.assertGreaterEqual(int(last.splitlines()[1]), int(newest.splitlines()[1]))
        self.assertEqual(last, there.notes[-1], "what a server signed last is sent before it ends")
        with open(kept, encoding="utf-8") as text:
            self.assertEqual(last, text.read())

    def test_that_could_not_be_sent_are_told_by_doctor_and_sent_in_the_end(self):
        there = self.elsewhere(refuse=1)
        riskflow = self.server(RISKFLOW_CHECKPOINT_URL=there.url)
        failed = until("the post is refused", lambda: self.check(riskflow, "checkpoint elsewhere")
                       if self.check(riskflow, "checkpoint elsewhere")["state"] == "failed" else None)
        self.assertIn("500", failed["message"])
        riskflow.stop()
        self.assertEqual(1, len(there.notes))

    def test_without_anywhere_to_go_are_a_warning(self):
        self.assertEqual("warning", self.check(self.server(), "checkpoint elsewhere")["state"])


if __name__ == "__main__":
    unittest.main()

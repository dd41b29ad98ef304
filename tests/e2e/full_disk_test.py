"""A disk that fills up: riskflow refuses in time, stays readable, starts on it, and goes on by itself without a loss.

The disk is a small file system in memory, mounted where only this process and its servers see it.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import unittest

from harness import RISKFLOW, EndToEnd, ask, until

MIB = 1 << 20
DISK = 200 * MIB
LEAST = 64  # MiB
CLONE_NEWNS = 0x00020000
SKIPPED = 77  # what ctest takes for it


def leave_mount_namespace():
    """From here on what is mounted is ours alone, and goes with us."""
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        print("skipped: mounts of our own take root")
        sys.exit(SKIPPED)
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class FullDisk(EndToEnd):
    def setUp(self):
        super().setUp()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", self.folder], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.folder], check=True)
        self.filler = os.path.join(self.folder, "filler")

    def free(self):
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_frsize

    def leave_free(self, size):
        """Somebody else fills the disk but for `size` bytes."""
        with open(self.filler, "ab") as file:
            os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size + self.free() - size)

    def make_room(self):
        os.remove(self.filler)

    def health(self, server):
        """(status, JSON); nothing while the server does not answer."""
        with contextlib.suppress(OSError), contextlib.closing(server.connect()) as connection:
            return ask(connection, "GET", "/healthz", server.token())
        return None

    def create_policy(self, server, name):
        body = {"name": name, "template": "DataLeaks"}
        with contextlib.closing(server.connect()) as connection:
            return ask(connection, "POST", "/v1.0/policies", server.token(), body, key=f"policy-{name}")

    def until_it_takes_writes(self, server):
        until("the log is healthy", lambda: self.health(server)[1]["log"] == "HEALTHY")

    def test_is_refused_in_time_and_used_again_once_there_is_room(self):
        riskflow = self.server(RISKFLOW_FREE_SPACE_MIN_MB=str(LEAST))
        riskflow.take_sample(users=20, alerts=50)
        self.assertEqual(201, self.create_policy(riskflow, "Before")[0])
        alerts = len(riskflow.rows("alert", "list", "--all"))
        before = list(riskflow.events())

        self.leave_free(LEAST * MIB - MIB)
        status, answer = self.create_policy(riskflow, "Meanwhile")
        self.assertEqual(503, status, answer)
        self.assertIn("disk", answer["error"]["message"])
        status, health = self.health(riskflow)
        self.assertEqual((200, "Degraded", "READ_ONLY", "disk_full"),
                         (status, health["status"], health["log"], health["cause"]))
        self.assertEqual(before, list(riskflow.events()), "reading goes on, and nothing was half done")
        self.assertEqual(alerts, len(riskflow.rows("alert", "list", "--all")))

        self.make_room()
        self.until_it_takes_writes(riskflow)
        self.assertEqual(201, self.create_policy(riskflow, "Meanwhile")[0])
        self.assertEqual(before, list(riskflow.events())[:len(before)])

    def test_does_not_keep_the_server_from_starting(self):
        riskflow = self.server(RISKFLOW_FREE_SPACE_MIN_MB=str(LEAST))
        riskflow.take_sample(users=20, alerts=50)
        before = list(riskflow.events())
        riskflow.kill()

        self.leave_free(0)
        riskflow.start()
        self.assertEqual("READ_ONLY", self.health(riskflow)[1]["log"])
        self.assertFalse(os.path.exists(os.path.join(riskflow.data, "ballast")), "the ballast made room for the start")

        self.make_room()
        self.until_it_takes_writes(riskflow)
        self.assertTrue(os.path.exists(os.path.join(riskflow.data, "ballast")))
        self.assertEqual(201, self.create_policy(riskflow, "After")[0])
        self.assertEqual(before, list(riskflow.events())[:len(before)])

    def test_lets_a_killed_server_start_where_even_the_ballast_is_not_room_enough(self):
        riskflow = self.server(RISKFLOW_FREE_SPACE_MIN_MB="8")
        riskflow.take_sample(users=100, alerts=6000)
        before = list(riskflow.events())
        riskflow.kill()
        log = os.path.join(riskflow.data, "log")
        journals = sum(os.path.getsize(os.path.join(log, name)) for name in os.listdir(log) if name.endswith(".log"))
        self.assertGreater(journals, 2 * MIB, "more than the ballast")

        self.leave_free(0)
        riskflow.start()
        self.assertEqual(before, list(riskflow.events()))

        self.make_room()
        self.until_it_takes_writes(riskflow)
        self.assertEqual(201, self.create_policy(riskflow, "Meanwhile")[0])
        self.assertEqual(before, list(riskflow.events())[:len(before)])

    def test_that_is_full_to_the_last_byte_is_refused_by_name(self):
        riskflow = self.server(RISKFLOW_FREE_SPACE_MIN_MB="8")
        riskflow.take_sample(users=20, alerts=50)
        before = list(riskflow.events())
        riskflow.kill()
        os.remove(os.path.join(riskflow.data, "ballast"))

        self.leave_free(0)
        refused = subprocess.run([RISKFLOW, "--data", riskflow.data, "doctor"], capture_output=True, text=True,
                                 env={"RISKFLOW_FREE_SPACE_MIN_MB": "8"}, check=False)
        self.assertIn("free 1 MiB of it to read the log, and 11 MiB to write to it", refused.stderr)
        self.assertGreater(refused.returncode, 0)
        self.assertLess(refused.returncode, 128, "it ends by itself")

        self.make_room()
        riskflow.start()
        self.until_it_takes_writes(riskflow)
        self.assertEqual(before, list(riskflow.events())[:len(before)])


if __name__ == "__main__":
    leave_mount_namespace()
    unittest.main()

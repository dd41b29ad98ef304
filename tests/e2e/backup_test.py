"""Backups of a server that is written to, and what is left when its disk is lost or it is killed amid a backup."""

import json
import os
import secrets
import shutil
import subprocess
import threading
import unittest

from harness import RISKFLOW, EndToEnd


class NeverLose(EndToEnd):

    def safe_server(self):
        self.escrow_key = os.path.join(self.folder, "escrow.key")
        with open(self.escrow_key, "w", encoding="ascii") as text:
            text.write(secrets.token_hex(32) + "\n")
        os.chmod(self.escrow_key, 0o600)
        self.backups = os.path.join(self.folder, "backups")
        os.mkdir(self.backups)
        self.escrow = os.path.join(self.folder, "escrow")
        return self.server(RISKFLOW_BACKUP_FOLDER=self.backups, RISKFLOW_ESCROW_FOLDER=self.escrow,
                           RISKFLOW_ESCROW_KEY_FILE=self.escrow_key)

    def there(self, server):
        return server.rows("backup", "list", "--from", self.backups)

    def lose_disk(self, server):
        """All of the data folder, but for the token that its owner has elsewhere."""
        token = server.token()
        server.kill()
        shutil.rmtree(server.data)
        return token

    def move_in(self, server, restored, token):
        shutil.move(os.path.join(self.folder, restored), server.data)
        with open(server.token_file, "w", encoding="ascii") as text:
            text.write(token + "\n")
        os.chmod(server.token_file, 0o600)
        server.start()

    def test_restores_every_event_and_every_name_after_the_disk_is_lost(self):
        server = self.safe_server()
        server.take_sample()
        server.cli("settings", "privacy", "ShowNames")
        server.cli("keys", "backup")
        server.cli("alert", "confirm", self.alerts_of_one_user(server)[0], "--case-name", "Drawings")
        done = threading.Event()

        def write():
            number = 0
            while not done.is_set():
                number += 1
                server.cli("case", "note", "1", f"note {number}")

        writer = threading.Thread(target=write)
        writer.start()
        for _ in range(3):
            server.cli("backup", exits=(0, 7))  # 7: two within a second have one name
        done.set()
        writer.join()
        newest = self.there(server)[-1]
        events = [event for event in server.events() if event["position"] < newest["events"]]
        names = {user["id"]: user["user"] if "user" in user else user["name"] for user in server.rows("user", "list", "--all")}

        token = self.lose_disk(server)
        server.cli("backup", "verify", newest["backup"])
        server.cli("restore", "--from", newest["backup"], "--data", "new", "--new-log")
        server.cli("keys", "restore", "--data", "new", "--from", self.escrow, "--key-file", self.escrow_key)
        self.move_in(server, "new", token)

        again = list(server.events())
        self.assertEqual(events, again[:len(events)])
        self.assertEqual("safekeeping.continued", again[newest["events"]]["event"])
        self.assertEqual(names, {user["id"]: user["user"] if "user" in user else user["name"]
                                 for user in server.rows("user", "list", "--all")})
        server.cli("doctor", "--scrub", "--rebuild-views")
        server.cli("case", "note", "1", "work goes on")

    def test_leaves_only_whole_backups_when_it_is_killed_amid_one(self):
        server = self.safe_server()
        server.take_sample()
        for after in (0.0, 0.01, 0.03, 0.06, 0.1):
            asking = subprocess.Popen([RISKFLOW, "backup"], cwd=self.folder, env=server.environment(),
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            threading.Event().wait(after)
            server.kill()
            asking.wait()
            server.start()
            for backup in self.there(server):
                server.cli("backup", "verify", backup["backup"])
        server.cli("backup")
        self.assertEqual(sorted(os.path.basename(b["backup"]) for b in self.there(server)), sorted(os.listdir(self.backups)))
        self.assertFalse(os.path.exists(os.path.join(server.data, "log.staged")))

    def test_moves_a_log_to_another_folder_under_its_own_key(self):
        server = self.safe_server()
        server.take_sample(users=20, alerts=20)
        server.stop()
        made = json.loads(server.cli("backup", "--data", server.data, "--to", self.backups, "-o", "json"))
        before = server.cli("audit", "checkpoint", "--data", server.data)
        server.cli("restore", "--from", made["backup"], "--data", "new", "--same-log", server.data)
        for name in ("keys", "unlock.key", "admin.token"):
            shutil.move(os.path.join(server.data, name), os.path.join(self.folder, "new", name))
        self.assertEqual(before, server.cli("audit", "checkpoint", "--data", "new"))
        server.cli("doctor", "--data", server.data, exits=(1, 3))  # its key is gone


if __name__ == "__main__":
    unittest.main()

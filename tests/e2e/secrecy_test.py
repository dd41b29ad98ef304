"""Nothing personal lies in clear in the data folder, in what the server logged or in an export, whatever was done.

Files are searched as they lie there, tables of RocksDB once more entry by entry, as they were before their blocks were compressed, and
exports once more payload by payload, as they were before base64.
"""

import base64
import os
import re
import subprocess
import unittest

from harness import FLOW, EndToEnd

CASE_NAME = "Drawings that went home"
NOTES = ("Seen twice beside the plotter", "Spoken with the plant about it", "Closed after a long talk")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
SHORTEST_DEPARTMENT = 5  # letters; shorter ones stand in random bytes by chance


class Secrets:
    """What must not be found, and how it is looked for."""

    def __init__(self, people, texts):
        self.phrases = set(texts)
        departments = set()
        for person in people:
            self.phrases |= {person["displayName"], f"{person['givenName']} {person['surname']}", person["mail"],
                             person["userPrincipalName"]}
            departments.add(person["department"])
        self.words = {word for word in departments if word and len(word) >= SHORTEST_DEPARTMENT}
        self._needles = [(phrase, encoding, phrase.encode(encoding).lower()) for phrase in self.phrases for encoding in ENCODINGS]
        self._patterns = [(word, encoding, _whole_word(word, encoding)) for word in self.words for encoding in ENCODINGS]

    def found_in(self, content):
        """[(secret, encoding)] of these bytes; small and capital ASCII letters are the same."""
        content = content.lower()
        found = [(phrase, encoding) for phrase, encoding, needle in self._needles if needle in content]
        found += [(word, encoding) for word, encoding, pattern in self._patterns if pattern.search(content)]
        return found

    def found_under(self, *places):
        """[(file, secret, encoding)] in these files and folders."""
        return [(path, *hit) for place in places for path in files_under(place) for hit in self.found_in(content_of(path))]


def _whole_word(word, encoding):
    """Not within a longer word, in the width of the encoding's characters."""
    letter = {"utf-8": b"[a-z]", "utf-16-le": b"[a-z]\0", "utf-16-be": b"\0[a-z]"}[encoding]
    return re.compile(b"(?<!" + letter + b")" + re.escape(word.encode(encoding).lower()) + b"(?!" + letter + b")")


def files_under(place):
    if os.path.isfile(place):
        return [place]
    return [os.path.join(folder, name) for folder, _, names in os.walk(place) for name in names]


def raw_content_of(path):
    with open(path, "rb") as file:
        return file.read()


def entries_of(table):
    """Keys and values of a table, every version of them, as they were before compression."""
    dump = subprocess.run(["sst_dump", f"--file={table}", "--command=scan", "--output_hex"], capture_output=True, check=True)
    entries = re.findall(rb"^'([0-9A-F]*)' seq:\d+, type:\d+ => ([0-9A-F]*)$", dump.stdout, re.MULTILINE)
    if not entries:
        raise AssertionError(f"nothing can be read in {table}: {dump.stdout[:1000]} {dump.stderr[:1000]}")
    return b"\n".join(bytes.fromhex(half.decode()) for entry in entries for half in entry)


def payloads_of(export):
    return b"\n".join(base64.b64decode(payload) for payload in re.findall(rb'"payload":"([^"]*)"', export))


def content_of(path):
    content = raw_content_of(path)
    if path.endswith(".jsonl"):
        return content + b"\n" + payloads_of(content)
    return content + b"\n" + entries_of(path) if path.endswith(".sst") else content


def plant_table(folder, text):
    """Makes a database in `folder`, its one table compressed, with `text` in each of its values.

    Its halves stand before the whole, so that the compressed whole is two references back.
    """
    middle = len(text) // 2
    value = b"|".join((text[:middle + 2], text[middle - 2:], text))
    ldb = ["ldb", f"--db={folder}", "--compression_type=zstd", "--hex"]
    pairs = [word for n in range(200) for word in (f"0x{n:04X}", "0x" + (b"%d: %s" % (n, value)).hex())]
    for command in (["--create_if_missing", "batchput", *pairs], ["compact"]):
        subprocess.run(ldb + command, capture_output=True, check=True)
    for log in os.listdir(folder):
        if log.endswith(".log"):
            os.remove(os.path.join(folder, log))


class Secrecy(EndToEnd):
    @property
    def export(self):
        return os.path.join(self.folder, "audit.jsonl")

    def live_through_everything(self):
        """The story with names shown and mails in the local catcher; the server, stopped."""
        riskflow = self.server(RISKFLOW_LOG_LEVEL="debug")
        riskflow.take_sample(users=100, alerts=300)
        alerts = self.alerts_of_one_user(riskflow)
        riskflow.cli("alert", "confirm", alerts[0], "--case-name", CASE_NAME, "--comment", NOTES[0])
        riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        riskflow.cli("run", "start", "--flow", FLOW, "--case", 1, "--follow", exits=1)
        riskflow.cli("settings", "privacy", "ShowNames")
        for _ in range(2):
            riskflow.cli("run", "start", "--flow", FLOW, "--case", 1, "--follow")
        riskflow.cli("case", "note", 1, NOTES[1])
        self.assertEqual(2, len(riskflow.rows("mail", "list")))
        shown = riskflow.cli("mail", "show", 1) + riskflow.cli("case", "show", 1) + riskflow.cli("audit", "replay", "--case", 1)
        self.assertIn(CASE_NAME, shown, "what is searched for is what people see")
        self.assertIn(NOTES[1], shown)
        riskflow.stop()
        riskflow.start()  # the second start writes what the first kept in memory to tables
        riskflow.cli("query", "users", "--all", "-o", "json")
        riskflow.cli("case", "resolve", 1, "--as", "Benign", "--action", NOTES[2])
        with open(self.export, "w", encoding="utf-8") as file:  # whether or not names are shown
            file.write(riskflow.cli("audit", "export"))
            riskflow.cli("settings", "privacy", "ShowAnonymized")
            file.write(riskflow.cli("audit", "export"))
        riskflow.stop()
        return riskflow

    def test_data_folder_logs_and_export_hold_nothing_in_clear(self):
        riskflow = self.live_through_everything()
        secrets = Secrets(self.people().values(), (CASE_NAME, *NOTES))
        self.assertGreater(len(secrets.phrases), 200)
        self.assertGreater(len(secrets.words), 3)

        logs = [riskflow.log, *(os.path.join(self.folder, f"server.{start + 1}.out") for start in range(riskflow.starts))]
        self.assert_there_is_something_to_search(riskflow, logs)
        self.assertEqual([], secrets.found_under(riskflow.data, *logs, self.export))
        self.assert_planted_secrets_are_found(secrets, (riskflow.data, *logs, self.export))

    def assert_there_is_something_to_search(self, riskflow, logs):
        self.assertGreater(sum(os.path.getsize(path) for path in files_under(riskflow.data)), 300_000)
        self.assertIn(FLOW.encode(), payloads_of(raw_content_of(self.export)))
        self.assertIn("server started", raw_content_of(logs[0]).decode())
        for part in ("log", "proj"):  # what is known to stand there in clear is read in the tables of both
            tables = [path for path in files_under(os.path.join(riskflow.data, part)) if path.endswith(".sst")]
            self.assertTrue(any(FLOW.encode() in entries_of(table) for table in tables), part)

    def assert_planted_secrets_are_found(self, secrets, places):
        data, *files = places
        for secret in (sorted(secrets.phrases)[0], CASE_NAME, NOTES[2], sorted(secrets.words)[0]):
            for encoding in ENCODINGS:
                text = secret.encode(encoding)
                with self.subTest(planted=secret, encoding=encoding):
                    planted = os.path.join(data, "log", "planted")
                    with open(planted, "wb") as file:
                        file.write(b"\x07\xff\x80\x93" * 1000 + text + b"\xfe\x01" * 1000)
                    self.assertIn((planted, secret, encoding), secrets.found_under(planted))
                    os.remove(planted)
            with self.subTest(planted=secret, into="files"):
                for path in files:
                    text = secret.encode()
                    with open(path, "ab") as file:  # what stands in an export stands there in base64
                        file.write(b'{"payload":"' + (base64.b64encode(text) if path == self.export else text) + b'"}\n')
                    self.assertIn((path, secret, "utf-8"), secrets.found_under(path))

    def test_nobody_else_may_look_into_the_data_folder(self):
        os.umask(0o022)
        backups = os.path.join(self.folder, "backups")
        riskflow = self.server(RISKFLOW_BACKUP_FOLDER=backups)
        riskflow.take_sample(users=20, alerts=50)
        riskflow.cli("backup")
        for place in (riskflow.data, backups):
            inside = [os.path.join(folder, name) for folder, folders, files in os.walk(place) for name in folders + files]
            open_to_others = [path for path in (place, *inside) if os.lstat(path).st_mode & 0o077]
            self.assertEqual([], open_to_others)

    def test_a_secret_in_a_compressed_table_is_found(self):
        secrets = Secrets([], (CASE_NAME,))
        for encoding in ENCODINGS:
            with self.subTest(encoding=encoding):
                folder = os.path.join(self.folder, encoding)
                plant_table(folder, CASE_NAME.encode(encoding))
                table = next(path for path in files_under(folder) if path.endswith(".sst"))
                self.assertEqual([], secrets.found_in(raw_content_of(table)), "compression hides it from a plain search")
                self.assertIn((table, CASE_NAME, encoding), secrets.found_under(folder))

    def test_a_department_within_a_longer_word_is_no_find(self):
        secrets = Secrets([dict(displayName="Ann Bo", givenName="Ann", surname="Bo", mail="a@b.test", userPrincipalName="a@b.test",
                                department="Finance")], ())
        self.assertEqual([], secrets.found_in(b"refinanced"))
        self.assertEqual([("Finance", "utf-8")], secrets.found_in(b"\x01FINANCE\x02"))
        self.assertIn(("Ann Bo", "utf-16-be"), secrets.found_in("..ann bo..".encode("utf-16-be")))


if __name__ == "__main__":
    unittest.main()

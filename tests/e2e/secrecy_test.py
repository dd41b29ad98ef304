"""Nothing personal lies in clear in the data folder or in the server's log, whatever was done.

Blocks that a store compressed are searched as they lie there; that values are sealed before they reach a store is proved by the tests
of the store.
"""

import os
import re
import unittest

from harness import FLOW, EndToEnd

CASE_NAME = "Drawings that went home"
NOTES = ("Seen twice beside the plotter", "Spoken with the plant about it", "Closed after a long talk")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
SHORTEST_DEPARTMENT = 6  # letters; shorter ones stand in random bytes by chance


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


def content_of(path):
    with open(path, "rb") as file:
        return file.read()


class Secrecy(EndToEnd):
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
        riskflow.stop()
        return riskflow

    def test_the_data_folder_and_the_log_hold_nothing_in_clear(self):
        riskflow = self.live_through_everything()
        secrets = Secrets(self.people().values(), (CASE_NAME, *NOTES))
        self.assertGreater(len(secrets.phrases), 200)
        self.assertGreater(len(secrets.words), 3)

        places = [riskflow.data, riskflow.log]
        places += [os.path.join(self.folder, f"server.{start + 1}.out") for start in range(riskflow.starts)]
        searched = sum(os.path.getsize(path) for place in places for path in files_under(place))
        self.assertGreater(searched, 300_000, "there is something to search")
        self.assertEqual([], secrets.found_under(*places))

        planted = os.path.join(riskflow.data, "log", "planted")
        for secret in (sorted(secrets.phrases)[0], CASE_NAME, NOTES[2], sorted(secrets.words)[0]):
            for encoding in ENCODINGS:
                with self.subTest(planted=secret, encoding=encoding):
                    with open(planted, "wb") as file:
                        file.write(b"\x07\xff\x80\x93" * 1000 + secret.encode(encoding) + b"\xfe\x01" * 1000)
                    self.assertIn((planted, secret, encoding), secrets.found_under(riskflow.data))

    def test_a_department_within_a_longer_word_is_no_find(self):
        secrets = Secrets([dict(displayName="Ann Bo", givenName="Ann", surname="Bo", mail="a@b.test", userPrincipalName="a@b.test",
                                department="Finance")], ())
        self.assertEqual([], secrets.found_in(b"refinanced"))
        self.assertEqual([("Finance", "utf-8")], secrets.found_in(b"\x01FINANCE\x02"))
        self.assertIn(("Ann Bo", "utf-16-be"), secrets.found_in("..ann bo..".encode("utf-16-be")))


if __name__ == "__main__":
    unittest.main()

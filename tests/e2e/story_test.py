"""The story of the product, told from outside: from an import to the manager's mail, the closed case and the audit log."""

import contextlib
import html
import os
import subprocess
import unittest

from harness import FLOW, RISKFLOW, EndToEnd, ask, until

REFUSAL = "names are not shown (privacy setting)"


class TheStory(EndToEnd):
    def setUp(self):
        super().setUp()
        self.sink = self.mail_server()
        self.riskflow = self.server(**self.sink.configuration())
        self.first_import = self.riskflow.take_sample()

    # ---- steps that several tests take ----

    def open_case(self, name="Drawings on a stick"):
        """A case of one user with two alerts; the alerts' ids."""
        alerts = self.alerts_of_one_user(self.riskflow)[:2]
        self.riskflow.cli("alert", "confirm", alerts[0], "--case-name", name, "--comment", "Seen twice at night")
        self.riskflow.cli("alert", "confirm", alerts[1], "--case", 1)
        return alerts

    def run_flow(self, exits):
        return self.riskflow.cli("run", "start", "--flow", FLOW, "--case", 1, "--follow", "--timeout", 50, exits=exits)

    def show_names(self):
        self.riskflow.cli("settings", "privacy", "ShowNames")

    def case(self):
        return self.riskflow.json("case", "show", 1)

    def notes(self):
        return [note["text"] for note in self.case()["notes"]]

    def audit(self):
        """The audit log, oldest first."""
        return list(reversed(self.riskflow.rows("audit", "list", "--all")))

    def who_did(self, activity):
        return {(entry["performedBy"] or {}).get("name") for entry in self.audit() if entry["activity"] == activity}

    # ---- the tests ----

    def test_a_confirmed_case_mails_the_manager_once_with_all_alerts(self):
        alerts = self.open_case()
        self.riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        self.show_names()
        self.run_flow(exits=0)

        mails = self.sink.mails()
        self.assertEqual(1, len(mails))
        case = self.case()
        self.assertEqual(sorted(alerts), sorted(alert["id"] for alert in case["alerts"]))
        by_name = {person["displayName"]: person for person in self.people().values()}
        subject = by_name[case["user"]["name"]]
        manager = self.people()[subject["manager"]["id"]]
        self.assertEqual([manager["mail"]], mails[0].recipients)
        self.assertEqual(manager["mail"], mails[0].message["To"])
        self.assertNotIn(subject["surname"], mails[0].message["Subject"], "a subject shows on lock screens")

        text, table = mails[0].body("plain"), mails[0].body("html")
        for part in (text, html.unescape(table)):
            self.assertIn(manager["displayName"], part)
            self.assertIn(subject["displayName"], part)
        self.assertEqual(1 + len(alerts), table.count("<tr>"), "a heading and a row for each alert")
        for alert in case["alerts"]:
            detected = alert["detectedDateTime"][:16].replace("T", " ") + " UTC"
            self.assertIn(f"{alert['policyName']} | {detected} | {alert['severity']}", text)
            row = "".join(f"<td>{html.escape(cell)}</td>" for cell in (alert["policyName"], detected, alert["severity"]))
            self.assertIn(f"<tr>{row}</tr>", table)

        sent = [note for note in case["notes"] if note["authorKind"] == "Flow"]
        self.assertEqual(1, len(sent))
        self.assertIn(FLOW, sent[0]["text"])
        self.assertEqual(case["runs"][0]["id"], sent[0]["runId"])
        self.assertEqual("Succeeded", case["runs"][0]["status"])

    def test_a_flow_is_refused_while_pseudonyms_are_on(self):
        self.open_case()
        self.riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        self.assertIn(REFUSAL, self.run_flow(exits=1))

        self.assertEqual([], self.sink.mails())
        runs = self.riskflow.rows("run", "list")
        self.assertEqual([("Failed", "NamesNotShown")], [(run["status"], run["code"]) for run in runs])
        self.assertEqual(1, sum(REFUSAL in note for note in self.notes()))
        refused = [entry["runId"] for entry in self.audit() if entry["activity"] == "Flow run refused"]
        self.assertEqual([runs[0]["id"]], refused)
        everything = self.riskflow.cli("case", "show", 1, "-o", "json") + self.riskflow.cli("alert", "list", "--all", "-o", "json")
        for person in self.people().values():
            self.assertNotIn(person["displayName"], everything)
            self.assertNotIn(person["mail"], everything)

    def test_a_mail_that_the_server_refuses_fails_the_run(self):
        self.open_case()
        self.riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        self.show_names()
        self.sink.refusal = "550 5.7.1 not here"
        self.run_flow(exits=1)
        self.assertEqual([], self.sink.mails())
        self.assertEqual(["Failed"], [run["status"] for run in self.riskflow.rows("run", "list")])
        told = f'Flow "{FLOW}" did not finish: The action Send_an_email'
        self.assertEqual(1, sum(note.startswith(told) for note in self.notes()), self.notes())
        replayed = self.riskflow.json("audit", "replay", "--case", 1)["events"]
        self.assertEqual(1, sum(event["event"] == "run.ended" for event in replayed))
        self.assertEqual(1, sum(told in event["sentence"] for event in replayed))

    def test_the_audit_log_names_who_did_what(self):
        self.open_case()
        self.riskflow.cli("flow", "create", "--template", "notify-manager", "--turn-on")
        self.riskflow.cli("token", "create", "--as", "jane", "--role-group", "InsiderRiskManagementInvestigators", "--save", "jane.token")
        self.riskflow.cli("case", "note", 1, "Asked the plant", token_file="jane.token")
        self.show_names()
        self.run_flow(exits=0)
        self.riskflow.cli("case", "resolve", 1, "--as", "Benign", "--action", "Talked to them", token_file="jane.token")

        me = self.riskflow.json("me")["name"]
        for activity in ("Imported data", "Confirmed alert", "Added case", "Added alert to case", "Added flow", "Turned flow on",
                         "Edited privacy setting", "Ran flow", "Committed to delivery", "Flow run ended"):
            self.assertEqual({me}, self.who_did(activity), activity)
        self.assertEqual({"jane"}, self.who_did("Resolved case"))
        self.assertEqual({me, "jane"}, self.who_did("Added note to case"))
        positions = [event["position"] for event in self.riskflow.events()]
        self.assertEqual(list(range(len(positions))), positions, "no gap between events")

    def test_an_export_verifies_and_a_changed_one_does_not(self):
        earlier = self.riskflow.cli("audit", "checkpoint")
        self.open_case()
        export = self.riskflow.cli("audit", "export")
        files = {"earlier.txt": earlier, "audit.jsonl": export, "changed.jsonl": export.replace("case.opened", "case.closed"),
                 "dropped.jsonl": "".join(export.splitlines(keepends=True)[:-2])}
        for name, text in files.items():
            with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)

        def verify(name):
            return subprocess.run([os.path.join(os.path.dirname(RISKFLOW), "riskflow-verify"), "--key", f"{self.riskflow.data}/audit.pub",
                                   "--checkpoint", "earlier.txt", name], cwd=self.folder, capture_output=True, text=True, check=False)
        verified = verify("audit.jsonl")
        self.assertEqual((0, ""), (verified.returncode, verified.stderr))
        self.assertIn("grew from the earlier checkpoint", verified.stdout)
        for name in ("changed.jsonl", "dropped.jsonl"):
            self.assertEqual(3, verify(name).returncode, name)

    def test_the_log_is_read_in_the_background_and_found_sound(self):
        def found_sound():
            scrub = next(check for check in self.riskflow.rows("doctor", exits=(0, 3)) if check["name"] == "scrub")
            return scrub["state"] == "ok" and "found sound" in scrub["message"]

        until("a scrub came to its end", found_sound)

    def test_replay_tells_the_state_before_and_after_the_resolution(self):
        alerts = self.open_case("Before and after")
        before = self.audit()[-1]["position"]
        self.riskflow.cli("case", "resolve", 1, "--as", "ConfirmedPolicyViolation", "--action", "Told HR")
        after = self.audit()[-1]["position"]
        for position, status in ((before, "Active"), (after, "Closed")):
            replayed = self.riskflow.json("audit", "replay", "--case", 1, "--as-of", position)
            self.assertEqual(status, replayed["state"]["status"], f"replayed as of {position}")
            self.assertEqual(sorted(alerts), sorted(replayed["state"]["alerts"]))
            self.assertLessEqual(max(event["position"] for event in replayed["events"]), position)
            shown = self.riskflow.json("case", "show", 1, "--as-of", position)
            self.assertEqual(status, shown["status"], f"shown as of {position}")
        self.assertEqual("Closed", self.case()["status"])

    def test_importing_the_same_files_again_adds_nothing(self):
        self.assertGreater(self.first_import["added"], 200)
        again = self.riskflow.import_sample()
        self.assertEqual((0, 0), (again["added"], again["changed"]))
        self.assertEqual(self.first_import["read"], again["unchanged"] + again["skipped"])

    def test_everybody_may_do_only_what_their_roles_allow(self):
        self.open_case()
        for name, group in (("aud", "Auditors"), ("adm", "Admins"), ("ana", "Analysts")):
            self.riskflow.cli("token", "create", "--as", name, "--role-group", "InsiderRiskManagement" + group, "--save", name + ".token")
        allowed = (("aud.token", 0, ("audit", "list")), ("aud.token", 5, ("case", "list")), ("aud.token", 5, ("alert", "list")),
                   ("adm.token", 5, ("case", "list")), ("adm.token", 5, ("audit", "list")), ("adm.token", 0, ("settings", "list")),
                   ("ana.token", 0, ("case", "list")), ("ana.token", 5, ("audit", "list")),
                   ("ana.token", 5, ("settings", "privacy", "ShowNames")))
        for token_file, code, command in allowed:
            with self.subTest(token=token_file, command=command):
                self.riskflow.cli(*command, token_file=token_file, exits=code)
        self.assertEqual([], [entry for entry in self.audit() if entry["activity"] == "Edited privacy setting"])

    def test_nobody_gets_in_without_a_token_that_holds(self):
        with open(f"{self.folder}/false.token", "w", encoding="ascii") as text:
            text.write("0123456789abcdef0123456789abcdef0123456789abcdef\n")
        self.riskflow.cli("case", "list", token_file="false.token", exits=4)
        with contextlib.closing(self.riskflow.connect()) as connection:
            connection.request("GET", "/v1.0/cases")
            answer = connection.getresponse()
            self.assertEqual((401, "Bearer"), (answer.status, answer.getheader("WWW-Authenticate")))
        self.riskflow.cli("token", "create", "--as", "jane", "--role-group", "InsiderRiskManagementAnalysts", "--save", "jane.token")
        self.riskflow.cli("case", "list", token_file="jane.token")
        revoked = next(row["id"] for row in self.riskflow.rows("token", "list") if "jane" in str(row))
        self.riskflow.cli("token", "revoke", revoked)
        self.riskflow.cli("case", "list", token_file="jane.token", exits=4)
        with contextlib.closing(self.riskflow.connect()) as connection:
            self.assertEqual(200, ask(connection, "GET", "/v1.0/me", self.riskflow.token())[0])

    def test_a_server_that_starts_again_knows_everything(self):
        self.open_case()
        before = list(self.riskflow.events())
        self.riskflow.stop()
        self.riskflow.start()
        self.assertEqual(before, list(self.riskflow.events())[:len(before)])
        self.assertEqual("Active", self.case()["status"])


if __name__ == "__main__":
    unittest.main()

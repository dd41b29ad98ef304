"""The installed server: its unit, its configuration and its manual."""

import gzip
import json
import os
import re
import unittest

from installing import BUILD, CMAKE, VERSION, Installing, files_below, run, text_of

# Of 100; what is left is what a server needs: sockets, the network, a user that is not made anew each time.
EXPOSURE_MAX = 15


class TheInstalledServer(Installing):
    def setUp(self):
        super().setUp()
        self.prefix = self.install("server")
        self.unit = os.path.join(self.prefix, "lib", "systemd", "system", "riskflow.service")
        self.config = os.path.join(self.prefix, "etc", "riskflow", "riskflow.toml")
        self.riskflow = os.path.join(self.prefix, "bin", "riskflow")

    def test_is_complete_below_any_prefix(self):
        self.assertEqual(["bin/riskflow", "etc/riskflow/riskflow.toml", "lib/systemd/system/riskflow.service",
                          "lib/sysusers.d/riskflow.conf", "share/doc/riskflow/changelog.gz",
                          "share/doc/riskflow/copyright", "share/man/man1/riskflow.1.gz"], files_below(self.prefix))
        self.assertIn(f"ExecStart={self.riskflow} serve --config {self.config}\n", text_of(self.unit))

    def test_below_usr_has_its_configuration_in_etc(self):
        environment = dict(os.environ, DESTDIR=self.path("root"))
        run(CMAKE, "--install", BUILD, "--prefix", "/usr", "--component", "server", env=environment)
        self.assertIn("etc/riskflow/riskflow.toml", files_below(self.path("root")))
        self.assertIn("ExecStart=/usr/bin/riskflow serve --config /etc/riskflow/riskflow.toml\n",
                      text_of(self.path("root"), "usr/lib/systemd/system/riskflow.service"))

    def test_is_of_the_version_of_the_project(self):
        self.assertEqual(f"{VERSION}\n", run(self.riskflow, "--version"))

    def test_has_a_unit_that_systemd_understands(self):
        self.assertEqual("", run("systemd-analyze", "verify", "--man=no", self.unit))

    def test_has_a_unit_that_leaves_the_server_little(self):
        run("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE_MAX}", self.unit)

    def test_reads_its_configuration_and_takes_every_default_from_it_as_from_nowhere(self):
        def explained(config):
            answer = run(self.riskflow, "serve", "--config", config, "--check-config", "-o", "json")
            return {row["name"]: row["value"] for row in json.loads(answer)["value"]}

        shipped = explained(self.config)
        self.assertEqual("/var/lib/riskflow", shipped["data"])
        everything = self.path("everything.toml")
        with open(everything, "w", encoding="utf-8") as text:
            text.write(re.sub(r"^# (\w+ = )", r"\1", text_of(self.config), flags=re.MULTILINE))
        self.assertEqual(shipped, explained(everything))
        named = re.findall(r"^(\w+) = ", text_of(everything), flags=re.MULTILINE)
        self.assertEqual(list(shipped), named, "packaging/riskflow.toml shows each setting once, in the order of Config")

    def test_has_a_manual_of_every_command(self):
        with gzip.open(os.path.join(self.prefix, "share/man/man1/riskflow.1.gz"), "rt", encoding="utf-8") as text:
            page = text.read()
        for command in ("serve", "alert confirm", "audit export"):
            self.assertIn(f'.SS "riskflow {command}"', page)
        self.assertIn(r"\-\-check\-config", page)


if __name__ == "__main__":
    unittest.main()

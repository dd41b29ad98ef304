"""The Debian packages: what lies in them, what they need, and that they leave the log alone."""

import os
import re
import shutil
import unittest

from installing import BUILD, CPACK, SOURCE_DIR, VERSION, Installing, run

SCRIPTS = ("postinst", "prerm", "postrm")


class ThePackages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = Installing()
        cls.made.setUp()
        cls.addClassCleanup(cls.made.doCleanups)
        run(CPACK, "-B", cls.made.folder, "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip", cwd=BUILD)

    def package(self, name):
        architecture = run("dpkg", "--print-architecture").strip()
        return self.made.path(f"{name}_{VERSION}_{architecture}.deb")

    def field(self, name, field):
        return run("dpkg-deb", "-f", self.package(name), field).strip()

    def content(self, name):
        """(mode and owner, path) of each file; folders are left out."""
        rows = (line.split() for line in run("dpkg-deb", "-c", self.package(name)).splitlines())
        return [(f"{row[0]} {row[1]}", row[5].removeprefix(".")) for row in rows if not row[0].startswith("d")]

    def test_hold_what_they_are_for_and_nothing_of_each_other(self):
        paths = {name: [path for _, path in self.content(name)]
                 for name in ("riskflow", "riskflow-verify", "libriskflow-eventstore-dev")}
        self.assertIn("/usr/bin/riskflow", paths["riskflow"])
        self.assertIn("/usr/lib/systemd/system/riskflow.service", paths["riskflow"])
        self.assertIn("/etc/riskflow/riskflow.toml", paths["riskflow"])
        self.assertEqual(["/usr/bin/riskflow-verify", "/usr/share/doc/riskflow-verify/changelog.gz",
                          "/usr/share/doc/riskflow-verify/copyright", "/usr/share/man/man1/riskflow-verify.1.gz"],
                         sorted(paths["riskflow-verify"]))
        for path in paths["libriskflow-eventstore-dev"]:
            self.assertRegex(path, r"^/usr/(include/riskflow|lib/[^/]+|share/doc/libriskflow-eventstore-dev)/")
        everything = sum(paths.values(), [])
        self.assertEqual(len(everything), len(set(everything)))

    def test_belong_to_root_and_can_be_written_by_root_only(self):
        for name in ("riskflow", "riskflow-verify", "libriskflow-eventstore-dev"):
            for who, path in self.content(name):
                self.assertRegex(who, r"^-rw[x-]r-[x-]r-[x-] root/root$", path)

    def test_need_what_their_programs_link_and_nothing_of_ours(self):
        server = self.field("riskflow", "Depends")
        for needed in ("systemd | systemd-standalone-sysusers", "librocksdb", "libcurl", "libssl3"):
            self.assertIn(needed, server)
        verifier = self.field("riskflow-verify", "Depends")
        self.assertIn("libssl3", verifier)
        for other in ("rocksdb", "riskflow", "curl", "boost"):
            self.assertNotIn(other, verifier)
        self.assertIn("librocksdb-dev", self.field("libriskflow-eventstore-dev", "Depends"))

    def test_keep_the_configuration_that_somebody_changed(self):
        run("dpkg-deb", "-e", self.package("riskflow"), self.made.path("control"))
        with open(self.made.path("control", "conffiles"), encoding="utf-8") as text:
            self.assertEqual("/etc/riskflow/riskflow.toml\n", text.read())

    def test_have_scripts_for_dash_that_stop_at_the_first_error(self):
        for script in SCRIPTS:
            path = os.path.join(SOURCE_DIR, "packaging", "debian", script)
            run("shellcheck", "--shell=dash", path)
            with open(path, encoding="utf-8") as text:
                self.assertIn("\nset -e\n", text.read())

    def test_never_delete_the_log(self):
        """postrm purge, run as dpkg does, but with every command that could delete recorded instead."""
        tools = self.made.path("tools")
        os.makedirs(tools, exist_ok=True)
        for tool in ("rm", "rmdir", "unlink", "find", "shred", "userdel", "deluser"):
            with open(os.path.join(tools, tool), "w", encoding="utf-8") as text:
                text.write("#!/bin/sh\necho deleting >&2\nexit 1\n")
            os.chmod(os.path.join(tools, tool), 0o755)
        path = os.path.join(SOURCE_DIR, "packaging", "debian", "postrm")
        with open(path, encoding="utf-8") as text:
            harmless = re.sub(r"/usr/bin/deb-systemd-helper|/run/systemd/system", "/nonexistent", text.read())
        for action in ("remove", "purge", "upgrade"):
            printed = run(shutil.which("sh"), "-c", harmless, "postrm", action, env={"PATH": tools})
            self.assertNotIn("deleting", printed)


if __name__ == "__main__":
    unittest.main()

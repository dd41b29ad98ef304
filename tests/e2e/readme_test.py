"""The tour in README.md is true: its commands are run, line by line, as a reader would run them.

A command must end with 0, or with N when its line ends with `# exit N`.
"""

import os
import re
import subprocess
import unittest

from harness import DEADLINE, RISKFLOW, SOURCE_DIR, EndToEnd


def tour_lines(text):
    """The commands between <!-- tour --> and <!-- /tour -->; lines that end with a backslash are joined."""
    tour = re.search(r"<!-- tour -->(.*?)<!-- /tour -->", text, re.DOTALL)
    if tour is None:
        raise AssertionError("README.md has no <!-- tour --> .. <!-- /tour -->")
    blocks = re.findall(r"^```sh\n(.*?)^```$", tour.group(1), re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def wanted_exit(line):
    said = re.search(r"# exit (\d+)\s*$", line)
    return int(said.group(1)) if said else 0


def tour_of_readme():
    with open(os.path.join(SOURCE_DIR, "README.md"), encoding="utf-8") as text:
        return tour_lines(text.read())


class Touring(EndToEnd):
    def begin(self, **configuration):
        self.riskflow = self.server(**configuration)
        self.riskflow.take_sample(users=200, alerts=1000, into=os.path.join("data", "sample"))

    def run_lines(self, lines):
        """What bash, one for all lines, printed, and the exit code of each line up to the first that is not as said."""
        programs = os.path.join(self.folder, "bin")
        os.makedirs(programs, exist_ok=True)
        for program in ("riskflow", "riskflow-verify"):
            if not os.path.lexists(os.path.join(programs, program)):
                os.symlink(os.path.join(os.path.dirname(RISKFLOW), program), os.path.join(programs, program))
        codes = os.path.join(self.folder, "codes")
        script = "".join(f"printf '%s\\n' {quoted('$ ' + line)}\n{line}\ncode=$?; echo $code >>{quoted(codes)}\n"
                         f"[ $code = {wanted_exit(line)} ] || exit 1\n" for line in lines)
        environment = self.riskflow.environment()
        environment["PATH"] = programs + os.pathsep + environment["PATH"]
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=DEADLINE, check=False)
        with open(codes, encoding="ascii") as text:
            return done.stdout, [int(code) for code in text.read().split()]


class TheTour(Touring):
    def setUp(self):
        super().setUp()
        self.begin()

    def test_every_command_of_the_tour_does_what_it_says(self):
        lines = tour_of_readme()
        self.assertGreater(len(lines), 0, "the tour has no ```sh block")
        printed, codes = self.run_lines(lines)
        self.assertEqual([(line, wanted_exit(line)) for line in lines], list(zip(lines, codes)), printed)

    def test_a_tour_that_is_not_true_is_noticed(self):
        lines = ["A=2", "test $A = 2", "riskflow case show 99 # exit 6", "riskflow case show 99", "echo not reached"]
        printed, codes = self.run_lines(lines)
        self.assertEqual([0, 0, 6, 6], codes, printed)


class TheTourWithAMailServer(Touring):
    def test_delivers_one_mail_to_it(self):
        sink = self.mail_server()
        self.begin(**sink.configuration())
        lines = [line for line in tour_of_readme() if not line.startswith("riskflow mail ")]
        printed, codes = self.run_lines(lines)
        self.assertEqual([(line, wanted_exit(line)) for line in lines], list(zip(lines, codes)), printed)
        self.assertEqual(1, len(sink.mails()), printed)


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


if __name__ == "__main__":
    unittest.main()

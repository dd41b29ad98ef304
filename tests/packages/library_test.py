"""The event store as others get it: the example is built against what was installed, and nothing else of the tree."""

import os
import unittest

from installing import CMAKE, CXX, SOURCE_DIR, VERSION, Installing, files_below, run, text_of

LETTER = "a letter to account-ann about 30\n"
STORY = """\
opening two accounts: accepted at position 0
30 from Ann to Ben: accepted at position 2
the same again: was accepted before at position 2
90, decided before that: refused, conflict
account-ann has 70
account-ben has 30
0  account-ann  money.given  100
1  account-ben  money.given  0
2  account-ann  money.taken  30
3  account-ben  money.given  30
a letter to account-ann about 30
letters to write: 0
event 2 is among the 4 events that were signed
as event 3 it is not
"""


class TheInstalledLibrary(Installing):
    def setUp(self):
        super().setUp()
        self.prefix = self.install("eventstore")
        self.headers = [path for path in files_below(self.prefix) if path.endswith(".hpp")]

    def configure(self, source, *options):
        run(CMAKE, "-G", "Ninja", "-S", source, "-B", self.path("build"), f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_COMPILER={CXX}", *options)

    def build(self):
        return run(CMAKE, "--build", self.path("build"))

    def project(self, lines, source):
        """A project of these lines with one source file."""
        os.makedirs(self.path("project"))
        with open(self.path("project", "CMakeLists.txt"), "w", encoding="utf-8") as text:
            text.write("cmake_minimum_required(VERSION 3.25)\nproject(probe LANGUAGES CXX)\n" + lines)
        with open(self.path("project", "probe.cpp"), "w", encoding="utf-8") as text:
            text.write(source)
        return self.path("project")

    def test_lets_the_example_append_read_follow_consume_and_prove(self):
        self.configure(os.path.join(SOURCE_DIR, "examples", "eventstore"))
        self.build()
        ledger, data = self.path("build", "ledger"), self.path("data")
        self.assertEqual(STORY, run(ledger, data))
        again = STORY.replace("accepted at", "was accepted before at", 2).replace(LETTER, "")
        self.assertEqual(again, run(ledger, data))

    def test_has_headers_that_include_each_other_only(self):
        self.assertIn("include/riskflow/eventstore/log.hpp", self.headers)
        includes = "".join(f"#include <{path.removeprefix('include/riskflow/')}>\n" for path in self.headers)
        self.configure(self.project("find_package(riskflow-eventstore 0.1 REQUIRED)\nadd_executable(probe probe.cpp)\n"
                                    "target_link_libraries(probe PRIVATE riskflow::eventstore)\n",
                                    includes + "int main() {}\n"))
        self.build()

    def test_keeps_its_inside_to_itself(self):
        for inner in ("eventstore/tables.hpp", "eventstore/log_internals.hpp", "eventstore/sequencer.hpp"):
            self.assertNotIn(f"include/riskflow/{inner}", self.headers)

    def test_verifies_without_the_store(self):
        self.configure(self.project("find_package(riskflow-eventstore 0.1 REQUIRED)\nadd_executable(probe probe.cpp)\n"
                                    "target_link_libraries(probe PRIVATE riskflow::proof)\n",
                                    '#include "eventstore/proof/note.hpp"\n'
                                    'int main() { return riskflow::proof::is_key_name("a") ? 0 : 1; }\n'))
        self.build()
        self.assertNotIn("rocksdb", run("ldd", self.path("build", "probe")))
        run(self.path("build", "probe"))

    def test_says_which_version_it_is(self):
        major, minor, _ = VERSION.split(".")
        probe = "find_package(riskflow-eventstore {} REQUIRED)\n"
        source = self.project(probe.format(f"{major}.{minor}"), "")
        self.configure(source)
        with open(os.path.join(source, "CMakeLists.txt"), "a", encoding="utf-8") as text:
            text.write(probe.format(f"{major}.{int(minor) + 1}"))
        with self.assertRaisesRegex(AssertionError, "compatible with requested version"):
            self.configure(source)

    def test_names_no_folder_of_the_machine_that_built_it(self):
        for path in files_below(self.prefix):
            if path.endswith((".cmake", ".hpp")):
                self.assertNotIn(SOURCE_DIR, text_of(self.prefix, path), path)


if __name__ == "__main__":
    unittest.main()

"""What the tests of packages share: a component installed below a folder that goes with the test."""

import os
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.environ["BUILD"]
SOURCE_DIR = os.environ["SOURCE_DIR"]
VERSION = os.environ["VERSION"]
CMAKE = os.environ["CMAKE"]
CPACK = os.environ["CPACK"]
CXX = os.environ["CXX"]


def run(*command, exits=0, **options):
    """What the command printed; it must end with `exits`."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=300, check=False, **options)
    if done.returncode != exits:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}, not {exits}\n{done.stdout}")
    return done.stdout


def files_below(folder):
    """Their paths from there, sorted."""
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names)


def text_of(*path):
    with open(os.path.join(*path), encoding="utf-8") as text:
        return text.read()


class Installing(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="riskflow-packages-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def install(self, component):
        """Below a prefix of its own, which is answered."""
        prefix = self.path(component)
        run(CMAKE, "--install", BUILD, "--prefix", prefix, "--component", component)
        return prefix

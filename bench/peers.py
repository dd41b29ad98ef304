"""The peers that bench/ratios runs beside riskflow: RocksDB's db_bench, and PostgreSQL by pgbench.

Both work in a folder of their own on the disk that is measured, and leave nothing behind.  PostgreSQL does not run as
root: where we are root, it runs as the user `postgres` that Debian's package makes.
"""

import contextlib
import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile

PARENT = os.environ.get("RISKFLOW_BENCH_DIR") or tempfile.gettempdir()
VALUE_BYTES = 256  # payload_bytes of bench/eventstore/bench_log.hpp


def run(*command, **options):
    """What a program prints; ends with what it complained of when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def folder(owner=None):
    """A folder on the disk that is measured, which `owner` may use."""
    path = tempfile.mkdtemp(prefix="riskflow-peer-", dir=PARENT)
    try:
        if owner:
            shutil.chown(path, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class DbBench:
    """db_bench of the RocksDB that we link, on a new database each time."""

    @staticmethod
    def is_installed():
        return shutil.which("db_bench") is not None

    @staticmethod
    def _seconds(printed, benchmark):
        """(operations, seconds) that a line of db_bench tells."""
        found = re.findall(rf"^{benchmark}\s*:.*?([\d.]+) seconds (\d+) operations", printed, re.MULTILINE)
        return int(found[-1][1]), float(found[-1][0])

    def append(self, threads, batch, batches):
        """Values a second, from threads that write so many batches each and sync every one."""
        with folder() as path:
            printed = run("db_bench", f"--db={path}/db", "--benchmarks=fillseq", "--sync=1", f"--threads={threads}",
                          f"--value_size={VALUE_BYTES}", f"--batch_size={batch}", f"--num={batch * batches}")
        operations, seconds = self._seconds(printed, "fillseq")
        return operations / seconds

    def scan(self, count, value_bytes):
        """Values a second, in order, from files in the page cache, in blocks as our skeletons are."""
        with folder() as path:
            printed = run("db_bench", f"--db={path}/db",
                          "--benchmarks=fillseq,flush,waitforcompaction" + ",readseq" * 5, f"--num={count}",
                          f"--value_size={value_bytes}", "--compression_type=lz4", "--block_size=16384",
                          f"--cache_size={32 << 20}", "--format_version=5")
        rates = [int(n) / float(s) for s, n in
                 re.findall(r"^readseq\s*:.*?([\d.]+) seconds (\d+) operations", printed, re.MULTILINE)]
        return sorted(rates)[len(rates) // 2]


class Postgres:
    """A throwaway PostgreSQL with its defaults (so every commit is synced), asked over a Unix socket.

    One table holds what a stream entry, a skeleton and a payload hold here, as far as a table can."""

    TABLE = """create table events (
        position bigint generated always as identity primary key,
        stream text not null, version bigint not null, type text not null,
        recorded timestamptz not null default now(), payload bytea not null,
        unique (stream, version));"""
    VALUE = f"'\\x{bytes(range(VALUE_BYTES)).hex()}'"
    # Versions are counted by the client, as ours are: the unique key is what refuses a wrong one.
    APPEND = ("\\set v :v + 1\n"
              f"insert into events (stream, version, type, payload) values"
              f" ('client-' || :client_id, :v, 'alert.imported', {VALUE});\n")
    APPEND_100 = ("\\set v :v + 100\n"
                  f"insert into events (stream, version, type, payload) select"
                  f" 'client-' || :client_id, :v + i, 'alert.imported', {VALUE} from generate_series(1, 100) i;\n")
    STREAMS = 100  # in turn, so that the events of each lie far apart
    FILL = (f"insert into events (stream, version, type, payload) select 'client-' || s, v, 'alert.imported', {VALUE}"
            f" from generate_series(1, 100) v, generate_series(0, {STREAMS - 1}) s order by v, s;"
            " vacuum analyze events;")
    READ = (f"\\set s random(0, {STREAMS - 1})\n"
            "select position, version, type, recorded, payload from events"
            " where stream = 'client-' || :s order by version;\n")

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))
        self.programs = os.path.dirname(found[-1]) if found else None
        self.user = None
        if os.geteuid() == 0:
            with contextlib.suppress(KeyError):
                self.user = pwd.getpwnam("postgres").pw_name

    def is_installed(self):
        return self.programs is not None and (os.geteuid() != 0 or self.user is not None)

    def version(self):
        return run(f"{self.programs}/postgres", "--version").split()[2]

    def _run(self, program, *arguments):
        become = ["runuser", "-u", self.user, "--"] if self.user else []
        return run(*become, f"{self.programs}/{program}", *arguments, cwd="/")

    @contextlib.contextmanager
    def _server(self):
        """Where its socket is."""
        with folder(self.user) as path:
            data = f"{path}/data"
            self._run("initdb", "--pgdata", data, "--username=bench", "--auth=trust", "--encoding=UTF8", "--locale=C")
            options = f"-c listen_addresses='' -c unix_socket_directories={path} -c synchronous_commit=on"
            self._run("pg_ctl", "start", "--wait", "--silent", "--pgdata", data, "--log", f"{path}/log",
                      "--options", options)
            try:
                self._psql(path, self.TABLE)
                yield path
            finally:
                self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", data)

    def _psql(self, path, *commands):
        for command in commands:
            self._run("psql", "--host", path, "--username=bench", "--quiet", "--command", command, "postgres")

    def _bench(self, path, script, clients, seconds):
        """Transactions a second."""
        file = f"{path}/script"
        with open(file, "w", encoding="ascii") as text:
            text.write(script)
        os.chmod(file, 0o644)
        printed = self._run("pgbench", "--no-vacuum", "--protocol=prepared", "--host", path, "--username=bench",
                            f"--client={clients}", f"--jobs={min(clients, 2)}", f"--time={seconds}", "--define=v=0",
                            f"--file={file}", "postgres")
        return float(re.search(r"^tps = ([\d.]+)", printed, re.MULTILINE).group(1))

    def append(self, clients, batch, seconds):
        """Events a second."""
        with self._server() as path:
            return batch * self._bench(path, self.APPEND if batch == 1 else self.APPEND_100, clients, seconds)

    def read(self, seconds):
        """Events a second, from streams of 100, by one client."""
        with self._server() as path:
            for command in self.FILL.split(";"):
                if command.strip():
                    self._psql(path, command)
            return 100 * self._bench(path, self.READ, 1, seconds)

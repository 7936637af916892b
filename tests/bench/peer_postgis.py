"""PostGIS ST_ClusterDBSCAN in a server of its own: a temporary unprivileged cluster in a temporary folder, reached through
a socket there, stopped and removed afterwards. Servers that run already are left alone."""
import glob
import os
import shutil
import subprocess
import tempfile

SETTINGS = ("listen_addresses=''", "fsync=off", "work_mem=2GB", "shared_buffers=256MB", "jit=off",
            "max_parallel_workers_per_gather=0", "autovacuum=off")
LOAD = r"""
create extension postgis;
create unlogged table firms(id serial, x float8, y float8, t float8, sector int);
\copy firms(x, y, t, sector) from '{csv}' with (format csv, header true)
create unlogged table points as select id, st_makepoint(x, y) as place from firms order by id;
analyze points;
"""
RUN = r"""
select pg_backend_pid() as pid \gset
\setenv BACKEND :pid
select count(place) from points;
\! awk '{{print "ticks", $14 + $15}}' /proc/$BACKEND/stat
select extract(epoch from clock_timestamp()) as start \gset
create temp table found as select id, st_clusterdbscan(place, eps := {eps}, minpoints := {min_points}) over () as cluster from points;
select 'seconds', extract(epoch from clock_timestamp()) - :start;
\! awk '{{print "ticks", $14 + $15}}' /proc/$BACKEND/stat
\! awk '/VmHWM/ {{print "peak", $2}}' /proc/$BACKEND/status
select 'found', count(distinct cluster) from found;
"""


class Server:
    """with Server() as server: server.dbscan("100k.csv", 500, 20, seconds_allowed)"""

    def __init__(self, limits=None):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not found:
            raise RuntimeError("PostgreSQL is not installed")
        self.programs, self.limits = found[-1], limits
        # PostgreSQL refuses to run as root.
        self.as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="agglo-postgis-")
        if self.as_user:
            shutil.chown(self.folder, "nobody", "nogroup")
        try:
            self._run("initdb", "-D", self.folder + "/data", "-A", "trust", "-U", "bench", "-N", "-E", "UTF8", "--locale=C")
            options = " ".join("-c " + setting for setting in SETTINGS) + " -k " + self.folder
            self._run("pg_ctl", "-D", self.folder + "/data", "-w", "-l", self.folder + "/log", "-o", options, "start")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if os.path.exists(self.folder + "/data/postmaster.pid"):
            self._run("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program, *words):
        done = subprocess.run([self.programs + "/" + program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, cwd="/", preexec_fn=self.limits, **self.as_user, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])

    def _sql(self, database, script, seconds_allowed=None):
        """stdout of psql; a query that takes longer than seconds_allowed ends as an error."""
        environment = dict(os.environ, PGOPTIONS="-c statement_timeout=%d" % (1000 * (seconds_allowed or 0)))
        done = subprocess.run([self.programs + "/psql", "-h", self.folder, "-U", "bench", "-X", "-q", "-At", "-v",
                               "ON_ERROR_STOP=1", "-d", database], input=script, capture_output=True, text=True,
                              env=environment)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[0])
        return done.stdout

    def make(self, database, load, csv):
        """A database made anew, with what `load` reads from a CSV."""
        self._sql("postgres", "drop database if exists " + database)
        self._sql("postgres", "create database " + database)
        self._sql(database, load.format(csv=os.path.abspath(csv)))

    def lines(self, database, script):
        """What psql prints for a script, line by line."""
        return self._sql(database, script).splitlines()

    def dbscan(self, csv, eps_m, min_points, seconds_allowed):
        """One cold run on the points of a CSV x,y,t,sector."""
        self.make("points", LOAD, csv)
        words = [line.replace("|", " ").split() for line in
                 self._sql("points", RUN.format(eps=eps_m, min_points=min_points), seconds_allowed).splitlines()]
        value = {line[0]: float(line[-1]) for line in words if len(line) == 2}
        ticks = [float(line[1]) for line in words if line[0] == "ticks"]
        return {"n": int(words[0][0]), "seconds": value["seconds"], "found": int(value["found"]),
                "cpu_seconds": (ticks[1] - ticks[0]) / os.sysconf("SC_CLK_TCK"), "peak_mb": value["peak"] / 1024}

    def reach(self, csv, limit, starts, load, run):
        """Wall and processor seconds and the nodes reached by pgRouting from all starts, on arcs from a CSV."""
        self.make("roads", load, csv)
        words = [line.replace("|", " ").split() for line in
                 self._sql("roads", run.format(limit=limit, starts=",".join(map(str, starts)))).splitlines()]
        value = {line[0]: float(line[-1]) for line in words if len(line) == 2}
        ticks = [float(line[1]) for line in words if line[0] == "ticks"]
        return value["seconds"], (ticks[1] - ticks[0]) / os.sysconf("SC_CLK_TCK"), int(value["reached"])

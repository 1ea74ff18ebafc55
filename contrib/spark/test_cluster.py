#!/usr/bin/env python3
"""The job on a cluster of two workers, one of which is killed while it reads a shard; its findings are those of one scan, to the byte.

    test_cluster.py PROGRAM

Needs Java, pyspark and pyarrow; 0 when all holds. Everything, the mail too, is made in a temporary folder; Spark listens on loopback only.
"""

import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import pyarrow.parquet
import pyspark

JOB = pathlib.Path(__file__).with_name("mailsweep_spark.py")
SPARK = pathlib.Path(pyspark.__file__).parent
READING = ["--own-domain", "huis.example"]

# What workers run: tells who began which shard, is slow enough to be killed amid it, and fails where it is told to.
PROGRAM = """#!/bin/sh
shard=
for word in "$@"; do case $word in *manifest.jsonl:*) shard=${{word##*:}} ;; esac; done
if [ -n "$shard" ]; then
  printf '%s\\n' "$shard" >>'{folder}/began'
  sleep 0.3
  if [ "$shard" = "$(cat '{folder}/fails-once' 2>/dev/null)" ]; then
    rm '{folder}/fails-once'
    kill -9 $$
  fi
  if [ "$shard" = "$(cat '{folder}/fails' 2>/dev/null)" ]; then
    echo 'mailsweep: error: so it is told to' >&2
    exit 4
  fi
fi
exec '{program}' "$@"
"""


def archive(mail):
    """Mboxes of many shards, some messages by themselves, and one that cannot be read in full; how many findings of a number there are."""
    mail.mkdir()
    filler = "Niets te melden over deze zaak, behalve dat zij loopt.\n" * 60
    messages = 0
    for box in range(6):
        with open(mail / f"{box}.mbox", "w", encoding="ascii", newline="") as file:
            for n in range(900):
                file.write(
                    f"From jan@klant.example Sun Mar  2 10:11:00 2014\nFrom: Jan Bakker <jan@klant{n % 7}.example>\n"
                    f"To: anna@huis.example\nSubject: Zaak {n}\nMessage-ID: <{box}.{n}@klant.example>\n"
                    f"Date: Sun, 2 Mar 2014 10:11:00 +0100\n\nMail klant{box}-{n}@relatie{n % 11}.example.\n{filler}\n"
                )
                messages += 1
    for n in range(5):
        (mail / f"{n}.eml").write_text(f"From: els@klant.example\nTo: anna@huis.example\nSubject: {n}\n\nMail los-{n}@relatie.example.\n")
    (mail / "broken.eml").write_text("Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n")
    return messages + 5


class Process:
    """Something of Spark in a session of its own, so that all it starts can be found and ended by its number."""

    def __init__(self, name, folder, *command):
        self.log = folder / f"{name}.log"
        environment = {**os.environ, "SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        environment["SPARK_LOCAL_DIRS"] = environment["TMPDIR"] = str(folder)
        environment.pop("SPARK_MASTER_HOST", None)
        with open(self.log, "wb") as out:
            self.child = subprocess.Popen(
                [SPARK / "bin" / "spark-class", *command], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )

    def says(self, pattern):
        """Waits until its log has this."""
        for _ in range(600):
            found = re.search(pattern, self.log.read_text(errors="replace"))
            if found:
                return found
            assert self.child.poll() is None, f"{self.log.name} ended: {self.log.read_text(errors='replace')[-2000:]}"
            time.sleep(0.1)
        raise AssertionError(f"{self.log.name} does not say {pattern}")

    def members(self):
        """Numbers and command lines of all processes of its session."""
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if not entry.name.isdigit():
                    continue
                state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                # one that is dead already waits for its parent only
                if session == str(self.child.pid) and state not in "ZX":
                    yield int(entry.name), (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                pass

    def kill(self):
        # twice, for what was started while the list was made
        for _ in range(2):
            for number, _ in list(self.members()):
                try:
                    os.kill(number, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self.child.wait()


class Job:
    """The job, as its user starts it."""

    def __init__(self, folder, name, master, merge, more=()):
        self.results, self.table, self.report = folder / f"results-{name}", folder / f"{name}.parquet", folder / f"{name}.jsonl"
        self.results.mkdir()
        (folder / "began").unlink(missing_ok=True)
        settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false"}
        settings |= {"spark.executor.memory": "512m", "spark.executor.cores": "1"}
        command = ["org.apache.spark.deploy.SparkSubmit", "--master", master]
        command += [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
        command += [JOB, "--binary", folder / "mailsweep", "--manifest", folder / "manifest.jsonl", "--results", self.results]
        command += ["--state-key", folder / "key", "--table", self.table, "--scan-options", " ".join(READING), *more]
        self.process = Process(name, folder, *map(str, command), "--", *merge, "-o", str(self.report))

    def status(self):
        return self.process.child.wait(timeout=600)

    def rows(self):
        assert self.table.stat().st_mode & 0o777 == 0o600
        return pyarrow.parquet.read_table(self.table).to_pylist()

    def log(self):
        return self.process.log.read_text(errors="replace")


def killed(folder, program, shards, expected):
    """The cluster, and the death of one of its workers."""
    master = Process("master", folder, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    running = [master]
    try:
        url = master.says(r"Starting Spark master at (spark://\S+)").group(1)
        options = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--host", "127.0.0.1"]
        worker = "org.apache.spark.deploy.worker.Worker"
        workers = [Process(n, folder, worker, *options, "--work-dir", str(folder / n), url) for n in ("worker-1", "worker-2")]
        running += workers
        for one in workers:
            one.says("Successfully registered with master")
        job = Job(folder, "killed", url, ["--reveal", "--problems", str(folder / "killed.problems"), "-o", str(folder / "findings.parquet")])
        running.append(job.process)
        began, victim, amid = time.monotonic(), workers[0], None
        while amid is None:
            assert job.process.child.poll() is None, job.log()[-3000:]
            assert time.monotonic() - began < 300, "no worker reads"
            time.sleep(0.02)
            if len(list(job.results.glob("*.shard"))) < shards // 3:
                continue
            words = [word for _, command in victim.members() for word in command if b"manifest.jsonl:" in word]
            amid = next((int(word.rpartition(b":")[2]) for word in words), None)
        victim.kill()
        for _ in range(100):
            if not list(victim.members()):
                break
            time.sleep(0.02)
        assert not list(victim.members()), list(victim.members())
        there = len(list(job.results.glob("*.shard")))
        print(f"killed worker 1 amid shard {amid}, with {there} of {shards} results there", flush=True)
        assert there < shards, "it was killed too late"
        status = job.status()
        seconds = time.monotonic() - began
        assert status == expected, (status, job.log()[-3000:])
        assert workers[1].child.poll() is None, "the other one lives"
    finally:
        for one in reversed(running):
            one.kill()
    times = collections.Counter(int(line) for line in (folder / "began").read_text().split())
    assert sorted(times) == list(range(shards)), "each was begun"
    again = sorted(n for n, count in times.items() if count > 1)
    assert times[amid] == 2, "the shard amid which it was killed is read again"
    rows = job.rows()
    assert [row["shard"] for row in rows] == list(range(shards))
    assert all(row["status"] in (0, 3) and row["seconds"] > 0 and os.path.isfile(row["result"]) for row in rows), rows
    assert [row["status"] for row in rows].count(3) == 1, "the shard with what cannot be read"
    assert len({row["result"] for row in rows}) == shards == len(list(job.results.glob("*.shard")))
    print(f"the job ended after {seconds:.1f} s with status {status}; {sum(times.values())} readings of {shards} shards, read again: {again}")
    return job


def columns(report, lines):
    """What Spark reads of the merge's Parquet file, against its JSON lines."""
    from pyspark.sql import SparkSession

    settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false"}
    builder = SparkSession.builder.master("local[1]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        frame = spark.read.parquet(str(report))
        names = ["kind", "value", "source", "message", "offset", "part", "start", "end", "party", "contact", "from", "masked"]
        told = [tuple(row) for row in frame.select(*(f"`{name}`" for name in names)).collect()]
        assert told == [tuple(line[name] for name in names) for line in lines]
        lists = ("also", "why", "present")
        fields = [row["fields"] for row in frame.select("fields").collect()]
        assert fields == [{k: v for k, v in line["fields"].items() if k not in lists} for line in lines]
        counts = {row["kind"]: row["count"] for row in frame.groupBy("kind").count().collect()}
        assert counts == collections.Counter(line["kind"] for line in lines), counts
    finally:
        spark.stop()


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="mailsweep-spark-") as name:
        folder = pathlib.Path(name)
        mail, manifest, key = folder / "mail", folder / "manifest.jsonl", folder / "key"
        addresses = archive(mail)
        key.write_text(os.urandom(32).hex() + "\n")
        key.chmod(0o600)
        wrapper = folder / "mailsweep"
        wrapper.write_text(PROGRAM.format(folder=folder, program=program))
        wrapper.chmod(0o755)
        subprocess.run([program, "shards", "-q", mail, "-o", manifest, "--size", "1MiB"], check=True)
        shards = len(manifest.read_text().splitlines())
        one = [program, "scan", "-q", "--state-key", key, *READING, "--reveal", "--problems", folder / "one.problems", "-o", folder / "one.jsonl", mail]
        expected = subprocess.run(one, stdout=subprocess.DEVNULL).returncode
        assert expected == 3, expected

        job = killed(folder, program, shards, expected)
        for ending in ("jsonl", "problems"):
            subprocess.run(["cmp", folder / f"one.{ending}", folder / f"killed.{ending}"], check=True)
        lines = [json.loads(line) for line in job.report.read_text().splitlines()]
        places = {(l["source"], l["message"], l["part"], l["start"], l["kind"], l["field"]) for l in lines}
        assert len(places) == len(lines), "none is there twice"
        of_customers = [l["value"] for l in lines if l["kind"] == "email" and "@relatie" in l["value"]]
        assert len(of_customers) == len(set(of_customers)) == addresses, (len(of_customers), addresses)
        log = job.log()
        assert "klant" not in log and "relatie" not in log and ".mbox" not in log, "logs of Spark name no mail"
        print(f"{len(lines)} findings, equal to those of one scan to the byte, none of them twice")
        columns(folder / "findings.parquet", lines)
        print("Spark reads the same in the Parquet file of the merge")

        # Spark's own processes live on here, and a shard is tried again by the job
        (folder / "fails-once").write_text("1\n")
        job = Job(folder, "retried", "local[2]", ["-q", "--reveal"], ["--partitions", "4"])
        assert job.status() == expected, job.log()[-3000:]
        attempts = {row["shard"]: row["attempts"] for row in job.rows()}
        assert attempts == {n: 2 if n == 1 else 1 for n in range(shards)}, attempts
        subprocess.run(["cmp", folder / "one.jsonl", job.report], check=True)
        print("a shard whose program was killed is tried again by the job, also where a task reads several")

        (folder / "fails").write_text("2\n")
        job = Job(folder, "failed", "local[2]", ["-q"])
        assert job.status() == 4, job.log()[-3000:]
        assert "shard 2 came to no end: status 4" in job.log() and not job.report.exists()
        failed = [row for row in job.rows() if row["status"] != 0 and row["status"] != 3]
        assert [(row["shard"], row["attempts"], row["result"], row["said"]) for row in failed] == [
            (2, 3, None, "mailsweep: error: so it is told to")
        ], failed
        print("a shard that fails for good is named, and nothing is merged")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Reads the shards of a mail archive on the workers of a Spark cluster, and merges what they found.

    mailsweep shards /mail -o /shared/manifest.jsonl --size 256MiB
    spark-submit mailsweep_spark.py --manifest /shared/manifest.jsonl --results /shared/results \
        --state-key /shared/key --table /shared/shards.parquet -- -o audit.html

In come paths and numbers of shards, out go statuses: mail and findings never pass through Spark. All that is known of mail is in the
program that is run, `mailsweep scan --shard MANIFEST:N` on the workers, and `mailsweep merge` here, with the options behind `--`.

Ends with the status of the merge. Where a shard came to no end, nothing is merged, and the status is 4; 2 means that nothing was begun.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
import traceback

# a result is there: all was read (0), or all that could be (3), and the merge says what could not
DONE = (0, 3)

COLUMNS = "shard long, status int, seconds double, result string, said string"


def log(text):
    """Counts and numbers only; whoever may see logs of the cluster need not be one who may see mail, or names of mailboxes."""
    print(f"mailsweep_spark: {text}", file=sys.stderr, flush=True)


def scan(command, manifest, number):
    """One shard, on a worker: a row of the table."""
    began, last = time.monotonic(), ""
    try:
        with subprocess.Popen(
            [*command, "--shard", f"{manifest}:{number}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as program:
            for line in program.stderr:
                last = line.decode("utf-8", "replace").strip() or last
        status = program.returncode if program.returncode >= 0 else 128 - program.returncode
    except OSError as error:
        # as of a shell: there is no such program on this worker, or none that can be run
        status, last = 127, f"{type(error).__name__}: {error.strerror}"
    result = last.partition("wrote ")[2] if status in DONE else ""
    return {
        "shard": number,
        "status": status,
        "seconds": round(time.monotonic() - began, 3),
        "result": result or None,
        "said": last[:1000],
    }


def spread(spark, shards, partitions, command, manifest):
    """Runs the program for each of these shards, on whichever workers there are; their rows."""

    def on_worker(batches):
        import pyarrow

        for batch in batches:
            for place in batch.column(0).to_pylist():
                row = scan(command, manifest, shards[place])
                names = {"shard": "int64", "status": "int32", "seconds": "float64", "result": "string", "said": "string"}
                columns = [pyarrow.array([row[name]], kind) for name, kind in names.items()]
                yield pyarrow.RecordBatch.from_arrays(columns, names=list(names))

    places = spark.range(0, len(shards), 1, min(partitions or len(shards), len(shards)))
    # rows are brought here as their tasks end: a worker that dies later takes none along
    return [row.asDict() for row in places.mapInArrow(on_worker, COLUMNS).collect()]


def write(path, rows):
    """The table, for its owner only, whole or not at all."""
    import pyarrow
    import pyarrow.parquet

    kinds = [("shard", "int64"), ("status", "int32"), ("seconds", "float64"), ("result", "string"), ("said", "string"), ("attempts", "int32")]
    schema = pyarrow.schema([(name, getattr(pyarrow, kind)()) for name, kind in kinds])
    handle, unfinished = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".mailsweep-")
    os.close(handle)
    try:
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema), unfinished)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def parsed(argv):
    options, merge = (argv[: argv.index("--")], argv[argv.index("--") + 1 :]) if "--" in argv else (argv, [])
    parser = argparse.ArgumentParser(
        usage="spark-submit %(prog)s --manifest FILE --results DIR --state-key FILE [OPTIONS] [-- OPTIONS OF THE MERGE]",
        description="Reads the shards of a mail archive on the workers of a Spark cluster, and merges what they found.",
    )
    parser.add_argument("--manifest", metavar="FILE", required=True, help="the list of `mailsweep shards`")
    parser.add_argument("--results", metavar="DIR", required=True, help="folder for results of shards; one for each run")
    parser.add_argument("--state-key", metavar="FILE", required=True, help="file of the key; it must be there")
    parser.add_argument("--table", metavar="FILE", help="write how each shard went to this Parquet file")
    parser.add_argument("--binary", metavar="PATH", default="mailsweep", help="the program on workers and here [default: mailsweep]")
    parser.add_argument("--scan-options", metavar="OPTIONS", default="", help="options of the scans, in one argument, as typed in a shell")
    parser.add_argument("--partitions", metavar="N", type=int, help="tasks of Spark [default: one for each shard]")
    parser.add_argument("--attempts", metavar="N", type=int, default=3, help="how often a shard is tried [default: 3]")
    arguments = parser.parse_args(options)
    for name in ("partitions", "attempts"):
        if getattr(arguments, name) is not None and getattr(arguments, name) < 1:
            parser.error(f"--{name} must be at least 1")
    for name in ("manifest", "results", "state_key"):
        # a worker may have another folder at hand
        setattr(arguments, name, os.path.abspath(getattr(arguments, name)))
    if not os.path.isfile(arguments.state_key):
        # made at first use, it would be made by each worker at once
        parser.error("--state-key: there is no such file; make it first, as the README tells")
    try:
        with open(arguments.manifest, "rb") as lines:
            arguments.shards = sum(1 for _ in lines)
    except OSError as error:
        parser.error(f"--manifest: {error.strerror}")
    if not arguments.shards:
        parser.error("--manifest: there is no shard in it")
    return arguments, merge


def shards_read(arguments):
    """Tries all shards, and those that came to no end again; the numbers of those that never did."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("mailsweep").getOrCreate()
    try:
        command = [arguments.binary, "scan", "--no-progress", "--results", arguments.results]
        command += ["--state-key", arguments.state_key, "--jobs", spark.conf.get("spark.task.cpus", "1")]
        command += shlex.split(arguments.scan_options)
        rows, left = {}, range(arguments.shards)
        for attempt in range(1, arguments.attempts + 1):
            for row in spread(spark, left, arguments.partitions, command, arguments.manifest):
                rows[row["shard"]] = {**row, "attempts": attempt}
            left = [number for number in left if rows[number]["status"] not in DONE]
            log(f"attempt {attempt}: {arguments.shards - len(left)} of {arguments.shards} shards are read")
            if not left:
                break
        for number in left:
            log(f"shard {number} came to no end: status {rows[number]['status']}")
    finally:
        spark.stop()
    if arguments.table:
        write(arguments.table, [rows[number] for number in sorted(rows)])
    return left


def main(argv):
    arguments, options = parsed(argv)
    try:
        if shards_read(arguments):
            log("nothing is merged; run it again when the cause is gone")
            return 4
        merge = [arguments.binary, "merge", "--state-key", arguments.state_key, *options, "--", arguments.results]
        status = subprocess.run(merge, stdin=subprocess.DEVNULL).returncode
        return status if status >= 0 else 4
    except Exception:  # a status of 1 would say that --fail-on matched
        traceback.print_exc()
        return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Reports in columns as pyarrow, pandas and DuckDB read them, row by row against the JSON lines of the same run."""

import json
import math
import sys

import duckdb
import pandas
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

TEXT, NUMBER = pyarrow.string(), pyarrow.int64()


def plain(value):
    """What a reader gives, as JSON has it."""
    if value is None or value is pandas.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, dict):
        return {name: plain(v) for name, v in value.items()}
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value.item() if hasattr(value, "item") else value
    return [plain(v) for v in value]


def expected(line):
    row = json.loads(line)
    row.setdefault("value_hash", None)
    row["confidence"] = float(row["confidence"])
    for name in ("also", "why", "present"):
        row[name] = row["fields"].pop(name, [])
    return row


def rows(names, records):
    for record in records:
        row = {name: plain(value) for name, value in zip(names, record)}
        if isinstance(row["fields"], list):
            row["fields"] = dict(map(tuple, row["fields"]))
        yield row


def by_arrow(table):
    columns = [column.to_pylist() for column in table.columns]
    return rows(table.column_names, zip(*columns))


def by_pandas(frame):
    return rows(list(frame.columns), frame.itertuples(index=False, name=None))


def by_duckdb(path):
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [path])
    return rows([column[0] for column in found.description], found.fetchall())


def said(metadata):
    assert metadata[b"mailsweep.schema_version"] == b"1", metadata
    return json.loads(metadata[b"mailsweep.run"])


def typed(schema):
    assert schema.field("kind").type == TEXT and schema.field("date").type == TEXT
    assert schema.field("start").type == NUMBER and schema.field("offset").type == NUMBER
    assert schema.field("confidence").type == pyarrow.float64()
    assert schema.field("masked").type == pyarrow.bool_()
    fields = schema.field("fields").type
    assert pyarrow.types.is_map(fields) and (fields.key_type, fields.item_type) == (TEXT, TEXT)
    assert schema.field("also").type.value_type == TEXT


lines, parquet, file, stream = sys.argv[1:]
with open(lines, encoding="utf-8", newline="\n") as all_lines:
    want = [expected(line) for line in all_lines.read().split("\n") if line]
table = pyarrow.parquet.read_table(parquet)
table.validate(full=True)
indexed = pyarrow.ipc.open_file(file)
streamed = pyarrow.ipc.open_stream(stream)
runs = [said(s.metadata) for s in (pyarrow.parquet.read_schema(parquet), indexed.schema, streamed.schema)]
for schema in (table.schema, indexed.schema, streamed.schema):
    typed(schema)
assert runs[0] == runs[1] == runs[2], runs
assert all(runs[0]["masked"] == row["masked"] for row in want)
ways = {
    "pyarrow, Parquet": by_arrow(table),
    "pyarrow, file": by_arrow(indexed.read_all()),
    "pyarrow, stream": by_arrow(streamed.read_all()),
    "pandas, Parquet": by_pandas(pandas.read_parquet(parquet, dtype_backend="pyarrow")),
    "pandas, Feather": by_pandas(pandas.read_feather(file, dtype_backend="pyarrow")),
    "DuckDB, Parquet": by_duckdb(parquet),
}
for way, found in ways.items():
    found = list(found)
    if len(found) != len(want):
        sys.exit(f"{way}: {len(found)} rows, not {len(want)}")
    for at, (row, other) in enumerate(zip(found, want)):
        if row != other:
            differs = sorted(name for name in row.keys() | other.keys() if row.get(name) != other.get(name))
            sys.exit(f"{way}: row {at} differs in {[(n, str(row.get(n))[:99], str(other.get(n))[:99]) for n in differs]}")
counted = duckdb.connect().execute("SELECT count(DISTINCT kind), count(fields['transport']) FROM read_parquet(?)", [parquet]).fetchone()
assert counted == (len({row["kind"] for row in want}), sum("transport" in row["fields"] for row in want)), counted
print(len(want))

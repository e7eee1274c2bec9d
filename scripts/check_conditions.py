"""Compares the program, DuckDB and PostgreSQL on the conditions of tests/conditions/. Run by scripts/check-conditions."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

CONDITIONS = Path("tests/conditions")
FLAGS, WHOLE, DECIMAL, DAYS = ["knife", "domestic", "alcohol"], ["hour", "victim_age", "suspect_age"], ["easting", "northing"], ["date", "birth_date"]
# Made from the date.
DERIVED = ["financial_year", "year", "month", "weekday"]


def records():
    """The records, by column: a blank is missing, and `(empty)` is a text without characters."""
    with open(CONDITIONS / "records.csv", encoding="utf8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {name: [None if line[name] == "" else "" if line[name] == "(empty)" else line[name] for line in lines] for name in lines[0]}


def kind(name):
    if name in FLAGS:
        return "BOOLEAN"
    if name in WHOLE:
        return "INTEGER"
    if name in DECIMAL:
        return "DOUBLE PRECISION"
    return "DATE" if name in DAYS else "TEXT"


def written(columns, path):
    """The records as Parquet, which keeps a text without characters. The number of a record is its street too: tables can have a
    row for each street."""
    database = duckdb.connect()
    names = [name for name in columns if name not in DERIVED]
    database.execute(f"CREATE TABLE offences ({', '.join(f'{name} {kind(name)}' for name in names)})")
    for line in zip(*(columns[name] for name in names)):
        database.execute(f"INSERT INTO offences VALUES ({', '.join('?' * len(names))})", line)
    database.execute(f"COPY offences TO '{path}' (FORMAT parquet)")
    return names


def project(folder, names, conditions):
    """A report with a table for each condition: the records that meet it, by number."""
    roles = "".join(f"      {name}: {name}\n" for name in names)
    (folder / "data.yaml").write_text(
        "title: Conditions\nsources:\n  offences:\n    title: Records\n    files: offences.parquet\n    columns:\n"
        f"{roles}      street: id\n", encoding="utf8")
    tables = "".join(
        "      - table: { id: c%d, print: false, title: T, tally: { rows: street, columns: { met: %s } } }\n" % (at, json.dumps(condition))
        for at, condition in enumerate(conditions))
    (folder / "sna.yaml").write_text(
        "report: { title: T, area: A, published: 2024-11-30, period: { financial_years: 5, to: 2023/24 } }\ndata: data.yaml\n"
        f"sections:\n  - title: A\n    id: a\n    blocks:\n{tables}", encoding="utf8")


def ran(sna, folder, *arguments):
    done = subprocess.run([sna, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"`sna {' '.join(arguments)}` failed:\n{done.stderr}")


def of_program(folder, number):
    """What the program answers and prints: the records and the SQL of each condition."""
    document = json.loads((folder / "out" / "sna.json").read_text(encoding="utf8"))
    found = {}

    def walk(node):
        if isinstance(node, dict):
            if "provenance" in node and str(node.get("id", "")).startswith("a.c"):
                found[int(node["id"][3:])] = node["provenance"][0]["sql"]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    answers = []
    for at in range(number):
        with open(folder / "out" / "tables" / f"a.c{at}.csv", encoding="utf8", newline="") as file:
            answers.append(sorted(line["row"] for line in csv.DictReader(file) if line["value"] and float(line["value"])))
    return answers, [found[at] for at in range(number)]


def of_duckdb(folder, queries):
    database = duckdb.connect()
    os.chdir(folder / "records")
    database.execute(Path("views.sql").read_text(encoding="utf8"))
    return [sorted(row[0] for row in database.execute(sql).fetchall()) for sql in queries]


def of_postgres(folder, socket, queries):
    """The records as `sna export` wrote them, asked over the server's socket."""
    os.chdir(folder / "records")
    database = duckdb.connect()
    described = database.execute("DESCRIBE SELECT * FROM 'offences.parquet'").fetchall()
    kinds = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION", "TINYINT": "SMALLINT"}
    columns = ", ".join(f"{name} {kinds.get(kind, kind)}" for name, kind, *_ in described)
    quoted = lambda value: "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"
    rows = database.execute("SELECT * FROM 'offences.parquet'").fetchall()
    lines = ",\n".join("(" + ", ".join(map(quoted, row)) + ")" for row in rows)
    script = f"CREATE TABLE offences ({columns});\nINSERT INTO offences VALUES\n{lines};\n"
    script += "".join(f"SELECT '#{at}';\n{sql};\n" for at, sql in enumerate(queries))
    command = ["psql", "--no-psqlrc", "-qAt", "-F", "\t", "-v", "ON_ERROR_STOP=0", "-h", str(socket), "-U", "sna", "postgres"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    if done.stderr.strip():
        print(done.stderr)
    answers, at = [[] for _ in queries], 0
    for line in done.stdout.splitlines():
        if line.startswith("#"):
            at = int(line[1:])
        elif line:
            answers[at].append(line.split("\t")[0])
    return [sorted(answer) for answer in answers], bool(done.stderr.strip())


def main():
    sna, folder = sys.argv[1], Path(sys.argv[2]).resolve() / "project"
    with open(CONDITIONS / "conditions.csv", encoding="utf8", newline="") as file:
        conditions = [(line["condition"], line["records"].split()) for line in csv.DictReader(file)]
    folder.mkdir()
    project(folder, written(records(), folder / "offences.parquet"), [condition for condition, _ in conditions])
    ran(sna, folder, "build", "sna.yaml", "-o", "out")
    ran(sna, folder, "export", "sna.yaml", "-o", "records")
    answers, queries = of_program(folder, len(conditions))
    engines, failed = {"sna": answers, "DuckDB": of_duckdb(folder, queries)}, False
    if len(sys.argv) > 3:
        engines["PostgreSQL"], failed = of_postgres(folder, Path(sys.argv[3]).resolve(), queries)
    for at, (condition, right) in enumerate(conditions):
        for engine, found in engines.items():
            if found[at] != right:
                print(f"{engine}: {condition}\n  right: {' '.join(right)}\n  found: {' '.join(found[at])}\n  SQL:   {queries[at]}")
                failed = True
    print(f"{len(conditions)} conditions in {', '.join(engines)}: {'some answers differ' if failed else 'every answer is right'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

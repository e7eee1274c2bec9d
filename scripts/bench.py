"""What `scripts/bench` measures. Arguments: the program, a folder to work in, then sizes in millions of rows."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

try:
    import duckdb
except ImportError:
    duckdb = None

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data/derbyshire"
ROWS_AT_SCALE_1 = 26_374
RUNS = 5
THREADS = 2

# Two reports over the same records: one counts offences, the other repeats and overlap of the people in them.
HEAD = """\
report: { name: bench, title: Bench, area: Derby and Derbyshire, published: 2024-11-30, period: { financial_years: 5, to: 2023/24 } }
data: data.yaml
definition: serious_violence_2021
sections:
"""
REPORTS = {
    "offences": HEAD
    + """\
  - use: volume
    sections:
      - use: offence_types
      - use: districts
      - use: temporal
      - title: Weapons
        scope: { where: "offence_group = 'Possession of weapons offences'" }
        blocks:
          - table: { id: weapons, title: By weapon and year, crosstab: { rows: weapon, columns: financial_year, total: both } }
  - use: qualifiers
  - use: knife_crime
  - use: harm
""",
    "people": HEAD
    + """\
  - { use: repeats, id: repeat_victims, scope: { of: victims } }
  - { use: repeats, id: repeat_suspects, scope: { of: suspects } }
  - use: overlap
""",
}

# For DuckDB: columns of the files that have another name in queries, and the columns made from the date, as the program makes
# them.
ROLES = {"offence_id": "id", "committed_date": "date", "committed_hour": "hour"}
DERIVED = {
    "financial_year": "year(date) - (month(date) < 4)::INT",
    "year": "year(date)",
    "month": "year(date) * 12 + month(date)",
    "weekday": "isodow(date)",
}


def run(program, *arguments):
    """Runs the program on two threads; its output."""
    environment = os.environ | {"POLARS_MAX_THREADS": str(THREADS), "RAYON_NUM_THREADS": str(THREADS)}
    done = subprocess.run([program, *map(str, arguments)], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def timings(output):
    """Milliseconds by stage, and the peak memory in MiB."""
    found = dict(re.findall(r"^(\S.*?) {2,}([\d.]+) (?:ms|MiB)$", output, re.MULTILINE))
    return {stage: float(figure) for stage, figure in found.items()}


def records_of(folder, millions, program):
    """A folder with about that many million offences, made once, and with all that the manifest names as well as records."""
    scale = max(1, round(millions * 1_000_000 / ROWS_AT_SCALE_1))
    margins = b"".join((DATA / f"{name}.yaml").read_bytes() for name in ["margins", "people", "places"])
    records = folder / f"scale-{scale}-{hashlib.sha256(margins).hexdigest()[:8]}"
    if not (records / "suspects.parquet").exists():
        run(program, "synth", DATA / "margins.yaml", "-o", records, "--scale", scale)
    shutil.copytree(DATA, records, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.parquet"))
    return records


def queries(document):
    """Every query of the report, as its tables state it."""
    found = []

    def walk(part):
        if isinstance(part, dict):
            found.extend(one["sql"] for one in part.get("provenance") or [])
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(document)
    return found


def views(connection, records):
    """The sources as the report asks them: roles as columns, and a person's record with all that is known of the offence."""
    renamed = ", ".join(f"{column} AS {role}" for column, role in ROLES.items())
    derived = ", ".join(f"{sql} AS {name}" for name, sql in DERIVED.items())
    connection.execute(
        f"CREATE VIEW offences AS SELECT *, {derived} FROM "
        f"(SELECT {renamed}, * EXCLUDE ({', '.join(ROLES)}) FROM read_parquet('{records / 'offences.parquet'}'))"
    )
    for source in ["victims", "suspects"]:
        connection.execute(
            f"CREATE VIEW {source} AS SELECT person.*, offences.* EXCLUDE (id) "
            f"FROM read_parquet('{records / source}.parquet') AS person JOIN offences ON person.offence_id = offences.id"
        )


def in_duckdb(records, wanted):
    """Seconds that DuckDB takes over the same queries, one after another; the same with a search for identifiers that
    appear twice; and the records that the first query counts."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    views(connection, records)
    begun = time.perf_counter()
    answers = [connection.execute(sql).fetchall() for sql in wanted]
    counted = time.perf_counter() - begun
    # The program also sets rows aside whose identifier appears twice, which no count of a table asks for.
    connection.execute("SELECT count(*) - count(DISTINCT id) FROM offences").fetchall()
    return counted, time.perf_counter() - begun, sum(row[-1] for row in answers[0])


def middle(figures):
    return sorted(figures)[len(figures) // 2]


def large(program, folder, records, about):
    """Times one of the two reports over these records, and the same counts in DuckDB."""
    spec = records / f"bench-{about}.yaml"
    spec.write_text(REPORTS[about])
    # The first run also gives the queries; files are in the machine's cache from then on, for both engines.
    run(program, "build", spec, "-o", folder / "out")
    document = json.loads((folder / "out/bench.json").read_text())
    wanted = queries(document)
    checks = [timings(run(program, "check", spec, "--timings")) for _ in range(RUNS)]
    compute = middle([each["compute"] for each in checks]) / 1000
    memory = max(each["peak memory"] for each in checks)
    rows = ", ".join(f"{source['rows']['read']:,} {source['name']}" for source in document["sources"] if "rows" in source)
    print(f"{rows}; {len(wanted)} queries: compute {compute:.2f} s, peak memory {memory:.0f} MiB")
    if duckdb:
        used = document["sources"][0]["rows"]["used"] if about == "offences" else None
        compare(records, wanted, compute, used)


def compare(records, wanted, compute, used):
    """The same queries in DuckDB, and how much longer the program takes. Where the first query counts every record that the
    report uses, both must count as many."""
    others = [in_duckdb(records, wanted) for _ in range(RUNS)]
    counts, with_identifiers = middle([each[0] for each in others]), middle([each[1] for each in others])
    if used is not None and others[0][2] != used:
        sys.exit(f"DuckDB counts {others[0][2]} records, the report {used}")
    print(f"    DuckDB {counts:.2f} s, ratio {compute / counts:.2f}; DuckDB with a search for identifiers that appear twice "
          f"{with_identifiers:.2f} s, ratio {compute / with_identifiers:.2f}")


def example(program, folder):
    spec = PROJECT / "examples/derbyshire/sna.yaml"
    runs = [timings(run(program, "build", spec, "-o", folder / "out", "--timings")) for _ in range(RUNS)]
    whole = middle([each["all stages"] for each in runs])
    typeset = middle([each["typeset"] for each in runs])
    export = middle([each["export PDF"] for each in runs])
    print(f"The example: {whole:.0f} ms in all, typesetting {typeset:.0f} ms, export of the PDF {export:.0f} ms; "
          f"in all {whole / (typeset + export):.2f} times typesetting and export, {whole / typeset:.2f} times typesetting alone")


def main():
    program, folder, *sizes = sys.argv[1:]
    folder = Path(folder)
    print(f"Middle of {RUNS} runs, {THREADS} threads.")
    for size in sizes:
        records = records_of(folder, float(size), program)
        for about in REPORTS:
            large(program, folder, records, about)
    example(program, folder)


main()

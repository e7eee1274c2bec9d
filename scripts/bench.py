"""What `scripts/bench` measures. Arguments: the program, a folder to work in, then sizes in millions of rows."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data/derbyshire"
ROWS_AT_SCALE_1 = 26_374
RUNS = 5
THREADS = 2

# The columns made from the date, as the `data` room makes them.
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


def project_on(folder, millions, program):
    """A copy of the example over about so many million rows; the path of its report, and of its records."""
    scale = max(1, round(millions * 1_000_000 / ROWS_AT_SCALE_1))
    records = folder / f"scale-{scale}"
    if not (records / "offences.parquet").exists():
        run(program, "synth", DATA / "margins.yaml", "-o", records, "--scale", scale)
    manifest = yaml.safe_load((DATA / "data.yaml").read_text())
    manifest["harm_weights"] = str(DATA / manifest["harm_weights"])
    (records / "data.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False))
    report = yaml.safe_load((PROJECT / "examples/derbyshire/sna.yaml").read_text())
    report["data"] = "data.yaml"
    report["report"]["name"] = "bench"
    # Sentences of the example may state what only its own records bear out; claims are left to the example.
    drop_claims(report["sections"])
    # Dates are quoted again: YAML's own dates are no text.
    report["report"]["published"] = str(report["report"]["published"])
    spec = records / "sna.yaml"
    spec.write_text(yaml.safe_dump(report, sort_keys=False, width=10_000))
    return spec, records / "offences.parquet"


def drop_claims(sections):
    for section in sections:
        section["blocks"] = [block for block in section.get("blocks", []) if "claim" not in block]
        drop_claims(section.get("sections", []))


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


def in_duckdb(records, wanted):
    """Seconds that DuckDB takes over the same queries, one after another; the same with a search for identifiers that
    stand twice; and the records that the first query counts."""
    columns = yaml.safe_load((DATA / "data.yaml").read_text())["sources"]["offences"]["columns"]
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    roles = ", ".join(f'"{column}" AS {role}' for role, column in columns.items())
    derived = ", ".join(f"{sql} AS {name}" for name, sql in DERIVED.items())
    connection.execute(f"CREATE VIEW offences AS SELECT *, {derived} FROM (SELECT {roles} FROM read_parquet('{records}'))")
    begun = time.perf_counter()
    answers = [connection.execute(sql).fetchall() for sql in wanted]
    counted = time.perf_counter() - begun
    # The program also sets rows aside whose identifier stands twice, which no count of a table asks for.
    connection.execute("SELECT count(*) - count(DISTINCT id) FROM offences").fetchall()
    return counted, time.perf_counter() - begun, sum(row[-1] for row in answers[0])


def middle(figures):
    return sorted(figures)[len(figures) // 2]


def large(program, folder, millions):
    spec, records = project_on(folder, millions, program)
    # The first run also gives the queries; files are in the machine's cache from then on, for both engines.
    run(program, "build", spec, "-o", folder / "out")
    document = json.loads((folder / "out/bench.json").read_text())
    wanted = queries(document)
    checks = [timings(run(program, "check", spec, "--timings")) for _ in range(RUNS)]
    compute = middle([each["compute"] for each in checks]) / 1000
    memory = max(each["peak memory"] for each in checks)
    others = [in_duckdb(records, wanted) for _ in range(RUNS)]
    counts, with_identifiers = middle([each[0] for each in others]), middle([each[1] for each in others])
    used = document["sources"][0]["rows"]["used"]
    if others[0][2] != used:
        sys.exit(f"DuckDB counts {others[0][2]} records, the report {used}")
    rows = duckdb.execute(f"SELECT count(*) FROM read_parquet('{records}')").fetchone()[0]
    print(f"{rows:>12,} rows, {len(wanted)} queries: compute {compute:.2f} s, peak memory {memory:.0f} MiB, "
          f"DuckDB {counts:.2f} s, ratio {compute / counts:.2f}; DuckDB with a search for identifiers that stand twice "
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
        large(program, folder, float(size))
    example(program, folder)


main()

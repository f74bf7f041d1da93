"""The jobs of csv.sh in Python's csv and in duckdb: csv_jobs.py make ROWS | rows | column | copy | duckdb-rows | …"""
import csv
import sys

NAMES = ["id", "name", "email", "city", "amount", "currency", "url", "note", "created", "status"]
KEPT = [name for name in NAMES if name != "note"]


def make(rows):
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(NAMES)
    cities = ["Paris", "Rome", "Zürich", "São Paulo", "Singapore", "Oslo", "Lima", "Kyoto"]
    for i in range(rows):
        note = f'said "no {i % 7}", then left' if i % 10 == 0 else f"note of row {i}"
        writer.writerow([
            i, f"Person {i}", f"person{i}@example.gov.sg", cities[i % 8], i * 37 % 100000, "SGD",
            f"https://www.example.gov.sg/items/{i}?ref=list", note, f"2026-01-{i % 28 + 1:02}T09:30:00", "active",
        ])


def rows():
    with open("rows.csv", newline="", encoding="utf-8") as file:
        return sum(int(row["amount"]) for row in csv.DictReader(file))


def lists():
    with open("rows.csv", newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        place = next(reader).index("amount")
        return sum(int(row[place]) for row in reader)


def copy():
    with open("rows.csv", newline="", encoding="utf-8") as source, open("copy.csv", "w", newline="", encoding="utf-8") as target:
        reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        header = next(reader)
        drop = header.index("note")
        writer.writerow([("EMAIL" if name == "email" else name) for name in header if name != "note"])
        writer.writerows(row[:drop] + row[drop + 1:] for row in reader)


def duckdb_job(job):
    import duckdb
    table = "read_csv('rows.csv', all_varchar = true)"
    if job == "copy":
        columns = ", ".join(f'"{name}" AS "EMAIL"' if name == "email" else f'"{name}"' for name in KEPT)
        duckdb.sql(f"COPY (SELECT {columns} FROM {table}) TO 'copy.csv' (HEADER)")
    else:
        return duckdb.sql(f"SELECT sum(CAST(amount AS BIGINT)) FROM {table}").fetchall()[0]


if __name__ == "__main__":
    name = sys.argv[1]
    if name == "make":
        make(int(sys.argv[2]))
    elif name.startswith("duckdb-"):
        print(duckdb_job(name.removeprefix("duckdb-")))
    else:
        # The sum needs no names: lists are the faster way that Python has.
        print({"rows": lists, "column": lists, "copy": copy, "names": rows}[name]())

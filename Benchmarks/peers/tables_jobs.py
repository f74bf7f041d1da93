"""The jobs of tables.sh in Python, with lists and dictionaries in memory: tables_jobs.py make ROWS | sort | sort-numbers | join"""
import csv
import sys


def make(rows):
    for name, columns in (("rows.csv", 10), ("prices.csv", 2)):
        with open(name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            if columns == 2:
                writer.writerow(["id", "price"])
                # In another order, and for two of three rows.
                writer.writerows([i * 7919 % rows, i % 100] for i in range(rows) if i % 3)
                continue
            writer.writerow(["id", "name", "email", "city", "amount", "currency", "url", "note", "created", "status"])
            for i in range(rows):
                mixed = i * 48271 % 2147483647
                writer.writerow([
                    i, f"Person {i}", f"person{mixed}@example.gov.sg", "Singapore", mixed % 100000, "SGD",
                    f"https://www.example.gov.sg/items/{i}?ref=list", f"note of row {i}", "2026-01-31T09:30:00",
                    "active",
                ])


def table(name):
    with open(name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def ordered(key):
    return sum(int(row["id"]) for row in sorted(table("rows.csv"), key=key)[999::1000])


def join():
    prices = {row["id"]: row for row in table("prices.csv")}
    total = 0
    for row in table("rows.csv"):
        other = prices.get(row["id"])
        if other:
            total += int({**row, **other}["price"])
    return total


job = sys.argv[1]
if job == "make":
    make(int(sys.argv[2]))
else:
    jobs = {
        "sort": lambda: ordered(lambda row: row["email"]),
        "sort-numbers": lambda: ordered(lambda row: int(row["amount"])),
        "join": join,
    }
    print(jobs[job]())

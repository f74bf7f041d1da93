"""The peer of xlsx.lua: makes a workbook, and reads it with openpyxl.

usage: xlsx_jobs.py make FILE ROWS | rows FILE
"""

import datetime
import random
import sys

import openpyxl


def make(path, rows):
    random.seed(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([f"c{number}" for number in range(10)])
    day = datetime.date(2020, 1, 1)
    for number in range(int(rows)):
        sheet.append([
            number, f"https://www.example.gov.sg/page/{number}", f"slug-{number}", random.random(),
            random.randint(0, 1000000), "ACTIVE" if number % 3 else "INACTIVE",
            day + datetime.timedelta(days=number % 2000), number % 2 == 0, f"Agency {number % 50}", number / 7,
        ])
    book.save(path)


def rows(path):
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = book.worksheets[0].iter_rows(values_only=True)
    names = next(found)
    total = 0
    for values in found:
        total += dict(zip(names, values))["c4"]
    print(total)


if sys.argv[1] == "make":
    make(*sys.argv[2:])
else:
    rows(*sys.argv[2:])

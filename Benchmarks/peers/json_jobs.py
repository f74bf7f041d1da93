"""The jobs of json.sh in Python: `make` writes page.json and objects.json, any other word does a job on them."""

import json
import sys


def make():
    links = [
        {
            "shortUrl": f"campaign-{i}",
            "longUrl": f"https://www.example.gov.sg/some/longer/path/{i}?from=poster",
            "state": "ACTIVE",
            "clicks": i * 7,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-02T00:00:00.000Z",
        }
        for i in range(1000)
    ]
    with open("page.json", "w") as file:
        json.dump({"urls": links, "count": 1000}, file)
    with open("objects.json", "w") as file:
        json.dump([{"id": i, "value": i / 7, "tags": [], "is_new": i % 2 == 0} for i in range(100_000)], file)


def encode(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def main(job):
    kind, what = job.split("-")
    with open(what + ".json") as file:
        text = file.read()
    value = json.loads(text)
    for _ in range(300 if what == "page" else 3):
        if kind == "decode":
            json.loads(text)
        else:
            encode(value)


if __name__ == "__main__":
    make() if sys.argv[1] == "make" else main(sys.argv[1])

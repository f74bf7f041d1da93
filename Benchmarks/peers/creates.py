"""The job of creates.lua with aiohttp."""
import asyncio
import json
import sys

import aiohttp

url, count, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


async def main():
    numbers = iter(range(count))
    made = 0
    headers = {"Authorization": "Bearer live_v1_bench"}
    connector = aiohttp.TCPConnector(limit=workers)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:

        async def work():
            nonlocal made
            for _ in numbers:
                body = {"longUrl": "https://www.example.gov.sg/page", "shortUrl": "bench-link"}
                async with session.post(url, json=body) as answer:
                    link = json.loads(await answer.read())
                    made += link["shortUrl"] == "bench-link"

        await asyncio.gather(*(work() for _ in range(workers)))
    assert made == count


asyncio.run(main())

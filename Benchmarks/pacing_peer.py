"""The peer of pacing.sh: pyrate-limiter and aiohttp. Prints when each answer came, and on standard error the refusals."""
import asyncio
import os
import sys
import time

import aiohttp
from pyrate_limiter import Duration, Limiter, Rate


async def main(creates: int, rate: int, buffer: int) -> None:
    limiter = Limiter(Rate(rate, Duration.SECOND), buffer_ms=buffer) if buffer else Limiter(Rate(rate, Duration.SECOND))
    url = os.environ["GOVSCRIPT_GO_URL"] + "/v1/urls"
    headers = {"Authorization": "Bearer " + os.environ["GOVSCRIPT_GO_API_KEY"]}
    numbers = iter(range(creates))
    refused = 0

    async def worker(session: aiohttp.ClientSession) -> None:
        nonlocal refused
        for number in numbers:
            while True:
                await limiter.try_acquire_async("go")
                body = {"longUrl": f"https://www.example.gov.sg/{number}", "shortUrl": f"peer-{number}"}
                async with session.post(url, json=body, headers=headers) as response:
                    await response.read()
                    if response.status != 429:
                        break
                refused += 1
                await asyncio.sleep(10)
            print(f"{time.time():.6f}")

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(worker(session) for _ in range(64)))
    print(refused, file=sys.stderr)


asyncio.run(main(*map(int, sys.argv[1:4])))

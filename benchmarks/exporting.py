"""What the files of a long list cost: seconds, peak memory, their size, and how much
lay in temporary files meanwhile. Fill the database with generate.py first. Each is made
in a process of its own, for a superuser who asks for every action.

    python benchmarks/exporting.py
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import setting_up  # noqa: F401
from django.contrib.auth.models import User
from django.test import Client

ADDRESSES = {
    "REST, CSV": "/api/v1/actions/?format=csv",
    "REST, XLSX": "/api/v1/actions/?format=xlsx",
    "admin, CSV": "/admin/recommendations/actionitem/export/?",
    "admin, XLSX": "/admin/recommendations/actionitem/export/xlsx/?",
}


def fetch(address: str) -> None:
    """In the process of its own. A short list first loads what there is to load."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="admin"))
    _, _, few = cost_of(client, f"{address}&plan=AU00-P00")
    seconds, size, much = cost_of(client, address)
    print(f"{seconds:8.1f} {few:8.0f} {much:8.0f} {size / 1e6:8.1f}")


def cost_of(client: Client, address: str) -> tuple[float, int, float]:
    """Seconds, bytes, and the MiB that the process has had at most."""
    start = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    size = sum(len(part) for part in answer.streaming_content)
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return spent, size, peak / 1024


def main() -> None:
    print(f"{'':12} {'seconds':>8} {'MiB few':>8} {'MiB all':>8} {'MB':>8}  MB beside")
    for name, address in ADDRESSES.items():
        with TemporaryDirectory() as folder:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, __file__, address],
                env={**os.environ, "TMPDIR": folder},
                stdout=subprocess.PIPE,
                text=True,
            )
            most = 0
            while process.poll() is None:
                most = max(most, size_of(Path(folder)))
                time.sleep(0.1)
            report = process.communicate()[0].rstrip()
        print(f"{name:12} {report} {most / 1e6:10.0f}", flush=True)


def size_of(folder: Path) -> int:
    """Of the files in it, which may go while one looks."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(Path(path) / name).st_size
            except FileNotFoundError:
                continue
    return total


if __name__ == "__main__":
    fetch(sys.argv[1]) if len(sys.argv) > 1 else main()

"""`make bench`: every measurement of the public site, one after the other; about an hour.

A magazine on SQLite is written once for all that want the same size. What fails is said at the end.
"""

import os
import subprocess
import sys
import tempfile

ALL = (
    "demo", "cached", "uncached", "uncached --postgres", "fresh", "fresh --postgres", "related", "related --postgres",
    "memory", "growth", "growth --postgres",
)  # fmt: skip


def main() -> None:
    failed = []
    with tempfile.TemporaryDirectory(prefix="halation-bench-kept-") as folder:
        kept = os.environ | {"BENCH_KEEP": os.environ.get("BENCH_KEEP", folder)}
        for line in ALL:
            print(f"\npython -m bench.{line}", flush=True)
            module, *options = line.split()
            if subprocess.run(
                [sys.executable, "-m", f"bench.{module}", *options], env=kept, check=False
            ).returncode:
                failed.append(line)
    sys.exit(f"These failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()

"""Exact search through a million vectors of 384 signed bytes: `limn bench vectors` beside faiss's flat index.

    pip install faiss-cpu numpy
    python3 Benchmarks/vectors.py .build/release/limn [rows]

Both get the same rows and queries and two threads, one after the other, three times. faiss's flat index holds
floats; its 8-bit scalar quantiser (QT_8bit_direct_signed, exact on such rows) is measured beside it. What is
found must have the same scores; of equal scores either row counts.
"""
import json, pathlib, subprocess, sys, tempfile, time
import faiss
import numpy as np

DIMENSION, LIMIT, QUERIES = 384, 10, 20


def timed(index, queries):
    times, found = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(index.search(query[None], LIMIT)[1][0])
        times.append((time.perf_counter() - start) * 1e3)
    return np.median(times), min(times), np.array(found)


def main():
    limn, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    chance = np.random.default_rng(3)
    rows = np.clip(chance.normal(0, 30, (count, DIMENSION)), -127, 127).astype(np.int8)
    # Queries near some rows, as texts are near their pictures.
    near = rows[chance.integers(0, count, QUERIES)] + chance.normal(0, 40, (QUERIES, DIMENSION))
    queries = np.clip(near, -127, 127).astype(np.int8)
    faiss.omp_set_num_threads(2)
    flat = faiss.IndexFlatIP(DIMENSION)
    quantised = faiss.IndexScalarQuantizer(
        DIMENSION, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT)
    for index in flat, quantised:
        for start in range(0, count, 100_000):
            index.add(rows[start:start + 100_000].astype(np.float32))
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        rows.tofile(place / "rows")
        queries.tofile(place / "queries")
        for _ in range(3):
            ours = json.loads(subprocess.run(
                [limn, "bench", "vectors", str(place / "rows"), str(place / "queries")],
                check=True, capture_output=True).stdout)
            line = f"limn {ours['median_ms']} ms (best {ours['best_ms']})"
            for name, index in ("faiss flat", flat), ("faiss 8 bits", quantised):
                median, best, found = timed(index, queries.astype(np.float32))
                line += f", {name} {median:.1f} ms (best {best:.1f})"
                same = 0
                for query, mine, theirs in zip(queries.astype(np.int32), ours["found"], found):
                    scores = [sorted((rows[list(ids)].astype(np.int32) @ query).tolist()) for ids in (mine, theirs)]
                    same += scores[0] == scores[1]
                line += f" same {same}/{QUERIES}"
            print(line, flush=True)


main()

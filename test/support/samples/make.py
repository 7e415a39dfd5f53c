# Makes the files in this folder, which other tools wrote: pip install numpy pyarrow, then python make.py
import datetime
import decimal
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
arrays = {
    "float64": np.array([1.5, np.nan, -0.0, np.inf, 5e-324]),
    "float32-2x3": np.arange(6, dtype="<f4").reshape(2, 3),
    "int64": np.array([-(2**63), 2**63 - 1], dtype="<i8"),
    "uint64": np.array([0, 2**64 - 1], dtype="<u8"),
    "uint8-2x2x2": np.arange(8, dtype="u1").reshape(2, 2, 2),
    "bool": np.array([True, False]),
    "empty-int16": np.array([], dtype="<i2"),
    "scalar": np.array(7.25),
    "fortran": np.asfortranarray(np.arange(6, dtype="<f8").reshape(2, 3)),
    "big-endian": np.array([1.0, 2.0], dtype=">f8"),
    "complex": np.array([1 + 2j]),
    "datetime": np.array(["2026-01-01"], dtype="datetime64[D]"),
}
for name, array in arrays.items():
    np.save(here / f"numpy-{name}.npy", array)
with open(here / "numpy-version2.npy", "wb") as file:
    np.lib.format.write_array(file, np.array([1.0, 2.0, 3.0]), version=(2, 0))

table = pa.table(
    {
        "id": pa.array([1, 2, 9007199254740993], pa.int64()),
        "small": pa.array([1, -2, None], pa.int8()),
        "score": pa.array([0.5, None, -0.0], pa.float64()),
        "name": pa.array(["a", "ü🎈", None]),
        "good": pa.array([True, False, None]),
        "at": pa.array([datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, datetime.timezone.utc)] * 3, pa.timestamp("ms", tz="UTC")),
        "micros": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 59, 999000)] * 3, pa.timestamp("us")),
        "day": pa.array([datetime.date(2026, 1, 2)] * 3),
        "word": pa.array(["x", "y", "x"]).dictionary_encode(),
        "tags": pa.array([["a", "b"], [], None], pa.list_(pa.string())),
        "at_place": pa.array([{"x": 1.5, "y": "n"}, None, {"x": None, "y": "m"}]),
        "price": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("-3.50")], pa.decimal128(10, 2)),
        "raw": pa.array([b"\x00\xff", b"", None]),
    }
)
for compression in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(table, here / f"pyarrow-{compression}.parquet", compression=compression, row_group_size=2)
pq.write_table(table, here / "pyarrow-v2.parquet", version="2.6", data_page_version="2.0", compression="zstd")

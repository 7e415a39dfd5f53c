# Reads a Parquet file with the library that is named, and prints each column's cells as text: read-parquet.py (pyarrow|polars) FILE
import json
import struct
import sys

library, file = sys.argv[1:]
NANOSECONDS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}


def text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "nan" if value != value else "f" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode("utf-8").hex()
    return "b" + bytes(value).hex()


def counts(values, mark, factor):
    return [None if value is None else f"{mark}{value * factor}" for value in values]


def pyarrow_columns():
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(file)
    for name, column in zip(table.column_names, table.columns):
        if pyarrow.types.is_timestamp(column.type):
            yield name, counts(column.cast(pyarrow.int64()).to_pylist(), "t", NANOSECONDS[column.type.unit])
        elif pyarrow.types.is_date32(column.type):
            yield name, counts(column.cast(pyarrow.int32()).to_pylist(), "d", 1)
        else:
            yield name, [text(value) for value in column.to_pylist()]


def polars_columns():
    import polars

    for column in polars.read_parquet(file).iter_columns():
        if column.dtype == polars.Datetime:
            yield column.name, counts(column.to_physical().to_list(), "t", NANOSECONDS[column.dtype.time_unit])
        elif column.dtype == polars.Date:
            yield column.name, counts(column.to_physical().to_list(), "d", 1)
        else:
            yield column.name, [text(value) for value in column.to_list()]


print(json.dumps(list({"pyarrow": pyarrow_columns, "polars": polars_columns}[library]())))

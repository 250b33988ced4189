"""Counts that tell what kind of number a field holds, in fixed buckets. No value, extreme or quantile leaves."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from scanner.detect.times import is_epoch

HEART_RATE = (30, 220)  # beats a minute, from deep bradycardia to the usual limit of optical sensors
_BUCKET = 5
_NEAR = 15  # beats from one reading to the next


def number_counts(values: npt.NDArray[np.float64], fine: npt.NDArray[np.bool_] | None = None) -> Counter[str]:
    """Counts over one field of one split's batch, in row order; NaN stands for a cell that is no number.

    `num.n` numbers, `num.int` whole, `num.dec4` four decimals or more, `num.lat` and `num.lon` within the range of a
    latitude or longitude, `num.small` within one of zero, `num.unix` plausible Unix times, `hr.in` in the range of a
    heart rate, `hr.low` / `hr.mid` / `hr.high` in parts of it, `hr.b<n>` per bucket of five beats, and for neighbours
    `hr.pairs`, `hr.near`, `hr.same`. `fine` says which values were written with four decimals or more, where they were
    read from text; a float alone does not remember trailing zeros.
    """
    numbers = values[~np.isnan(values)]
    counts: Counter[str] = Counter()
    if not len(numbers):
        return counts
    whole = numbers == np.floor(numbers)
    in_range = whole & (numbers >= HEART_RATE[0]) & (numbers <= HEART_RATE[1])
    with np.errstate(over="ignore", invalid="ignore"):  # the far ends of a double have no distance
        steps = np.abs(np.diff(numbers))
    counts.update(
        {
            "num.n": len(numbers),
            "num.int": int(whole.sum()),
            "num.dec4": int((fine if fine is not None else _four_decimals(values)).sum()),
            "num.lat": int((np.abs(numbers) <= 90).sum()),
            "num.lon": int((np.abs(numbers) <= 180).sum()),
            "num.small": int((np.abs(numbers) < 1).sum()),
            "num.unix": sum(is_epoch(value) for value in numbers.tolist()),
            "hr.in": int(in_range.sum()),
            "hr.low": int((in_range & (numbers < 40)).sum()),
            "hr.mid": int((in_range & (numbers >= 40) & (numbers < 110)).sum()),
            "hr.high": int((in_range & (numbers >= 110)).sum()),
            "hr.pairs": len(steps),
            "hr.near": int((steps <= _NEAR).sum()),
            "hr.same": int((steps == 0).sum()),
        }
    )
    buckets, sizes = np.unique(numbers[in_range] // _BUCKET * _BUCKET, return_counts=True)
    counts.update({f"hr.b{int(bucket)}": int(size) for bucket, size in zip(buckets, sizes, strict=True)})
    return +counts


def _four_decimals(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    usable = np.where(np.abs(values) < 1e12, values, 0.0)  # NaN compares false and so counts as zero
    thousandths = usable * 1e3
    return np.abs(thousandths - np.round(thousandths)) > 1e-6 * np.maximum(1.0, np.abs(thousandths)) * 1e-3

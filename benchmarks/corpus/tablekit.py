"""From specs to tables: naming styles, nulls, dirt, row counts, fillers, subject keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from .model import Column, Ctx, Gen, Level, Spec, Store, Table, Value
from .rng import alnum, digits, hexs, pick, rng, uuid4

LANGS = ("en",) * 11 + ("py",) * 3 + ("zh",) * 3 + ("de",) * 3 + ("es",) * 2 + ("ja",)
STORES: tuple[Store, ...] = ("sql", "csv", "jsonl", "parquet")
OPAQUE = [
    "c7",
    "attr_3",
    "value",
    "data",
    "f12",
    "field_09",
    "col_4",
    "x1",
    "v",
    "payload_b",
    "ext1",
    "ext_2",
    "p3",
    "k2",
    "udf_07",
    "custom_5",
    "s_val",
    "txt02",
    "col19",
    "var_11",
    "d4",
    "attribute6",
    "misc",
    "extra_1",
    "arg0",
    "param_b",
    "str3",
    "content_x",
    "a9",
    "z_2",
    "raw",
    "tmp_val",
    "q17",
    "slot_5",
    "reserved3",
    "spare_2",
    "u_field",
    "b64",
]


def each(fn: Callable[[Random], Value]) -> Gen:
    """One column, every value drawn by itself."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        return [[fn(ctx.r) for _ in range(ctx.n)]]

    return gen


def formed(forms: tuple[str, ...], fn: Callable[[Random, str], Value]) -> Gen:
    """One column whose form is chosen once for the column."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        form = pick(ctx.r, forms)
        return [[fn(ctx.r, form) for _ in range(ctx.n)]]

    return gen


def one_of(*values: Value) -> Gen:
    """An enumeration; the share of each value differs."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        weights = [ctx.r.random() ** 2 + 0.08 for _ in values]
        return [list(ctx.r.choices(values, weights=weights, k=ctx.n))]

    return gen


def enum_sets(*sets: tuple[Value, ...]) -> Gen:
    """One of several enumerations (words, codes, letters), chosen once for the column."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        return one_of(*pick(ctx.r, sets))(ctx)

    return gen


def choose(*gens: Gen) -> Gen:
    """One of several generators, chosen once for the column."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        return pick(ctx.r, gens)(ctx)

    return gen


def series(low: float, high: float, step: float, decimals: int = 0) -> Gen:
    """A time series that wanders within bounds."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        x = ctx.r.uniform(low + (high - low) * 0.3, low + (high - low) * 0.6)
        out: list[Value] = []
        for _ in range(ctx.n):
            x = min(high, max(low, x + ctx.r.gauss(0, step)))
            out.append(round(float(x), decimals) if decimals else int(x))
        return [out]

    return gen


def normal(mean: float, sd: float, low: float, high: float, decimals: int = 0) -> Gen:
    """Independent values of many people."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        out: list[Value] = []
        for _ in range(ctx.n):
            x = min(high, max(low, ctx.r.gauss(mean, sd)))
            out.append(round(float(x), decimals) if decimals else int(x))
        return [out]

    return gen


def scaled(gen: Gen, factor: float, integer: bool = False) -> Gen:
    """The same in another unit."""

    def inner(ctx: Ctx) -> list[list[Value]]:
        out: list[list[Value]] = []
        for col in gen(ctx):
            nums = [v * factor if isinstance(v, (int, float)) else v for v in col]
            out.append(
                [
                    int(v) if integer and isinstance(v, (int, float)) else round(v, 2) if isinstance(v, float) else v
                    for v in nums
                ]
            )
        return out

    return inner


def texty(gen: Gen, suffix: str = "") -> Gen:
    """The same as text, as CSV files and loose schemas keep it."""

    def inner(ctx: Ctx) -> list[list[Value]]:
        return [[None if v is None else f"{v}{suffix}" for v in col] for col in gen(ctx)]

    return inner


def parse_names(text: str) -> dict[str, list[str]]:
    """ "en a b | zh c" to a dictionary by language."""
    out: dict[str, list[str]] = {}
    for part in text.split("|"):
        words = part.split()
        out[words[0]] = words[1:]
    return out


def styled(name: str, style: str) -> str:
    """A snake-case name in the style of the table; names of other scripts stay."""
    if not name.isascii() or name != name.lower():
        return name
    words = name.split("_")
    if style == "camel":
        return words[0] + "".join(w.capitalize() for w in words[1:])
    if style == "pascal":
        return "".join(w.capitalize() for w in words)
    if style == "upper":
        return name.upper()
    if style == "kebab":
        return "-".join(words)
    if style == "flat":
        return "".join(words)
    if style == "f_":
        return "f_" + name
    return name


def pick_style(r: Random) -> str:
    """Naming style of a table."""
    return r.choices(("snake", "camel", "pascal", "upper", "kebab", "flat", "f_"), (50, 20, 8, 9, 3, 6, 4))[0]


def rows(r: Random) -> int:
    """Number of rows: many small, few large."""
    return min(600, 30 + int(r.expovariate(1 / 70)))


def dirty(r: Random, values: list[Value], dirt: bool) -> tuple[Value, ...]:
    """Nulls (0 to 95 %), dummies, padding, a few wrong values; at least ten good values stay."""
    out = list(values)
    n = len(out)
    x = r.random()
    share = (
        0.0 if x < 0.5 else r.uniform(0, 0.2) if x < 0.8 else r.uniform(0.2, 0.7) if x < 0.95 else r.uniform(0.7, 0.95)
    )
    holes = min(int(n * share), n - 10)
    for i in r.sample(range(n), max(0, holes)):
        out[i] = None
    if not dirt or r.random() > 0.3:
        return tuple(out)
    good = [i for i in range(n) if out[i] is not None]
    bad = r.sample(good, int(len(good) * r.uniform(0, 0.05)))
    dummies = pick(r, [("N/A",), ("-", ""), ("unknown",), ("null", "NULL"), ("test", "xxx"), ("0",)])
    for i in bad:
        value = out[i]
        if isinstance(value, str):
            out[i] = pick(r, dummies)
        elif isinstance(value, bool) or isinstance(value, bytes):
            continue
        elif isinstance(value, int):
            out[i] = pick(r, (0, -1))
    if r.random() < 0.2:
        for i in good[::7]:
            value = out[i]
            if isinstance(value, str) and value:
                out[i] = value + " " * r.randrange(1, 4)
    return tuple(out)


SUBJECTS = parse_names(
    "en user_id uid customer_id member_id account_id cust_no usr_id profile_id subscriber_id client_id"
    " | py yonghu_id huiyuan_id kehu_bianhao | zh 用户ID 会员编号 客户编号 | de kunden_nr nutzer_id mitglied_id"
    " | es id_usuario id_cliente num_socio | ja 会員ID 顧客番号"
)
SPECIAL_SUBJECT = {
    "patients": ("patient_id mrn pat_no case_patient_id", ("health.record_id", "account.identifier", "health.medical")),
    "staff": ("employee_id emp_no staff_id personnel_no", ("account.identifier", "professional", "identity")),
    "pupils": ("student_id pupil_no student_no", ("account.identifier", "education", "minor")),
    "devices": ("device_id did watch_id dev_sn_ref", ("device.identifier", "device", "device.serial")),
}


def subject_values(r: Random, n: int, repeat: bool) -> list[Value]:
    """Keys of people: numbers in order or not, prefixed numbers, UUIDs, object ids."""
    m = max(3, n // r.randrange(4, 15)) if repeat else n
    form = r.randrange(6)
    start = r.randrange(1000, 9_000_000)
    if form == 0:
        keys: list[Value] = [start + i for i in range(m)]
    elif form == 1:
        keys = [start + v for v in r.sample(range(m * 50), m)]
    elif form == 2:
        prefix = pick(r, ["U", "C", "M", "usr_", "P-", "A"])
        keys = [prefix + digits(r, 7) for _ in range(m)]
    elif form == 3:
        keys = [uuid4(r) for _ in range(m)]
    elif form == 4:
        keys = [hexs(r, 24) for _ in range(m)]
    else:
        keys = [alnum(r, 12) for _ in range(m)]
    return [keys[r.randrange(m)] for _ in range(n)] if repeat else keys


def when(r: Random, n: int) -> list[Value]:
    """Points of time: epochs, milliseconds, text; in order or not."""
    t0 = r.randrange(1_400_000_000, 1_700_000_000)
    times = [t0 + r.randrange(n * 4000) for _ in range(n)]
    if r.random() < 0.7:
        times.sort()
    form = r.randrange(4)
    if form == 0:
        return list(times)
    if form == 1:
        return [t * 1000 + r.randrange(1000) for t in times]
    return [iso(t, "T" if form == 2 else " ") for t in times]


def iso(t: int, sep: str = " ") -> str:
    """An epoch as text, computed without the time zone of the machine."""
    days, rest = divmod(t, 86400)
    z = days + 719468
    era, doe = divmod(z, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day, month = doy - (153 * mp + 2) // 5 + 1, mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (1 if month <= 2 else 0)
    return f"{year:04d}-{month:02d}-{day:02d}{sep}{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


@dataclass(frozen=True)
class Group:
    """Specs that stand together in tables, with table names and the kind of subject."""

    key: str
    tables: str
    subject: str
    repeat: float
    specs: tuple[Spec, ...]


def column(
    name: str, values: list[Value] | tuple[Value, ...], cats: tuple[str, ...], level: Level, kind: str, note: str
) -> Column:
    """A column with its label."""
    return Column(name, tuple(values), frozenset(cats) if level != "must_not" else frozenset(), level, kind, note)


def _fillers(r: Random, n: int, style: str, personal: bool) -> list[Column]:
    """Columns every table has: row id, time, version, flags."""
    level: Level = "either" if personal else "must_not"
    out = []
    if r.random() < 0.5:
        start = r.randrange(1, 90000)
        out.append(column(styled("id", style), [start + i for i in range(n)], (), level, "row-id", "number of the row"))
    if r.random() < 0.55:
        name = styled(pick(r, ["created_at", "updated_at", "ts", "insert_time", "event_time", "gmt_create"]), style)
        out.append(column(name, when(r, n), (), level, "time", "when it was written"))
    if r.random() < 0.25:
        out.append(
            column(
                styled("row_version", style),
                [r.randrange(1, 9) for _ in range(n)],
                (),
                "must_not",
                "row-version",
                "counter of the row",
            )
        )
    if r.random() < 0.2:
        out.append(
            column(
                styled(pick(r, ["etl_batch", "shard_no", "partition_id", "src_file_no"]), style),
                [r.randrange(1, 64) for _ in range(n)],
                (),
                "must_not",
                "shard",
                "of the loading machinery",
            )
        )
    if r.random() < 0.15:
        out.append(
            column(
                styled("row_checksum", style),
                [hexs(r, 8) for _ in range(n)],
                (),
                "must_not",
                "checksum",
                "checksum of the row",
            )
        )
    return out


def _subject(r: Random, group: Group, lang: str, style: str, n: int) -> Column:
    """The key of the person or the device of a person."""
    repeat = r.random() < group.repeat
    if group.subject in SPECIAL_SUBJECT:
        names, cats = SPECIAL_SUBJECT[group.subject]
        name = pick(r, names.split())
    else:
        name, cats = pick(r, SUBJECTS[lang]), ("account.identifier", "account")
    return column(styled(name, style), subject_values(r, n, repeat), cats, "must", "subject-key", "key of a person")


def _fit(r: Random, spec: Spec, lang: str, style: str, opaque: bool, taken: list[str]) -> list[str] | None:
    """Names for the columns of a spec that are still free in this table."""
    if opaque:
        free = [name for name in OPAQUE if name not in taken]
        return r.sample(free, len(spec.cats) if "+" in spec.names.split()[1] else 1)
    names = parse_names(spec.names)
    options = [[styled(part, style) for part in name.split("+")] for name in names.get(lang) or names["en"]]
    options = [names_ for names_ in options if not any(name in taken for name in names_)]
    return pick(r, options) if options else None


def _values(r: Random, spec: Spec, n: int, lang: str, repeat: bool) -> list[list[Value]]:
    """Values of a spec; in an events table a few people's values come again and again."""
    if repeat and spec.dirt and spec.level != "must_not":
        m = max(8, n // 5)
        cols = spec.gen(Ctx(r, m, lang))
        order = [r.randrange(m) for _ in range(n)]
        return [[col[i] for i in order] for col in cols]
    return spec.gen(Ctx(r, n, lang))


def tables_of(group: Group, personal: bool) -> Iterator[Table]:
    """All tables of a group: each spec occurs as often as it says."""
    r = rng("tables", group.key)
    pending: list[tuple[Spec, bool]] = []
    for spec in group.specs:
        pending += [(spec, False)] * spec.n + [(spec, True)] * spec.opaque
    r.shuffle(pending)
    table_names = parse_names(group.tables)
    while pending:
        lang = pick(r, LANGS)
        style = pick_style(r) if lang not in ("zh", "ja") else "snake"
        want = r.choices((1, 2, 3, 4, 5, 6), (15, 22, 22, 18, 13, 10))[0]
        columns: list[Column] = []
        taken: list[str] = []
        used: list[str] = []
        n, repeat = rows(r), r.random() < group.repeat * 0.6
        fitting = [i for i, (s, o) in enumerate(pending) if lang == "en" or lang in parse_names(s.names)] or list(
            range(len(pending))
        )
        chosen: list[int] = []
        for i in fitting:
            if len(chosen) == want:
                break
            if pending[i][0].kind in used:
                continue
            used.append(pending[i][0].kind)
            chosen.append(i)
        n = max(30, min([n, *(pending[i][0].cap for i in chosen)]))
        done: list[int] = []
        for i in chosen:
            spec, opaque = pending[i]
            names = _fit(r, spec, lang, style, opaque, taken)
            if names is None:
                continue
            done.append(i)
            taken += names
            for k, (name, values) in enumerate(zip(names, _values(r, spec, n, lang, repeat), strict=True)):
                cats = tuple(spec.cats[k].split("/")) if personal else ()
                columns.append(
                    column(
                        name,
                        dirty(r, values, spec.dirt),
                        cats,
                        spec.level,
                        spec.kind,
                        ("opaque name; " if opaque else "") + (spec.note or spec.kind),
                    )
                )
        pending = [p for i, p in enumerate(pending) if i not in done]
        if personal:
            columns.insert(0, _subject(r, group, lang, style, n))
        extra = _fillers(r, n, style, personal)
        columns += [c for c in extra if c.name not in [x.name for x in columns]]
        if len(columns) > 3 and r.random() < 0.3:
            r.shuffle(columns)
        unique: dict[str, Column] = {}
        for col in columns:
            unique.setdefault(col.name, col)
        name = styled(pick(r, table_names.get(lang) or table_names["en"]), pick(r, ["snake", "snake", style]))
        binary = any(isinstance(v, bytes) for c in unique.values() for v in c.values)
        store: Store = pick(r, STORES)
        if binary and store not in ("sql", "parquet"):
            store = "parquet"
        yield Table(name, tuple(unique.values()), store, f"{group.key}, {lang}")

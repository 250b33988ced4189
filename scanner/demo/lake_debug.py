"""Debug uploads in the object folder: address books, crash reports, phones' logs, and scans of what is around."""

from __future__ import annotations

import random
from datetime import UTC

from scanner.demo import words
from scanner.demo.choices import Event, events
from scanner.demo.gateway import utc, year_times
from scanner.demo.names import Names
from scanner.demo.people import Person, contact_numbers
from scanner.demo.world import World
from scanner.demo.writers import Files, Row, gz, jsonl_bytes, stream

CONTACT_UPLOADS, PROFILE_UPLOADS, BAD_CRASHES, BAD_BANNERS = 40, 260, 23, 29


def debug_files(world: World, names: Names) -> Files:
    """Every file below `lake/debug/` and `lake/banners/`."""
    seed, users = world.seed, world.users
    files: Files = {}
    _contacts(stream(seed, "lake.contacts"), users, names, files)
    _profiles(stream(seed, "lake.profiles"), users, names, files)
    _crashes("crash_auto", BAD_CRASHES, world, names, files)
    _crashes("crash_asked", 0, world, names, files)
    _phone_logs(world, names, files)
    _mirrored(stream(seed, "lake.mirrored"), users, names, files)
    _wifi(stream(seed, "lake.wifi"), users, names, files)
    _apps(stream(seed, "lake.apps"), users, names, files)
    _modules(stream(seed, "lake.modules"), users, names, files)
    _banners("call_banner", BAD_BANNERS, world, names, files)
    _banners("text_banner", 0, world, names, files)
    return files


def _put(files: Files, names: Names, ref: str, rows: list[Row], month: str = "2018-11", packed: bool = False) -> None:
    """One JSON lines object of the dataset `lake/<ref>`."""
    data = jsonl_bytes(f"lake/{ref}", rows, names)
    name = f"lake/{names.path(ref)}-{month}.jsonl"
    files[f"{name}.gz" if packed else name] = gz(data) if packed else data


def _moment(event: Event) -> str:
    return utc(event.at.replace(tzinfo=UTC))


def _contacts(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The deviation: what a debug build uploaded of people's address books."""
    rows: list[Row] = []
    for owner, time in zip(rng.sample(people, CONTACT_UPLOADS), year_times(rng, CONTACT_UPLOADS), strict=True):
        book = [{"name": label, "phone": phone} for label, phone in contact_numbers(rng)]
        rows.append({"uploaded": utc(time), "account": owner.account, "build": "debug-77", "contacts": book})
    half, where = CONTACT_UPLOADS // 2, "lake/" + names.path("debug/contacts_sync")
    files[f"{where}-2018-10.jsonl.gz"] = gz(jsonl_bytes("lake/debug/contacts_sync", rows[:half], names))
    files[f"{where}-2018-11.jsonl"] = jsonl_bytes("lake/debug/contacts_sync", rows[half:], names)


def _profiles(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The clean twin: the same kind of upload with a list in it, but only the user's own number."""
    rows: list[Row] = []
    owners = [person for person in people if person.phone]
    for owner, time in zip(rng.sample(owners, PROFILE_UPLOADS), year_times(rng, PROFILE_UPLOADS), strict=True):
        alarms = [
            {"at": f"0{rng.randint(5, 9)}:{rng.choice(('00', '15', '30'))}", "label": rng.choice(("work", "weekend"))}
            for _ in range(rng.randint(3, 6))
        ]
        rows.append({"uploaded": utc(time), "account": owner.account, "phone": owner.phone, "alarms": alarms})
    where = "lake/" + names.path("debug/profile_sync")
    files[f"{where}-2018-11.jsonl"] = jsonl_bytes("lake/debug/profile_sync", rows, names)


LOG_TAGS = ("BleLink", "SyncService", "WatchFace")
TRACES = (
    "java.lang.IllegalStateException: not connected\n\tat example.pacefit.ble.Link.send(Link.java:{n})\n"
    "\tat example.pacefit.sync.Job.run(Job.java:71)\n\tat java.lang.Thread.run(Thread.java:764)",
    "java.lang.NullPointerException\n\tat example.pacefit.ui.SleepCard.bind(SleepCard.java:{n})\n"
    "\tat android.os.Handler.dispatchMessage(Handler.java:105)",
)


def _crashes(name: str, bad: int, world: World, names: Names, files: Files) -> None:
    """Crash reports: of users who agreed to send them, and `bad` ones of a version that did not ask."""
    rng = stream(world.seed, f"lake.{name}")
    rows: list[Row] = [
        {
            "received": _moment(event), "account": event.person.account, "app": rng.choice(("3.2.1", "3.1.9")),
            "model": rng.choice(words.PHONE_MODELS), "stack": rng.choice(TRACES).format(n=rng.randint(20, 480)),
        }
        for event in events(rng, world.people, "debug_upload", world.choices, 230, bad)
    ]  # fmt: skip
    half = len(rows) // 2
    _put(files, names, f"debug/{name}", rows[:half], "2018-06", packed=True)
    _put(files, names, f"debug/{name}", rows[half:], "2018-12")


def _phone_logs(world: World, names: Names, files: Files) -> None:
    """Logcat excerpts that users chose to send."""
    rng = stream(world.seed, "lake.phone_logs")
    rows: list[Row] = []
    for event in events(rng, world.people, "debug_upload", world.choices, 180):
        start = event.at
        lines = [
            f"{start:%m-%d %H:%M:%S}.{rng.randint(0, 999):03d}  {rng.randint(900, 9999)}  {rng.randint(900, 9999)} "
            f"{rng.choice('DIW')} {rng.choice(LOG_TAGS)}: step {n} took {rng.randint(1, 900)} ms"
            for n in range(rng.randint(3, 8))
        ]
        rows.append({"received": _moment(event), "account": event.person.account, "log": "\n".join(lines)})
    _put(files, names, "debug/phone_logs", rows)


def _mirrored(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The deviation: the text of messages that the watch displayed, in an upload of a debug build."""
    rows: list[Row] = []
    for time in year_times(rng, 240):
        rows.append(
            {"uploaded": utc(time), "account": rng.choice(people).account, "sms_text": rng.choice(words.MESSAGES)}
        )
    _put(files, names, "debug/mirrored", rows)


def _wifi(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The deviation: the names and radio addresses of networks around the phone."""
    rows: list[Row] = []
    for time in year_times(rng, 320):
        octets = ":".join(f"{value:02x}" for value in (rng.choice((0x3C, 0xA0, 0xF4)), *rng.randbytes(5)))
        rows.append(
            {
                "scanned": utc(time), "account": rng.choice(people).account, "ssid": rng.choice(words.NETWORKS),
                "bssid": octets, "signal_dbm": -rng.randint(40, 95),
            }
        )  # fmt: skip
    _put(files, names, "debug/wifi_scan", rows)


def _apps(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The deviation: which apps are installed on people's phones."""
    rows: list[Row] = []
    for person, time in zip(rng.sample(people, 150), year_times(rng, 150), strict=True):
        found = rng.sample(words.APPS, rng.randint(3, 8))
        rows.append({"uploaded": utc(time), "account": person.account, "installed_apps": found})
    _put(files, names, "debug/app_inventory", rows)


def _modules(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The twin: a list of the watch's own modules, which are no apps of anybody."""
    modules = [f"{name}-{number}.{number + 2}" for number in (1, 2) for name in ("ble", "gps", "ppg", "rtc")]
    rows: list[Row] = []
    for person, time in zip(rng.sample(people, 150), year_times(rng, 150), strict=True):
        chosen = rng.sample(modules, rng.randint(3, 6))
        rows.append(
            {"uploaded": utc(time), "account": person.account, "firmware": person.device.firmware, "modules": chosen}
        )
    _put(files, names, "debug/watch_modules", rows)


def _banners(name: str, bad: int, world: World, names: Names, files: Files) -> None:
    """How long banners of calls and messages stayed on the watch; nothing of what they said."""
    rng = stream(world.seed, f"lake.{name}")
    rows: list[Row] = [
        {"at": _moment(event), "account": event.person.account, "millis": rng.randint(300, 20000)}
        for event in events(rng, world.people, "contacts_permission", world.choices, 420, bad)
    ]
    _put(files, names, f"banners/{name}", rows)

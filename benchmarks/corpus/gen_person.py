"""Names, e-mail addresses and postal addresses by culture."""

from __future__ import annotations

from random import Random

from . import names_chinese as zh
from . import names_german as de
from . import names_spanish as es
from . import names_things as th
from .gen_ids import email_host
from .model import Ctx
from .names import chinese, kanji, person
from .rng import digits, lower, pick

MARKS = str.maketrans(
    {"ü": "ue", "ö": "oe", "ä": "ae", "ß": "ss", "ñ": "n", "é": "e", "á": "a", "í": "i", "ó": "o", "ú": "u"}
)


def culture_of(ctx: Ctx) -> str:
    """The culture of the people in a table of this language."""
    if ctx.lang in ("zh", "py"):
        return "zh"
    if ctx.lang in ("de", "es", "ja"):
        return ctx.lang
    return pick(ctx.r, ["en", "en", "en", "in", "ar", "de", "es"])


def full_name(r: Random, culture: str, form: str) -> str:
    """A full name: "native", "latin", "comma", "upper", "initial", "title"."""
    if form == "native" and culture == "zh":
        return pick(r, chinese())[0]
    if form == "native" and culture == "ja":
        family, given = pick(r, kanji())
        return family + given
    given, family = person(r, culture)
    if culture == "es":
        family = f"{family} {person(r, 'es')[1]}" if r.random() < 0.7 else family
    if form == "comma":
        return f"{family}, {given}"
    if form == "upper":
        return f"{given} {family}".upper()
    if form == "initial":
        return f"{given[0]}. {family}"
    if form == "title":
        title = {"de": ["Herr", "Frau", "Dr."], "es": ["Sr.", "Sra.", "Dra."]}.get(culture, ["Mr.", "Ms.", "Dr."])
        return f"{pick(r, title)} {given} {family}"
    if culture == "zh":
        return f"{family} {given}" if form != "flat" else f"{family}{given}".lower()
    if form == "middle":
        return f"{given} {person(r, culture)[0][0]}. {family}"
    return f"{given} {family}"


def email(r: Random, culture: str) -> str:
    """An e-mail address of an invented person."""
    given, family = person(r, culture)
    given, family = (x.lower().translate(MARKS).replace("-", "") for x in (given, family))
    host = email_host(r, culture)
    if culture == "zh" and host == "qq.com":
        return f"{r.randrange(10**7, 3 * 10**9)}@{host}"
    local = pick(
        r,
        [
            f"{given}.{family}",
            f"{given[0]}{family}",
            f"{family}{r.randrange(60, 2010)}",
            f"{given}_{family}",
            f"{given}{digits(r, 2)}",
            f"{lower(r, 3)}{digits(r, 4)}",
            f"{given}.{family}+{lower(r, 4)}",
            f"{family}-{given}",
        ],
    )
    return f"{local}@{host}"


def nickname(r: Random, culture: str) -> str:
    """A name one gives oneself."""
    given = person(r, culture)[0]
    zh_nick = [
        "追风少年",
        "小鱼儿",
        "快乐每一天",
        "星空下的猫",
        "阿木",
        "夜雨声烦",
        "糖糖",
        "爱跑步的人",
        "北方有雪",
        "柠檬不酸",
    ]
    if culture == "zh" and r.random() < 0.7:
        return pick(r, zh_nick) + (digits(r, 2) if r.random() < 0.4 else "")
    word = pick(
        r,
        [
            "dark",
            "happy",
            "lazy",
            "fast",
            "crazy",
            "tiny",
            "wild",
            "lucky",
            "sunny",
            "night",
            "mad",
            "cool",
            "silent",
            "brave",
            "pink",
            "iron",
        ],
    )
    beast = pick(
        r,
        [
            "fox",
            "wolf",
            "panda",
            "runner",
            "gamer",
            "cat",
            "ninja",
            "dragon",
            "rider",
            "owl",
            "bear",
            "biker",
            "tiger",
            "koala",
            "pixel",
            "falcon",
        ],
    )
    return pick(
        r,
        [
            f"{word}_{beast}{digits(r, 2)}",
            f"{beast}{digits(r, 3)}",
            f"xX{given}Xx",
            f"{given.lower()}{digits(r, 2)}",
            f"{word.capitalize()}{beast.capitalize()}",
            f"its_{given.lower()}",
            f"{word}{beast}",
        ],
    )


def street_line(r: Random, culture: str) -> str:
    """Street and house number."""
    no = r.randrange(1, 220)
    if culture == "zh":
        return f"{pick(r, zh.STREETS)}{no}号"
    if culture == "de":
        return f"{pick(r, de.STREETS).replace('_', ' ')} {no}{pick(r, ['', '', '', 'a', 'b'])}"
    if culture == "es":
        return f"{pick(r, es.STREETS).replace('_', ' ')} {no}, {r.randrange(1, 9)}º {pick(r, 'ABCD')}"
    if culture == "ja":
        return f"{pick(r, th.JA_PLACES)}{r.randrange(1, 6)}-{r.randrange(1, 30)}-{r.randrange(1, 20)}"
    if culture == "in":
        return f"Flat {r.randrange(1, 40)}, {pick(r, th.IN_STREETS)}"
    if culture == "ar":
        return f"Villa {no}, Street {r.randrange(1, 60)}, {pick(r, ['Al Barsha', 'Jumeirah', 'Al Nahda', 'Mirdif'])}"
    if r.random() < 0.3:
        return f"{no} {pick(r, th.UK_STREETS)}"
    return f"{r.randrange(10, 9900)} {pick(r, th.US_STREETS)}" + (
        f" Apt {r.randrange(1, 60)}" if r.random() < 0.3 else ""
    )


def address(r: Random, culture: str) -> str:
    """A whole postal address on one line."""
    street = street_line(r, culture)
    if culture == "zh":
        tail = f"{pick(r, zh.ESTATES)}{r.randrange(1, 30)}栋{r.randrange(1, 6)}单元{r.randrange(101, 2605)}室"
        return f"{pick(r, zh.CITIES)}市{pick(r, zh.DISTRICTS)}{street}{tail if r.random() < 0.7 else ''}"
    if culture == "de":
        return f"{street}, {r.randrange(1067, 99998):05d} {pick(r, de.CITIES)}"
    if culture == "es":
        return f"{street}, {r.randrange(1001, 52006):05d} {pick(r, es.CITIES)}"
    if culture == "ja":
        return f"〒{digits(r, 3)}-{digits(r, 4)} {street}"
    if culture == "in":
        return f"{street}, {pick(r, th.IN_CITIES)}"
    if culture == "ar":
        return f"{street}, {pick(r, ['Dubai', 'Sharjah', 'Abu Dhabi'])}, UAE"
    city, state, post = pick(r, th.US_CITIES).rsplit(" ", 2)
    if street.split(" ", 1)[1] in th.UK_STREETS:
        return f"{street}, {pick(r, th.UK_CITIES)}"
    return f"{street}, {city}, {state} {post}"


def city(r: Random, culture: str) -> str:
    """The city of a person."""
    if culture == "zh":
        return pick(r, zh.CITIES) + "市"
    if culture == "de":
        return pick(r, de.CITIES)
    if culture == "es":
        return pick(r, es.CITIES)
    return pick(r, th.WORLD_CITIES)

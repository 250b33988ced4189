"""Secrets and opaque ids of persons: tokens, keys, hashes, cookies, push tokens.

Vendor prefixes are put together from parts, so that no literal in this source looks like a live key.
"""

from __future__ import annotations

import base64
import json
from random import Random

from .rng import alnum, b64url, digits, hexs, lower, pick, rbytes, upper, uuid4


def _b64(data: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(r: Random) -> str:
    """A signed JSON web token about a user."""
    head = {"alg": pick(r, ["HS256", "RS256", "ES256"]), "typ": "JWT"}
    issued = r.randrange(1_500_000_000, 1_720_000_000)
    body = {"sub": pick(r, [uuid4(r), digits(r, 7)]), "iat": issued, "exp": issued + 3600}
    if r.random() < 0.4:
        body["scope"] = "read write"
    parts = [_b64(json.dumps(p, separators=(",", ":")).encode()) for p in (head, body)]
    return ".".join([*parts, _b64(rbytes(r, 32))])


def oauth(r: Random, form: str) -> str:
    """An OAuth access or refresh token in the style of a provider."""
    return {
        "google": "ya" + "29." + b64url(r, 60),
        "google-refresh": "1" + "//0" + b64url(r, 60),
        "facebook": "EA" + "AB" + alnum(r, 70),
        "opaque": b64url(r, 43),
        "hex": hexs(r, 64),
        "wechat": f"{r.randrange(20, 80)}_" + b64url(r, 64),
    }[form]


def api_key(r: Random, form: str) -> str:
    """An API key in a vendor's form, built from parts."""
    return {
        "aws": "AK" + "IA" + "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        "stripe": "sk" + "_" + "live" + "_" + alnum(r, 24),
        "github": "gh" + "p_" + alnum(r, 36),
        "google": "AI" + "za" + b64url(r, 35),
        "slack": "xo" + "xb-" + digits(r, 11) + "-" + digits(r, 11) + "-" + alnum(r, 24),
        "sendgrid": "S" + "G." + b64url(r, 22) + "." + b64url(r, 43),
        "gitlab": "gl" + "pat-" + b64url(r, 20),
        "npm": "np" + "m_" + alnum(r, 36),
        "openai": "s" + "k-" + alnum(r, 48),
        "aliyun": "LT" + "AI" + alnum(r, 20),
    }[form]


API_FORMS = ("aws", "stripe", "github", "google", "slack", "sendgrid", "gitlab", "npm", "openai", "aliyun")


def password_hash(r: Random, form: str) -> str:
    """A stored password hash."""
    crypt = "".join(r.choices("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=53))
    std = base64.b64encode(rbytes(r, 32)).decode()
    salt = base64.b64encode(rbytes(r, 16)).decode().rstrip("=")
    return {
        "bcrypt": f"${pick(r, ['2a', '2b', '2y'])}${pick(r, ['10', '12'])}${crypt}",
        "argon2": f"$argon2id$v=19$m=65536,t=3,p=4${salt}${std.rstrip('=')}",
        "scrypt": f"$scrypt$ln=16,r=8,p=1${salt}${std.rstrip('=')}",
        "django": f"pbkdf2_sha256$260000${alnum(r, 12)}${std}",
        "phpass": "$P$B" + crypt[:30],
        "sha512crypt": f"$6${crypt[:16]}${(crypt + crypt)[:86]}",
        "ldap": "{SSHA}" + base64.b64encode(rbytes(r, 24)).decode(),
        "md5": hexs(r, 32),
        "sha1": hexs(r, 40),
        "sha256": hexs(r, 64),
    }[form]


HASH_FORMS = ("bcrypt", "argon2", "scrypt", "django", "phpass", "sha512crypt", "ldap")


def password(r: Random) -> str:
    """A password as people choose them."""
    word = pick(
        r,
        [
            "sunshine",
            "dragon",
            "football",
            "monkey",
            "princess",
            "summer",
            "winter",
            "hello",
            "secret",
            "qwerty",
            "banana",
            "freedom",
        ],
    )
    return pick(
        r,
        [
            word + digits(r, 2),
            word.capitalize() + "!" + digits(r, 2),
            alnum(r, 10),
            digits(r, 6),
            word + "@" + digits(r, 4),
            f"P@ss{word}{digits(r, 1)}",
            alnum(r, 8) + pick(r, "#$%!"),
        ],
    )


def pem(r: Random) -> str:
    """A PEM private key with a random body (not a real key)."""
    kind = pick(r, ["RSA PRIVATE", "PRIVATE", "EC PRIVATE", "OPENSSH PRIVATE"])
    body = base64.b64encode(rbytes(r, 240)).decode()
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    return "-----BEGIN " + kind + " KEY-----\n" + lines + "\n-----END " + kind + " KEY-----"


def fcm(r: Random) -> str:
    """A Firebase registration token."""
    return b64url(r, 22) + ":APA91b" + b64url(r, 134)


def push(r: Random, form: str) -> str:
    """A push token: fcm, apns (64 hex), hms (Huawei), jpush (registration id)."""
    return {
        "fcm": fcm(r),
        "apns": hexs(r, 64),
        "hms": "IQAAAA" + b64url(r, 90),
        "expo": f"ExponentPushToken[{b64url(r, 22)}]",
        "jpush": pick(r, ["1", "1"]) + hexs(r, 18),
    }[form]


def cookie(r: Random, form: str) -> str:
    """A cookie value that marks a visitor."""
    return {
        "ga": f"GA1.2.{r.randrange(10**8, 2 * 10**9)}.{r.randrange(1_500_000_000, 1_720_000_000)}",
        "gid": f"GA1.1.{r.randrange(10**8, 2 * 10**9)}.{r.randrange(1_500_000_000, 1_720_000_000)}",
        "fbp": f"fb.1.{r.randrange(1_500_000_000_000, 1_720_000_000_000)}.{r.randrange(10**8, 2 * 10**9)}",
        "php": lower(r, 2) + hexs(r, 24),
        "jsession": hexs(r, 32).upper(),
        "uuid": uuid4(r),
        "hex": hexs(r, 32),
    }[form]


def user_agent(r: Random) -> str:
    """A browser's name as it introduces itself."""
    ver = f"{r.randrange(90, 126)}.0.{r.randrange(4000, 6500)}.{r.randrange(20, 200)}"
    ios = f"{r.randrange(13, 18)}_{r.randrange(0, 7)}"
    return pick(
        r,
        [
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{ver} Safari/537.36",
            f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            f"Version/{ios[:2]}.0 Mobile/15E148 Safari/604.1",
            f"Mozilla/5.0 (Linux; Android {r.randrange(9, 15)}; {pick(r, MODELS)}) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{ver} Mobile Safari/537.36",
            f"Mozilla/5.0 (X11; Linux x86_64; rv:{r.randrange(90, 126)}.0) Gecko/20100101 Firefox/{r.randrange(90, 126)}.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/"
            f"16.{r.randrange(7)} "
            "Safari/605.1.15",
        ],
    )


MODELS = (
    "SM-G991B",
    "SM-A525F",
    "Pixel 6",
    "Pixel 7a",
    "iPhone14,5",
    "iPhone13,2",
    "M2101K6G",
    "V2118A",
    "CPH2207",
    "LE2113",
    "ANA-AN00",
    "NOH-AN00",
    "Redmi Note 10",
    "moto g(60)",
    "XQ-BC52",
    "Nokia G20",
    "TECNO KG5j",
    "iPad13,4",
    "2201123G",
)


def serial(r: Random) -> str:
    """Serial number of a phone or watch."""
    return pick(r, ["R5", "RF", "RZ"]) + upper(r, 1) + alnum(r, 8).upper()

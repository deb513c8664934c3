"""Codes of letters: eight letters and digits that somebody can copy from paper, the last one a check.

Of signs that look alike one is used (2 and not Z, 5 and not S, 6 and not G, 8 and not B, V and not U or
Y; of 0 O and 1 I L none), and without vowels there is no word. There are 23, a prime number: the sum of
the values, each times its place from 1 to 8, is a multiple of 23, so that one wrong sign and two
exchanged ones are noticed.
"""

import secrets

SIGNS = "23456789CDFHJKMNPQRTVWX"
PLACES = 8
# What people read or type for one of them.
MISREAD = str.maketrans("ZSGBUY", "2568VV")


def new_code() -> str:
    """A code from the operating system's randomness, such as `K7M4CPQX`."""
    while True:
        values = [secrets.randbelow(len(SIGNS)) for _ in range(PLACES - 1)]
        # 8·x must be what is missing; 3 is the inverse of 8 modulo 23 (8·3 = 24).
        values.append(-_sum(values) * 3 % len(SIGNS))
        return "".join(SIGNS[value] for value in values)


def shown(code: str) -> str:
    """As it is printed: `K7M4-CPQX`."""
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str | None:
    """The code that somebody typed, whatever case, spaces and hyphens; `None` if it cannot be one."""
    if len(typed) > 40:
        return None
    code = "".join(sign for sign in typed.upper().translate(MISREAD) if sign.isalnum())
    if len(code) != PLACES or any(sign not in SIGNS for sign in code):
        return None
    return code if _sum([SIGNS.index(sign) for sign in code]) % len(SIGNS) == 0 else None


def _sum(values: list[int]) -> int:
    return sum(place * value for place, value in enumerate(values, 1))

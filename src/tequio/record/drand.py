"""Checks a pulse of drand quicknet, public randomness, with nothing but Python.

    python drand.py ROUND:SIGNATURE [--lang es]

A pulse is a BLS signature: e(signature, generator) = e(H(SHA-256(round)), key), where e is the
pairing of the curve BLS12-381 and H the hash to the curve of RFC 9380. Exit code: 0 it holds, 1 not.

Numbers are a + b·i modulo P, i² = -1; the points of G1 have b = 0. The values of the pairing are
lists of twelve whole numbers, the coefficients of 1, w … w¹¹ with w¹² = 2w⁶ - 2, so that i = w⁶ - 1.
"""

import re
import sys
from hashlib import sha256
from typing import NamedTuple

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
X = 0xD201000000010000  # minus the parameter of the curve
R = X**4 - X**2 + 1  # the order of the groups
ONE = [1] + [0] * 11
NAME = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


class F(NamedTuple):
    """a + b·i."""

    a: int
    b: int = 0

    def __add__(self, other: "F") -> "F":  # type: ignore[override]
        return F((self.a + other.a) % P, (self.b + other.b) % P)

    def __sub__(self, other: "F") -> "F":
        return F((self.a - other.a) % P, (self.b - other.b) % P)

    def __mul__(self, other: "F") -> "F":  # type: ignore[override]
        return F((self.a * other.a - self.b * other.b) % P, (self.a * other.b + self.b * other.a) % P)

    def __truediv__(self, other: "F") -> "F":
        norm = (other.a * other.a + other.b * other.b) % P
        inverse = pow(norm, -1, P) if norm else 0  # x/0 = 0, as RFC 9380 has it
        return self * F(other.a * inverse % P, -other.b * inverse % P)


Point = tuple[F, F]  # on y² = x³ + 4 (G1) or y² = x³ + 4 + 4i (G2); the point at infinity is None
# fmt: off
GENERATOR = (
    F(0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
      0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E),
    F(0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
      0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE))
KEY = (  # published as 83cf0f28…2d106451 0d1fec75…5ece45a: the first line with a flag, then this one
    F(0x0D1FEC758C921CC22B0E17E63AAF4BCB5ED66304DE9CF809BD274CA73BAB4AF5A6E9C76A4BC09E76EAE8991EF5ECE45A,
      0x03CF0F2896ADEE7EB8B5F01FCAD3912212C437E0073E911FB90022D3E760183C8C4B450B6A0A6C3AC6A5776A2D106451),
    F(0x0E5DB2B6BFBB01C867749CADFFCA88B36C24F3012BA09FC4D3022C5C37DCE0F977D3ADB5D183C7477C442B1F04515273,
      0x01A714F2EDB74119A2F2B0D5A7C75BA902D163700A61BC224EDEDD8E63AEF7BE1AAF8E93D7A9718B047CCDDB3EB5D68B))
# RFC 9380: the isogenous curve y² = x³ + Ax + B, and (constant first, without the leading 1) the
# polynomial whose roots are the x of the kernel of the isogeny: the square root of x_den in appendix E.2
A = F(0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D)
B = F(0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0)
KERNEL = (
    F(0x133341FB0962A34CB0504A9C4FADA0A5090D38679B4C040D5D1C3AFB023A3409FCC0815FEA66D8B02BBEF9C8B5A66E07),
    F(0x264908AF037BCEDE00D054CF5D4775E83EB6CF63C76B969F8ED174FB59FCFF78D201F46F6CFC4ED6552E59CE75177B0),
    F(0x1335C502C1F54C49ACEEA65E87FD7203BA0F626F305FC0CFD606A5DAE9F3C8E81A4B3B69600129FABD307C69BF319D39),
    F(0x94440F65F408A6E930E16E3E92DD17BF60D6E9679A8D3D58593DE55AC23703042D609537EB3549AAC234D896CA82944),
    F(0x4AFE09D5CF4956A23B6B71F59D2B3407B415A774B7BE81BBB6FA99CBC798E0AC98BA725A5BC328016B1C268B4766E85))
SAID = {
    "en": ("The signature is NOT that of round {0}.", "The signature is that of round {0}; randomness {1}."),
    "es": ("La firma NO es la de la ronda {0}.", "La firma es la de la ronda {0}; azar {1}.")}
# fmt: on


def verify(number: int, signature: str) -> bool:
    """Whether `signature`, 96 hexadecimal digits, is that of round `number`."""
    point = _decompressed(bytes.fromhex(signature)) if re.fullmatch("[0-9a-f]{96}", signature) else None
    if point is None or not 0 < number < 2**64:
        return False
    hashed = _hash_to_curve(sha256(number.to_bytes(8, "big")).digest())
    return _product_is_one([((point[0], F(0) - point[1]), GENERATOR), (hashed, KEY)])


def randomness(signature: str) -> str:
    """The randomness of a pulse: SHA-256 of its signature, as hexadecimal."""
    return sha256(bytes.fromhex(signature)).hexdigest()


def _chord(p: Point, q: Point) -> tuple[F, Point]:
    """The slope of the line through p and q (or the tangent), and p + q."""
    slope = F(3) * p[0] * p[0] / (p[1] + p[1]) if p == q else (q[1] - p[1]) / (q[0] - p[0])
    x = slope * slope - p[0] - q[0]
    return slope, (x, slope * (p[0] - x) - p[1])


def _plus(p: Point | None, q: Point | None) -> Point | None:
    if p is None or q is None:
        return q if p is None else p
    return None if p[0] == q[0] and p[1] + q[1] == F(0) else _chord(p, q)[1]


def _times(n: int, p: Point | None) -> Point | None:
    total = None
    for bit in f"{n:b}":
        total = _plus(_plus(total, total), p if bit == "1" else None)
    return total


def _root(square: F) -> F | None:
    root = F(pow(square.a, (P + 1) // 4, P))
    return root if root * root == square else None


def _decompressed(data: bytes) -> Point | None:
    """A point of G1 from 48 bytes; `None` for infinity, another form, off the curve or outside the group."""
    x, flags = F(int.from_bytes(data, "big") % 2**381), data[0] >> 5
    y = _root(x * x * x + F(4))
    if flags not in (4, 5) or x.a >= P or y is None:
        return None
    point = (x, y if (y.a > P // 2) == (flags == 5) else F(0) - y)
    return point if _times(R, point) is None else None


def _hash_to_curve(message: bytes) -> Point:
    """RFC 9380, sections 3 and 5: two numbers, each taken to the curve; their sum times the cofactor."""
    name = NAME + bytes([len(NAME)])
    first = sha256(bytes(64) + message + b"\0\x80\0" + name).digest()
    block, data = bytes(32), b""
    for at in b"\1\2\3\4":
        block = sha256(bytes(a ^ b for a, b in zip(first, block)) + bytes([at]) + name).digest()
        data += block
    one, two = (F(int.from_bytes(part, "big") % P) for part in (data[:64], data[64:]))
    return _times(X + 1, _plus(_to_curve(one), _to_curve(two))) or (F(0), F(2))  # never infinity in practice


def _to_curve(u: F) -> Point:
    """Simplified SWU (section 6.6.2, Z = 11), then the isogeny of degree 11 of appendix E.2.

    By Kohel's formula instead of 53 coefficients: with f = x³ + Ax + B, h the polynomial of the kernel, s the
    sum of its roots and q = h'/h, (x, y) goes to (X / 11², yX' / 11³), X = 11x - 2s - 2f'q - 4fq'.
    """
    zu = F(11) * u * u
    both = zu * zu + zu
    x = F(0) - B / A * (F(1) + F(1) / both) if both.a else B / (F(11) * A)
    if (y := _root((x * x + A) * x + B)) is None:
        x = zu * x
        y = _root((x * x + A) * x + B) or F(0)  # one of the two is always a square
    y = y if y.a % 2 == u.a % 2 else F(0) - y
    h = [F(1), F(0), F(0), F(0)]
    for coefficient in reversed(KERNEL):  # Horner's rule, for h and its derivatives divided by k!
        h = [h[0] * x + coefficient] + [h[k] * x + h[k - 1] for k in (1, 2, 3)]
    q, h2, h3 = h[1] / h[0], F(2) * h[2] / h[0], F(6) * h[3] / h[0]
    dq = h2 - q * q
    ddq = h3 - h2 * q - F(2) * q * dq
    f, df = (x * x + A) * x + B, F(3) * x * x + A
    image = F(11) * x + F(2) * (KERNEL[-1] - df * q) - F(4) * f * dq
    derivative = F(11) - F(12) * x * q - F(6) * df * dq - F(4) * f * ddq
    return image / F(11**2), y * derivative / F(11**3)


def _product(a: list[int], b: list[int]) -> list[int]:
    result = [0] * 23
    for i, x in enumerate(a):
        for j, y in enumerate(b, i) if x else ():
            result[j] += x * y
    for i in range(22, 11, -1):
        result[i - 6] += 2 * result[i]
        result[i - 12] -= 2 * result[i]
    return [value % P for value in result[:12]]


def _product_is_one(pairs: list[tuple[Point, Point]]) -> bool:
    """Whether the product of e(p, q) over p of G1 and q of G2 is 1: one loop of Miller, one last power."""
    value, running = ONE, [q for _, q in pairs]
    for bit in f"{X:b}"[1:]:
        value = _product(value, value)
        for k, (p, q) in enumerate(pairs):
            for other in (running[k], q)[: 1 + int(bit)]:
                t = running[k]
                slope, running[k] = _chord(t, other)
                # the line through t, at p: w³·y(p) - w²·slope·x(p) + slope·x(t) - y(t)
                c, d = slope * t[0] - t[1], F(0) - slope * p[0]
                value = _product([c.a - c.b, 0, d.a - d.b, p[1].a, 0, 0, c.b, 0, d.b, 0, 0, 0], value)
    power = ONE
    for bit in f"{(P**6 + 1) // R:b}":
        power = _product(value if bit == "1" else ONE, _product(power, power))
    # value^((P¹² - 1)/R) = 1 just when value^((P⁶ + 1)/R) lies in the field of the even powers of w
    return any(power) and not any(power[1::2])


if __name__ == "__main__":
    pulse = re.fullmatch("([0-9]{1,19}):([0-9a-f]{96})", [*sys.argv, ""][1])
    if not pulse:
        sys.exit(f"Usage / Uso: python {sys.argv[0]} ROUND:SIGNATURE [--lang es]")
    holds = verify(int(pulse[1]), pulse[2])
    print(SAID["es" if "es" in sys.argv else "en"][holds].format(pulse[1], randomness(pulse[2])))
    sys.exit(not holds)

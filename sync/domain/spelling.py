"""Names of Indonesians in any spelling: folded forms and keys to find them by, and how alike two names are.

The fold undoes old spelling (oe, dj, tj), ways of writing Arabic names (ch, kh, sy, dz, q) and local sounds (f = p,
z = s). The coarser keys also take e = i, o = u, ai = ei = oi = i and au = u. Measured: reference/store-measured.md, 6.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec
from rapidfuzz.fuzz import ratio, token_sort_ratio

_PATRONYMIC: Final = frozenset({"bin", "binti", "binte", "bint", "bt", "bte", "ibn"})
_TITLES: Final = frozenset(
    re.findall(
        r"\w+",
        """h hj haji hajah hajjah sdr sdri saudara saudari bpk bapak ibu tn tuan ny nyonya nn nona alm almh
        almarhum almarhumah dr drs dra ir kh ust ustad ustadz ustaz mr mrs ms miss""",
    )
)
_SHORT: Final = {"st": "siti", "abd": "abdul", "ach": "ahmad", "akh": "ahmad"}
_MUHAMMAD: Final = re.compile(r"m(?:oe|[ou])?(?:h|ch|kh)(?:d|am+[ae][dt])?|mahamm?ad")

_FOLDS: Final = tuple(
    (re.compile(written), spoken)
    for written, spoken in (
        (r"^chr", "kr"),
        (r"^ch(?=an[dt])", "c"),  # Chandra is Tjandra
        (r"oe|oo", "u"),
        (r"dj", "j"),
        (r"tj", "c"),
        (r"^nj", "ny"),
        (r"sy|sh|sj|ts|dz|z", "s"),
        (r"ch|kh", "h"),
        (r"([bdgt])h", r"\1"),
        (r"ph|[fv]", "p"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"y", "i"),
        (r"uw(?=[aeiou])", "u"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)h$", ""),
    )
)
_COARSER: Final = tuple(
    (re.compile(written), spoken)
    for written, spoken in (
        (r"(?<=[^aeiou])(?:ai|ae|ei|oi)(?![aeiou])", "i"),
        (r"(?<=[^aeiou])(?:au|ao|ou)(?![aeiou])", "u"),
        (r"e", "i"),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
    )
)
_APOSTROPHES: Final = frozenset("'`\u2018\u2019\u02bc")
_LETTERS: Final = re.compile("[a-z]+")
_VOWELS: Final = re.compile(r"(?<=.)[aiu]")

_COARSE_COSTS: Final = 2
_PATRONYMIC_COSTS: Final = 4
_ONE_NAME_OF_SEVERAL: Final = 75
_SOME_NAMES_OF_MORE: Final = 88
_SAME_WORD: Final = 80


class _Forms(msgspec.Struct, frozen=True, gc=False):
    """The words of a name, folded and coarser, and how many of them stand before bin or binti."""

    fine: tuple[str, ...]
    coarse: tuple[str, ...]
    own: int

    def before_patronymic(self) -> "_Forms":
        return _Forms(self.fine[: self.own], self.coarse[: self.own], self.own)

    @property
    def has_patronymic(self) -> bool:
        return self.own < len(self.fine)


def folded(name: str) -> str:
    """Return the words of the name in one spelling, in their order, without titles, bin and binti."""
    return " ".join(_forms(name).fine)


def keys(name: str) -> tuple[str, str]:
    """Return two keys, words sorted: the coarser spelling, and its consonants (with a vowel where a word begins)."""
    return folded_and_keys(name)[1]


def folded_and_keys(name: str) -> tuple[str, tuple[str, str]]:
    """Return both at once; lists of many thousand names are taken in."""
    forms = _forms(name)
    words = sorted(forms.coarse)
    return " ".join(forms.fine), (" ".join(words), " ".join(sorted(map(_consonants, words))))


def similarity(one: str, other: str) -> int:
    """Return from 0 to 100 how likely both texts write the same name; 100 means the same but for the spelling."""
    first, second = _forms(one), _forms(other)
    alike = _alike(first, second)
    if first.has_patronymic != second.has_patronymic:
        alike = max(alike, _alike(first.before_patronymic(), second.before_patronymic()) - _PATRONYMIC_COSTS)
    return round(max(0.0, alike))


def _alike(first: _Forms, second: _Forms) -> float:
    if not first.fine or not second.fine:
        return 0.0
    return max(
        token_sort_ratio(" ".join(first.fine), " ".join(second.fine)),
        token_sort_ratio(" ".join(first.coarse), " ".join(second.coarse)) - _COARSE_COSTS,
        ratio("".join(first.coarse), "".join(second.coarse)) - _COARSE_COSTS,
        _part(first.coarse, second.coarse),
    )


def _part(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return how well the shorter name is a part of the longer: people are known by one name of several."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return 0.0
    found = [max(ratio(word, place) for place in longer) for word in shorter]
    if min(found) < _SAME_WORD:
        return 0.0
    most = _ONE_NAME_OF_SEVERAL if len(shorter) == 1 else _SOME_NAMES_OF_MORE
    return most * sum(found) / len(found) / 100


def _forms(name: str) -> _Forms:
    words = _words(name)
    kept: list[str] = []
    own: int | None = None
    title_at = 0  # where a title may stand: before the name and before the father's
    for at, word in enumerate(words):
        if word in _PATRONYMIC and kept and at + 1 < len(words):
            own, title_at = own or len(kept), at + 1
        elif word in _TITLES and at == title_at:
            title_at = at + 1
        else:
            kept.append(word)
    fine = tuple(_folded_word(word) for word in kept or words)
    coarse = tuple(_coarse_word(word) for word in fine)
    return _Forms(fine, coarse, len(fine) if own is None else own)


def _words(name: str) -> list[str]:
    """Return the words in small letters; an apostrophe joins (Ma'ruf), every other sign parts."""
    if name.isascii():  # nearly every name: no sign needs a look of its own
        return _LETTERS.findall(name.lower().replace("'", "").replace("`", ""))
    plain = unicodedata.normalize("NFKD", name).casefold()
    joined = (sign for sign in plain if not unicodedata.combining(sign) and sign not in _APOSTROPHES)
    return "".join(sign if sign.isalpha() else " " for sign in joined).split()


@lru_cache(maxsize=65536)  # of single words: whole names stay out of it, since it outlives the locking of the desk
def _folded_word(word: str) -> str:
    spelt = _SHORT.get(word, word)
    return "muhamad" if _MUHAMMAD.fullmatch(spelt) else _rewritten(spelt, _FOLDS)


@lru_cache(maxsize=65536)
def _coarse_word(word: str) -> str:
    return _rewritten(word, _COARSER)


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    return _VOWELS.sub("", word)


def _rewritten(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for written, spoken in rules:
        word = written.sub(spoken, word)
    return word

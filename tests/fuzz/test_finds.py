"""What fuzzing has found is found no more, and the readers that are fuzzed take what is good."""

from base64 import b85decode
from typing import Final

import pytest

from tests.fuzz.targets import TARGETS

_BELOW_ZERO: Final = (  # the ids of a segment step below zero
    b"0ssI2vM9AL{b2C`MFjwo$Q&9#wGRCMwgOOXGp1>@SJCNyBrR$oMp2Xl0hE4J-h=d`J>*+O8QY9orU|=^g>BsOq`QS~84Y<f(nL^n"
    b"aKw(ks*>$<D}+roJG`Z8wpX>7fgg<#7Q~d#wu|!RDO@>+ZzACGma6yOgb^NF30K<Z3=;ruV1T<Kb_y=9eE=rL`VoN{=PLO^h;_m@"
    b"s@fg~*@Cg8k{~PWtuiI5P3yq(S9t;`wJ-f31R($b0RaI4D77#BAOs-*0D5|jjVQG*{U8u+0020=yzlP-0RjO41<(Q"
)
FINDS: Final = (("segment", b85decode(_BELOW_ZERO)),)


@pytest.mark.parametrize(("target", "data"), FINDS)
def test_what_was_found_is_refused_by_name_or_read(target: str, data: bytes) -> None:
    TARGETS[target].read(data)


@pytest.mark.parametrize("target", TARGETS)
def test_good_bytes_and_every_cut_of_them_are_read_or_refused_by_name(target: str) -> None:
    for seed in TARGETS[target].seeds():
        for at in range(0, len(seed) + 1, 1 + len(seed) // 40):
            TARGETS[target].read(seed[:at])
        TARGETS[target].read(seed)

"""The icons: one style, coloured at run time, with the licence of those who drew them."""

import pytest

from sync.resources import resource

LINE_ICONS = sorted(path.stem for path in resource("icons").glob("*.svg") if path.stem != "logo")


def test_there_are_icons() -> None:
    assert len(LINE_ICONS) >= 60
    assert "ISC License" in resource("icons/LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LINE_ICONS)
def test_an_icon_is_a_line_drawing_in_the_colour_of_its_place(name: str) -> None:
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke="currentColor"' in text
    assert 'fill="none"' in text
    assert 'stroke-width="2"' in text
    assert 'stroke-linecap="round"' in text


@pytest.mark.parametrize("size", [16, 32, 48, 64, 128, 256])
def test_our_mark_comes_in_the_sizes_of_desktops(size: int) -> None:
    head = resource(f"icons/app-{size}.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (size, size)

"""The house's own rules: plates, sizes, one room per tool."""

import ast
import subprocess
import sys
from collections import Counter

import pytest

from tests.house.measures import TOP, Source, length, methods, parameters, sources

MOST_LINES = 400
MOST_FUNCTION_LINES = 50
MOST_PARAMETERS = 5
MOST_METHODS = 15
MOST_FILES = 20
CROWDED_BY_DECISION = {
    "sync/domain/records",
    "desktop/ui/views",
    "desktop/ui/widgets",
    "desktop/ui/viewmodels",
    "desktop/ui",
    "desktop/store",
    "sync/gateway",
}
BROAD_BY_DECISION = 3


def test_every_file_has_a_plate() -> None:
    without = [source.name for source in sources() if not ast.get_docstring(source.tree) and source.text.strip()]
    assert without == []


def test_an_init_holds_its_plate_and_nothing_else() -> None:
    more = [s.name for s in sources("desktop", "sync") if s.path.name == "__init__.py" and len(s.tree.body) > 1]
    assert more == []


def test_no_file_outgrows_the_limit() -> None:
    assert [f"{source.name} ({source.lines})" for source in sources() if source.lines > MOST_LINES] == []


def test_no_function_outgrows_the_limit() -> None:
    sizes = {f"{s.name}:{f.name}": length(f) for s in sources() for f in s.functions()}
    assert [f"{name} ({lines})" for name, lines in sizes.items() if lines > MOST_FUNCTION_LINES] == []


def test_no_function_takes_more_than_five_parameters_besides_self() -> None:
    counts = {
        f"{s.name}:{f.name}": len(parameters(f)) for s in sources() for f in s.functions() if not _is_test(f.name)
    }
    assert [f"{name} ({count})" for name, count in counts.items() if count > MOST_PARAMETERS] == []


def _is_test(name: str) -> bool:
    """A test is called by pytest, by the names of its fixtures: nobody has to keep their order in mind."""
    return name.startswith("test_")


def test_no_class_has_more_than_fifteen_methods_qt_overrides_aside() -> None:
    counts = {f"{s.name}:{c.name}": len(methods(c)) for s in sources() for c in s.classes()}
    assert [f"{name} ({count})" for name, count in counts.items() if count > MOST_METHODS] == []


def test_no_folder_is_crowded_but_by_decision() -> None:
    files = Counter(source.path.parent.relative_to(TOP).as_posix() for source in sources("desktop", "sync"))
    crowded = {folder for folder, count in files.items() if count > MOST_FILES}
    assert crowded <= CROWDED_BY_DECISION


def _outside(tool: str, *rooms: str) -> list[str]:
    return [
        source.name
        for source in sources("desktop", "sync")
        if any(name.split(".")[0] == tool for name in source.imports()) and not source.name.startswith(rooms)
    ]


@pytest.mark.parametrize(
    ("tool", "rooms"),
    [
        ("PySide6", ("desktop/ui/",)),
        ("requests", ("sync/transport/",)),
        ("sqlalchemy", ("desktop/store/", "sync/gateway/")),
        ("sqlcipher3", ("desktop/store/",)),
        ("cryptography", ("desktop/keys/", "sync/identity/")),
        ("litestar", ("sync/gateway/",)),
        ("tuf", ("sync/directory/",)),
    ],
)
def test_each_tool_has_its_one_room(tool: str, rooms: tuple[str, ...]) -> None:
    assert _outside(tool, *rooms) == []


def test_view_models_know_no_widgets() -> None:
    widgets = [s.name for s in sources("desktop/ui/viewmodels") if "PySide6.QtWidgets" in set(s.imports())]
    assert widgets == []


def test_sync_lives_where_qt_does_not_exist() -> None:
    modules = [s.name[:-3].replace("/", ".").removesuffix(".__init__") for s in sources("sync")]
    wanted = [module for module in modules if not module.endswith("__main__")]
    code = f"import sys, importlib; sys.modules['PySide6'] = None; [importlib.import_module(m) for m in {wanted!r}]"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_broad_excepts_stand_only_where_decided() -> None:
    broad = [
        f"{source.name}:{node.lineno}"
        for source in sources("desktop", "sync")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert len(broad) <= BROAD_BY_DECISION, broad


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in ("Exception", "BaseException")) for one in caught
    )


def test_tests_do_not_sleep_and_do_not_mock() -> None:
    wrong = [source.name for source in sources("tests") if _sleeps_or_mocks(source)]
    assert wrong == []


def _sleeps_or_mocks(source: Source) -> bool:
    if any(name.startswith("unittest.mock") for name in source.imports()):
        return True
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep"
        for node in ast.walk(source.tree)
    )


def test_the_release_is_said_once() -> None:
    from sync.version import VERSION

    assert f'version = "{VERSION}"' in (TOP / "pyproject.toml").read_text("utf-8")

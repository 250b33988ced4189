"""YAML, read strictly: YAML 1.2 core scalars, no duplicate keys, no alias bombs, errors with line numbers.

`NO` is Norway, `012345670123` a string, `2018-05-24` a string (the model that takes it decides that it is a date).
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any, ClassVar

import yaml

MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 500_000  # after aliases are expanded
MAX_DEPTH = 64

_CORE_SCALARS = (  # YAML 1.2.2, section 10.3.2; numbers with leading zeros stay strings, they are usually identifiers
    ("tag:yaml.org,2002:null", r"^(?:null|Null|NULL|~|)$", "nN~\0"),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?|\.inf|\.Inf|\.INF)$"
        r"|^\.(?:nan|NaN|NAN)$",
        "-+0123456789.",
    ),
)


_PLAIN_KEY = re.compile(r"[A-Za-z_]{1,30}")  # others could be data: somebody took an export for a configuration
_BAD_CHARACTERS = "characters that YAML does not allow. Save the file as UTF-8 text."


class YamlError(ValueError):
    """A YAML file can't be used. The message names the file, the line and the remedy; it never quotes a scalar."""


# libyaml where PyYAML was built with it: many times faster
_PARENT: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_PARENT):  # type: ignore[misc]  # the parent is chosen at import
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: Any) -> None:
        # called for every node on the way down: libyaml's composer recurses in C and would overrun the stack
        self._depth += 1
        if self._depth > MAX_DEPTH and parent is not None:
            raise _at(parent, f"nesting deeper than {MAX_DEPTH} levels", "flatten the file")
        super().descend_resolver(parent, index)

    def ascend_resolver(self) -> None:
        self._depth -= 1
        super().ascend_resolver()

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError):
            # a number of thousands of digits, `!!float x`, `!!timestamp x`: PyYAML lets Python's own errors through
            raise _at(node, "a value that can't be what its form or tag says", "mend it, or put it in quotes") from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool | None):
                raise _at(key_node, "a key that is itself a list or mapping", "use a plain key")
            if key in mapping:
                shown = f"the key '{key}'" if _PLAIN_KEY.fullmatch(str(key)) else "a key"
                raise _at(key_node, f"{shown} stands here a second time", "remove one of the two")
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


for _tag, _pattern, _first in _CORE_SCALARS:
    for _char in _first:
        _Loader.yaml_implicit_resolvers.setdefault("" if _char == "\0" else _char, []).append(
            (_tag, re.compile(_pattern))
        )


def _construct_map(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node)


def _construct_int(loader: _Loader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_map)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


class _LocatedError(Exception):
    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def _at(node: yaml.Node, what: str, remedy: str) -> _LocatedError:
    return _LocatedError(node.start_mark.line + 1, what, remedy)


def _expanded_size(node: yaml.Node, sizes: dict[int, int], path: set[int], depth: int) -> int:
    """Nodes below `node` with aliases expanded; refuses loops, bombs and deep nesting before anything is built."""
    if id(node) in sizes:
        return sizes[id(node)]
    if id(node) in path:
        raise _at(node, "an alias that contains itself", "write the value out")
    if depth > MAX_DEPTH:
        raise _at(node, f"nesting deeper than {MAX_DEPTH} levels", "flatten the file")
    path.add(id(node))
    total = 1
    if isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    elif isinstance(node, yaml.MappingNode):
        children = [part for pair in node.value for part in pair]
    else:
        children = []
    for child in children:
        total += _expanded_size(child, sizes, path, depth + 1)
        if total > MAX_NODES:
            raise _at(node, "aliases that expand to more than the file may hold", "write fewer aliases")
    path.discard(id(node))
    sizes[id(node)] = total
    return total


def parse_yaml(text: str, name: str) -> Any:
    """The value of a YAML text. `name` is the file as the user knows it. Raises `YamlError`."""
    try:
        loader = _Loader(text)
    except yaml.YAMLError:
        raise YamlError(f"{name}: {_BAD_CHARACTERS}") from None
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _expanded_size(node, {}, set(), 0)
        return loader.construct_document(node)
    except _LocatedError as error:
        raise YamlError(f"{name}, line {error.line}: {error.what}; {error.remedy}.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = re.sub(r"'[^']*'|\"[^\"]*\"", "…", error.problem or "no valid YAML")  # problems quote the text
        raise YamlError(f"{name}, line {line}: {problem}. Mend the YAML there.") from None
    except yaml.reader.ReaderError:
        raise YamlError(f"{name}: {_BAD_CHARACTERS}") from None
    except (yaml.YAMLError, RecursionError):
        raise YamlError(f"{name}: not valid YAML. Check its indentation and quotes.") from None
    finally:
        loader.dispose()


def load_yaml(path: Path, name: str | None = None) -> Any:
    """The value of a YAML file. Raises `YamlError` also when the file can't be read."""
    shown = name or str(path)
    return parse_yaml(load_text(path, shown), shown)


def load_text(path: Path, shown: str) -> str:
    """The text of a plain UTF-8 file of at most 8 MiB. Raises `YamlError` for any other."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):  # a pipe would block for ever
            raise YamlError(f"{shown}: no plain file. Check the path.")
        if state.st_size > MAX_BYTES:
            raise YamlError(f"{shown}: larger than {MAX_BYTES // 1024 // 1024} MiB. Split it.")
        return path.read_text(encoding="utf-8")
    except YamlError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise YamlError(f"{shown}: no such file. Check the path.") from None
    except UnicodeDecodeError:
        raise YamlError(f"{shown}: not UTF-8 text. Save it as UTF-8.") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        raise YamlError(
            f"{shown}: can't be read ({type(error).__name__}). Check the path and its permissions."
        ) from None

"""Finds the connector class of a source type, without importing what nobody uses."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from connectors.base import API, Connector, ConnectorError, NameShape, plain_shape
from connectors.errors import describe_error
from connectors.model import SourceSpec

GROUP = "saydo.connectors"

BUILT_IN = {
    "sql": "connectors.sql:SqlConnector",
    "logs": "connectors.logs:LogsConnector",
    "files": "connectors.files:FilesConnector",
}


def known_types() -> list[str]:
    """Every source type that can be used here: the built-in ones and those of installed plug-ins."""
    return sorted({*BUILT_IN, *(point.name for point in entry_points(group=GROUP))})


def create(spec: SourceSpec, name_shape: NameShape = plain_shape) -> Connector:
    """Makes the connector of a source without touching its store.

    Built-in types win over plug-ins of the same name. Raises `ConnectorError` for an unknown type, a plug-in that
    can't be used, and options that the connector refuses.
    """
    return connector_class(spec)(spec, name_shape)


def connector_class(spec: SourceSpec) -> type[Connector]:
    """The class for `spec.type`. Raises `ConnectorError`; imports only the one module that is needed."""
    if spec.type in BUILT_IN:
        module, _, name = BUILT_IN[spec.type].partition(":")
        try:
            found: object = getattr(import_module(module), name)
        except ImportError as exc:
            what = f"the connector of type '{spec.type}' can't be loaded ({describe_error(exc)})"
            raise ConnectorError(spec.name, "missing_driver", what, "Install Saydo again in full") from None
        return _checked(spec, found)
    point = next((item for item in entry_points(group=GROUP) if item.name == spec.type), None)
    if point is None:
        what = "its type is not known"
        remedy = f"Use one of: {', '.join(known_types())}; other types come as plug-ins ({GROUP})"
        raise ConnectorError(spec.name, "unsupported", what, remedy)
    return _checked(spec, _load(spec, point))


def _load(spec: SourceSpec, point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as exc:  # noqa: BLE001 - a plug-in's import may fail in any way
        what = f"the plug-in for type '{spec.type}' can't be loaded ({describe_error(exc)})"
        raise ConnectorError(spec.name, "missing_driver", what, "Install or update the plug-in") from None


def _checked(spec: SourceSpec, found: object) -> type[Connector]:
    if not (isinstance(found, type) and issubclass(found, Connector)):
        what = f"the plug-in for type '{spec.type}' is no connector class"
        raise ConnectorError(spec.name, "unsupported", what, "Update the plug-in")
    if getattr(found, "api", None) != API:
        what = f"the connector for type '{spec.type}' is made for another version of the connector interface"
        raise ConnectorError(spec.name, "unsupported", what, f"Install a version of it with `api = {API}`")
    return found

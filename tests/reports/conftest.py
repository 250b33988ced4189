"""Fixtures of the reports' tests. The factory is a file beside this one, loaded by path: the folder is no package."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.reports import factory


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """The report factory: `make.report()`, `make.hostile()`, `make.large()`."""
    return factory

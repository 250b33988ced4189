"""Fixtures of the reports' tests. The factory is a file beside this one, loaded by path: the folder is no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """The report factory: `make.report()`, `make.hostile()`, `make.large()`."""
    name = "saydo_tests_reports_factory"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("factory.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

"""The contract suite for connectors. Subclass `ConnectorContract`, say which source to read, and run it with pytest.

    class TestMyConnector(ConnectorContract):
        expected_rows: ClassVar = {"people": 3}

        def make_spec(self, folder: Path) -> SourceSpec:
            ...write a source into the folder...
            return SourceSpec("mine", "mytype", {"path": "."}, str(folder))

The rows of each dataset should differ from one another, so that a row read twice can be told from two rows.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, get_args

import pyarrow as pa
import pytest

from connectors.base import Connector, ConnectorError, NameShape, plain_shape
from connectors.formats.columns import text_of
from connectors.model import CENSUS, Dataset, Gap, GapReason, SampleDesign, SourceSpec, Split, StoreFact
from connectors.registry import create

REASONS = frozenset(get_args(GapReason))


def row_keys(items: Sequence[pa.RecordBatch | Gap]) -> Counter[str]:
    """Every row as text, without its nulls and independent of batches and their types; for comparing sets of rows."""
    found: Counter[str] = Counter()
    for batch in batches_in(items):
        for row in batch.to_pylist():
            cells = {name: _cell(value) for name, value in row.items() if value is not None}
            found[json.dumps(cells, sort_keys=True)] += 1
    return found


def _cell(value: Any) -> Any:
    return [None if item is None else text_of(item) for item in value] if isinstance(value, list) else text_of(value)


def batches_in(items: Sequence[pa.RecordBatch | Gap]) -> list[pa.RecordBatch]:
    return [item for item in items if isinstance(item, pa.RecordBatch)]


def gaps_in(items: Sequence[Any]) -> list[Gap]:
    return [item for item in items if isinstance(item, Gap)]


def datasets_in(connector: Connector) -> list[Dataset]:
    return [item for item in connector.datasets() if isinstance(item, Dataset)]


def read_all(
    connector: Connector, splits: Sequence[Split], columns: Sequence[str] | None = None
) -> list[pa.RecordBatch | Gap]:
    """Everything that these splits yield, each sent through JSON first, as an engine does."""
    sent = [Split.from_json(json.loads(json.dumps(split.to_json()))) for split in splits]
    return [item for split in sent for item in connector.read(split, columns)]


def folder_state(folder: Path) -> dict[str, str]:
    """The relative path of every file below a folder, with a digest of its content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def ipc_bytes(items: Sequence[pa.RecordBatch | Gap]) -> list[bytes]:
    """Batches as Arrow IPC bytes and gaps as text: equal only where a reading is the same in every byte."""
    result: list[bytes] = []
    for item in items:
        if isinstance(item, Gap):
            result.append(repr(item).encode())
        else:
            result += [item.schema.serialize().to_pybytes(), item.serialize().to_pybytes()]
    return result


class ConnectorContract:
    """What every connector keeps. `make_spec` is the one method to write; the rest may be adapted."""

    expected_rows: ClassVar[Mapping[str, int]] = {}
    """Dataset name -> how many rows a census reads; datasets not named here are not counted."""

    sample_rows = 5
    """The size of the random and head samples that are tried."""

    exact_random = False
    """Whether a random sample holds exactly `sample_rows` rows; otherwise a census is allowed to stand in for it."""

    def make_spec(self, folder: Path) -> SourceSpec:
        """Writes a source into the empty folder and returns its spec."""
        raise NotImplementedError

    def vanish(self, folder: Path, split: Split) -> bool:
        """Removes what this split is to read. False where that can't be done; the test is skipped then."""
        return False

    def make_connector(self, spec: SourceSpec, name_shape: NameShape = plain_shape) -> Connector:
        """The connector for a spec; override where it is not registered."""
        return create(spec, name_shape)

    @pytest.fixture
    def source_folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "source"
        folder.mkdir()
        return folder

    @pytest.fixture
    def spec(self, source_folder: Path) -> SourceSpec:
        return self.make_spec(source_folder)

    @pytest.fixture
    def connector(self, spec: SourceSpec) -> Iterator[Connector]:
        with self.make_connector(spec) as opened:
            yield opened

    def designs(self) -> list[SampleDesign]:
        return [CENSUS, SampleDesign("random", self.sample_rows, 11), SampleDesign("head", self.sample_rows)]

    # -- listing ---------------------------------------------------------------------------------------------------

    def test_datasets_are_sorted_and_unique(self, connector: Connector) -> None:
        names = [dataset.name for dataset in datasets_in(connector)]
        assert names, "the fixture must hold at least one dataset"
        assert names == sorted(set(names))
        assert set(self.expected_rows) <= set(names)

    def test_listing_twice_gives_the_same(self, connector: Connector) -> None:
        assert list(connector.datasets()) == list(connector.datasets())

    def test_objects_belong_to_one_dataset_only(self, connector: Connector) -> None:
        names = [item.name for dataset in datasets_in(connector) for item in dataset.objects]
        assert all(dataset.objects for dataset in datasets_in(connector))
        assert len(names) == len(set(names))

    def test_references_carry_the_source(self, connector: Connector, spec: SourceSpec) -> None:
        for dataset in datasets_in(connector):
            assert dataset.source == spec.name
            assert dataset.ref == f"{spec.name}/{dataset.name}"

    # -- cutting ---------------------------------------------------------------------------------------------------

    def test_splits_survive_json(self, connector: Connector) -> None:
        for dataset, design in self._each(connector):
            for split in connector.splits(dataset, design):
                assert Split.from_json(json.loads(json.dumps(split.to_json()))) == split
                assert all(value is None or isinstance(value, str | int | float) for value in split.part.values())

    def test_splits_name_their_dataset_and_count_up(self, connector: Connector) -> None:
        for dataset, design in self._each(connector):
            splits = connector.splits(dataset, design)
            assert [split.index for split in splits] == list(range(len(splits)))
            assert {split.ref for split in splits} <= {dataset.ref}
            assert {split.object for split in splits} <= {item.name for item in dataset.objects}

    def test_boundaries_depend_on_dataset_and_design_alone(self, connector: Connector, spec: SourceSpec) -> None:
        with self.make_connector(spec) as other:
            for dataset, design in self._each(connector):
                first = connector.splits(dataset, design)
                assert first == connector.splits(dataset, design)
                assert first == other.splits(dataset, design)

    # -- reading ---------------------------------------------------------------------------------------------------

    def test_a_census_reads_every_row_once(self, connector: Connector) -> None:
        for dataset in datasets_in(connector):
            rows = row_keys(read_all(connector, connector.splits(dataset, CENSUS)))
            if dataset.name in self.expected_rows:
                assert rows.total() == self.expected_rows[dataset.name], dataset.name
            if dataset.population.kind == "exact":
                assert rows.total() == dataset.population.rows, dataset.name

    def test_a_random_sample_reads_rows_of_the_census_once(self, connector: Connector) -> None:
        for dataset in datasets_in(connector):
            census = row_keys(read_all(connector, connector.splits(dataset, CENSUS)))
            design = SampleDesign("random", self.sample_rows, 11)
            sample = row_keys(read_all(connector, connector.splits(dataset, design)))
            assert sample <= census, dataset.name
            if self.exact_random and dataset.population.kind == "exact":
                assert sample.total() == min(self.sample_rows, census.total()), dataset.name
            else:
                assert sample.total() >= min(self.sample_rows, census.total()), dataset.name

    def test_a_head_sample_reads_first_rows_of_each_object(self, connector: Connector) -> None:
        for dataset in datasets_in(connector):
            census = row_keys(read_all(connector, connector.splits(dataset, CENSUS)))
            splits = connector.splits(dataset, SampleDesign("head", self.sample_rows))
            head = row_keys(read_all(connector, splits))
            assert head <= census, dataset.name
            assert head.total() <= self.sample_rows * len(dataset.objects), dataset.name
            assert bool(head) == bool(census), dataset.name

    def test_another_instance_reads_the_same_bytes(self, connector: Connector, spec: SourceSpec) -> None:
        other = self.make_connector(spec)  # not opened: a worker may read at once
        for dataset, design in self._each(connector):
            for split in connector.splits(dataset, design):
                first, second, third = (read_all(which, [split]) for which in (connector, connector, other))
                assert ipc_bytes(first) == ipc_bytes(second) == ipc_bytes(third)
        other.close()

    def test_columns_narrow_without_losing_rows(self, connector: Connector) -> None:
        for dataset in datasets_in(connector):
            splits = connector.splits(dataset, CENSUS)
            whole = read_all(connector, splits)
            names = sorted({name for batch in batches_in(whole) for name in batch.schema.names})
            for asked in ([], names[:1], names[-1:], [*names[:1], "no such column"]):
                narrow = read_all(connector, splits, asked)
                assert sum(batch.num_rows for batch in batches_in(narrow)) == row_keys(whole).total()
                assert all(batch.schema.names == list(dict.fromkeys(asked)) for batch in batches_in(narrow))

    def test_narrow_columns_hold_the_same_values(self, connector: Connector) -> None:
        for dataset in datasets_in(connector):
            splits = connector.splits(dataset, CENSUS)
            whole = batches_in(read_all(connector, splits))
            for name in sorted({name for batch in whole for name in batch.schema.names})[:5]:
                narrow = batches_in(read_all(connector, splits, [name]))
                assert _column(whole, name) == _column(narrow, name), (dataset.name, name)

    def test_gaps_are_complete_sentences_with_known_reasons(self, connector: Connector) -> None:
        found = gaps_in(list(connector.datasets()))
        for dataset in datasets_in(connector):
            found += gaps_in(read_all(connector, connector.splits(dataset, CENSUS)))
        for gap in found:
            assert gap.reason in REASONS
            assert gap.detail
            assert gap.remedy

    def test_what_vanished_is_a_gap(self, connector: Connector, source_folder: Path) -> None:
        dataset = next(item for item in datasets_in(connector) if self.expected_rows.get(item.name))
        split = connector.splits(dataset, CENSUS)[0]
        if not self.vanish(source_folder, split):
            pytest.skip("this fixture can't make an object vanish")
        found = gaps_in(read_all(connector, [split]))
        assert [(gap.reason, gap.object, gap.dataset) for gap in found] == [("missing", split.object, split.dataset)]
        assert isinstance(connector.splits(dataset, CENSUS), list)

    # -- manners ---------------------------------------------------------------------------------------------------

    def test_unknown_options_are_refused(self, spec: SourceSpec) -> None:
        with pytest.raises(ConnectorError) as caught:
            self.make_connector(replace(spec, options={**spec.options, "no_such_option": 1}))
        assert "no_such_option" in str(caught.value)
        assert caught.value.remedy

    def test_closing_twice_is_fine(self, spec: SourceSpec) -> None:
        connector = self.make_connector(spec)
        connector.close()
        connector.open()
        connector.close()
        connector.close()

    def test_facts_are_facts_or_gaps(self, connector: Connector) -> None:
        for fact in connector.facts():
            assert isinstance(fact, StoreFact | Gap)

    def test_nothing_is_written_to_the_source(self, spec: SourceSpec, source_folder: Path) -> None:
        before = folder_state(source_folder)
        with self.make_connector(spec) as connector:
            list(connector.facts())
            for dataset, design in self._each(connector):
                read_all(connector, connector.splits(dataset, design))
                assert folder_state(source_folder) == before
        assert folder_state(source_folder) == before

    def _each(self, connector: Connector) -> Iterator[tuple[Dataset, SampleDesign]]:
        for dataset in datasets_in(connector):
            for design in self.designs():
                yield dataset, design


def _column(batches: Sequence[pa.RecordBatch], name: str) -> list[Any]:
    values: list[Any] = []
    for batch in batches:
        absent = [None] * batch.num_rows
        column = batch.column(name).to_pylist() if name in batch.schema.names else absent
        values += [None if value is None else _cell(value) for value in column]
    return values

// Layer rows: which rows of each layer its filter and the time strip let through.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/periods.hpp"
#include "agglo/row_set.hpp"
#include "agglo/table.hpp"

namespace agglo::viewer {

class Jobs;
struct MapData;
struct LayerView;
struct State;

/// What the rows shown of a layer depend on.
struct RowsWanted {
  std::shared_ptr<const Table> table;
  std::shared_ptr<const Table> beside;  ///< the register whose rows these are too, or null
  std::string filter;
  std::optional<Period> period;  ///< nothing: time is off, or the layer has no dates
  std::vector<Period> parts;     ///< of several maps side by side
  bool operator==(const RowsWanted&) const = default;
};

/// The rows of one layer, with what they were made for.
struct LayerRows {
  RowsWanted made_for;
  std::shared_ptr<const RowSet> filtered, shown;  ///< null = all
  std::vector<std::shared_ptr<const RowSet>> parts;
  std::size_t count = 0;               ///< rows in `shown`
  std::string error;                   ///< why the filter cannot be used
  RowsWanted asked;                    ///< what the job in the background works on
  std::uint64_t job = 0;               ///< 0 = none
  std::shared_ptr<const MapData> map;  ///< that `beside` was looked up in
  std::shared_ptr<const Table> beside;
};

/// What somebody is typing into a filter line.
struct FilterDraft {
  std::string text, error;
};

/// The table of a layer on the map, or null.
std::shared_ptr<const Table> table_of(const State& state, std::string_view layer);
/// The register whose rows the firms of a clustering are, row for row; null for other layers.
std::shared_ptr<const Table> register_beside(const State& state, std::string_view layer);
/// Rows of a layer that are shown, and all.
struct RowCounts {
  std::size_t shown = 0, all = 0;
};
RowCounts row_counts(const State& state, const LayerView& view);
/// True while rows of any layer are being chosen in the background.
bool choosing_rows(const State& state);

/// Called after every action: makes LayerView::shown of all layers true to filters and time. Large layers are
/// done in the background and shown as they were until then.
void refresh_layer_rows(State& state, Jobs& jobs);
/// A side job that did not finish leaves things as they are.
void forget_job(State& state, std::uint64_t job);

}  // namespace agglo::viewer

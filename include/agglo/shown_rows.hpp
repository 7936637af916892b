// Shown rows: which rows of a project's layers its window shows, by filters and days, so that a page printed
// without the window has the same.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/periods.hpp"
#include "agglo/print.hpp"
#include "agglo/run_control.hpp"
#include "agglo/scene.hpp"
#include "agglo/shown_days.hpp"

namespace agglo {

struct ShownRows {
  std::map<std::string, std::string, std::less<>> filters;  ///< where-expressions by layer
  std::optional<ShownDays> days;                            ///< nothing = all
  int maps = 1;                                             ///< side by side, each with a part of the days
  TimeStep step = TimeStep::year;                           ///< that the days are cut at
  bool all() const { return filters.empty() && !days; }
};
constexpr std::array<const char*, 3> kStepNames{"month", "quarter", "year"};  ///< in JSON, by TimeStep
/// Of the text that a project keeps beside its styles; what is missing or of the wrong kind is left out.
ShownRows shown_rows_from_json(std::string_view json);
std::string shown_rows_json(const ShownRows& shown);

/// The register whose rows the firms of a clustering are, row for row; null for other layers. A thousand rows
/// are compared.
std::shared_ptr<const Table> register_beside(const Dataset& data, const SceneLayer& layer);
/// The days by which rows of a layer are chosen, from its table or the register `beside` (or null). Places
/// that firms use are there from their opening on, whichever firms are looked at. Nothing when the layer has
/// no dates.
std::optional<Period> period_of_layer(const SceneLayer& layer, const Table* beside, const ShownDays& days);
/// Rows of a layer that has dates, see period_of_layer().
RowSet rows_of_period(const Table& table, const Table* beside, const Period& period, RunControl& run);

/// Leaves the other rows out of the layer, and out of the counts of its legend.
void keep_rows(SceneLayer& layer, const RowSet& rows);
/// The same, and where that leaves rows out the layer's note tells how many are shown and why.
void keep_rows(SceneLayer& layer, const RowSet& rows, const std::string& filter,
               const std::optional<Period>& period);
/// Leaves rows out of all layers of the scene. Throws Error{usage} that names the layer whose filter is
/// wrong.
void keep_shown_rows(const Dataset& data, const ShownRows& shown, Scene& scene, RunControl& run);
/// The maps side by side that the window shows, each with its part of the days; none when there is one map.
std::vector<PageMap> shown_maps(const Dataset& data, const ShownRows& shown, const Scene& scene,
                                RunControl& run);

}  // namespace agglo

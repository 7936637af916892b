#include "agglo/operations.hpp"

#include <fmt/format.h>

#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"

namespace agglo {
const std::vector<Operation>& operations() {
  static const std::vector<Operation> table{
      import_operation(),       neighbours_operation(),     parameters_operation(),
      dbscan_operation(),       dbscan_roads_operation(),   hdbscan_operation(),
      optics_operation(),       st_dbscan_operation(),      activity_centres_operation(),
      stability_operation(),    validity_operation(),       catchments_operation(),
      coverage_operation(),     accessibility_operation(),  equity_operation(),
      within_operation(),       cluster_access_operation(), junctions_operation(),
      travel_times_operation(), zones_operation(),          map_operation(),
      chart_operation()};
  return table;
}

const Operation& operation(std::string_view name) {
  std::vector<std::string> names;
  for (const Operation& candidate : operations()) {
    if (candidate.name == name) return candidate;
    names.push_back(candidate.name);
  }
  const std::string nearest = nearest_word(name, names);
  throw usage_error(fmt::format("there is no operation \"{}\"", name),
                    nearest.empty() ? "see them all with: agglo operations"
                                    : fmt::format("did you mean \"{}\"? All: agglo operations", nearest));
}

}  // namespace agglo

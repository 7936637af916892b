#include "agglo/operations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"

namespace agglo {
namespace {

/// Levenshtein distance, for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

const std::vector<Operation>& operations() {
  static const std::vector<Operation> table{import_operation(),     dbscan_operation(), hdbscan_operation(),
                                            catchments_operation(), zones_operation(),  map_operation()};
  return table;
}

const Operation& operation(std::string_view name) {
  const Operation* nearest = nullptr;
  std::size_t nearest_distance = 0;
  for (const Operation& candidate : operations()) {
    if (candidate.name == name) return candidate;
    const std::size_t distance = edit_distance(candidate.name, name);
    if (!nearest || distance < nearest_distance) {
      nearest = &candidate;
      nearest_distance = distance;
    }
  }
  throw usage_error(fmt::format("there is no operation \"{}\"", name),
                    nearest_distance <= 3
                        ? fmt::format("did you mean \"{}\"? All: agglo operations", nearest->name)
                        : "see them all with: agglo operations");
}

}  // namespace agglo

// ClassRows: rows found by a search in any order, each with a class, put into ascending order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "access/point_tree.hpp"
#include "agglo/groups.hpp"

namespace agglo {

struct ClassRow {
  std::uint32_t row, class_index;
  bool operator==(const ClassRow&) const = default;
};

/// Sorts by row (each row occurs once; all rows < row_count). O(k log k), or O(row_count) when there are
/// many.
void sort_by_row(std::vector<ClassRow>& rows, std::size_t row_count);

/// Which rows of a unit (a site, a zone) group k takes: only class k, or all classes up to k.
enum class Take { own_class, up_to_class };

/// Group unit * classes + k, rows ascending. `units` hold ascending rows and are emptied on the way.
Groups groups_of_classes(std::vector<std::vector<ClassRow>>& units, std::size_t classes, Take take,
                         RunControl& run);

}  // namespace agglo

// Selection filter: a where-expression that is true for chosen rows and for no other.
#pragma once

#include <string>

#include "agglo/row_set.hpp"
#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

inline constexpr std::size_t kMostListedValues = 2000;

/// An expression (see where.hpp) that chooses exactly `rows` among the rows of `among` (null = all): a short
/// list of values of one column, else a range of a number or date, else a list of at most kMostListedValues
/// values. Empty when no single column tells them from the others. O(rows) for each column.
std::string filter_of_rows(const Table& table, const RowSet& rows, const RowSet* among, RunControl& run);

}  // namespace agglo

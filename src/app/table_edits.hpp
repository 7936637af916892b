// Putting tables together: rows of one below another, columns of one beside another.
#pragma once

#include "agglo/table.hpp"

namespace agglo {

/// Rows of `below` after those of `above`. Columns are matched by name; a column that only one has is missing
/// in the other's rows; where types differ both become text.
Table stacked(const Table& above, const Table& below);

/// A missing value of the same type in every row.
ColumnValues missing_like(const ColumnValues& values, std::size_t rows);

/// A name not yet in the table: `name`, or with _2, _3 ... appended.
std::string free_column_name(const Table& table, const std::string& name);

}  // namespace agglo

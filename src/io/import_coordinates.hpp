// Coordinates from columns: two numbers or a WKT text per row.
#pragma once

#include <cstdint>

#include "import_source.hpp"

namespace agglo {

/// Points from two columns, as the numbers stand; rows without are of kind none and flagged.
Shapes shapes_from_columns(const SourceColumn& x_column, const SourceColumn& y_column, std::uint64_t rows,
                           char file_decimal, const SourceRequest& request);
/// Shapes from a column of WKT.
Shapes shapes_from_wkt(const SourceColumn& column, std::uint64_t rows, const SourceRequest& request);

}  // namespace agglo

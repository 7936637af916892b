// Where the rows are: coordinates from columns or geometry, in longitude/latitude or planar metres.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import_fields.hpp"

namespace agglo {

struct Places {
  Shapes shapes;  ///< one row per row of the table
  bool is_planar = false;
  std::string crs;  ///< what was read, and why: for the report
};

/// The CRS asked for by --crs or the profile; empty text when neither does.
struct WantedCrs {
  std::string text;
  std::string how;  ///< "--crs" or "profile"
  bool is_planar = false;
  SpatialReferenceHandle reference;  ///< null when planar or empty
  bool wants_xy() const;             ///< planar or projected
};
/// Throws Error{usage} for a CRS that is not known.
WantedCrs wanted_crs(const ImportOptions& options, const Profile& profile);

/// Places of all rows; doubtful ones are flagged and have no place. Takes the table's shapes. Throws Error
/// when there are no coordinates, their CRS is not known or contradicts the numbers, or no row has a place.
Places place_rows(SourceTable& table, const FieldSources& sources, WantedCrs wanted, char file_decimal,
                  const SourceRequest& request);

/// Degrees, minutes and seconds such as 41°24'12.2"N, 41 24 12 N, 41:24:12, 2.17 E; S and W are negative.
std::optional<double> parse_dms(std::string_view cell);

}  // namespace agglo

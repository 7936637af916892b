// Reading a source file as it is: columns, geometry, CRS. What the columns mean comes later
// (import_fields.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agglo/import.hpp"
#include "gdal_session.hpp"
#include "import_flags.hpp"
#include "import_packed.hpp"
#include "ogr_shapes.hpp"
#include "profile.hpp"

class OGRGeometry;

namespace agglo {

struct SourceColumn {
  std::string name;
  ColumnValues values;
  bool is_untyped = false;  ///< cells of a text file, types not yet found
};

struct SourceTable {
  std::vector<SourceColumn> columns;
  std::uint64_t row_count = 0;
  bool has_geometry = false;
  Shapes shapes;               ///< in the file's own CRS; empty without geometry
  SpatialReferenceHandle crs;  ///< of the shapes; null when the file does not say
  char delimiter = 0;          ///< of text files
  bool is_osm = false;         ///< the columns are already agglo's fields
};

/// What a reader needs to know and where it notes what it finds.
struct SourceRequest {
  const std::filesystem::path& file;  ///< as the user wrote it
  const PackedPath& packed;           ///< the same, on disk
  std::string gdal_path;              ///< with /vsizip/ or /vsigzip/ in front where the file is packed
  std::string extension;              ///< of the file inside, lower case, without point
  const ImportOptions& options;
  const Profile& profile;
  FlagCounter& flags;
  ImportReport& report;
  RunControl& run;
  std::uint64_t most_rows = 0;  ///< enough for a preview; 0 = all
  std::vector<std::string> layers =
      {};  ///< filled by readers of files with layers: those that could be meant
};

/// Cells of a column as text; the view is good until the next call.
class CellText {
 public:
  explicit CellText(const SourceColumn& column);
  std::string_view operator()(std::size_t row);

 private:
  const SourceColumn& column_;
  const StringColumn* text_;
  std::string scratch_;
};

/// Throws Error for a missing file, a directory, an empty file. Looks into .zip for the one file that can be
/// read.
void locate_source(SourceRequest& request);
SourceTable read_source(SourceRequest& request);

SourceTable read_csv_source(SourceRequest& request);
SourceTable read_ogr_source(SourceRequest& request);
SourceTable read_osm_source(SourceRequest& request);

/// Opens a vector file; throws Error{failure} with GDAL's reason. `open_options`: null-ended "KEY=VALUE" or
/// null.
GdalDatasetHandle open_vector(const SourceRequest& request, const char* const* open_options);

/// True when the coordinates of a geometry are degrees: --crs or the profile says so, else `crs` of the file
/// (may be null; then only degrees are accepted later).
bool holds_degrees(const SourceRequest& request, const OGRSpatialReference* crs);

/// Adds a geometry as the role wants it (centroids for points, mended areas, areas cut at the antimeridian),
/// flagging what was changed.
class RoleShapes {
 public:
  RoleShapes(Role role, bool in_degrees, FlagCounter& flags)
      : role_(role), in_degrees_(in_degrees), flags_(flags) {}
  /// `geometry` may be null; `row` is 0-based, for the flags.
  void add(const OGRGeometry* geometry, std::uint64_t row);
  void add_missing() { shapes_.add_none(); }
  /// Ends the notes (largest change of area) and hands the shapes over.
  Shapes finish();

 private:
  const OGRGeometry* cut(const OGRGeometry& geometry, std::uint64_t row);
  const OGRGeometry* mended(const OGRGeometry& geometry, std::uint64_t row);

  Role role_;
  bool in_degrees_;
  FlagCounter& flags_;
  Shapes shapes_;
  OgrGeometryHandle cut_, holder_;
  double largest_area_change_ = 0;
};

}  // namespace agglo

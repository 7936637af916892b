// Store: a project in one GeoPackage, and tables written to files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// What a project file holds besides its layers: small named texts (JSON/TOML): "recipe", "styles",
/// "bookmarks" ...
struct ProjectInfo {
  int format_version = 0;
  std::string agglo_version;
  Frame frame;
};

/// True when the file is a GeoPackage that agglo wrote as a project.
bool is_project(const std::filesystem::path& file);

/// Everything to change in one transaction.
struct ProjectChange {
  std::optional<Frame> frame;
  std::vector<Layer> put_layers;  ///< added, or replacing the layer of the same name
  std::vector<std::string> remove_layers;
  std::vector<std::pair<std::string, std::string>> put_texts;
  std::vector<std::string> remove_texts;
  std::vector<std::pair<std::string, std::string>> titles;  ///< layer name -> new title
  std::vector<std::string>
      layer_order;  ///< all layers by name, as they shall be in order; empty = as they come
  /// QGIS default styles: layer name -> QML text (layer_styles table), replacing earlier ones.
  std::vector<std::pair<std::string, std::string>> qgis_styles;
};

/// Reads layer list, texts and frame; tables are read when asked for. Opening throws Error for a missing,
/// corrupt or non-project file and for one from a newer version (naming both versions).
class ProjectStore {
 public:
  static ProjectStore open(const std::filesystem::path& file);
  /// Makes an empty project beside `file` and moves it into place; Error when the file exists.
  static ProjectStore create(const std::filesystem::path& file);

  const ProjectInfo& info() const { return info_; }
  /// Layers without tables (names, titles, roles, kinds, provenance), in order of creation.
  const std::vector<Layer>& layers() const { return layers_; }
  /// One layer with its table: byte-exact what was put (doubles, missing values, row order, dates).
  Table read_table(std::string_view layer, RunControl& run) const;
  /// The same for several layers, in that order: the file is opened once.
  std::vector<Table> read_tables(const std::vector<std::string>& layers, RunControl& run) const;
  /// The same with only those of its columns that are named here; geometry and rows as ever.
  Table read_columns(std::string_view layer, const std::vector<std::string>& columns, RunControl& run) const;
  std::uint64_t row_count(std::string_view layer) const;
  std::optional<std::string> text(std::string_view name) const;
  /// All texts whose name begins so, by name.
  std::vector<std::pair<std::string, std::string>> texts(std::string_view beginning) const;

  /// All or nothing: a killed process leaves the earlier state. A second writer gets Error{failure} that says
  /// so. Disk full or read-only: Error, earlier state kept.
  void commit(const ProjectChange& change, RunControl& run);

 private:
  std::filesystem::path file_;
  ProjectInfo info_;
  std::vector<Layer> layers_;
  long long commits_ = 0;  ///< when last read: tells whether another program has saved since
};

/// Layers of a GeoPackage that write_layers did not write into it, and that it would destroy; none for any
/// other file or when there is none. Error{failure} when a database cannot be read.
std::vector<std::string> layers_of_others(const std::filesystem::path& file);

/// Writes layers to one file by its extension: .gpkg (all layers), .geojson .fgb .shp .csv .xlsx (the first
/// layer only), beside the target and moved into place, over whatever is there, when complete. `planar`
/// writes an undefined Cartesian CRS. Error{usage} for an unknown extension (naming the known ones),
/// Error{failure} when it cannot be written.
void write_layers(const std::filesystem::path& file, const std::vector<Layer>& layers, bool planar,
                  RunControl& run);

}  // namespace agglo

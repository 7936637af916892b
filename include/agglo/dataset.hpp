// Dataset: the layers an operation reads, with where each came from.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/frame.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// What a layer is for. The first six are inputs, `result` comes from an analysis. A network is roads made
/// ready for routes (roads.hpp).
enum class Role { establishments, institutions, zones, infrastructure, regions, network, result };
const char* to_string(Role role);
std::optional<Role> role_from_string(std::string_view text);

/// Where a layer came from. For inputs: the file, its SHA-256 and row count. For results: the step's name.
struct Provenance {
  std::string source;
  std::string sha256;
  std::string step;     ///< name of the step that made it ("dbscan")
  std::string licence;  ///< credit line for maps, when known
};

/// One layer: a table with a name (as in the GeoPackage) and a title for people.
struct Layer {
  std::string name;
  std::string title;
  Role role = Role::result;
  std::string
      kind;  ///< of results: "clusters", "cluster_firms", "catchments", "cover", "zone_profile", "table" ...
  std::shared_ptr<const Table> table;
  Provenance provenance;
};

/// Copied freely (tables are shared); a running job keeps its own copy.
struct Dataset {
  Frame frame;
  std::vector<Layer> layers;
  std::string styles;    ///< how layers look: JSON of scene_styles_json(); may be empty
  std::string recipe{};  ///< the steps that made the layers: TOML of recipe_toml(); may be empty

  const Layer* find(std::string_view name) const;
  /// The last layer with this role / result kind, or null.
  const Layer* last(Role role) const;
  const Layer* last_result(std::string_view kind) const;
};

}  // namespace agglo

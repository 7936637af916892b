// Which source column holds which of agglo's fields.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import_source.hpp"

namespace agglo {

struct FieldSource {
  const SourceColumn* column = nullptr;  ///< null: the constant
  std::string constant;
  std::string how;  ///< "--map", "profile" or "header"
};
using FieldSources = std::map<std::string, FieldSource, std::less<>>;

/// The fields of the role that the source has: --map first, then the profile, then headers known by name. An
/// entry of
/// --map with an empty column leaves the field out. Positions (lon, lat, x, y, wkt) are looked for in headers
/// only when the source has no geometry and nothing else names them; of two pairs, x and y are taken when
/// `prefer_xy`. Throws Error{usage} for a field or column that does not exist, naming the nearest.
FieldSources resolve_fields(const SourceTable& table, const ImportOptions& options, const Profile& profile,
                            bool prefer_xy);

/// Lower case, without accents, blanks and punctuation: "Código Act." -> "codigoact".
std::string normalised_header(std::string_view name);

/// The up to three of `names` most like `wanted`, as text: "A, B, C".
std::string nearest_names(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace agglo

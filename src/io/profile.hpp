// Profile: how one register or file family writes agglo's fields (data/profiles/*.toml).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agglo/dataset.hpp"

namespace agglo {

struct Profile {
  std::string title;
  std::optional<Role> role;
  std::string crs;
  std::string layer;
  std::map<std::string, std::vector<std::string>>
      fields;                                    ///< agglo field -> source columns, the first there is
  std::map<std::string, std::string> constants;  ///< agglo field -> value of every row
  std::string date_order;                        ///< "dmy", "mdy", "ymd" or empty
  std::optional<Day> earliest, latest;
  bool zero_jobs_is_unknown = false;
  std::map<std::string, std::pair<double, double>>
      job_bands;  ///< lower-case text -> [lo, hi]; hi infinity = open
  std::string encoding;
  char delimiter = 0;  ///< 0 = find out
  char decimal = 0;
};

/// Throws Error{usage} naming the file and the key for a missing file, TOML that does not parse, an unknown
/// key or a value of the wrong kind.
Profile read_profile(const std::filesystem::path& file);

}  // namespace agglo

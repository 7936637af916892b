#include <fmt/format.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {

std::map<std::string, std::string> parse_field_map(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string pair = text.substr(begin, end - begin);
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)  // nothing after the sign leaves the field out
      throw usage_error(fmt::format("--map has \"{}\"", pair),
                        "give field=column pairs, for example sector=NAICS,jobs=EMP");
    fields[pair.substr(0, equals)] = pair.substr(equals + 1);
    begin = end + 1;
  }
  return fields;
}

std::string profile_file(const std::string& profile) {
  if (profile.empty() || std::filesystem::is_regular_file(profile)) return profile;
  const auto shipped = data_directory() / "profiles" / (profile + ".toml");
  if (std::filesystem::exists(shipped)) return shipped.string();
  std::string names;
  if (std::filesystem::is_directory(shipped.parent_path()))
    for (const auto& entry : std::filesystem::directory_iterator(shipped.parent_path()))
      if (entry.path().extension() == ".toml")
        names += (names.empty() ? "" : ", ") + entry.path().stem().string();
  throw usage_error(fmt::format("--profile: there is no file or profile \"{}\"", profile),
                    "profiles that come with agglo: " + names);
}

}  // namespace agglo

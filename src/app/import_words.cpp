#include <fmt/format.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {

namespace {

[[noreturn]] void refuse_pair(std::string_view pair) {
  throw usage_error(fmt::format("--map has \"{}\"", pair),
                    "give field=column pairs, for example sector=NAICS,jobs=EMP");
}

/// The column at `at` of `text`, which ends before a comma or the end; `at` is put there.
std::string column_at(const std::string& text, std::size_t& at) {
  const std::size_t begin = at;
  std::string column;
  if (text.compare(at, 1, "\"") != 0) {
    at = std::min(text.find(',', at), text.size());
    return text.substr(begin, at - begin);
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] != '"') {
      column += text[at];
    } else if (text.compare(at + 1, 1, "\"") == 0) {
      column += text[at++];
    } else {
      ++at;
      if (at < text.size() && text[at] != ',') break;
      return column;
    }
  }
  refuse_pair(text.substr(begin));
}

}  // namespace

std::map<std::string, std::string> parse_field_map(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (std::size_t at = 0; !text.empty() && at <= text.size(); ++at) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::size_t equals = text.find('=', at);
    if (equals >= end || equals == at)  // nothing after the sign leaves the field out
      refuse_pair(text.substr(at, end - at));
    const std::string field = text.substr(at, equals - at);
    at = equals + 1;
    fields[field] = column_at(text, at);
  }
  return fields;
}

std::string field_map_text(const std::map<std::string, std::string>& fields) {
  std::string text;
  for (const auto& [field, column] : fields) {
    text += (text.empty() ? "" : ",") + field + "=";
    const bool plain = column.find_first_of(",\"") == std::string::npos;
    if (!plain) text += '"';
    for (const char c : column) text += c == '"' ? "\"\"" : std::string(1, c);
    if (!plain) text += '"';
  }
  return text;
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

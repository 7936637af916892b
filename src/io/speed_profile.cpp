#include "speed_profile.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kLargest_kmh = 300;

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file.string()) {}

  [[noreturn]] void refuse(std::uint32_t line, const std::string& what) const {
    throw usage_error(
        "speed profile " + file_ + (line > 0 ? ", line " + std::to_string(line) : "") + ": " + what,
        "docs/import.md describes speed profiles; the four in data/profiles/roads are examples");
  }

  /// The value as the file has it.
  static std::string found(const toml::node& node) {
    std::ostringstream text;
    node.visit([&](const auto& value) {
      if constexpr (toml::is_value<decltype(value)>)
        text << *value;
      else
        text << (toml::is_table<decltype(value)> ? "a table" : "a list");
    });
    return text.str();
  }

  [[noreturn]] void refuse(const toml::node& node, const std::string& key, const std::string& must) const {
    refuse(node.source().begin.line, "\"" + key + "\" must be " + must + ", found \"" + found(node) + "\"");
  }

  std::string text(const toml::node& node, const std::string& key) const {
    if (const auto value = node.value_exact<std::string>()) return *value;
    refuse(node, key, "a text");
  }

  double number(const toml::node& node, const std::string& key, double least, double most,
                const std::string& must) const {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !(*value >= least && *value <= most)) refuse(node, key, must);
    return *value;
  }

  double speed(const toml::node& node, const std::string& key) const {
    return number(node, key, 0.1, kLargest_kmh, "a speed from 0.1 to 300 km/h");
  }

  std::vector<std::string> list(const toml::node& node, const std::string& key) const {
    const toml::array* array = node.as_array();
    if (array == nullptr) refuse(node, key, "a list of texts");
    std::vector<std::string> texts;
    for (const toml::node& entry : *array) texts.push_back(lower_text(text(entry, key)));
    return texts;
  }

  SpeedProfile::Names names(const toml::node& node, const std::string& key) const {
    const std::vector<std::string> texts = list(node, key);
    return {texts.begin(), texts.end()};
  }

  SpeedProfile::Speeds speeds(const toml::node& node, const std::string& key) const {
    const toml::table* table = node.as_table();
    if (table == nullptr) refuse(node, key, "a table, [" + key + "]");
    SpeedProfile::Speeds result;
    for (const auto& [name, value] : *table)
      result[lower_text(name.str())] = speed(value, key + "." + std::string(name.str()));
    return result;
  }

  bool flag(const toml::node& node, const std::string& key) const {
    if (const auto value = node.value_exact<bool>()) return *value;
    refuse(node, key, "true or false");
  }

 private:
  std::string file_;
};

bool read_list(const Reader& reader, const std::string& key, const toml::node& node, SpeedProfile& profile) {
  const std::array sets{std::pair{"not_joinable", &profile.not_joinable},
                        std::pair{"closed_classes", &profile.closed_classes},
                        std::pair{"oneway_classes", &profile.oneway_classes},
                        std::pair{"through_classes", &profile.through_classes},
                        std::pair{"closed_access", &profile.closed_access},
                        std::pair{"closed_barriers", &profile.closed_barriers}};
  for (const auto& [name, set] : sets)
    if (key == name) {
      *set = reader.names(node, key);
      return true;
    }
  const std::array lists{
      std::pair{"access_tags", &profile.access_tags}, std::pair{"maxspeed_tags", &profile.maxspeed_tags},
      std::pair{"oneway_tags", &profile.oneway_tags}, std::pair{"opposite_tags", &profile.opposite_tags}};
  for (const auto& [name, list] : lists)
    if (key == name) {
      *list = reader.list(node, key);
      return true;
    }
  return false;
}

void read_entry(const Reader& reader, const std::string& key, const toml::node& node, SpeedProfile& profile) {
  if (key == "title")
    profile.title = reader.text(node, key);
  else if (key == "description")
    reader.text(node, key);
  else if (key == "default_kmh")
    profile.default_kmh = reader.speed(node, key);
  else if (key == "largest_kmh")
    profile.largest_kmh = reader.speed(node, key);
  else if (key == "signposted_share")
    profile.signposted_share = reader.number(node, key, 0, 1.5, "a number from 0 to 1.5");
  else if (key == "limits_lorries")
    profile.limits_lorries = reader.flag(node, key);
  else if (key == "speeds_kmh")
    profile.speeds_kmh = reader.speeds(node, key);
  else if (key == "permitted_kmh")
    profile.permitted_kmh = reader.speeds(node, key);
  else if (key == "signposted_kmh")
    profile.signposted_kmh = reader.speeds(node, key);
  else if (!read_list(reader, key, node, profile))
    reader.refuse(node.source().begin.line, "there is no key \"" + key + "\"");
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A number at the front of the text, which is taken off.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<double> one_posted_kmh(std::string_view text, const SpeedProfile& profile) {
  const std::string whole = lower_text(trimmed(text));
  std::string_view rest = whole;
  if (const auto number = take_number(rest)) {
    const std::string_view unit = trimmed(rest);
    const double factor = unit.empty() || unit == "km/h" || unit == "kmh" || unit == "kph" ? 1
                          : unit == "mph"                                                  ? 1.609344
                          : unit == "knots"                                                ? 1.852
                                                                                           : 0;
    if (factor == 0 || !(*number > 0) || *number * factor > kLargest_kmh) return std::nullopt;
    return *number * factor;
  }
  if (const auto known = profile.signposted_kmh.find(whole); known != profile.signposted_kmh.end())
    return known->second;
  const std::size_t colon = whole.find(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string_view word = std::string_view(whole).substr(colon + 1);  // "urban" of "xx:urban"
  if (const auto known = profile.signposted_kmh.find(word); known != profile.signposted_kmh.end())
    return known->second;
  if (!word.starts_with("zone")) return std::nullopt;
  word.remove_prefix(4);
  if (word.starts_with(":")) word.remove_prefix(1);
  const auto zone = take_number(word);
  return zone && word.empty() && *zone > 0 && *zone <= kLargest_kmh ? zone : std::nullopt;
}

/// PT1H30M and the like.
std::optional<double> iso_duration_s(std::string_view text) {
  double total = 0;
  bool is_time = false;
  while (!text.empty()) {
    if (text.front() == 't' && !is_time) {
      is_time = true;
      text.remove_prefix(1);
      continue;
    }
    const auto number = take_number(text);
    if (!number || *number < 0 || text.empty()) return std::nullopt;
    const char unit = text.front();
    text.remove_prefix(1);
    if (unit == 'd' && !is_time)
      total += *number * 86400;
    else if (is_time && (unit == 'h' || unit == 'm' || unit == 's'))
      total += *number * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
    else
      return std::nullopt;
  }
  return total > 0 ? std::optional(total) : std::nullopt;
}

}  // namespace

std::string lower_text(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::optional<double> posted_kmh(std::string_view text, const SpeedProfile& profile) {
  std::optional<double> lowest;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const auto one = one_posted_kmh(text.substr(0, end), profile);
    if (!one) return std::nullopt;
    lowest = std::min(lowest.value_or(*one), *one);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lowest;
}

std::optional<double> duration_s(std::string_view text) {
  const std::string whole = lower_text(trimmed(text));
  std::string_view rest = whole;
  if (rest.starts_with("p")) return iso_duration_s(rest.substr(1));
  std::vector<double> parts;
  while (parts.size() < 3) {
    const auto number = take_number(rest);
    if (!number || *number < 0) return std::nullopt;
    parts.push_back(*number);
    if (rest.empty()) break;
    if (rest.front() != ':') return std::nullopt;
    rest.remove_prefix(1);
  }
  if (!rest.empty()) return std::nullopt;
  const double total = parts.size() == 1   ? parts[0] * 60
                       : parts.size() == 2 ? parts[0] * 3600 + parts[1] * 60
                                           : parts[0] * 3600 + parts[1] * 60 + parts[2];
  return total > 0 ? std::optional(total) : std::nullopt;
}

SpeedProfile read_speed_profile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream content;
  if (!std::filesystem::is_regular_file(file) || !stream || !(content << stream.rdbuf()))
    throw usage_error("cannot read the speed profile \"" + file.string() + "\"",
                      "--speeds takes a .toml file; copy one of data/profiles/roads and change it");
  const Reader reader(file);
  SpeedProfile profile;
  try {
    for (const auto& [key, node] : toml::parse(content.str()))
      read_entry(reader, std::string(key.str()), node, profile);
  } catch (const toml::parse_error& error) {
    reader.refuse(error.source().begin.line, std::string(error.description()));
  }
  if (profile.speeds_kmh.empty()) reader.refuse(0, "there are no speeds; [speeds_kmh] must name classes");
  if (!(profile.default_kmh > 0)) reader.refuse(0, "\"default_kmh\" is not there");
  if (!(profile.largest_kmh > 0)) profile.largest_kmh = kLargest_kmh;
  return profile;
}

}  // namespace agglo

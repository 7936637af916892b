#include "profile.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include "agglo/error.hpp"
#include "csv_values.hpp"

namespace agglo {
namespace {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file.string()) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw usage_error("profile " + file_ + ": " + what, "docs/import.md describes profiles");
  }

  std::string text(const toml::node& node, const std::string& key) const {
    if (const auto value = node.value_exact<std::string>()) return *value;
    if (const auto value = node.value_exact<std::int64_t>()) return std::to_string(*value);
    refuse("\"" + key + "\" must be a text");
  }

  const toml::table& table(const toml::node& node, const std::string& key) const {
    if (const toml::table* found = node.as_table()) return *found;
    refuse("\"" + key + "\" must be a table, [" + key + "]");
  }

  Day day(const toml::node& node, const std::string& key) const {
    std::optional<Day> found;
    if (const auto date = node.value_exact<toml::date>())
      found = day_from_civil(date->year, date->month, date->day);
    else if (const auto value = node.value_exact<std::string>())
      if (const auto parts = split_date(*value, true))
        found = day_of(*parts, DateOrder::day_first, key == "latest");
    if (!found) refuse("\"dates." + key + "\" must be a date such as 1900-01-01");
    return *found;
  }

  bool flag(const toml::node& node, const std::string& key) const {
    if (const auto value = node.value_exact<bool>()) return *value;
    refuse("\"" + key + "\" must be true or false");
  }

  char character(const toml::node& node, const std::string& key) const {
    const std::string value = text(node, key);
    if (value == "tab") return '\t';
    if (value.size() != 1) refuse("\"" + key + "\" must be one character, found \"" + value + "\"");
    return value[0];
  }

  std::vector<std::string> alternatives(const toml::node& node, const std::string& key) const {
    const toml::array* list = node.as_array();
    if (list == nullptr) return {text(node, key)};
    std::vector<std::string> result;
    for (const toml::node& entry : *list) result.push_back(text(entry, key));
    return result;
  }

  std::pair<double, double> band(const toml::node& node, const std::string& key) const {
    const toml::array* pair = node.as_array();
    if (pair == nullptr || pair->size() != 2) refuse("band \"" + key + "\" must be [lo, hi]");
    const auto lo = (*pair)[0].value<double>(), hi = (*pair)[1].value<double>();
    if (!lo || !hi || (*hi >= 0 && *hi < *lo))
      refuse("band \"" + key + "\" must be [lo, hi] with lo <= hi or hi = -1");
    return {*lo, *hi < 0 ? std::numeric_limits<double>::infinity() : *hi};
  }

 private:
  std::string file_;
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string key_of(const toml::key& key) {
  return std::string(key.str());
}

void read_dates(const Reader& reader, const toml::table& table, Profile& profile) {
  for (const auto& [name, node] : table) {
    const std::string key = key_of(name);
    if (key == "order") {
      profile.date_order = lower_case(reader.text(node, "dates.order"));
      if (profile.date_order != "dmy" && profile.date_order != "mdy" && profile.date_order != "ymd")
        reader.refuse("\"dates.order\" must be dmy, mdy or ymd, found \"" + profile.date_order + "\"");
    } else if (key == "earliest") {
      profile.earliest = reader.day(node, key);
    } else if (key == "latest") {
      profile.latest = reader.day(node, key);
    } else {
      reader.refuse("unknown key \"dates." + key + "\"");
    }
  }
}

void read_jobs(const Reader& reader, const toml::table& table, Profile& profile) {
  for (const auto& [name, node] : table) {
    const std::string key = key_of(name);
    if (key == "zero_is_unknown") {
      profile.zero_jobs_is_unknown = reader.flag(node, "jobs." + key);
    } else if (key == "bands") {
      for (const auto& [text, band] : reader.table(node, "jobs.bands"))
        profile.job_bands[lower_case(key_of(text))] = reader.band(band, key_of(text));
    } else {
      reader.refuse("unknown key \"jobs." + key + "\"");
    }
  }
}

void read_text(const Reader& reader, const toml::table& table, Profile& profile) {
  for (const auto& [name, node] : table) {
    const std::string key = key_of(name);
    if (key == "encoding")
      profile.encoding = reader.text(node, "text.encoding");
    else if (key == "delimiter")
      profile.delimiter = reader.character(node, "text.delimiter");
    else if (key == "decimal")
      profile.decimal = reader.character(node, "text.decimal");
    else
      reader.refuse("unknown key \"text." + key + "\"");
  }
}

void read_top(const Reader& reader, const std::string& key, const toml::node& node, Profile& profile) {
  if (key == "title") {
    profile.title = reader.text(node, key);
  } else if (key == "role") {
    profile.role = role_from_string(reader.text(node, key));
    if (!profile.role || *profile.role == Role::result)
      reader.refuse("unknown role \"" + reader.text(node, key) + "\"");
  } else if (key == "crs") {
    profile.crs = reader.text(node, key);
  } else if (key == "layer") {
    profile.layer = reader.text(node, key);
  } else if (key == "fields") {
    for (const auto& [name, source] : reader.table(node, key))
      profile.fields[key_of(name)] = reader.alternatives(source, "fields." + key_of(name));
  } else if (key == "constants") {
    for (const auto& [name, value] : reader.table(node, key))
      profile.constants[key_of(name)] = reader.text(value, "constants." + key_of(name));
  } else if (key == "dates") {
    read_dates(reader, reader.table(node, key), profile);
  } else if (key == "jobs") {
    read_jobs(reader, reader.table(node, key), profile);
  } else if (key == "text") {
    read_text(reader, reader.table(node, key), profile);
  } else if (key != "source" && key != "licence" && key != "url" && key != "description" && key != "notes") {
    reader.refuse("unknown key \"" + key + "\"");
  }
}

}  // namespace

Profile read_profile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream content;
  if (!std::filesystem::is_regular_file(file) || !stream || !(content << stream.rdbuf()))
    throw usage_error("cannot read the profile \"" + file.string() + "\"",
                      "--profile takes a .toml file or the name of one in data/profiles");
  const Reader reader(file);
  Profile profile;
  try {
    for (const auto& [key, node] : toml::parse(content.str())) read_top(reader, key_of(key), node, profile);
  } catch (const toml::parse_error& error) {
    reader.refuse("line " + std::to_string(error.source().begin.line) + ": " +
                  std::string(error.description()));
  }
  return profile;
}

}  // namespace agglo

#include "import_packed.hpp"

#include "agglo/import.hpp"

namespace agglo {
namespace {

bool is_file(const std::string& path) {
  std::error_code code;
  return std::filesystem::is_regular_file(path, code);
}

PackedPath path_in_zip(const std::string& rest) {
  if (rest.starts_with('{')) {
    const std::size_t end = rest.find('}');
    if (end == std::string::npos) return {rest, "", false};
    const std::size_t member = rest.find_first_not_of('/', end + 1);
    return {rest.substr(1, end - 1), member == std::string::npos ? "" : rest.substr(member), false};
  }
  // The archive is the first of the folders of the path that is a file.
  for (std::size_t slash = rest.find('/', 1); slash != std::string::npos; slash = rest.find('/', slash + 1))
    if (is_file(rest.substr(0, slash))) return {rest.substr(0, slash), rest.substr(slash + 1), false};
  return {rest, "", false};
}

}  // namespace

bool is_database(const std::filesystem::path& source) {
  return source.string().starts_with("PG:");
}

std::string source_name(const std::filesystem::path& source) {
  if (!is_database(source)) return source.filename().string();
  const std::string text = source.string(), key = "dbname=";
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return "PostGIS database";
  const std::size_t begin = at + key.size();
  return "PostGIS database " + text.substr(begin, text.find(' ', begin) - begin);
}

PackedPath packed_path(const std::filesystem::path& path) {
  const std::string text = path.string();
  const std::string zip = "/vsizip/", gzip = "/vsigzip/";
  if (text.starts_with(zip)) return path_in_zip(text.substr(zip.size()));
  if (text.starts_with(gzip)) return {text.substr(gzip.size()), "", true};
  return {path, "", false};
}

}  // namespace agglo

#include "import_source.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "csv_encoding.hpp"
#include "csv_reader.hpp"

namespace agglo {
namespace {

std::string lower_extension(std::string name) {
  const std::size_t slash = name.find_last_of("/\\");
  const std::size_t point = name.rfind('.');
  if (point == std::string::npos || (slash != std::string::npos && point < slash)) return {};
  name.erase(0, point + 1);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

bool is_text_extension(std::string_view extension) {
  return extension == "csv" || extension == "tsv" || extension == "tab" || extension == "txt";
}

bool is_known_extension(std::string_view extension) {
  constexpr std::array<std::string_view, 15> kKnown{"csv",     "tsv",  "tab", "txt", "gpkg",
                                                    "geojson", "json", "shp", "fgb", "xlsx",
                                                    "ods",     "pbf",  "kml", "gml", "osm"};
  return std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end();
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// The one readable file inside an archive; `layer` (a name without extension) chooses among several.
std::string member_of_zip(const std::string& archive, const std::string& file, const std::string& layer) {
  const GdalErrorCollector errors;
  const CPLStringList entries(VSIReadDirRecursive(archive.c_str()));
  std::vector<std::string> members, texts;
  for (int i = 0; i < entries.Count(); ++i) {
    const std::string name = entries[i];
    const std::string extension = lower_extension(name);
    if (!is_known_extension(extension) || name.starts_with("__MACOSX")) continue;
    (extension == "txt" ? texts : members).push_back(name);
  }
  if (members.empty()) members = texts;
  if (members.empty())
    throw failure("\"" + file + "\" holds no file that can be read",
                  "an archive may hold CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or OSM PBF");
  if (members.size() == 1) return members.front();
  for (const std::string& name : members)
    if (name == layer || CPLGetBasename(name.c_str()) == layer) return name;
  throw usage_error("\"" + file + "\" holds several files: " + listed(members),
                    "name one with --layer, or unpack the archive");
}

/// The member that the path names, when it is a file in the archive.
std::string named_member(const std::string& archive, const PackedPath& path) {
  const GdalErrorCollector errors;
  VSIStatBufL found;
  if (VSIStatL((archive + "/" + path.member).c_str(), &found) == 0 && VSI_ISREG(found.st_mode))
    return path.member;
  const CPLStringList entries(VSIReadDirRecursive(archive.c_str()));
  std::vector<std::string> names;
  for (int i = 0; i < std::min(entries.Count(), 20); ++i) names.emplace_back(entries[i]);
  if (names.empty()) throw failure("\"" + path.file.string() + "\" is no .zip archive", "check the path");
  throw failure("\"" + path.file.string() + "\" holds no file \"" + path.member + "\"",
                "it holds: " + listed(names));
}

/// The whole lines that a text begins with, for a preview.
void keep_whole_lines(std::string& bytes) {
  const std::size_t end = bytes.rfind('\n');
  if (end == std::string::npos) return;
  const bool low_byte_first = bytes.starts_with("\xFF\xFE");  // UTF-16: the other half of the sign follows
  bytes.resize(std::min(bytes.size(), end + (low_byte_first ? 2 : 1)));
}

std::string bytes_of(const SourceRequest& request) {
  const GdalErrorCollector errors;
  VSILFILE* handle = VSIFOpenL(request.gdal_path.c_str(), "rb");
  if (handle == nullptr) throw failure("cannot open \"" + request.file.string() + "\": " + errors.message());
  std::string bytes;
  const std::size_t block = request.most_rows > 0 ? 1 << 20 : 4 << 20;
  for (std::size_t filled = 0;;) {
    bytes.resize(filled + block);
    const std::size_t got = VSIFReadL(bytes.data() + filled, 1, block, handle);
    filled += got;
    if (got < block) {
      bytes.resize(filled);
      break;
    }
    if (request.most_rows > 0) {
      keep_whole_lines(bytes);
      break;
    }
  }
  VSIFCloseL(handle);
  if (errors.has_error())
    throw failure("\"" + request.file.string() + "\" cannot be unpacked to its end",
                  "the file is damaged or cut off; fetch it again");
  return bytes;
}

/// zlib stops quietly where a .gz ends too early: compare with the size the file itself states (modulo 2^32).
void check_gzip_is_whole(const SourceRequest& request, std::size_t size) {
  VSILFILE* handle = VSIFOpenL(request.packed.file.string().c_str(), "rb");
  if (handle == nullptr) return;
  std::array<unsigned char, 4> last{};
  VSIFSeekL(handle, 0, SEEK_END);
  const vsi_l_offset end = VSIFTellL(handle);
  if (end >= 18) {
    VSIFSeekL(handle, end - 4, SEEK_SET);
    VSIFReadL(last.data(), 1, last.size(), handle);
  }
  VSIFCloseL(handle);
  std::uint32_t stated = 0;
  for (std::size_t i = 4; i-- > 0;) stated = stated << 8 | last[i];
  // Several members behind each other state only the last size, so only a file that is too short is certain.
  if (size < stated)
    throw failure("\"" + request.file.string() + "\" is cut off: " + std::to_string(size) + " of " +
                      std::to_string(stated) + " bytes could be unpacked",
                  "fetch the file again");
}

std::vector<ImportFlag::Sample> samples_of(const CsvOddRows& odd) {
  std::vector<ImportFlag::Sample> samples;
  for (const CsvOddRow& row : odd.samples) samples.push_back({row.row, "", row.value});
  return samples;
}

void flag_undecoded(const std::vector<SourceColumn>& columns, std::string_view text, FlagCounter& flags) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  if (text.find(kReplacement) == std::string_view::npos) return;
  for (const SourceColumn& column : columns) {
    const auto& cells = std::get<StringColumn>(column.values);
    for (std::size_t row = 0; row < cells.size(); ++row)
      if (cells[row].find(kReplacement) != std::string_view::npos)
        flags.add("bad_encoding", row, column.name, cells[row]);
  }
}

}  // namespace

CellText::CellText(const SourceColumn& column)
    : column_(column), text_(std::get_if<StringColumn>(&column.values)) {}

std::string_view CellText::operator()(std::size_t row) {
  if (text_ != nullptr) return (*text_)[row];
  std::array<char, 32> buffer;
  scratch_.clear();
  if (const auto* numbers = std::get_if<std::vector<double>>(&column_.values)) {
    const double value = (*numbers)[row];
    if (std::isnan(value)) return {};
    scratch_.assign(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column_.values)) {
    const std::int64_t value = (*integers)[row];
    if (value == kMissingInteger) return {};
    scratch_.assign(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  } else {
    scratch_ = to_iso_date(std::get<Days>(column_.values).values[row]);
  }
  return scratch_;
}

void locate_source(SourceRequest& request) {
  const std::filesystem::path& file = request.packed.file;
  const std::string quoted = "\"" + file.string() + "\"";
  std::error_code code;
  request.extension = lower_extension(file.string());
  request.gdal_path = file.string();
  if (is_database(file)) {
    request.extension.clear();
    if (file.string().find("password") != std::string::npos)
      throw usage_error("a connection with a password would be kept in the project for all to read",
                        "leave the password out and set the environment variable PGPASSWORD, or write it to "
                        "~/.pgpass");
    return;
  }
  if (!std::filesystem::exists(file, code)) throw failure("there is no file " + quoted, "check the path");
  if (std::filesystem::is_directory(file, code)) {
    if (request.extension == "gdb") return;
    throw failure(quoted + " is a folder", "name a file in it");
  }
  if (std::filesystem::file_size(file, code) == 0) throw failure(quoted + " is empty");
  if (request.packed.is_gzip || request.extension == "gz") {
    request.gdal_path = "/vsigzip/" + file.string();
    if (request.extension == "gz") request.extension = lower_extension(file.stem().string());
  } else if (!request.packed.member.empty() || request.extension == "zip") {
    const std::string archive = "/vsizip/{" + file.string() + "}";
    const std::string member = request.packed.member.empty()
                                   ? member_of_zip(archive, file.string(), request.options.layer)
                                   : named_member(archive, request.packed);
    request.gdal_path = archive + "/" + member;
    request.extension = lower_extension(member);
  }
}

SourceTable read_source(SourceRequest& request) {
  return is_text_extension(request.extension) ? read_csv_source(request) : read_ogr_source(request);
}

SourceTable read_csv_source(SourceRequest& request) {
  request.run.begin("read " + source_name(request.file));
  std::string bytes = bytes_of(request);
  const std::string file = "\"" + request.file.string() + "\"";
  if (request.gdal_path.starts_with("/vsigzip/") && request.most_rows == 0)
    check_gzip_is_whole(request, bytes.size());
  if (bytes.empty()) throw failure(file + " is empty");
  if (looks_binary(bytes))
    throw failure(file + " is not a text table: it holds binary data",
                  "give the file its own extension, or check it");
  const DecodedText decoded = decode_text(std::move(bytes), request.profile.encoding);
  CsvTable csv = read_csv(decoded.text, request.profile.delimiter, request.run);
  if (csv.row_count == 0) throw failure(file + " has a header but no rows");
  SourceTable table;
  table.row_count = csv.row_count;
  table.delimiter = csv.delimiter;
  for (std::size_t i = 0; i < csv.columns.size(); ++i)
    table.columns.push_back({std::move(csv.names[i]), std::move(csv.columns[i]), true});
  request.flags.add_counted("short_row", csv.short_rows.rows, samples_of(csv.short_rows));
  request.flags.add_counted("long_row", csv.long_rows.rows, samples_of(csv.long_rows));
  request.flags.add_counted("open_quote", csv.open_quotes.rows, samples_of(csv.open_quotes));
  flag_undecoded(table.columns, decoded.text, request.flags);
  request.report.driver = "CSV";
  request.report.encoding = decoded.encoding + " (" + decoded.how + ")";
  request.report.delimiter = csv.delimiter == '\t' ? "tab" : std::string(1, csv.delimiter);
  return table;
}

}  // namespace agglo

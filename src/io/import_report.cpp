#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agglo/import.hpp"

namespace agglo {
namespace {

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// One line, at most 60 bytes, never cut inside a character.
std::string shortened(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (text.size() <= 60) return text;
  std::size_t end = 57;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string format_line(const ImportReport& report) {
  std::string line = report.driver;
  if (!report.layer.empty()) line += ", layer " + report.layer;
  if (!report.encoding.empty()) line += ", " + report.encoding;
  if (!report.delimiter.empty()) line += ", delimiter \"" + report.delimiter + "\"";
  if (!report.decimal.empty()) line += ", decimal sign \"" + report.decimal + "\"";
  return line;
}

}  // namespace

std::string ImportReport::text() const {
  std::string out = fmt::format("{}: {} rows read, {} kept, {} with a place\n  format  {}\n  crs     {}\n",
                                source, with_thousands(rows_read), with_thousands(rows_kept),
                                with_thousands(rows_located), format_line(*this), crs);
  if (!fields.empty()) out += "fields\n";
  for (const auto& [field, column] : fields)
    out += fmt::format("  {:<12} {:<28} {}\n", field, column, how.at(field));
  if (flags.empty()) return out + "no doubtful rows\n";
  out += "doubtful rows\n";
  for (const ImportFlag& flag : flags) {
    out += fmt::format("  {:<20} {:>9}  {}\n", flag.code, with_thousands(flag.rows), flag.meaning);
    std::string samples;
    for (const ImportFlag::Sample& sample : flag.samples) {
      samples += (samples.empty() ? "row " : "; row ") + std::to_string(sample.row);
      if (!sample.column.empty()) samples += " " + sample.column;
      if (!sample.value.empty()) samples += " \"" + shortened(sample.value) + "\"";
    }
    if (!samples.empty()) out += fmt::format("  {:<20} {:>9}  {}\n", "", "", samples);
  }
  return out;
}

std::string ImportReport::json() const {
  nlohmann::ordered_json out{{"source", source},
                             {"sha256", sha256},
                             {"driver", driver},
                             {"layer", layer},
                             {"encoding", encoding},
                             {"delimiter", delimiter},
                             {"decimal", decimal},
                             {"crs", crs},
                             {"rows_read", rows_read},
                             {"rows_kept", rows_kept},
                             {"rows_located", rows_located}};
  out["fields"] = nlohmann::ordered_json::object();
  for (const auto& [field, column] : fields)
    out["fields"][field] = {{"column", column}, {"how", how.at(field)}};
  out["flags"] = nlohmann::ordered_json::array();
  for (const ImportFlag& flag : flags) {
    nlohmann::ordered_json samples = nlohmann::ordered_json::array();
    for (const ImportFlag::Sample& sample : flag.samples)
      samples.push_back({{"row", sample.row}, {"column", sample.column}, {"value", sample.value}});
    out["flags"].push_back({{"code", flag.code},
                            {"meaning", flag.meaning},
                            {"rows", flag.rows},
                            {"samples", std::move(samples)}});
  }
  // Bytes that are no UTF-8 (a name from a damaged file) become U+FFFD rather than an exception.
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace agglo

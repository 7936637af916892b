#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "agglo/report.hpp"

namespace agglo {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

std::string cell(const Column& column, std::size_t row) {
  if (!std::holds_alternative<std::vector<double>>(column.values)) {
    const std::string text = column.text(row);
    return text.empty() ? "–" : escaped(text);
  }
  const double value = column.number(row);
  return std::isnan(value) ? "–" : value >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.2f}", value);
}

struct Shown {
  const char* column;
  const char* title;
};
constexpr Shown kClusterColumns[] = {{"cluster", "No"},
                                     {"top_sector", "Main sector"},
                                     {"firms", "Firms"},
                                     {"jobs_lo", "Jobs, from"},
                                     {"jobs_hi", "to"},
                                     {"area_km2", "Area, km²"},
                                     {"lq", "Location quotient"},
                                     {"lq_lo", "from"},
                                     {"lq_hi", "to"},
                                     {"young_share", "Share of young firms"},
                                     {"nearest_institution", "Nearest institution"},
                                     {"nearest_institution_km", "km"}};

std::string cluster_rows(const Table& table) {
  std::vector<std::size_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0U);
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return table.at("firms").number(a) > table.at("firms").number(b);
  });
  std::string html = "<table><thead><tr>";
  for (const Shown& shown : kClusterColumns)
    if (table.find(shown.column)) html += fmt::format("<th>{}</th>", shown.title);
  html += "</tr></thead><tbody>\n";
  for (const std::size_t row : rows) {
    html += "<tr>";
    for (const Shown& shown : kClusterColumns)
      if (const Column* column = table.find(shown.column))
        html += fmt::format("<td{}>{}</td>",
                            std::holds_alternative<StringColumn>(column->values) ? " class=\"text\"" : "",
                            cell(*column, row));
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

constexpr const char* kStyle =
    "body{font:16px/1.5 'Noto Sans',sans-serif;color:#222;max-width:64rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2rem}"
    ".findings{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem}"
    ".findings div{border-left:4px solid #3b6ea5;background:#f4f6f9;padding:.6rem 1rem}"
    ".findings h3{font-size:1rem;margin:.2rem 0}img{max-width:100%;border:1px solid #ccc}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}"
    "th:nth-child(2),td.text{text-align:left}footer{color:#555;font-size:.85rem;margin-top:2rem}";

std::string page_html(const ReportPage& page, const Dataset& data, const std::vector<Finding>& found) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title>"
      "<meta name=\"viewport\" "
      "content=\"width=device-width\"><style>{1}</style></head><body>\n<h1>{0}</h1>\n<p>{2}</p>\n",
      escaped(page.title), kStyle, escaped(page.lead));
  html += "<h2>Findings</h2>\n<div class=\"findings\">\n";
  for (const Finding& finding : found)
    html += fmt::format("<div><h3>{}</h3><p>{}</p></div>\n", escaped(finding.headline),
                        escaped(finding.sentence));
  html += "</div>\n";
  if (!page.picture.empty())
    html += fmt::format("<h2>Map</h2>\n<img src=\"{0}\" alt=\"{1}\">\n", escaped(page.picture),
                        escaped(page.title));
  if (const Layer* clusters = data.last_result("clusters"))
    html += "<h2>Clusters, largest first</h2>\n<div class=\"wide\">\n" + cluster_rows(*clusters->table) +
            "</div>\n";
  html += "<h2>Files</h2>\n<ul>\n";
  for (const auto& [text, file] : page.links)
    html += fmt::format("<li><a href=\"{}\">{}</a></li>\n", escaped(file), escaped(text));
  html += "</ul>\n<footer>";
  for (const Layer& layer : data.layers)
    if (layer.role != Role::result)
      html += fmt::format("{}: {} rows from {}. ", escaped(layer.title), layer.table->row_count,
                          escaped(layer.provenance.source));
  return html + fmt::format("Distances: {}. Made with agglo {}.</footer>\n</body></html>\n",
                            escaped(data.frame.name), version());
}

}  // namespace

void write_report_page(const std::filesystem::path& file, const ReportPage& page, const Dataset& data,
                       const std::vector<Finding>& found) {
  const std::filesystem::path partial =
      file.parent_path() / fmt::format(".{}.partial-{}", file.filename().string(), getpid());
  std::error_code error;
  {
    std::ofstream stream(partial, std::ios::binary);
    stream << page_html(page, data, found);
    if (!stream.flush()) {
      std::filesystem::remove(partial, error);
      throw failure(fmt::format("cannot write \"{}\"", file.string()),
                    "check that the folder exists and has room");
    }
  }
  std::filesystem::rename(partial, file, error);
  if (error) {
    const std::string reason = error.message();
    std::filesystem::remove(partial, error);
    throw failure(fmt::format("cannot write \"{}\": {}", file.string(), reason),
                  "check that the folder is writable");
  }
}

}  // namespace agglo

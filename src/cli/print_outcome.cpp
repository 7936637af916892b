#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

/// Columns worth a line in the shell, by kind of result.
std::vector<std::string> shown_columns(const std::string& kind) {
  if (kind == "clusters")
    return {"cluster",    "firms",
            "jobs_lo",    "area_km2",
            "top_sector", "top_sector_share",
            "lq",         "nearest_institution_km",
            "stability",  "core_share"};
  if (kind == "elbows")
    return {"sector", "min_points", "firms", "median_m", "suggested_eps_m", "core_percent"};
  if (kind == "parameters")
    return {"eps_m", "min_points", "clusters", "clustered_percent", "largest_firms", "dbcv", "agreement"};
  if (kind == "validity")
    return {"cluster", "label", "firms", "places", "sparseness_m", "separation_m", "validity"};
  if (kind == "catchments")
    return {"site_name", "radius_km", "minutes", "road_km", "firms", "jobs_lo", "clusters", "area_km2"};
  if (kind == "coverage")
    return {"service", "limit", "sites", "coverage", "redundancy", "gap_firms", "gap_jobs_lo"};
  if (kind == "added_sites")
    return {"added_site", "service", "limit", "reached_firms", "newly_served", "overlap", "overlaps_with"};
  if (kind == "duplication") return {"site_a", "site_b", "limit", "firms_both", "duplication"};
  if (kind == "supply") return {"site", "service", "limit", "capacity", "demand", "shared_ratio", "verdict"};
  if (kind == "cluster_access") return {"cluster", "label", "firms", "score", "worst_kind"};
  if (kind == "site_access") return {"site_name", "supply", "demand", "ratio"};
  if (kind == "equity")
    return {"group",         "rows",        "mean",        "mean_after",          "gini",
            "gini_after",    "palma",       "palma_after", "worst_quintile_mean", "worst_quintile_change",
            "weight_better", "weight_worse"};
  if (kind == "centres")
    return {"label",         "firms",     "weight", "density_per_km2", "prominence_percent",
            "half_radius_m", "top_sector"};
  if (kind == "zone_profile")
    return {"name",         "kind", "firms_inside", "jobs_lo_inside", "sector_overlap", "clusters_crossing",
            "clusters_near"};
  return {};
}

/// The first column by which rows are ranked, the largest first; null: they stay in their order.
const Column* ranking_of(const Layer& layer) {
  if (layer.kind == "cluster_access") return nullptr;  // the worst first already
  if (layer.kind == "zone_profile") return layer.table->find("firms_inside");
  if (layer.kind != "junctions") return layer.table->find("firms");
  for (const Column& column : layer.table->columns)
    if (column.name.starts_with("reach_")) return &column;
  return nullptr;
}

/// Site, limit and the first of what was counted.
std::vector<const Column*> columns_within(const Table& table) {
  constexpr std::size_t kMost = 8;
  std::vector<const Column*> columns;
  for (const Column& column : table.columns)
    if (column.name != "site_id" && column.name != "site_kind" && !column.name.ends_with("_known") &&
        columns.size() < kMost)
      columns.push_back(&column);
  return columns;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string cell(const Column& column, std::size_t row) {
  constexpr std::size_t kWidest = 28;
  if (std::holds_alternative<std::vector<double>>(column.values)) {
    const double value = column.number(row);
    if (std::isnan(value)) return "-";
    return std::abs(value) >= 1000 || value == std::floor(value) ? fmt::format("{:.0f}", value)
           : std::abs(value) < 0.01                              ? fmt::format("{:.2g}", value)
                                                                 : fmt::format("{:.2f}", value);
  }
  std::string text = column.text(row);
  if (text.empty()) return "-";
  if (display_width(text) > kWidest) {
    std::size_t bytes = 0;
    for (std::size_t shown = 0; shown < kWidest - 1; ++bytes)
      if ((static_cast<unsigned char>(text[bytes + 1]) & 0xC0) != 0x80) ++shown;
    text = text.substr(0, bytes) + "…";
  }
  return text;
}

/// The rows with most firms, as an aligned table.
void print_rows(const Layer& layer) {
  // A table of parameters is read as a whole.
  const std::size_t most_rows = layer.kind == "parameters" ? 100 : 10;
  const Table& table = *layer.table;
  std::vector<const Column*> columns;
  for (const std::string& name : shown_columns(layer.kind))
    if (const Column* column = table.find(name)) columns.push_back(column);
  if (layer.kind == "within") columns = columns_within(table);
  if (layer.kind == "junctions")  // a column for each limit
    for (const Column& column : table.columns) columns.push_back(&column);
  if (columns.empty() || table.row_count == 0) return;
  std::vector<std::size_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0U);
  const Column* firms = ranking_of(layer);
  if (firms)
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return firms->number(a) > firms->number(b); });
  if (const Column* supply = layer.kind == "site_access" ? table.find("supply") : nullptr)
    std::stable_partition(rows.begin(), rows.end(),
                          [&](std::size_t row) { return !std::isnan(supply->number(row)); });
  const std::size_t shown = std::min(most_rows, rows.size());
  std::vector<std::vector<std::string>> cells;
  for (const Column* column : columns) {
    std::vector<std::string> texts{column->name};
    for (std::size_t i = 0; i < shown; ++i) texts.push_back(cell(*column, rows[i]));
    cells.push_back(std::move(texts));
  }
  for (std::size_t line = 0; line <= shown; ++line) {
    std::string text;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      std::size_t width = 0;
      for (const std::string& t : cells[c]) width = std::max(width, display_width(t));
      const std::string padding(width - display_width(cells[c][line]), ' ');
      const bool is_text = std::holds_alternative<StringColumn>(columns[c]->values);
      text += (c == 0 ? "" : "  ") + (is_text ? cells[c][line] + padding : padding + cells[c][line]);
    }
    fmt::print("{}\n", text.substr(0, text.find_last_not_of(' ') + 1));
  }
  if (shown < rows.size())
    fmt::print(
        "... and {} more{}\n", rows.size() - shown,
        firms ? ", by " + std::string(layer.kind == "junctions" ? firms->name : "number of firms") : "");
}

}  // namespace

void print_talk(const Outcome& outcome, const CommonOptions& common) {
  if (common.quiet) return;
  if (!outcome.report_text.empty()) fmt::print(stderr, "{}", outcome.report_text);
  for (const std::string& note : outcome.notes) fmt::print(stderr, "note: {}\n", note);
}

void print_outcome(const std::string& operation, const Outcome& outcome, const Timings& timings,
                   const CommonOptions& common, const std::vector<std::string>& written) {
  if (common.json) {
    nlohmann::ordered_json object;
    object["operation"] = operation;
    for (const auto& [name, value] : outcome.counts) {
      const bool whole = value == std::floor(value) && std::abs(value) < 9e15;
      object["counts"][name] =
          whole ? nlohmann::ordered_json(static_cast<std::int64_t>(value)) : nlohmann::ordered_json(value);
    }
    object["notes"] = outcome.notes;
    object["timings"] = {{"read_s", timings.read_s},
                         {"compute_s", timings.compute_s},
                         {"write_s", timings.write_s},
                         {"peak_mb", peak_memory_mb()}};
    object["written"] = written;
    if (!outcome.report_json.empty())
      object["import_report"] = nlohmann::ordered_json::parse(outcome.report_json);
    fmt::print("{}\n", object.dump(1));
    return;
  }
  print_talk(outcome, common);
  if (common.quiet) return;
  for (const auto& [name, value] : outcome.counts) {
    std::string label = name;
    std::replace(label.begin(), label.end(), '_', ' ');
    fmt::print("{}: {}\n", label,
               value == std::floor(value) || value >= 1000 ? fmt::format("{:.0f}", value)
                                                           : fmt::format("{:.3g}", value));
  }
  for (const Layer& layer : outcome.layers) print_rows(layer);
  for (const std::string& file : written) fmt::print(stderr, "written: {}\n", file);
}

}  // namespace agglo::cli

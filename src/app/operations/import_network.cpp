#include "app/operations/import_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "agglo/project.hpp"
#include "agglo/road_source.hpp"

namespace agglo {
namespace {

constexpr std::array kModes{"car", "truck", "walk", "bicycle"};

const char* name_of(TravelMode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}

double main_share(const NetworkReport& report) {
  return report.nodes == 0 ? 0 : static_cast<double>(report.main_nodes) / static_cast<double>(report.nodes);
}

std::string network_text(const NetworkReport& report, TravelMode mode) {
  std::string text = fmt::format(
      "network ({}): {} nodes, {} edges, {:.1f} km of road, {:.1f} km of it one-way\n"
      "  {} component(s) whose nodes all reach each other; the largest has {} nodes ({:.1f} %)\n",
      name_of(mode), report.nodes, report.edges, report.length_km, report.one_way_km, report.components,
      report.main_nodes, 100 * main_share(report));
  for (const NetworkReport::Line& line : report.lines) {
    text += fmt::format("  {:<20} {:>9}  {}\n", line.code, line.count, line.meaning);
    std::string samples;
    for (const std::string& sample : line.samples) samples += (samples.empty() ? "" : "; ") + sample;
    if (!samples.empty()) text += fmt::format("  {:<20} {:>9}  {}\n", "", "", samples);
  }
  return text;
}

std::string with_network(const std::string& import_json, const NetworkReport& report, TravelMode mode) {
  auto out = nlohmann::ordered_json::parse(import_json);
  auto& network = out["network"] = {{"mode", name_of(mode)},           {"nodes", report.nodes},
                                    {"edges", report.edges},           {"length_km", report.length_km},
                                    {"one_way_km", report.one_way_km}, {"components", report.components},
                                    {"main_nodes", report.main_nodes}, {"main_share", main_share(report)}};
  network["found"] = nlohmann::ordered_json::array();
  for (const NetworkReport::Line& line : report.lines)
    network["found"].push_back(
        {{"code", line.code}, {"meaning", line.meaning}, {"count", line.count}, {"samples", line.samples}});
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void note_what_matters(const NetworkReport& report, bool is_osm, Outcome& outcome) {
  if (main_share(report) < 0.9)
    outcome.notes.push_back(fmt::format(
        "only {:.0f} % of the nodes reach each other: {}", 100 * main_share(report),
        is_osm ? "the others lie behind closed roads, barriers or the edge of the data"
               : "look for gaps (--join-m, --split-crossings) and for one-ways drawn the wrong way round"));
  const auto count_of = [&](std::string_view code) {
    const auto found = std::find_if(report.lines.begin(), report.lines.end(),
                                    [&](const NetworkReport::Line& line) { return line.code == code; });
    return found == report.lines.end() ? 0 : found->count;
  };
  if (const std::uint64_t cut = count_of("cut_roads"); cut > 0)
    outcome.notes.push_back(
        fmt::format("{} roads go on beyond the data: catchments that reach them may be larger", cut));
}

}  // namespace

Imported import_network(const std::string& file, const ImportOptions& options, const NetworkImport& import,
                        Outcome& outcome, RunControl& run) {
  const std::string speeds =
      import.speeds.empty()
          ? (data_directory() / "profiles" / "roads" / (std::string(name_of(import.mode)) + ".toml")).string()
          : import.speeds;
  RoadSource source = read_roads(file, options, speeds, run);
  const bool is_osm = !source.ways.vertex_node.empty();
  if (import.network.split_crossings && is_osm)
    throw usage_error("--split-crossings was given for OpenStreetMap, which says itself where roads meet",
                      "leave it out: roads that cross without a common node are bridges and tunnels");
  Frame frame;
  frame.kind = source.is_planar ? FrameKind::plane : FrameKind::geocentric;
  BuiltNetwork built = build_network(source.ways, import.network, frame, run);
  source.ways = {};
  outcome.report_text = source.report.text() + network_text(built.report, import.mode);
  outcome.report_json = with_network(source.report.json(), built.report, import.mode);
  const NetworkReport& report = built.report;
  outcome.counts = {{"roads", static_cast<double>(source.report.rows_read)},
                    {"roads_used", static_cast<double>(source.report.rows_kept)},
                    {"nodes", static_cast<double>(report.nodes)},
                    {"edges", static_cast<double>(report.edges)},
                    {"length_km", report.length_km},
                    {"one_way_km", report.one_way_km},
                    {"components", static_cast<double>(report.components)},
                    {"main_share", main_share(report)}};
  for (const NetworkReport::Line& line : report.lines)
    outcome.counts.emplace_back(line.code, static_cast<double>(line.count));
  note_what_matters(report, is_osm, outcome);
  Imported imported;
  imported.table = network_table(std::move(built.edges));
  imported.is_planar = source.is_planar;
  imported.report = std::move(source.report);
  return imported;
}

}  // namespace agglo

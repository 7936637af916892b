#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "agglo/error.hpp"
#include "agglo/road_source.hpp"
#include "agglo/store.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

void print_project(const std::string& file, bool json, RunControl& control) {
  Project project = Project::open(file);
  const Dataset data = project.snapshot(control);
  if (json) {
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    for (const Layer& layer : data.layers)
      layers.push_back({{"name", layer.name},
                        {"title", layer.title},
                        {"role", to_string(layer.role)},
                        {"kind", layer.kind},
                        {"rows", layer.table->row_count},
                        {"source", layer.provenance.source},
                        {"sha256", layer.provenance.sha256}});
    const nlohmann::ordered_json object{{"operation", "info"},
                                        {"project", file},
                                        {"projection", data.frame.name},
                                        {"largest_scale_error", data.frame.largest_scale_error},
                                        {"steps", project.recipe().steps.size()},
                                        {"layers", layers}};
    fmt::print("{}\n", object.dump(1));
    return;
  }
  fmt::print("project     {}\n", file);
  fmt::print("distances   {}", data.frame.name.empty() ? "no data yet" : data.frame.name);
  if (data.frame.kind == FrameKind::projected)
    fmt::print(", largest scale error {} %",
               data.frame.largest_scale_error < 1e-5
                   ? "below 0.001"
                   : fmt::format("{:.3f}", 100 * data.frame.largest_scale_error));
  if (data.frame.kind == FrameKind::geocentric) fmt::print(": chords on the ellipsoid");
  fmt::print("\n\nlayers\n");
  for (const Layer& layer : data.layers)
    fmt::print("  {:<24} {:>9} rows  {:<15} {}\n", layer.name, layer.table->row_count,
               layer.role == Role::result ? layer.kind : to_string(layer.role), layer.provenance.source);
  if (const Layer* firms = data.last(Role::establishments))
    if (const Column* sector = firms->table->find("sector")) {
      const Column* title = firms->table->find("sector_name");
      std::map<std::string, std::size_t> counts;
      for (std::size_t row = 0; row < firms->table->row_count; ++row) {
        std::string name = sector->text(row);
        if (name.empty()) continue;
        if (title && !title->text(row).empty() && title->text(row) != name) name += " " + title->text(row);
        ++counts[name];
      }
      std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
      std::stable_sort(order.begin(), order.end(),
                       [](const auto& a, const auto& b) { return a.second > b.second; });
      fmt::print("\nsectors     {}, by firms:\n", order.size());
      for (const auto& [name, count] : order) fmt::print("  {:<48} {:>9}\n", name, count);
    }
  fmt::print("\nsteps\n");
  for (const RecipeStep& entry : project.recipe().steps) fmt::print("  {}\n", step_command(entry.step, file));
}

/// What agglo itself is: version, where its data lie, the profiles that come with it.
void print_program(bool json) {
  std::vector<std::string> profiles;
  for (const auto& entry : std::filesystem::directory_iterator(data_directory() / "profiles"))
    if (entry.path().extension() == ".toml") profiles.push_back(entry.path().stem().string());
  std::sort(profiles.begin(), profiles.end());
  if (json) {
    const nlohmann::ordered_json object{{"operation", "info"},
                                        {"version", version()},
                                        {"data", data_directory().string()},
                                        {"profiles", profiles}};
    fmt::print("{}\n", object.dump(1));
    return;
  }
  fmt::print("agglo       {}\ndata        {}\nprofiles    {}\n\nAbout a project or file: agglo info FILE\n",
             version(), data_directory().string(), fmt::join(profiles, ", "));
}

}  // namespace

int info_command(const std::vector<std::string>& words) {
  std::string file, role_text = "establishments", profile, crs, layer, map;
  bool json = false;
  CLI::App app;
  app.set_help_flag();
  app.add_option("file", file);
  app.add_flag("--json", json);
  app.add_option("--as", role_text);
  app.add_option("--profile", profile);
  app.add_option("--crs", crs);
  app.add_option("--layer", layer);
  app.add_option("--map", map);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("info: {}", error.what()), "see: agglo help info");
  }
  if (file.empty()) {
    print_program(json);
    return 0;
  }
  RunControl control;
  if (is_project(file)) {
    print_project(file, json, control);
    return 0;
  }
  const auto role = role_from_string(role_text);
  if (!role || *role == Role::result)
    throw usage_error(fmt::format("--as is \"{}\"", role_text),
                      "give establishments, institutions, zones, infrastructure, regions or network");
  ImportOptions options;
  options.role = *role;
  options.profile = profile_file(profile);
  options.crs = crs;
  options.layer = layer;
  options.fields = parse_field_map(map);
  const ImportReport report =
      options.role == Role::network
          ? read_roads(file, options, data_directory() / "profiles" / "roads" / "car.toml", control).report
          : import_file(file, options, control).report;
  fmt::print("{}\n", json ? report.json() : report.text());
  return 0;
}

}  // namespace agglo::cli

#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "agglo/print.hpp"
#include "agglo/projection.hpp"
#include "agglo/shown_rows.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"
#include "app/scene_named.hpp"

namespace agglo {
namespace {

/// In the order of page_layouts(), which also has "custom" for pages of projects.
enum class PageLayout {
  a4_landscape,
  a4_portrait,
  a3_landscape,
  a3_portrait,
  a5_landscape,
  a5_portrait,
  letter_landscape,
  letter_portrait
};

struct MapStepOptions {
  PageLayout layout = PageLayout::a4_landscape;
  std::string page, title, subtitle;
  double dpi = 200;
  bool legend = true;
  std::string layers, extent, date;
  std::string rows = "shown";
};

const std::vector<std::string>& layout_names() {
  static const std::vector<std::string> names(page_layouts().begin(), page_layouts().end() - 1);
  return names;
}

template <class Visitor>
void visit(Visitor& v, MapStepOptions& o) {
  v("layout", o.layout, {.choices = layout_names(), .help = "Page size and direction"});
  v("page", o.page,
    {.help = "A page that was laid out in the viewer and saved in the project, by its name; other options "
             "that are given go before it"});
  v("title", o.title, {.help = "Title of the map (default: the project's main result)"});
  v("subtitle", o.subtitle, {.help = "Line under the title"});
  v("dpi", o.dpi,
    {.unit = "dpi", .min = 30, .max = 1200, .help = "Resolution of PNG and of dense point layers"});
  v("legend", o.legend, {.help = "Draw the legend"});
  v("layers", o.layers, {.help = "Only these layers, separated by ';' (default: the visible ones)"});
  v("extent", o.extent,
    {.help = "Part of the map to show: west,south,east,north in degrees, or in metres on a plane (default: "
             "that of the page, else all data)"});
  v("rows", o.rows,
    {.help = "shown = rows that the filters and days saved with the project let through, as in its window; "
             "all = every row; a recipe keeps the filters and days themselves"});
  v("date", o.date, {.help = "Date to print, yyyy-mm-dd (default: today)"});
}

bool is_drawable(const Layer& layer) {
  if (!layer.table) return false;
  const auto& kinds = layer.table->shapes.kind;
  return std::any_of(kinds.begin(), kinds.end(), [](ShapeKind kind) { return kind != ShapeKind::none; });
}

/// The layers to draw: all, or the named ones.
Dataset chosen_layers(Dataset data, const std::string& names) {
  if (names.empty()) return data;
  credit_results(data);
  Dataset chosen{data.frame, {}, data.styles};
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(';', begin), names.size());
    const std::string name = names.substr(begin, end - begin);
    const Layer* layer = data.find(name);
    if (!layer) {
      std::string known;
      for (const Layer& l : data.layers) known += (known.empty() ? "" : ", ") + l.name;
      throw usage_error(fmt::format("--layers names \"{}\", which is not there", name),
                        "the layers are: " + known);
    }
    if (!is_drawable(*layer)) {
      std::string drawable;
      for (const Layer& l : data.layers)
        if (is_drawable(l)) drawable += (drawable.empty() ? "" : ", ") + l.name;
      throw usage_error(fmt::format("--layers names \"{}\", a table without places to draw", name),
                        "the layers that can be drawn are: " + drawable);
    }
    chosen.layers.push_back(*layer);
    begin = end + 1;
  }
  return chosen;
}

Box parse_extent(const std::string& text, const Frame& data_frame, const Frame& scene_frame) {
  if (text.empty()) return {};
  const OptionField field{"extent", OptionType::number_list, {}, std::vector<double>{}};
  const auto values = std::get<std::vector<double>>(parse_option(field, text));
  if (values.size() != 4 || values[0] >= values[2] || values[1] >= values[3])
    throw usage_error(fmt::format("--extent is \"{}\"", text), "give west,south,east,north");
  if (data_frame.kind == FrameKind::plane) return {values[0], values[1], values[2], values[3]};
  if (values[1] < -90 || values[3] > 90 || values[0] < -360 || values[2] > 360)
    throw usage_error(fmt::format("--extent is \"{}\"", text),
                      "give west,south,east,north in degrees: latitudes from -90 to 90");
  return box_in_frame({values[0], values[1], values[2], values[3]}, scene_frame);
}

/// The project has put the page's JSON in the place of its name.
PageOptions page_from(const std::string& text) {
  if (text.empty()) return {};
  const std::vector<NamedPage> pages = named_pages_from_json(text);
  if (pages.empty())
    throw usage_error(fmt::format("there is no page \"{}\"", text),
                      "pages are laid out in the viewer (Project > Page layout) and kept in a project");
  return pages.front().page;
}

/// The project has put its filters and days, as JSON, in the place of "shown".
ShownRows rows_from(const std::string& text) {
  if (text == "all" || text == "shown") return {};
  if (!text.starts_with('{')) throw usage_error(fmt::format("--rows is \"{}\"", text), "give shown or all");
  return shown_rows_from_json(text);
}

Outcome run_map(const StepInput& input, RunControl& run) {
  const auto options = options_from<MapStepOptions>(input.step.options);
  const std::string date =
      options.date.empty() ? std::string() : to_iso_date(parse_day_option("--date", options.date));
  const Dataset data = chosen_layers(input.data, options.layers);
  std::vector<Layer> basemap;
  if (data.frame.kind != FrameKind::plane) basemap = read_basemap(run);
  // Who names the layers gets those and no others; the base map stays behind them.
  if (!options.layers.empty())
    std::erase_if(basemap, [](const Layer& layer) { return layer.kind == "cases"; });
  run.begin("drawing the map");
  Scene scene = (options.layers.empty() ? make_scene : make_scene_of_all)(
      data, scene_styles_from_json(data.styles), basemap.empty() ? nullptr : &basemap);
  const ShownRows shown = rows_from(options.rows);
  const std::vector<PageMap> maps = shown_maps(input.data, shown, scene, run);
  keep_shown_rows(input.data, shown, scene, run);
  PageOptions page = page_from(options.page);
  const auto given = [&](const char* key) {
    return options.page.empty() || input.step.options.count(key) > 0;
  };
  if (given("layout")) page.layout = layout_names()[static_cast<std::size_t>(options.layout)];
  if (given("title")) page.title = options.title;
  if (given("subtitle")) page.subtitle = options.subtitle;
  if (given("dpi")) page.dpi = options.dpi;
  if (given("legend")) page.legend = options.legend;
  page.date = date;
  if (!options.extent.empty()) {
    page.extent_m = parse_extent(options.extent, data.frame, scene.frame);
    page.extent_frame = frame_key(scene.frame);
    if (!page.extent_m.intersects(scene.extent_m))
      throw usage_error(fmt::format("nothing of the project lies in --extent \"{}\"", options.extent),
                        "give west,south,east,north of a part of it");
  }
  const PrintReport report = print_map(scene, page, input.step.file, run, maps);
  Outcome outcome;
  outcome.counts = {{"features", static_cast<double>(report.features_drawn)},
                    {"labels", static_cast<double>(report.labels_placed)},
                    {"labels_left_out", static_cast<double>(report.labels_left_out)},
                    {"scale", report.scale_denominator}};
  if (report.extent_left_out)
    outcome.notes.emplace_back("The extent that the page keeps is not on this map: all of the map is shown.");
  return outcome;
}

}  // namespace

Operation map_operation() {
  return {
      .name = "map",
      .kind = OperationKind::output,
      .title = "Print a map",
      .summary = "Draws the project on a page: PDF, SVG or PNG",
      .description =
          "Draws what the viewer shows: base map, firms, clusters, zones, catchments and places, with title, "
          "legend, "
          "scale bar, north arrow, sources, method and date. The PDF carries its georeference.",
      .example = "agglo map region.gpkg -o clusters.pdf --layout a4-landscape --title \"Clusters\"",
      .methods_anchor = "maps",
      .needs = {},
      .uses = {Role::establishments, Role::institutions, Role::zones, Role::infrastructure, Role::regions,
               Role::network},
      .uses_results = {"clusters", "cluster_firms", "catchments", "cover", "zone_profile"},
      .options = describe_options<MapStepOptions>(),
      .run = run_map};
}

}  // namespace agglo

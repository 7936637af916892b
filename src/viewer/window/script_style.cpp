// Script commands and facts about styles.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "viewer/state/category_counts.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

void check_column(const State& state, const LayerView& view, const std::string& key,
                  const std::string& column) {
  const bool names_column = key == "colour_by" || key == "size_by" || key == "weight_by" ||
                            key == "label_by" || key == "label_rank_by";
  if (!names_column || column.empty()) return;
  const auto table = table_of(state, view.name);
  if (!table) throw usage_error("layer \"" + view.name + "\" has no columns");
  table->at(column);  // throws what columns there are
}

/// Any key of a style as projects store it: numbers, true, [1, 2]; all else is text.
void set_style_key(App& app, const Words& a) {
  const std::string name = layer_named(app.state, a[0]);
  const LayerView* view = find_layer(app.state, name);
  auto value = nlohmann::json::parse(a[2], nullptr, false);
  if (value.is_discarded()) value = a[2];
  if (const auto range = style_range(a[1]); range && value.is_number())
    if (const auto number = value.get<double>(); !(number >= range->least && number <= range->most))
      throw usage_error(a[1] + " " + a[2] + " is out of range",
                        fmt::format("give {:g} to {:g}", range->least, range->most));
  check_column(app.state, *view, a[1], a[2]);
  const Style style = style_from_json(nlohmann::json{{a[1], value}}.dump(), view->style);
  if (style == view->style)
    throw usage_error("the style of \"" + name + "\" is not changed by " + a[1] + " " + a[2],
                      "keys are those of a stored style, such as colour_by, classing, breaks, palette");
  app.act(SetStyle{name, style});
}

void edit_entry(App& app, const Words& a) {
  const std::string name = layer_named(app.state, a[0]);
  EntryEdit edit{a[1], "", std::nullopt, true, true};
  for (const EntryEdit& known : find_layer(app.state, name)->style.entries)
    if (known.key == a[1]) edit = known;
  const auto categories = categories_of(app.state, *find_layer(app.state, name));
  if (std::none_of(categories.begin(), categories.end(), [&](const Category& c) { return c.key == a[1]; }))
    throw usage_error("the legend of \"" + name + "\" has no entry of the value \"" + a[1] + "\"",
                      "see its values in the table; #0, #1 ... are classes of numbers");
  if (a[2] == "label")
    edit.label = a[3];
  else if (a[2] == "visible")
    edit.visible = script_choice(a[3], "on", "off");
  else if (a[2] == "legend")
    edit.in_legend = script_choice(a[3], "on", "off");
  else if (a[2] != "up" && a[2] != "down")
    throw usage_error("found \"" + a[2] + "\"", "give label, visible, legend, up or down");
  if (a[2] == "up" || a[2] == "down")
    app.act(MoveEntry{name, a[1], a[2] == "up" ? +1 : -1});
  else
    app.act(EditEntry{name, edit});
}

constexpr std::array kCommands{
    ScriptCommand{"style", "ttt", "style LAYER KEY VALUE",
                  "a key of a layer's style as projects store it, such as: style firms colour_by jobs",
                  set_style_key, true, ScriptNeeds::map},
    ScriptCommand{"entry", "tttt", "entry LAYER VALUE WHAT TO",
                  "one entry of a legend: label TEXT, visible on|off, legend on|off, up 1, down 1",
                  edit_entry, false, ScriptNeeds::map},
    ScriptCommand{"style-window", "t", "style-window LAYER", "open the style window",
                  [](App& app, const Words& a) { app.act(ShowStyle{layer_named(app.state, a[0])}); }, false,
                  ScriptNeeds::map}};

const LayerView* shown(const App& app) {
  return app.state.map ? find_layer(app.state, app.state.style_window) : nullptr;
}

/// Labels of the entries in the order of the legend, joined by " | ".
std::string legend_text(const App& app) {
  const LayerView* view = shown(app);
  if (!view) return "";
  const auto categories = categories_of(app.state, *view);
  std::string text;
  for (const std::size_t i : legend_order(categories, view->style))
    text += (text.empty() ? "" : " | ") + categories[i].label;
  return text;
}

/// Rows shown in each category of the layer of the style window, in the order of the layer's classes.
std::string legend_counts(const App& app) {
  const LayerView* view = shown(app);
  if (!view) return "";
  const SceneLayer& layer = app.state.map->scene.layers[view->index];
  const RowSet all(layer.category ? layer.category->size() : 0, true);
  if (!layer.category) return "";
  std::string text;
  for (const std::size_t n : category_counts(*layer.category, categories_of(app.state, *view).size(),
                                             view->shown ? *view->shown : all))
    text += (text.empty() ? "" : " ") + std::to_string(n);
  return text;
}

std::string first_fill(const App& app) {
  const LayerView* view = shown(app);
  if (!view) return "";
  const Colour c = categories_of(app.state, *view)[0].fill;
  return std::to_string(c.r) + "," + std::to_string(c.g) + "," + std::to_string(c.b);
}

std::string class_count(const App& app) {
  const LayerView* view = shown(app);
  return view ? std::to_string(categories_of(app.state, *view).size()) : "";
}

std::string vision_name(const App& app) {
  static constexpr std::array kNames{"usual", "protan", "deutan", "tritan"};
  return kNames[static_cast<std::size_t>(app.state.vision)];
}

constexpr std::array kFacts{ScriptFact{"style-layer", [](const App& app) { return app.state.style_window; }},
                            ScriptFact{"classes", class_count},
                            ScriptFact{"legend", legend_text},
                            ScriptFact{"legend-counts", legend_counts},
                            ScriptFact{"first-fill", first_fill},
                            ScriptFact{"vision", vision_name}};

}  // namespace

std::span<const ScriptCommand> style_script_commands() {
  return kCommands;
}

std::span<const ScriptFact> style_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer

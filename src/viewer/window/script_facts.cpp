// What `expect` can ask of the window.
#include <algorithm>
#include <array>

#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

std::size_t visible_layers(const State& state) {
  return static_cast<std::size_t>(
      std::count_if(state.layers.begin(), state.layers.end(),
                    [](const LayerView& v) { return v.style.visible && !v.is_base_map; }));
}

std::string last_message(const State& state) {
  return state.messages.empty() ? "" : state.messages.back().text;
}

/// Layers drawn as density, by name.
std::string density_layers(const App& app) {
  std::string names;
  for (const DensityNote& note : app.plan().densities) names += (names.empty() ? "" : " ") + note.layer;
  return names;
}

/// How many labels of the map lie on another one.
std::string label_overlaps(const App& app) {
  std::size_t overlaps = 0;
  const auto& labels = app.plan().labels;
  const auto apart = [](int a, int a_size, int b, int b_size) { return a + a_size <= b || b + b_size <= a; };
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (std::size_t j = i + 1; j < labels.size(); ++j) {
      const PlacedLabel &a = labels[i], &b = labels[j];
      overlaps += !apart(a.x, a.sprite.width, b.x, b.sprite.width) &&
                  !apart(a.y, a.sprite.height, b.y, b.sprite.height);
    }
  return std::to_string(overlaps);
}

constexpr std::array kFacts{
    ScriptFact{"points-in-view", [](const App& app) { return std::to_string(app.plan().points_in_view); }},
    ScriptFact{"map-plans", [](const App& app) { return std::to_string(app.map_plans()); }},
    ScriptFact{"density-layers", density_layers},
    ScriptFact{"labels-shown",
               [](const App& app) { return std::string(app.plan().labels.empty() ? "no" : "yes"); }},
    ScriptFact{"label-overlaps", label_overlaps},
    ScriptFact{"layers", [](const App& app) { return std::to_string(visible_layers(app.state)); }},
    ScriptFact{"selected", [](const App& app) { return std::to_string(app.state.selection.count); }},
    ScriptFact{"selected-layer", [](const App& app) { return app.state.selection.layer; }},
    ScriptFact{"table-rows", [](const App& app) { return std::to_string(app.state.table.rows.size()); }},
    ScriptFact{"table-layer", [](const App& app) { return app.state.table.layer; }},
    ScriptFact{"message", [](const App& app) { return last_message(app.state); }},
    ScriptFact{"clipboard", [](const App& app) { return app.window.clipboard(); }},
    ScriptFact{"unsaved", [](const App& app) { return std::string(app.state.unsaved ? "yes" : "no"); }}};

/// "*" at the end stands for anything.
bool matches(const std::string& value, const std::string& wanted) {
  if (wanted.ends_with('*')) return value.starts_with(wanted.substr(0, wanted.size() - 1));
  return value == wanted;
}

void expect(App& app, const std::vector<std::string>& a) {
  std::string known;
  for (const ScriptFact& fact : script_facts()) {
    known += (known.empty() ? "" : ", ") + std::string(fact.name);
    if (a[0] != fact.name) continue;
    if (const std::string value = fact.value(app); !matches(value, a[1]))
      throw failure(a[0] + " is \"" + value + "\", expected \"" + a[1] + "\"");
    return;
  }
  throw usage_error("there is nothing called \"" + a[0] + "\" to expect", "known: " + known);
}

constexpr std::array kCommands{
    ScriptCommand{"expect", "tt", "expect WHAT VALUE",
                  "fail unless it is so, such as: expect selected 12; * ends a beginning", expect}};

}  // namespace

std::span<const ScriptFact> main_script_facts() {
  return kFacts;
}

std::span<const ScriptFact> script_facts() {
  static const std::vector<ScriptFact> all = [] {
    std::vector<ScriptFact> joined;
    for (const std::span<const ScriptFact> group : {main_script_facts(),    //
                                                    work_script_facts(),    //
                                                    people_script_facts(),  //
                                                    find_script_facts(),    //
                                                    data_script_facts(),    //
                                                    style_script_facts(),   //
                                                    linked_script_facts(),  //
                                                    reach_script_facts(),   //
                                                    robust_script_facts(),  //
                                                    files_script_facts()})
      joined.insert(joined.end(), group.begin(), group.end());
    return joined;
  }();
  return all;
}

std::span<const ScriptCommand> fact_script_commands() {
  return kCommands;
}

}  // namespace agglo::viewer

// Commands and facts of scripts: selection tools and charts.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include "viewer/panels/commands.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;
constexpr int kLeftShift = 340, kLeftControl = 341, kLeftAlt = 342;
constexpr int kDragSteps = 8;

void press_key(App& app, const std::string& name, bool down) {
  const std::map<std::string, std::pair<int, int>> keys{{"shift", {kLeftShift, Keys::kShift}},
                                                        {"ctrl", {kLeftControl, Keys::kControl}},
                                                        {"alt", {kLeftAlt, Keys::kAlt}}};
  const auto found = keys.find(name);
  if (found == keys.end()) throw usage_error("found \"" + name + "\"", "give shift, ctrl or alt");
  app.window.input.push(KeyPress{found->second.first, down ? found->second.second : 0, down});
  app.settle();
}

void drag(App& app, const Words& a) {
  check_pixel(app, a[0], a[1]);
  check_pixel(app, a[2], a[3]);
  const double x0 = script_number(a[0]), y0 = script_number(a[1]), x1 = script_number(a[2]),
               y1 = script_number(a[3]);
  if (a.size() > 4) press_key(app, a[4], true);
  const auto move = [&](double t) {
    app.window.input.push(
        MouseMove{static_cast<float>(x0 + (x1 - x0) * t), static_cast<float>(y0 + (y1 - y0) * t)});
    app.settle();
  };
  move(0);
  app.window.input.push(MouseButton{0, true});
  for (int k = 1; k <= kDragSteps; ++k) move(static_cast<double>(k) / kDragSteps);
  app.window.input.push(MouseButton{0, false});
  app.settle();
  if (a.size() > 4) press_key(app, a[4], false);
}

std::size_t chart_number(const App& app, const std::string& text) {
  const double number = script_number(text);
  const std::size_t charts = chart_slots(app.state).size();
  if (!(number >= 1 && number <= static_cast<double>(charts)) || number != std::floor(number))
    throw usage_error("there is no chart " + text, "there are " + std::to_string(charts));
  return static_cast<std::size_t>(number) - 1;
}

void set_chart(App& app, const Words& a) {
  const std::map<std::string, ChartKind> kinds{{"histogram", ChartKind::histogram},
                                               {"scatter", ChartKind::scatter},
                                               {"bars", ChartKind::bars},
                                               {"years", ChartKind::years}};
  const auto kind = kinds.find(a[1]);
  if (kind == kinds.end())
    throw usage_error("found \"" + a[1] + "\"", "give histogram, scatter, bars or years");
  const Layer* layer = app.state.map->data.find(active_layer(app.state));
  for (std::size_t k = 2; k < a.size(); ++k)
    if (layer && layer->table) layer->table->at(a[k]);  // throws what columns there are
  ChartSlot slot{.kind = kind->second, .x = a.size() > 2 ? a[2] : "", .y = a.size() > 3 ? a[3] : ""};
  if (slot.kind == ChartKind::years) slot.x = "born", slot.y = "closed";
  app.act(SetChart{chart_number(app, a[0]), slot});
}

void select_in_chart(App& app, const Words& a) {
  SelectInChart select{chart_number(app, a[0]), script_number(a[1]), script_number(a[2])};
  if (a.size() == 5) select.from_y = script_number(a[3]), select.to_y = script_number(a[4]);
  app.act(select);
}

/// A box that grows from the middle of the map, as if dragged; ms of each frame with all that is linked.
void measure_brush(App& app, const Words& a) {
  const int frames = a.empty() ? 60 : script_whole(a[0], 10, 100'000);
  const double w = app.state.camera.width * 0.5, h = app.state.camera.height * 0.5;
  std::vector<double> ms;
  app.act(SetTool{MapTool::box});
  app.act(SketchBegin{w, h});
  for (int k = 1; k <= frames; ++k) {
    const auto start = std::chrono::steady_clock::now();
    const double reach = static_cast<double>(k) / frames;
    app.act(SketchTo{w * (1 + reach), h * (1 + reach)});
    app.frame();
    app.window.show_frame();
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  app.act(SketchEnd{});
  std::sort(ms.begin(), ms.end());
  fmt::print("{{\"brush_ms\": {{\"p50\": {:.1f}, \"p95\": {:.1f}}}, \"selected\": {}, \"charts\": {}}}\n",
             ms[ms.size() / 2], ms[ms.size() * 95 / 100], app.state.selection.count,
             app.state.linked.charts.size());
  std::fflush(stdout);
}

constexpr std::array kCommands{
    ScriptCommand{"measure-brush", "N", "measure-brush [FRAMES]",
                  "print ms per frame while a box grows over the map", measure_brush, false,
                  ScriptNeeds::map},
    ScriptCommand{"drag", "nnnnT", "drag X Y X Y [KEY]", "hold the left button from one pixel to another",
                  drag},
    ScriptCommand{"active-layer", "t", "active-layer NAME", "what table, charts and tools work on",
                  [](App& app, const Words& a) {
                    if (!rows_of_layer(app.state, a[0]))
                      throw usage_error("there is no layer \"" + a[0] + "\"");
                    if (const LayerView* view = find_layer(app.state, a[0]); view && view->is_base_map)
                      throw usage_error("\"" + a[0] + "\" is part of the base map",
                                        "table, charts and tools work on layers of the project");
                    app.act(SetActiveLayer{a[0]});
                  },
                  true, ScriptNeeds::map},
    ScriptCommand{"chart", "ntTT", "chart N KIND [X [Y]]", "histogram, scatter, bars or years of columns",
                  set_chart, true, ScriptNeeds::map},
    ScriptCommand{"select-in-chart", "nnnNN", "select-in-chart N A B [C D]",
                  "select between two places, counted in bars or cells", select_in_chart, false,
                  ScriptNeeds::map},
    ScriptCommand{"save-selection", "t", "save-selection TITLE", "as a layer of the project",
                  [](App& app, const Words& a) { app.act(SaveSelectionLayer{a[0]}); }, true,
                  ScriptNeeds::project},
    ScriptCommand{"export-selection", "t", "export-selection FILE", "as .csv .xlsx .geojson .gpkg .fgb .shp",
                  [](App& app, const Words& a) { app.act(ExportSelection{a[0]}); }, true, ScriptNeeds::map},
};

const Totals& selected_totals(const State& state) {
  return state.linked.selected ? state.linked.selected_totals : state.linked.other_totals;
}
std::string whole(double value) {
  return fmt::format("{:.0f}", value);
}

/// For each chart: selected of shown, over all bars.
std::string chart_sums(const State& state) {
  std::string text;
  for (const LinkedChart& chart : state.linked.charts) {
    const auto sum = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
    if (!text.empty()) text += ' ';
    text += fmt::format("{:.0f}/{:.0f}", sum(chart.selected.amount), sum(chart.shown.amount));
  }
  return text;
}

/// "bars:sector histogram:jobs_lo": what each chart shows.
std::string chart_list(const State& state) {
  constexpr std::array kNames{"histogram", "scatter", "bars", "years"};
  std::string text;
  for (const ChartSlot& slot : chart_slots(state))
    text += (text.empty() ? "" : " ") + std::string(kNames[static_cast<std::size_t>(slot.kind)]) + ":" +
            slot.x + (slot.y.empty() ? "" : "," + slot.y);
  return text;
}

const char* tool_name(MapTool tool) {
  constexpr std::array kNames{"move", "box", "lasso", "polygon"};
  return kNames[static_cast<std::size_t>(tool)];
}

constexpr std::array kFacts{
    ScriptFact{"active-layer", [](const App& app) { return active_layer(app.state); }},
    ScriptFact{"tool", [](const App& app) { return std::string(tool_name(app.state.tool)); }},
    ScriptFact{"totals", [](const App& app) { return totals_text(app.state); }},
    ScriptFact{"selected-firms", [](const App& app) { return whole(selected_totals(app.state).firms); }},
    ScriptFact{"selected-jobs", [](const App& app) { return whole(selected_totals(app.state).jobs); }},
    ScriptFact{"charts", [](const App& app) { return std::to_string(app.state.linked.charts.size()); }},
    ScriptFact{"chart-list", [](const App& app) { return chart_list(app.state); }},
    ScriptFact{"bottom",
               [](const App& app) {
                 return std::string(!app.state.show_table                       ? "closed"
                                    : app.state.bottom_tab == BottomTab::charts ? "charts"
                                                                                : "table");
               }},
    ScriptFact{"chart-sums", [](const App& app) { return chart_sums(app.state); }},
};

}  // namespace

std::span<const ScriptCommand> linked_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> linked_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer

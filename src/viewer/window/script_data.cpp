// Commands and facts of scripts: filter and table.
#include <algorithm>
#include <array>

#include "viewer/state/table_rows.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

TimeMode mode_named(const std::string& text) {
  if (text == "window") return TimeMode::window;
  if (text == "cumulative") return TimeMode::cumulative;
  throw usage_error("found \"" + text + "\"", "give window or cumulative");
}
PeriodRule rule_named(const std::string& text) {
  if (text == "active") return PeriodRule::active;
  if (text == "born") return PeriodRule::born;
  throw usage_error("found \"" + text + "\"", "give active or born");
}

void set_time(App& app, const Words& a) {
  if (!app.state.time.range.on) app.act(ShowTime{true});
  app.wait_for_jobs();
  if (!has_dates(app.state))
    throw usage_error("no layer has dates", "import firms with a column of opening dates");
  TimeRange range = app.state.time.range;
  const auto from = day_from_civil(script_whole(a[0], -9999, 9999), 1, 1);
  const auto to = day_from_civil(script_whole(a[1], -9999, 9999), 12, 31);
  if (!from || !to) throw usage_error("found no years", "give the first and the last year");
  range.from = *from;
  range.to = *to;
  if (a.size() > 2) range.mode = mode_named(a[2]);
  if (a.size() > 3) range.rule = rule_named(a[3]);
  if (a.size() > 3) range.keep_undated = range.rule == PeriodRule::active;
  app.act(SetTimeRange{range});
}

/// Plays so many steps by the clock of the strip, without waiting for it.
void play_time(App& app, int steps) {
  app.act(PlayTime{true});
  double now_s = 1000;
  for (int k = 0; k <= steps; ++k, now_s += 10) {
    app.act(TickTime{now_s});
    app.wait_for_jobs();
  }
  app.act(PlayTime{false});
}

void set_filter(App& app, const Words& a) {
  const std::string layer = layer_named(app.state, a[0]);
  if (find_layer(app.state, layer)->is_base_map)
    throw usage_error("\"" + layer + "\" is part of the base map", "only layers of the project have filters");
  app.act(SetFilter{layer, a.size() > 1 ? a[1] : ""});
  const auto draft = app.state.filter_drafts.find(layer);
  if (draft != app.state.filter_drafts.end() && !draft->second.error.empty())
    throw usage_error(draft->second.error, "docs/filter.md");
}

constexpr std::array kCommands{
    ScriptCommand{"time", "nnTT", "time FROM TO [window|cumulative [active|born]]", "show these years only",
                  set_time, true, ScriptNeeds::map},
    ScriptCommand{"maps", "n", "maps N", "cut the time into N maps side by side",
                  [](App& app, const Words& a) {
                    TimeRange range = app.state.time.range;
                    range.maps = script_whole(a[0], 1, 6);
                    app.act(SetTimeRange{range});
                  },
                  true, ScriptNeeds::time},
    ScriptCommand{"play-time", "n", "play-time STEPS", "play the time for so many steps",
                  [](App& app, const Words& a) { play_time(app, script_whole(a[0], 1, 10'000)); }, false,
                  ScriptNeeds::time},
    ScriptCommand{"filter", "tT", "filter LAYER [EXPRESSION]",
                  "show only rows for which it is true; none: all rows", set_filter, true, ScriptNeeds::map},
    ScriptCommand{"table-of", "t", "table-of LAYER", "show the table of a layer",
                  [](App& app, const Words& a) { app.act(ShowTable{layer_named(app.state, a[0])}); }, true,
                  ScriptNeeds::map},
    ScriptCommand{"sort", "ts", "sort COLUMN on|off", "sort the table upwards, or (off) downwards",
                  [](App& app, const Words& a) {
                    app.act(SortTable{a[0], a[1] == "off"});
                  },
                  true, ScriptNeeds::table},
    ScriptCommand{"find-in-table", "T", "find-in-table [TEXT]", "only rows in which any column contains it",
                  [](App& app, const Words& a) { app.act(FilterTable{a.empty() ? "" : a[0]}); }, true,
                  ScriptNeeds::table},
    ScriptCommand{"select-table-row", "n", "select-table-row N",
                  "click on row N of the table, counted from 1",
                  [](App& app, const Words& a) {
                    const auto rows = static_cast<int>(app.state.table.rows.size());
                    app.act(ClickTableRow{static_cast<std::size_t>(script_whole(a[0], 1, rows)) - 1});
                  },
                  false, ScriptNeeds::table},
    ScriptCommand{"statistics", "t", "statistics COLUMN", "statistics of a column of the table",
                  [](App& app, const Words& a) { app.act(SummariseColumn{a[0]}); }, true, ScriptNeeds::table},
    ScriptCommand{"export-table", "t", "export-table FILE",
                  "the rows of the table: .csv .xlsx .geojson .gpkg",
                  [](App& app, const Words& a) { app.act(ExportTable{a[0]}); }, true, ScriptNeeds::table}};

const LayerView* filtered(const State& state) {
  for (const LayerView& view : state.layers)
    if (!view.filter.empty() || view.shown) return &view;
  return nullptr;
}

std::string first_row(const App& app) {
  const Table* table = shown_table(app.state);
  if (!table || app.state.table.rows.empty()) return "";
  return table->columns.front().text(app.state.table.rows.front());
}

std::string filter_error(const App& app) {
  for (const auto& [layer, draft] : app.state.filter_drafts)
    if (!draft.error.empty()) return draft.error;
  return "";
}

std::string median(const App& app) {
  const auto& statistics = app.state.statistics;
  return statistics && statistics->summary ? statistics->summary->median : "";
}

constexpr std::array kFacts{
    ScriptFact{"shown-rows",
               [](const App& app) {
                 const LayerView* view = filtered(app.state);
                 return view ? std::to_string(row_counts(app.state, *view).shown) : std::string("all");
               }},
    ScriptFact{"time",
               [](const App& app) {
                 const TimeRange& range = app.state.time.range;
                 return range.on ? period_text(range.from, range.to) : std::string("off");
               }},
    ScriptFact{"hovered",
               [](const App& app) {
                 const auto& hit = app.state.hover;
                 return hit ? app.state.map->scene.layers[hit->layer].name : std::string("nothing");
               }},
    ScriptFact{"filter-error", filter_error},
    ScriptFact{"table-first", first_row},
    ScriptFact{"table-top", [](const App& app) { return std::to_string(app.state.table.top); }},
    ScriptFact{"statistics-median", median}};

}  // namespace

std::span<const ScriptCommand> data_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> data_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer

#include "viewer/state/saved_rows.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "agglo/shown_rows.hpp"

namespace agglo::viewer {

namespace {

using Json = nlohmann::json;

int whole(const Json& json, const char* key, int fallback, int least, int most) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer()) return fallback;
  const auto value = found->get<std::int64_t>();
  return value >= least && value <= most ? static_cast<int>(value) : fallback;
}
bool flag(const Json& json, const char* key, bool fallback) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

Json json_of(const TimeRange& t) {
  return {{"on", t.on},
          {"cumulative", t.mode == TimeMode::cumulative},
          {"born", t.rule == PeriodRule::born},
          {"keep_undated", t.keep_undated},
          {"from", t.from},
          {"to", t.to},
          {"maps", t.maps}};
}

TimeRange range_of(const Json& time) {
  constexpr int kFar = 3'600'000;  // days that the calendar reaches
  TimeRange t;
  t.on = flag(time, "on", t.on);
  t.mode = flag(time, "cumulative", false) ? TimeMode::cumulative : TimeMode::window;
  t.rule = flag(time, "born", false) ? PeriodRule::born : PeriodRule::active;
  t.keep_undated = flag(time, "keep_undated", t.keep_undated);
  t.from = whole(time, "from", t.from, -kFar, kFar);
  t.to = whole(time, "to", t.to, -kFar, kFar);
  // All days up to the last have no first one; a window has at least a day.
  if (t.mode == TimeMode::cumulative)
    t.from = std::min(t.from, t.to);
  else
    t.to = std::max(t.from, t.to);
  t.maps = whole(time, "maps", t.maps, 1, 6);
  return t;
}

}  // namespace

std::string saved_rows(const State& state) {
  Json filters = Json::object();
  for (const LayerView& view : state.layers)
    if (!view.filter.empty()) filters[view.name] = view.filter;
  Json json{{"filters", filters}, {"time", json_of(state.time.range)}};
  json["time"]["step"] = kStepNames[static_cast<std::size_t>(state.time.step)];
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void restore_rows(State& state, const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  if (const auto filters = json.find("filters"); filters != json.end() && filters->is_object())
    for (LayerView& view : state.layers)
      if (const auto found = filters->find(view.name); found != filters->end() && found->is_string())
        view.filter = found->get<std::string>();
  const auto time = json.find("time");
  if (time == json.end() || !time->is_object()) return;
  state.time.range = range_of(*time);
  if (const auto step = time->find("step"); step != time->end() && step->is_string())
    for (std::size_t k = 0; k < kStepNames.size(); ++k)
      if (*step == kStepNames[k]) state.time.step = static_cast<TimeStep>(k);
}

bool limits_rows(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return false;
  const auto filters = json.find("filters"), time = json.find("time");
  return (filters != json.end() && !filters->empty()) ||
         (time != json.end() && time->is_object() && range_of(*time).on);
}

std::string time_json(const TimeRange& range) {
  return json_of(range).dump();
}

TimeRange time_from_json(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  return json.is_object() ? range_of(json) : TimeRange{};
}

}  // namespace agglo::viewer

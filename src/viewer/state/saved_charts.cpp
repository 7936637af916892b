#include "viewer/state/saved_charts.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace agglo::viewer {

namespace {

using Json = nlohmann::json;

struct KindName {
  ChartKind kind;
  const char* name;
};
constexpr std::array kKinds{KindName{ChartKind::histogram, "histogram"},
                            KindName{ChartKind::scatter, "scatter"}, KindName{ChartKind::bars, "bars"},
                            KindName{ChartKind::years, "years"}};

Json slot_json(const ChartSlot& slot) {
  Json json{{"x", slot.x}, {"y", slot.y}, {"jobs", slot.jobs}, {"stock", slot.stock}};
  for (const KindName& known : kKinds)
    if (known.kind == slot.kind) json["kind"] = known.name;
  if (slot.log_x) json["log_x"] = *slot.log_x;
  if (slot.log_y) json["log_y"] = *slot.log_y;
  return json;
}

std::optional<ChartSlot> slot_from(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto flag = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() ? std::optional(found->get<bool>()) : std::nullopt;
  };
  for (const KindName& known : kKinds)
    if (text("kind") == known.name)
      return ChartSlot{.kind = known.kind,
                       .x = text("x"),
                       .y = text("y"),
                       .log_x = flag("log_x"),
                       .log_y = flag("log_y"),
                       .jobs = flag("jobs").value_or(false),
                       .stock = flag("stock").value_or(false)};
  return std::nullopt;
}

}  // namespace

std::string charts_json(const ChartsByLayer& charts) {
  Json json = Json::object();
  for (const auto& [layer, slots] : charts) {
    Json& list = json[layer] = Json::array();
    for (const ChartSlot& slot : slots) list.push_back(slot_json(slot));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ChartsByLayer charts_from_json(const std::string& text) {
  ChartsByLayer charts;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return charts;
  for (const auto& [layer, list] : json.items()) {
    if (!list.is_array()) continue;
    std::vector<ChartSlot>& slots = charts[layer];
    for (const Json& entry : list)
      if (const auto slot = slot_from(entry); slot && slots.size() < kMostCharts) slots.push_back(*slot);
  }
  return charts;
}

}  // namespace agglo::viewer

#include "agglo/shown_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agglo/error.hpp"
#include "agglo/where.hpp"
#include "app/print_canvas.hpp"
#include "app/scene_classes.hpp"

namespace agglo {

namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMostMaps = 6;
constexpr std::size_t kLongestFilter = 200;  // characters on a page

bool flag(const Json& json, const char* key, bool fallback) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

std::optional<Day> day(const Json& json, const char* key) {
  constexpr std::int64_t kFar = 3'600'000;  // days that the calendar reaches
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  return value >= -kFar && value <= kFar ? std::optional(static_cast<Day>(value)) : std::nullopt;
}

std::optional<ShownDays> days_from(const Json& time) {
  const auto from = day(time, "from"), to = day(time, "to");
  if (!flag(time, "on", false) || !from || !to) return std::nullopt;
  const bool cumulative = flag(time, "cumulative", false);
  if (*from > *to && !cumulative)
    throw usage_error(fmt::format("the days to show run backwards: {} comes after {}", to_iso_date(*from),
                                  to_iso_date(*to)),
                      "give the earlier one first");
  return ShownDays{std::min(*from, *to), *to,
                   flag(time, "born", false) ? PeriodRule::born : PeriodRule::active,
                   flag(time, "keep_undated", true), cumulative};
}

std::size_t rows_drawn(const SceneLayer& layer) {
  if (layer.points_only) return layer.x ? layer.x->size() : 0;
  return layer.shapes ? layer.shapes->size() : 0;
}

/// What limits the rows of a layer, and the rows let through; no rows = all.
struct Limited {
  std::string filter;
  std::optional<Period> period;
  std::optional<RowSet> rows;
};

Limited rows_let_through(const Dataset& data, const ShownRows& shown, const SceneLayer& layer,
                         RunControl& run) {
  const auto filter = shown.filters.find(layer.name);
  const bool filtered = filter != shown.filters.end() && !filter->second.empty();
  if (layer.is_base_map || !layer.table || (!filtered && !shown.days)) return {};
  const auto beside = register_beside(data, layer);
  Limited limited;
  if (filtered) limited.filter = filter->second;
  std::optional<RowSet>& rows = limited.rows;
  if (filtered) try {
      rows = rows_where(*layer.table, filter->second, run, beside.get());
    } catch (Error& error) {
      if (error.kind == ErrorKind::usage)
        error.message =
            fmt::format("the filter of \"{}\" that the project keeps: {}", layer.name, error.message);
      throw;
    }
  if (shown.days) limited.period = period_of_layer(layer, beside.get(), *shown.days);
  if (limited.period) {
    RowSet dated = rows_of_period(*layer.table, beside.get(), *limited.period, run);
    if (rows) dated &= *rows;
    rows = std::move(dated);
  }
  if (rows && rows->size() != rows_drawn(layer)) rows.reset();
  return limited;
}

/// An expression as people read it: in double quotes stand texts, as they are, and names of columns without
/// any.
std::string readable_filter(std::string_view filter) {
  std::string text;
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const char c = filter[i];
    if (c == '\'' || c == '"') {
      if (c == '\'') text += "\u201c";
      for (++i; i < filter.size(); ++i) {
        if (filter[i] == c && !(i + 1 < filter.size() && filter[i + 1] == c)) break;
        if (filter[i] == c) ++i;
        text += filter[i];
      }
      if (c == '\'') text += "\u201d";
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// At most `most` characters, with an ellipsis in place of the words that were cut off.
std::string cut_at_word(const std::string& text, std::size_t most) {
  std::string cut = shortened(text, most);
  if (cut.size() == text.size()) return cut;
  const std::size_t word = text.rfind(' ', cut.size() - std::string_view("\u2026").size());
  return word == std::string::npos || 2 * word < cut.size() ? cut : text.substr(0, word) + " \u2026";
}

}  // namespace

ShownRows shown_rows_from_json(std::string_view text) {
  ShownRows shown;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return shown;
  if (const auto filters = json.find("filters"); filters != json.end() && filters->is_object())
    for (const auto& [layer, filter] : filters->items())
      if (filter.is_string()) shown.filters[layer] = filter.get<std::string>();
  const auto time = json.find("time");
  if (time == json.end() || !time->is_object()) return shown;
  shown.days = days_from(*time);
  if (const auto maps = time->find("maps"); maps != time->end() && maps->is_number_integer())
    shown.maps = static_cast<int>(std::clamp<std::int64_t>(maps->get<std::int64_t>(), 1, kMostMaps));
  if (const auto step = time->find("step"); step != time->end() && step->is_string())
    for (std::size_t k = 0; k < kStepNames.size(); ++k)
      if (*step == kStepNames[k]) shown.step = static_cast<TimeStep>(k);
  return shown;
}

std::string shown_rows_json(const ShownRows& shown) {
  Json json = Json::object();
  if (!shown.filters.empty()) json["filters"] = shown.filters;
  if (shown.days)
    json["time"] = {{"on", true},
                    {"cumulative", shown.days->cumulative},
                    {"born", shown.days->rule == PeriodRule::born},
                    {"keep_undated", shown.days->keep_undated},
                    {"from", shown.days->from},
                    {"to", shown.days->to},
                    {"maps", shown.maps},
                    {"step", kStepNames[static_cast<std::size_t>(shown.step)]}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::shared_ptr<const Table> register_beside(const Dataset& data, const SceneLayer& layer) {
  if (layer.kind != "cluster_firms") return nullptr;
  const Table* firms = layer.table.get();
  const Layer* source = data.last(Role::establishments);
  if (!firms || !source || !source->table || source->table->row_count != firms->row_count) return nullptr;
  const Column *a = firms->find("id"), *b = source->table->find("id");
  if (!a || !b) return nullptr;
  // A thousand rows all over the table tell the same register from another of the same length.
  const std::size_t n = firms->row_count, step = std::max<std::size_t>(1, n / 1000);
  for (std::size_t row = 0; row < n; row += step)
    if (a->text(row) != b->text(row)) return nullptr;
  return source->table;
}

std::optional<Period> period_of_layer(const SceneLayer& layer, const Table* beside, const ShownDays& days) {
  if (!period_columns(*layer.table).first && !(beside && period_columns(*beside).first)) return std::nullopt;
  const bool firms = layer.role == Role::establishments || layer.kind == "cluster_firms" ||
                     layer.kind == "centre_firms" || layer.kind == "selected_firms";
  if (firms) return period_of(days);
  ShownDays there = days;
  there.rule = PeriodRule::active;
  there.keep_undated = true;
  return period_of(there);
}

RowSet rows_of_period(const Table& table, const Table* beside, const Period& period, RunControl& run) {
  PeriodColumns dates = period_columns(table);
  if (!dates.first && beside) dates = period_columns(*beside);
  const std::span<const Day> last = dates.last ? std::span<const Day>(*dates.last) : std::span<const Day>();
  return rows_in_period(*dates.first, last, period, run);
}

void keep_rows(SceneLayer& layer, const RowSet& rows) {
  std::vector<std::int16_t> category(rows.size(), 0);
  if (layer.category) category = *layer.category;
  const bool counted = std::any_of(layer.categories.begin(), layer.categories.end(),
                                   [](const Category& c) { return c.count > 0; });
  for (Category& c : layer.categories) c.count = 0;
  for (std::size_t row = 0; row < category.size(); ++row) {
    if (!rows.contains(row)) category[row] = -1;
    if (counted && category[row] >= 0 && static_cast<std::size_t>(category[row]) < layer.categories.size())
      ++layer.categories[static_cast<std::size_t>(category[row])].count;
  }
  layer.category = std::make_shared<const std::vector<std::int16_t>>(std::move(category));
  if (layer.table && !layer.places_note.empty())
    layer.places_note = places_note_of(*layer.table, layer.kind, &rows);
}

void keep_rows(SceneLayer& layer, const RowSet& rows, const std::string& filter,
               const std::optional<Period>& period) {
  keep_rows(layer, rows);
  const std::size_t shown = rows.count();
  if (shown == rows.size()) return;
  std::string why =
      filter.empty() ? "" : "only rows where " + cut_at_word(readable_filter(filter), kLongestFilter);
  if (period) why += (why.empty() ? "" : "; ") + rule_text(*period);
  layer.rows_note = grouped(shown) + " of " + grouped(rows.size()) + " shown: " + why;
}

void keep_shown_rows(const Dataset& data, const ShownRows& shown, Scene& scene, RunControl& run) {
  for (SceneLayer& layer : scene.layers)
    if (const Limited limited = rows_let_through(data, shown, layer, run); limited.rows)
      keep_rows(layer, *limited.rows, limited.filter, limited.period);
}

std::vector<PageMap> shown_maps(const Dataset& data, const ShownRows& shown, const Scene& scene,
                                RunControl& run) {
  std::vector<PageMap> maps;
  if (!shown.days || shown.maps < 2) return maps;
  const TimeStep step = step_of_parts(*shown.days, shown.step, shown.maps);
  for (const ShownDays& part : parts_of(*shown.days, shown.step, shown.maps)) {
    PageMap map{part_text(part, step), {}};
    const ShownRows of_part{shown.filters, part};
    for (const SceneLayer& layer : scene.layers) {
      Limited limited = rows_let_through(data, of_part, layer, run);
      map.rows.push_back(limited.rows ? std::make_shared<const RowSet>(std::move(*limited.rows)) : nullptr);
    }
    maps.push_back(std::move(map));
  }
  return maps;
}

}  // namespace agglo

// Styles as JSON. Keys that are not there, or whose values make no sense, leave what was there before.
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

#include "agglo/scene.hpp"

namespace agglo {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 7> kHatchNames{"none",       "diagonal", "back_diagonal", "cross",
                                                 "horizontal", "vertical", "dots"};
constexpr std::array<const char*, 6> kMarkNames{"circle", "square", "triangle", "diamond", "star", "cross"};
constexpr std::array<const char*, 4> kPointModeNames{"automatic", "symbols", "density", "heat"};
constexpr std::array<const char*, 4> kClassingNames{"automatic", "single", "categories", "graduated"};
constexpr std::array<const char*, 6> kBreakNames{"quantile",  "equal",       "natural",
                                                 "deviation", "logarithmic", "manual"};
constexpr std::array<const char*, 2> kSizeScaleNames{"area", "radius"};

std::string hex_colour(Colour colour) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t part : {colour.r, colour.g, colour.b, colour.a}) {
    text += kDigits[part >> 4];
    text += kDigits[part & 15];
  }
  return text;
}

Colour colour_from_hex(const std::string& text, Colour fallback) {
  if ((text.size() != 7 && text.size() != 9) || text[0] != '#') return fallback;
  std::array<std::uint8_t, 4> parts{0, 0, 0, 255};
  for (std::size_t i = 0; 2 * i + 1 < text.size(); ++i) {
    const char* begin = text.data() + 1 + 2 * i;
    unsigned value = 0;
    const auto result = std::from_chars(begin, begin + 2, value, 16);
    if (result.ec != std::errc() || result.ptr != begin + 2) return fallback;
    parts[i] = static_cast<std::uint8_t>(value);
  }
  return {parts[0], parts[1], parts[2], parts[3]};
}

/// A float as the shortest decimal that gives it back, so that 0.2f is written 0.2.
double shortest(float value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  double result = value;
  std::from_chars(buffer, end, result);
  return result;
}

json entries_value(const std::vector<EntryEdit>& entries) {
  json list = json::array();
  for (const EntryEdit& entry : entries) {
    json value{{"key", entry.key}};
    if (!entry.label.empty()) value["label"] = entry.label;
    if (entry.fill) value["fill"] = hex_colour(*entry.fill);
    if (!entry.visible) value["visible"] = false;
    if (!entry.in_legend) value["in_legend"] = false;
    list.push_back(std::move(value));
  }
  return list;
}

json to_json_value(const Style& style) {
  return {{"visible", style.visible},
          {"opacity", shortest(style.opacity)},
          {"fill", hex_colour(style.fill)},
          {"stroke", hex_colour(style.stroke)},
          {"stroke_width_mm", shortest(style.stroke_width_mm)},
          {"hatch", kHatchNames[static_cast<std::size_t>(style.hatch)]},
          {"mark", kMarkNames[static_cast<std::size_t>(style.mark)]},
          {"mark_size_mm", shortest(style.mark_size_mm)},
          {"points", kPointModeNames[static_cast<std::size_t>(style.point_mode)]},
          {"colour_by", style.colour_by},
          {"label_by", style.label_by},
          {"classing", kClassingNames[static_cast<std::size_t>(style.classing)]},
          {"breaks", kBreakNames[static_cast<std::size_t>(style.breaks)]},
          {"classes", style.classes},
          {"manual_breaks", style.manual_breaks},
          {"decimals", style.decimals},
          {"palette", style.palette},
          {"reversed", style.reversed},
          {"entries", entries_value(style.entries)},
          {"entry_order", style.entry_order},
          {"size_by", style.size_by},
          {"size_scale", kSizeScaleNames[static_cast<std::size_t>(style.size_scale)]},
          {"size_least_mm", shortest(style.size_least_mm)},
          {"size_most_mm", shortest(style.size_most_mm)},
          {"bandwidth_m", style.bandwidth_m},
          {"weight_by", style.weight_by},
          {"label_size_pt", shortest(style.label_size_pt)},
          {"label_rank_by", style.label_rank_by},
          {"legend_title", style.legend_title},
          {"in_legend", style.in_legend}};
}

struct NamedRange {
  std::string_view key;
  StyleRange range;
};
constexpr std::array<NamedRange, 7> kRanges{{{"opacity", {0, 1}},
                                             {"stroke_width_mm", {0, 20}},
                                             {"mark_size_mm", {0, 50}},
                                             {"size_least_mm", {0, 50}},
                                             {"size_most_mm", {0.1, 50}},
                                             {"bandwidth_m", {0.1, 1e6}},
                                             {"label_size_pt", {0, 72}}}};

template <class Number>
void read_number(const json& object, const char* key, Number& target) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return;
  const auto value = found->get<double>();
  const auto range = style_range(key);
  if (value >= range->least && value <= range->most) target = static_cast<Number>(value);
}

void read_text(const json& object, const char* key, std::string& target) {
  const auto found = object.find(key);
  if (found != object.end() && found->is_string()) target = found->get<std::string>();
}

template <typename Enum, std::size_t N>
void read_name(const json& object, const char* key, const std::array<const char*, N>& names, Enum& target) {
  std::string text;
  read_text(object, key, text);
  for (std::size_t i = 0; i < N; ++i)
    if (text == names[i]) target = static_cast<Enum>(i);
}

void read_flag(const json& object, const char* key, bool& target) {
  const auto found = object.find(key);
  if (found != object.end() && found->is_boolean()) target = found->get<bool>();
}

void read_whole(const json& object, const char* key, int low, int high, int& target) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return;
  if (const auto value = found->get<std::int64_t>(); value >= low && value <= high)
    target = static_cast<int>(value);
}

void read_entries(const json& object, std::vector<EntryEdit>& target) {
  const auto found = object.find("entries");
  if (found == object.end() || !found->is_array()) return;
  target.clear();
  for (const json& value : *found) {
    if (!value.is_object() || !value.contains("key")) continue;
    EntryEdit entry;
    std::string fill;
    read_text(value, "key", entry.key);
    read_text(value, "label", entry.label);
    read_text(value, "fill", fill);
    if (!fill.empty()) entry.fill = colour_from_hex(fill, {136, 136, 136, 255});
    read_flag(value, "visible", entry.visible);
    read_flag(value, "in_legend", entry.in_legend);
    target.push_back(std::move(entry));
  }
}

/// Classes, sizes, density, labels and legend.
void read_classes(const json& object, Style& style) {
  read_name(object, "classing", kClassingNames, style.classing);
  read_name(object, "breaks", kBreakNames, style.breaks);
  read_whole(object, "classes", 1, static_cast<int>(kMostClasses), style.classes);
  read_whole(object, "decimals", -1, 9, style.decimals);
  if (const auto found = object.find("manual_breaks"); found != object.end() && found->is_array()) {
    style.manual_breaks.clear();
    for (const json& value : *found)
      if (value.is_number() && style.manual_breaks.size() + 1 < kMostClasses)
        style.manual_breaks.push_back(value.get<double>());
  }
  read_text(object, "palette", style.palette);
  read_flag(object, "reversed", style.reversed);
  read_entries(object, style.entries);
  if (const auto found = object.find("entry_order"); found != object.end() && found->is_array()) {
    style.entry_order.clear();
    for (const json& value : *found)
      if (value.is_string()) style.entry_order.push_back(value.get<std::string>());
  }
  read_text(object, "size_by", style.size_by);
  read_name(object, "size_scale", kSizeScaleNames, style.size_scale);
  read_number(object, "size_least_mm", style.size_least_mm);
  read_number(object, "size_most_mm", style.size_most_mm);
  read_number(object, "bandwidth_m", style.bandwidth_m);
  read_text(object, "weight_by", style.weight_by);
  read_number(object, "label_size_pt", style.label_size_pt);
  read_text(object, "label_rank_by", style.label_rank_by);
  read_text(object, "legend_title", style.legend_title);
  read_flag(object, "in_legend", style.in_legend);
}

Style style_from_value(const json& object, const Style& fallback) {
  Style style = fallback;
  if (!object.is_object()) return style;
  read_flag(object, "visible", style.visible);
  read_number(object, "opacity", style.opacity);
  read_number(object, "stroke_width_mm", style.stroke_width_mm);
  read_number(object, "mark_size_mm", style.mark_size_mm);
  std::string text;
  read_text(object, "fill", text);
  style.fill = colour_from_hex(text, style.fill);
  text.clear();
  read_text(object, "stroke", text);
  style.stroke = colour_from_hex(text, style.stroke);
  read_name(object, "hatch", kHatchNames, style.hatch);
  read_name(object, "mark", kMarkNames, style.mark);
  read_name(object, "points", kPointModeNames, style.point_mode);
  read_text(object, "colour_by", style.colour_by);
  read_text(object, "label_by", style.label_by);
  read_classes(object, style);
  return style;
}

json parsed(std::string_view text) {
  return json::parse(text.begin(), text.end(), nullptr, false);
}

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::optional<StyleRange> style_range(std::string_view key) {
  for (const NamedRange& named : kRanges)
    if (named.key == key) return named.range;
  return std::nullopt;
}

std::string style_json(const Style& style) {
  return dumped(to_json_value(style));
}

Style style_from_json(std::string_view text, const Style& fallback) {
  return style_from_value(parsed(text), fallback);
}

std::string scene_styles_json(const SceneStyles& styles) {
  json list = json::array();
  for (const auto& [name, style] : styles.styles) {
    json entry = to_json_value(style);
    entry["layer"] = name;
    list.push_back(std::move(entry));
  }
  return dumped({{"layers", std::move(list)}});
}

SceneStyles scene_styles_from_json(std::string_view text) {
  SceneStyles styles;
  const json value = parsed(text);
  if (!value.is_object() || !value.contains("layers") || !value["layers"].is_array()) return styles;
  for (const json& entry : value["layers"]) {
    std::string name;
    if (entry.is_object()) read_text(entry, "layer", name);
    if (!name.empty()) styles.styles.emplace_back(name, style_from_value(entry, Style{}));
  }
  return styles;
}

}  // namespace agglo

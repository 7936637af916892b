// Styles: what a layer looks like before anybody changes it, and styles as JSON.
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "agglo/scene.hpp"

namespace agglo {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 7> kHatchNames{"none",       "diagonal", "back_diagonal", "cross",
                                                 "horizontal", "vertical", "dots"};
constexpr std::array<const char*, 6> kMarkNames{"circle", "square", "triangle", "diamond", "star", "cross"};
constexpr std::size_t kMostFilledRings = 12;
constexpr std::array<const char*, 3> kPointModeNames{"automatic", "symbols", "density"};

bool has(const Layer& layer, const char* column) {
  return layer.table && layer.table->find(column) != nullptr;
}

std::string first_of(const Layer& layer, std::initializer_list<const char*> columns) {
  for (const char* column : columns)
    if (has(layer, column)) return column;
  return {};
}

/// Distinct texts of a column, counting no further than `limit`.
std::size_t distinct_values(const Layer& layer, const char* column, std::size_t limit) {
  const Column* values = layer.table ? layer.table->find(column) : nullptr;
  std::set<std::string> seen;
  for (std::size_t row = 0; values && row < layer.table->row_count && seen.size() < limit; ++row)
    if (std::string text = values->text(row); !text.empty()) seen.insert(std::move(text));
  return seen.size();
}

Style basemap_style(const std::string& name) {
  Style style;
  style.stroke_width_mm = 0;
  style.fill = {248, 246, 241, 255};
  if (name == "basemap/lakes" || name == "basemap/rivers") {
    style.fill = {222, 233, 240, 255};
    style.stroke = {158, 189, 208, 255};
    style.stroke_width_mm = name == "basemap/lakes" ? 0.12f : 0.22f;
  } else if (name == "basemap/admin1") {
    style.fill.a = 0;
    style.stroke = {203, 197, 186, 255};
    style.stroke_width_mm = 0.15f;
  } else if (name == "basemap/countries") {
    style.stroke = {150, 145, 136, 255};
    style.stroke_width_mm = 0.28f;
  } else if (name == "basemap/places") {
    style.fill = {70, 70, 70, 255};
    style.stroke = {255, 255, 255, 255};
    style.mark_size_mm = 0.9f;
    style.label_by = "name";
  }
  return style;
}

Style result_style(const Layer& layer) {
  Style style;
  if (layer.kind == "clusters") {
    // A planner reads a dozen clusters by number; beyond that the sector tells more.
    const bool by_sector =
        distinct_values(layer, "cluster", 13) > 12 && distinct_values(layer, "top_sector", 2) > 1;
    style.colour_by = by_sector ? "top_sector" : first_of(layer, {"cluster"});
    style.label_by = first_of(layer, {"name", "label", "cluster"});
    style.fill = {0, 114, 178, 56};
    style.stroke = {0, 84, 132, 255};
    style.stroke_width_mm = 0.4f;
  } else if (layer.kind == "cluster_cores") {  // a shade over the colour of the cluster around it
    style.fill = {40, 40, 40, 56};
    style.stroke = {40, 40, 40, 255};
    style.stroke_width_mm = 0.25f;
  } else if (layer.kind == "cluster_firms") {
    style.colour_by = first_of(layer, {"cluster"});
    style.fill = {0, 114, 178, 255};
    style.mark_size_mm = 1.0f;
    style.stroke_width_mm = 0;
  } else if (layer.kind == "catchments") {
    style.colour_by = first_of(layer, {"radius_km"});
    style.fill = {118, 62, 150, 40};
    style.stroke = {118, 62, 150, 255};
    style.stroke_width_mm = 0.25f;
    // Transparent rings of many sites add up to an even dark that hides the map: outlines alone then.
    if (layer.table && layer.table->row_count > kMostFilledRings) {
      style.fill.a = 0;
      style.stroke_width_mm = 0.18f;
    }
  } else if (layer.kind == "cover") {
    style.colour_by = first_of(layer, {"sites"});
    // Areas of several services or radii lie on each other; shown together they would mislead.
    style.visible = distinct_values(layer, "service", 2) < 2 && distinct_values(layer, "radius_km", 2) < 2;
    style.fill = {49, 104, 142, 120};
    style.stroke = {49, 104, 142, 160};
    style.stroke_width_mm = 0.1f;
  } else if (layer.kind == "zone_profile") {
    // The zones themselves are on the map already; this is the same shapes with counts, to switch on when
    // wanted.
    style.visible = false;
    style.colour_by = first_of(layer, {"firms"});
    style.label_by = first_of(layer, {"name"});
    style.fill = {170, 68, 153, 90};
    style.stroke = {110, 40, 100, 255};
  } else if (layer.kind == "centres") {
    style.mark_size_mm = 3.2f;
    style.fill = {213, 94, 0, 230};
    style.stroke = {255, 255, 255, 255};
    style.stroke_width_mm = 0.25f;
    style.label_by = first_of(layer, {"label"});
  } else if (layer.kind == "centre_firms") {
    style.visible = false;  // the firms are on the map already
    style.colour_by = first_of(layer, {"centre"});
    style.mark_size_mm = 1.0f;
    style.stroke_width_mm = 0;
  } else if (layer.kind == "cases") {
    style.mark = PointMark::star;
    style.mark_size_mm = 3;
    style.fill = {213, 94, 0, 255};
    style.stroke = {255, 255, 255, 255};
    style.label_by = first_of(layer, {"name", "place"});
  } else {
    style.fill = {150, 150, 150, 90};
    style.label_by = first_of(layer, {"name"});
  }
  return style;
}

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
          {"label_by", style.label_by}};
}

void read_number(const json& object, const char* key, float low, float high, float& target) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return;
  const auto value = found->get<double>();
  if (value >= static_cast<double>(low) && value <= static_cast<double>(high))
    target = static_cast<float>(value);
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

Style style_from_value(const json& object, const Style& fallback) {
  Style style = fallback;
  if (!object.is_object()) return style;
  const auto visible = object.find("visible");
  if (visible != object.end() && visible->is_boolean()) style.visible = visible->get<bool>();
  read_number(object, "opacity", 0, 1, style.opacity);
  read_number(object, "stroke_width_mm", 0, 20, style.stroke_width_mm);
  read_number(object, "mark_size_mm", 0, 50, style.mark_size_mm);
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
  return style;
}

json parsed(std::string_view text) {
  return json::parse(text.begin(), text.end(), nullptr, false);
}

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

bool is_town_layer(const Layer& layer) {
  return layer.role == Role::infrastructure && has(layer, "population") && has(layer, "name");
}

Style default_style(const Layer& layer) {
  if (layer.name.rfind("basemap/", 0) == 0) return basemap_style(layer.name);
  if (is_town_layer(layer)) return basemap_style("basemap/places");
  Style style;
  switch (layer.role) {
    case Role::establishments:
      style.fill = {0, 84, 132, 255};
      style.stroke_width_mm = 0;
      style.mark_size_mm = 1.0f;
      break;
    case Role::institutions:
      style.mark = PointMark::square;
      style.mark_size_mm = 2.2f;
      style.fill = {136, 34, 85, 255};
      style.stroke = {255, 255, 255, 255};
      style.stroke_width_mm = 0.25f;
      style.colour_by = first_of(layer, {"kind"});
      style.label_by = first_of(layer, {"name"});
      break;
    case Role::zones:
      style.fill = {170, 68, 153, 40};
      style.stroke = {110, 40, 100, 255};
      style.stroke_width_mm = 0.3f;
      style.hatch = Hatch::diagonal;
      style.mark = PointMark::diamond;
      style.mark_size_mm = 2.2f;
      style.colour_by = first_of(layer, {"kind"});
      style.label_by = first_of(layer, {"name"});
      break;
    case Role::infrastructure:
      style.fill = {176, 154, 128, 60};
      style.stroke = {186, 162, 132, 255};
      // A whole town's streets would cover the map at the width of a few main roads.
      style.stroke_width_mm = layer.table && layer.table->row_count > 2000 ? 0.15f : 0.3f;
      style.mark = PointMark::cross;
      style.mark_size_mm = 1.6f;
      break;
    case Role::regions:
      style.fill = {255, 255, 255, 90};
      style.stroke = {120, 116, 108, 255};
      style.stroke_width_mm = 0.3f;
      break;
    case Role::result:
      style = result_style(layer);
      break;
  }
  // Colours and labels by a column without values would only add an empty legend.
  if (!style.colour_by.empty() && distinct_values(layer, style.colour_by.c_str(), 1) == 0)
    style.colour_by.clear();
  return style;
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

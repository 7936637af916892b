// QGIS styles (QML): the same look in QGIS as on agglo's map.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "app/print_canvas.hpp"
#include "app/scene_classes.hpp"

namespace agglo {
namespace {

using Properties = std::vector<std::pair<const char*, std::string>>;

std::string mm(double value) {
  return decimal(value, 3);
}

std::string rgba(Colour colour) {
  return std::to_string(colour.r) + "," + std::to_string(colour.g) + "," + std::to_string(colour.b) + "," +
         std::to_string(colour.a);
}

/// One symbol layer; `inside` holds a symbol of its own (of hatch lines) or nothing. QGIS up to 3.24 reads
/// prop elements, later ones the map of options.
std::string symbol_layer(const char* type, const Properties& properties, const std::string& inside = {}) {
  std::string xml = "<layer class=\"" + std::string(type) +
                    "\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">";
  for (const auto& [key, value] : properties)
    xml += "<Option type=\"QString\" name=\"" + std::string(key) + "\" value=\"" + value + "\"/>";
  xml += "</Option>";
  for (const auto& [key, value] : properties)
    xml += "<prop k=\"" + std::string(key) + "\" v=\"" + value + "\"/>";
  return xml + inside + "</layer>";
}

std::string symbol(const char* type, const std::string& name, double opacity, const std::string& layers) {
  return "<symbol type=\"" + std::string(type) + "\" name=\"" + name + "\" alpha=\"" + decimal(opacity, 3) +
         "\" clip_to_extent=\"1\" force_rhr=\"0\">" + layers + "</symbol>";
}

const char* marker_name(PointMark mark) {
  switch (mark) {
    case PointMark::circle:
      return "circle";
    case PointMark::square:
      return "square";
    case PointMark::triangle:
      return "triangle";
    case PointMark::diamond:
      return "diamond";
    case PointMark::star:
      return "star";
    case PointMark::cross:
      return "cross_fill";
  }
  return "circle";
}

/// The expression of size_mm() for a column, as a property that QGIS evaluates for each row.
std::string size_property(const Style& style, double most) {
  const std::string share = "max(0,coalesce(\"" + style.size_by + "\",0))/" + decimal(most, 9);
  const std::string grown = style.size_scale == SizeScale::area ? "sqrt(" + share + ")" : share;
  const auto largest = static_cast<double>(style.size_most_mm);
  const std::string expression = "max(" + mm(std::min(largest, static_cast<double>(style.size_least_mm))) +
                                 "," + mm(largest) + "*" + grown + ")";
  return "<data_defined_properties><Option type=\"Map\"><Option type=\"QString\" name=\"name\" value=\"\"/>"
         "<Option type=\"Map\" name=\"properties\"><Option type=\"Map\" name=\"size\">"
         "<Option type=\"bool\" name=\"active\" value=\"true\"/>"
         "<Option type=\"QString\" name=\"expression\" value=\"" +
         xml_escaped(expression) +
         "\"/><Option type=\"int\" name=\"type\" value=\"3\"/></Option></Option>"
         "<Option type=\"QString\" name=\"type\" value=\"collection\"/></Option></data_defined_properties>";
}

/// `size_most`: largest value of the column for sizes, 0 without one.
std::string marker_layer(const Category& category, const Style& style, double size_most) {
  Colour fill = category.fill;
  if (category.hatch != Hatch::none) fill.a = 255;
  const double rim = static_cast<double>(style.stroke_width_mm);
  return symbol_layer("SimpleMarker",
                      {{"name", marker_name(category.mark)},
                       {"color", rgba(fill)},
                       {"size", mm(static_cast<double>(style.mark_size_mm))},
                       {"size_unit", "MM"},
                       {"outline_color", rgba(category.stroke)},
                       {"outline_style", rim > 0 ? "solid" : "no"},
                       {"outline_width", mm(rim)},
                       {"outline_width_unit", "MM"}},
                      size_most > 0 ? size_property(style, size_most) : "");
}

std::string line_layer(Colour colour, double width_mm) {
  return symbol_layer("SimpleLine", {{"line_color", rgba(colour)},
                                     {"line_style", "solid"},
                                     {"line_width", mm(width_mm)},
                                     {"line_width_unit", "MM"},
                                     {"capstyle", "round"},
                                     {"joinstyle", "round"}});
}

std::string hatch_layer(const std::string& name, int angle_deg, const Category& category) {
  const std::string line = symbol("line", "@" + name + "@1", 1, line_layer(category.stroke, 0.18));
  return symbol_layer("LinePatternFill",
                      {{"angle", std::to_string(angle_deg)},
                       {"color", rgba(category.stroke)},
                       {"distance", "1.5"},
                       {"distance_unit", "MM"},
                       {"line_width", "0.18"},
                       {"line_width_unit", "MM"},
                       {"offset", "0"},
                       {"offset_unit", "MM"}},
                      line);
}

std::string hatch_layers(const std::string& name, const Category& category) {
  switch (category.hatch) {
    case Hatch::none:
      return {};
    case Hatch::diagonal:
      return hatch_layer(name, 45, category);
    case Hatch::back_diagonal:
      return hatch_layer(name, 135, category);
    case Hatch::cross:
      return hatch_layer(name, 45, category) + hatch_layer(name, 135, category);
    case Hatch::horizontal:
      return hatch_layer(name, 0, category);
    case Hatch::vertical:
      return hatch_layer(name, 90, category);
    case Hatch::dots:
      break;
  }
  Category dot;
  dot.fill = category.stroke;
  Style style;
  style.mark_size_mm = 0.4f;
  style.stroke_width_mm = 0;
  return symbol_layer(
      "PointPatternFill",
      {{"distance_x", "1.2"}, {"distance_x_unit", "MM"}, {"distance_y", "1.2"}, {"distance_y_unit", "MM"}},
      symbol("marker", "@" + name + "@1", 1, marker_layer(dot, style, 0)));
}

std::string category_symbol(ShapeKind kind, const std::string& name, const Category& category,
                            const Style& style, double size_most) {
  const auto opacity = static_cast<double>(style.opacity), width = static_cast<double>(style.stroke_width_mm);
  if (kind == ShapeKind::point)
    return symbol("marker", name, opacity, marker_layer(category, style, size_most));
  if (kind == ShapeKind::line) return symbol("line", name, opacity, line_layer(category.stroke, width));
  const std::string fill = symbol_layer("SimpleFill", {{"color", rgba(category.fill)},
                                                       {"style", category.fill.a > 0 ? "solid" : "no"},
                                                       {"outline_color", rgba(category.stroke)},
                                                       {"outline_style", width > 0 ? "solid" : "no"},
                                                       {"outline_width", mm(width)},
                                                       {"outline_width_unit", "MM"}});
  std::string marks;
  if (size_most > 0) {
    Category mark = category;
    mark.hatch = Hatch::none;
    mark.fill.a = std::max<std::uint8_t>(mark.fill.a, 150);
    marks = symbol_layer("CentroidFill", {{"point_on_surface", "1"}, {"point_on_all_parts", "0"}},
                         symbol("marker", "@" + name + "@1", 1, marker_layer(mark, style, size_most)));
  }
  return symbol("fill", name, opacity, fill + hatch_layers(name, category) + marks);
}

/// The kind most rows have: QGIS shows one geometry type per layer.
ShapeKind main_kind(const Shapes& shapes) {
  std::size_t counts[4] = {0, 0, 0, 0};
  for (const ShapeKind kind : shapes.kind) ++counts[static_cast<std::size_t>(kind)];
  counts[0] = 0;
  return static_cast<ShapeKind>(std::max_element(counts, counts + 4) - counts);
}

const char* drawn(const Category& category) {
  return category.visible ? "true" : "false";
}

/// A kernel density. QGIS takes a quartic kernel, whose radius is 2.83 times its standard deviation;
/// radius_unit 7: metres at scale.
std::string heat_renderer(const Style& style) {
  std::string stops;
  constexpr int kSteps = 8;
  for (int i = 1; i < kSteps; ++i) {
    const double share = static_cast<double>(i) / kSteps;
    stops += (stops.empty() ? "" : ":") + decimal(share, 4) + ";" + rgba(heat_colour(style, share));
  }
  const Properties ramp{{"color1", rgba(heat_colour(style, 0))},
                        {"color2", rgba(heat_colour(style, 1))},
                        {"discrete", "0"},
                        {"rampType", "gradient"},
                        {"stops", stops}};
  std::string xml =
      "<renderer-v2 type=\"heatmapRenderer\" radius=\"" + decimal(style.bandwidth_m * 2.828, 1) +
      "\" radius_unit=\"7\" radius_map_unit_scale=\"3x:0,0,0,0,0,0\" max_value=\"0\" quality=\"1\" "
      "weight_expression=\"" +
      xml_escaped(style.weight_by.empty() ? "" : "\"" + style.weight_by + "\"") +
      "\" forceraster=\"0\" enableorderby=\"0\"><colorramp type=\"gradient\" name=\"[source]\">";
  for (const auto& [key, value] : ramp) xml += "<prop k=\"" + std::string(key) + "\" v=\"" + value + "\"/>";
  return xml + "</colorramp></renderer-v2>";
}

std::string renderer(const Layer& layer, const Style& style, ShapeKind kind) {
  if (kind == ShapeKind::point && style.point_mode == PointMode::heat) return heat_renderer(style);
  const double size_most = row_sizes(layer, style.size_by).most;
  Classes classes = classify(layer, style);
  classes.categories = looks_of(classes, layer.role, layer.kind, style, nullptr);
  std::string symbols = "<symbols>";
  for (std::size_t i = 0; i < classes.categories.size(); ++i)
    symbols += category_symbol(kind, std::to_string(i), classes.categories[i], style, size_most);
  symbols += "</symbols>";
  const std::string common = " symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"";
  if (classes.categories.size() == 1 && classes.value[0].empty() && classes.lower.empty())
    return "<renderer-v2 type=\"singleSymbol\"" + common + ">" + symbols + "</renderer-v2>";
  std::vector<Category> listed = classes.categories;
  for (Category& category : listed) category.in_legend = true;
  const std::vector<std::size_t> order = legend_order(listed, style);
  const std::string attribute = " attr=\"" + xml_escaped(style.colour_by) + "\"";
  if (!classes.lower.empty()) {
    std::string ranges = "<ranges>";
    // In their own order: a value on a break belongs to the first range that holds it.
    for (std::size_t i = 0; i < classes.lower.size(); ++i)
      ranges += "<range lower=\"" + decimal(classes.lower[i], 9) + "\" upper=\"" +
                decimal(classes.upper[i], 9) + "\" symbol=\"" + std::to_string(i) + "\" label=\"" +
                xml_escaped(classes.categories[i].label) + "\" render=\"" + drawn(classes.categories[i]) +
                "\"/>";
    return "<renderer-v2 type=\"graduatedSymbol\" graduatedMethod=\"GraduatedColor\"" + attribute + common +
           ">" + ranges + "</ranges>" + symbols + "</renderer-v2>";
  }
  std::string categories = "<categories>";
  for (const std::size_t i : order)
    categories += "<category value=\"" + xml_escaped(classes.value[i]) + "\" symbol=\"" + std::to_string(i) +
                  "\" label=\"" + xml_escaped(classes.categories[i].label) + "\" render=\"" +
                  drawn(classes.categories[i]) + "\"/>";
  return "<renderer-v2 type=\"categorizedSymbol\"" + attribute + common + ">" + categories + "</categories>" +
         symbols + "</renderer-v2>";
}

std::string labelling(const Layer& layer, const Style& style, ShapeKind kind) {
  if (style.label_by.empty() || !layer.table->find(style.label_by)) return {};
  const int placement = kind == ShapeKind::point ? 6 : kind == ShapeKind::line ? 2 : 1;
  return "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"" +
         xml_escaped(style.label_by) + "\" isExpression=\"0\" fontFamily=\"Noto Sans\" fontSize=\"" +
         decimal(style.label_size_pt > 0 ? static_cast<double>(style.label_size_pt) : 8, 1) +
         "\" fontSizeUnit=\"Point\" "
         "textColor=\"34,34,34,255\" textOpacity=\"1\"><text-buffer bufferDraw=\"1\" bufferSize=\"0.6\" "
         "bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"0.85\"/></text-style>"
         "<placement placement=\"" +
         std::to_string(placement) +
         "\" dist=\"1\" distUnits=\"MM\" priority=\"5\"/>"
         "<rendering drawLabels=\"1\" obstacle=\"1\"/></settings></labeling>";
}

}  // namespace

std::string qgis_style(const Layer& layer, const Style& style) {
  if (!layer.table || layer.table->shapes.empty()) return {};
  const ShapeKind kind = main_kind(layer.table->shapes);
  if (kind == ShapeKind::none) return {};
  const std::string labels = labelling(layer, style, kind);
  return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" "
         "styleCategories=\"Symbology|Labeling\" labelsEnabled=\"" +
         std::string(labels.empty() ? "0" : "1") + "\">\n" + renderer(layer, style, kind) + "\n" + labels +
         "<layerGeometryType>" +
         (kind == ShapeKind::point  ? "0"
          : kind == ShapeKind::line ? "1"
                                    : "2") +
         "</layerGeometryType>\n</qgis>\n";
}

}  // namespace agglo

#include "app/scene_classes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <unordered_map>

namespace agglo {
namespace {

constexpr Colour kOtherColour{136, 136, 136, 255};
constexpr Colour kNoClusterColour{170, 168, 164, 255};

Colour darker(Colour colour, double share) {
  const auto part = [share](std::uint8_t value) { return static_cast<std::uint8_t>(value * share); };
  return {part(colour.r), part(colour.g), part(colour.b), 255};
}

Colour lighter(Colour colour, double share) {
  const auto part = [share](std::uint8_t value) {
    return static_cast<std::uint8_t>(value + share * (255 - value));
  };
  return {part(colour.r), part(colour.g), part(colour.b), 255};
}

bool drawable(const Layer& layer, std::size_t row) {
  return row < layer.table->shapes.size() && layer.table->shapes.kind[row] != ShapeKind::none;
}

std::string number_text(double value) {
  char buffer[32];
  const double rounded = std::round(value * 100) / 100;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, rounded).ptr;
  return {buffer, end};
}

Category plain_category(std::string label, const Style& style) {
  return {std::move(label), style.fill, style.stroke, style.hatch, style.mark, 0};
}

/// The category number `index` of a layer coloured by names: own colour, and own hatch or mark where the
/// layer has those, so that the map can be read without colour.
Category named_category(std::string label, std::size_t index, const Layer& layer, const Style& style,
                        bool is_other) {
  Category category = plain_category(std::move(label), style);
  const Colour colour = is_other ? kOtherColour : category_colour(index);
  category.fill = {colour.r, colour.g, colour.b, style.fill.a};
  const bool white_rim = style.stroke.r == 255 && style.stroke.g == 255 && style.stroke.b == 255;
  if (!white_rim) category.stroke = darker(colour, 0.72);
  if (style.hatch != Hatch::none)
    category.hatch = static_cast<Hatch>(1 + (static_cast<std::size_t>(style.hatch) - 1 + index) % 6);
  if (layer.role == Role::institutions || layer.role == Role::zones)
    category.mark = static_cast<PointMark>((static_cast<std::size_t>(style.mark) + index) % 6);
  return category;
}

std::string readable(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string label_of_value(const Layer& layer, const Style& style, const std::string& value) {
  if (style.colour_by == "cluster") return value == "-1" ? "in no cluster" : "Cluster " + value;
  if (style.colour_by == "kind" || layer.role != Role::result) return readable(value);
  return value;
}

Classes single_class(const Layer& layer, const Style& style) {
  Classes classes;
  classes.categories.push_back(plain_category(title_of(layer), style));
  classes.value.emplace_back();
  classes.of_row.resize(layer.table->shapes.size(), -1);
  for (std::size_t row = 0; row < classes.of_row.size(); ++row)
    if (drawable(layer, row)) classes.of_row[row] = 0, ++classes.categories[0].count;
  return classes;
}

Classes classes_by_value(const Layer& layer, const Style& style, const Column& column) {
  const std::size_t rows = layer.table->shapes.size();
  std::unordered_map<std::string, std::uint64_t> counts;
  std::vector<std::string> texts(rows);
  for (std::size_t row = 0; row < rows; ++row)
    if (drawable(layer, row)) ++counts[texts[row] = column.text(row)];
  std::vector<std::pair<std::uint64_t, std::string>> order;
  const bool noise = style.colour_by == "cluster" && counts.count("-1") != 0;
  // Clusters compare by their firms, other layers by their rows.
  std::unordered_map<std::string, double> weight;
  const Column* firms = layer.kind == "clusters" ? layer.table->find("firms") : nullptr;
  const Column* names =
      layer.kind == "clusters" && column.name == "cluster" ? layer.table->find("label") : nullptr;
  std::unordered_map<std::string, std::string> name_of;
  for (std::size_t row = 0; names && row < rows; ++row) name_of[texts[row]] = names->text(row);
  for (std::size_t row = 0; firms && row < rows; ++row)
    if (drawable(layer, row) && firms->number(row) > 0) weight[texts[row]] += firms->number(row);
  for (const auto& [value, count] : counts)
    if (!value.empty() && !(noise && value == "-1"))
      order.emplace_back(firms ? static_cast<std::uint64_t>(weight[value]) : count, value);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first > b.first;
    const bool digits = std::isdigit(static_cast<unsigned char>(a.second[0])) &&
                        std::isdigit(static_cast<unsigned char>(b.second[0]));
    if (digits && a.second.size() != b.second.size()) return a.second.size() < b.second.size();
    return a.second < b.second;
  });
  const std::size_t own = order.size() > kMostCategories ? kMostCategories - 1 : order.size();
  Classes classes;
  std::unordered_map<std::string, std::int16_t> index;
  for (std::size_t i = 0; i < own; ++i) {
    index[order[i].second] = static_cast<std::int16_t>(i);
    std::string label = name_of[order[i].second];
    if (label.empty()) label = label_of_value(layer, style, order[i].second);
    classes.categories.push_back(named_category(std::move(label), i, layer, style, false));
    classes.value.push_back(order[i].second);
  }
  const auto add = [&](std::string label, const std::string& value, Colour colour) {
    Category category = named_category(std::move(label), classes.categories.size(), layer, style, true);
    category.fill = {colour.r, colour.g, colour.b, style.fill.a};
    classes.categories.push_back(category);
    classes.value.push_back(value);
    return static_cast<std::int16_t>(classes.categories.size() - 1);
  };
  if (order.size() > own) {
    const std::int16_t other = add(std::to_string(order.size() - own) + " others", "", kOtherColour);
    for (std::size_t i = own; i < order.size(); ++i) index[order[i].second] = other;
  }
  if (noise) index["-1"] = add("in no cluster", "-1", kNoClusterColour);
  if (counts.count("") != 0) index[""] = add("not known", "", kNoClusterColour);
  classes.of_row.assign(rows, -1);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!drawable(layer, row)) continue;
    classes.of_row[row] = index[texts[row]];
    ++classes.categories[static_cast<std::size_t>(classes.of_row[row])].count;
  }
  return classes;
}

std::string range_label(const Layer& layer, const Column& column, double lower, double upper, bool last) {
  if (layer.kind == "cover" && column.name == "sites") {
    if (upper == 0) return "served by no site";
    if (lower == upper && !last) return "served by " + number_text(lower) + (lower == 1 ? " site" : " sites");
    return "served by " + number_text(lower) + " or more sites";
  }
  std::string label = number_text(lower);
  if (upper != lower) label += " \u2013 " + number_text(upper);
  if (column.name == "radius_km") return "within " + label + " km";
  return column.unit.empty() ? label : label + " " + column.unit;
}

/// Lower and upper ends of the classes of a numeric column.
std::vector<std::pair<double, double>> number_ranges(const Layer& layer, const Column& column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < layer.table->shapes.size(); ++row)
    if (drawable(layer, row) && std::isfinite(column.number(row))) values.push_back(column.number(row));
  std::sort(values.begin(), values.end());
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<std::pair<double, double>> ranges;
  if (layer.kind == "cover" && column.name == "sites") {
    for (const double value : distinct) {
      if (value < 3)
        ranges.emplace_back(value, value);
      else if (ranges.empty() || ranges.back().first < 3)
        ranges.emplace_back(3, distinct.back());
    }
  } else if (distinct.size() <= 7) {
    for (const double value : distinct) ranges.emplace_back(value, value);
  } else {
    for (std::size_t begin = 0, k = 1; k <= 5 && begin < values.size(); ++k) {
      const std::size_t end = std::max(begin + 1, k * values.size() / 5);
      const double upper = values[end - 1];
      ranges.emplace_back(values[begin], upper);
      begin =
          static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), upper) - values.begin());
    }
  }
  return ranges;
}

Classes classes_by_number(const Layer& layer, const Style& style, const Column& column) {
  const auto ranges = number_ranges(layer, column);
  Classes classes;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto [lower, upper] = ranges[i];
    const bool last = i + 1 == ranges.size() && layer.kind == "cover" && lower >= 3;
    Category category = plain_category(range_label(layer, column, lower, upper, last), style);
    // Light = little, dark = much, away from both ends of the scale. Rings keep their colour, the inner one
    // the strongest, because density below them uses the scale.
    const double t =
        ranges.size() == 1 ? 0.6 : static_cast<double>(i) / static_cast<double>(ranges.size() - 1);
    const Colour colour = column.name == "radius_km" ? lighter(style.fill, 0.5 * t) : viridis(0.85 - 0.6 * t);
    category.fill = {colour.r, colour.g, colour.b, style.fill.a};
    category.stroke = {colour.r, colour.g, colour.b, style.stroke.a};
    if (layer.kind == "cover" && upper == 0) {
      category.fill = {200, 198, 194, 90};
      category.stroke = {170, 168, 164, 160};
    }
    classes.categories.push_back(category);
    classes.value.push_back(lower == upper ? number_text(lower) : std::string());
    classes.lower.push_back(lower);
    classes.upper.push_back(upper);
  }
  classes.of_row.assign(layer.table->shapes.size(), -1);
  bool missing = false;
  for (std::size_t row = 0; row < classes.of_row.size(); ++row) {
    if (!drawable(layer, row)) continue;
    const double value = column.number(row);
    const auto found = std::find_if(ranges.begin(), ranges.end(), [value](const auto& range) {
      return value >= range.first && value <= range.second;
    });
    classes.of_row[row] = static_cast<std::int16_t>(found - ranges.begin());
    missing = missing || found == ranges.end();
  }
  if (missing) {
    Category category = plain_category("not known", style);
    category.fill = {kNoClusterColour.r, kNoClusterColour.g, kNoClusterColour.b, style.fill.a};
    classes.categories.push_back(category);
    classes.value.emplace_back();
  }
  for (const std::int16_t of_row : classes.of_row)
    if (of_row >= 0) ++classes.categories[static_cast<std::size_t>(of_row)].count;
  return classes;
}

bool numeric(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values) ||
         std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

/// The value at place `count` of a column, largest first; the smallest when there are fewer.
double largest_but(const Column& column, std::size_t count) {
  std::vector<double> values;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (std::isfinite(column.number(row))) values.push_back(column.number(row));
  if (values.size() < count || count == 0) return -std::numeric_limits<double>::infinity();
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(values.begin(), at, values.end(), std::greater<>());
  return *at;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0, cut = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters == most) cut = i;
  }
  if (characters <= most) return std::string(text);
  return std::string(text.substr(0, cut)) + "\u2026";
}

std::string title_of(const Layer& layer) {
  return layer.title.empty() ? layer.name : layer.title;
}

Classes classify(const Layer& layer, const Style& style) {
  const Column* column = style.colour_by.empty() ? nullptr : layer.table->find(style.colour_by);
  if (!column) return single_class(layer, style);
  Classes classes = numeric(*column) && column->name != "cluster" ? classes_by_number(layer, style, *column)
                                                                  : classes_by_value(layer, style, *column);
  return classes.categories.empty() ? single_class(layer, style) : classes;
}

Classes classify_firms_by_cluster(const Layer& firms, const Style& style, const Layer& clusters,
                                  const Classes& cluster_classes) {
  const Column* numbers = firms.table->find("cluster");
  const Column* known = clusters.table->find("cluster");
  if (!numbers || !known) return classify(firms, style);
  std::unordered_map<std::string, std::int16_t> category_of;
  for (std::size_t row = 0; row < clusters.table->shapes.size(); ++row)
    if (cluster_classes.of_row[row] >= 0) category_of[known->text(row)] = cluster_classes.of_row[row];
  Classes classes;
  classes.value = cluster_classes.value;
  for (const Category& category : cluster_classes.categories) {
    Category own = plain_category(category.label, style);
    own.fill = {category.fill.r, category.fill.g, category.fill.b, style.fill.a};
    own.stroke = category.stroke;
    classes.categories.push_back(own);
  }
  Category none = plain_category("in no cluster", style);
  none.fill = {kNoClusterColour.r, kNoClusterColour.g, kNoClusterColour.b, style.fill.a};
  none.stroke = none.fill;
  classes.categories.push_back(none);
  classes.value.emplace_back("-1");
  const auto outside = static_cast<std::int16_t>(classes.categories.size() - 1);
  // Firms that a filter left out were not looked at: to draw them "in no cluster" would mislead.
  const Column* roles = firms.table->find("role");
  const auto not_looked_at = [roles](std::size_t row) { return roles && roles->text(row) == "left_out"; };
  classes.of_row.assign(firms.table->shapes.size(), -1);
  for (std::size_t row = 0; row < classes.of_row.size(); ++row) {
    if (!drawable(firms, row) || not_looked_at(row)) continue;
    const auto found = category_of.find(numbers->text(row));
    classes.of_row[row] = found == category_of.end() ? outside : found->second;
    ++classes.categories[static_cast<std::size_t>(classes.of_row[row])].count;
  }
  return classes;
}

RowLabels row_labels(const Layer& layer, const Style& style) {
  RowLabels labels;
  const Column* names = style.label_by.empty() ? nullptr : layer.table->find(style.label_by);
  if (!names) return labels;
  const Column* sectors =
      layer.kind == "clusters" && names->name == "cluster" && style.colour_by != "top_sector"
          ? layer.table->find("top_sector")
          : nullptr;
  const Column* size = nullptr;
  for (const char* column : {"population", "firms", "jobs_lo", "capacity", "area_km2"})
    if (!size) size = layer.table->find(column);
  // Of many clusters, the large ones go by name and the rest by number: the names would bury the map.
  const Column* numbers =
      layer.kind == "clusters" && names->name == "label" ? layer.table->find("cluster") : nullptr;
  const double least_for_name = numbers && size ? largest_but(*size, kMostCategories) : 0;
  const std::size_t rows = layer.table->shapes.size();
  labels.text.resize(rows);
  labels.rank.assign(rows, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!drawable(layer, row)) continue;
    std::string text = names->text(row);
    if (sectors && !text.empty() && !sectors->text(row).empty()) text += " " + sectors->text(row);
    if (numbers && size && size->number(row) < least_for_name) text = "#" + numbers->text(row);
    labels.text[row] = shortened(text, 48);
    const double rank = size ? size->number(row) : 0;
    if (std::isfinite(rank)) labels.rank[row] = static_cast<float>(rank);
  }
  return labels;
}

}  // namespace agglo

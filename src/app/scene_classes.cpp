#include "app/scene_classes.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>

namespace agglo {
namespace {

std::string number_text(double value, int decimals = 2) {
  char buffer[32];
  const double power = std::pow(10, decimals), rounded = std::round(value * power) / power;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, rounded).ptr;
  return {buffer, end};
}

void add_category(Classes& classes, CategoryKind kind, std::string label, std::string key,
                  std::string value) {
  Category category;
  category.label = std::move(label);
  category.key = std::move(key);
  classes.categories.push_back(std::move(category));
  classes.kind.push_back(kind);
  classes.value.push_back(std::move(value));
}

/// Counts rows by category; rows that cannot be drawn belong to none.
template <class CategoryOf>
void assign_rows(const Layer& layer, Classes& classes, const CategoryOf& category_of) {
  classes.of_row.assign(layer.table->shapes.size(), -1);
  for (std::size_t row = 0; row < classes.of_row.size(); ++row) {
    if (!drawable(layer, row)) continue;
    classes.of_row[row] = category_of(row);
    if (classes.of_row[row] >= 0) ++classes.categories[static_cast<std::size_t>(classes.of_row[row])].count;
  }
}

/// Distinct texts of a column, and which one each row holds.
struct Codes {
  std::vector<std::string> text;
  std::vector<std::uint32_t> of_row;
};

Codes codes_of(const Column& column, std::size_t rows) {
  Codes codes;
  codes.of_row.resize(rows);
  if (const auto* texts = std::get_if<StringColumn>(&column.values)) {
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto [at, fresh] = known.emplace((*texts)[row], static_cast<std::uint32_t>(codes.text.size()));
      if (fresh) codes.text.emplace_back((*texts)[row]);
      codes.of_row[row] = at->second;
    }
    return codes;
  }
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    std::unordered_map<std::int64_t, std::uint32_t> known;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto [at, fresh] = known.emplace((*numbers)[row], static_cast<std::uint32_t>(codes.text.size()));
      if (fresh) codes.text.push_back(column.text(row));
      codes.of_row[row] = at->second;
    }
    return codes;
  }
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string text = column.text(row);
    const auto [at, fresh] = known.emplace(text, static_cast<std::uint32_t>(codes.text.size()));
    if (fresh) codes.text.push_back(std::move(text));
    codes.of_row[row] = at->second;
  }
  return codes;
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

Classes single_class(const Layer& layer) {
  Classes classes;
  add_category(classes, CategoryKind::single, title_of(layer), "=", "");
  assign_rows(layer, classes, [](std::size_t) { return std::int16_t{0}; });
  return classes;
}

/// A value with what it is ordered by: the firms of its clusters, or its rows.
struct Ranked {
  std::uint64_t size;
  std::uint32_t code;
};

std::vector<Ranked> ranked_codes(const Layer& layer, const Codes& codes, const std::vector<char>& apart) {
  const Column* firms = layer.kind == "clusters" ? layer.table->find("firms") : nullptr;
  std::vector<std::uint64_t> rows(codes.text.size(), 0);
  std::vector<double> weight(codes.text.size(), 0);
  for (std::size_t row = 0; row < codes.of_row.size(); ++row) {
    if (!drawable(layer, row)) continue;
    ++rows[codes.of_row[row]];
    if (firms && firms->number(row) > 0) weight[codes.of_row[row]] += firms->number(row);
  }
  std::vector<Ranked> order;
  for (std::uint32_t code = 0; code < codes.text.size(); ++code)
    if (rows[code] > 0 && !apart[code])
      order.push_back({firms ? static_cast<std::uint64_t>(weight[code]) : rows[code], code});
  std::sort(order.begin(), order.end(), [&](const Ranked& a, const Ranked& b) {
    if (a.size != b.size) return a.size > b.size;
    const std::string &x = codes.text[a.code], &y = codes.text[b.code];
    const bool digits =
        std::isdigit(static_cast<unsigned char>(x[0])) && std::isdigit(static_cast<unsigned char>(y[0]));
    if (digits && x.size() != y.size()) return x.size() < y.size();
    return x < y;
  });
  return order;
}

Classes classes_by_value(const Layer& layer, const Style& style, const Column& column) {
  const std::size_t rows = layer.table->shapes.size();
  const Codes codes = codes_of(column, rows);
  const Column* names =
      layer.kind == "clusters" && column.name == "cluster" ? layer.table->find("label") : nullptr;
  std::vector<std::string> name_of(codes.text.size());
  for (std::size_t row = 0; names && row < rows; ++row) name_of[codes.of_row[row]] = names->text(row);
  // Values without a colour of their own.
  std::vector<char> apart(codes.text.size(), 0), seen(codes.text.size(), 0);
  for (std::size_t row = 0; row < rows; ++row)
    if (drawable(layer, row)) seen[codes.of_row[row]] = 1;
  std::optional<std::uint32_t> noise, missing;
  for (std::uint32_t code = 0; code < codes.text.size(); ++code) {
    if (!seen[code]) continue;
    if (codes.text[code].empty()) missing = code;
    if (style.colour_by == "cluster" && codes.text[code] == "-1") noise = code;
  }
  for (const auto& code : {noise, missing})
    if (code) apart[*code] = 1;
  const std::vector<Ranked> order = ranked_codes(layer, codes, apart);
  const std::size_t own = order.size() > kMostCategories ? kMostCategories - 1 : order.size();
  Classes classes;
  std::vector<std::int16_t> index(codes.text.size(), -1);
  const auto next = [&] { return static_cast<std::int16_t>(classes.categories.size()); };
  for (std::size_t i = 0; i < own; ++i) {
    const std::uint32_t code = order[i].code;
    index[code] = next();
    std::string label =
        name_of[code].empty() ? label_of_value(layer, style, codes.text[code]) : name_of[code];
    add_category(classes, CategoryKind::named, std::move(label), codes.text[code], codes.text[code]);
  }
  if (order.size() > own) {
    for (std::size_t i = own; i < order.size(); ++i) index[order[i].code] = next();
    add_category(classes, CategoryKind::other, std::to_string(order.size() - own) + " others", "*", "");
  }
  if (noise) {
    index[*noise] = next();
    add_category(classes, CategoryKind::outside, "in no cluster", "-1", "-1");
  }
  if (missing) {
    index[*missing] = next();
    add_category(classes, CategoryKind::missing, "not known", "", "");
  }
  assign_rows(layer, classes, [&](std::size_t row) { return index[codes.of_row[row]]; });
  return classes;
}

bool left_out(const Layer& layer, std::size_t row) {
  return left_out(*layer.table, layer.kind, row);
}

/// Decimals that tell the breaks apart, one figure beyond their smallest distance.
int decimals_for(std::span<const double> breaks) {
  double gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < breaks.size(); ++i)
    if (breaks[i] > breaks[i - 1]) gap = std::min(gap, breaks[i] - breaks[i - 1]);
  if (!std::isfinite(gap)) return 2;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(gap))), 0, 6);
}

/// Decimals for the ends of ranges: more than two only where all numbers are small.
int range_decimals(const std::vector<std::pair<double, double>>& ranges) {
  if (ranges.empty() || ranges.back().second >= 1) return 2;
  std::vector<double> ends;
  for (const auto& range : ranges) ends.push_back(range.second);
  return std::max(2, decimals_for(ends));
}

std::string range_label(const Layer& layer, const Column& column, double lower, double upper, bool last,
                        int decimals) {
  if (layer.kind == "cover" && column.name == "sites") {
    if (upper == 0) return "served by no site";
    if (lower == upper && !last) return "served by " + number_text(lower) + (lower == 1 ? " site" : " sites");
    return "served by " + number_text(lower) + " or more sites";
  }
  std::string label = number_text(lower, decimals);
  if (upper != lower) label += " \u2013 " + number_text(upper, decimals);
  if (layer.kind == "gaps" && column.name == "limit") return "none within " + label + " " + column.unit;
  if (column.name == "radius_km") return "within " + label + " km";
  if (layer.kind == "catchments" && column.name == "road_km") return "within " + label + " km by road";
  if (layer.kind == "catchments" && column.name == "minutes") return "within " + label + " min by road";
  return column.unit.empty() ? label : label + " " + column.unit;
}

/// Lower and upper ends of the classes of a numeric column.
std::vector<std::pair<double, double>> number_ranges(const Layer& layer, const Column& column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < layer.table->shapes.size(); ++row)
    if (drawable(layer, row) && !left_out(layer, row) && std::isfinite(column.number(row)))
      values.push_back(column.number(row));
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
    std::size_t begin = 0;
    if (layer.kind == "firm_access" && values[0] == 0) {  // no access at all is a class of its own
      begin = static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), 0) - values.begin());
      ranges.emplace_back(0, 0);
    }
    const std::size_t first = begin;
    for (std::size_t k = 1; k <= 5 && begin < values.size(); ++k) {
      const std::size_t end = first + k * (values.size() - first) / 5;
      if (end <= begin) continue;  // equal numbers have filled this part already
      const double upper = values[end - 1];
      ranges.emplace_back(values[begin], upper);
      begin =
          static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), upper) - values.begin());
    }
  }
  return ranges;
}

Classes classes_by_number(const Layer& layer, const Column& column) {
  const auto ranges = number_ranges(layer, column);
  const int decimals = range_decimals(ranges);
  Classes classes;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto [lower, upper] = ranges[i];
    const bool last = i + 1 == ranges.size() && layer.kind == "cover" && lower >= 3;
    add_category(classes, CategoryKind::graded, range_label(layer, column, lower, upper, last, decimals),
                 "#" + std::to_string(i), lower == upper ? number_text(lower) : std::string());
    classes.lower.push_back(lower);
    classes.upper.push_back(upper);
  }
  bool missing = false;
  const auto range_of = [&](std::size_t row) {
    const double value = column.number(row);
    const auto found = std::find_if(ranges.begin(), ranges.end(), [value](const auto& range) {
      return value >= range.first && value <= range.second;
    });
    return static_cast<std::int16_t>(found - ranges.begin());
  };
  for (std::size_t row = 0; row < layer.table->shapes.size() && !missing; ++row)
    missing = drawable(layer, row) && !left_out(layer, row) &&
              range_of(row) == static_cast<std::int16_t>(ranges.size());
  if (missing) add_category(classes, CategoryKind::missing, "not known", "", "");
  assign_rows(layer, classes,
              [&](std::size_t row) { return left_out(layer, row) ? std::int16_t{-1} : range_of(row); });
  return classes;
}

/// "10 - 25 km"; of whole numbers the next one after the break before: "11 - 25".
std::string class_label(const Column& column, const Classes& classes, std::size_t i, int decimals) {
  double lower = classes.breaks[i], upper = classes.breaks[i + 1];
  if (classes.summary.whole) {
    const double low = i == 0 ? lower : std::floor(lower) + 1, high = std::floor(upper);
    if (low <= high) lower = low, upper = high;
  }
  std::string label = legend_number(lower, decimals);
  if (upper != lower) label += " \u2013 " + legend_number(upper, decimals);
  return column.unit.empty() ? label : label + " " + column.unit;
}

Classes classes_by_breaks(const Layer& layer, const Style& style, const Column& column) {
  std::vector<double> values(layer.table->shapes.size(), std::numeric_limits<double>::quiet_NaN());
  bool missing = false;
  for (std::size_t row = 0; row < values.size(); ++row)
    if (drawable(layer, row) && !left_out(layer, row)) {
      values[row] = column.number(row);
      missing = missing || !std::isfinite(values[row]);
    }
  Classes classes;
  classes.breaks =
      class_breaks(values, {style.breaks, static_cast<std::size_t>(style.classes), style.manual_breaks});
  classes.summary = value_spread(values);
  const int decimals = style.decimals >= 0     ? style.decimals
                       : classes.summary.whole ? 0
                                               : decimals_for(classes.breaks);
  for (std::size_t i = 0; i + 1 < classes.breaks.size(); ++i) {
    add_category(classes, CategoryKind::graded, class_label(column, classes, i, decimals),
                 "#" + std::to_string(i), "");
    classes.lower.push_back(classes.breaks[i]);
    classes.upper.push_back(classes.breaks[i + 1]);
  }
  const auto last = static_cast<std::int16_t>(classes.categories.size());
  if (missing) add_category(classes, CategoryKind::missing, "not known", "", "");
  assign_rows(layer, classes, [&](std::size_t row) {
    const int found = class_of(classes.breaks, values[row]);
    if (left_out(layer, row)) return std::int16_t{-1};
    return found < 0 ? last : static_cast<std::int16_t>(found);
  });
  return classes;
}

}  // namespace

bool drawable(const Layer& layer, std::size_t row) {
  return row < layer.table->shapes.size() && layer.table->shapes.kind[row] != ShapeKind::none;
}

bool is_numeric(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values) ||
         std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

std::string title_of(const Layer& layer) {
  return layer.title.empty() ? layer.name : layer.title;
}

Classes classify(const Layer& layer, const Style& style) {
  const Column* column = style.colour_by.empty() ? nullptr : layer.table->find(style.colour_by);
  if (!column || style.classing == Classing::single) return single_class(layer);
  const bool by_number =
      is_numeric(*column) && (style.classing == Classing::graduated ||
                              (style.classing == Classing::automatic && column->name != "cluster"));
  Classes classes = !by_number                              ? classes_by_value(layer, style, *column)
                    : style.classing == Classing::graduated ? classes_by_breaks(layer, style, *column)
                                                            : classes_by_number(layer, *column);
  return classes.categories.empty() ? single_class(layer) : classes;
}

Classes classify_firms_by_cluster(const Layer& firms, const Layer& clusters, const Classes& cluster_classes) {
  const Column* numbers = firms.table->find("cluster");
  const Column* known = clusters.table->find("cluster");
  std::unordered_map<std::string, std::int16_t> category_of;
  for (std::size_t row = 0; known && row < clusters.table->shapes.size(); ++row)
    if (cluster_classes.of_row[row] >= 0) category_of[known->text(row)] = cluster_classes.of_row[row];
  Classes classes;
  for (std::size_t i = 0; i < cluster_classes.categories.size(); ++i)
    add_category(classes, cluster_classes.kind[i], cluster_classes.categories[i].label,
                 cluster_classes.categories[i].key, cluster_classes.value[i]);
  const auto outside = static_cast<std::int16_t>(classes.categories.size());
  add_category(classes, CategoryKind::outside, "in no cluster", "-1", "-1");
  const Codes codes = codes_of(*numbers, firms.table->shapes.size());
  std::vector<std::int16_t> index(codes.text.size(), outside);
  for (std::size_t code = 0; code < codes.text.size(); ++code)
    if (const auto found = category_of.find(codes.text[code]); found != category_of.end())
      index[code] = found->second;
  // Firms that a filter left out were not looked at: to draw them "in no cluster" would mislead.
  const Column* roles = firms.table->find("role");
  assign_rows(firms, classes, [&](std::size_t row) {
    return roles && roles->text(row) == "left_out" ? std::int16_t{-1} : index[codes.of_row[row]];
  });
  return classes;
}

}  // namespace agglo

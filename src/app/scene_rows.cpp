// What single rows show: names and sizes.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "app/print_canvas.hpp"
#include "app/scene_classes.hpp"

namespace agglo {
namespace {

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

bool left_out(const Table& table, const std::string& kind, std::size_t row) {
  const Column* demand = kind == "firm_access" ? table.find("demand") : nullptr;
  return demand && !std::isfinite(demand->number(row));
}

std::string places_note_of(const Table& table, const std::string& kind, const RowSet* rows) {
  const Shapes& shapes = table.shapes;
  std::size_t lacking = 0, unchosen = 0;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (rows && !rows->contains(row)) continue;
    const bool lacks = shapes.kind[row] == ShapeKind::none;
    lacking += lacks;
    unchosen += !lacks && left_out(table, kind, row);
  }
  if (lacking + unchosen == 0) return "";
  const std::string of = " of " + grouped(rows ? rows->count() : shapes.size());
  std::string note;
  if (unchosen > 0)
    note = grouped(unchosen) + of + (unchosen == 1 ? " was" : " were") + " left out of the analysis; ";
  if (lacking == 0) return note.substr(0, note.size() - 2);
  return note + grouped(lacking) + of +
         (lacking == 1 ? " has no place and is not on the map" : " have no place and are not on the map");
}

RowSizes row_sizes(const Layer& layer, const std::string& name) {
  RowSizes sizes;
  const Column* column = name.empty() ? nullptr : layer.table->find(name);
  if (!column || !is_numeric(*column)) return sizes;
  const std::size_t rows = layer.table->shapes.size();
  for (std::size_t row = 0; row < rows; ++row)
    if (drawable(layer, row) && std::isfinite(column->number(row)))
      sizes.most = std::max(sizes.most, column->number(row));
  if (sizes.most > 0) sizes.share.assign(rows, 0);
  for (std::size_t row = 0; row < sizes.share.size(); ++row)
    if (const double value = column->number(row); value > 0 && std::isfinite(value))
      sizes.share[row] = static_cast<float>(std::min(1.0, value / sizes.most));
  return sizes;
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
  if (!style.label_rank_by.empty()) size = layer.table->find(style.label_rank_by);
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

// Tables of coloured cells.
#include <algorithm>
#include <cmath>
#include <limits>

#include "app/chart_drawings.hpp"

namespace agglo {
namespace {

constexpr Font kLabelFont{8, false, false, kInk};
constexpr Font kTitleFont{10, true, false, kInk};
constexpr Font kAxisFont{8, false, false, kGrey};

bool is_dark(Colour c) {
  return 0.299 * c.r + 0.587 * c.g + 0.114 * c.b < 140;
}

void draw_cell(const Canvas& canvas, const Box& cell, double value, double lo, double hi) {
  const bool known = std::isfinite(value);
  const Colour colour =
      known ? viridis(hi > lo ? 0.06 + 0.94 * (value - lo) / (hi - lo) : 0.5) : Colour{238, 238, 238, 255};
  set_colour(canvas.cairo, colour);
  cairo_rectangle(canvas.cairo, cell.min_x, cell.min_y, cell.width() - 1, cell.height() - 1);
  cairo_fill(canvas.cairo);
  const std::string text = known ? figure(value) : "\u2013";
  for (const double size : {9.0, 7.5, 6.0, 5.0}) {
    const TextBlock block{text, {size, false, false, is_dark(colour) ? Colour{255, 255, 255, 255} : kInk}};
    const TextSize found = measure_text(canvas, block);
    if (found.width > cell.width() - 3 || found.height > cell.height()) continue;
    draw_text(canvas, (cell.min_x + cell.max_x - found.width) / 2,
              (cell.min_y + cell.max_y - found.height) / 2, block);
    return;
  }
}

/// Widest label of the rows.
double label_width(const Canvas& canvas, const HeatTable& table) {
  double widest = 0;
  for (const std::string& row : table.rows)
    widest = std::max(widest, measure_text(canvas, {row, kLabelFont}).width);
  return widest;
}

/// Text in the middle of a box as wide as it needs, cut to the width with a smaller letter.
void draw_label(const Canvas& canvas, const Box& box, const std::string& text, bool right) {
  for (const double size : {8.0, 6.5, 5.0}) {
    const TextBlock block{text, {size, false, false, kInk}};
    const TextSize found = measure_text(canvas, block);
    if (size > 5 && (found.width > box.width() || found.height > box.height())) continue;
    const double x = right ? box.max_x - found.width : (box.min_x + box.max_x - found.width) / 2;
    draw_text(canvas, x, (box.min_y + box.max_y - found.height) / 2, block);
    return;
  }
}

void draw_table(const Canvas& canvas, const Box& area, const HeatTable& table) {
  const double line = measure_text(canvas, {"0", kLabelFont}).height;
  double y = area.min_y;
  y += draw_text(canvas, area.min_x, y, {table.title, kTitleFont, area.width(), false, 2}).height;
  y += draw_text(canvas, area.min_x, y, {table.row_title, kAxisFont, area.width(), false, 1}).height + 3;
  const double left = area.min_x + std::min(label_width(canvas, table), area.width() * 0.4) + 5;
  const double lower = area.max_y - 2 * line - 8;
  double lo = std::numeric_limits<double>::infinity(), hi = -lo;
  for (const double value : table.values)
    if (std::isfinite(value)) {
      lo = std::min(lo, value);
      hi = std::max(hi, value);
    }
  const std::size_t rows = table.rows.size(), columns = table.columns.size();
  // Cells of a few values would look odd as wide as a page.
  const double width = std::min((area.max_x - left) / static_cast<double>(columns), 110.0);
  const double height = std::min((lower - y) / static_cast<double>(rows), 60.0);
  for (std::size_t r = 0; r < rows; ++r) {
    const double top = y + height * static_cast<double>(r);
    draw_label(canvas, {area.min_x, top, left - 5, top + height}, table.rows[r], true);
    for (std::size_t c = 0; c < columns; ++c) {
      const double x = left + width * static_cast<double>(c);
      draw_cell(canvas, {x, top, x + width, top + height}, table.values[r * columns + c], lo, hi);
    }
  }
  const double below = y + height * static_cast<double>(rows) + 2;
  for (std::size_t c = 0; c < columns; ++c) {
    const double x = left + width * static_cast<double>(c);
    draw_label(canvas, {x, below, x + width, below + line}, table.columns[c], false);
  }
  draw_text(canvas, left, below + line + 2, {table.column_title, kAxisFont, area.max_x - left, false, 1});
}

}  // namespace

void draw_tables(const Canvas& canvas, const Box& area, const HeatTables& tables, ChartReport& report) {
  constexpr double kBetween = 22;
  const std::size_t across =
      tables.size() == 1 ? 1 : (area.width() > area.height() && tables.size() > 4 ? 3 : 2);
  const std::size_t down = (tables.size() + across - 1) / across;
  const double width =
      (area.width() - kBetween * static_cast<double>(across - 1)) / static_cast<double>(across);
  const double height =
      (area.height() - kBetween * static_cast<double>(down - 1)) / static_cast<double>(down);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const double x = area.min_x + static_cast<double>(i % across) * (width + kBetween);
    const double y = area.min_y + static_cast<double>(i / across) * (height + kBetween);
    draw_table(canvas, {x, y, x + width, y + height}, tables[i]);
    report.values += tables[i].values.size();
  }
  report.curves = tables.size();
}

}  // namespace agglo

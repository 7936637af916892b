// How a legend is set: rows in columns, swatches and colour scales.
#include <algorithm>

#include "app/print_legend.hpp"

namespace agglo {
namespace {

constexpr double kSwatchGap = 5;
constexpr double kColumnGap = 14;
constexpr double kSmallest = 6, kEasy = 6.5;  // letters, in points
constexpr double kNarrowestColumn = 95;       // of such letters

struct Row {
  const LegendGroup* group;
  const LegendEntry* entry;  ///< null: the group's title (or colour scale)
};

void draw_swatch(cairo_t* cairo, double x, double middle, const LegendEntry& entry) {
  const double width = entry.swatch_pt, height = 7;
  cairo_new_path(cairo);
  if (entry.area) {
    cairo_rectangle(cairo, x, middle - height / 2, width, height);
    fill_area(cairo, *entry.area, entry.area_opacity);
    if (entry.area_stroke_pt > 0) {
      set_colour(cairo, entry.area->stroke, entry.area_opacity);
      cairo_set_line_width(cairo, std::min(entry.area_stroke_pt, 2.0));
      cairo_stroke(cairo);
    }
  }
  cairo_new_path(cairo);
  if (entry.line) {
    cairo_move_to(cairo, x, middle);
    cairo_line_to(cairo, x + width, middle);
    set_colour(cairo, entry.line->stroke, entry.area_opacity);
    cairo_set_line_width(cairo, std::clamp(entry.line_stroke_pt, 0.4, 4.0));
    cairo_stroke(cairo);
  }
  if (entry.mark)
    draw_mark(cairo, x + width / 2, middle, entry.mark_pt, *entry.mark, std::min(entry.mark_stroke_pt, 1.0),
              entry.mark_opacity);
}

/// The density colours as they look through the layer's slight transparency, but opaque.
Colour on_paper(Colour colour) {
  const auto part = [](std::uint8_t value) { return static_cast<std::uint8_t>(0.92 * value + 0.08 * 250); };
  return {part(colour.r), part(colour.g), part(colour.b), 255};
}

class Flow {
 public:
  Flow(const Canvas& canvas, const Box& box, int columns, double size_pt)
      : canvas_(canvas), box_(box), size_pt_(size_pt), y_(box.min_y), columns_(columns) {
    column_width_ = (box.width() - kColumnGap * (columns - 1)) / columns;
  }

  /// False when the row does not fit any more. Draws only when asked.
  bool add(const Row& row, const Row* next, bool draw) {
    const double gap = row.entry == nullptr || row.group->title.empty() ? size_pt_ * 0.55 : 0;
    double height = height_of(row) + (y_ > box_.min_y ? gap : 0);
    // A title stays with its first entry.
    const double with = row.entry == nullptr && next && next->group == row.group ? height_of(*next) : 0;
    if (y_ + height + with > box_.max_y + 1e-6) {
      if (++column_ >= columns_) return false;
      lowest_ = std::max(lowest_, y_);
      y_ = box_.min_y;
      height = height_of(row);
      if (y_ + height + with > box_.max_y + 1e-6) return false;
    } else if (y_ > box_.min_y) {
      y_ += gap;
      height -= gap;
    }
    if (draw) draw_row(row);
    y_ += height;
    lowest_ = std::max(lowest_, y_);
    return true;
  }

  bool add_more(std::size_t left_out, bool alone, bool draw) {
    const double height = size_pt_ * 1.5;
    if (column_ >= columns_ || y_ + height > box_.max_y + 1e-6) return false;
    const std::string number = std::to_string(left_out);
    const std::string text = alone ? "no room for " + number + " entries" : "and " + number + " more";
    if (draw) draw_text(canvas_, left(), y_, {text, {size_pt_, false, true, kGrey}});
    return true;
  }

  double lowest() const { return lowest_; }

 private:
  double left() const { return box_.min_x + column_ * (column_width_ + kColumnGap); }

  TextBlock title_block(const LegendGroup& group) const {
    return {group.title, {size_pt_, true, false, kInk}, column_width_, false, 3};
  }
  TextBlock counted_block(const LegendGroup& group) const {
    return {group.counted, {size_pt_ * 0.9, false, false, kGrey}, column_width_, false, 2};
  }
  /// A layer that is an entry of its own reads like a title, or it would pass for a class of the layer above.
  TextBlock entry_block(const LegendGroup& group, const LegendEntry& entry) const {
    const double count = entry.show_count ? count_width(entry) + 4 : 0;
    return {entry.label,
            {size_pt_, group.title.empty(), false, kInk},
            column_width_ - entry.swatch_pt - kSwatchGap - count,
            false,
            group.title.empty() ? 4 : 2};
  }
  double count_width(const LegendEntry& entry) const {
    return measure_text(canvas_, {grouped(entry.count), {size_pt_ * 0.9, false, false, kGrey}}).width;
  }

  double height_of(const Row& row) const {
    if (row.entry)
      return std::max({size_pt_ * 1.38, row.entry->least_height_pt,
                       measure_text(canvas_, entry_block(*row.group, *row.entry)).height + 0.2});
    double title = measure_text(canvas_, title_block(*row.group)).height + 2;
    if (!row.group->counted.empty()) title += measure_text(canvas_, counted_block(*row.group)).height;
    return row.group->density ? title + size_pt_ * 4.4 : title;
  }

  void draw_row(const Row& row) {
    if (!row.entry) {
      const TextSize size = draw_text(canvas_, left(), y_, title_block(*row.group));
      if (!row.group->counted.empty())
        draw_text(canvas_, left(), y_ + size.height, counted_block(*row.group));
      if (row.group->density && row.group->density->heat.columns > 0)
        draw_heat_scale(*row.group->layer, row.group->density->heat, y_ + size.height + 2);
      else if (row.group->density)
        draw_scale(*row.group->density, y_ + size.height + 2);
      return;
    }
    const TextBlock block = entry_block(*row.group, *row.entry);
    const double height = height_of(row);
    const TextSize size = measure_text(canvas_, block);
    draw_swatch(canvas_.cairo, left() + 0.5, y_ + height / 2, *row.entry);
    const double top = y_ + (height - size.height) / 2;
    draw_text(canvas_, left() + row.entry->swatch_pt + kSwatchGap, top, block);
    if (row.entry->show_count)
      draw_text(canvas_, left() + column_width_ - count_width(*row.entry), top + size_pt_ * 0.06,
                {grouped(row.entry->count), {size_pt_ * 0.9, false, false, kGrey}});
  }

  void draw_heat_scale(const SceneLayer& layer, const KernelDensity& heat, double y) {
    const double width = std::min(column_width_ - 8, 130.0), bar = size_pt_ * 0.9;
    constexpr int kSteps = 48;
    for (int i = 0; i < kSteps; ++i) {
      const double root = (i + 0.5) / kSteps;
      set_colour(canvas_.cairo, heat_colour(layer.style, root * root),
                 static_cast<double>(layer.style.opacity));
      cairo_rectangle(canvas_.cairo, left() + width * i / kSteps, y, width / kSteps, bar);
      cairo_fill(canvas_.cairo);
    }
    for (const double root : {0.0, 0.5, 1.0}) {
      const std::string text = legend_number(static_cast<double>(heat.largest) * root * root, -1);
      const TextBlock block{text, {size_pt_ * 0.85, false, false, kInk}};
      draw_text(canvas_, left() + root * (width - measure_text(canvas_, block).width), y + bar + 1, block);
    }
    const double h = layer.style.bandwidth_m;
    const std::string unit =
        heat_unit(layer) + ", bandwidth " + (h >= 1000 ? decimal(h / 1000, 2) + " km" : decimal(h, 1) + " m");
    draw_text(canvas_, left(), y + bar + size_pt_ * 1.35,
              {unit, {size_pt_ * 0.85, false, false, kGrey}, column_width_, false, 1});
  }

  void draw_scale(const PointPlan& plan, double y) {
    const double width = std::min(column_width_ - 8, 130.0), bar = size_pt_ * 0.9;
    // From one point to the most; the ramp itself begins with none.
    const double one = std::log1p(1.0),
                 range = std::log1p(std::max(2.0, static_cast<double>(plan.largest))) - one;
    const auto place_of = [&](std::uint64_t value) {
      return (std::log1p(static_cast<double>(value)) - one) / range;
    };
    cairo_t* cairo = canvas_.cairo;
    constexpr int kSteps = 48;
    for (int i = 0; i < kSteps; ++i) {
      set_colour(cairo, on_paper(density_colour(plan, std::expm1(one + range * (i + 0.5) / kSteps))));
      // Steps overlap a little against hairlines between them.
      cairo_rectangle(cairo, left() + width * i / kSteps, y, width / kSteps + (i + 1 < kSteps ? 0.4 : 0),
                      bar);
      cairo_fill(cairo);
    }
    double free_from = left() - 1;
    const auto tick = [&](std::uint64_t value, bool last) {
      const double x = left() + width * place_of(value);
      const std::string text = grouped(value);
      const TextBlock block{text, {size_pt_ * 0.85, false, false, kInk}};
      const double text_width = measure_text(canvas_, block).width;
      double at = std::max(left(), x - text_width / 2);
      if (last) at = std::min(at, left() + column_width_ - text_width);
      if (at < free_from) return;
      draw_text(canvas_, at, y + bar + 1, block);
      free_from = at + text_width + 4;
    };
    // The largest value is written first of all; round ones where they leave it room.
    const double largest_width = measure_text(canvas_, {grouped(plan.largest), {size_pt_ * 0.85}}).width;
    for (std::uint64_t value = 1; value < plan.largest; value *= 10)
      if (width * (1 - place_of(value)) > largest_width * 1.6) tick(value, false);
    tick(std::max<std::uint64_t>(1, plan.largest), true);
    const std::string unit =
        "firms in a cell of " +
        (plan.cell_m >= 1000 ? decimal(plan.cell_m / 1000, 2) + " km" : decimal(plan.cell_m, 2) + " m");
    draw_text(canvas_, left(), y + bar + size_pt_ * 1.35, {unit, {size_pt_ * 0.85, false, false, kGrey}});
  }

  const Canvas& canvas_;
  Box box_;
  double size_pt_, y_, column_width_ = 0, lowest_ = 0;
  int column_ = 0, columns_;
};

std::vector<Row> rows_of(const std::vector<LegendGroup>& groups) {
  std::vector<Row> rows;
  for (const LegendGroup& group : groups) {
    if (!group.title.empty()) rows.push_back({&group, nullptr});
    for (const LegendEntry& entry : group.entries) rows.push_back({&group, &entry});
  }
  return rows;
}

/// Lays out the first `count` rows; true when they fit (with the line that counts the others).
bool flow_rows(Flow& flow, const std::vector<Row>& rows, std::size_t count, bool draw) {
  for (std::size_t i = 0; i < count; ++i)
    if (!flow.add(rows[i], i + 1 < rows.size() ? &rows[i + 1] : nullptr, draw)) return false;
  if (count == rows.size()) return true;
  std::size_t left_out = 0;
  for (std::size_t i = count; i < rows.size(); ++i) left_out += rows[i].entry || rows[i].group->density;
  return flow.add_more(left_out, count == 0, draw);
}

/// What a reader needs first when not all fits: results, then firms, then what else was measured.
int lateness(const LegendGroup& group) {
  const SceneLayer& layer = *group.layer;
  if (layer.kind == "cases" || layer.kind == "places") return 5;
  switch (layer.role) {
    case Role::result:
      return 0;
    case Role::establishments:
      return 1;
    case Role::zones:
      return 2;
    case Role::institutions:
      return 3;
    default:
      return 4;
  }
}

}  // namespace

double legend_height(const Canvas& canvas, const std::vector<LegendGroup>& groups, double width,
                     int columns) {
  const std::vector<Row> rows = rows_of(groups);
  for (double height = 40; height < 600; height += 10) {
    Flow flow(canvas, {0, 0, width, height}, columns, 8);
    if (flow_rows(flow, rows, rows.size(), false)) return flow.lowest();
  }
  return 600;
}

int legend_columns(const Canvas& canvas, const std::vector<LegendGroup>& groups, const Box& box) {
  const std::vector<Row> rows = rows_of(groups);
  const int most = static_cast<int>((box.width() + kColumnGap) / (kNarrowestColumn + kColumnGap));
  for (int columns = 1; columns <= most; ++columns) {
    Flow trial(canvas, box, columns, kEasy);
    if (flow_rows(trial, rows, rows.size(), false)) return columns;
  }
  return 0;
}

std::size_t draw_legend(const Canvas& canvas, const std::vector<LegendGroup>& groups, const Box& box,
                        int columns) {
  std::vector<Row> rows = rows_of(groups);
  for (const double size : {8.0, 7.25, kEasy, kSmallest}) {
    Flow trial(canvas, box, columns, size);
    if (!flow_rows(trial, rows, rows.size(), false)) continue;
    Flow flow(canvas, box, columns, size);
    flow_rows(flow, rows, rows.size(), true);
    return 0;
  }
  std::vector<LegendGroup> by_need = groups;
  std::stable_sort(by_need.begin(), by_need.end(),
                   [](const LegendGroup& a, const LegendGroup& b) { return lateness(a) < lateness(b); });
  rows = rows_of(by_need);
  std::size_t count = rows.size();
  while (count > 0) {
    Flow trial(canvas, box, columns, kSmallest);
    --count;
    // A title with nothing of its own below it says nothing.
    if (count > 0 && !rows[count - 1].entry && !rows[count - 1].group->density) continue;
    if (flow_rows(trial, rows, count, false)) break;
  }
  Flow flow(canvas, box, columns, kSmallest);
  flow_rows(flow, rows, count, true);
  std::size_t left_out = 0;
  for (std::size_t i = count; i < rows.size(); ++i) left_out += rows[i].entry || rows[i].group->density;
  return left_out;
}

}  // namespace agglo

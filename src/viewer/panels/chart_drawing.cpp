#include "viewer/panels/chart_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "viewer/charts/axis_ticks.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// Room for the numbers left of a plot, and for the title above it, in heights of small text.
constexpr float kLeftRoom = 3, kTitleRoom = 1.6f;

struct Ink {
  ImU32 text, faint, grid, whole, selected, paper;
};

Ink ink_of(bool dark) {
  const auto packed = [](ImGuiCol slot, float alpha) {
    ImVec4 colour = ImGui::GetStyleColorVec4(slot);
    colour.w *= alpha;
    return ImGui::ColorConvertFloat4ToU32(colour);
  };
  return {packed(ImGuiCol_Text, 1),       packed(ImGuiCol_TextDisabled, 1),
          packed(ImGuiCol_Separator, 1),  packed(ImGuiCol_TextDisabled, 0.5f),
          im_packed(accent_colour(dark)), packed(ImGuiCol_WindowBg, 1)};
}

float small_size() {
  return ImGui::GetFontSize() * 0.82f;
}

ImVec2 small_extent(const std::string& text) {
  return ImGui::GetFont()->CalcTextSizeA(small_size(), FLT_MAX, 0, text.c_str());
}

void small_text(ImDrawList* draw, ImVec2 at, ImU32 ink, const std::string& text) {
  draw->AddText(ImGui::GetFont(), small_size(), {std::round(at.x), std::round(at.y)}, ink, text.c_str());
}

float lerp(float a, float b, double t) {
  return a + (b - a) * static_cast<float>(t);
}

std::uint64_t whole(double amount) {
  return static_cast<std::uint64_t>(std::llround(std::max(0.0, amount)));
}

double greatest_of(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

double at(const std::vector<double>& values, std::size_t k) {
  return k < values.size() ? values[k] : 0;
}

std::string axis_title(const ChartAxis& axis) {
  std::string name = tr(readable_key(axis.column));
  if (!shown_unit(axis.unit).empty()) name += " (" + shown_unit(axis.unit) + ")";
  return axis.log ? fmt::format(fmt::runtime(tr("{}, log")), name) : name;
}

/// Ticks and name of the axis along the bottom.
void bottom_axis(ImDrawList* draw, const ChartPlot& plot, const ChartAxis& axis, const Ink& ink) {
  const float width = plot.high.x - plot.low.x;
  const auto most = static_cast<std::size_t>(std::max(2.0f, width / (small_size() * 3.2f)));
  float taken = -1e6f;
  for (const AxisTick& tick : axis_ticks(axis, most)) {
    const float x = lerp(plot.low.x, plot.high.x, tick.position / static_cast<double>(axis.bins));
    draw->AddLine({x, plot.high.y}, {x, plot.high.y + 4}, ink.faint);
    const float half = small_extent(tick.text).x * 0.5f;
    if (x - half < taken) continue;
    small_text(draw, {x - half, plot.high.y + 4}, ink.faint, tick.text);
    taken = x + half + 6;
  }
  const std::string title = cut_text(axis_title(axis), width / 0.82f);
  small_text(draw, {plot.low.x + (width - small_extent(title).x) * 0.5f, plot.high.y + 5 + small_size()},
             ink.text, title);
}

/// Grid and amounts along the left, up and, for closings, down from the base line.
void amount_axis(ImDrawList* draw, const ChartPlot& plot, double most_below, const Ink& ink) {
  const float height = plot.high.y - plot.low.y;
  const float base = plot.high.y - height * static_cast<float>(plot.zero);
  const auto most = static_cast<std::size_t>(std::max(1.0f, (base - plot.low.y) / (small_size() * 2.2f)));
  for (const AxisTick& tick : amount_ticks(plot.most, most))
    for (const float way : {-1.0f, 1.0f}) {
      if (way > 0 && (tick.position == 0 || tick.position > most_below)) continue;
      const float y = base + way * (base - plot.low.y) * static_cast<float>(tick.position / plot.most);
      if (y < plot.low.y - 1) continue;
      draw->AddLine({plot.low.x, y}, {plot.high.x, y}, tick.position == 0 ? ink.faint : ink.grid);
      small_text(draw, {plot.low.x - small_extent(tick.text).x - 5, y - small_size() * 0.55f}, ink.faint,
                 tick.text);
    }
}

/// One bar from the base line; `way` -1 up, 1 down.
struct Bars {
  ImDrawList* draw;
  const ChartPlot& plot;
  std::size_t bins;

  void add(std::size_t k, double amount, double way, ImU32 colour) const {
    if (!(amount > 0)) return;
    const float height = plot.high.y - plot.low.y;
    const float base = plot.high.y - height * static_cast<float>(plot.zero);
    float left = lerp(plot.low.x, plot.high.x, static_cast<double>(k) / static_cast<double>(bins));
    float right = lerp(plot.low.x, plot.high.x, static_cast<double>(k + 1) / static_cast<double>(bins));
    if (right - left > 4) right -= 1;
    const auto reach = static_cast<float>(amount / plot.most) * (base - plot.low.y);
    // What is there can be seen, however little it is.
    const float end = base + static_cast<float>(way) * std::max(1.0f, reach);
    draw->AddRectFilled({left, std::min(base, end)}, {std::max(right, left + 1), std::max(base, end)},
                        colour);
  }
};

void draw_columns(ImDrawList* draw, ChartPlot& plot, const Ink& ink) {
  const LinkedChart& chart = *plot.chart;
  const bool years = chart.slot.kind == ChartKind::years;
  const bool stock = years && chart.slot.stock;
  const std::vector<double> whole = stock ? chart.shown.stock() : chart.shown.amount;
  const std::vector<double> part = stock ? chart.selected.stock() : chart.selected.amount;
  const std::vector<double> none;
  const std::vector<double>& below = years && !stock ? chart.shown.closings : none;
  const double up = std::max(1.0, greatest_of(whole)), down = greatest_of(below);
  const auto wanted = static_cast<std::size_t>((plot.high.y - plot.low.y) / (small_size() * 2.2f));
  plot.most = amount_ticks(up, std::max<std::size_t>(1, wanted)).back().position;
  plot.zero = down / (plot.most + down);
  amount_axis(draw, plot, down, ink);
  const Bars bars{draw, plot, chart.bins->x.bins};
  for (std::size_t k = 0; k < bars.bins; ++k) {
    bars.add(k, at(whole, k), -1, ink.whole);
    bars.add(k, at(part, k), -1, ink.selected);
    bars.add(k, at(below, k), 1, ink.whole);
    if (!below.empty()) bars.add(k, at(chart.selected.closings, k), 1, ink.selected);
  }
  bottom_axis(draw, plot, chart.bins->x, ink);
}

/// The longest bar of a name. The others together may be many times that; their bar is then cut.
double most_named(const LinkedChart& chart) {
  const std::vector<double>& amount = chart.shown.amount;
  if (!chart.order.has_other() || amount.size() < 2) return std::max(1.0, greatest_of(amount));
  const double named = *std::max_element(amount.begin(), amount.end() - 1);
  return std::max(1.0, named > 0 ? named : amount.back());
}

/// Two slanting gaps: the bar is longer than it is drawn.
void draw_cut(ImDrawList* draw, float x, float top, float bottom, ImU32 paper) {
  const float lean = (bottom - top) * 0.35f, gap = 2.5f;
  for (const float at : {x, x + 3 * gap})
    draw->AddQuadFilled({at + lean, top - 1}, {at + lean + gap, top - 1}, {at - lean + gap, bottom + 1},
                        {at - lean, bottom + 1}, paper);
}

void draw_bars(ImDrawList* draw, ChartPlot& plot, const Ink& ink) {
  const LinkedChart& chart = *plot.chart;
  plot.across = true;
  plot.most = most_named(chart);
  const auto bins = static_cast<float>(std::max<std::size_t>(1, chart.order.bars()));
  const float line = (plot.high.y - plot.low.y) / bins;
  const float size = std::clamp(line - 2, 8.0f, ImGui::GetFontSize() * 0.9f);
  ImFont* font = ImGui::GetFont();
  const auto extent = [&](const std::string& text) {
    return font->CalcTextSizeA(size, FLT_MAX, 0, text.c_str()).x;
  };
  float amounts = 0, labels = 0;
  for (std::size_t k = 0; k < chart.order.bars(); ++k) {
    amounts = std::max(amounts, extent(short_number(at(chart.shown.amount, k))));
    labels = std::max(labels, extent(bar_label(chart, k)));
  }
  labels = std::min(labels, (plot.high.x - plot.low.x) * 0.45f);
  const float left = plot.low.x + labels + 6, right = std::max(left + 8, plot.high.x - amounts - 6);
  for (std::size_t k = 0; k < chart.order.bars(); ++k) {
    const float top = plot.low.y + line * static_cast<float>(k), middle = top + (line - size) * 0.5f - 1;
    const std::string label = cut_text(bar_label(chart, k), labels * ImGui::GetFontSize() / size);
    draw->AddText(font, size, {left - 6 - extent(label), middle}, ink.text, label.c_str());
    const double shown = at(chart.shown.amount, k), drawn = std::min(shown, plot.most);
    const float reach = (right - left) * static_cast<float>(drawn / plot.most), end = left + reach;
    // Of a cut bar the selected part is its share of what is drawn.
    const auto bar = [&](double amount, ImU32 colour) {
      if (!(amount > 0)) return;
      const float length = reach * static_cast<float>(shown > 0 ? amount / shown : 1);
      draw->AddRectFilled({left, top + line * 0.12f}, {left + std::max(1.0f, length), top + line * 0.88f},
                          colour);
    };
    bar(shown, ink.whole);
    bar(at(chart.selected.amount, k), ink.selected);
    if (shown > plot.most)
      draw_cut(draw, left + reach * 0.8f, top + line * 0.12f, top + line * 0.88f, ink.paper);
    draw->AddText(font, size, {end + 4, middle}, ink.faint, short_number(shown).c_str());
  }
}

void draw_cells(ImDrawList* draw, const ChartPlot& plot, const ChartCounts& counts, double most,
                ImU32 colour) {
  const ChartBins& bins = *plot.chart->bins;
  const auto columns = static_cast<double>(bins.x.bins), lines = static_cast<double>(bins.y.bins);
  const ImVec4 base = ImGui::ColorConvertU32ToFloat4(colour);
  for (std::size_t k = 0; k < counts.amount.size(); ++k) {
    if (!(counts.amount[k] > 0)) continue;
    const double x = static_cast<double>(k % bins.x.bins), y = static_cast<double>(k / bins.x.bins);
    ImVec4 shade = base;
    shade.w = static_cast<float>(0.25 + 0.75 * std::log1p(counts.amount[k]) / std::log1p(most));
    draw->AddRectFilled(
        {lerp(plot.low.x, plot.high.x, x / columns), lerp(plot.high.y, plot.low.y, (y + 1) / lines)},
        {lerp(plot.low.x, plot.high.x, (x + 1) / columns), lerp(plot.high.y, plot.low.y, y / lines)},
        ImGui::ColorConvertFloat4ToU32(shade));
  }
}

void draw_dots(ImDrawList* draw, const ChartPlot& plot, const RowSet* shown, const RowSet* only,
               ImU32 colour) {
  const auto& places = plot.chart->bins->places;
  const float half = at_scale(1.5f);
  for (std::size_t row = 0; row < places.size(); ++row) {
    if (std::isnan(places[row][0]) || (shown && !shown->contains(row)) || (only && !only->contains(row)))
      continue;
    const float x = lerp(plot.low.x, plot.high.x, static_cast<double>(places[row][0]));
    const float y = lerp(plot.high.y, plot.low.y, static_cast<double>(places[row][1]));
    if (places.size() <= 500)
      draw->AddCircleFilled({x, y}, at_scale(3.5f), colour, 8);
    else
      draw->AddRectFilled({x - half, y - half}, {x + half, y + half}, colour);
  }
}

void draw_scatter(ImDrawList* draw, const ChartPlot& plot, const LinkedView& linked, const Ink& ink) {
  const LinkedChart& chart = *plot.chart;
  const ChartAxis& y_axis = chart.bins->y;
  draw->AddLine({plot.low.x, plot.high.y}, plot.high, ink.faint);
  const float height = plot.high.y - plot.low.y;
  const auto most = static_cast<std::size_t>(std::max(2.0f, height / (small_size() * 2)));
  for (const AxisTick& tick : axis_ticks(y_axis, most)) {
    const float y = lerp(plot.high.y, plot.low.y, tick.position / static_cast<double>(y_axis.bins));
    draw->AddLine({plot.low.x, y}, {plot.high.x, y}, ink.grid);
    small_text(draw, {plot.low.x - small_extent(tick.text).x - 5, y - small_size() * 0.55f}, ink.faint,
               tick.text);
  }
  if (!chart.bins->places.empty()) {
    draw_dots(draw, plot, linked.shown.get(), nullptr, ink.whole);
    if (linked.selected) draw_dots(draw, plot, nullptr, linked.selected.get(), ink.selected);
  } else {
    const double fullest = greatest_of(chart.shown.amount);
    draw_cells(draw, plot, chart.shown, fullest, ink.faint);
    draw_cells(draw, plot, chart.selected, fullest, ink.selected);
  }
  bottom_axis(draw, plot, chart.bins->x, ink);
  // Above the data, from where the numbers of its axis begin.
  const float left = plot.low.x - small_size() * kLeftRoom;
  small_text(draw, {left, plot.low.y - small_size() * kTitleRoom}, ink.text,
             cut_text(axis_title(y_axis), (plot.high.x - left) / 0.82f));
}

}  // namespace

std::string bar_label(const LinkedChart& chart, std::size_t k) {
  if (k < chart.order.values.size()) return chart.bins->labels[chart.order.values[k]];
  return counted("{} other", "{} others", chart.order.others);
}

ImVec2 ChartPlot::bins_at(ImVec2 mouse) const {
  const ImVec2 part((mouse.x - low.x) / std::max(1.0f, high.x - low.x),
                    (mouse.y - low.y) / std::max(1.0f, high.y - low.y));
  const auto x = static_cast<float>(chart->bins_along()), y = static_cast<float>(chart->bins->y.bins);
  if (across) return {part.y * x, 0};
  return {part.x * x, (1 - part.y) * y};
}

bool ChartPlot::below_zero(ImVec2 mouse) const {
  return zero > 0 && mouse.y > high.y - (high.y - low.y) * static_cast<float>(zero);
}

ChartPlot draw_chart(const LinkedView& linked, const LinkedChart& chart, ImVec2 low, ImVec2 high, bool dark) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const Ink ink = ink_of(dark);
  ChartPlot plot{low, high, &chart, 1, 0, false};
  if (chart.slot.kind == ChartKind::bars) {
    draw_bars(draw, plot, ink);
    return plot;
  }
  const bool titled = chart.slot.kind == ChartKind::scatter;  // the others count rows upwards
  plot.low = {low.x + small_size() * kLeftRoom, low.y + small_size() * (titled ? kTitleRoom : 0.6f)};
  plot.high = {high.x - small_size() * 0.7f, high.y - small_size() * 2.4f};
  if (chart.slot.kind == ChartKind::scatter)
    draw_scatter(draw, plot, linked, ink);
  else
    draw_columns(draw, plot, ink);
  return plot;
}

void chart_tooltip(const ChartPlot& plot, ImVec2 mouse) {
  const LinkedChart& chart = *plot.chart;
  const ChartBins& bins = *chart.bins;
  const ImVec2 place = plot.bins_at(mouse);
  if (place.x < 0 || place.x >= static_cast<float>(chart.bins_along()) || place.y < 0) return;
  const auto x = static_cast<std::size_t>(place.x);
  const auto line = [](std::string text, double selected, bool has_selection) {
    if (has_selection) text += ", " + counted("{} selected", "{} selected", whole(selected));
    ImGui::TextUnformatted(text.c_str());
  };
  const bool any = !chart.selected.amount.empty();
  ImGui::BeginTooltip();
  if (chart.slot.kind == ChartKind::scatter) {
    const auto y = static_cast<std::size_t>(place.y);
    if (y < bins.y.bins) {
      heading((tr(readable_key(bins.x.column)) + " " + bin_text(bins.x, x)).c_str());
      heading((tr(readable_key(bins.y.column)) + " " + bin_text(bins.y, y)).c_str());
      const std::size_t k = y * bins.x.bins + x;
      line(counted("{} row", "{} rows", whole(at(chart.shown.amount, k))), at(chart.selected.amount, k), any);
    }
  } else if (chart.slot.kind == ChartKind::years && chart.slot.stock) {
    heading(bin_text(bins.x, x).c_str());
    line(counted("{} in business at the end", "{} in business at the end", whole(at(chart.shown.stock(), x))),
         at(chart.selected.stock(), x), any);
  } else if (chart.slot.kind == ChartKind::years) {
    heading(bin_text(bins.x, x).c_str());
    line(counted("{} born", "{} born", whole(at(chart.shown.amount, x))), at(chart.selected.amount, x), any);
    line(counted("{} closed", "{} closed", whole(at(chart.shown.closings, x))),
         at(chart.selected.closings, x), any);
  } else {
    const bool bars = chart.slot.kind == ChartKind::bars;
    heading(bars ? bar_label(chart, x).c_str()
                 : (bin_text(bins.x, x) + (bins.x.unit.empty() ? "" : " " + bins.x.unit)).c_str());
    const std::uint64_t amount = whole(at(chart.shown.amount, x));
    line(
        bars && chart.slot.jobs ? counted("{} job", "{} jobs", amount) : counted("{} row", "{} rows", amount),
        at(chart.selected.amount, x), any);
  }
  ImGui::EndTooltip();
}

}  // namespace agglo::viewer

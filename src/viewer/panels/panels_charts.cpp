// Tab of the bottom panel: charts of the active layer, side by side, linked to the map.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>

#include "viewer/panels/chart_drawing.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

const char* kind_name(ChartKind kind) {
  switch (kind) {
    case ChartKind::histogram:
      return tr_key("Histogram");
    case ChartKind::scatter:
      return tr_key("Scatter");
    case ChartKind::bars:
      return tr_key("Bars");
    case ChartKind::years:
      return tr_key("Years");
  }
  return "";
}

/// The slot as a chart of another kind, with columns that suit it; nothing when the layer has none.
std::optional<ChartSlot> slot_of_kind(const LayerNumbers& numbers, const ChartSlot& slot, ChartKind kind) {
  ChartSlot changed{.kind = kind};
  const auto keep_or_first = [&](const std::vector<const Column*>& columns, const std::string& kept,
                                 std::size_t index) {
    for (const Column* column : columns)
      if (column->name == kept) return kept;
    return columns.empty() ? std::string() : columns[std::min(index, columns.size() - 1)]->name;
  };
  if (kind == ChartKind::bars) changed.x = keep_or_first(category_columns(numbers), slot.x, 0);
  if (kind == ChartKind::histogram || kind == ChartKind::scatter)
    changed.x = keep_or_first(number_columns(numbers), slot.x, 0);
  if (kind == ChartKind::scatter) changed.y = keep_or_first(number_columns(numbers), slot.y, 1);
  if (kind == ChartKind::years && has_years(numbers)) changed.x = "born", changed.y = "closed";
  if (changed.x.empty()) return std::nullopt;
  return changed;
}

/// A small picture of a kind of chart in a button's place.
void draw_kind(ImDrawList* draw, ImVec2 low, float size, ChartKind kind, ImU32 ink) {
  const auto box = [&](float x0, float y0, float x1, float y1) {
    draw->AddRectFilled({low.x + x0 * size, low.y + y0 * size}, {low.x + x1 * size, low.y + y1 * size}, ink);
  };
  if (kind == ChartKind::histogram) {
    box(0.05f, 0.6f, 0.25f, 1), box(0.3f, 0.15f, 0.5f, 1), box(0.55f, 0.35f, 0.75f, 1);
    box(0.8f, 0.75f, 1, 1);
  } else if (kind == ChartKind::bars) {
    box(0, 0.08f, 1, 0.28f), box(0, 0.4f, 0.7f, 0.6f), box(0, 0.72f, 0.4f, 0.92f);
  } else if (kind == ChartKind::years) {
    box(0.05f, 0.3f, 0.25f, 0.6f), box(0.4f, 0.05f, 0.6f, 0.6f), box(0.75f, 0.2f, 0.95f, 0.6f);
    box(0.4f, 0.68f, 0.6f, 0.9f), box(0.75f, 0.68f, 0.95f, 1);
  } else {
    for (const auto& [x, y] :
         {std::pair{0.15f, 0.8f}, {0.35f, 0.55f}, {0.5f, 0.7f}, {0.6f, 0.35f}, {0.8f, 0.45f}, {0.85f, 0.15f}})
      draw->AddCircleFilled({low.x + x * size, low.y + y * size}, size * 0.11f, ink, 8);
  }
}

void options_popup(const PanelInput& in, const LayerNumbers& numbers, std::size_t k, const ChartSlot& slot,
                   Actions& out) {
  if (!ImGui::BeginPopup("options")) return;
  for (const ChartKind kind : {ChartKind::bars, ChartKind::histogram, ChartKind::scatter, ChartKind::years}) {
    const auto changed = slot_of_kind(numbers, slot, kind);
    if (ImGui::MenuItem(tr(kind_name(kind)), nullptr, slot.kind == kind, changed.has_value()) && changed)
      out.push_back(SetChart{k, *changed});
  }
  ImGui::Separator();
  const auto toggle = [&](const char* words, bool on, const auto& change, bool can = true) {
    if (!ImGui::MenuItem(tr(words), nullptr, on, can)) return;
    ChartSlot changed = slot;
    change(changed);
    out.push_back(SetChart{k, changed});
  };
  const auto& charts = in.state.linked.charts;
  const ChartBins* bins = k < charts.size() ? charts[k].bins.get() : nullptr;
  const bool log_x = bins && bins->x.log, log_y = bins && bins->y.log;
  if (slot.kind == ChartKind::histogram || slot.kind == ChartKind::scatter)
    toggle(tr_key("Logarithmic axis"), log_x, [&](ChartSlot& s) { s.log_x = !log_x; });
  if (slot.kind == ChartKind::scatter)
    toggle(tr_key("Logarithmic upright axis"), log_y, [&](ChartSlot& s) { s.log_y = !log_y; });
  if (slot.kind == ChartKind::bars)
    toggle(
        tr_key("Jobs instead of rows"), slot.jobs, [](ChartSlot& s) { s.jobs = !s.jobs; },
        !numbers.jobs.empty());
  if (slot.kind == ChartKind::years)
    toggle(tr_key("Firms in business instead of births and closings"), slot.stock,
           [](ChartSlot& s) { s.stock = !s.stock; });
  ImGui::Separator();
  if (ImGui::MenuItem(tr("Remove this chart"))) out.push_back(RemoveChart{k});
  ImGui::EndPopup();
}

void column_combo(const char* id, const LayerNumbers& numbers, const std::vector<const Column*>& columns,
                  const std::string& chosen, float width, const auto& choose) {
  const auto title = [&](const Column& column) {
    return column_title(*numbers.own, column) + (column.unit.empty() ? "" : " (" + column.unit + ")");
  };
  const Column* now = numbers.find(chosen);
  ImGui::SetNextItemWidth(width);
  if (!ImGui::BeginCombo(id, now ? title(*now).c_str() : chosen.c_str(), ImGuiComboFlags_HeightLarge)) return;
  for (const Column* column : columns)
    if (ImGui::Selectable((title(*column) + "##" + column->name).c_str(), column == now))
      choose(column->name);
  ImGui::EndCombo();
}

void chart_header(const PanelInput& in, const LayerNumbers& numbers, std::size_t k, const ChartSlot& slot,
                  Actions& out) {
  const float side = ImGui::GetFrameHeight();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (ImGui::Button("##kind", {side * 1.1f, side})) ImGui::OpenPopup("options");
  item_tooltip(tr("Kind of chart and options"));
  draw_kind(ImGui::GetWindowDrawList(), {corner.x + side * 0.28f, corner.y + side * 0.22f}, side * 0.56f,
            slot.kind, ImGui::GetColorU32(ImGuiCol_Text));
  options_popup(in, numbers, k, slot, out);
  ImGui::SameLine();
  const float room = ImGui::GetContentRegionAvail().x;
  const auto set = [&](std::string ChartSlot::*member, std::optional<bool> ChartSlot::*log) {
    return [&, member, log](const std::string& name) {
      ChartSlot changed = slot;
      changed.*member = name;
      changed.*log = std::nullopt;
      out.push_back(SetChart{k, changed});
    };
  };
  switch (slot.kind) {
    case ChartKind::histogram:
      return column_combo("##x", numbers, number_columns(numbers), slot.x, room,
                          set(&ChartSlot::x, &ChartSlot::log_x));
    case ChartKind::bars:
      return column_combo("##x", numbers, category_columns(numbers), slot.x, room,
                          set(&ChartSlot::x, &ChartSlot::log_x));
    case ChartKind::scatter: {
      const float half = (room - ImGui::GetStyle().ItemSpacing.x) * 0.5f;
      column_combo("##x", numbers, number_columns(numbers), slot.x, half,
                   set(&ChartSlot::x, &ChartSlot::log_x));
      ImGui::SameLine();
      return column_combo("##y", numbers, number_columns(numbers), slot.y, half,
                          set(&ChartSlot::y, &ChartSlot::log_y));
    }
    case ChartKind::years:
      ImGui::AlignTextToFramePadding();
      ImGui::TextUnformatted(
          cut_text(slot.stock ? tr("Firms in business") : tr("Births and closings"), room).c_str());
  }
}

/// A press, a drag and its end on the plot.
void select_with_mouse(const ChartPlot& plot, std::size_t k, Actions& out) {
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID x_key = ImGui::GetID("from x"), y_key = ImGui::GetID("from y"), how_key = ImGui::GetID("how");
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (ImGui::IsItemActivated()) {
    memory->SetFloat(x_key, mouse.x);
    memory->SetFloat(y_key, mouse.y);
    memory->SetInt(how_key, static_cast<int>(combine_of_keys()));
  }
  const bool ends = ImGui::IsItemDeactivated();
  const ImVec2 start(memory->GetFloat(x_key), memory->GetFloat(y_key));
  const bool moved = std::abs(mouse.x - start.x) > 3 || std::abs(mouse.y - start.y) > 3;
  if (!ends && !(ImGui::IsItemActive() && moved)) return;
  ImVec2 from = start, to = mouse;
  const bool scatter = plot.chart->slot.kind == ChartKind::scatter;
  if (scatter && !moved) {  // a dot need not be hit to the pixel
    const float reach = ImGui::GetFontSize() * 0.4f;
    from = {start.x - reach, start.y - reach};
    to = {start.x + reach, start.y + reach};
  }
  const ImVec2 a = plot.bins_at(from), b = plot.bins_at(to);
  SelectInChart select{k, static_cast<double>(a.x), static_cast<double>(b.x), static_cast<double>(a.y),
                       static_cast<double>(b.y)};
  select.closings = plot.below_zero(start);
  select.how = static_cast<Combine>(memory->GetInt(how_key));
  select.goes_on = !ends;
  // Where the bars do not reach, a click counts all the same: it is the column that is meant.
  out.push_back(select);
  if (ends) return;
  ImVec2 low(std::min(from.x, to.x), std::min(from.y, to.y)),
      high(std::max(from.x, to.x), std::max(from.y, to.y));
  if (!scatter && plot.across) low.x = plot.low.x, high.x = plot.high.x;
  if (!scatter && !plot.across) low.y = plot.low.y, high.y = plot.high.y;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(low, high, ImGui::GetColorU32(ImGuiCol_TextSelectedBg, 0.6f));
  draw->AddRect(low, high, ImGui::GetColorU32(ImGuiCol_CheckMark));
}

/// What the chart cannot show of the rows: "12 without a value · 340 not above zero".
std::string missing_text(const LinkedChart& chart) {
  const auto whole = [](double rows) { return static_cast<std::uint64_t>(std::max(0.0, rows)); };
  std::string text;
  if (const std::uint64_t n = whole(chart.shown.missing); n > 0)
    text = counted("{} without a value", "{} without a value", n);
  if (const std::uint64_t n = whole(chart.shown.not_above_zero); n > 0)
    text += (text.empty() ? "" : " · ") + counted("{} not above zero", "{} not above zero", n);
  return text;
}

void chart_body(const PanelInput& in, std::size_t k, Actions& out) {
  const LinkedView& linked = in.state.linked;
  const ImVec2 low = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  if (k >= linked.charts.size() || !linked.charts[k].bins) {
    faint_text(in.state, tr("Counting…"));
    return;
  }
  const LinkedChart& chart = linked.charts[k];
  if (!chart.bins->usable || chart.bins->size() == 0) {
    faint_text(in.state,
               chart.bins->usable ? tr("The column has no values.") : tr("The layer has no such column."));
    return;
  }
  if (room.x < 40 || room.y < 40) return;
  ImGui::InvisibleButton("plot", room);
  const bool hovered = ImGui::IsItemHovered();
  const std::string missing = missing_text(chart);
  const float size = ImGui::GetFontSize() * 0.75f;
  const ImVec2 top(low.x, missing.empty() ? low.y : low.y + size);  // never on the data
  const ChartPlot plot = draw_chart(linked, chart, top, {low.x + room.x, low.y + room.y}, in.state.dark);
  select_with_mouse(plot, k, out);
  if (!missing.empty()) {
    const float width = ImGui::GetFont()->CalcTextSizeA(size, FLT_MAX, 0, missing.c_str()).x;
    ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), size, {low.x + room.x - width - 6, low.y},
                                        ImGui::GetColorU32(ImGuiCol_TextDisabled), missing.c_str());
  }
  if (hovered && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) chart_tooltip(plot, ImGui::GetIO().MousePos);
}

void charts_header(const PanelInput& in, std::size_t charts, Actions& out) {
  const State& state = in.state;
  active_layer_combo(in, ImGui::GetFontSize() * 16, out);
  ImGui::SameLine();
  const bool full = charts >= kMostCharts;
  begin_disabled(full);
  if (ImGui::Button(tr("Add a chart"))) out.push_back(AddChart{});
  end_disabled();
  item_tooltip(full
                   ? tr("There is room for four charts.")
                   : tr("Drag over a chart or click it to select. Shift adds, Ctrl takes out, Alt keeps what "
                        "is common."));
  ImGui::SameLine();
  const float room = ImGui::GetContentRegionAvail().x;
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", cut_text(totals_text(state), room).c_str());
}

/// Charts share the width as long as each can be read, then stand in rows where there is the height; else the
/// panel scrolls.
struct ChartGrid {
  std::size_t columns = 1;
  float width = 0, height = 0, gap = 0;
};
ChartGrid chart_grid(std::size_t charts, ImVec2 room) {
  const float em = ImGui::GetFontSize(), least = em * 11.5f, least_height = em * 9;
  const float gap = ImGui::GetStyle().ItemSpacing.x * 1.5f, gap_y = ImGui::GetStyle().ItemSpacing.y;
  const auto fit = static_cast<std::size_t>(std::max(1.0f, std::floor((room.x + gap) / (least + gap))));
  std::size_t columns = std::min(charts, fit);
  const std::size_t rows = (charts + columns - 1) / columns;
  columns = (charts + rows - 1) / rows;  // four stand as two and two, not as three and one
  const float height = (room.y - gap_y * static_cast<float>(rows - 1)) / static_cast<float>(rows);
  if (rows > 1 && height < least_height) return {charts, least, room.y, gap};
  const auto n = static_cast<float>(columns);
  return {columns, std::max(least, (room.x - gap * (n - 1)) / n), height, gap};
}

}  // namespace

void active_layer_combo(const PanelInput& in, float width, Actions& out) {
  const State& state = in.state;
  const std::string active = active_layer(state);
  const auto title = [&](const Layer& layer) {
    if (const LayerView* view = find_layer(state, layer.name)) return view->title;
    return layer.title.empty() ? layer.name : layer.title;
  };
  const Layer* shown = state.map ? state.map->data.find(active) : nullptr;
  ImGui::SetNextItemWidth(width);
  const std::string now = shown ? title(*shown) : tr("No layer");
  const float room = width - ImGui::GetFrameHeight() - 2 * ImGui::GetStyle().FramePadding.x;
  if (ImGui::BeginCombo("##active", cut_middle(now, room).c_str(), ImGuiComboFlags_HeightLarge)) {
    for (const Layer& layer : state.map->data.layers)
      if (layer.table && ImGui::Selectable((title(layer) + "##" + layer.name).c_str(), &layer == shown))
        out.push_back(SetActiveLayer{layer.name});
    ImGui::EndCombo();
  }
  item_tooltip(now + "\n" + tr("The layer that table, charts and selection tools work on"));
}

void charts_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  if (!state.map) {
    faint_text(state, tr("Open a project or import a file to begin."));
    return;
  }
  const std::vector<ChartSlot> slots = chart_slots(state);
  charts_header(in, slots.size(), out);
  const LayerNumbers* numbers = numbers_of(state, active_layer(state));
  if (!numbers || slots.empty()) {
    faint_text(state, numbers ? tr("No chart yet: add one.") : tr("Counting…"));
    return;
  }
  if (ImGui::BeginChild("charts", {0, 0}, false, ImGuiWindowFlags_HorizontalScrollbar)) {
    const ChartGrid grid = chart_grid(slots.size(), ImGui::GetContentRegionAvail());
    for (std::size_t k = 0; k < slots.size(); ++k) {
      if (k % grid.columns > 0) ImGui::SameLine(0, grid.gap);
      ImGui::PushID(static_cast<int>(k));
      if (ImGui::BeginChild("chart", {grid.width, grid.height}, false, ImGuiWindowFlags_NoScrollbar)) {
        chart_header(in, *numbers, k, slots[k], out);
        chart_body(in, k, out);
      }
      ImGui::EndChild();
      ImGui::PopID();
    }
  }
  ImGui::EndChild();
}

}  // namespace agglo::viewer

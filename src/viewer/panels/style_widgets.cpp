#include "viewer/panels/style_widgets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viewer/panels/widgets.hpp"

namespace agglo::viewer {

namespace {

bool is_numeric(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values) ||
         std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

/// Colours side by side, from the cursor on.
void draw_strip(const std::vector<Colour>& colours, ImVec2 at, float width, float height) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float step = width / static_cast<float>(std::max<std::size_t>(1, colours.size()));
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const float x = at.x + step * static_cast<float>(i);
    draw->AddRectFilled({x, at.y}, {x + step, at.y + height}, im_packed(colours[i]));
  }
}

void draw_warning(ImVec2 at, float size) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 top{at.x + size * 0.5f, at.y + size * 0.1f}, left{at.x, at.y + size * 0.9f},
      right{at.x + size, at.y + size * 0.9f};
  draw->AddTriangleFilled(top, right, left, IM_COL32(235, 160, 20, 255));
  const float middle = at.x + size * 0.5f;
  draw->AddLine({middle, at.y + size * 0.4f}, {middle, at.y + size * 0.65f}, IM_COL32(40, 30, 0, 255),
                size * 0.1f);
  draw->AddCircleFilled({middle, at.y + size * 0.77f}, size * 0.06f, IM_COL32(40, 30, 0, 255));
}

constexpr const char* kUnsafe =
    tr_key("Some readers with a colour-vision deficiency cannot tell some of these colours apart");

/// One line of the list; true when it was chosen.
bool palette_line(const Palette& palette, const Style& style, std::size_t classes) {
  ImGui::PushID(palette.name);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetTextLineHeight(), width = ImGui::GetFontSize() * 7;
  const auto colours = palette_classes(palette, classes, style.reversed);
  const bool chosen = ImGui::Selectable("##palette", style.palette == palette.name, 0, {0, height});
  const bool unsafe = confuses_some(colours);
  item_tooltip(unsafe ? tr(kUnsafe) : "");
  draw_strip(colours, at, width, height - 1);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddText({at.x + width + height * 0.5f, at.y}, ImGui::GetColorU32(ImGuiCol_Text), palette.name);
  if (unsafe) draw_warning({at.x + width + ImGui::GetFontSize() * 6, at.y}, height);
  ImGui::PopID();
  return chosen;
}

}  // namespace

bool choose_column(const char* label, std::string& value, const Table* table, const char* none,
                   ColumnKind kind) {
  bool changed = false;
  const auto title = [&](const Column& column) {
    const std::string unit = shown_unit(column.unit);
    return column_title(*table, column) + (unit.empty() ? "" : " (" + unit + ")");
  };
  const Column* now = table && !value.empty() ? table->find(value) : nullptr;
  const float room = ImGui::CalcItemWidth() - ImGui::GetFrameHeight() - 2 * ImGui::GetStyle().FramePadding.x;
  const std::string shown = value.empty() ? none : now ? title(*now) : value;
  const bool open = ImGui::BeginCombo(label, cut_text(shown, room).c_str());
  if (!open) {
    if (!value.empty()) item_tooltip(shown == value ? shown : shown + "\n" + value);
    return false;
  }
  if (ImGui::Selectable(none, value.empty())) {
    value.clear();
    changed = true;
  }
  if (table)
    for (const Column& column : table->columns)
      if ((kind == ColumnKind::any || is_numeric(column)) &&
          ImGui::Selectable((title(column) + "##" + column.name).c_str(), column.name == value)) {
        value = column.name;
        changed = true;
      }
  ImGui::EndCombo();
  return changed;
}

bool edit_colour(const char* label, Colour& colour, bool with_alpha) {
  std::array<float, 4> v{static_cast<float>(colour.r) / 255, static_cast<float>(colour.g) / 255,
                         static_cast<float>(colour.b) / 255, static_cast<float>(colour.a) / 255};
  const ImGuiColorEditFlags alpha =
      with_alpha ? ImGuiColorEditFlags_AlphaPreview : ImGuiColorEditFlags_NoAlpha;
  if (!ImGui::ColorEdit4(label, v.data(), ImGuiColorEditFlags_NoInputs | alpha)) return false;
  const auto byte = [](float x) {
    return static_cast<std::uint8_t>(std::clamp(x, 0.0f, 1.0f) * 255.0f + 0.5f);
  };
  colour = {byte(v[0]), byte(v[1]), byte(v[2]), with_alpha ? byte(v[3]) : colour.a};
  return true;
}

bool choose_palette(const char* label, Style& style, std::size_t classes, bool qualitative) {
  bool changed = false;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float inner = ImGui::GetStyle().FramePadding.x, height = ImGui::GetFrameHeight();
  const Palette* now = find_palette(style.palette);
  if (ImGui::BeginCombo(label, now ? "" : tr("usual colours"), ImGuiComboFlags_HeightLarge)) {
    if (ImGui::Selectable(tr("usual colours"), style.palette.empty())) {
      changed = !style.palette.empty();
      style.palette.clear();
    }
    for (const bool suited : {true, false}) {
      for (const Palette& palette : palettes())
        if ((palette.kind == PaletteKind::qualitative) == (suited == qualitative) &&
            palette_line(palette, style, std::max<std::size_t>(classes, 3))) {
          style.palette = palette.name;
          changed = true;
        }
      if (suited) ImGui::Separator();
    }
    ImGui::EndCombo();
  }
  if (!now) return changed;
  const float width = ImGui::CalcItemWidth() - height - 2 * inner;
  const auto colours = palette_classes(*now, classes, style.reversed);
  draw_strip(colours, {at.x + inner, at.y + 4}, width * 0.55f, height - 8);
  ImGui::GetWindowDrawList()->AddText({at.x + inner + width * 0.6f, at.y + ImGui::GetStyle().FramePadding.y},
                                      ImGui::GetColorU32(ImGuiCol_Text), now->name);
  if (confuses_some(colours)) {
    ImGui::SameLine();
    const float size = ImGui::GetTextLineHeight();
    const ImVec2 mark = ImGui::GetCursorScreenPos();
    draw_warning({mark.x, mark.y + (height - size) * 0.5f}, size);
    ImGui::Dummy({size, height});
    item_tooltip(tr(kUnsafe));
  }
  return changed;
}

bool histogram_with_breaks(const Classes& classes, const std::vector<Category>& looks,
                           std::vector<double>& breaks) {
  const ValueSpread& summary = classes.summary;
  if (summary.bins.empty() || classes.breaks.size() < 2) return false;
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetFontSize() * 4.5f;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(at, {at.x + width, at.y + height}, ImGui::GetColorU32(ImGuiCol_FrameBg));
  const auto most = static_cast<float>(*std::max_element(summary.bins.begin(), summary.bins.end()));
  const float step = width / static_cast<float>(summary.bins.size());
  for (std::size_t i = 0; i < summary.bins.size(); ++i) {
    if (summary.bins[i] == 0) continue;
    const double middle =
        summary.axis_value((static_cast<double>(i) + 0.5) / static_cast<double>(summary.bins.size()));
    const int k = class_of(classes.breaks, middle);
    const Colour colour = k >= 0 && static_cast<std::size_t>(k) < looks.size()
                              ? looks[static_cast<std::size_t>(k)].fill
                              : Colour{136, 136, 136, 255};
    // Roots: the rare values are those a break is about.
    const float bar = std::max(1.5f, (height - 4) * std::sqrt(static_cast<float>(summary.bins[i]) / most));
    const float x = at.x + step * static_cast<float>(i);
    draw->AddRectFilled({x, at.y + height - bar}, {x + std::max(1.0f, step - 1), at.y + height},
                        IM_COL32(colour.r, colour.g, colour.b, 255));
  }
  bool dragged = false;
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const float x = at.x + width * static_cast<float>(summary.axis_place(breaks[i]));
    ImGui::SetCursorScreenPos({x - 5, at.y});
    ImGui::InvisibleButton("break", {10, height});
    const bool active = ImGui::IsItemActive(), hovered = ImGui::IsItemHovered();
    if (active || hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    if (active && std::abs(ImGui::GetIO().MouseDelta.x) > 0) {
      double value = summary.axis_value(static_cast<double>((ImGui::GetIO().MousePos.x - at.x) / width));
      if (summary.whole) value = std::round(value);
      const double low = i == 0 ? summary.least : breaks[i - 1];
      const double high = i + 1 == breaks.size() ? summary.most : breaks[i + 1];
      if (value > low && value < high && value != breaks[i]) {
        breaks[i] = value;
        dragged = true;
      }
    }
    if (active || hovered) ImGui::SetTooltip("%s", legend_number(breaks[i], summary.whole ? 0 : -1).c_str());
    const ImU32 ink = ImGui::GetColorU32(active || hovered ? ImGuiCol_CheckMark : ImGuiCol_Text);
    draw->AddLine({x, at.y}, {x, at.y + height}, ink, active || hovered ? 2.0f : 1.0f);
    draw->AddTriangleFilled({x - 4, at.y}, {x + 4, at.y}, {x, at.y + 6}, ink);
    ImGui::PopID();
  }
  ImGui::SetCursorScreenPos({at.x, at.y + height + 2});
  const std::string low = legend_number(summary.least, summary.whole ? 0 : -1);
  const std::string high = legend_number(summary.most, summary.whole ? 0 : -1);
  const float start = ImGui::GetCursorPosX();
  ImGui::TextDisabled("%s", low.c_str());
  ImGui::SameLine(start + width - ImGui::CalcTextSize(high.c_str()).x);
  ImGui::TextDisabled("%s", high.c_str());
  return dragged;
}

}  // namespace agglo::viewer

// Left panel: layers with their styles, and the legend.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array<const char*, 7> kHatchNames{"none",       "diagonal", "back diagonal", "cross",
                                                 "horizontal", "vertical", "dots"};
constexpr std::array<const char*, 6> kMarkNames{"circle", "square", "triangle", "diamond", "star", "cross"};
constexpr std::array<const char*, 3> kModeNames{"automatic", "symbols", "density"};

template <class Enum, std::size_t N>
bool choose(const char* label, Enum& value, const std::array<const char*, N>& names) {
  int index = static_cast<int>(value);
  if (!ImGui::Combo(label, &index, names.data(), static_cast<int>(N))) return false;
  value = static_cast<Enum>(index);
  return true;
}

bool choose_column(const char* label, std::string& value, const Table* table, const char* none) {
  bool changed = false;
  if (!ImGui::BeginCombo(label, value.empty() ? none : value.c_str())) return false;
  if (ImGui::Selectable(none, value.empty())) {
    value.clear();
    changed = true;
  }
  if (table)
    for (const Column& column : table->columns)
      if (ImGui::Selectable(column.name.c_str(), column.name == value)) {
        value = column.name;
        changed = true;
      }
  ImGui::EndCombo();
  return changed;
}

bool edit_colour(const char* label, Colour& colour) {
  std::array<float, 4> v{static_cast<float>(colour.r) / 255, static_cast<float>(colour.g) / 255,
                         static_cast<float>(colour.b) / 255, static_cast<float>(colour.a) / 255};
  if (!ImGui::ColorEdit4(label, v.data(), ImGuiColorEditFlags_NoInputs | ImGuiColorEditFlags_AlphaPreview))
    return false;
  const auto byte = [](float x) {
    return static_cast<std::uint8_t>(std::clamp(x, 0.0f, 1.0f) * 255.0f + 0.5f);
  };
  colour = {byte(v[0]), byte(v[1]), byte(v[2]), byte(v[3])};
  return true;
}

bool has_points(const PreparedLayer& prepared) {
  return prepared.points && prepared.points->size() > 0;
}

void layer_buttons(const LayerView& view, Actions& out) {
  if (ImGui::SmallButton("Up")) out.push_back(MoveLayer{view.name, +1});
  item_tooltip("Draw above the next layer");
  ImGui::SameLine();
  if (ImGui::SmallButton("Down")) out.push_back(MoveLayer{view.name, -1});
  item_tooltip("Draw below the next layer");
  ImGui::SameLine();
  if (ImGui::SmallButton("Zoom to")) out.push_back(FitLayer{view.name});
  if (view.is_base_map) return;
  ImGui::SameLine();
  if (ImGui::SmallButton("Table")) out.push_back(ShowTable{view.name});
  if (ImGui::SmallButton(tr("Rename…"))) out.push_back(StartRename{view.name});
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Remove"))) out.push_back(RemoveLayer{view.name});
  item_tooltip(tr("Takes the layer out of the project, with what rests on it. Undo brings it back."));
}

void layer_row(const PanelInput& in, const LayerView& view, Actions& out) {
  const State& state = in.state;
  ImGui::PushID(view.name.c_str());
  bool visible = view.style.visible;
  if (ImGui::Checkbox("##visible", &visible)) {
    Style style = view.style;
    style.visible = visible;
    out.push_back(SetStyle{view.name, style});
  }
  item_tooltip(visible ? "Hide" : "Show");
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  const auto categories = categories_of(*state.map, view);
  const bool points = !state.map->prepared[view.index].mesh;
  const ImVec2 at = ImGui::GetCursorPos();
  ImGui::SetCursorPosY(at.y + ImGui::GetStyle().FramePadding.y);
  swatch(categories[0], points, !visible);
  ImGui::SameLine();
  ImGui::SetCursorPosY(at.y);
  const bool unfolded = state.styled_layer == view.name;
  const float arrow = ImGui::GetFrameHeight();
  const float width = ImGui::GetContentRegionAvail().x - arrow - ImGui::GetStyle().ItemSpacing.x;
  ImGui::AlignTextToFramePadding();
  ImGui::PushStyleColor(ImGuiCol_Text,
                        ImGui::GetStyleColorVec4(visible ? ImGuiCol_Text : ImGuiCol_TextDisabled));
  ImGui::TextUnformatted(cut_text(view.title, width).c_str());
  ImGui::PopStyleColor();
  item_tooltip(view.title + (view.title == view.name ? "" : "\n" + view.name));
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - arrow);
  ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
  if (ImGui::ArrowButton("##style", unfolded ? ImGuiDir_Down : ImGuiDir_Left))
    out.push_back(UnfoldStyle{unfolded ? "" : view.name});
  ImGui::PopStyleColor();
  item_tooltip("Style, order, table");
  filter_note(in, view, out);
  if (unfolded) style_editor(in, view, out);
  ImGui::PopID();
}

void density_legend(const DensityNote& note) {
  const float width = ImGui::GetContentRegionAvail().x * 0.9f, height = ImGui::GetTextLineHeight() * 0.7f;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  constexpr int kSteps = 32;
  for (int k = 0; k < kSteps; ++k) {
    const ImU32 a = im_packed(viridis(k / static_cast<double>(kSteps)));
    const ImU32 b = im_packed(viridis((k + 1) / static_cast<double>(kSteps)));
    const float step = width / kSteps, x = at.x + step * static_cast<float>(k);
    draw->AddRectFilledMultiColor({x, at.y}, {x + step, at.y + height}, a, b, b, a);
  }
  ImGui::Dummy({width, height});
  const float start = ImGui::GetCursorPosX();
  const std::string most = fmt::format("{:.0f}", static_cast<double>(note.most));
  ImGui::TextUnformatted("1");
  ImGui::SameLine(start + width - ImGui::CalcTextSize(most.c_str()).x);
  ImGui::TextUnformatted(most.c_str());
  const std::string cell = note.cell_m >= 1000 ? fmt::format("{:.3g} km", note.cell_m / 1000)
                                               : fmt::format("{:.3g} m", note.cell_m);
  ImGui::TextDisabled("%s", ("points per square of " + cell).c_str());
}

void legend_entries(const PanelInput& in, const LayerView& view, const std::vector<Category>& categories,
                    Actions& out) {
  const bool points = !in.state.map->prepared[view.index].mesh;
  for (std::size_t k = 0; k < categories.size(); ++k) {
    ImGui::PushID(static_cast<int>(k));
    const bool off = k < view.hidden.size() && view.hidden[k] != 0;
    swatch(categories[k], points, off);
    ImGui::SameLine();
    const std::string count = categories[k].count > 0 ? grouped(categories[k].count) : "";
    const float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(count.c_str()).x - 8;
    if (off) ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    if (ImGui::Selectable(cut_text(categories[k].label, room).c_str(), false, 0, {room, 0}))
      out.push_back(ToggleCategory{view.name, k});
    if (off) ImGui::PopStyleColor();
    item_tooltip(categories[k].label + (off ? "\nClick to show" : "\nClick to hide"));
    if (!count.empty()) {
      ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(count.c_str()).x);
      ImGui::TextDisabled("%s", count.c_str());
    }
    ImGui::PopID();
  }
}

}  // namespace

void style_editor(const PanelInput& in, const LayerView& view, Actions& out) {
  const PreparedLayer& prepared = in.state.map->prepared[view.index];
  const SceneLayer& layer = in.state.map->scene.layers[view.index];
  Style style = view.style;
  bool changed = false;
  ImGui::Indent();
  ImGui::PushItemWidth(ImGui::GetContentRegionAvail().x * 0.55f);
  float percent = style.opacity * 100;
  if (ImGui::SliderFloat("Opacity", &percent, 0, 100, "%.0f %%")) {
    style.opacity = percent / 100;
    changed = true;
  }
  const bool one_colour = style.colour_by.empty();
  if (one_colour) {
    changed |= edit_colour("Fill", style.fill);
    ImGui::SameLine(0, ImGui::GetFontSize());
  }
  changed |= edit_colour("Outline", style.stroke);
  if (prepared.mesh) changed |= ImGui::SliderFloat("Outline width", &style.stroke_width_mm, 0, 2, "%.2f mm");
  if (prepared.mesh && !view.is_base_map) changed |= choose("Hatch", style.hatch, kHatchNames);
  if (has_points(prepared)) {
    changed |= choose("Drawn as", style.point_mode, kModeNames);
    item_tooltip("Automatic: density when many points are in view, symbols when few");
    changed |= choose("Symbol", style.mark, kMarkNames);
    changed |= ImGui::SliderFloat("Symbol size", &style.mark_size_mm, 0.5f, 6, "%.1f mm");
  }
  if (!view.is_base_map) {
    changed |= choose_column("Colour by", style.colour_by, layer.table.get(), "one colour");
    changed |= choose_column("Label", style.label_by, layer.table.get(), "no labels");
  }
  ImGui::PopItemWidth();
  if (!view.is_base_map && layer.table) filter_line(in, view, ImGui::GetContentRegionAvail().x, out);
  layer_buttons(view, out);
  ImGui::Unindent();
  ImGui::Spacing();
  if (changed) out.push_back(SetStyle{view.name, style});
}

void legend(const PanelInput& in, Actions& out) {
  bool any = false;
  for (auto view = in.state.layers.rbegin(); view != in.state.layers.rend(); ++view) {
    if (!view->style.visible || view->is_base_map) continue;
    const auto categories = categories_of(*in.state.map, *view);
    const auto note = std::find_if(in.plan.densities.begin(), in.plan.densities.end(),
                                   [&](const DensityNote& d) { return d.layer == view->name; });
    const bool density = note != in.plan.densities.end();
    if (!density && categories.size() < 2) continue;
    any = true;
    ImGui::PushID(view->name.c_str());
    ImGui::TextUnformatted(cut_text(view->title, ImGui::GetContentRegionAvail().x).c_str());
    ImGui::Indent(6);
    if (density) density_legend(*note);
    if (categories.size() > 1) legend_entries(in, *view, categories, out);
    ImGui::Unindent(6);
    ImGui::Spacing();
    ImGui::PopID();
  }
  if (!any) faint_text(in.state, "The layers above are drawn in one colour each.");
}

void layers_panel(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("layers", area);
  const State& state = in.state;
  if (!state.map) {
    heading("Layers");
    faint_text(state, "Nothing is open yet.");
    end_panel();
    return;
  }
  if (ImGui::BeginChild("scroll", {0, 0}, false)) {
    heading("Layers");
    bool base = false;
    for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
      base |= view->is_base_map;
      if (!view->is_base_map) layer_row(in, *view, out);
    }
    if (base && ImGui::TreeNode("Base map")) {
      for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view)
        if (view->is_base_map) layer_row(in, *view, out);
      ImGui::TreePop();
    }
    ImGui::Spacing();
    ImGui::Separator();
    ImGui::Spacing();
    heading("Legend");
    legend(in, out);
  }
  ImGui::EndChild();
  end_panel();
}

}  // namespace agglo::viewer

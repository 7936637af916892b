// Left panel: layers with the styles that are changed most.
#include <imgui.h>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/style_widgets.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

void layer_buttons(const LayerView& view, Actions& out) {
  if (ImGui::SmallButton(tr("Up"))) out.push_back(MoveLayer{view.name, +1});
  item_tooltip(tr("Draw above the next layer"));
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Down"))) out.push_back(MoveLayer{view.name, -1});
  item_tooltip(tr("Draw below the next layer"));
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Zoom to"))) out.push_back(FitLayer{view.name});
  if (view.is_base_map) return;
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Table"))) out.push_back(ShowTable{view.name});
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
  item_tooltip(visible ? tr("Hide") : tr("Show"));
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  const auto categories = categories_of(state, view);
  const ImVec2 at = ImGui::GetCursorPos();
  ImGui::SetCursorPosY(at.y + ImGui::GetStyle().FramePadding.y);
  swatch(categories[0], state.map->prepared[view.index].drawn_as[0], !visible);
  ImGui::SameLine();
  ImGui::SetCursorPosY(at.y);
  const bool unfolded = state.styled_layer == view.name;
  const float arrow = ImGui::GetFrameHeight();
  const float width = ImGui::GetContentRegionAvail().x - arrow - ImGui::GetStyle().ItemSpacing.x;
  ImGui::AlignTextToFramePadding();
  ImGui::PushStyleColor(ImGuiCol_Text,
                        ImGui::GetStyleColorVec4(visible ? ImGuiCol_Text : ImGuiCol_TextDisabled));
  ImGui::TextUnformatted(cut_middle(view.title, width).c_str());
  ImGui::PopStyleColor();
  item_tooltip(view.title + (view.title == view.name ? "" : "\n" + view.name));
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - arrow);
  ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
  if (ImGui::ArrowButton("##style", unfolded ? ImGuiDir_Down : ImGuiDir_Left))
    out.push_back(UnfoldStyle{unfolded ? "" : view.name});
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  item_tooltip(tr("Style, order, table"));
  filter_note(in, view, out);
  if (unfolded) style_editor(in, view, out);
  ImGui::PopID();
}

}  // namespace

/// What is changed most; the style window has the rest.
void style_editor(const PanelInput& in, const LayerView& view, Actions& out) {
  const PreparedLayer& prepared = in.state.map->prepared[view.index];
  Style style = view.style;
  bool changed = false;
  ImGui::Indent();
  ImGui::PushItemWidth(ImGui::GetContentRegionAvail().x * 0.55f);
  float percent = style.opacity * 100;
  if (ImGui::SliderFloat(tr("Opacity"), &percent, 0, 100, "%.0f %%")) {
    style.opacity = percent / 100;
    changed = true;
  }
  if (style.colour_by.empty()) {
    changed |= edit_colour(tr("Fill"), style.fill);
    ImGui::SameLine(0, ImGui::GetFontSize());
  }
  changed |= edit_colour(tr("Outline"), style.stroke);
  if (prepared.mesh)
    changed |= millimetres(tr("Outline width"), style.stroke_width_mm, 0, 2, 2);
  else if (style.size_by.empty())
    changed |= millimetres(tr("Symbol size"), style.mark_size_mm, 0.5f, 6);
  ImGui::PopItemWidth();
  if (!view.is_base_map && in.state.map->scene.layers[view.index].table)
    filter_line(in, view, ImGui::GetContentRegionAvail().x, out);
  if (!view.is_base_map) {
    if (ImGui::Button(tr("Style…"))) out.push_back(ShowStyle{view.name});
    item_tooltip(tr("Classes, palettes, sizes, heat, labels and the legend"));
  }
  layer_buttons(view, out);
  ImGui::Unindent();
  ImGui::Spacing();
  if (changed) out.push_back(SetStyle{view.name, style});
}

void layers_panel(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("layers", area);
  const State& state = in.state;
  if (!state.map) {
    heading(tr("Layers"));
    faint_text(state, tr("Nothing is open yet."));
    end_panel();
    return;
  }
  if (ImGui::BeginChild("scroll", {0, 0}, false)) {
    heading(tr("Layers"));
    bool base = false;
    for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
      base |= view->is_base_map;
      if (!view->is_base_map) layer_row(in, *view, out);
    }
    if (base && ImGui::TreeNode("base map", "%s", tr("Base map"))) {
      for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view)
        if (view->is_base_map) layer_row(in, *view, out);
      ImGui::TreePop();
    }
    ImGui::Spacing();
    ImGui::Separator();
    ImGui::Spacing();
    heading(tr("Legend"));
    legend(in, out);
  }
  ImGui::EndChild();
  end_panel();
}

}  // namespace agglo::viewer

// Right panel: what was clicked, the form of an operation, and what is going on.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/glossary.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostInspected = 20;

std::string name_of_row(const Table& table, std::uint32_t row) {
  for (const char* name : {"name", "label", "title", "id", "cluster"})
    if (const Column* column = table.find(name); column && row < column->size())
      if (const std::string text = column->text(row); !text.empty())
        return std::string(name) == "cluster" ? fmt::format(fmt::runtime(tr("Cluster {}")), text) : text;
  return fmt::format(fmt::runtime(tr("Row {}")), row + 1);
}

void inspect_row(const State& state, const SceneLayer& layer, std::uint32_t row, Actions& out) {
  ImGui::PushID(static_cast<int>(row));
  ImGui::PushTextWrapPos(0);
  heading(name_of_row(*layer.table, row).c_str());
  ImGui::PopTextWrapPos();
  faint_text(state, layer.title);
  if (layer.category && row < layer.category->size() && (*layer.category)[row] < 0)
    faint_text(state, tr("Not coloured on the map: no class of the legend takes it."));
  if (ImGui::SmallButton(tr("Zoom to"))) out.push_back(SelectRow{layer.name, row, true});
  same_line_if_room(tr("Show in table"));
  if (ImGui::SmallButton(tr("Show in table"))) out.push_back(ShowTable{layer.name});
  if (layer.shapes && layer.shapes->kind[row] == ShapeKind::polygon) {
    if (ImGui::SmallButton(tr("Firms inside"))) {
      out.push_back(SelectRow{layer.name, row});
      out.push_back(SelectInside{});
    }
    item_tooltip(tr("Select the firms inside this area"));
    if (layer.kind == "clusters") {
      same_line_if_room(tr("Members"));
      if (ImGui::SmallButton(tr("Members"))) {
        out.push_back(SelectRow{layer.name, row});
        out.push_back(SelectMembers{});
      }
      item_tooltip(tr("Select the firms that the analysis put into this cluster"));
    }
  }
  ImGui::Spacing();
  if (ImGui::BeginTable("values", 2, ImGuiTableFlags_RowBg | ImGuiTableFlags_SizingStretchProp)) {
    ImGui::TableSetupColumn("column", ImGuiTableColumnFlags_None, 0.42f);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_None, 0.58f);
    for (const Column& column : layer.table->columns) {
      if (row >= column.size() || repeats_another(*layer.table, column, row)) continue;
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      const std::string name = column_title(*layer.table, column);
      ImGui::TextDisabled("%s", cut_text(name, ImGui::GetContentRegionAvail().x).c_str());
      std::string tip = column.description.empty() ? column.name : column.name + "\n" + column.description;
      if (const Term* term = term_of(column.name)) tip += std::string("\n\n") + tr(term->meaning);
      item_tooltip(tip);
      ImGui::TableNextColumn();
      std::string value = shown_value(column, row);
      if (!column.unit.empty() && value != "–") value += " " + shown_unit(column.unit);
      ImGui::PushTextWrapPos(0);
      ImGui::TextUnformatted(value.c_str());
      ImGui::PopTextWrapPos();
    }
    ImGui::EndTable();
  }
  ImGui::Spacing();
  ImGui::PopID();
}

void project_summary(const State& state, Actions& out) {
  heading(state.project.empty() ? tr("Map") : state.project.stem().string().c_str());
  faint_text(state, tr_frame(state.map->scene.frame.name));
  ImGui::Spacing();
  if (ImGui::BeginTable("layers", 2, ImGuiTableFlags_RowBg | ImGuiTableFlags_SizingStretchProp)) {
    ImGui::TableSetupColumn("layer", ImGuiTableColumnFlags_None, 0.7f);
    ImGui::TableSetupColumn("rows", ImGuiTableColumnFlags_None, 0.3f);
    for (const Layer& layer : state.map->data.layers) {
      if (!layer.table) continue;
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      const LayerView* view = find_layer(state, layer.name);
      const std::string title = view ? view->title : layer.title.empty() ? layer.name : layer.title;
      ImGui::PushID(layer.name.c_str());
      if (ImGui::Selectable(cut_text(title, ImGui::GetContentRegionAvail().x).c_str()))
        out.push_back(ShowTable{layer.name});
      ImGui::PopID();
      item_tooltip(title + "\n" + layer.provenance.source + "\n" + tr("Click to show the table"));
      ImGui::TableNextColumn();
      const std::string rows = grouped(layer.table->row_count);
      ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x -
                           ImGui::CalcTextSize(rows.c_str()).x);
      ImGui::TextDisabled("%s", rows.c_str());
    }
    ImGui::EndTable();
  }
  ImGui::Spacing();
  faint_text(state,
             tr("Click a place on the map, or a row of the table, to see all that is known about it."));
}

}  // namespace

void inspect_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  if (!state.map) {
    faint_text(state, tr("Open a project or import a file to begin."));
    return;
  }
  const auto index = scene_index(state, state.selection.layer);
  if (!index || state.selection.empty()) {
    project_summary(state, out);
    return;
  }
  const SceneLayer& layer = state.map->scene.layers[*index];
  if (!layer.table) return;
  for (const std::uint32_t row : state.selection.rows->first(kMostInspected))
    if (row < layer.table->row_count) inspect_row(state, layer, row, out);
  if (state.selection.count > kMostInspected)
    faint_text(state, counted("and {} more", "and {} more", state.selection.count - kMostInspected));
}

void right_panel(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("right", area);
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID key = ImGui::GetID("tab serial");
  const int serial = static_cast<int>(in.state.right_tab_serial);
  const bool jump = memory->GetInt(key, -1) != serial;
  memory->SetInt(key, serial);
  if (ImGui::BeginTabBar("tabs")) {
    const auto tab = [&](const char* label, RightTab which, PanelName panel,
                         void (*draw)(const PanelInput&, Actions&)) {
      const bool select = jump && in.state.right_tab == which;
      const std::string title = fmt::format("{}###tab {}", label, static_cast<int>(which));
      if (!ImGui::BeginTabItem(title.c_str(), nullptr,
                               select ? ImGuiTabItemFlags_SetSelected : ImGuiTabItemFlags_None))
        return;
      if (!jump && in.state.right_tab != which) out.push_back(ShowPanel{panel, true});
      if (ImGui::BeginChild("scroll", {0, 0}, false)) {
        ImGui::Spacing();
        draw(in, out);
      }
      ImGui::EndChild();
      ImGui::EndTabItem();
    };
    tab(tr("Details"), RightTab::inspect, PanelName::inspect, inspect_tab);
    tab(tr("Analyse"), RightTab::form, PanelName::form, form_tab);
    if (in.state.reach.open) tab(tr("By road"), RightTab::reach, PanelName::reach, reach_tab);
    const std::string activity =
        in.state.jobs.empty() ? std::string(tr("Activity")) + "###activity"
                              : fmt::format("{} ({})###activity", tr("Activity"), in.state.jobs.size());
    tab(tr("History"), RightTab::history, PanelName::history, history_tab);
    tab(activity.c_str(), RightTab::activity, PanelName::activity, activity_tab);
    ImGui::EndTabBar();
  }
  end_panel();
}

}  // namespace agglo::viewer

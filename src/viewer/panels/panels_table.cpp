// Tab of the bottom panel: the table of one layer, linked to the map.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

namespace {

constexpr int kMostColumns = 60;  // Dear ImGui 1.86 stops at 64

void table_header(const PanelInput& in, const Table* table, Actions& out) {
  const State& state = in.state;
  const Layer* shown = state.map ? state.map->data.find(state.table.layer) : nullptr;
  const auto title = [](const Layer& layer) { return layer.title.empty() ? layer.name : layer.title; };
  const float em = ImGui::GetFontSize(), room = ImGui::GetContentRegionAvail().x - em * 5;
  ImGui::SetNextItemWidth(std::min(em * 17, room * 0.55f));
  if (ImGui::BeginCombo("##layer", shown ? title(*shown).c_str() : "Choose a layer…")) {
    for (const Layer& layer : state.map->data.layers)
      if (layer.table && ImGui::Selectable((title(layer) + "##" + layer.name).c_str(), &layer == shown))
        out.push_back(ShowTable{layer.name});
    ImGui::EndCombo();
  }
  ImGui::SameLine();
  std::string filter = state.table.filter;
  ImGui::SetNextItemWidth(std::min(em * 13, room * 0.42f));
  if (ImGui::InputTextWithHint("##filter", "find in any column", &filter)) out.push_back(FilterTable{filter});
  if (table && room > em * 40) {
    ImGui::SameLine();
    const std::string rows =
        state.table.rows.size() == table->row_count
            ? grouped(table->row_count) + " rows"
            : grouped(state.table.rows.size()) + " of " + grouped(table->row_count) + " rows";
    ImGui::TextDisabled("%s", rows.c_str());
  }
}

void read_sorting(const Table& table, const State& state, Actions& out) {
  ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
  if (!specs || !specs->SpecsDirty) return;
  specs->SpecsDirty = false;
  const bool none = specs->SpecsCount == 0;
  const std::string column =
      none ? "" : table.columns[static_cast<std::size_t>(specs->Specs[0].ColumnIndex)].name;
  const bool descending = !none && specs->Specs[0].SortDirection == ImGuiSortDirection_Descending;
  if (column != state.table.sort_column || descending != state.table.descending)
    out.push_back(SortTable{column, descending});
}

bool is_selected(const State& state, std::uint32_t row) {
  return state.selection.layer == state.table.layer && state.selection.contains(row);
}

void table_row(const State& state, const Table& table, std::uint32_t row, int columns, Actions& out) {
  ImGui::TableNextRow();
  for (int c = 0; c < columns; ++c) {
    ImGui::TableSetColumnIndex(c);
    const Column& column = table.columns[static_cast<std::size_t>(c)];
    const std::string value = shown_value(column, row);
    if (c == 0) {
      ImGui::PushID(static_cast<int>(row));
      if (ImGui::Selectable("##row", is_selected(state, row), ImGuiSelectableFlags_SpanAllColumns)) {
        const bool add = ImGui::GetIO().KeyCtrl;
        out.push_back(SelectRow{state.table.layer, row, !add, add});
        out.push_back(ShowPanel{PanelName::inspect, true});
      }
      ImGui::PopID();
      ImGui::SameLine(0, 0);
    }
    const bool number = !std::holds_alternative<StringColumn>(column.values);
    if (number) {
      const float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(value.c_str()).x;
      if (room > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room);
    }
    ImGui::TextUnformatted(value.c_str());
  }
}

}  // namespace

void table_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  const Table* table = shown_table(state);
  if (state.map) table_header(in, table, out);
  if (!table || table->columns.empty()) {
    faint_text(state, "No table to show.");
    return;
  }
  const int columns = std::min(kMostColumns, static_cast<int>(table->columns.size()));
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_Sortable | ImGuiTableFlags_SortTristate |
                                     ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollX |
                                     ImGuiTableFlags_ScrollY | ImGuiTableFlags_Resizable |
                                     ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_NoSavedSettings;
  if (ImGui::BeginTable(("rows " + state.table.layer).c_str(), columns, kFlags, {0, 0})) {
    ImGui::TableSetupScrollFreeze(0, 1);
    for (int c = 0; c < columns; ++c) {
      const Column& column = table->columns[static_cast<std::size_t>(c)];
      const bool text = std::holds_alternative<StringColumn>(column.values);
      const std::string title =
          column_title(*table, column) + (column.unit.empty() ? "" : " (" + column.unit + ")");
      const float titled = ImGui::CalcTextSize(title.c_str()).x + ImGui::GetFontSize() * 1.8f;
      ImGui::TableSetupColumn((title + "##" + column.name).c_str(), ImGuiTableColumnFlags_WidthFixed,
                              std::max(titled, ImGui::GetFontSize() * (text ? 12.0f : 4.0f)));
    }
    ImGui::TableHeadersRow();
    read_sorting(*table, state, out);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(state.table.rows.size()));
    while (clipper.Step())
      for (int k = clipper.DisplayStart; k < clipper.DisplayEnd; ++k)
        table_row(state, *table, state.table.rows[static_cast<std::size_t>(k)], columns, out);
    ImGuiStorage* memory = ImGui::GetStateStorage();
    const ImGuiID key = ImGui::GetID("scroll serial");
    const int serial = static_cast<int>(state.table.scroll_serial);
    if (memory->GetInt(key, 0) != serial && state.table.scroll_to) {
      memory->SetInt(key, serial);
      const float height = ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().CellPadding.y;
      ImGui::SetScrollY(std::max(0.0f, height * (static_cast<float>(*state.table.scroll_to) - 2)));
    }
    ImGui::EndTable();
  }
}

}  // namespace agglo::viewer

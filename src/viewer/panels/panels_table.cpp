// Tab of the bottom panel: the table of one layer, linked to the map.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/table_grid.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::string label(const char* text, const char* id) {
  return std::string(tr(text)) + "###" + id;
}

void choose_layer(const State& state, Actions& out) {
  const Layer* shown = state.map->data.find(state.table.layer);
  const auto title = [&](const Layer& layer) {
    if (const LayerView* view = find_layer(state, layer.name)) return view->title;
    return layer.title.empty() ? layer.name : layer.title;
  };
  const std::string now = shown ? title(*shown) : tr("Choose a layer…");
  const float room = ImGui::CalcItemWidth() - ImGui::GetFrameHeight() - 2 * ImGui::GetStyle().FramePadding.x;
  const bool open = ImGui::BeginCombo("##layer", cut_middle(now, room).c_str());
  if (!open) return item_tooltip(now);
  for (const Layer& layer : state.map->data.layers)
    if (layer.table && ImGui::Selectable((title(layer) + "##" + layer.name).c_str(), &layer == shown))
      out.push_back(ShowTable{layer.name});
  ImGui::EndCombo();
}

void choose_columns(const State& state, const Table& table, Actions& out) {
  if (ImGui::Button(label("Columns", "columns").c_str())) ImGui::OpenPopup("columns popup");
  item_tooltip(tr("Which columns the table shows, at most 60 at a time"));
  ImGui::SetNextWindowSizeConstraints({0, 0}, {ImGui::GetFontSize() * 24, ImGui::GetFontSize() * 24});
  if (!ImGui::BeginPopup("columns popup")) return;
  std::vector<std::string> names;
  for (const Column* column : shown_columns(state, table)) names.push_back(column->name);
  if (ImGui::SmallButton(label("The first ones", "first").c_str()))
    out.push_back(ChooseTableColumns{state.table.layer, {}});
  ImGui::SameLine();
  if (ImGui::SmallButton(label("Only the first", "one").c_str()) && !table.columns.empty())
    out.push_back(ChooseTableColumns{state.table.layer, {table.columns.front().name}});
  for (const Column& column : table.columns) {
    const auto found = std::find(names.begin(), names.end(), column.name);
    bool on = found != names.end();
    const bool last_one = on && names.size() == 1;
    const bool full = !on && names.size() >= kMostTableColumns;
    begin_disabled(last_one || full);
    if (ImGui::Checkbox((column_title(table, column) + "##" + column.name).c_str(), &on)) {
      std::vector<std::string> chosen;
      // In the order of the table, whatever was ticked first.
      for (const Column& other : table.columns) {
        const bool was = std::find(names.begin(), names.end(), other.name) != names.end();
        if (&other == &column ? on : was) chosen.push_back(other.name);
      }
      out.push_back(ChooseTableColumns{state.table.layer, chosen});
    }
    end_disabled();
  }
  ImGui::EndPopup();
}

void choose_rows_action(const State& state, Actions& out) {
  if (ImGui::Button(label("Rows…", "rows").c_str())) ImGui::OpenPopup("rows popup");
  item_tooltip(tr("Select rows, copy them, or save them as a file"));
  if (!ImGui::BeginPopup("rows popup")) return;
  rows_menu(state, out);
  if (ImGui::MenuItem(tr("Copy all rows shown"), nullptr, false, !state.table.rows.empty()))
    out.push_back(CopyTableRows{false});
  if (ImGui::MenuItem(tr("Save the rows shown…"), nullptr, false, !state.table.rows.empty()))
    out.push_back(ShowDialog{DialogPurpose::export_table, "", ""});
  ImGui::EndPopup();
}

void row_counts_text(const State& state, const Table& table) {
  std::string text;
  if (table_is_busy(state))
    text = tr("searching and sorting…");
  else if (state.table.selected_only && !selected_in(state, state.table.layer))
    text = tr("nothing is selected here");
  else if (state.table.rows.size() == table.row_count)
    text = counted("{} row", "{} rows", table.row_count);
  else
    text = fmt::format(fmt::runtime(tr("{} of {} rows")), grouped(state.table.rows.size()),
                       grouped(table.row_count));
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", cut_text(text, ImGui::GetContentRegionAvail().x).c_str());
}

/// Over the empty grid: why nothing is there.
void no_rows_text(const State& state, const Table& table) {
  const LayerView* view = find_layer(state, state.table.layer);
  const char* why = table.row_count == 0        ? tr("No rows: the layer is empty.")
                    : state.table.selected_only ? tr("No rows: nothing is selected here.")
                    : !state.table.find.empty() ? tr("No rows: nothing is found; change what is looked for.")
                    : view && !view->filter.empty() ? tr("No rows: the filter lets none through.")
                                                    : tr("No rows are shown now.");
  const ImVec2 size = ImGui::CalcTextSize(why), corner = ImGui::GetWindowPos(),
               whole = ImGui::GetWindowSize();
  const ImVec2 at{corner.x + (whole.x - size.x) * 0.5f, corner.y + whole.y * 0.65f};
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float em = ImGui::GetFontSize();
  draw->AddRectFilled({at.x - em, at.y - em * 0.3f}, {at.x + size.x + em, at.y + size.y + em * 0.3f},
                      ImGui::GetColorU32(ImGuiCol_WindowBg));
  draw->AddText(at, ImGui::GetColorU32(ImGuiCol_TextDisabled), why);
}

void header(const State& state, const Table* table, Actions& out) {
  const float em = ImGui::GetFontSize(), room = ImGui::GetContentRegionAvail().x;
  ImGui::SetNextItemWidth(std::min(em * 16, room * 0.26f));
  choose_layer(state, out);
  if (!table) return;
  ImGui::SameLine();
  std::string find = state.table.find;
  const float width = std::min(em * 12, room * 0.19f);
  ImGui::SetNextItemWidth(width);
  const std::string hint = cut_text(tr("find in any column"), width - 2 * ImGui::GetStyle().FramePadding.x);
  if (ImGui::InputTextWithHint("##find", hint.c_str(), &find)) out.push_back(FilterTable{find});
  item_tooltip(tr("Rows in which any column contains this, case and accents apart"));
  ImGui::SameLine();
  choose_columns(state, *table, out);
  ImGui::SameLine();
  choose_rows_action(state, out);
  ImGui::SameLine();
  bool selected_only = state.table.selected_only;
  if (ImGui::Checkbox(label("Selected", "selected").c_str(), &selected_only))
    out.push_back(ShowSelectedOnly{selected_only});
  item_tooltip(tr("Only selected rows; a click then goes to a row and leaves the selection as it is"));
  ImGui::SameLine();
  row_counts_text(state, *table);
}

}  // namespace

void rows_menu(const State& state, Actions& out) {
  const bool selected = selected_in(state, state.table.layer) != nullptr;
  const bool own = selected && state.selection.layer == state.table.layer;
  if (ImGui::MenuItem(tr("Select the rows of the table"), nullptr, false, !state.table.rows.empty()))
    out.push_back(SelectTableRows{});
  if (ImGui::MenuItem(tr("Invert the selection"))) out.push_back(InvertSelection{});
  if (ImGui::MenuItem(tr("Zoom to the selection"), nullptr, false, selected))
    out.push_back(ZoomToSelection{});
  if (ImGui::MenuItem(tr("Table of selected rows only"), nullptr, state.table.selected_only))
    out.push_back(ShowSelectedOnly{!state.table.selected_only});
  ImGui::Separator();
  if (ImGui::MenuItem(tr("Copy selected rows"), nullptr, false, own)) out.push_back(CopyTableRows{true});
}

void table_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  const Table* table = shown_table(state);
  if (state.map) header(state, table, out);
  if (!table || table->columns.empty()) {
    faint_text(state, tr("No table to show."));
    return;
  }
  if (const LayerView* view = find_layer(state, state.table.layer); view && !view->is_base_map)
    filter_line(in, *view, ImGui::GetContentRegionAvail().x, out);
  table_grid(state, *table, out);
  if (state.table.rows.empty() && !table_is_busy(state)) no_rows_text(state, *table);
  statistics_window(in, out);
}

}  // namespace agglo::viewer

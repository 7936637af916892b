#include "viewer/panels/table_grid.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viewer/panels/widgets.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

using Columns = std::vector<const Column*>;

bool is_text(const Column& column) {
  return std::holds_alternative<StringColumn>(column.values);
}

std::string titled(const Table& table, const Column& column) {
  return column_title(table, column) +
         (shown_unit(column.unit).empty() ? "" : " (" + shown_unit(column.unit) + ")");
}

void column_menu(const State& state, const Column& column, const Columns& columns, Actions& out) {
  if (!ImGui::BeginPopupContextItem("column")) return;
  ImGui::TextDisabled("%s", column.name.c_str());
  if (ImGui::MenuItem(tr("Sort upwards"))) out.push_back(SortTable{column.name, false});
  if (ImGui::MenuItem(tr("Sort downwards"))) out.push_back(SortTable{column.name, true});
  if (ImGui::MenuItem(tr("Order of the file"), nullptr, false, !state.table.sort_column.empty()))
    out.push_back(SortTable{});
  ImGui::Separator();
  if (ImGui::MenuItem(tr("Statistics"))) out.push_back(SummariseColumn{column.name});
  if (ImGui::MenuItem(tr("Hide this column"), nullptr, false, columns.size() > 1)) {
    std::vector<std::string> names;
    for (const Column* other : columns)
      if (other != &column) names.push_back(other->name);
    out.push_back(ChooseTableColumns{state.table.layer, names});
  }
  ImGui::EndPopup();
}

/// A click sorts upwards, then downwards, then not; the right button opens the menu.
void headers(const State& state, const Table& table, const Columns& columns, Actions& out) {
  ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = *columns[c];
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    ImGui::PushID(static_cast<int>(c));
    const bool sorted = state.table.sort_column == column.name;
    const std::string arrow = !sorted ? "" : state.table.descending ? " ↓" : " ↑";
    ImGui::TableHeader((titled(table, column) + arrow + "###header").c_str());
    if (ImGui::IsItemClicked(ImGuiMouseButton_Left)) {
      if (!sorted)
        out.push_back(SortTable{column.name, false});
      else
        out.push_back(state.table.descending ? SortTable{} : SortTable{column.name, true});
    }
    item_tooltip((column.description.empty() ? "" : column.description + "\n") + column.name + "\n" +
                 tr("Click to sort, right click for statistics"));
    column_menu(state, column, columns, out);
    ImGui::PopID();
  }
}

void cells(const Column& column, std::uint32_t row) {
  const std::string value = shown_value(column, row);
  if (!is_text(column)) {
    const float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(value.c_str()).x;
    if (room > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room);
  }
  const std::string shown = cut_text(value, ImGui::GetContentRegionAvail().x);
  ImGui::TextUnformatted(shown.c_str());
  if (shown != value) item_tooltip(value);
}

void grid_row(const State& state, const Columns& columns, std::size_t position, Actions& out) {
  const std::uint32_t row = state.table.rows[position];
  ImGui::TableNextRow();
  ImGui::PushID(static_cast<int>(position - state.table.top));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    if (c == 0) {
      const auto known = selected_in(state, state.table.layer);
      const bool selected = known && known->contains(row);
      if (ImGui::Selectable("##row", selected, ImGuiSelectableFlags_SpanAllColumns)) {
        const ImGuiIO& io = ImGui::GetIO();
        const TableClick how = io.KeyShift  ? TableClick::range
                               : io.KeyCtrl ? TableClick::toggle
                                            : TableClick::only;
        out.push_back(ClickTableRow{position, how});
        if (how == TableClick::only) out.push_back(ShowPanel{PanelName::inspect, true});
      }
      if (!selected && ImGui::IsItemClicked(ImGuiMouseButton_Right))
        out.push_back(SelectRow{state.table.layer, row, false, false});
      if (ImGui::BeginPopupContextItem("row menu")) {
        rows_menu(state, out);
        ImGui::EndPopup();
      }
      ImGui::SameLine(0, 0);
    }
    cells(*columns[c], row);
  }
  ImGui::PopID();
}

struct Scrolled {
  std::size_t top, screenful, rows;
  std::size_t most() const { return rows > screenful ? rows - screenful : 0; }
};

/// A scroll bar of whole rows: its handle is computed in double, so that any number of rows is exact.
void scroll_bar(const ImVec2& at, float width, float height, Scrolled& s) {
  if (s.most() == 0 || height < 10) return;
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton("scroll", {width, height});
  const float share = static_cast<float>(s.screenful) / static_cast<float>(s.rows);
  const float grab = std::max(width * 1.5f, height * share), way = std::max(1.0f, height - grab);
  if (ImGui::IsItemActive()) {
    const double place = static_cast<double>((ImGui::GetIO().MousePos.y - at.y - grab * 0.5f) / way);
    s.top =
        static_cast<std::size_t>(std::lround(std::clamp(place, 0.0, 1.0) * static_cast<double>(s.most())));
  }
  const float y = at.y + way * static_cast<float>(static_cast<double>(s.top) / static_cast<double>(s.most()));
  const ImGuiCol colour = ImGui::IsItemActive()    ? ImGuiCol_ScrollbarGrabActive
                          : ImGui::IsItemHovered() ? ImGuiCol_ScrollbarGrabHovered
                                                   : ImGuiCol_ScrollbarGrab;
  ImGui::GetWindowDrawList()->AddRectFilled({at.x + 2, y}, {at.x + width - 2, y + grab},
                                            ImGui::GetColorU32(colour), width * 0.5f);
}

void keyboard(const State& state, Actions& out) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool focused = ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows);
  if (focused != state.table.focused) out.push_back(FocusTable{focused});
  if (!focused || io.WantTextInput || io.KeyCtrl || io.KeyAlt) return;
  const auto rows = static_cast<std::ptrdiff_t>(state.table.rows.size());
  const auto page = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, state.table.screenful));
  const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key)); };
  const std::pair<ImGuiKey, std::ptrdiff_t> moves[] = {{ImGuiKey_UpArrow, -1},   {ImGuiKey_DownArrow, 1},
                                                       {ImGuiKey_PageUp, -page}, {ImGuiKey_PageDown, page},
                                                       {ImGuiKey_Home, -rows},   {ImGuiKey_End, rows}};
  for (const auto& [key, by] : moves)
    if (pressed(key)) out.push_back(MoveTableCursor{by, io.KeyShift});
}

void set_up_columns(const Table& table, const Columns& columns) {
  const float em = ImGui::GetFontSize();
  for (const Column* column : columns) {
    const std::string title = titled(table, *column);
    const float width =
        std::max(ImGui::CalcTextSize(title.c_str()).x + em * 1.8f, em * (is_text(*column) ? 12 : 4));
    ImGui::TableSetupColumn((title + "##" + column->name).c_str(), ImGuiTableColumnFlags_WidthFixed, width);
  }
}

}  // namespace

void table_grid(const State& state, const Table& table, Actions& out) {
  const Columns columns = shown_columns(state, table);
  const ImVec2 room = ImGui::GetContentRegionAvail(), at = ImGui::GetCursorScreenPos();
  const ImGuiStyle& style = ImGui::GetStyle();
  const float line = ImGui::GetTextLineHeight() + 2 * style.CellPadding.y;
  // Below the rows there is room for the scroll bar of the columns.
  const float body = room.y - line - style.ScrollbarSize - 2;
  Scrolled s{state.table.top, static_cast<std::size_t>(std::max(1.0f, std::floor(body / line))),
             state.table.rows.size()};
  const float bar = style.ScrollbarSize;
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollX |
                                     ImGuiTableFlags_Resizable | ImGuiTableFlags_BordersInnerV |
                                     ImGuiTableFlags_NoSavedSettings;
  const std::string id = "rows " + state.table.layer + " " + std::to_string(columns.size());
  if (ImGui::BeginTable(id.c_str(), static_cast<int>(columns.size()), kFlags, {room.x - bar - 2, room.y})) {
    set_up_columns(table, columns);
    headers(state, table, columns, out);
    s.top = std::min(s.top, s.most());
    for (std::size_t k = s.top; k < std::min(s.top + s.screenful, s.rows); ++k)
      grid_row(state, columns, k, out);
    ImGui::EndTable();
  }
  const bool over = ImGui::IsMouseHoveringRect(at, {at.x + room.x, at.y + room.y}) &&
                    ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows);
  const ImGuiIO& io = ImGui::GetIO();
  if (over && io.MouseWheel != 0 && !io.KeyShift && !io.KeyCtrl) {
    const auto by = static_cast<std::ptrdiff_t>(std::lround(io.MouseWheel * 3));
    const auto top = static_cast<std::ptrdiff_t>(s.top) - by;
    s.top =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(top, 0, static_cast<std::ptrdiff_t>(s.most())));
  }
  scroll_bar({at.x + room.x - bar, at.y + line}, bar, room.y - line, s);
  if (s.top != state.table.top || s.screenful != state.table.screenful)
    out.push_back(ScrollTable{s.top, s.screenful});
  keyboard(state, out);
}

}  // namespace agglo::viewer

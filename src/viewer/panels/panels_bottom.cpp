// Bottom panel: what is known about the layers, row by row and in charts.
#include <imgui.h>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// After a first look at a large project.
void missing_columns(const State& state, Actions& out) {
  if (!state.columns_failed) return faint_text(state, tr("Reading the columns…"));
  faint_text(state, tr("The columns of the project have not been read."));
  if (ImGui::Button(tr("Read them"))) out.push_back(ReadColumns{});
}

}  // namespace

void bottom_panel(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("bottom", area);
  const State& state = in.state;
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID key = ImGui::GetID("tab serial");
  const int serial = static_cast<int>(state.bottom_tab_serial);
  const bool jump = memory->GetInt(key, -1) != serial;
  memory->SetInt(key, serial);
  if (ImGui::BeginTabBar("tabs")) {
    const auto tab = [&](const char* title, const char* id, BottomTab which,
                         void (*draw)(const PanelInput&, Actions&)) {
      const bool select = jump && state.bottom_tab == which;
      if (!ImGui::BeginTabItem((tr(title) + std::string("###") + id).c_str(), nullptr,
                               select ? ImGuiTabItemFlags_SetSelected : ImGuiTabItemFlags_None))
        return;
      if (!jump && state.bottom_tab != which) out.push_back(ShowBottom{which});
      if (columns_are_missing(state))
        missing_columns(state, out);
      else
        draw(in, out);
      ImGui::EndTabItem();
    };
    tab(tr_key("Table"), "table", BottomTab::table, table_tab);
    tab(tr_key("Charts"), "charts", BottomTab::charts, charts_tab);
    if (ImGui::TabItemButton((tr("Close") + std::string("###close")).c_str(), ImGuiTabItemFlags_Trailing))
      out.push_back(ShowPanel{PanelName::table, false});
    ImGui::EndTabBar();
  }
  end_panel();
}

}  // namespace agglo::viewer

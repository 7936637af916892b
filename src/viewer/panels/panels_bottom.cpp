// Bottom panel: what is known about the layers, row by row.
#include <imgui.h>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

void bottom_panel(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("bottom", area);
  if (ImGui::BeginTabBar("tabs")) {
    const auto tab = [&](const char* title, const char* id, void (*draw)(const PanelInput&, Actions&)) {
      if (!ImGui::BeginTabItem((tr(title) + std::string("###") + id).c_str())) return;
      draw(in, out);
      ImGui::EndTabItem();
    };
    tab("Table", "table", table_tab);
    if (ImGui::TabItemButton((tr("Close") + std::string("###close")).c_str(), ImGuiTabItemFlags_Trailing))
      out.push_back(ShowPanel{PanelName::table, false});
    ImGui::EndTabBar();
  }
  end_panel();
}

}  // namespace agglo::viewer

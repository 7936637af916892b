// Where the keyboard is: with the map, whose keys move it, or with a panel, where Dear ImGui goes from field
// to field.
#include <imgui.h>
#include <imgui_internal.h>

#include "viewer/panels/panels.hpp"

namespace agglo::viewer {

namespace {

const char* window_of(KeyboardPlace place) {
  switch (place) {
    case KeyboardPlace::left:
      return "layers";
    case KeyboardPlace::right:
      return "right";
    case KeyboardPlace::bottom:
      return "bottom";
    case KeyboardPlace::map:
      break;
  }
  return "map";
}

void show_cursor() {
  ImGuiContext& g = *ImGui::GetCurrentContext();
#if IMGUI_VERSION_NUM >= 19140
  g.NavCursorVisible = true;
  g.NavHighlightItemUnderNav = true;
#else
  g.NavDisableHighlight = false;
  g.NavDisableMouseHover = true;
#endif
}

}  // namespace

void place_keyboard(const PanelInput& in, Actions& out) {
  const HelpView& help = in.state.help;
  ImGuiIO& io = ImGui::GetIO();
  const bool with_panels = help.keyboard != KeyboardPlace::map ||
                           ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  if (with_panels)
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  else
    io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  static std::uint64_t placed = 0;
  if (placed != help.keyboard_serial) {
    placed = help.keyboard_serial;
    if (ImGuiWindow* window = ImGui::FindWindowByName(window_of(help.keyboard))) {
      ImGui::FocusWindow(window);
      if (help.keyboard != KeyboardPlace::map) {
        ImGui::NavInitWindow(window, true);
        show_cursor();
      }
    }
  }
  // The mouse takes it back.
  const bool clicked = ImGui::IsMouseClicked(0) && help.keyboard != KeyboardPlace::map;
  if (clicked) out.push_back(MoveKeyboard{KeyboardPlace::map, true});
}

}  // namespace agglo::viewer

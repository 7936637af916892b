#include "viewer/panels/theme.hpp"

#include <imgui.h>

namespace agglo::viewer {

namespace {

ImVec4 rgb(int hex, float alpha = 1) {
  return {static_cast<float>(hex >> 16 & 255) / 255, static_cast<float>(hex >> 8 & 255) / 255,
          static_cast<float>(hex & 255) / 255, alpha};
}

struct Palette {
  int window, child, frame, frame_hover, border, edge, text, faint, accent, accent_strong, header;
};
constexpr Palette kLight{0xF7F8FA, 0xFFFFFF, 0xE9ECF1, 0xDDE3EC, 0xD5DAE2, 0x828B98,
                         0x1F2630, 0x5B6573, 0x2563B8, 0x1B4E96, 0xD6E4F7};
constexpr Palette kDark{0x20242B, 0x272C34, 0x323842, 0x3D4552, 0x3A414C, 0x76808E,
                        0xE6E9EE, 0x98A2B0, 0x5B9BEA, 0x7DB2F2, 0x2F4764};

}  // namespace

void apply_theme(bool dark, double scale) {
  const Palette& p = dark ? kDark : kLight;
  ImGuiStyle style;
  style.WindowRounding = 0;
  style.ChildRounding = style.FrameRounding = style.PopupRounding = style.GrabRounding = style.TabRounding =
      4;
  style.ScrollbarRounding = 6;
  style.WindowPadding = {12, 10};
  style.FramePadding = {8, 4};
  style.ItemSpacing = {8, 6};
  style.ItemInnerSpacing = {6, 4};
  style.CellPadding = {6, 3};
  style.ScrollbarSize = 12;
  style.WindowBorderSize = 1;
  style.FrameBorderSize = 1;  // an empty box to tick would vanish without
  style.PopupBorderSize = 1;
  style.IndentSpacing = 16;
  style.ScaleAllSizes(static_cast<float>(scale));
  const ImVec4 none(0, 0, 0, 0);
  const auto set = [&](int slot, ImVec4 colour) { style.Colors[slot] = colour; };
  set(ImGuiCol_Text, rgb(p.text));
  set(ImGuiCol_TextDisabled, rgb(p.faint));
  set(ImGuiCol_WindowBg, rgb(p.window));
  set(ImGuiCol_ChildBg, none);
  set(ImGuiCol_PopupBg, rgb(p.child));
  set(ImGuiCol_MenuBarBg, rgb(p.window));
  set(ImGuiCol_Border, rgb(p.edge));
  for (const int slot : {ImGuiCol_FrameBg, ImGuiCol_Button, ImGuiCol_Tab, ImGuiCol_TabUnfocused})
    set(slot, rgb(p.frame));
  for (const int slot :
       {ImGuiCol_FrameBgHovered, ImGuiCol_ButtonHovered, ImGuiCol_TabHovered, ImGuiCol_HeaderHovered})
    set(slot, rgb(p.frame_hover));
  for (const int slot : {ImGuiCol_FrameBgActive, ImGuiCol_ButtonActive, ImGuiCol_HeaderActive,
                         ImGuiCol_Header, ImGuiCol_TabActive, ImGuiCol_TabUnfocusedActive})
    set(slot, rgb(p.header));
  for (const int slot :
       {ImGuiCol_CheckMark, ImGuiCol_SliderGrab, ImGuiCol_PlotHistogram, ImGuiCol_NavHighlight,
        ImGuiCol_SeparatorHovered, ImGuiCol_SeparatorActive, ImGuiCol_DragDropTarget})
    set(slot, rgb(p.accent));
  set(ImGuiCol_SliderGrabActive, rgb(p.accent_strong));
  set(ImGuiCol_Separator, rgb(p.border));
  for (const int slot : {ImGuiCol_TitleBg, ImGuiCol_TitleBgActive, ImGuiCol_TitleBgCollapsed})
    set(slot, rgb(p.frame));
  set(ImGuiCol_ScrollbarBg, none);
  set(ImGuiCol_ScrollbarGrab, rgb(p.frame_hover));
  set(ImGuiCol_ScrollbarGrabHovered, rgb(p.faint, 0.6f));
  set(ImGuiCol_ScrollbarGrabActive, rgb(p.faint));
  set(ImGuiCol_TableHeaderBg, rgb(p.frame));
  set(ImGuiCol_TableBorderStrong, rgb(p.border));
  set(ImGuiCol_TableBorderLight, rgb(p.border));
  set(ImGuiCol_TableRowBg, none);
  set(ImGuiCol_TableRowBgAlt, rgb(p.frame, 0.35f));
  set(ImGuiCol_TextSelectedBg, rgb(p.accent, 0.35f));
  set(ImGuiCol_ModalWindowDimBg, {0, 0, 0, 0.35f});
  ImGui::GetStyle() = style;
}

Colour accent_colour(bool dark) {
  return dark ? Colour{91, 155, 234, 255} : Colour{37, 99, 184, 255};
}
Colour on_accent_colour(bool dark) {
  return dark ? Colour{16, 22, 30, 255} : Colour{255, 255, 255, 255};
}
Colour faint_text_colour(bool dark) {
  return dark ? Colour{152, 162, 176, 255} : Colour{91, 101, 115, 255};
}
Colour warning_colour(bool dark) {
  return dark ? Colour{240, 180, 80, 255} : Colour{160, 95, 0, 255};
}
Colour error_colour(bool dark) {
  return dark ? Colour{255, 128, 118, 255} : Colour{186, 32, 32, 255};
}

}  // namespace agglo::viewer

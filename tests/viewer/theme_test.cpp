// Texts can be read in both palettes: contrast as WCAG 2.1 counts it, at least 4.5 : 1.
#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"

namespace agglo::viewer {

namespace {

double luminance(const ImVec4& c) {
  const auto linear = [](float v) {
    const auto x = static_cast<double>(v);
    return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.x) + 0.7152 * linear(c.y) + 0.0722 * linear(c.z);
}

double contrast(const ImVec4& a, const ImVec4& b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}  // namespace

TEST(Theme, texts_stand_out_from_what_is_behind_them) {
  EXPECT_NEAR(contrast({0, 0, 0, 1}, {1, 1, 1, 1}), 21, 1e-9);
  ImGui::CreateContext();
  for (const bool dark : {false, true}) {
    apply_theme(dark, 1);
    const ImVec4* colours = ImGui::GetStyle().Colors;
    for (const int ground : {ImGuiCol_WindowBg, ImGuiCol_PopupBg, ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered,
                             ImGuiCol_Header, ImGuiCol_Tab, ImGuiCol_TabActive, ImGuiCol_TitleBgActive})
      EXPECT_GE(contrast(colours[ImGuiCol_Text], colours[ground]), 4.5)
          << ImGui::GetStyleColorName(ground) << (dark ? ", dark" : ", light");
    EXPECT_GE(ImGui::GetStyle().FrameBorderSize, 1);
    for (const int ground : {ImGuiCol_WindowBg, ImGuiCol_PopupBg})
      EXPECT_GE(contrast(colours[ImGuiCol_Border], colours[ground]), 3)
          << "an empty box to tick on " << ImGui::GetStyleColorName(ground) << (dark ? ", dark" : ", light");
    for (const int ground : {ImGuiCol_WindowBg, ImGuiCol_PopupBg, ImGuiCol_FrameBg, ImGuiCol_TableHeaderBg})
      EXPECT_GE(contrast(colours[ImGuiCol_TextDisabled], colours[ground]), 4.5)
          << "faint on " << ImGui::GetStyleColorName(ground) << (dark ? ", dark" : ", light");
    for (const Colour& text : {warning_colour(dark), error_colour(dark), faint_text_colour(dark)})
      EXPECT_GE(contrast(im_colour(text), colours[ImGuiCol_WindowBg]), 4.5) << (dark ? "dark" : "light");
    EXPECT_GE(contrast(im_colour(on_accent_colour(dark)), im_colour(accent_colour(dark))), 4.5)
        << "buttons in the accent colour" << (dark ? ", dark" : ", light");
  }
  ImGui::DestroyContext();
}

}  // namespace agglo::viewer

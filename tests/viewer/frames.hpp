// Frames of Dear ImGui without a window, for tests of panels.
#pragma once

#include <imgui.h>

namespace agglo::viewer {

/// A context of its own from here to the end of its life.
class Frames {
 public:
  explicit Frames(ImVec2 size) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  }
  ~Frames() { ImGui::DestroyContext(); }
  Frames(const Frames&) = delete;
  Frames& operator=(const Frames&) = delete;
};

}  // namespace agglo::viewer

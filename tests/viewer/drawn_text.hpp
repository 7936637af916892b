// What a frame of Dear ImGui writes, read back from its glyphs; no window.
#pragma once

#include <imgui.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agglo::viewer {

/// Texts of the last frame in the order in which they are drawn, without blanks.
class DrawnText {
 public:
  /// After ImGui::Render().
  DrawnText() {
    std::map<std::pair<float, float>, const ImFontGlyph*> glyphs;  // by the corner of their picture
    for (const ImFontGlyph& glyph : ImGui::GetFont()->Glyphs)
      if (glyph.Visible && glyph.Codepoint < 0x80) glyphs[{glyph.U0, glyph.V0}] = &glyph;
    const ImDrawData* data = ImGui::GetDrawData();
    for (int list = 0; list < data->CmdListsCount; ++list) {
      const ImVector<ImDrawVert>& corners = data->CmdLists[list]->VtxBuffer;
      for (int k = 0; k + 3 < corners.Size; ++k) {
        const auto found = glyphs.find({corners[k].uv.x, corners[k].uv.y});
        if (found == glyphs.end() || corners[k + 2].uv.x != found->second->U1) continue;
        text_ += static_cast<char>(found->second->Codepoint);
        places_.push_back(corners[k].pos);
        k += 3;
      }
    }
  }
  bool has(std::string_view text) const { return place(text).has_value(); }
  /// Where the text begins that was drawn last of those that read so.
  std::optional<ImVec2> place(std::string_view text) const {
    std::string letters;
    for (const char c : text)
      if (c != ' ') letters += c;
    const std::size_t at = text_.rfind(letters);
    if (at == std::string::npos) return std::nullopt;
    return places_[at];
  }

 private:
  std::string text_;
  std::vector<ImVec2> places_;
};

}  // namespace agglo::viewer

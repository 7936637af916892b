// The page editor: what is on the page at the left, the page itself at the right.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr float kLabelWidth = 7;  // in letters' heights

void label(const char* text) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(text);
  ImGui::SameLine(ImGui::GetFontSize() * kLabelWidth);
  ImGui::SetNextItemWidth(-1);
}

/// True when the text was changed and is left.
bool text_field(const char* title, const char* id, std::string& text, const char* hint = "") {
  label(title);
  const float room = ImGui::CalcItemWidth() - 2 * ImGui::GetStyle().FramePadding.x;
  ImGui::InputTextWithHint(id, cut_text(hint, room).c_str(), &text);
  return ImGui::IsItemDeactivatedAfterEdit();
}

bool number_field(const char* title, const char* id, double& value, double least, double most,
                  const char* format) {
  label(title);
  ImGui::InputDouble(id, &value, 0, 0, format);
  const bool done = ImGui::IsItemDeactivatedAfterEdit();
  if (done) value = std::isfinite(value) ? std::clamp(value, least, most) : least;
  return done;
}

/// "A4 landscape" of "a4-landscape".
std::string layout_title(const std::string& layout) {
  if (layout == "custom") return tr("Own size");
  std::string paper = layout.substr(0, layout.find('-'));
  paper[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(paper[0])));
  const char* text = layout.ends_with("landscape") ? tr("{} landscape") : tr("{} portrait");
  return fmt::format(fmt::runtime(text), paper);
}

bool paper(PageOptions& page) {
  bool changed = false;
  label(tr("Page"));
  if (ImGui::BeginCombo("##layout", layout_title(page.layout).c_str())) {
    for (const std::string& layout : page_layouts())
      if (ImGui::Selectable(layout_title(layout).c_str(), layout == page.layout)) {
        const PageSize size = page_size(page);
        page.width_mm = size.width_mm;
        page.height_mm = size.height_mm;
        page.layout = layout;
        changed = true;
      }
    ImGui::EndCombo();
  }
  if (page.layout == "custom") {
    changed |= number_field(tr("Width, mm"), "##width", page.width_mm, 50, 1200, "%.0f");
    changed |= number_field(tr("Height, mm"), "##height", page.height_mm, 50, 1200, "%.0f");
  }
  const PageSize size = page_size(page);
  const double most = std::floor(std::min(size.width_mm, size.height_mm) / 4);
  changed |= number_field(tr("Margin, mm"), "##margin", page.margin_mm, 0, most, "%.0f");
  if (page.margin_mm > most) {
    page.margin_mm = most;
    changed = true;
  }
  changed |= number_field(tr("Resolution, dpi"), "##dpi", page.dpi, 30, 1200, "%.0f");
  item_tooltip(tr("Of pictures, and of dense points in PDF and SVG"));
  return changed;
}

bool words(PageOptions& page) {
  bool changed = ImGui::Checkbox(tr("Title"), &page.show_title);
  changed |= text_field(tr("Title"), "##title", page.title, tr("name of the main layer"));
  changed |= text_field(tr("Subtitle"), "##subtitle", page.subtitle);
  changed |= text_field(tr("Source"), "##source", page.source, tr("a line above the sources of the data"));
  changed |= ImGui::Checkbox(tr("Method and notes"), &page.notes);
  return changed;
}

/// A part that is on or off, and back to where it is placed automatically.
bool part_switch(const char* title, bool& on, PageBox* box) {
  ImGui::PushID(title);
  bool changed = ImGui::Checkbox(title, &on);
  if (box && on && !box->automatic()) {
    ImGui::SameLine(ImGui::GetFontSize() * 9);
    if (ImGui::SmallButton(tr("Place automatically"))) {
      *box = {};
      changed = true;
    }
  }
  ImGui::PopID();
  return changed;
}

bool map_parts(const State& state, PageOptions& page, Actions& out) {
  bool changed = part_switch(tr("Legend"), page.legend, &page.legend_box);
  changed |= part_switch(tr("Scale bar"), page.scale_bar, &page.scale_box);
  changed |= part_switch(tr("North arrow"), page.north_arrow, nullptr);
  changed |= part_switch(tr("Overview map"), page.inset, &page.inset_box);
  bool fixed = page.scale > 0;
  const double now = state.page_editor.preview ? state.page_editor.preview->scale_denominator : 0;
  if (ImGui::Checkbox(tr("Fixed scale"), &fixed)) {
    const double step = std::pow(10.0, std::floor(std::log10(std::max(10.0, now))) - 1);
    page.scale = fixed ? std::max(100.0, std::round(now / step) * step) : 0;
    changed = true;
  }
  if (page.scale > 0) changed |= number_field("1 :", "##scale", page.scale, 100, 5e8, "%.0f");
  if (ImGui::Button(tr("Show the present view"))) out.push_back(PageFromView{});
  item_tooltip(tr("The page shows the part of the map that the window shows now"));
  return changed;
}

/// A new box near the middle of the page.
PageBox fresh_box(const PageOptions& page, double width_share) {
  const PageSize size = page_size(page);
  return {size.width_mm * 0.4, size.height_mm * 0.4, size.width_mm * width_share, size.height_mm * 0.1};
}

bool texts(PageOptions& page) {
  bool changed = false;
  for (std::size_t k = 0; k < page.texts.size(); ++k) {
    PageText& text = page.texts[k];
    ImGui::PushID(static_cast<int>(k));
    ImGui::InputTextMultiline("##text", &text.text, {-1, ImGui::GetFontSize() * 3.4f});
    changed |= ImGui::IsItemDeactivatedAfterEdit();
    ImGui::SetNextItemWidth(ImGui::GetFontSize() * 4);
    ImGui::InputDouble(tr("pt"), &text.size_pt, 0, 0, "%.1f");
    if (ImGui::IsItemDeactivatedAfterEdit()) {
      text.size_pt = std::isfinite(text.size_pt) ? std::clamp(text.size_pt, 3.0, 200.0) : 9;
      changed = true;
    }
    ImGui::SameLine();
    changed |= ImGui::Checkbox(tr("Bold"), &text.bold);
    ImGui::SameLine();
    const bool gone = ImGui::SmallButton(tr("Remove"));
    ImGui::PopID();
    if (gone) {
      page.texts.erase(page.texts.begin() + static_cast<std::ptrdiff_t>(k));
      return true;
    }
  }
  if (ImGui::Button(tr("Add a text"))) {
    page.texts.push_back({tr("Text"), fresh_box(page, 0.3), 10, false});
    changed = true;
  }
  return changed;
}

bool images(PageOptions& page, Actions& out) {
  for (std::size_t k = 0; k < page.images.size(); ++k) {
    ImGui::PushID(static_cast<int>(k) + 1000);
    const std::string name = std::filesystem::path(page.images[k].file).filename().string();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(cut_text(name, ImGui::GetFontSize() * 11).c_str());
    ImGui::SameLine();
    const bool gone = ImGui::SmallButton(tr("Remove"));
    ImGui::PopID();
    if (gone) {
      page.images.erase(page.images.begin() + static_cast<std::ptrdiff_t>(k));
      return true;
    }
  }
  if (ImGui::Button(tr("Add a logo…"))) out.push_back(ShowDialog{DialogPurpose::page_image, "", ""});
  item_tooltip(tr("PNG, JPEG, GIF, WebP or TIFF"));
  return false;
}

void saved_pages(const State& state, Actions& out) {
  for (std::size_t k = 0; k < state.pages.size(); ++k) {
    ImGui::PushID(static_cast<int>(k) + 2000);
    const bool chosen = state.pages[k].name == state.page_editor.name;
    if (ImGui::Selectable(state.pages[k].name.c_str(), chosen, 0,
                          {ImGui::GetContentRegionAvail().x - ImGui::GetFontSize() * 2, 0}))
      out.push_back(LoadPage{k});
    ImGui::SameLine();
    if (ImGui::SmallButton("×")) out.push_back(DeletePage{k});
    item_tooltip(tr("Delete this page from the project"));
    ImGui::PopID();
  }
  std::string name = state.page_editor.name;
  ImGui::SetNextItemWidth(ImGui::GetFontSize() * 9);
  if (ImGui::InputTextWithHint("##name", tr("name"), &name)) out.push_back(NamePage{name});
  ImGui::SameLine();
  if (ImGui::Button(tr("Keep in the project")) && !name.empty()) out.push_back(SavePage{name});
}

void controls(const State& state, Actions& out) {
  PageOptions page = state.page_editor.page;
  bool changed = false;
  heading(tr("Paper"));
  changed |= paper(page);
  ImGui::Spacing();
  heading(tr("Words"));
  changed |= words(page);
  ImGui::Spacing();
  heading(tr("Map"));
  changed |= map_parts(state, page, out);
  ImGui::Spacing();
  heading(tr("Texts and logos"));
  changed |= texts(page);
  changed |= images(page, out);
  ImGui::Spacing();
  heading(tr("Pages of this project"));
  saved_pages(state, out);
  if (changed) out.push_back(SetPage{page});
}

struct Sheet {
  ImVec2 corner;
  float px_per_mm = 1;
};

const PagePart* part_at(const PagePreview& preview, const Sheet& sheet, ImVec2 mouse) {
  const double x = static_cast<double>((mouse.x - sheet.corner.x) / sheet.px_per_mm);
  const double y = static_cast<double>((mouse.y - sheet.corner.y) / sheet.px_per_mm);
  for (auto part = preview.parts.rbegin(); part != preview.parts.rend(); ++part) {
    const PageBox& box = part->box;
    const bool movable = part->name != "map" && part->name != "title";
    if (movable && x >= box.x_mm && x <= box.x_mm + box.width_mm && y >= box.y_mm &&
        y <= box.y_mm + box.height_mm)
      return &*part;
  }
  return nullptr;
}

void outline(const Sheet& sheet, const PageBox& box, ImU32 colour) {
  const auto px = [&](double mm) { return static_cast<float>(mm) * sheet.px_per_mm; };
  const ImVec2 low(sheet.corner.x + px(box.x_mm), sheet.corner.y + px(box.y_mm));
  const ImVec2 high(low.x + px(box.width_mm), low.y + px(box.height_mm));
  ImGui::GetWindowDrawList()->AddRect({low.x - 2, low.y - 2}, {high.x + 2, high.y + 2}, colour, 2, 0, 1.5f);
  ImGui::GetWindowDrawList()->AddRectFilled({high.x - 4, high.y - 4}, {high.x + 4, high.y + 4}, colour, 2);
}

/// Drags move a part; at its lower right corner they change its size.
void drag_part(const State& state, const PagePreview& preview, const Sheet& sheet, Actions& out) {
  const PagePart* under = part_at(preview, sheet, ImGui::GetIO().MousePos);
  const ImU32 accent = im_packed(accent_colour(state.dark));
  if (ImGui::IsItemActivated()) out.push_back(ChoosePart{under ? under->name : ""});
  const auto chosen = std::find_if(preview.parts.begin(), preview.parts.end(), [&](const PagePart& part) {
    return part.name == state.page_editor.chosen;
  });
  if (under && ImGui::IsItemHovered() && !ImGui::IsItemActive()) outline(sheet, under->box, accent);
  if (chosen == preview.parts.end()) return;
  PageBox box = chosen->box;
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 3)) {
    const ImVec2 way = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 3),
                 from = ImGui::GetIO().MouseClickedPos[0];
    const double dx = static_cast<double>(way.x / sheet.px_per_mm),
                 dy = static_cast<double>(way.y / sheet.px_per_mm);
    const auto right = sheet.corner.x + static_cast<float>(box.x_mm + box.width_mm) * sheet.px_per_mm;
    const auto lower = sheet.corner.y + static_cast<float>(box.y_mm + box.height_mm) * sheet.px_per_mm;
    if (std::abs(from.x - right) < 8 && std::abs(from.y - lower) < 8) {
      box.width_mm = std::max(10.0, box.width_mm + dx);
      box.height_mm = std::max(5.0, box.height_mm + dy);
    } else {
      box.x_mm = std::clamp(box.x_mm + dx, 0.0, std::max(0.0, preview.size_mm.width_mm - box.width_mm));
      box.y_mm = std::clamp(box.y_mm + dy, 0.0, std::max(0.0, preview.size_mm.height_mm - box.height_mm));
    }
  }
  outline(sheet, box, accent);
  if (ImGui::IsItemDeactivated() && !(box == chosen->box)) {
    PageOptions page = state.page_editor.page;
    if (PageBox* placed = box_of_part(page, state.page_editor.chosen)) {
      *placed = box;
      out.push_back(SetPage{page});
    }
  }
}

void preview(const PanelInput& in, Actions& out) {
  const PageEditor& editor = in.state.page_editor;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const PageSize size = page_size(editor.page);
  const float px_per_mm =
      std::min(room.x / static_cast<float>(size.width_mm), room.y / static_cast<float>(size.height_mm));
  const ImVec2 shown(px_per_mm * static_cast<float>(size.width_mm),
                     px_per_mm * static_cast<float>(size.height_mm));
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const int width = std::clamp(static_cast<int>(shown.x * ratio), 200, 4000);
  if (width != editor.preview_width) out.push_back(SetPreviewWidth{width});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Sheet sheet{{at.x + (room.x - shown.x) / 2, at.y + (room.y - shown.y) / 2}, px_per_mm};
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 high(sheet.corner.x + shown.x, sheet.corner.y + shown.y);
  draw->AddRectFilled(sheet.corner, high, IM_COL32_WHITE);
  const bool fits = editor.preview && std::abs(editor.preview->size_mm.width_mm - size.width_mm) < 0.1 &&
                    std::abs(editor.preview->size_mm.height_mm - size.height_mm) < 0.1;
  if (fits && in.page_picture) draw->AddImage(in.page_picture, sheet.corner, high);
  draw->AddRect(sheet.corner, high, IM_COL32(120, 124, 132, 255));
  if (!fits || editor.drawing)
    draw->AddText({sheet.corner.x + 8, sheet.corner.y + 4}, IM_COL32(110, 114, 122, 255), tr("drawing…"));
  ImGui::SetCursorScreenPos(sheet.corner);
  ImGui::InvisibleButton("sheet", {std::max(shown.x, 1.0f), std::max(shown.y, 1.0f)});
  if (fits) drag_part(in.state, *editor.preview, sheet, out);
}

}  // namespace

void page_window(const PanelInput& in, Actions& out) {
  if (!in.state.page_editor.open || !in.state.map) return;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.52f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(em * 90, size.x * 0.94f), size.y * 0.9f}, ImGuiCond_Appearing);
  bool open = true;
  const std::string title = std::string(tr("Page layout")) + "###page layout";
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings)) {
    keep_on_screen();
    ImGui::BeginChild("controls", {em * 20, 0});
    ImGui::BeginChild("fields", {0, -ImGui::GetFrameHeightWithSpacing()});
    controls(in.state, out);
    ImGui::EndChild();
    if (ImGui::Button(tr("Export as PDF, SVG or PNG…"), {-1, 0}))
      out.push_back(ShowDialog{DialogPurpose::export_page, "", ""});
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("preview", {0, 0}, false,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    preview(in, out);
    ImGui::EndChild();
  }
  ImGui::End();
  if (!open) out.push_back(ShowPageEditor{false});
}

}  // namespace agglo::viewer

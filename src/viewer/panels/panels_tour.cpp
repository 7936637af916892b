// The tour: a small window beside the part of the window that it explains.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

struct Step {
  const char *title, *text;
  Area Layout::*part;  ///< null = the whole window
  const char* window;  ///< that shows the part
};

constexpr std::array<Step, kTourSteps> kSteps{
    {{tr_key("Welcome"),
      tr_key(
          "Eight steps show where things are. The teaching project has real towns of a region in Italy and "
          "invented firms. You can use everything meanwhile, and end the tour at any time."),
      nullptr, ""},
     {tr_key("The map"),
      tr_key("Drag to move, turn the wheel to zoom, press F to see all. Where there are many firms, colour "
             "shows how "
             "many lie at a place; zoom in and each firm appears."),
      &Layout::map, "map"},
     {tr_key("Layers and legend"),
      tr_key("Tick a layer to show it. The arrow beside its name opens colours, symbols, labels and order. A "
             "click on "
             "an entry of the legend hides that kind."),
      &Layout::left, "layers"},
     {tr_key("Details"),
      tr_key("Click a cluster on the map: here is all that is known about it, from its firms and jobs to the "
             "nearest "
             "incubator. Rest the pointer on a name to read what it means."),
      &Layout::right, "right"},
     {tr_key("Table and charts"),
      tr_key("All rows of a layer. Sort by a click on a heading, filter, select: what is selected here is "
             "selected on "
             "the map and in the charts, and the other way round."),
      &Layout::table, "bottom"},
     {tr_key("Analyse"),
      tr_key("Choose an analysis, set its values, press Run. Each field has a range and an explanation. "
             "“Copy as "
             "command” gives the line for the shell."),
      &Layout::right, "right"},
     {tr_key("Activity"),
      tr_key("What runs, what was done and what to beware of. Long work runs in the background and can be "
             "cancelled; "
             "the window never waits."),
      &Layout::right, "right"},
     {tr_key("Take it with you"),
      tr_key("Project > Export prints the map with legend, scale and sources. Ctrl+Shift+P finds every "
             "command by a few "
             "letters; “?” shows all keys. This tour is in the Help menu."),
      &Layout::menu, "##MainMenuBar"}}};

/// A frame drawn with the window of the part, so that what lies over that window lies over the frame.
void point_at(const Area& part, const char* window_name, bool dark) {
  const ImGuiWindow* window = ImGui::FindWindowByName(window_name);
  if (!window || !window->WasActive || part.width <= 0) return;
  ImDrawList* draw = window->DrawList;
  const float em = ImGui::GetFontSize();
  draw->PushClipRect({part.x, part.y}, {part.x + part.width, part.y + part.height});
  draw->AddRect({part.x + 1, part.y + 1}, {part.x + part.width - 1, part.y + part.height - 1},
                im_packed(accent_colour(dark)), 3, 0, std::max(2.0f, em * 0.18f));
  draw->PopClipRect();
}

/// Something that wants an answer is open: the tour waits behind it.
bool is_busy_elsewhere(const State& state) {
  return state.dialog || state.help.open != HelpWindow::none || state.show_about || state.asking ||
         state.left_session || state.file_change || state.renaming || state.saving_selection ||
         state.page_editor.open;
}

/// Beside the part, within the window.
ImVec2 place_beside(const Area& part, ImVec2 size, ImVec2 window) {
  const float gap = ImGui::GetFontSize() * 0.8f;
  ImVec2 at{part.x + part.width + gap, part.y + gap * 4};
  if (at.x + size.x > window.x) at.x = part.x - size.x - gap;
  if (at.x < 0)
    at = {part.x + gap * 2, part.height < window.y * 0.4f && part.y > window.y * 0.4f ? part.y - size.y - gap
                                                                                      : part.y + gap * 4};
  if (part.height < window.y * 0.1f) at = {part.x + gap * 2, part.y + part.height + gap};
  at.x = std::clamp(at.x, gap, std::max(gap, window.x - size.x - gap));
  at.y = std::clamp(at.y, gap, std::max(gap, window.y - size.y - gap));
  return at;
}

void step_buttons(std::size_t step, Actions& out) {
  const bool last = step + 1 == kTourSteps;
  ImGui::TextDisabled("%s", fmt::format(fmt::runtime(tr("{} of {}")), step + 1, kTourSteps).c_str());
  ImGui::SameLine();
  begin_disabled(step == 0);
  if (ImGui::Button((std::string(tr("Back")) + "###back").c_str())) out.push_back(TourStep{step - 1});
  end_disabled();
  ImGui::SameLine();
  if (ImGui::Button((std::string(last ? tr("Finish") : tr("Next")) + "###next").c_str()))
    out.push_back(TourStep{step + 1});
  if (last) return;
  ImGui::SameLine();
  if (ImGui::Button((std::string(tr("End the tour")) + "###end").c_str()))
    out.push_back(TourStep{kTourSteps});
}

}  // namespace

void tour_window(const PanelInput& in, const Layout& layout, Actions& out) {
  const State& state = in.state;
  if (!state.help.tour || !state.map || is_busy_elsewhere(state))
    return;  // the teaching project is on its way
  const std::size_t index = std::min(*state.help.tour, kTourSteps - 1);
  const Step& step = kSteps[index];
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  const ImVec2 size{std::min(em * 24, window.x * 0.8f), em * 13};
  ImVec2 at{(window.x - size.x) * 0.5f, window.y * 0.3f};
  if (step.part) {
    point_at(layout.*step.part, step.window, state.dark);
    at = place_beside(layout.*step.part, size, window);
  }
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize({size.x, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8);
  ImGui::PushStyleColor(ImGuiCol_Border, im_colour(accent_colour(state.dark)));
  ImGui::Begin("###tour", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  heading(tr(step.title));
  wrapped_text(tr(step.text));
  ImGui::Spacing();
  step_buttons(index, out);
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

}  // namespace agglo::viewer

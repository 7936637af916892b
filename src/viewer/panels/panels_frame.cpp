// The frame of the window: layout, menu bar, status bar, about.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "agglo/project.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"

namespace agglo::viewer {

Layout layout_of(const State& state, float width, float height, float menu_height) {
  const auto scale = static_cast<float>(state.ui_scale);
  const float status_height = 30 * scale;
  const float left = state.show_left ? std::min(310 * scale, width * 0.3f) : 0;
  const float right = state.show_right ? std::min(350 * scale, width * 0.32f) : 0;
  const float middle_height = std::max(1.0f, height - menu_height - status_height);
  const float table = state.show_table ? std::min(250 * scale, middle_height * 0.4f) : 0;
  const float middle_width = std::max(1.0f, width - left - right);
  Layout layout;
  layout.menu = {0, 0, width, menu_height};
  layout.status = {0, height - status_height, width, status_height};
  layout.left = {0, menu_height, left, middle_height};
  layout.right = {width - right, menu_height, right, middle_height};
  layout.table = {left, menu_height + middle_height - table, middle_width, table};
  layout.map = {left, menu_height, middle_width, std::max(1.0f, middle_height - table)};
  return layout;
}

Layout draw_panels(const PanelInput& in, Actions& out) {
  menu_bar(in, out);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const Layout layout = layout_of(in.state, size.x, size.y, ImGui::GetFrameHeight());
  if (in.state.show_left) layers_panel(in, layout.left, out);
  if (in.state.show_right) right_panel(in, layout.right, out);
  if (in.state.show_table) bottom_panel(in, layout.table, out);
  status_bar(in, layout.status, out);
  map_overlay(in, layout.map, out);
  if (!in.state.map) welcome(in, layout.map, out);
  file_dialog(in, out);
  about_window(in, out);
  return layout;
}

namespace {

std::string scale_text(const State& state) {
  // 96 pixels to the inch, as desktops have it.
  const double denominator = state.camera.metres_per_pixel * pixels_per_mm(state) * 1000;
  const double step = std::pow(10.0, std::floor(std::log10(std::max(1.0, denominator))) - 1);
  return "1 : " + grouped(static_cast<std::uint64_t>(std::llround(denominator / step) *
                                                     std::llround(std::max(1.0, step))));
}

std::string selection_text(const State& state) {
  const std::size_t n = state.selection.count;
  if (n == 0) return {};
  const auto index = scene_index(state, state.selection.layer);
  std::string text = grouped(n) + " selected";
  if (!index) return text;
  const SceneLayer& layer = state.map->scene.layers[*index];
  const Column* firms = layer.table ? layer.table->find("firms") : nullptr;
  if (!firms) return text;
  double sum = 0;
  state.selection.rows->for_each([&](std::size_t row) {
    if (const double v = firms->number(row); !std::isnan(v)) sum += v;
  });
  return text + ", " + grouped(static_cast<std::uint64_t>(std::max(0.0, sum))) + " firms";
}

}  // namespace

void status_bar(const PanelInput& in, const Area& area, Actions& out) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 4});
  begin_panel("status", area);
  ImGui::PopStyleVar();
  const State& state = in.state;
  ImGui::AlignTextToFramePadding();
  const auto part = [](const std::string& text, float at, const char* tip) {
    ImGui::SameLine(at);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text.c_str());
    item_tooltip(tip);
  };
  const float em = ImGui::GetFontSize();
  if (state.map) {
    part(in.cursor_place, em * 0.6f, "Place under the cursor");
    part(scale_text(state), em * 15, "Scale of the map on this display");
    part(grouped(in.plan.points_in_view) + " points in view", em * 24,
         "Points of the visible layers on the map");
    part(selection_text(state), em * 36, "Selected rows");
  }
  for (const JobView& job : state.jobs) {
    if (!job.running) continue;
    ImGui::SameLine(std::max(em * 46, area.width - em * 32));
    ImGui::SetNextItemWidth(em * 8);
    const std::string percent = job.fraction >= 0 ? fmt::format("{:.0f} %", job.fraction * 100) : "…";
    ImGui::ProgressBar(job.fraction >= 0 ? static_cast<float>(job.fraction) : 0.0f, {em * 8, 0},
                       percent.c_str());
    ImGui::SameLine();
    ImGui::TextUnformatted(cut_text(job.title, em * 9).c_str());
    break;
  }
  if (state.unread_errors > 0) {
    ImGui::SameLine(area.width - em * 13);
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
    if (ImGui::SmallButton(state.unread_errors == 1 ? "1 error" : "errors"))
      out.push_back(ShowPanel{PanelName::activity, true});
    ImGui::PopStyleColor();
  }
  const std::string time = fmt::format("{:.1f} ms/frame", in.frame_ms);
  ImGui::SameLine(area.width - ImGui::CalcTextSize(time.c_str()).x - em);
  ImGui::TextDisabled("%s", time.c_str());
  item_tooltip("Time to draw the map the last time something changed");
  end_panel();
}

void about_window(const PanelInput& in, Actions& out) {
  if (!in.state.show_about) return;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.45f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  bool open = true;
  if (ImGui::Begin("About agglo", &open, ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse)) {
    heading(("agglo " + version()).c_str());
    ImGui::TextUnformatted("Finds business clusters and the catchments of the places that serve them.");
    ImGui::TextUnformatted(
        "Everything done here can be done in the shell: see “Copy as command” on each form.");
    faint_text(in.state, "Apache License 2.0");
  }
  ImGui::End();
  if (!open) out.push_back(ShowPanel{PanelName::about, false});
}

}  // namespace agglo::viewer

// The frame of the window: layout, menu bar, status bar, about.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "agglo/project.hpp"
#include "viewer/panels/fonts.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/reports.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

Layout layout_of(const State& state, float width, float height, float menu_height) {
  const auto scale = static_cast<float>(state.ui_scale);
  const Language* tongue = find_language(state.language);
  const bool from_the_right = tongue && tongue->right_to_left;
  const float status_height = 30 * scale;
  const float left = state.show_left ? std::min(310 * scale, width * 0.3f) : 0;
  const float right = state.show_right ? std::min(350 * scale, width * 0.32f) : 0;
  const float middle_height = std::max(1.0f, height - menu_height - status_height);
  const float table = state.show_table ? std::min(280 * scale, middle_height * 0.42f) : 0;
  const float middle_width = std::max(1.0f, width - left - right);
  Layout layout;
  layout.menu = {0, 0, width, menu_height};
  layout.status = {0, height - status_height, width, status_height};
  // Where people read from the right, layers and legend stand there.
  const float middle = from_the_right ? right : left;
  layout.left = {from_the_right ? width - left : 0, menu_height, left, middle_height};
  layout.right = {from_the_right ? 0 : width - right, menu_height, right, middle_height};
  layout.table = {middle, menu_height + middle_height - table, middle_width, table};
  const bool has_time = state.map && state.time.range.on;
  const float time = has_time ? std::min(time_strip_height(state, middle_width), middle_height * 0.3f) : 0;
  layout.time = {middle, menu_height + middle_height - table - time, middle_width, time};
  layout.map = {middle, menu_height, middle_width, std::max(1.0f, middle_height - table - time)};
  return layout;
}

Layout draw_panels(const PanelInput& in, Actions& out) {
  menu_bar(in, out);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  Layout layout = layout_of(in.state, size.x, size.y, ImGui::GetFrameHeight());
  if (in.state.show_left) layers_panel(in, layout.left, out);
  if (in.state.show_right) right_panel(in, layout.right, out);
  if (in.state.show_table) bottom_panel(in, layout.table, out);
  if (layout.time.height > 0) time_strip(in, layout.time, out);
  status_bar(in, layout.status, out);
  map_overlay(in, layout.map, layout.over_map, out);
  find_box(in, layout.map, out);
  measure_box(in, layout.map, out);
  dropped_box(in, layout.map, out);
  page_window(in, out);
  bookmarks_window(in, layout.map, out);
  compare_overlay(in, layout.map, layout.over_map, out);
  if (!in.state.map) welcome(in, layout.map, out);
  if (in.state.map && !has_tiles(in.state)) map_tools(in, layout.map, layout.over_map, out);
  style_window(in, layout.map, out);
  selection_layer_window(in, out);
  file_dialog(in, out);
  about_window(in, out);
  rename_window(in, out);
  session_questions(in, out);
  help_windows(in, out);
  tour_window(in, layout, out);
  place_keyboard(in, out);
  return layout;
}

namespace {

std::string scale_text(const State& state) {
  // 96 pixels to the inch, as desktops have it.
  const double several = has_tiles(state) ? tile_scale(state) : 1;
  const double denominator = state.camera.metres_per_pixel * several * pixels_per_mm(state) * 1000;
  const double step = std::pow(10.0, std::floor(std::log10(std::max(1.0, denominator))) - 1);
  return "1 : " + grouped(static_cast<std::uint64_t>(std::llround(denominator / step) *
                                                     std::llround(std::max(1.0, step))));
}

/// Texts of the status bar from the left, each at its place or after the one before when that is longer.
class StatusParts {
 public:
  explicit StatusParts(float right) : right_(right) {}
  void add(const std::string& text, float place, const char* tip) {
    if (text.empty()) return;
    const float at = std::max(place, end_ + ImGui::GetFontSize() * 1.5f);
    const float width = ImGui::CalcTextSize(text.c_str()).x;
    if (at + width > right_) return;  // a narrow window shows the first of them
    ImGui::SameLine(at);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text.c_str());
    item_tooltip(tip);
    end_ = at + width;
  }

 private:
  float right_, end_ = 0;
};

/// From the right; returns where it begins.
float status_right(const PanelInput& in, float right, Actions& out) {
  const State& state = in.state;
  const float em = ImGui::GetFontSize();
  const auto begin = [&](float width) {
    ImGui::SameLine(right -= width + em);
    ImGui::AlignTextToFramePadding();
  };
  const std::string time = with_decimal_mark(fmt::format(fmt::runtime(tr("{:.1f} ms a frame")), in.frame_ms));
  begin(ImGui::CalcTextSize(time.c_str()).x);
  ImGui::TextDisabled("%s", time.c_str());
  item_tooltip(tr("Time to draw the map the last time something changed"));
  if (state.unread_errors > 0) {
    const std::string errors = counted("{} error", "{} errors", state.unread_errors);
    begin(ImGui::CalcTextSize(errors.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x);
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
    if (ImGui::SmallButton((errors + "###errors").c_str()))
      out.push_back(ShowPanel{PanelName::activity, true});
    ImGui::PopStyleColor();
  }
  if (const std::string unknown = glyphs_without_font(); !unknown.empty()) {
    const char* text = tr("Fonts are missing");
    begin(ImGui::CalcTextSize(text).x);
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(warning_colour(state.dark)));
    ImGui::TextUnformatted(text);
    ImGui::PopStyleColor();
    item_tooltip(
        tr("Some characters on the window are in no font of this computer. The Debian packages "
           "fonts-noto-core and "
           "fonts-noto-cjk have them."));
  }
  for (const JobView& job : state.jobs) {
    if (!job.running) continue;
    begin(em * 18);
    ImGui::TextUnformatted(cut_text(tr_job(job.title), em * 9).c_str());
    ImGui::SameLine(right + em * 9.5f);
    progress_bar(job.fraction, em * 8);
    break;
  }
  return right;
}

/// What was done last, for some seconds: an export of a file says so here too.
std::string latest_news(const State& state) {
  if (state.messages.empty() || state.now_s > state.news_until_s) return {};
  const Message& last = state.messages.back();
  if (last.kind != MessageKind::note) return {};
  const std::vector<ReportLine> lines = report_lines(last.text);
  const std::string title = tr_job(last.title);
  if (lines.empty()) return title;
  const std::string& cell = lines[0].cells[0];
  const std::string first = lines[0].kind == ReportLine::Kind::counts
                                ? counts_in_words(cell)
                                : with_grouped_numbers(tr_message(cell));
  return title.empty() ? first : title + ": " + first;
}

}  // namespace

void status_bar(const PanelInput& in, const Area& area, Actions& out) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 4});
  begin_panel("status", area);
  ImGui::PopStyleVar();
  const State& state = in.state;
  ImGui::AlignTextToFramePadding();
  const float em = ImGui::GetFontSize();
  StatusParts parts(status_right(in, area.width, out));
  if (state.map) {
    parts.add(in.cursor_place.empty() ? " " : in.cursor_place, em * 0.6f, tr("Place under the cursor"));
    parts.add(scale_text(state), em * 14, tr("Scale of the map on this display"));
    std::string totals = totals_text(state);
    const LayerView* counted_layer = find_layer(state, state.linked.layer);
    if (!totals.empty() && counted_layer && !counted_layer->style.visible)
      totals += std::string(" ") + tr("(hidden)");
    parts.add(totals, em * 22, totals_help(state).c_str());
    const std::string news = latest_news(state);
    parts.add(cut_text(news, em * 26), em * 22, news.c_str());
    parts.add(counted("{} point in view", "{} points in view", in.plan.points_in_view), em * 22,
              tr("Points of the visible layers on the map"));
  }
  end_panel();
}

void about_window(const PanelInput& in, Actions& out) {
  if (!in.state.show_about) return;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.45f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(em * 30, size.x * 0.8f), 0});
  bool open = true;
  const std::string title = std::string(tr("About agglo")) + "###about";
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse)) {
    heading(("agglo " + version()).c_str());
    wrapped_text(tr("Finds business clusters and the catchments of the places that serve them."));
    wrapped_text(tr("Everything done here can be done in the shell: see “Copy as command” on each form."));
    faint_text(in.state, "Apache License 2.0");
  }
  ImGui::End();
  if (!open) out.push_back(ShowPanel{PanelName::about, false});
}

}  // namespace agglo::viewer

#include "viewer/window/app.hpp"

#define GLFW_INCLUDE_NONE
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>
#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "viewer/draw/tiles.hpp"
#include "viewer/panels/commands.hpp"
#include "viewer/panels/fonts.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/state/desktop_dialog.hpp"
#include "viewer/state/find.hpp"
#include "viewer/state/whole_file.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr Colour kAround{247, 248, 250, 255};
static_assert(Keys::kEscape == GLFW_KEY_ESCAPE && Keys::kEnter == GLFW_KEY_ENTER &&
              Keys::kTab == GLFW_KEY_TAB && Keys::kBackspace == GLFW_KEY_BACKSPACE &&
              Keys::kDelete == GLFW_KEY_DELETE && Keys::kRight == GLFW_KEY_RIGHT &&
              Keys::kUp == GLFW_KEY_UP && Keys::kEnd == GLFW_KEY_END && Keys::kEqual == GLFW_KEY_EQUAL &&
              Keys::kMinus == GLFW_KEY_MINUS && Keys::kPadMinus == GLFW_KEY_KP_SUBTRACT &&
              Keys::kPadPlus == GLFW_KEY_KP_ADD && Keys::kF1 == GLFW_KEY_F1 &&
              Keys::kShift == GLFW_MOD_SHIFT && Keys::kControl == GLFW_MOD_CONTROL &&
              Keys::kAlt == GLFW_MOD_ALT);

}  // namespace

ImguiContext::ImguiContext() {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  map_keys();
}
ImguiContext::~ImguiContext() {
  ImGui::DestroyContext();
}

App::ImguiOpenGl::ImguiOpenGl() {
  if (const std::string missing = missing_opengl(); !missing.empty())
    throw failure("agglo-view needs OpenGL 3.3 and found " + missing,
                  "update the graphics driver, or start it with LIBGL_ALWAYS_SOFTWARE=1");
  ImGui_ImplOpenGL3_Init("#version 330 core");
}
App::ImguiOpenGl::~ImguiOpenGl() {
  ImGui_ImplOpenGL3_Shutdown();
}

App::App(const AppOptions& options)
    : options_(options),
      stored_(stored_settings()),
      window(options.width > 0 ? options.width : stored_.width,
             options.height > 0 ? options.height : stored_.height, "agglo") {
  state.settings = stored_;
  state.dark = stored_.dark;
  choose_language();
  const auto variable = [](const char* name) {
    return std::string(std::getenv(name) ? std::getenv(name) : "");
  };
  state.desktop_dialog = find_desktop_dialog(variable("PATH"), variable("XDG_CURRENT_DESKTOP"));
  if (options_.remembers) {
    const std::filesystem::path folder = state_folder();
    session_file_.emplace(folder.empty() ? folder : folder / "sessions");
    offer_left_session();
    update(state, CheckRecent{}, jobs);
  }
  if (!settings_problem_.empty())
    state.messages.push_back({MessageKind::warning,
                              tr("The settings could not be read; these are the defaults."),
                              settings_problem_, ""});
  window.ignore_mouse = options.has_script;
  window.limit_to_display(!options.has_script);
  apply_scale();
  count_on(options.count_on);
  worker_.emplace(jobs, [] { Window::wake(); });
  if (!options.file.empty()) act(OpenFile{options.file});
}

App::~App() {
  worker_.reset();
  if (!options_.has_script && options_.shot.empty()) window.size(state.settings.width, state.settings.height);
  store_settings();
}

void App::apply_scale() {
  int width = 1, height = 1, pixels_x = 1, pixels_y = 1;
  window.size(width, height);
  window.pixel_size(pixels_x, pixels_y);
  // On X11 a window coordinate is a pixel; elsewhere the framebuffer is finer and fonts are made at its
  // scale.
  const double ratio = width > 0 ? static_cast<double>(pixels_x) / width : 1;
  const double content = options_.display_scale > 0 ? options_.display_scale : window.content_scale();
  const double fonts = content * state.settings.font_scale;
  state.pixel_scale = content;
  state.ui_scale = fonts / std::max(1.0, ratio);
  use_language(state.language);
  if (language_applied_ != state.language) want_glyphs(all_texts());
  if (scale_applied_ != fonts || glyphs_are_wanted()) {
    load_fonts(fonts);
    if (scale_applied_ != 0) ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    ImGui::GetIO().FontGlobalScale = static_cast<float>(1 / std::max(1.0, ratio));
    frames_left_ = kFramesToRest;
  }
  if (scale_applied_ != fonts || dark_applied_ != state.dark) apply_theme(state.dark, state.ui_scale);
  scale_applied_ = fonts;
  dark_applied_ = state.dark;
  language_applied_ = state.language;
}

void App::act(const Action& action) {
  update(state, action, jobs);
  frames_left_ = kFramesToRest;
}

void App::perform(std::string_view command) {
  Actions actions;
  perform_command(state, command, actions);
  for (const Action& action : actions) act(action);
}

void App::shortcut(int key, int mods) {
  if (key == Keys::kEscape && state.file_change && !state.dialog) return act(KeepProject{});
  if (key == Keys::kEscape && state.asking) return act(AnswerUnsaved{UnsavedAnswer::cancel});
  if (key == Keys::kEscape && state.dialog) return act(DialogClose{});
  if (const Command* command = command_of_key(state, key, mods)) perform(command->id);
}

void App::handle_keys(const std::vector<InputEvent>& events) {
  for (const InputEvent& event : events) {
    const auto* key = std::get_if<KeyPress>(&event);
    const bool typing = ImGui::GetIO().WantTextInput;
    if (key && key->down && !key_is_for_panels(state, typing, key->key, key->mods))
      shortcut(key->key, key->mods);
    const auto* typed = std::get_if<TypedCharacter>(&event);
    if (typed && typed->code == '?' && !typing) perform("help.shortcuts");
  }
}

std::string App::cursor_place() {
  if (!state.map || !state.cursor_on_map) return {};
  const auto place = world_at(state, state.cursor_x, state.cursor_y);
  if (!place) return {};
  const WorldPoint p = *place;
  if (state.map->scene.frame.kind == FrameKind::plane) return place_title({false, p.x_m, p.y_m});
  if (projector_map_ != state.map) {
    projector_.emplace(state.map->scene.frame);
    projector_map_ = state.map;
  }
  double lon = p.x_m, lat = p.y_m;
  projector_->lonlat_from_metres({&lon, 1}, {&lat, 1});
  if (!std::isfinite(lon) || !std::isfinite(lat)) return {};
  return place_title({true, lon, lat});
}

void App::frame() {
  mend_lost_graphics();
  apply_scale();
  state.now_s = ms_since(started_) / 1000;
  ImGuiIO& io = ImGui::GetIO();
  int width = 1, height = 1, pixels_x = 1, pixels_y = 1;
  window.size(width, height);
  window.pixel_size(pixels_x, pixels_y);
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  const float ratio = width > 0 ? static_cast<float>(pixels_x) / static_cast<float>(width) : 1.0f;
  io.DisplayFramebufferScale = {ratio, ratio};
  io.DeltaTime = std::max(1e-4f, static_cast<float>(ms_since(last_frame_) / 1000));
  last_frame_ = std::chrono::steady_clock::now();
  serve_wishes();
  look_at_project_file();
  const auto events = window.input.feed();
  if (!events.empty()) frames_left_ = kFramesToRest;
  handle_keys(events);
  act_on_jobs();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  Actions actions;
  layout_ = draw_panels({state, plan_, cursor_place(), frame_ms_, page_picture()}, actions);
  ImGui::Render();
  for (const Action& action : actions) act(action);
  const int map_width = static_cast<int>(std::lround(layout_.map.width * ratio));
  const int map_height = static_cast<int>(std::lround(layout_.map.height * ratio));
  if (map_width != state.camera.width || map_height != state.camera.height)
    act(ResizeMap{map_width, map_height});
  draw_map_if_changed();
  const Colour around = state.dark ? Colour{32, 36, 43, 255} : kAround;
  renderer_.show_map(static_cast<int>(std::lround(layout_.map.x * ratio)),
                     static_cast<int>(std::lround(layout_.map.y * ratio)), pixels_x, pixels_y, around);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  renderer_.simulate(state.vision, pixels_x, pixels_y);
  if (!state.clipboard.empty()) window.set_clipboard(std::exchange(state.clipboard, {}));
  start_new_windows();
  ++frames_since_kept_;
  keep_session();
  if (frames_left_ > 0) --frames_left_;
}

void App::act_on_jobs() {
  const bool listed = !state.jobs.empty();
  if (listed || !jobs.idle()) update(state, JobsChanged{}, jobs);
}

void App::settle() {
  map_plans_ = 0;
  frames_left_ = kFramesToRest;
  for (int k = 0; k < 200 && (frames_left_ > 0 || !window.input.empty()); ++k) {
    window.take_events(0);
    frame();
    window.show_frame();
  }
}

void App::pause(double seconds) {
  const auto start = std::chrono::steady_clock::now();
  while (ms_since(start) < 1000 * seconds) {
    window.take_events(0.05);
    frame();
    window.show_frame();
  }
}

void App::wait_for_jobs() {
  jobs.hold(false);
  const std::size_t messages = state.messages.size();
  while (!jobs.idle() || !state.jobs.empty() || desktop_dialog_.busy()) {
    window.take_events(0.05);
    frame();
    window.show_frame();
    if (window.should_close()) throw Error(ErrorKind::cancelled, "the window was closed");
  }
  settle();
  for (std::size_t k = std::min(messages, state.messages.size()); k < state.messages.size(); ++k)
    if (state.messages[k].kind == MessageKind::error)
      throw failure(state.messages[k].text, state.messages[k].hint);
}

int App::run() {
  if (options_.has_script) {
    if (!options_.file.empty()) wait_for_jobs();
    settle();
    run_script(*this, options_.script, options_.script_name);
    wait_for_jobs();
  } else if (!options_.shot.empty()) {
    wait_for_jobs();
  }
  if (!options_.shot.empty()) take_shot(options_.shot);
  if (options_.has_script || !options_.shot.empty()) return 0;
  std::string title;
  while (!state.quit) {
    if (window.should_close()) {
      window.keep_open();
      act(Quit{});
    }
    const bool working = !jobs.idle() || !state.jobs.empty();
    const bool typing = ImGui::GetIO().WantTextInput;  // the text cursor blinks
    const bool busy = frames_left_ > 0 || !window.input.empty() || desktop_dialog_.has_ended();
    state.now_s = ms_since(started_) / 1000;
    const bool to_keep = keep_session();
    const bool playing = state.time.playing;
    const double next_step_s = std::clamp(state.time.due_s - ImGui::GetTime(), 0.001, 0.3);
    const bool event = window.take_events(busy      ? 0
                                          : playing ? next_step_s
                                          : working ? 0.1
                                          : typing  ? 0.3
                                          : to_keep ? kKeepEvery_s
                                                    : 60.0);
    const bool asked = event || desktop_dialog_.has_ended();
    if (!busy && !asked && !working && !typing && !playing && jobs.idle()) continue;
    if (event) frames_left_ = kFramesToRest;
    frame();
    window.show_frame();
    const std::string name = state.project.empty() ? "agglo" : state.project.filename().string() + " – agglo";
    if (name != title) window.set_title(title = name);
  }
  if (!worker_->end(std::chrono::milliseconds(300))) leave_at_once();
  return 0;
}

/// GDAL is reading a file for the import form and cannot be stopped; nobody waits for that any more.
void App::leave_at_once() {
  window.size(state.settings.width, state.settings.height);
  store_settings();
  session_file_.reset();
  std::fflush(nullptr);
  std::_Exit(0);
}

}  // namespace agglo::viewer

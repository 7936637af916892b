#include "viewer/window/app.hpp"

#define GLFW_INCLUDE_NONE
#include <backends/imgui_impl_opengl3.h>
#include <cairo.h>
#include <fmt/format.h>
#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

#include "viewer/panels/commands.hpp"
#include "viewer/panels/fonts.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/state/autosave.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/state/whole_file.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/start_program.hpp"

namespace agglo::viewer {

namespace {

constexpr int kFramesToRest = 3;    // panels need a frame or two to settle after a change
constexpr double kKeepEvery_s = 2;  // a crash loses no more than what was done in this time
constexpr Colour kAround{247, 248, 250, 255};
static_assert(Keys::kEscape == GLFW_KEY_ESCAPE && Keys::kEnter == GLFW_KEY_ENTER &&
              Keys::kTab == GLFW_KEY_TAB && Keys::kBackspace == GLFW_KEY_BACKSPACE &&
              Keys::kDelete == GLFW_KEY_DELETE && Keys::kRight == GLFW_KEY_RIGHT &&
              Keys::kUp == GLFW_KEY_UP && Keys::kEnd == GLFW_KEY_END && Keys::kEqual == GLFW_KEY_EQUAL &&
              Keys::kMinus == GLFW_KEY_MINUS && Keys::kPadMinus == GLFW_KEY_KP_SUBTRACT &&
              Keys::kPadPlus == GLFW_KEY_KP_ADD && Keys::kF1 == GLFW_KEY_F1 &&
              Keys::kShift == GLFW_MOD_SHIFT && Keys::kControl == GLFW_MOD_CONTROL &&
              Keys::kAlt == GLFW_MOD_ALT);

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

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
  worker_.emplace(jobs, [] { Window::wake(); });
  if (!options.file.empty()) act(OpenFile{options.file});
}

App::~App() {
  worker_.reset();
  if (!options_.has_script && options_.shot.empty()) window.size(state.settings.width, state.settings.height);
  store_settings();
}

/// That of the settings, else of the desktop, if it can be shown; a script's pictures do not depend on
/// either.
void App::choose_language() {
  if (!options_.remembers) return;
  const std::string wanted = stored_.language.empty() ? language_of_desktop() : stored_.language;
  const Language* chosen = find_language(wanted);
  if (!chosen) return;
  if (!has_font_for(chosen->font_sample)) {
    state.messages.push_back({MessageKind::warning, "Language",
                              fmt::format("No font on this computer has the characters of {}.", chosen->name),
                              fmt::format("install the Debian package {}", chosen->font_package)});
    return;
  }
  state.language = chosen->code;
}

Settings App::stored_settings() {
  return options_.remembers ? load_settings(settings_file(), settings_problem_) : Settings{};
}

void App::store_settings() {
  if (!options_.remembers || state.settings == stored_) return;
  stored_ = state.settings;  // once: a folder that cannot be written is told of once
  try {
    save_settings(settings_file(), stored_);
  } catch (const Error& error) {
    state.messages.push_back(
        {MessageKind::warning, tr("The settings could not be saved"), error.message, error.hint});
  }
}

bool App::keep_session() {
  if (!session_file_) return false;
  const bool due = state.now_s - kept_s_ >= kKeepEvery_s;
  const bool changed = frames_since_kept_ > 0;
  if (!due || !changed) return changed;
  kept_s_ = state.now_s;
  frames_since_kept_ = 0;
  store_settings();
  std::string text = autosave_json(state);
  if (text == autosaved_) return false;
  autosaved_ = std::move(text);
  try {
    session_file_->write(autosaved_);
  } catch (const Error& error) {
    session_file_.reset();  // told once
    state.messages.push_back(
        {MessageKind::warning, tr("This session cannot be autosaved"), error.message, error.hint});
  }
  return false;
}

void App::offer_left_session() {
  const auto left = session_file_->left_behind();
  if (!left) return;
  try {
    state.left_session = LeftSession{left->file, autosave_from_json(left->text)};
  } catch (const Error& error) {
    SessionFile::forget(left->file);
    state.messages.push_back(
        {MessageKind::warning, tr("What the last session left cannot be restored"), error.message, ""});
  }
}

void App::start_new_windows() {
  for (const auto& file : std::exchange(state.new_windows, {}))
    if (!start_program("/proc/self/exe",
                       file.empty() ? std::vector<std::string>{} : std::vector<std::string>{file.string()}))
      state.messages.push_back({MessageKind::error, tr("Another window cannot be started"), "", ""});
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
  if (key == Keys::kEscape && state.dialog) {
    act(DialogClose{});
    return;
  }
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
  const WorldPoint p = world_from_screen(state.camera, state.cursor_x, state.cursor_y);
  if (state.map->scene.frame.kind == FrameKind::plane) return fmt::format("{:.0f} m, {:.0f} m", p.x_m, p.y_m);
  if (projector_map_ != state.map) {
    projector_.emplace(state.map->scene.frame);
    projector_map_ = state.map;
  }
  double lon = p.x_m, lat = p.y_m;
  projector_->lonlat_from_metres({&lon, 1}, {&lat, 1});
  if (!std::isfinite(lon) || !std::isfinite(lat)) return {};
  return fmt::format("{:.5f}° {}, {:.5f}° {}", std::abs(lat), lat < 0 ? "S" : "N", std::abs(lon),
                     lon < 0 ? "W" : "E");
}

FramePlan App::plan_of_side(const std::string& step) {
  std::vector<LayerView> layers = layers_of_side(state, step);
  std::swap(state.layers, layers);
  FramePlan plan = plan_frame(state, cache_);
  std::swap(state.layers, layers);
  return plan;
}

void App::draw_whole_map() {
  if (has_tiles(state)) return draw_tiles();
  plan_ = state.compare ? plan_of_side(state.compare->a) : plan_frame(state, cache_);
  renderer_.draw_map(plan_, cache_.atlas);
  if (!state.compare) return;
  const FramePlan right = plan_of_side(state.compare->b);
  // At least one column is left of the divider.
  const int from_px = std::max(1, static_cast<int>(std::lround(state.compare->divider * state.camera.width)));
  renderer_.draw_map(right, cache_.atlas, from_px);
  plan_.complete &= right.complete;
}

/// Moves the map that is there and draws what comes in at its edges, where drawing all of it is slow. True
/// when that was enough; names and colour scales follow when the map has come to rest.
bool App::pan_map(const Shown& now) {
  constexpr double kSlow_ms = 16;
  constexpr int kOverEdge = 24;  // pixels: symbols and smoothing reach over the edge of a part
  if (whole_map_ms_ < kSlow_ms || state.compare || has_tiles(state) || !plan_.complete || !plan_.shiftable)
    return false;
  Shown moved = shown_;
  moved.camera = now.camera;
  const auto shift = shift_between(shown_.camera, now.camera);
  if (!shift || !(moved == now)) return false;
  renderer_.shift_map(shift->dx, shift->dy);
  for (const PixelRect& part : shift->exposed) {
    const PixelRect place{part.x - kOverEdge, part.y - kOverEdge, part.width + 2 * kOverEdge,
                          part.height + 2 * kOverEdge};
    renderer_.draw_part(plan_part(state, cache_, plan_, place), place, part);
  }
  patched_ = true;
  patched_at_ = std::chrono::steady_clock::now();
  return true;
}

void App::draw_map_if_changed() {
  constexpr double kRest_ms = 120;
  const Comparison none{"", "", 0, {}, ""};
  const Comparison& compare = state.compare ? *state.compare : none;
  const Shown now{state.camera, state.layers, state.map,       state.selection,
                  compare.a,    compare.b,    compare.divider, state.time.range};
  const bool at_rest = patched_ && now == shown_ && ms_since(patched_at_) > kRest_ms;
  if (now == shown_ && plan_.complete && !at_rest) {
    if (patched_) frames_left_ = std::max(frames_left_, 1 + kFramesToRest);
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  if (at_rest || !pan_map(now)) {
    draw_whole_map();
    if (!plan_.complete) frames_left_ = std::max(frames_left_, 2);
    renderer_.finish();
    whole_map_ms_ = ms_since(start);
    patched_ = false;
  } else if (options_.has_script) {
    renderer_.finish();
  }
  frame_ms_ = ms_since(start);
  shown_ = now;
}

void App::draw_tiles() {
  const std::vector<TilePlan> tiles = plan_tiles(state, cache_);
  const Colour around = state.dark ? Colour{70, 78, 92, 255} : Colour{150, 158, 170, 255};
  renderer_.draw_tiles(tiles, state.camera.width, state.camera.height, around, cache_.atlas);
  // What the panels tell about the map is that of the first one, and all their points.
  plan_ = tiles.front().plan;
  for (std::size_t k = 1; k < tiles.size(); ++k) {
    plan_.points_in_view += tiles[k].plan.points_in_view;
    plan_.complete = plan_.complete && tiles[k].plan.complete;
  }
}

void App::frame() {
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
  const std::size_t messages = state.messages.size();
  while (!jobs.idle() || !state.jobs.empty()) {
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

void App::take_shot(const std::filesystem::path& file) {
  settle();
  window.take_events(0);
  frame();  // the back buffer holds this frame until it is shown
  int width = 1, height = 1;
  window.pixel_size(width, height);
  write_png(file, renderer_.read_window(width, height), width, height);
  window.show_frame();
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
    const bool busy = frames_left_ > 0 || !window.input.empty();
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
    if (!busy && !event && !working && !typing && !playing && jobs.idle()) continue;
    if (event) frames_left_ = kFramesToRest;
    frame();
    window.show_frame();
    const std::string name = state.project.empty() ? "agglo" : state.project.filename().string() + " – agglo";
    if (name != title) window.set_title(title = name);
  }
  return 0;
}

double App::timed_frame_ms() {
  const auto start = std::chrono::steady_clock::now();
  window.take_events(0);
  frame();
  renderer_.finish();
  window.show_frame();
  return ms_since(start);
}

void App::measure(int frames) {
  settle();
  const auto summary = [](std::vector<double> ms, double cpu_ms) {
    std::sort(ms.begin(), ms.end());
    double sum = 0;
    for (const double t : ms) sum += t;
    const auto n = static_cast<double>(ms.size());
    const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * (n - 1) + 0.5)]; };
    return fmt::format("{{\"mean_ms\": {:.2f}, \"p50_ms\": {:.2f}, \"p95_ms\": {:.2f}, \"cpu_ms\": {:.2f}}}",
                       sum / n, at(0.5), at(0.95), cpu_ms / n);
  };
  const auto cpu_ms_since = [](std::clock_t start) {
    return static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC;
  };
  std::vector<double> pan_ms, zoom_ms, still_ms;
  std::clock_t cpu = std::clock();
  for (int k = 0; k < frames; ++k) {
    const double way = (k / 20) % 2 == 0 ? 1 : -1;  // to and fro, so that the data stay in view
    act(PanBy{way * 9, way * 5});
    pan_ms.push_back(timed_frame_ms());
  }
  const double pan_cpu = cpu_ms_since(cpu);
  cpu = std::clock();
  for (int k = 0; k < frames; ++k) {
    act(ZoomAt{(k / 20) % 2 == 0 ? 1.05 : 1 / 1.05, state.camera.width * 0.5, state.camera.height * 0.5});
    zoom_ms.push_back(timed_frame_ms());
  }
  const double zoom_cpu = cpu_ms_since(cpu);
  settle();
  cpu = std::clock();
  for (int k = 0; k < frames; ++k) still_ms.push_back(timed_frame_ms());
  const double still_cpu = cpu_ms_since(cpu);
  // Idle as in run(): nothing happens, so nothing is drawn.
  cpu = std::clock();
  const auto start = std::chrono::steady_clock::now();
  while (ms_since(start) < 500) window.take_events(0.5);
  const double idle_share = cpu_ms_since(cpu) / ms_since(start);
  std::size_t points = 0;
  if (state.map)
    for (const LayerView& view : state.layers)
      if (view.style.visible && !view.is_base_map && state.map->prepared[view.index].points)
        points += state.map->prepared[view.index].points->size();
  fmt::print(
      "{{\"frames\": {}, \"map_pixels\": \"{}x{}\", \"points\": {}, \"points_in_view\": {}, \"pan\": {}, "
      "\"zoom\": {}, \"panels_only\": {}, \"idle_cpu_share\": {:.4f}}}\n",
      frames, state.camera.width, state.camera.height, points, plan_.points_in_view, summary(pan_ms, pan_cpu),
      summary(zoom_ms, zoom_cpu), summary(still_ms, still_cpu), idle_share);
  std::fflush(stdout);
}

void write_png(const std::filesystem::path& file, const std::vector<std::uint32_t>& pixels, int width,
               int height) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int row = 0; row < height; ++row)
    std::copy_n(
        reinterpret_cast<const unsigned char*>(pixels.data() + static_cast<std::ptrdiff_t>(row) * width),
        static_cast<std::size_t>(width) * 4, data + static_cast<std::ptrdiff_t>(row) * stride);
  cairo_surface_mark_dirty(surface);
  const cairo_status_t status = cairo_surface_write_to_png(surface, file.c_str());
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    throw failure("cannot write \"" + file.string() + "\": " + cairo_status_to_string(status),
                  "check the folder");
}

}  // namespace agglo::viewer

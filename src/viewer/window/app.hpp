// App: the window's loop. Draws only when something changed.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/projection.hpp"
#include "viewer/draw/renderer.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/session_file.hpp"
#include "viewer/window/image_clipboard.hpp"
#include "viewer/window/program_reader.hpp"
#include "viewer/window/script.hpp"
#include "viewer/window/window.hpp"

namespace agglo::viewer {

struct AppOptions {
  std::filesystem::path file;  ///< to open; may be empty
  std::vector<ScriptStep> script;
  std::string script_name;
  bool has_script = false;
  bool remembers = true;      ///< settings and recent projects are read and written
  int width = 0, height = 0;  ///< 0 = as the settings say
  CountOn count_on = CountOn::fastest;
  double display_scale = 0;    ///< pixels of a panel's unit; 0 = as the display says
  std::filesystem::path shot;  ///< picture when all is done; may be empty
};

/// Owns Dear ImGui's context.
class ImguiContext {
 public:
  ImguiContext();
  ~ImguiContext();
  ImguiContext(const ImguiContext&) = delete;
  ImguiContext& operator=(const ImguiContext&) = delete;
};

class App {
 public:
  explicit App(const AppOptions& options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Until the window is closed or the script has ended. Returns the exit status; throws what a script runs
  /// into.
  int run();

  void act(const Action& action);
  /// A command of the menus by its id. Throws Error{usage} for an unknown one.
  void perform(std::string_view command);
  /// One frame: events to panels, panels to actions, actions to state, state to the screen.
  void frame();
  /// Frames until panels and labels have come to rest.
  void settle();
  /// Frames for that long, as at the desk.
  void pause(double seconds);
  /// Frames until no job is left; throws the first error a job reported meanwhile.
  void wait_for_jobs();
  void take_shot(const std::filesystem::path& file);
  /// Another window and graphics context in the place of this one, everything on the graphics card made anew
  /// from what is in memory. Throws Error when the driver gives none.
  void rebuild_graphics();
  /// What the window shows, row by row from the top, 0xffRRGGBB, without the bar at its bottom.
  std::vector<std::uint32_t> window_pixels();
  void measure(int frames);
  /// Milliseconds of one whole frame, the picture finished.
  double timed_frame_ms();
  /// How often the whole map was planned while the window last came to rest.
  int map_plans() const { return map_plans_; }
  /// What the map was last drawn from.
  const FramePlan& plan() const { return plan_; }
  /// Where points are counted from now on; the map is drawn anew. Throws Error when the card is wanted and
  /// cannot.
  void count_on(CountOn wish);
  bool counted_on_card() const { return cache_.binning.on_card(); }

  State state;
  Jobs jobs;

 private:
  static constexpr int kFramesToRest = 3;    // panels need a frame or two to settle after a change
  static constexpr double kKeepEvery_s = 2;  // a crash loses no more than what was done in this time

  void handle_keys(const std::vector<InputEvent>& events);
  void shortcut(int key, int mods);
  void act_on_jobs();
  void apply_scale();
  void choose_language();
  Settings stored_settings();
  void store_settings();
  /// Every few seconds while things change: writes settings and autosave. True while something is to be
  /// written.
  bool keep_session();
  void offer_left_session();
  void start_new_windows();
  /// Rebuilds them when the driver tells that they are lost.
  void mend_lost_graphics();
  void draw_map_if_changed();
  void draw_whole_map();
  FramePlan plan_of_side(const std::string& step);
  void draw_tiles();
  std::vector<PixelRect> covered_map() const;
  std::string cursor_place();
  /// What update() wants from the window: dropped files, the clipboard, pictures.
  void serve_wishes();
  /// Every few seconds while the window is used: whether another program changed the project.
  void look_at_project_file();
  /// Starts, reads and ends the desktop's file dialog as the State has it.
  void serve_desktop_dialog();
  void take_picture(const PictureWish& wish);
  /// The map, or the maps side by side, of a state that is finer than the screen.
  void draw_picture(const State& fine);
  void* page_picture();

  /// What the map on the screen was drawn from.
  struct Shown {
    Camera camera;
    std::vector<LayerView> layers;
    std::shared_ptr<const MapData> map;
    Selection selection;
    std::string a, b;  ///< compared; empty = nothing is
    double divider = 0;
    TimeRange time;
    std::vector<PixelRect> covered;
    std::shared_ptr<const ReachAnswer> reach;
    bool operator==(const Shown&) const = default;
  };
  bool pan_map(const Shown& now);
  [[noreturn]] void leave_at_once();
  void try_counter();
  AppOptions options_;
  std::string settings_problem_;
  Settings stored_;  ///< as they are in the file
  std::optional<SessionFile> session_file_;
  std::string autosaved_;
  int frames_since_kept_ = 0;
  double kept_s_ = 0;    ///< when the session was last kept
  double looked_s_ = 0;  ///< when the project's file was last looked at
  ImguiContext imgui_;

 public:
  Window window;

 private:
  struct ImguiOpenGl {
    ImguiOpenGl();
    ~ImguiOpenGl();
  };
  std::optional<ImguiOpenGl> imgui_opengl_{std::in_place};
  Renderer renderer_;
  PlanCache cache_;
  bool counter_tried_ = false;
  FramePlan plan_;
  Shown shown_;
  bool patched_ = false;  ///< edges were added to the map since it was drawn as a whole
  std::chrono::steady_clock::time_point patched_at_;
  double whole_map_ms_ = 0;
  int map_plans_ = 0;
  Layout layout_;
  std::optional<Projector> projector_;
  std::shared_ptr<const MapData> projector_map_;
  double frame_ms_ = 0;
  ImageClipboard image_clipboard_;
  ProgramReader desktop_dialog_;
  void* page_texture_ = nullptr;
  std::uint64_t page_serial_ = 0;  ///< of the preview in page_texture_
  int frames_left_ = kFramesToRest;
  bool dark_applied_ = false;
  double scale_applied_ = 0;
  std::string language_applied_;
  std::chrono::steady_clock::time_point last_frame_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point started_ = last_frame_;
  std::optional<Worker> worker_;  // last: ends before everything it uses
};

/// Runs the script on the app. Throws Error that names the line.
void run_script(App& app, const std::vector<ScriptStep>& steps, const std::string& script_name);

/// Milliseconds of wall time.
double ms_since(std::chrono::steady_clock::time_point start);

/// Rows from the top, 0xffRRGGBB.
void write_png(const std::filesystem::path& file, const std::vector<std::uint32_t>& pixels, int width,
               int height);

}  // namespace agglo::viewer

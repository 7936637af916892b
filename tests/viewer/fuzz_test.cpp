// Random hands on the whole window, without a window: mouse, keys, typing and actions with odd values. What
// must hold after every step is checked; AddressSanitizer looks at the rest. AGGLO_FUZZ_STEPS=100000 goes on
// for longer.
#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "fixture.hpp"
#include "viewer/draw/frame_plan.hpp"
#include "viewer/jobs/job_runs.hpp"
#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/input.hpp"

namespace agglo::viewer {

namespace {

class RandomHands {
 public:
  explicit RandomHands(unsigned seed) : random_(seed) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1280, 800};
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    map_keys();
  }
  ~RandomHands() {
    use_language("en");  // random hands have chosen another
    ImGui::DestroyContext();
  }
  RandomHands(const RandomHands&) = delete;
  RandomHands& operator=(const RandomHands&) = delete;

  void step() {
    switch (below(8)) {
      case 0:
      case 1:
        click();
        break;
      case 2:
        drag();
        break;
      case 3:
        queue_.push(MouseWheel{0, below(2) ? 1.0f : -1.0f});
        break;
      case 4:
        type();
        break;
      case 5:
        command();
        break;
      default:
        act();
    }
    frame();
    if (below(3) == 0) run_jobs();
    if (below(8) == 0) plan_ = plan_frame(state_, cache_);
    check();
  }
  const State& state() const { return state_; }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  float place(float most) { return std::uniform_real_distribution<float>(-5, most + 5)(random_); }
  double odd_number() {
    constexpr double kNumbers[] = {0, 1, -1, 0.5, 3, 1e-300, 1e300, -1e9};
    return below(9) == 8 ? std::nan("") : kNumbers[below(8)];
  }
  std::string odd_text() {
    const char* texts[] = {"",         "firms",    "dbscan_clusters", "no such", "name",     "jobs",
                           "\"",       "jobs > 3", "name LIKE '%a'",  "((((",    "\xff\xfe", "أهلا",
                           "44.7, 11", "-1",       "1e999",           "%s%n"};
    return texts[below(16)];
  }
  std::string layer() { return state_.layers.empty() ? "" : state_.layers[below(state_.layers.size())].name; }

  void click() {
    queue_.push(MouseMove{place(1280), place(800)});
    const int button = below(8) == 0 ? 1 : 0;
    queue_.push(MouseButton{button, true});
    queue_.push(MouseButton{button, false});
  }
  void drag() {
    queue_.push(MouseMove{place(1280), place(800)});
    queue_.push(MouseButton{0, true});
    for (int k = 0; k < 3; ++k) queue_.push(MouseMove{place(1280), place(800)});
    queue_.push(MouseButton{0, false});
  }
  void type() {
    for (std::size_t k = below(6); k > 0; --k)
      queue_.push(TypedCharacter{static_cast<unsigned>(below(4) == 0 ? 0x600 + below(200) : 32 + below(90))});
    constexpr int kKeys[] = {Keys::kEnter, Keys::kEscape, Keys::kTab, Keys::kDown, Keys::kUp};
    const int key = kKeys[below(5)];
    queue_.push(KeyPress{key, 0, true});
    queue_.push(KeyPress{key, 0, false});
  }
  void command() {
    const Command& command = commands()[below(commands().size())];
    if (command.enabled && !command.enabled(state_)) return;
    Actions actions;
    command.perform(state_, actions);
    for (const Action& action : actions) update(state_, action, jobs_);
  }
  void act() {
    const auto rows = std::make_shared<RowSet>(below(6), below(2) == 0);
    const std::vector<Action> actions{
        PanBy{odd_number(), odd_number()},
        ZoomAt{odd_number(), odd_number(), odd_number()},
        ResizeMap{static_cast<int>(below(1500)), static_cast<int>(below(900))},
        HoverAt{odd_number(), odd_number()},
        ClickAt{odd_number(), odd_number(), below(2) == 0},
        SelectRow{layer(), static_cast<std::uint32_t>(below(6)), below(2) == 0, below(2) == 0},
        SelectRows{layer(), rows, static_cast<Combine>(below(4))},
        ToggleCategory{layer(), below(5)},
        MoveLayer{layer(), below(2) == 0 ? 1 : -1},
        SetFilter{layer(), odd_text()},
        ShowTable{below(3) == 0 ? odd_text() : layer()},
        SortTable{odd_text(), below(2) == 0},
        FilterTable{odd_text()},
        FitLayer{layer()},
        SetOption{"dbscan", "eps_m", odd_text()},
        RunForm{"dbscan"},
        Undo{},
        Undo{},
        Redo{}};
    update(state_, actions[below(actions.size())], jobs_);
  }
  void frame() {
    for (int k = 0; k < 12 && (k < 2 || !queue_.empty()); ++k) {
      ImGui::GetIO().DeltaTime = 1.0f / 60;
      queue_.feed();
      ImGui::NewFrame();
      Actions actions;
      draw_panels({state_, plan_, "", 1}, actions);
      ImGui::Render();
      for (const Action& action : actions) update(state_, action, jobs_);
    }
    state_.quit = false;
  }
  /// Work on tables in memory is done; work on a project ends with the error that there is none.
  void run_jobs() {
    for (const Lane lane : {Lane::side, Lane::project})
      while (jobs_.waits(lane)) {
        const auto job = jobs_.next(lane);
        ProjectSession session;
        JobResult result;
        if (lane == Lane::side) result = run_job(session, job->request, *job->run);
        if (lane == Lane::project) result.error = failure("there is no project");
        if (lane == Lane::project) result.project = state_.project;
        result.id = job->id;
        result.title = job->title;
        result.request = job->request;
        jobs_.finish(std::move(result));
      }
    update(state_, JobsChanged{}, jobs_);
  }
  void check() {
    ASSERT_TRUE(state_.map);
    if (!state_.selection.empty()) {
      const auto index = scene_index(state_, state_.selection.layer);
      ASSERT_TRUE(index);
      ASSERT_EQ(state_.selection.rows->size(), row_count(state_.map->scene.layers[*index]));
      ASSERT_EQ(state_.selection.rows->count(), state_.selection.count);
    }
    for (const LayerView& view : state_.layers) {
      ASSERT_LT(view.index, state_.map->scene.layers.size());
      if (view.shown) {
        ASSERT_EQ(view.shown->size(), row_count(state_.map->scene.layers[view.index]));
      }
    }
    for (const std::uint32_t row : state_.table.rows) ASSERT_LT(row, 4u);
    ASSERT_TRUE(std::isfinite(state_.camera.centre_x_m) && std::isfinite(state_.camera.centre_y_m));
    ASSERT_TRUE(std::isfinite(state_.camera.metres_per_pixel) && state_.camera.metres_per_pixel > 0);
  }

  std::mt19937 random_;
  State state_ = small_state();
  Jobs jobs_;
  InputQueue queue_;
  FramePlan plan_;
  PlanCache cache_;
};

}  // namespace

TEST(Fuzz, random_hands_break_nothing) {
  const auto before = std::filesystem::current_path();
  const auto folder = std::filesystem::path(testing::TempDir()) / "agglo_fuzz";
  std::filesystem::create_directories(folder);
  std::filesystem::current_path(folder);  // the file dialog may make folders
  const char* wanted = std::getenv("AGGLO_FUZZ_STEPS");
  const int steps = wanted ? std::atoi(wanted) : 1200;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    RandomHands hands(seed);
    for (int k = 0; k < steps / 3; ++k) {
      hands.step();
      if (testing::Test::HasFatalFailure()) {
        ADD_FAILURE() << "seed " << seed << ", step " << k;
        break;
      }
    }
  }
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
}

}  // namespace agglo::viewer

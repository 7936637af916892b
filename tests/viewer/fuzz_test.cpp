// Random hands on the whole window, without a window: mouse, keys, typing and actions with odd values. What
// must hold after every step is checked; AddressSanitizer looks at the rest. AGGLO_FUZZ_STEPS=100000 goes on
// for longer, AGGLO_FUZZ_SEED=10 with other hands.
#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "fixture.hpp"
#include "frames.hpp"
#include "support/watched_threads.hpp"
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
  explicit RandomHands(unsigned seed) : random_(seed) { map_keys(); }
  ~RandomHands() { use_language("en"); }  // random hands have chosen another
  RandomHands(const RandomHands&) = delete;
  RandomHands& operator=(const RandomHands&) = delete;

  void step() {
    switch (below(11)) {
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
      case 6:
        perform(file_actions());
        break;
      case 7:
        perform(view_actions());
        break;
      case 8:
        perform(style_actions());
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
  Frames frames_{{1280, 800}};
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
  void perform(const std::vector<Action>& actions) { update(state_, actions[below(actions.size())], jobs_); }

  std::filesystem::path odd_file() {
    static const std::vector<std::string> files{"",
                                                "/",
                                                "no such folder/x.gpkg",
                                                ".",
                                                "empty.csv",
                                                "noise.gpkg",
                                                "short.gpkg",
                                                "/dev/null",
                                                "~/x",
                                                "..",
                                                std::string(3000, 'x'),
                                                "\xff\xfe.csv",
                                                "a\nb.csv",
                                                "folder.gpkg"};
    return files[below(files.size())];
  }
  std::vector<Action> file_actions() {
    const auto purpose =
        static_cast<DialogPurpose>(below(static_cast<std::size_t>(DialogPurpose::export_table) + 1));
    const char* pasted[] = {"44.7, 11", "44.7 11\n44.8 11", "a;b\n1;2\n3;4", "nan nan", "\n\n",
                            "",         "\xff\xfe\t\n\t"};
    return {OpenFile{odd_file()},
            DropFiles{{odd_file(), odd_file()}},
            NextDropped{},
            PasteText{pasted[below(7)]},
            ShowDialog{purpose, below(2) ? "dbscan" : "no such", "eps_m"},
            DialogGoTo{odd_file()},
            DialogFilter{odd_text()},
            DialogName{odd_file().string()},
            DialogName{odd_text()},
            DialogSort{static_cast<FileSort>(below(3)), below(2) == 0},
            DialogStep{static_cast<int>(below(9)) - 4},
            DialogFolderName{odd_text()},
            DialogAccept{below(2) == 0},
            DialogAccept{true},
            DialogClose{},
            SaveCopy{odd_file()},
            CheckProjectFile{},
            ReloadProject{},
            KeepProject{},
            TakePicture{static_cast<int>(below(7)), odd_file()},
            SetFormFile{"import", odd_file().string()},
            RunForm{"import"}};
  }
  TimeRange odd_time() {
    TimeRange range;
    range.on = below(2) == 0;
    range.mode = static_cast<TimeMode>(below(2));
    range.rule = static_cast<PeriodRule>(below(2));
    range.keep_undated = below(2) == 0;
    constexpr Day kDays[] = {0, 1, -100000, 20000, kUnknownDay, 100000000};
    range.from = kDays[below(6)];
    range.to = kDays[below(6)];
    range.maps = static_cast<int>(below(12)) - 1;
    return range;
  }
  std::vector<Action> view_actions() {
    const char* codes[] = {"en", "es", "fr", "zh", "ar", "", "tlh"};
    ChartSlot slot;
    slot.kind = static_cast<ChartKind>(below(4));
    slot.x = odd_text();
    slot.y = odd_text();
    slot.jobs = below(2) == 0;
    return {SetLanguage{codes[below(7)]},
            SetTextScale{odd_number()},
            SetTheme{below(2) == 0},
            SetTimeRange{odd_time()},
            ShowTime{below(2) == 0},
            StepTime{static_cast<int>(below(9)) - 4},
            PlayTime{below(2) == 0},
            TickTime{odd_number()},
            SetTimePace{static_cast<TimeStep>(below(3)), odd_number(), below(2) == 0},
            CompareResults{odd_text(), odd_text()},
            CompareResults{},
            MoveDivider{odd_number()},
            EndCompare{},
            AddChart{},
            SetChart{below(6), slot},
            RemoveChart{below(6)},
            SelectInChart{below(6), odd_number(), odd_number(), odd_number(), odd_number(), below(2) == 0,
                          static_cast<Combine>(below(4)), below(2) == 0},
            ShowBottom{below(2) ? BottomTab::charts : BottomTab::table},
            SetActiveLayer{layer()},
            ScrollTable{below(9), below(9)},
            MoveTableCursor{static_cast<std::ptrdiff_t>(below(2000)) - 1000, below(2) == 0},
            ClickTableRow{below(9), static_cast<TableClick>(below(3))},
            SummariseColumn{odd_text()},
            ChooseTableColumns{layer(), {odd_text(), odd_text()}},
            FindText{odd_text()},
            FindOn{},
            GoToFound{below(5)},
            GoToPlace{{below(2) == 0, odd_number(), odd_number()}},
            AddBookmark{odd_text()},
            GoToBookmark{below(4)},
            DeleteBookmark{below(4)},
            StartMeasure{static_cast<MeasureKind>(below(3))},
            MeasureClick{odd_number(), odd_number()},
            MeasureBack{},
            CopyMeasure{},
            SetTool{static_cast<MapTool>(below(4))},
            SketchBegin{odd_number(), odd_number()},
            SketchTo{odd_number(), odd_number()},
            SketchCorner{odd_number(), odd_number()},
            SketchEnd{},
            SelectStep{below(4)},
            EditStep{below(4)},
            DeleteStep{below(4)},
            RerunSteps{below(4)}};
  }
  PageOptions odd_page() {
    PageOptions page = state_.page_editor.page;
    page.layout = below(3) == 0 ? odd_text() : page_layouts()[below(page_layouts().size())];
    page.width_mm = odd_number();
    page.scale = odd_number();
    page.margin_mm = odd_number();
    page.title = odd_text();
    page.inset = below(2) == 0;
    page.legend_box = {odd_number(), odd_number(), odd_number(), odd_number()};
    if (page.texts.size() < 4)
      page.texts.push_back({odd_text(), {odd_number(), 10, odd_number(), 0}, odd_number(), true});
    return page;
  }
  std::vector<Action> style_actions() {
    const std::string name = layer();
    const LayerView* view = find_layer(state_, name);
    Style style = view ? view->style : Style{};
    style.colour_by = odd_text();
    style.label_by = odd_text();
    style.size_by = odd_text();
    style.weight_by = odd_text();
    style.palette = odd_text();
    style.classing = static_cast<Classing>(below(4));
    style.breaks = static_cast<BreakMethod>(below(6));
    style.classes = static_cast<int>(below(14)) - 2;
    style.manual_breaks = {odd_number(), odd_number()};
    style.bandwidth_m = odd_number();
    style.mark_size_mm = static_cast<float>(odd_number());
    style.stroke_width_mm = static_cast<float>(odd_number());
    style.opacity = static_cast<float>(odd_number());
    style.point_mode = static_cast<PointMode>(below(4));
    return {SetStyle{name, style},
            SetStyle{name, style},
            ShowStyle{name},
            CopyStyle{name},
            PasteStyle{name},
            ResetStyle{name},
            EditEntry{name, {odd_text(), odd_text(), Colour{1, 2, 3, 4}, below(2) == 0, below(2) == 0}},
            MoveEntry{name, odd_text(), below(2) == 0 ? 1 : -1},
            SetVision{static_cast<Vision>(below(4))},
            ShowPageEditor{below(2) == 0},
            SetPage{odd_page()},
            SetPage{odd_page()},
            ChoosePart{odd_text()},
            PageFromView{},
            SetPreviewWidth{static_cast<int>(below(900)) - 10},
            SavePage{odd_text()},
            LoadPage{below(4)},
            DeletePage{below(4)},
            AddPageImage{odd_file().string()},
            RenameLayer{name, odd_text()},
            RemoveLayer{name},
            SaveSelectionLayer{odd_text()},
            FilterToSelection{},
            SelectMembers{},
            SelectInside{}};
  }
  /// A map as a job leaves it: layers gone, others with fewer rows or with days.
  std::shared_ptr<const MapData> other_map() {
    const MapData whole = *small_map();
    Dataset data;
    Scene scene;
    scene.extent_m = whole.scene.extent_m;
    for (std::size_t i = 0; i < whole.scene.layers.size(); ++i) {
      if (below(4) == 0) continue;
      SceneLayer layer = whole.scene.layers[i];
      Layer stored = whole.data.layers[i];
      if (layer.points_only && below(2) == 0) {
        auto table = std::make_shared<Table>(*layer.table);
        table->add("born", Days{{10, 400, kUnknownDay, 9000}});
        table->add("closed", Days{{500, kUnknownDay, kUnknownDay, 9500}});
        layer.table = stored.table = table;
      }
      data.layers.push_back(stored);
      scene.layers.push_back(layer);
    }
    RunControl run;
    return prepare_map(std::move(data), std::move(scene), run);
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
    for (const Lane lane : {Lane::side, Lane::files, Lane::project})
      while (jobs_.waits(lane)) {
        const auto job = jobs_.next(lane);
        ProjectSession session;
        JobResult result;
        if (lane != Lane::project) result = run_job(session, job->request, *job->run);
        const bool changes = lane == Lane::project && below(3) == 0 &&
                             !std::holds_alternative<RestoreProjectJob>(job->request);
        if (lane == Lane::project && !changes) result.error = failure("there is no project");
        if (lane == Lane::project) result.project = state_.project;
        if (changes) result.map = other_map();
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
  std::ofstream("empty.csv");
  std::ofstream("noise.gpkg") << std::string(5000, '\7');
  if (!AGGLO_WATCHES_THREADS) std::ofstream("short.gpkg") << "SQLite format 3" << '\0';
  std::filesystem::create_directory("folder.gpkg");
  const char* wanted = std::getenv("AGGLO_FUZZ_STEPS");
  const int steps = wanted ? std::atoi(wanted) : 1200;
  const char* first = std::getenv("AGGLO_FUZZ_SEED");
  const unsigned seeds_from = first ? static_cast<unsigned>(std::atoi(first)) : 1;
  for (unsigned seed = seeds_from; seed < seeds_from + 3; ++seed) {
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

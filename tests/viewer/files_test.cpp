// The file dialog's logic, dropped and pasted things, measuring.
#include <gtest/gtest.h>

#include <fstream>

#include "fixture.hpp"
#include "viewer/state/files.hpp"
#include "viewer/state/measure.hpp"
#include "viewer/state/results.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {

namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() {
    fs::create_directories(folder / "Maps" / "old");
    for (const char* name : {"alpha.gpkg", "alpine.gpkg", "notes.txt", ".secret.gpkg"})
      std::ofstream(folder / name) << name;
    dialog.purpose = DialogPurpose::open_project;
    list_directory(dialog, folder);
  }
  ~Files() override { fs::remove_all(folder); }

  std::vector<std::string> shown() const {
    std::vector<std::string> names;
    for (const FileEntry& entry : dialog.entries)
      if (shown_in_dialog(dialog, entry)) names.push_back(entry.name);
    return names;
  }

  fs::path folder = fs::temp_directory_path() /
                    ("agglo-files-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name());
  FileDialog dialog;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_F(Files, lists_folders_first_and_hides_dots) {
  EXPECT_EQ(shown(), (Names{"Maps", "alpha.gpkg", "alpine.gpkg"}));
  dialog.hidden = true;
  list_directory(dialog, folder);
  EXPECT_EQ(shown(), (Names{"Maps", ".secret.gpkg", "alpha.gpkg", "alpine.gpkg"}));
  dialog.descending = true;
  sort_entries(dialog);
  EXPECT_EQ(shown().front(), "Maps");
  EXPECT_EQ(shown().back(), ".secret.gpkg");
}

TEST_F(Files, completes_what_is_typed) {
  EXPECT_EQ(completed_path(dialog, "al"), "alp");
  EXPECT_EQ(completed_path(dialog, "ALPH"), "alpha.gpkg");
  EXPECT_EQ(completed_path(dialog, "m"), "Maps/");
  EXPECT_EQ(completed_path(dialog, "Maps/o"), "Maps/old/");
  EXPECT_EQ(completed_path(dialog, (folder / "alpi").string()), (folder / "alpine.gpkg").string());
  EXPECT_EQ(completed_path(dialog, "xyz"), "xyz");
  EXPECT_EQ(completed_path(dialog, "notes"), "notes");  // no project
}

TEST_F(Files, steps_through_the_files_shown) {
  step_entry(dialog, 1);
  EXPECT_EQ(dialog.name, "Maps");
  step_entry(dialog, 1);
  EXPECT_EQ(dialog.name, "alpha.gpkg");
  step_entry(dialog, 5);
  EXPECT_EQ(dialog.name, "alpine.gpkg");
  step_entry(dialog, -1);
  EXPECT_EQ(dialog.name, "alpha.gpkg");
}

TEST_F(Files, asks_before_a_file_is_replaced) {
  dialog.purpose = DialogPurpose::export_map;
  dialog.name = "new";
  auto action = accept_dialog(dialog, false);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->get<ExportView>()->file, folder / "new.pdf");
  std::ofstream(folder / "new.pdf") << "x";
  EXPECT_FALSE(accept_dialog(dialog, false));
  EXPECT_TRUE(dialog.asks_replace);
  EXPECT_TRUE(accept_dialog(dialog, true));
  dialog.name = "nowhere/new.pdf";
  EXPECT_FALSE(accept_dialog(dialog, true));
  EXPECT_FALSE(dialog.error.empty());
}

TEST_F(Files, makes_and_enters_folders) {
  make_folder(dialog, "Maps");
  EXPECT_FALSE(dialog.error.empty());
  make_folder(dialog, "fresh");
  EXPECT_EQ(dialog.directory, folder / "fresh");
  EXPECT_TRUE(fs::is_directory(folder / "fresh"));
}

TEST_F(Files, several_dropped_files_wait_their_turn) {
  State state;
  Jobs jobs;
  update(state, DropFiles{{folder / "notes.txt", folder / "alpha.gpkg"}}, jobs);
  EXPECT_EQ(state.forms["import"].file, (folder / "notes.txt").string());
  ASSERT_EQ(state.dropped.size(), 1U);
  update(state, NextDropped{}, jobs);
  EXPECT_EQ(state.forms["import"].file, (folder / "alpha.gpkg").string());  // no project of ours
  EXPECT_TRUE(state.dropped.empty());
}

TEST_F(Files, pasted_coordinates_are_gone_to_or_imported) {
  State state = small_state();
  state.project = folder / "small.gpkg";
  Jobs jobs;
  update(state, PasteText{"400 m, 500 m"}, jobs);
  ASSERT_TRUE(state.marker);
  EXPECT_EQ(state.camera.centre_x_m, 400);
  update(state, PasteText{"1,2\r\n3,4\r\n"}, jobs);
  EXPECT_EQ(state.forms["import"].file, (folder / "pasted-1.csv").string());
  std::ifstream in(folder / "pasted-1.csv");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "x,y\n1,2\n3,4\n");
  update(state, PasteText{"hello"}, jobs);
  EXPECT_EQ(state.messages.back().kind, MessageKind::error);
}

TEST(Measure, plane_and_ellipsoid) {
  const Frame plane;
  const std::vector<WorldPoint> square{{0, 0}, {3000, 0}, {3000, 4000}, {0, 4000}};
  const Measured line = measured(plane, square, false);
  EXPECT_DOUBLE_EQ(line.length_m, 10000);
  EXPECT_EQ(line.legs_m.size(), 3U);
  const Measured area = measured(plane, square, true);
  EXPECT_DOUBLE_EQ(area.length_m, 14000);
  EXPECT_DOUBLE_EQ(area.area_m2, 12e6);
  EXPECT_EQ(area_text(area.area_m2), "12.00 km²");
  EXPECT_EQ(length_text(area.length_m), "14.00 km");
  EXPECT_EQ(length_text(1234567), "1,235 km");
  EXPECT_EQ(length_text(12.34), "12.3 m");
  EXPECT_EQ(area_text(52000), "5.20 ha");
  EXPECT_EQ(measured(plane, {}, true).area_m2, 0);
  EXPECT_EQ(measured(plane, {{1, 1}}, false).length_m, 0);
}

TEST(Measure, clicks_backspace_and_copy) {
  State state = small_state();
  Jobs jobs;
  update(state, StartMeasure{MeasureKind::distance}, jobs);
  update(state, MeasureClick{0, 400}, jobs);
  update(state, MeasureClick{80, 400}, jobs);
  update(state, MeasureClick{400, 400}, jobs);
  update(state, MeasureBack{}, jobs);
  update(state, MeasureFinish{}, jobs);
  update(state, CopyMeasure{}, jobs);
  EXPECT_EQ(state.clipboard, "100.00");  // 80 pixels of 1.25 m
  update(state, MeasureClick{0, 0}, jobs);
  EXPECT_EQ(state.measure.places.size(), 1U);  // anew
  update(state, ClearSelection{}, jobs);
  EXPECT_EQ(state.measure.kind, MeasureKind::none);
}

TEST(Pages, logos_come_where_nothing_is_and_stay_on_the_paper) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowPageEditor{true}, jobs);
  update(state, AddPageImage{"logo.png"}, jobs);
  const PageBox logo = state.page_editor.page.images.at(0).box;
  EXPECT_DOUBLE_EQ(logo.x_mm + logo.width_mm, 297 - 12);
  EXPECT_DOUBLE_EQ(logo.y_mm + logo.height_mm, 210 - 12)
      << "the stamp and the legend are in the upper corner";
  PageOptions page = state.page_editor.page;
  page.layout = "a5-portrait";
  update(state, SetPage{page}, jobs);
  const PageBox moved = state.page_editor.page.images.at(0).box;
  EXPECT_NEAR(moved.x_mm + moved.width_mm, 148 * (297.0 - 12) / 297, 1e-9);
  EXPECT_LE(moved.y_mm + moved.height_mm, 210);
  EXPECT_GT(moved.width_mm, 0);
}

TEST(Pages, show_again_what_they_showed_when_they_were_kept) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowPageEditor{true}, jobs);
  update(state, SavePage{"A"}, jobs);
  const Box kept = state.page_editor.page.extent_m;
  update(state, PanBy{50, 20}, jobs);
  update(state, PageFromView{}, jobs);
  EXPECT_NE(state.page_editor.page.extent_m.min_x, kept.min_x);
  update(state, LoadPage{0}, jobs);
  EXPECT_EQ(state.page_editor.page.extent_m.min_x, kept.min_x);
  // One that was kept without an extent shows what the editor shows.
  state.pages[0].page.extent_m = {};
  update(state, PageFromView{}, jobs);
  const Box shown = state.page_editor.page.extent_m;
  update(state, LoadPage{0}, jobs);
  EXPECT_EQ(state.page_editor.page.extent_m.min_x, shown.min_x);
}

TEST(Pages, say_so_when_what_they_showed_is_not_on_this_map) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowPageEditor{true}, jobs);
  update(state, SavePage{"A"}, jobs);
  update(state, LoadPage{0}, jobs);
  EXPECT_TRUE(state.messages.empty());
  state.pages[0].page.extent_frame = "no frame at all";
  update(state, LoadPage{0}, jobs);
  ASSERT_EQ(state.messages.size(), 1U);
  EXPECT_NE(state.messages[0].text.find("not on this map"), std::string::npos);
  update(state, ExportPage{"page.pdf"}, jobs);
  EXPECT_EQ(state.messages.size(), 2U);
  update(state, PageFromView{}, jobs);
  update(state, ExportPage{"page.pdf"}, jobs);
  EXPECT_EQ(state.messages.size(), 2U) << "the hint helps";
}

TEST(Pages, are_kept_undone_and_previewed_one_at_a_time) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowPageEditor{true}, jobs);
  EXPECT_EQ(jobs.list().size(), 1U);
  PageOptions page = state.page_editor.page;
  page.title = "Changed";
  update(state, SetPage{page}, jobs);
  EXPECT_EQ(jobs.list().size(), 1U);  // the next preview waits for this one
  EXPECT_TRUE(state.page_editor.outdated);
  update(state, SavePage{"A"}, jobs);
  update(state, SavePage{"A"}, jobs);
  ASSERT_EQ(state.pages.size(), 1U);
  EXPECT_EQ(state.pages[0].page.title, "Changed");
  EXPECT_EQ(state.pages[0].page.extent_m.min_x, view_box(state.camera).min_x);
  EXPECT_EQ(state.pages[0].page.extent_frame, frame_key(state.map->scene.frame));
  update(state, DeletePage{0}, jobs);
  EXPECT_TRUE(state.pages.empty());
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.pages.size(), 1U);
}

TEST(Pages, are_drawn_anew_when_what_they_show_changes) {
  State state = small_state();
  Jobs jobs;
  ProjectSession session;
  update(state, ShowPageEditor{true}, jobs);
  const auto finish = [&] {
    while (jobs.waits(Lane::side)) run_next_job(state, jobs, session, Lane::side);
    while (jobs.waits(Lane::project)) run_next_job(state, jobs, session, Lane::project);
  };
  finish();
  EXPECT_FALSE(state.page_editor.drawing);
  const std::uint64_t drawn = state.page_editor.preview_serial;
  EXPECT_GT(drawn, 0u);
  const auto redraws = [&](const Action& action) {
    const std::uint64_t before = state.page_editor.preview_serial;
    update(state, action, jobs);
    finish();
    return state.page_editor.preview_serial > before;
  };
  Style hidden = find_layer(state, "firms")->style;
  hidden.visible = false;
  EXPECT_TRUE(redraws(SetStyle{"firms", hidden}));
  EXPECT_TRUE(redraws(Undo{}));
  EXPECT_TRUE(redraws(SetFilter{"firms", "jobs > 4"}));
  EXPECT_FALSE(redraws(SelectRow{"firms", 0})) << "not on the page";
  EXPECT_FALSE(redraws(SetTheme{true}));
}

}  // namespace agglo::viewer

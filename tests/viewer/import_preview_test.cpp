// Choosing the columns of a file in the import form.
#include "viewer/state/import_preview.hpp"

#include <chrono>
#include <fstream>
#include <future>

#include "fixture.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {
namespace {

class ImportColumns : public testing::Test {
 protected:
  ImportColumns() : folder_("import-columns") {}

  /// The form with a file of this content, read.
  void show(const std::string& content) {
    const auto file = folder_.path / "firms.csv";
    std::ofstream(file) << content;
    update(state, OpenFile{file}, jobs);
    run_waiting_jobs(state, jobs, Lane::files);
  }
  void choose(const std::string& field, std::optional<std::string> column) {
    update(state, ChooseImportColumn{field, std::move(column)}, jobs);
  }
  std::string map_text() { return state.forms["import"].text["map"]; }

  State state;
  Jobs jobs;

 private:
  Folder folder_;
};

constexpr const char* kOdd =
    "Ref,\"East, deg\",North deg,naics,Heads\na,11.5,44.5,10.1,7\nb,11.6,44.6,62.0,3\n";

TEST_F(ImportColumns, are_those_of_the_file_and_the_known_ones_are_found) {
  show(kOdd);
  ASSERT_TRUE(state.import_preview.found) << state.import_preview.problem;
  EXPECT_EQ(state.import_preview.found->columns.size(), 5u);
  EXPECT_EQ(import_column(state, "sector").column, "naics");
  EXPECT_EQ(import_column(state, "sector").how, ImportColumn::How::automatic);
  EXPECT_EQ(import_column(state, "lon").how, ImportColumn::How::none);
  EXPECT_FALSE(import_has_place(state));
}

TEST_F(ImportColumns, are_chosen_undone_and_handed_to_the_step) {
  show(kOdd);
  choose("lon", "East, deg");
  choose("lat", "North deg");
  EXPECT_TRUE(import_has_place(state));
  choose("sector", "");
  EXPECT_EQ(import_column(state, "sector").how, ImportColumn::How::left_out);
  EXPECT_EQ(import_column(state, "sector", true).column, "naics") << "what it would be by itself";
  const Step step = step_of(state, operation("import"));
  EXPECT_EQ(std::get<std::string>(step.options.at("map")), "lat=North deg,lon=\"East, deg\",sector=");
  update(state, Undo{}, jobs);
  EXPECT_EQ(import_column(state, "sector").how, ImportColumn::How::automatic);
  choose("lon", std::nullopt);
  choose("lat", std::nullopt);
  EXPECT_EQ(state.forms["import"].text.count("map"), 0u) << "as if nothing had been chosen";
}

TEST_F(ImportColumns, of_one_way_turn_the_search_for_the_others_off) {
  show("lon,lat,X_M,Y_M,jobs_min,jobs_max,staff_now\n1,2,3,4,5,6,7\n");
  EXPECT_EQ(import_column(state, "lon").column, "lon");
  EXPECT_EQ(import_column(state, "jobs_lo").column, "jobs_min");
  choose("x", "X_M");
  choose("y", "Y_M");
  choose("jobs", "staff_now");
  EXPECT_EQ(import_column(state, "lon").column, "");
  EXPECT_EQ(import_column(state, "jobs_lo").column, "");
  EXPECT_TRUE(import_has_place(state));
}

TEST_F(ImportColumns, are_known_by_the_names_that_the_import_takes) {
  show("Código Act.,East deg\n10.1,11.5\n");
  update(state, SetOption{"import", "map", "sector=codigo_act,lon=EAST DEG,lat=north"}, jobs);
  EXPECT_EQ(import_column(state, "sector").column, "Código Act.");
  EXPECT_FALSE(import_column(state, "sector").is_missing);
  EXPECT_EQ(import_column(state, "lon").column, "East deg");
  EXPECT_TRUE(import_column(state, "lat").is_missing);
}

TEST_F(ImportColumns, that_another_file_lacks_are_told) {
  show(kOdd);
  choose("lon", "East, deg");
  show("longitude,lat\n1,2\n");
  EXPECT_TRUE(import_column(state, "lon").is_missing);
  EXPECT_FALSE(import_column(state, "lat").is_missing);
}

TEST_F(ImportColumns, of_a_broken_file_are_a_problem_in_the_form_and_no_error_message) {
  show("only a header\n");
  EXPECT_FALSE(state.import_preview.found);
  EXPECT_NE(state.import_preview.problem, "");
  EXPECT_EQ(state.import_preview.job, 0u);
  EXPECT_TRUE(state.messages.empty());
  show(kOdd);
  EXPECT_TRUE(state.import_preview.found) << "mended under the same name";
}

TEST_F(ImportColumns, of_a_form_that_was_left_are_not_read) {
  show(kOdd);
  update(state, SetFormFile{"import", "/no/such/file.csv"}, jobs);
  show(kOdd);
  update(state, SetOption{"import", "as", "institutions"}, jobs);
  ASSERT_TRUE(jobs.waits(Lane::files));
  update(state, ShowForm{"dbscan"}, jobs);
  EXPECT_FALSE(jobs.waits(Lane::files));
  EXPECT_EQ(state.import_preview.job, 0u);
}

/// A worker whose files lane is busy for as long as the test wants.
TEST(Worker, ends_without_a_file_that_cannot_be_stopped) {
  Jobs jobs;
  std::promise<void> read, begun;
  Worker worker(jobs, [] {});
  jobs.submit(SideJob{"file",
                      [&](RunControl&) -> std::function<void(State&)> {
                        begun.set_value();
                        read.get_future().wait();
                        return [](State&) {};
                      },
                      Lane::files},
              "a file");
  begun.get_future().wait();
  EXPECT_FALSE(worker.end(std::chrono::milliseconds(1)));
  read.set_value();
  EXPECT_TRUE(worker.end(std::chrono::minutes(1)));
}

}  // namespace
}  // namespace agglo::viewer

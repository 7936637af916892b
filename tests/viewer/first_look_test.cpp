// A large project is on the map before all its columns are read.
#include <gtest/gtest.h>

#include <fstream>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "fixture.hpp"
#include "viewer/state/saved_rows.hpp"
#include "viewer/state/table_rows.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {
namespace {

/// A project of as many firms as are not read at once.
void write_project(const std::filesystem::path& file) {
  Layer firms;
  firms.name = "establishments";
  firms.role = Role::establishments;
  auto table = std::make_shared<Table>();
  std::vector<std::int64_t> jobs;
  for (int i = 0; i < 200'000; ++i) {
    table->shapes.add_point(i % 1000, i / 1000);
    jobs.push_back(i % 7);
  }
  table->row_count = jobs.size();
  table->add("jobs", std::move(jobs));
  firms.table = std::move(table);
  ProjectChange change;
  change.frame = Frame{};
  change.put_layers = {firms};
  RunControl run;
  ProjectStore::create(file).commit(change, run);
}

const Table& firms_of(const State& state) {
  return *state.map->data.find("establishments")->table;
}

/// A large project that is being opened.
class FirstLook : public testing::Test {
 protected:
  FirstLook() : folder_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    write_project(file_);
    update(state, OpenFile{file_}, jobs);
  }

  /// Runs the next job of the open project and takes its result. False: none waits.
  bool run_next() { return run_next(state); }
  bool run_next(State& of) {
    if (!jobs.waits(Lane::project)) return false;
    run_next_job(of, jobs, session_, Lane::project);
    return true;
  }
  /// The same project in a window of its own.
  State opened_again() {
    State again;
    session_ = {};
    update(again, OpenFile{file_}, jobs);
    return again;
  }

  State state;
  Jobs jobs;

 private:
  Folder folder_;
  std::filesystem::path file_ = folder_.path / "large.gpkg";
  ProjectSession session_;
};

TEST(FirstImport, that_fails_leaves_no_project_behind) {
  const Folder folder("first-import");
  const auto file = folder.path / "broken.csv";
  std::ofstream(file) << "";
  StepJob job;
  job.project = folder.path / "broken.gpkg";
  job.step.operation = "import";
  job.step.file = file.string();
  ProjectSession session;
  RunControl run;
  const JobResult result = run_job(session, job, run);
  ASSERT_TRUE(result.error) << "an empty file was taken";
  EXPECT_FALSE(std::filesystem::exists(job.project));
  EXPECT_FALSE(session.project);
}

TEST_F(FirstLook, firms_are_shown_first_and_columns_follow) {
  ASSERT_TRUE(run_next());
  ASSERT_TRUE(state.map);
  EXPECT_TRUE(columns_are_missing(state));
  EXPECT_EQ(row_count(state.map->scene.layers[0]), 200'000u);
  EXPECT_TRUE(firms_of(state).columns.empty());

  // A layer saved now would lack its columns.
  update(state, SelectRow{"establishments", 5}, jobs);
  ASSERT_FALSE(state.selection.empty());
  const std::size_t messages = state.messages.size();
  update(state, SaveSelectionLayer{"Five"}, jobs);
  EXPECT_EQ(state.messages.size(), messages + 1);

  ASSERT_TRUE(run_next());
  EXPECT_FALSE(columns_are_missing(state));
  EXPECT_EQ(firms_of(state).columns.size(), 1u);
  EXPECT_EQ(state.selection.last, 5u) << "what was selected meanwhile stays";
  EXPECT_FALSE(run_next());
}

TEST_F(FirstLook, columns_whose_reading_was_stopped_can_be_asked_for_again) {
  ASSERT_TRUE(run_next());
  ASSERT_EQ(state.jobs.size(), 1u);
  update(state, CancelJob{state.jobs[0].id}, jobs);
  EXPECT_TRUE(state.columns_failed);
  EXPECT_FALSE(run_next());
  update(state, ReadColumns{}, jobs);
  ASSERT_TRUE(run_next());
  EXPECT_FALSE(columns_are_missing(state));
  update(state, ReadColumns{}, jobs);
  EXPECT_FALSE(run_next()) << "what is there is not read again";
}

TEST_F(FirstLook, a_saved_filter_is_never_shown_without) {
  while (run_next()) {
  }
  state.layers[0].filter = "jobs > 3";
  EXPECT_TRUE(limits_rows(saved_rows(state)));
  update(state, SaveProject{}, jobs);
  while (run_next()) {
  }
  State again = opened_again();
  ASSERT_TRUE(run_next(again));
  EXPECT_EQ(again.layers[0].filter, "jobs > 3");
  EXPECT_FALSE(columns_are_missing(again));
}

}  // namespace
}  // namespace agglo::viewer

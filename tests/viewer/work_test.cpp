// Forms, history of steps, comparison of two results.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "agglo/project.hpp"
#include "fixture.hpp"
#include "viewer/draw/points_within.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/state/recipe_steps.hpp"

namespace agglo::viewer {

namespace {

State state_with_recipe() {
  State state = small_state();
  state.project = "/data/region.gpkg";
  Recipe recipe;
  Step import{"import", "firms", "firms.csv", {{"as", std::string("establishments")}}, 0};
  Step dbscan{"dbscan", "near", "", {{"eps_m", 750.0}, {"min_points", 12.0}}, 0};
  recipe.steps = {{import, "abc"}, {dbscan, ""}};
  state.recipe = std::make_shared<const Recipe>(recipe);
  return state;
}

}  // namespace

TEST(PointsWithin, counts_as_looking_at_every_point_does) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> place(-3000, 5000);
  std::vector<double> x(4000), y(4000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = i % 7 == 0 ? 250 : place(random);
    y[i] = i % 7 == 0 ? 250 : place(random);
  }
  x[3] = std::nan("");
  const PointIndex index(x, y, {});
  for (const double radius : {0.0, 1.0, 333.3, 2500.0, 1e5})
    for (const double at : {250.0, -3000.0, 4711.0}) {
      std::size_t wanted = 0;
      for (std::size_t i = 0; i < x.size(); ++i)
        wanted += (x[i] - at) * (x[i] - at) + (y[i] - 250) * (y[i] - 250) <= radius * radius ? 1 : 0;
      EXPECT_EQ(count_within(index, x, y, at, 250, radius), wanted) << radius << " round " << at;
    }
  EXPECT_EQ(count_within(index, x, y, 0, 0, std::nan("")), 0u);
  EXPECT_EQ(count_within(PointIndex(), {}, {}, 0, 0, 10), 0u);
}

TEST(Forms, the_radius_is_shown_while_its_form_is) {
  State state = small_state();
  Jobs jobs;
  EXPECT_FALSE(radius_preview(state));
  update(state, ShowForm{"dbscan"}, jobs);
  update(state, SetOption{"dbscan", "eps_m", "71"}, jobs);
  update(state, SetOption{"dbscan", "min_points", "2"}, jobs);
  const auto preview = radius_preview(state);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->key, "eps_m");
  EXPECT_EQ(preview->radii_m, std::vector<double>{71});
  EXPECT_EQ(preview->least_firms, 2u);
  EXPECT_EQ(firms_within(state, 100, 100, 71), 2u);
  EXPECT_EQ(firms_within(state, 100, 100, 70), 1u);
  update(state, SetOption{"dbscan", "eps_m", "wide"}, jobs);
  EXPECT_FALSE(radius_preview(state)) << "a wrong value has no circle";
  update(state, ShowForm{"catchments"}, jobs);
  update(state, SetOption{"catchments", "radius_km", "10,5"}, jobs);
  EXPECT_EQ(radius_preview(state)->radii_m, (std::vector<double>{5000, 10000}));
  update(state, ShowPanel{PanelName::inspect, true}, jobs);
  EXPECT_FALSE(radius_preview(state));
}

TEST(Forms, what_is_asked_first_is_never_hidden_and_reset_gives_the_defaults) {
  State state = small_state();
  Jobs jobs;
  const auto asks_enough = [&](const Operation& op, const std::string& when) {
    std::size_t main = 0;
    for (const OptionField& field : op.options)
      main += group_of(op, field) == FormGroup::main && is_asked(state, op, field) ? 1 : 0;
    EXPECT_GE(main, 1u) << op.name;
    EXPECT_LE(main, 8u) << op.name << " asks too much at once " << when;
  };
  for (const Operation& op : operations()) {
    if (op.kind == OperationKind::output) continue;
    asks_enough(op, "");
    for (const OptionField& field : op.options)
      for (const std::string& choice : field.info.choices) {
        update(state, SetOption{op.name, field.key, choice}, jobs);
        asks_enough(op, "with " + choice);
        update(state, ResetForm{op.name}, jobs);
      }
  }
  update(state, ShowForm{"dbscan"}, jobs);
  update(state, SetOption{"dbscan", "eps_m", "-1"}, jobs);
  update(state, SetFormName{"dbscan", "mine"}, jobs);
  update(state, ResetForm{"dbscan"}, jobs);
  EXPECT_EQ(state.forms["dbscan"], FormValues{});
  EXPECT_GT(memory_estimate(state, operation("dbscan")), 0u);
  EXPECT_EQ(memory_estimate(state, operation("zones")), 0u);
}

TEST(Forms, what_another_choice_switches_off_is_neither_asked_nor_run) {
  State state = small_state();
  Jobs jobs;
  const Operation& op = operation("catchments");
  const auto field = [&](const char* key) {
    return *std::find_if(op.options.begin(), op.options.end(),
                         [&](const OptionField& f) { return f.key == key; });
  };
  EXPECT_TRUE(is_asked(state, op, field("radius_km")));
  EXPECT_FALSE(is_asked(state, op, field("minutes")));
  update(state, SetOption{"catchments", "radius_km", "3"}, jobs);
  update(state, SetOption{"catchments", "merge", "true"}, jobs);
  update(state, SetOption{"catchments", "method", "roads"}, jobs);
  EXPECT_FALSE(is_asked(state, op, field("radius_km")));
  EXPECT_TRUE(is_asked(state, op, field("minutes")));
  EXPECT_TRUE(is_asked(state, op, field("sites")));
  EXPECT_EQ(step_of(state, op).options, (OptionValues{{"merge", true}, {"method", std::string("roads")}}));
  EXPECT_FALSE(radius_preview(state)) << "no circle for a radius that is not asked";
  update(state, SetOption{"catchments", "method", "rings"}, jobs);
  EXPECT_EQ(step_of(state, op).options.count("radius_km"), 1u) << "what was typed is still there";
}

TEST(RecipeSteps, a_step_opens_its_form_as_it_was_run) {
  State state = state_with_recipe();
  Jobs jobs;
  EXPECT_EQ(step_summary(state.recipe->steps[1].step), "eps 750 m, min points 12");
  EXPECT_EQ(step_summary(state.recipe->steps[0].step), "firms.csv, as establishments");
  update(state, EditStep{1}, jobs);
  EXPECT_EQ(state.operation, "dbscan");
  EXPECT_EQ(state.right_tab, RightTab::form);
  const Step again = step_of(state, operation("dbscan"));
  EXPECT_EQ(again.options, state.recipe->steps[1].step.options);
  EXPECT_EQ(again.name, "near");
  update(state, EditStep{0}, jobs);
  EXPECT_EQ(std::get<bool>(step_of(state, operation("import")).options.at("replace")), true);
  update(state, EditStep{7}, jobs);
  EXPECT_EQ(state.unread_errors, 1u);
}

TEST(RecipeSteps, what_the_project_is_made_from_is_never_written_over) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("agglo_sources_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  for (const char* name : {"firms.csv", "region.gpkg", "other.csv"}) std::ofstream(folder / name) << "id\n";
  State state = state_with_recipe();
  state.project = folder / "region.gpkg";
  EXPECT_THROW(refuse_source_file(state, folder / "firms.csv"), Error);
  EXPECT_THROW(refuse_source_file(state, folder / "." / "region.gpkg"), Error);
  EXPECT_NO_THROW(refuse_source_file(state, folder / "other.csv"));
  EXPECT_NO_THROW(refuse_source_file(state, folder / "new.csv"));
  Jobs jobs;
  update(state, ExportTable{folder / "firms.csv"}, jobs);
  EXPECT_GE(state.unread_errors, 1u);
  EXPECT_EQ(std::filesystem::file_size(folder / "firms.csv"), 3u);
  std::filesystem::remove_all(folder);
}

TEST(RecipeSteps, run_again_delete_and_copy) {
  State state = state_with_recipe();
  Jobs jobs;
  update(state, RerunSteps{0}, jobs);
  update(state, DeleteStep{1}, jobs);
  EXPECT_EQ(jobs.list().size(), 2u);
  EXPECT_EQ(jobs.steps().size(), 2u) << "the steps that run again";
  update(state, CopySteps{}, jobs);
  EXPECT_NE(state.clipboard.find("agglo import"), std::string::npos) << state.clipboard;
  EXPECT_NE(state.clipboard.find("agglo dbscan"), std::string::npos) << state.clipboard;
  update(state, CopySteps{1}, jobs);
  EXPECT_EQ(state.clipboard.find("agglo import"), std::string::npos) << state.clipboard;
}

}  // namespace agglo::viewer

// A project stays true to its recipe: whatever was run again or replaced, a replay gives the same tables.
#include "agglo/project.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "agglo/store.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class ProjectFile : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() / ("agglo-project-" + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    write("firms.csv", firms(0));
    write("moved.csv", firms(0.02));
    write("sites.csv", "id,name,kind,lon,lat\ns1,North,incubator,10.0,45.01\ns2,South,incubator,10.0,44.9\n");
    write(
        "area.geojson",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"area"},)"
        R"("geometry":{"type":"Polygon","coordinates":[[[9.8,44.8],[10.2,44.8],[10.2,45.2],[9.8,45.2],[9.8,44.8]]]}}]})");
  }
  void TearDown() override { fs::remove_all(folder); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  /// 40 firms on a small grid, shifted east.
  static std::string firms(double shift) {
    std::string text = "id,name,sector,jobs,lon,lat\n";
    for (int i = 0; i < 40; ++i)
      text += "f" + std::to_string(i) + ",Firm " + std::to_string(i) + (i % 3 == 0 ? ",a," : ",b,") + "5," +
              std::to_string(10 + shift + 0.001 * (i % 8)) + "," + std::to_string(45 + 0.001 * (i / 8)) +
              "\n";
    return text;
  }
  Step import_step(const std::string& file, const std::string& role, bool replace = false) const {
    Step step{"import", role, (folder / file).string(), {{"as", role}}, 0};
    if (replace) step.options["replace"] = true;
    return step;
  }
  static Step dbscan(double eps_m) {
    return {"dbscan", "dbscan", "", {{"eps_m", eps_m}, {"min_points", 4.0}}, 0};
  }
  Outcome run(const Step& step) const {
    RunControl control;
    Timings timings;
    const fs::path file = folder / "p.gpkg";
    if (step.operation == "import") return import_into(file, step, control, timings);
    return Project::open(file).run(step, control, timings);
  }
  std::vector<std::string> layer_names() const {
    std::vector<std::string> names;
    const ProjectStore store = ProjectStore::open(folder / "p.gpkg");
    for (const Layer& layer : store.layers()) names.push_back(layer.name);
    return names;
  }
  void expect_replay_gives_the_same() const {
    RunControl control;
    const Recipe recipe = Project::open(folder / "p.gpkg").recipe();
    replay(recipe, folder / "recipe.toml", folder / "q.gpkg", control,
           [](const Step&, const Outcome&, const Timings&) {});
    const Dataset a = Project::open(folder / "p.gpkg").snapshot(control);
    const Dataset b = Project::open(folder / "q.gpkg").snapshot(control);
    ASSERT_EQ(a.layers.size(), b.layers.size());
    for (std::size_t i = 0; i < a.layers.size(); ++i) {
      EXPECT_EQ(a.layers[i].name, b.layers[i].name);
      write_layers(folder / "a.csv", {a.layers[i]}, false, control);
      write_layers(folder / "b.csv", {b.layers[i]}, false, control);
      EXPECT_EQ(bytes_of(folder / "a.csv"), bytes_of(folder / "b.csv")) << a.layers[i].name;
    }
  }
  static bool says(const Outcome& outcome, const std::string& text) {
    for (const std::string& note : outcome.notes)
      if (note.find(text) != std::string::npos) return true;
    return false;
  }

  fs::path folder;
};

TEST_F(ProjectFile, trying_one_step_again_and_again_leaves_one_step) {
  run(import_step("firms.csv", "establishments"));
  for (const double eps_m : {100.0, 200.0, 300.0}) run(dbscan(eps_m));
  const Recipe recipe = Project::open(folder / "p.gpkg").recipe();
  ASSERT_EQ(recipe.steps.size(), 2U);
  EXPECT_EQ(std::get<double>(recipe.steps[1].step.options.at("eps_m")), 300.0);
  expect_replay_gives_the_same();
}

TEST_F(ProjectFile, a_step_that_others_read_is_kept_when_it_is_run_again) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(100));
  run(import_step("sites.csv", "institutions"));
  run(import_step("area.geojson", "regions"));
  run({"catchments", "catchments", "", {{"radius_km", std::vector<double>{1, 5}}}, 0});
  const Outcome again = run(dbscan(300));
  EXPECT_TRUE(says(again, "catchments used the earlier result"));
  expect_replay_gives_the_same();
}

TEST_F(ProjectFile, a_copy_has_all_of_the_project_even_when_its_file_is_gone) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  const Dataset whole = project.snapshot(control);
  SceneStyles styles = project.styles();
  fs::create_directory(folder / "away");
  fs::remove(folder / "p.gpkg");
  const std::vector<std::string> notes =
      project.save_copy(folder / "away" / "copy.gpkg", styles, {{"view", "{}"}}, control);
  ASSERT_EQ(notes.size(), 1U) << "the reports of the imports were in the file alone";
  EXPECT_EQ(notes[0].find("The copy has no reports of the imports"), 0U);
  EXPECT_THROW(project.save_copy(folder / "away" / "copy.gpkg", styles, {}, control), Error);

  Project copy = Project::open(folder / "away" / "copy.gpkg");
  EXPECT_EQ(copy.store().text("view").value_or(""), "{}");
  const Dataset copied = copy.snapshot(control);
  ASSERT_EQ(copied.layers.size(), whole.layers.size());
  for (std::size_t i = 0; i < whole.layers.size(); ++i) {
    EXPECT_EQ(copied.layers[i].name, whole.layers[i].name);
    EXPECT_EQ(copied.layers[i].table->row_count, whole.layers[i].table->row_count);
    EXPECT_TRUE(copied.layers[i].table->shapes == whole.layers[i].table->shapes);
  }
  EXPECT_EQ(copied.frame.definition, whole.frame.definition);
  ASSERT_EQ(copy.recipe().steps.size(), 2U);
  EXPECT_EQ(copy.recipe().steps[0].step.file, "../firms.csv");
  // It is a project like any other.
  Timings timings;
  copy.run(dbscan(300), control, timings);
  EXPECT_EQ(copy.recipe().steps.size(), 2U);
}

TEST_F(ProjectFile, replacing_the_firms_removes_what_rested_on_them) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  const Outcome replaced = run(import_step("moved.csv", "establishments", true));
  EXPECT_TRUE(says(replaced, "The results of dbscan rested on the earlier establishments"));
  EXPECT_EQ(layer_names(), std::vector<std::string>{"establishments"});
  expect_replay_gives_the_same();
  run(dbscan(200));
  expect_replay_gives_the_same();
}

TEST_F(ProjectFile, new_sites_leave_clusters_but_say_that_they_are_not_in_them) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  EXPECT_TRUE(says(run(import_step("sites.csv", "institutions")),
                   "dbscan knows nothing of the new institutions yet"));
  EXPECT_EQ(layer_names().size(), 4U);
  expect_replay_gives_the_same();
}

TEST_F(ProjectFile, other_sites_remove_the_catchments_of_the_earlier_ones) {
  run(import_step("firms.csv", "establishments"));
  run(import_step("sites.csv", "institutions"));
  run({"catchments", "catchments", "", {{"radius_km", std::vector<double>{1, 5}}}, 0});
  write("sites.csv", "id,name,kind,lon,lat\ns9,Other,incubator,10.0,45.0\n");
  EXPECT_TRUE(
      says(run(import_step("sites.csv", "institutions", true)), "The results of catchments rested on"));
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"establishments", "institutions"}));
}

TEST_F(ProjectFile, removing_a_result_removes_its_step_and_all_its_layers) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  Step other = dbscan(300);
  other.name = "wide";
  run(other);
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  project.remove_layer("dbscan_firms", control);
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"establishments", "wide", "wide_firms"}));
  EXPECT_EQ(project.recipe().steps.size(), 2U);
  expect_replay_gives_the_same();
  EXPECT_THROW(project.remove_layer("dbscan_firms", control), Error);
}

TEST_F(ProjectFile, removing_an_input_removes_what_rests_on_it) {
  run(import_step("firms.csv", "establishments"));
  run(import_step("sites.csv", "institutions"));
  run(dbscan(200));
  run({"catchments", "catchments", "", {{"radius_km", std::vector<double>{1, 5}}}, 0});
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  const auto notes = project.remove_layer("institutions", control);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NE(notes[0].find("catchments rested on it"), std::string::npos) << notes[0];
  EXPECT_NE(notes[1].find("dbscan used what was removed"), std::string::npos) << notes[1];
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"establishments", "dbscan", "dbscan_firms"}));
  Timings timings;
  project.run(dbscan(200), control, timings);
  expect_replay_gives_the_same();
  project.remove_layer("establishments", control);
  EXPECT_TRUE(layer_names().empty());
  EXPECT_TRUE(project.recipe().steps.empty());
}

TEST_F(ProjectFile, going_back_gives_the_very_project_again_in_its_order) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  run(import_step("sites.csv", "institutions"));
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  const ProjectMoment before = project.moment(control);
  const auto titles = [&] {
    std::vector<std::string> found;
    const ProjectStore store = ProjectStore::open(folder / "p.gpkg");
    for (const Layer& layer : store.layers()) found.push_back(layer.name + "|" + layer.title);
    return found;
  };
  const auto titles_before = titles();
  project.rename_layer("dbscan", "Dense parts", control);
  project.remove_layer("establishments", control);
  Timings timings;
  project.run(import_step("moved.csv", "establishments"), control, timings);
  const ProjectMoment after = project.moment(control);
  ASSERT_NE(titles(), titles_before);
  project.go_to(before, control);
  EXPECT_EQ(titles(), titles_before);
  EXPECT_EQ(recipe_toml(Project::open(folder / "p.gpkg").recipe()), recipe_toml(before.recipe));
  expect_replay_gives_the_same();
  project.go_to(after, control);
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"institutions", "establishments"}));
  expect_replay_gives_the_same();
}

TEST_F(ProjectFile, a_layer_keeps_its_name_under_another_title) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  project.rename_layer("dbscan", "Dense parts", control);
  const ProjectStore store = ProjectStore::open(folder / "p.gpkg");
  EXPECT_EQ(store.layers()[1].name, "dbscan");
  EXPECT_EQ(store.layers()[1].title, "Dense parts");
  EXPECT_THROW(project.rename_layer("dbscan", "", control), Error);
  EXPECT_THROW(project.rename_layer("nothing", "Title", control), Error);
}

TEST_F(ProjectFile, removing_a_step_leaves_a_recipe_that_replays) {
  run(import_step("firms.csv", "establishments"));
  run(dbscan(200));
  RunControl control;
  Project project = Project::open(folder / "p.gpkg");
  project.remove_step(1, control);
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"establishments"}));
  expect_replay_gives_the_same();
  EXPECT_THROW(project.remove_step(1, control), Error);
}

TEST_F(ProjectFile, a_name_belongs_to_one_thing) {
  run(import_step("firms.csv", "establishments"));
  Step first = dbscan(200), second = dbscan(300);
  first.name = "a";
  second.name = "a_firms";
  run(first);
  EXPECT_THROW(run(second), Error);
  Step as_input = dbscan(300);
  as_input.name = "establishments";
  EXPECT_THROW(run(as_input), Error);
  Step other_firms = import_step("moved.csv", "establishments");
  other_firms.name = "more";
  EXPECT_THROW(run(other_firms), Error);
  EXPECT_EQ(layer_names(), (std::vector<std::string>{"establishments", "a", "a_firms"}));
}

TEST_F(ProjectFile, a_result_is_not_replaced_by_that_of_another_operation) {
  run(import_step("firms.csv", "establishments"));
  Step first = dbscan(200);
  first.name = "a";
  run(first);
  const Step other{"hdbscan", "a", "", {{"min_size", 4.0}}, 0};
  try {
    run(other);
    ADD_FAILURE() << "hdbscan took the place of dbscan";
  } catch (const Error& error) {
    EXPECT_NE(error.message.find("\"a\", made by dbscan"), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find("--name"), std::string::npos);
  }
  RunControl control;
  const Project project = Project::open(folder / "p.gpkg");
  EXPECT_EQ(project.recipe().steps.size(), 2U);
  // What was computed on a snapshot is not stored either, and the name is free when the result is gone.
  Project window = Project::open(folder / "p.gpkg");
  const Outcome computed = run_step(window.snapshot(control), other, control);
  EXPECT_THROW(window.store_outcome(other, computed, control), Error);
  first.options["eps_m"] = 300.0;
  run(first);
  window = Project::open(folder / "p.gpkg");
  window.remove_layer("a", control);
  window.store_outcome(other, computed, control);
  EXPECT_EQ(Project::open(folder / "p.gpkg").recipe().steps.back().step.operation, "hdbscan");
}

TEST_F(ProjectFile, a_failed_first_import_leaves_no_project) {
  write("empty.csv", "");
  EXPECT_THROW(run(import_step("empty.csv", "establishments")), Error);
  Step cancelled = import_step("firms.csv", "establishments");
  RunControl control;
  control.request_stop();
  Timings timings;
  EXPECT_THROW(import_into(folder / "p.gpkg", cancelled, control, timings), Error);
  for (const auto& entry : fs::directory_iterator(folder))
    EXPECT_NE(entry.path().extension(), ".gpkg") << entry.path();
}

TEST_F(ProjectFile, a_failed_replay_leaves_neither_project_nor_maps) {
  run(import_step("firms.csv", "establishments"));
  Recipe recipe = Project::open(folder / "p.gpkg").recipe();
  recipe.steps.push_back({{"map", "map", "m.svg", {}, 0}, ""});
  recipe.steps.push_back({{"zones", "zone_profile", "", {}, 0}, ""});  // there are no zones
  RunControl control;
  EXPECT_THROW(replay(recipe, folder / "recipe.toml", folder / "q.gpkg", control,
                      [](const Step&, const Outcome&, const Timings&) {}),
               Error);
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder)) left.push_back(entry.path().filename().string());
  std::sort(left.begin(), left.end());
  EXPECT_EQ(left,
            (std::vector<std::string>{"area.geojson", "firms.csv", "moved.csv", "p.gpkg", "sites.csv"}));
}

TEST_F(ProjectFile, a_first_look_at_many_firms_leaves_out_columns_and_no_firm) {
  RunControl control;
  Layer firms;
  firms.name = "establishments";
  firms.role = Role::establishments;
  auto table = std::make_shared<Table>();
  StringColumn names;
  std::vector<double> jobs;
  for (int i = 0; i < 200'000; ++i) {
    names.push_back("Firm " + std::to_string(i));
    jobs.push_back(i);
    table->shapes.add_point(i % 1000, i / 1000);
  }
  table->row_count = jobs.size();
  table->add("name", std::move(names));
  table->add("jobs", std::move(jobs));
  firms.table = table;
  ProjectStore store = ProjectStore::create(folder / "p.gpkg");
  ProjectChange change;
  change.frame = Frame{};
  change.put_layers = {firms};
  store.commit(change, control);

  SceneStyles styles;
  styles.styles.emplace_back("establishments", default_style(firms));
  styles.styles[0].second.size_by = "jobs";
  Project project = Project::open(folder / "p.gpkg");
  const auto look = project.first_look(styles, control);
  ASSERT_TRUE(look);
  const Table& seen = *look->layers[0].table;
  ASSERT_EQ(seen.columns.size(), 1u);
  EXPECT_EQ(seen.columns[0].name, "jobs");
  EXPECT_EQ(std::get<std::vector<double>>(seen.columns[0].values).back(), 199'999);
  EXPECT_EQ(seen.shapes.x, table->shapes.x);
  EXPECT_EQ(seen.shapes.y, table->shapes.y);
  const Dataset all = project.snapshot(control);
  ASSERT_EQ(all.layers[0].table->columns.size(), 2u);
  EXPECT_EQ(all.layers[0].table->at("name").text(199'999), "Firm 199999");
  EXPECT_FALSE(project.first_look(styles, control)) << "what is read need not be looked at";
  run(import_step("firms.csv", "establishments", true));
  EXPECT_FALSE(Project::open(folder / "p.gpkg").first_look(styles, control)) << "few firms are read at once";
}

}  // namespace
}  // namespace agglo

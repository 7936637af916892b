// A page printed without the window has the rows that the window showed.
#include "agglo/shown_rows.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agglo/project.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

class ShownRowsOfProject : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() / ("agglo-shown-rows-" + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::string text = "id,name,sector,jobs,born,closed,lon,lat\n";
    for (int i = 0; i < 40; ++i)
      text += "f" + std::to_string(i) + ",Firm " + std::to_string(i) + (i % 4 == 0 ? ",a," : ",b,") +
              std::to_string(i) + "," + std::to_string(2000 + i / 2) + "-06-01," +
              (i < 10 ? "2010-01-01" : "") + "," + std::to_string(10 + 0.01 * (i % 8)) + "," +
              std::to_string(45 + 0.01 * (i / 8)) + "\n";
    std::ofstream(folder / "firms.csv", std::ios::binary) << text;
    RunControl control;
    Timings timings;
    import_into(project(),
                {"import", "firms", (folder / "firms.csv").string(), {{"as", "establishments"}}, 0}, control,
                timings);
    run({"dbscan", "dbscan", "", {{"eps_m", 3000.0}, {"min_points", 4.0}}, 0});
  }
  void TearDown() override { fs::remove_all(folder); }
  fs::path project() const { return folder / "p.gpkg"; }
  Outcome run(const Step& step) const {
    RunControl control;
    Timings timings;
    return Project::open(project()).run(step, control, timings);
  }
  /// What the window keeps with the project.
  void keep(const std::string& rows) const {
    RunControl control;
    Project open = Project::open(project());
    open.save_styles(open.styles(), {{"rows", rows}}, control);
  }
  /// The page as printed last.
  std::string page() const {
    std::ifstream file(folder / "m.svg", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Features on a page of the firms.
  double drawn(const std::string& layer, const std::string& rows = "") const {
    Step step{"map", "map", (folder / "m.svg").string(), {{"layers", layer}}, 0};
    if (!rows.empty()) step.options["rows"] = rows;
    for (const auto& [name, count] : run(step).counts)
      if (name == "features") return count;
    return -1;
  }

  fs::path folder;
};

}  // namespace

TEST_F(ShownRowsOfProject, a_printed_map_keeps_to_the_filter_unless_told_otherwise) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  const double all = drawn(firms);
  keep(R"({"filters": {")" + firms + R"(": "sector = 'a' AND jobs >= 20"}})");
  EXPECT_EQ(all - drawn(firms), 35);
  EXPECT_EQ(drawn(firms, "shown"), drawn(firms));
  EXPECT_EQ(drawn(firms, "all"), all);
  EXPECT_THROW(drawn(firms, "some"), Error);
  // A firm that was clustered can be asked for what its register knows.
  const double clustered = drawn("dbscan_firms");
  keep(R"({"filters": {"dbscan_firms": "jobs < 3"}})");
  EXPECT_EQ(clustered - drawn("dbscan_firms"), 37);
}

TEST_F(ShownRowsOfProject, the_page_says_how_many_rows_it_shows_and_why) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  drawn(firms);
  EXPECT_EQ(page().find("shown:"), std::string::npos);
  keep(R"({"filters": {")" + firms + R"(": "jobs < 5"}, "time": {"on": true, "born": true, "from": )" +
       std::to_string(*day_from_civil(2000, 1, 1)) + R"(, "to": )" +
       std::to_string(*day_from_civil(2001, 12, 31)) + R"(, "keep_undated": false}})");
  drawn(firms);
  EXPECT_NE(page().find("4 of 40 shown: only rows where jobs &lt; 5; opened in 2000 \u2013 2001"),
            std::string::npos)
      << page();
  drawn(firms, "all");
  EXPECT_EQ(page().find("shown:"), std::string::npos);
}

TEST_F(ShownRowsOfProject, a_recipe_keeps_what_a_page_showed) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  const double all = drawn(firms);
  keep(R"({"filters": {")" + firms +
       R"(": "sector = 'a' AND jobs >= 20"}, "time": {"on": false, "from": 1, "to": 2}})");
  const double some = drawn(firms);
  ASSERT_LT(some, all);
  Step again;
  const Project kept = Project::open(project());
  for (const RecipeStep& recorded : kept.recipe().steps)
    if (recorded.step.operation == "map") again = recorded.step;
  EXPECT_EQ(std::get<std::string>(again.options.at("rows")),
            R"({"filters":{")" + firms + R"(":"sector = 'a' AND jobs >= 20"}})");
  keep("");
  again.file = (folder / "m.svg").string();
  EXPECT_EQ(run(again).counts.at(0), (std::pair<std::string, double>{"features", some}));
}

TEST_F(ShownRowsOfProject, maps_side_by_side_each_have_their_days) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  const double all = drawn(firms);
  const auto days = [&](int maps) {
    keep(R"({"time": {"on": true, "born": true, "keep_undated": false, "step": "year", "maps": )" +
         std::to_string(maps) + R"(, "from": )" + std::to_string(*day_from_civil(2000, 1, 1)) +
         R"(, "to": )" + std::to_string(*day_from_civil(2005, 12, 31)) + "}}");
  };
  days(3);
  EXPECT_EQ(all - drawn(firms), 40 - 12) << "each firm is on one of the maps";
  for (const char* title :
       {">2000 \u2013 2001 (2 years)<", ">2002 \u2013 2003 (2 years)<", ">2004 \u2013 2005 (2 years)<"})
    EXPECT_NE(page().find(title), std::string::npos) << title;
  days(1);
  drawn(firms);
  EXPECT_EQ(page().find(">2000 \u2013 2001 (2 years)<"), std::string::npos);
}

TEST(ShownDays, are_kept_alike_for_firms_whatever_layer_they_are_in) {
  auto table = std::make_shared<Table>();
  table->row_count = 1;
  table->add("born", Days{{0}});
  SceneLayer layer;
  layer.table = table;
  layer.role = Role::result;
  const ShownDays days{0, 10, PeriodRule::born, false, false};
  for (const char* kind : {"cluster_firms", "centre_firms", "selected_firms"}) {
    layer.kind = kind;
    EXPECT_EQ(period_of_layer(layer, nullptr, days)->rule, PeriodRule::born) << kind;
  }
  layer.kind = "zones";
  EXPECT_EQ(period_of_layer(layer, nullptr, days)->rule, PeriodRule::active)
      << "zones stay after they opened";
}

TEST(ShownDays, are_written_as_people_say_them) {
  const auto day = [](int year, int month, int d) { return *day_from_civil(year, month, d); };
  EXPECT_EQ(rule_text({day(2010, 1, 1), day(2014, 12, 31), PeriodRule::active, true}),
            "there in 2010 \u2013 2014 or undated");
  EXPECT_EQ(rule_text({day(2010, 3, 5), day(2010, 3, 5), PeriodRule::active, false}), "there on 2010-03-05");
  EXPECT_EQ(rule_text({day(2010, 3, 1), day(2010, 3, 31), PeriodRule::born, false}), "opened in 2010-03");
  ShownDays upto{day(2000, 1, 1), day(2014, 12, 31), PeriodRule::born, false, true};
  EXPECT_EQ(rule_text(period_of(upto)), "opened up to 2014");
  EXPECT_EQ(days_text(upto), "\u2013 2014");
  upto.rule = PeriodRule::active;
  EXPECT_EQ(rule_text(period_of(upto)), "there on 2014-12-31");
}

TEST_F(ShownRowsOfProject, a_filter_that_cannot_be_used_stops_the_page) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  keep(R"({"filters": {")" + firms + R"(": "no_such_column > 3"}})");
  try {
    drawn(firms);
    FAIL() << "a page with all rows would mislead";
  } catch (const Error& error) {
    EXPECT_NE(error.message.find("the filter of \"" + firms + "\""), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("no_such_column"), std::string::npos) << error.message;
  }
}

TEST_F(ShownRowsOfProject, days_of_the_time_strip_are_kept_to) {
  const std::string firms = Project::open(project()).recipe().steps.at(0).step.name;
  const double all = drawn(firms);
  const auto time = [](const char* more) {
    const auto from = *day_from_civil(2010, 1, 1), to = *day_from_civil(2012, 12, 31);
    return R"({"time": {"on": true, "from": )" + std::to_string(from) + R"(, "to": )" + std::to_string(to) +
           more + "}}";
  };
  keep(time(R"(, "born": true, "keep_undated": false)"));
  EXPECT_EQ(all - drawn(firms), 40 - 6) << "born in three years, two a year";
  keep(time(R"(, "born": true, "cumulative": true)"));
  EXPECT_EQ(all - drawn(firms), 40 - 26);
  keep(time(""));
  EXPECT_EQ(all - drawn(firms), 40 - 26) << "ten closed on the first of these days and still count";
  keep(time(R"(, "cumulative": true)"));
  EXPECT_EQ(all - drawn(firms), 40 - 16) << "in business on the last day";
  EXPECT_EQ(all - drawn("dbscan_firms"), 40 - 16) << "the days of the register";
  keep(R"({"time": {"on": false, "from": 1, "to": 2}})");
  EXPECT_EQ(drawn(firms), all);
}

TEST(ShownRows, days_that_run_backwards_are_told) {
  try {
    shown_rows_from_json(R"({"time": {"on": true, "from": 365, "to": 0}})");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message.find("1971-01-01 comes after 1970-01-01"), std::string::npos) << error.message;
  }
  const auto up_to =
      shown_rows_from_json(R"({"time": {"on": true, "cumulative": true, "from": 365, "to": 0}})");
  ASSERT_TRUE(up_to.days);
  EXPECT_EQ(up_to.days->to, 0);
}

TEST(ShownRows, what_is_no_text_of_a_project_lets_all_rows_through) {
  for (const char* text : {"", "rubbish", "[]", R"({"filters": 3, "time": []})",
                           R"({"time": {"on": true, "from": "x", "to": 4}})",
                           R"({"time": {"on": true, "from": 1e300, "to": 4}})"}) {
    const ShownRows shown = shown_rows_from_json(text);
    EXPECT_TRUE(shown.filters.empty() && !shown.days) << text;
  }
}

}  // namespace agglo

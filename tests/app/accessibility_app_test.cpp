// The operations accessibility and equity: what their tables say, what they refuse.
#include <gtest/gtest.h>

#include <cmath>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Numbers = std::vector<double>;

/// Metres on a plane: firms at 0, 1, 2 and 30 km, one without a place; sites at 0 and 2 km.
Dataset world() {
  Layer sites = sites_layer({{0, 0, "a", "centre", "advice"}, {2000, 0, "b", "centre", "advice; loans"}});
  Table table = *sites.table;
  table.add("capacity", Numbers{6, kNaN});
  table.add("staff", Numbers{1, 4});
  sites.table = std::make_shared<Table>(std::move(table));
  return dataset({firms_layer({{0, 0, "A", 1, 1},
                               {1000, 0, "B", 2, 2},
                               {2000, 0, "B", 3, 3},
                               {30'000, 0, "A", 4, 4},
                               {kNaN, kNaN, "A", 5, 5}}),
                  sites},
                 true);
}

Numbers column_of(const Table& table, const std::string& name) {
  Numbers values;
  for (std::size_t row = 0; row < table.row_count; ++row) values.push_back(table.at(name).number(row));
  return values;
}

void expect_near(const Numbers& found, const Numbers& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(expected[i]))
      EXPECT_TRUE(std::isnan(found[i])) << i;
    else
      EXPECT_NEAR(found[i], expected[i], 1e-12) << i;
  }
}

TEST(AccessibilityOperation, two_step_hand_worked) {
  // Within 1 km of site a: firms 0 and 1; of b: 1 and 2. Capacity 6 of a over demand 2 is 3; b's is unknown.
  const Outcome outcome = run(world(), "accessibility", {{"km", Numbers{1}}});
  expect_near(column_of(result(outcome, "accessibility"), "access"), {3, 3, 0, 0, kNaN});
  expect_near(column_of(result(outcome, "accessibility_sites"), "ratio"), {3, kNaN});
  EXPECT_NE(joined(outcome.notes).find("1 of 2 sites have no known capacity"), std::string::npos);
  // Staff of both, demand in jobs: 1 / (1 + 2) and 4 / (2 + 3).
  const Outcome staff =
      run(world(), "accessibility",
          {{"km", Numbers{1}}, {"supply", std::string("staff")}, {"weight", std::string("jobs")}});
  expect_near(column_of(result(staff, "accessibility"), "access"), {1.0 / 3, 1.0 / 3 + 0.8, 0.8, 0, kNaN});
}

TEST(AccessibilityOperation, zones_gravity_and_huff_hand_worked) {
  const std::string staff = "staff";
  // Zones up to 1 km weight 1, up to 2 km 0.5. Site a: 1 + 1 + 0.5 = 2.5, ratio 0.4. Site b: the same 2.5,
  // 1.6. Firm 0: 0.4 + 0.8; firm 1: 0.4 + 1.6; firm 2: 0.2 + 1.6.
  expect_near(column_of(result(run(world(), "accessibility",
                                   {{"method", std::string("e2sfca")},
                                    {"km", Numbers{1, 2}},
                                    {"zone_weights", Numbers{1, 0.5}},
                                    {"supply", staff}}),
                               "accessibility"),
                        "access"),
              {1.2, 2, 1.8, 0, kNaN});
  // 1 / (1 + d / 2), up to 3 km: firm 0: 1 + 4 / 2; firm 1: (1 + 4) / 1.5; firm 2: 1 / 2 + 4.
  expect_near(column_of(result(run(world(), "accessibility",
                                   {{"method", std::string("gravity")},
                                    {"km", Numbers{3}},
                                    {"decay", std::string("inverse_linear")},
                                    {"parameter", 2.0},
                                    {"supply", staff}}),
                               "accessibility"),
                        "access"),
              {3, 10.0 / 3, 4.5, 0, kNaN});
  // Pull S / d^2, nearer than 1 km as 1 km: firm 0: 1 and 4 / 4: tie, the first; firm 1: 1 and 4; firm 2: 1 /
  // 4 and 4. Expected demand of a: 1 / 2 + 1 / 5 + 1 / 17.
  const Outcome huff =
      run(world(), "accessibility", {{"method", std::string("huff")}, {"km", Numbers{3}}, {"supply", staff}});
  const Table& firms = result(huff, "accessibility");
  expect_near(column_of(firms, "share"), {0.5, 0.8, 16.0 / 17, kNaN, kNaN});
  EXPECT_EQ(firms.at("site").text(0) + ", " + firms.at("site").text(1), "site a, site b");
  expect_near(column_of(result(huff, "accessibility_sites"), "demand"),
              {0.5 + 0.2 + 1.0 / 17, 0.5 + 0.8 + 16.0 / 17});
  EXPECT_NE(joined(huff.notes).find("Demand of 1 is of firms without a site in reach"), std::string::npos);
}

TEST(AccessibilityOperation, a_service_leaves_other_sites_out) {
  const Outcome outcome =
      run(world(), "accessibility",
          {{"km", Numbers{1}}, {"supply", std::string("sites")}, {"services", std::string("loans")}});
  expect_near(column_of(result(outcome, "accessibility"), "access"), {0, 0.5, 0.5, 0, kNaN});
}

TEST(AccessibilityOperation, also_adds_supply_and_rows_stay_comparable) {
  Dataset data = world();
  Layer planned = sites_layer({{2000, 0, "p", "centre", "advice"}}, Role::infrastructure);
  Table table = *planned.table;
  table.add("capacity", Numbers{4});
  planned.table = std::make_shared<Table>(std::move(table));
  planned.name = "planned";
  data.layers.push_back(planned);
  const OptionValues options{{"km", Numbers{1}}, {"also", std::string("planned")}};
  const Outcome outcome = run(data, "accessibility", options);
  // Beside what site a gives, firms 1 and 2 share 4.
  expect_near(column_of(result(outcome, "accessibility"), "access"), {3, 5, 2, 0, kNaN});
  expect_near(column_of(result(outcome, "accessibility_sites"), "added"), {0, 0, 1});
  // A column of the sites must be there in both layers.
  OptionValues staff = options;
  staff["supply"] = std::string("staff");
  EXPECT_NE(error_of([&] { run(data, "accessibility", staff); }).find("staff"), std::string::npos);
}

TEST(AccessibilityOperation, refuses_what_makes_no_sense) {
  const Dataset data = world();
  const auto error = [&](OptionValues options) {
    return error_of([&] { run(data, "accessibility", std::move(options)); });
  };
  EXPECT_EQ(error({{"km", Numbers{1, 2}}}).find("usage: 2 limits are given"), 0U);
  EXPECT_EQ(error({{"km", Numbers{1, 2}}, {"method", std::string("e2sfca")}})
                .find("usage: --zone-weights has 0 weights for 2 limits"),
            0U);
  EXPECT_EQ(error({{"services", std::string("loans")}}).find("failure: no site has a known capacity"), 0U);
}

TEST(AccessibilityOperation, options_that_the_method_does_not_use_are_refused_and_defaults_are_not) {
  const Dataset data = world();
  const auto error = [&](const std::string& method, const char* key, const OptionValue& value) {
    const OptionValues options{
        {"km", Numbers{3}}, {"method", method}, {"supply", std::string("sites")}, {key, value}};
    return error_of([&] { run(data, "accessibility", options); });
  };
  EXPECT_EQ(error("2sfca", "alpha", 2.0),
            "usage: --alpha is given as \"2\", and --method 2sfca does not use it | leave it out, or use "
            "--method huff");
  EXPECT_EQ(error("gravity", "alpha", 2.0).find("usage: --alpha"), 0U);
  EXPECT_EQ(error("gravity", "zone_weights", Numbers{1}).find("usage: --zone-weights"), 0U);
  EXPECT_EQ(error("huff", "zone_weights", Numbers{1}).find("usage: --zone-weights"), 0U);
  EXPECT_EQ(error("2sfca", "parameter", 3.0).find("usage: --parameter"), 0U);
  EXPECT_EQ(error("2sfca", "least", 2.0).find("usage: --least"), 0U);
  EXPECT_EQ(error("gravity", "least", 2.0).find("usage: --least"), 0U);
  EXPECT_EQ(error("e2sfca", "decay", std::string("step")).find("usage: --decay"), 0U);
  EXPECT_EQ(error("e2sfca", "alpha", 2.0).find("usage: --alpha"), 0U);
  EXPECT_EQ(error("gravity", "access_m", 5.0).find("usage: --access-m"), 0U);
  EXPECT_EQ(error("gravity", "network", std::string("roads")).find("usage: --network"), 0U);
  EXPECT_EQ(error("gravity", "alpha", 1.0), "no error");
  EXPECT_EQ(error("huff", "least", 2.0), "no error");
  EXPECT_EQ(error("gravity", "parameter", 3.0), "no error");
}

TEST(AccessibilityOperation, a_site_without_name_and_id_goes_by_its_row) {
  Dataset data = world();
  Layer sites = sites_layer({{0, 0, "", "bank", ""}, {0, 0, "", "centre", ""}});
  Table table = *sites.table;
  StringColumn none;
  for (int i = 0; i < 2; ++i) none.push_back("");
  table.find("name")->values = none;
  sites.table = std::make_shared<Table>(std::move(table));
  data.layers[1] = sites;
  const Outcome outcome = run(data, "accessibility",
                              {{"km", Numbers{1}},
                               {"method", std::string("huff")},
                               {"supply", std::string("sites")},
                               {"kind", std::string("centre")}});
  EXPECT_EQ(result(outcome, "accessibility").at("site").text(0), "row 2");
  EXPECT_EQ(result(outcome, "accessibility").at("site_id").text(0), "row 2");
  EXPECT_EQ(result(outcome, "accessibility_sites").at("site_id").text(0), "row 2");
}

/// The accessibility of world(), then another after site b has capacity too, and a region west of 1.5 km.
Dataset before_and_after() {
  Dataset data = world();
  data.layers.push_back(box_layer(Role::regions, -10, -10, 1500, 10));
  for (const auto& [name, supply] : {std::pair{"before", "capacity"}, {"after", "staff"}}) {
    Layer layer = run(data, "accessibility", {{"km", Numbers{1}}, {"supply", std::string(supply)}}).layers[0];
    layer.name = name;
    data.layers.push_back(layer);
  }
  return data;
}

TEST(EquityOperation, hand_worked_by_region) {
  // Access 3, 3, 0, 0. All: mean 1.5, Gini 0.5 (half have all), the worst fifth 0, Palma missing. In the
  // region: 3, 3; the other two belong to none.
  const Outcome outcome = run(before_and_after(), "equity",
                              {{"before", std::string("before")}, {"group", std::string("regions")}});
  const Table& table = result(outcome, "equity");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(table.at("group").text(1), "box");
  expect_near(column_of(table, "mean"), {1.5, 3});
  expect_near(column_of(table, "gini"), {0.5, 0});
  expect_near(column_of(table, "worst_quintile_mean"), {0, 3});
  EXPECT_EQ(table.at("reason").text(0), "the 40 % that have least have nothing");
  EXPECT_EQ(table.at("left_out").number(0), 1);
  EXPECT_NE(joined(outcome.notes).find("3 rows belong to no group"), std::string::npos);
  EXPECT_EQ(result(outcome, "equity_lorenz").row_count, 2 * 21U);
}

TEST(EquityOperation, before_and_after_hand_worked) {
  // Before 3, 3, 0, 0; after 0.5, 2.5, 2, 0. The worst fifth before is 0.4 of each of the two at 0, which
  // rise by 2 and 0: by 1 on average.
  const Outcome outcome =
      run(before_and_after(), "equity", {{"before", std::string("before")}, {"after", std::string("after")}});
  const Table& table = result(outcome, "equity");
  expect_near(column_of(table, "mean_change"), {1.25 - 1.5});
  expect_near(column_of(table, "worst_quintile_change"), {1});
  expect_near(column_of(table, "weight_better"), {1});
  expect_near(column_of(table, "weight_worse"), {2});
}

TEST(EquityOperation, limits_and_methods_that_differ_are_said) {
  Dataset data = before_and_after();
  for (Layer& layer : data.layers)
    if (layer.name == "before" || layer.name == "after") layer.provenance.step = layer.name;
  const auto notes = [&](OptionValues before, OptionValues after) {
    Recipe recipe;
    recipe.steps = {{{"accessibility", "before", "", std::move(before), 0}, ""},
                    {{"accessibility", "after", "", std::move(after), 0}, ""}};
    data.recipe = recipe_toml(recipe);
    return joined(
        run(data, "equity", {{"before", std::string("before")}, {"after", std::string("after")}}).notes);
  };
  // Another layer of sites is what is compared, and a default is a value like others.
  EXPECT_EQ(notes({{"km", Numbers{1}}}, {{"km", Numbers{1}}, {"also", std::string("planned")}})
                .find("different ways"),
            std::string::npos);
  EXPECT_EQ(notes({}, {{"method", std::string("2sfca")}}).find("different ways"), std::string::npos);
  const std::string said =
      notes({{"km", Numbers{1}}}, {{"km", Numbers{2}}, {"method", std::string("gravity")}});
  EXPECT_NE(said.find("different ways"), std::string::npos) << said;
  EXPECT_NE(said.find("--km 1 before, 2 after"), std::string::npos) << said;
  EXPECT_NE(said.find("--method 2sfca before, gravity after"), std::string::npos) << said;
  EXPECT_NE(notes({}, {{"services", std::string("s")}}).find("--services not given before, s after"),
            std::string::npos);
}

TEST(EquityOperation, both_lorenz_curves_are_of_the_rows_known_before_and_after) {
  // Before 1, 3, 9, unknown; after 2, 2, unknown, 5. Known in both: 1, 3 then 2, 2.
  Dataset data = before_and_after();
  for (auto& layer : data.layers) {
    if (layer.name != "before" && layer.name != "after") continue;
    Table table;
    table.row_count = 4;
    table.add("access", layer.name == "before" ? Numbers{1, 3, 9, kNaN} : Numbers{2, 2, kNaN, 5});
    layer.table = std::make_shared<Table>(std::move(table));
  }
  const Outcome outcome =
      run(data, "equity", {{"before", std::string("before")}, {"after", std::string("after")}});
  const Table& curve = result(outcome, "equity_lorenz");
  ASSERT_EQ(curve.row_count, 21U);
  EXPECT_EQ(curve.at("weight_share").number(10), 0.5);
  EXPECT_DOUBLE_EQ(curve.at("value_share").number(10), 0.25);
  EXPECT_DOUBLE_EQ(curve.at("value_share_after").number(10), 0.5);
  // Twice the area between each curve and the diagonal is the Gini of the table: 0.25 and 0.
  expect_near(column_of(result(outcome, "equity"), "gini"), {0.25});
  expect_near(column_of(result(outcome, "equity"), "gini_after"), {0});
}

TEST(EquityOperation, groups_may_be_a_column_of_the_firms) {
  const Outcome outcome = run(before_and_after(), "equity",
                              {{"before", std::string("before")}, {"group", std::string("sector")}});
  const Table& table = result(outcome, "equity");
  ASSERT_EQ(table.row_count, 3U);
  EXPECT_EQ(table.at("group").text(1) + table.at("group").text(2), "AB");
  expect_near(column_of(table, "mean"), {1.5, 1.5, 1.5});
}

TEST(EquityOperation, rows_that_are_not_the_firms_do_not_take_their_groups) {
  Dataset data = before_and_after();
  for (Layer& layer : data.layers) {
    if (layer.name != "before") continue;
    Table other = *layer.table;  // as many rows, but of somebody else
    StringColumn ids;
    for (std::size_t row = 0; row < other.row_count; ++row) ids.push_back("person " + std::to_string(row));
    for (Column& column : other.columns)
      if (column.name == "id") column.values = std::move(ids);
    layer.table = std::make_shared<Table>(std::move(other));
  }
  const std::string error = error_of([&] {
    run(data, "equity", {{"before", std::string("before")}, {"group", std::string("sector")}});
  });
  EXPECT_NE(error.find("sector"), std::string::npos) << error;
}

TEST(EquityOperation, refuses_what_makes_no_sense) {
  const Dataset data = before_and_after();
  const auto error = [&](OptionValues options) {
    return error_of([&] { run(data, "equity", std::move(options)); });
  };
  EXPECT_EQ(error({{"before", std::string("nothing")}}).find("usage: --before names \"nothing\""), 0U);
  EXPECT_EQ(
      error({{"after", std::string("institutions")}}).find("usage: --after names \"institutions\", whose"),
      0U);
  EXPECT_EQ(error({{"value", std::string("name")}}).find("failure: column \"name\" has no number"), 0U);
  EXPECT_EQ(error_of([&] { run(world(), "equity"); }).find("usage: there is no accessibility to look at"),
            0U);
}

}  // namespace
}  // namespace agglo::test

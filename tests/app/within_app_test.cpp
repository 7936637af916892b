// The operation within: what lies within reach of each site.
#include <gtest/gtest.h>

#include <cmath>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Numbers = std::vector<double>;

/// Metres on a plane: two parks, three places where workers live, four firms.
Dataset world() {
  Layer workers = sites_layer({{0, 0, "w1", "", ""}, {1500, 0, "w2", "", ""}, {9000, 0, "w3", "", ""}},
                              Role::infrastructure);
  Table table = *workers.table;
  table.add("engineers", Numbers{10, 20, 40});
  table.add("technicians", Numbers{1, kNaN, 4});
  workers.table = std::make_shared<Table>(std::move(table));
  workers.name = "workers";
  return dataset({firms_layer({{0, 0, "A", 10, 10}, {500, 0, "B", 5, 5}, {1500, 0, "B"}, {kNaN, kNaN, "B"}}),
                  sites_layer({{0, 0, "a", "park", ""}, {2000, 0, "b", "park", ""}}), workers},
                 true);
}

Numbers column_of(const Outcome& outcome, const std::string& name) {
  const Table& table = result(outcome, "within");
  Numbers values;
  for (std::size_t row = 0; row < table.row_count; ++row) values.push_back(table.at(name).number(row));
  return values;
}

TEST(WithinOperation, workers_by_skill_hand_worked) {
  const Outcome outcome = run(world(), "within",
                              {{"of", std::string("workers")},
                               {"sum", std::string("engineers; technicians")},
                               {"km", Numbers{1, 2}}});
  // Site a at 0: w1 within 1 km, w1 and w2 within 2; site b at 2 km: w2, then w1 at exactly 2 km too.
  EXPECT_EQ(column_of(outcome, "limit"), (Numbers{1, 2, 1, 2}));
  EXPECT_EQ(column_of(outcome, "rows"), (Numbers{1, 2, 1, 2}));
  EXPECT_EQ(column_of(outcome, "engineers"), (Numbers{10, 30, 20, 30}));
  EXPECT_EQ(column_of(outcome, "technicians"), (Numbers{1, 1, 0, 1}));
  EXPECT_EQ(column_of(outcome, "technicians_known"), (Numbers{1, 1, 0, 1}));
  EXPECT_EQ(result(outcome, "within").at("site_name").text(2), "site b");
}

TEST(WithinOperation, services_leave_the_sites_that_offer_them) {
  Dataset data = world();
  data.layers[1] = sites_layer({{0, 0, "a", "park", "desks"}, {2000, 0, "b", "park", "labs; desks"}});
  const Outcome outcome = run(data, "within", {{"services", std::string("labs")}, {"km", Numbers{1, 2}}});
  EXPECT_EQ(column_of(outcome, "limit"), (Numbers{1, 2}));
  EXPECT_EQ(result(outcome, "within").at("site_id").text(0), "b");
  EXPECT_EQ(column_of(outcome, "rows"), (Numbers{1, 3}));
  EXPECT_EQ(outcome.counts[0].second, 1);
}

TEST(WithinOperation, what_is_counted_and_is_not_there_is_named) {
  const std::string error = error_of([] { run(world(), "within", {{"of", std::string("people")}}); });
  EXPECT_EQ(error.find("usage: --of names \"people\", which the project does not have"), 0U) << error;
}

TEST(WithinOperation, a_weight_that_sums_do_not_use_is_refused) {
  const OptionValues sums{{"of", std::string("workers")},
                          {"sum", std::string("engineers")},
                          {"weight", std::string("technicians")}};
  EXPECT_EQ(
      error_of([&] { run(world(), "within", sums); }).find("usage: --weight is given as \"technicians\""),
      0U);
}

TEST(WithinOperation, firms_by_sector_count_or_weigh_their_jobs) {
  const OptionValues options{{"by", std::string("sector")}, {"km", Numbers{1}}};
  const Outcome outcome = run(world(), "within", options);
  EXPECT_EQ(column_of(outcome, "A"), (Numbers{1, 0}));
  EXPECT_EQ(column_of(outcome, "B"), (Numbers{1, 1}));
  EXPECT_NE(joined(outcome.notes).find("1 of 4 rows are not counted anywhere"), std::string::npos);
  OptionValues jobs = options;
  jobs["weight"] = std::string("jobs");
  EXPECT_EQ(column_of(run(world(), "within", jobs), "B"), (Numbers{5, 0}));
  const Outcome all = run(world(), "within", {{"km", Numbers{1}}});
  EXPECT_EQ(column_of(all, "count"), (Numbers{2, 1}));
}

TEST(WithinOperation, a_negative_value_is_named_by_its_row_and_column) {
  Dataset data = world();
  for (Layer& layer : data.layers) {
    if (layer.role != Role::establishments) continue;
    Table table = *layer.table;
    std::vector<double> amount(table.row_count, 1);
    amount[1] = -2;
    table.add("amount", std::move(amount));
    layer.table = std::make_shared<Table>(std::move(table));
  }
  EXPECT_EQ(error_of([&] {
              run(data, "within", {{"sum", std::string("amount")}});
            }).find("usage: --sum amount: row 2 has the value \"-2\""),
            0U);
}

TEST(WithinOperation, more_sums_than_the_memory_holds_are_refused_before_the_work) {
  const Dataset data = world();
  RunControl tight(1, 0, 1);
  EXPECT_NE(error_of([&] {
              operation("within").run({data, {"within", "within", "", {{"km", Numbers{1}}}, 0}}, tight);
            }).find("1 sums around 2 sites"),
            std::string::npos);
}

TEST(WithinOperation, refuses_what_makes_no_sense) {
  const auto words = [](OptionValues options) {
    return error_of([&] { run(world(), "within", std::move(options)); });
  };
  EXPECT_EQ(
      words({{"sum", std::string("sector")}}),
      "usage: --sum names \"sector\", which holds no numbers | give number columns, or count the values "
      "of a text column with --by");
  EXPECT_NE(
      words({{"of", std::string("people")}}).find("usage: --of names \"people\", which the project does"),
      std::string::npos);
  EXPECT_NE(words({{"by", std::string("skill")}}).find("skill"), std::string::npos);
  EXPECT_NE(words({{"sites", std::string("parks")}}).find("usage: --sites names \"parks\""),
            std::string::npos);
}

}  // namespace
}  // namespace agglo::test

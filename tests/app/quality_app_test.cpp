// neighbours, parameters, stability and validity as steps: what reaches the tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "agglo/cluster_quality.hpp"
#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

/// Two rows of ten firms 10 m apart, 5 km from each other, of sectors a and b; one firm of each far off.
Dataset two_rows() {
  std::vector<Firm> firms;
  for (int i = 0; i < 10; ++i) firms.push_back({10.0 * i, 0, "a"});
  for (int i = 0; i < 10; ++i) firms.push_back({10.0 * i, 5000, "b"});
  firms.push_back({90000, 0, "a"});
  firms.push_back({-90000, 0, "b"});
  return dataset({firms_layer(firms)}, true);
}

double number(const Table& table, const std::string& column, std::size_t row) {
  return table.at(column).number(row);
}

TEST(QualitySteps, neighbours_reach_the_table_for_every_sector_and_number) {
  const Outcome outcome = run(two_rows(), "neighbours",
                              {{"min_points", std::vector<double>{2, 3}}, {"each", std::string("sector")}});
  const Table& elbows = result(outcome, "neighbours_elbows");
  ASSERT_EQ(elbows.row_count, 4U);
  EXPECT_EQ(elbows.at("sector").text(0), "a");
  EXPECT_EQ(number(elbows, "firms", 0), 11);
  EXPECT_EQ(number(elbows, "median_m", 0), 10);
  EXPECT_EQ(number(elbows, "suggested_eps_m", 0), 10);
  EXPECT_EQ(number(elbows, "suggested_eps_m", 1), 20);
  EXPECT_NEAR(number(elbows, "core_percent", 1), 100 * 10.0 / 11, 1e-12);
  const Table& curve = result(outcome, "neighbours");
  EXPECT_EQ(curve.at("curve").text(0), "a, 2 firms");
  EXPECT_EQ(curve.at("mark").text(0), "bend: 10 m");
  EXPECT_EQ(number(curve, "within", 0), 10);
}

TEST(QualitySteps, median_of_an_even_count_is_the_mean_of_the_two_in_the_middle) {
  const auto median_m = [](const std::vector<double>& places, OptionValues options) {
    std::vector<Firm> firms;
    for (const double x : places) firms.push_back({x, 0, "a", x + 1, x + 1});
    options["min_points"] = std::vector<double>{2};
    return number(
        result(run(dataset({firms_layer(firms)}, true), "neighbours", options), "neighbours_elbows"),
        "median_m", 0);
  };
  EXPECT_EQ(median_m({0, 1, 3, 7}, {}), 1.5);    // distances 1, 1, 2, 4
  EXPECT_EQ(median_m({0, 1, 3, 7, 20}, {}), 2);  // and 13
  // Jobs 1, 2, 4, 8 with the distances 1, 0, 0, 0: half of the weight ends within the last.
  EXPECT_EQ(median_m({0, 1, 3, 7}, {{"weight", std::string("jobs")}}), 0);
}

TEST(QualitySteps, parameters_tell_clusters_and_agreement) {
  const Outcome outcome =
      run(two_rows(), "parameters", {{"eps_m", std::vector<double>{6000, 15}}, {"min_points", 3.0}});
  const Table& table = result(outcome, "parameters");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(number(table, "eps_m", 0), 15);
  EXPECT_EQ(number(table, "clusters", 0), 2);
  EXPECT_EQ(number(table, "clusters", 1), 1);
  EXPECT_EQ(number(table, "largest_firms", 1), 20);
  EXPECT_NEAR(number(table, "clustered_percent", 0), 100 * 20.0 / 22, 1e-12);
  EXPECT_GT(number(table, "dbcv", 0), 0.85);
  EXPECT_TRUE(std::isnan(number(table, "dbcv", 1)));
  // Pairs together: 90 of 231 in two rows, 190 as one cluster; all 90 in common.
  const double expected = 90 * 190 / 231.0;
  EXPECT_NEAR(number(table, "agreement", 0), (90 - expected) / (140 - expected), 1e-12);
}

TEST(QualitySteps, dbcv_counts_firms_once_in_parameters_as_in_validity_whatever_the_weight) {
  std::vector<Firm> firms;
  for (int i = 0; i < 6; ++i) firms.push_back({i * 10.0, 0, "a", 30.0, 30.0});
  for (int i = 0; i < 4; ++i) firms.push_back({900 + i * 25.0, 0, "a", i + 1.0, i + 1.0});
  firms.push_back({5000, 0, "a", 1.0, 1.0});
  const OptionValues options{{"eps_m", 30.0}, {"min_points", 3.0}, {"weight", std::string("jobs")}};
  Dataset data = dataset({firms_layer(firms)}, true);
  const Outcome outcome = run(data, "parameters", options), clusters = run(data, "dbscan", options);
  for (const Layer& layer : clusters.layers) data.layers.push_back(layer);
  const Outcome judged = run(data, "validity");
  const auto dbcv = std::find_if(judged.counts.begin(), judged.counts.end(),
                                 [](const auto& count) { return count.first == "dbcv"; });
  ASSERT_NE(dbcv, judged.counts.end());
  EXPECT_EQ(number(result(outcome, "parameters"), "clusters", 0), 2);
  EXPECT_NEAR(number(result(outcome, "parameters"), "dbcv", 0), dbcv->second, 1e-12);
}

TEST(QualitySteps, parameters_judge_each_sector_by_itself_as_validity_does) {
  std::vector<Firm> firms;
  for (const double x : {0.0, 1000.0, 1040.0, 3000.0, 3030.0})
    for (int i = 0; i < 4; ++i)
      firms.push_back({x + i * (x < 3000 ? 1 : 2), 0, x == 1040 || x == 3030 ? "b" : "a"});
  firms.push_back({std::nan(""), std::nan(""), "a"});
  firms.push_back({50000, 0, "b"});
  Dataset data = dataset({firms_layer(firms)}, true);
  const std::string sector = "sector";
  const Outcome outcome = run(data, "parameters", {{"eps_m", 5.0}, {"min_points", 3.0}, {"each", sector}});
  const Outcome clusters = run(data, "dbscan", {{"eps_m", 5.0}, {"min_points", 3.0}, {"each", sector}});
  for (const Layer& layer : clusters.layers) data.layers.push_back(layer);
  const Outcome judged = run(data, "validity");
  const auto dbcv = std::find_if(judged.counts.begin(), judged.counts.end(),
                                 [](const auto& count) { return count.first == "dbcv"; });
  ASSERT_NE(dbcv, judged.counts.end());
  EXPECT_GT(dbcv->second, 0.5);
  EXPECT_NEAR(number(result(outcome, "parameters"), "dbcv", 0), dbcv->second, 1e-12);
  const Outcome few =
      run(data, "parameters", {{"eps_m", 5.0}, {"min_points", 3.0}, {"each", sector}, {"most_places", 3.0}});
  EXPECT_TRUE(std::isnan(number(result(few, "parameters"), "dbcv", 0)));
  EXPECT_NE(joined(few.notes).find("--most-places"), std::string::npos);
}

TEST(QualitySteps, runs_that_share_their_sorting_equal_runs_by_themselves) {
  std::vector<Firm> firms;
  for (int i = 0; i < 400; ++i)
    firms.push_back({std::fmod(i * 37.7, 900), std::fmod(i * 91.3, 700), "a", 0.1 * (i % 7), 0.1 * (i % 7)});
  const Dataset data = dataset({firms_layer(firms)}, true);
  const std::string jobs = "jobs";
  const Outcome outcome = run(data, "stability", {{"eps_m", 60.0}, {"min_points", 2.0}, {"weight", jobs}});
  const Table& runs = result(outcome, "stability_runs");
  ASSERT_EQ(runs.row_count, 12U);
  const auto label = [&](double eps_m, double min_points) {
    const Outcome one = run(data, "dbscan", {{"eps_m", eps_m}, {"min_points", min_points}, {"weight", jobs}});
    std::vector<std::int32_t> labels;
    for (std::size_t row = 0; row < firms.size(); ++row)
      labels.push_back(static_cast<std::int32_t>(number(result(one, "dbscan_firms"), "cluster", row)));
    return labels;
  };
  const std::vector<std::int32_t> reference = label(60, 2);
  for (std::size_t row = 0; row < runs.row_count; ++row) {
    const auto alone = label(number(runs, "eps_m", row), number(runs, "min_points", row));
    EXPECT_EQ(number(runs, "clusters", row), *std::max_element(alone.begin(), alone.end()) + 1);
    EXPECT_EQ(number(runs, "agreement", row), adjusted_rand_index(reference, alone, firms.size()));
  }
}

TEST(QualitySteps, stability_marks_core_and_fringe) {
  const OptionValues options{{"eps_m", 15.0},
                             {"min_points", 3.0},
                             {"eps_factors", std::vector<double>{0.5, 1, 2}},
                             {"min_points_factors", 1.0}};
  const Outcome outcome = run(two_rows(), "stability", options);
  const Table& clusters = result(outcome, "stability");
  ASSERT_EQ(clusters.row_count, 2U);
  EXPECT_DOUBLE_EQ(number(clusters, "stability", 0), 0.5);  // nothing at 7.5 m, the same at 30 m
  EXPECT_EQ(number(clusters, "core_share", 0), 0);
  const Table& firms = result(outcome, "stability_firms");
  EXPECT_EQ(number(firms, "stays", 0), 0.5);
  EXPECT_EQ(firms.at("stability_part").text(0), "fringe");
  EXPECT_EQ(firms.at("stability_part").text(20), "");
  EXPECT_EQ(result(outcome, "stability_runs").row_count, 2U);
  EXPECT_EQ(clusters.find("stability_resamples"), nullptr);
}

TEST(QualitySteps, stability_of_samples_differs_by_seed_only) {
  const Dataset data = two_rows();
  const auto stays = [&](std::uint64_t seed, unsigned threads) {
    RunControl control(threads, seed);
    const OptionValues options{{"eps_m", 25.0}, {"min_points", 4.0}, {"resamples", 30.0}};
    const Outcome outcome = run_step(data, {"stability", "", "", options, 0}, control);
    return std::get<std::vector<double>>(result(outcome, "stability").at("stability_resamples").values);
  };
  EXPECT_EQ(stays(1, 1), stays(1, 4));
  EXPECT_NE(stays(1, 1), stays(2, 1));
}

TEST(QualitySteps, clusters_of_a_sector_are_judged_among_themselves) {
  std::vector<Firm> firms;
  for (const double x : {0.0, 1000.0, 3000.0})
    for (int i = 0; i < 4; ++i) firms.push_back({x + i, 0, x == 1000 ? "b" : "a"});
  Dataset data = dataset({firms_layer(firms)}, true);
  const Outcome clusters =
      run(data, "dbscan", {{"eps_m", 5.0}, {"min_points", 3.0}, {"each", std::string("sector")}});
  for (const Layer& layer : clusters.layers) data.layers.push_back(layer);
  const Outcome outcome = run(data, "validity");
  const Table& table = result(outcome, "validity");
  ASSERT_EQ(table.row_count, 3U);
  EXPECT_DOUBLE_EQ(number(table, "separation_m", 0),
                   2999);  // from 2 to 3001, past the cluster of the other sector
  EXPECT_TRUE(std::isnan(number(table, "separation_m", 2)));
  EXPECT_DOUBLE_EQ(number(table, "sparseness_m", 2), std::sqrt(4.0 / 3));
  EXPECT_NE(joined(outcome.notes).find("1 of 3 clusters"), std::string::npos);
  EXPECT_NE(error_of([&] {
              run(data, "validity", {{"result", std::string("none")}});
            }).find("\"none\""),
            std::string::npos);
}

}  // namespace
}  // namespace agglo::test

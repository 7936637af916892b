// The operation cluster_access: thresholds, the order of clusters, what it refuses.
#include <gtest/gtest.h>

#include <cmath>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

/// Metres on a plane: clusters of three firms at 0 and at 20 km; a port at 0, universities at 5 and 20 km.
Dataset world() {
  std::vector<Firm> firms;
  for (const double x : {0.0, 20'000.0})
    for (int i = 0; i < 3; ++i) firms.push_back({x, 0, "A", 1, 1});
  Dataset data = dataset({firms_layer(firms), sites_layer({{0, 0, "p", "port", ""},
                                                           {5000, 0, "u", "university", ""},
                                                           {20'000, 0, "v", "university", ""}},
                                                          Role::infrastructure)},
                         true);
  return data;
}

Dataset with_clusters() {
  Dataset data = world();
  for (const Layer& layer : run(data, "dbscan", {{"eps_m", 50.0}, {"min_points", 3.0}}).layers)
    data.layers.push_back(layer);
  return data;
}

TEST(ClusterAccessOperation, hand_worked_worst_first) {
  // Port: 100 up to 10 km, 0 from 30; university: 100 up to 1, 0 from 9, weight 3.
  // Cluster at 0: port 0 km: 100; university 5 km: 50; (100 + 3 * 50) / 4 = 62.5.
  // Cluster at 20 km: port 20 km: 50; university 0 km: 100; (50 + 300) / 4 = 87.5.
  const Outcome outcome =
      run(with_clusters(), "cluster_access", {{"thresholds", std::string("port 10 30; university 1 9 3")}});
  const Table& table = result(outcome, "cluster_access");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(table.at("score").number(0), 62.5);
  EXPECT_EQ(table.at("worst_kind").text(0), "university");
  EXPECT_EQ(table.at("university km").number(0), 5);
  EXPECT_EQ(table.at("score").number(1), 87.5);
  EXPECT_EQ(table.at("worst_kind").text(1), "port");
  EXPECT_EQ(table.at("port km").number(1), 20);
  EXPECT_EQ(table.shapes.size(), 2U);
}

TEST(ClusterAccessOperation, which_infrastructure_is_meant_is_asked_or_said) {
  Dataset data = with_clusters();
  Layer planned = sites_layer({{0, 0, "p", "port", ""}}, Role::infrastructure);
  planned.name = "planned";
  data.layers.push_back(planned);
  EXPECT_NE(joined(run(data, "cluster_access", {}).notes)
                .find("The infrastructure is that of \"infrastructure\"; the project also has \"planned\""),
            std::string::npos);
  const OptionValues named{{"sites", std::string("planned")}};
  EXPECT_EQ(joined(run(data, "cluster_access", named).notes).find("The infrastructure is"),
            std::string::npos);
  data.layers[1].name = "works";
  EXPECT_EQ(error_of([&] {
              run(data, "cluster_access", {});
            }).find("usage: the project has several layers of infrastructure: \"works\", \"planned\""),
            0U);
  data.layers.pop_back();
  EXPECT_EQ(run(data, "cluster_access", {}).counts[0].second, 2);
}

TEST(ClusterAccessOperation, kinds_without_thresholds_take_the_usual_ones_or_those_given_for_all) {
  // Ports usually 45 and 180; a university, named by the options, 5 and 25.
  OptionValues options{{"thresholds", std::string("university 5 25")}};
  const Table table = result(run(with_clusters(), "cluster_access", options), "cluster_access");
  EXPECT_EQ(table.at("port score").number(0), 100);
  EXPECT_EQ(table.at("university score").number(0), 100);
  Dataset data = with_clusters();
  data.layers[1] = sites_layer({{0, 0, "h", "harbour pilot", ""}}, Role::infrastructure);
  const Table other = result(run(data, "cluster_access", {{"good", 10.0}, {"poor", 30.0}}), "cluster_access");
  EXPECT_EQ(other.at("harbour pilot score").number(0), 50);  // 20 km
}

TEST(ClusterAccessOperation, beyond_reach_scores_nothing_and_has_no_cost) {
  const Table table = result(
      run(with_clusters(), "cluster_access", {{"thresholds", std::string("port 1 4; university 1 4")}}),
      "cluster_access");
  // Both clusters score 50, so they stand in their order. The second is 20 km from the port, more than 2 * 4.
  EXPECT_EQ(table.at("score").number(0), 50);
  EXPECT_EQ(table.at("port score").number(1), 0);
  EXPECT_TRUE(std::isnan(table.at("port km").number(1)));
}

TEST(ClusterAccessOperation, one_firm_out_of_reach_leaves_the_mean_of_the_others_and_is_counted) {
  // Firms at 0, 600 and 1200 m from a port that is searched up to 1 km; the mean of the two that get there is
  // 300 m, which scores 40, for two thirds of the firms.
  Dataset data = dataset({firms_layer({{0, 0, "A"}, {600, 0, "A"}, {1200, 0, "A"}}),
                          sites_layer({{0, 0, "p", "port", ""}}, Role::infrastructure)},
                         true);
  for (const Layer& layer : run(data, "dbscan", {{"eps_m", 700.0}, {"min_points", 2.0}}).layers)
    data.layers.push_back(layer);
  const Outcome outcome =
      run(data, "cluster_access", {{"thresholds", std::string("port 0 0.5")}, {"by", std::string("mean")}});
  const Table& table = result(outcome, "cluster_access");
  ASSERT_EQ(table.row_count, 1U);
  EXPECT_DOUBLE_EQ(table.at("port km").number(0), 0.3);  // of 0 and 600 m
  EXPECT_EQ(table.at("port beyond reach").number(0), 1);
  EXPECT_NEAR(table.at("score").number(0), 100 * 0.4 * 2 / 3, 1e-12);
  EXPECT_NE(joined(outcome.notes).find("1 of 3 firms in clusters reach no port within 1 km"),
            std::string::npos);
}

TEST(ClusterAccessOperation, clusters_of_other_firms_are_refused) {
  Dataset data = with_clusters();
  Layer fewer = firms_layer({{0, 0, "A"}, {0, 0, "A"}, {0, 0, "A"}});
  data.layers[0] = fewer;
  EXPECT_EQ(error_of([&] { run(data, "cluster_access"); })
                .find("usage: the clusters of \"dbscan_firms\" are of "
                      "other firms"),
            0U);
  data = with_clusters();
  Table turned = *data.layers[0].table;
  StringColumn ids;
  for (const char* id : {"F5", "F4", "F3", "F2", "F1", "F0"}) ids.push_back(id);
  turned.find("id")->values = ids;
  data.layers[0].table = std::make_shared<Table>(std::move(turned));
  EXPECT_EQ(error_of([&] { run(data, "cluster_access"); }).find("usage: the clusters of"), 0U);
}

TEST(ClusterAccessOperation, refuses_what_makes_no_sense) {
  const auto error = [&](const std::string& thresholds) {
    return error_of([&] { run(with_clusters(), "cluster_access", {{"thresholds", thresholds}}); });
  };
  EXPECT_EQ(error("port").find("usage: --thresholds has \"port\""), 0U);
  EXPECT_EQ(error("port 5").find("usage: --thresholds has \"port 5\""), 0U);
  EXPECT_EQ(error("3 5").find("usage: --thresholds has \"3 5\""), 0U);
  EXPECT_EQ(error("port 20 5").find("usage: for port \"20\" counts as near and \"5\" as far"), 0U);
  EXPECT_EQ(error_of([&] { run(world(), "cluster_access"); }).find("usage: there are no clusters"), 0U);
}

}  // namespace
}  // namespace agglo::test

// Oracle for: dbscan_roads
#include "agglo/road_clustering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "access/road_fixture.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kNever = ~std::uint64_t{0};

bool is_one_place(const RoadPoint& a, const RoadPoint& b) {
  return a.edge == b.edge && a.along == b.along && a.access == b.access;
}

/// Costs of all pairs by the textbook, on roads cut at every firm.
using PairCosts = std::vector<std::vector<std::uint64_t>>;
PairCosts pair_costs(const RoadEdges& edges, const std::vector<RoadPoint>& firms, RoadMeasure measure,
                     PairCost pair) {
  const CutRoads cut(edges, firms, measure, TravelDirection::from_sites);
  const std::size_t n = firms.size();
  PairCosts way(n, std::vector<std::uint64_t>(n, kNever));
  for (std::uint32_t a = 0; a < n; ++a) {
    if (firms[a].edge == kNoEdge) continue;
    const auto costs = cut.costs_from(edges.node_count + a, firms[a].access);
    for (std::uint32_t b = 0; b < n; ++b)
      if (firms[b].edge != kNoEdge && costs[edges.node_count + b] != kNever)
        way[a][b] = costs[edges.node_count + b] + firms[b].access;
  }
  PairCosts both = way;
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b) {
      both[a][b] = pair == PairCost::larger ? std::max(way[a][b], way[b][a]) : std::min(way[a][b], way[b][a]);
      if (firms[a].edge != kNoEdge && is_one_place(firms[a], firms[b])) both[a][b] = 0;
    }
  return both;
}

/// Ester et al. 1996 over all pairs, with the rules of this program for border firms and numbers.
Clusters plain_dbscan(const PairCosts& cost, const std::vector<RoadPoint>& firms,
                      const std::vector<double>& weight, const RoadDbscanOptions& options) {
  const std::size_t n = firms.size();
  Clusters found;
  found.label.assign(n, kNoCluster);
  found.role.assign(n, PointRole::noise);
  for (std::size_t a = 0; a < n; ++a) {
    double sum = 0;
    for (std::size_t b = 0; b < n; ++b) sum += cost[a][b] <= options.eps ? weight[b] : 0;
    if (firms[a].edge != kNoEdge && sum >= options.min_points) found.role[a] = PointRole::core;
  }
  std::vector<std::int32_t> part(n, -1);
  for (std::size_t a = 0; a < n; ++a) {
    if (found.role[a] != PointRole::core || part[a] >= 0) continue;
    std::vector<std::size_t> open{a};
    part[a] = static_cast<std::int32_t>(a);
    while (!open.empty()) {
      const std::size_t here = open.back();
      open.pop_back();
      for (std::size_t b = 0; b < n; ++b)
        if (found.role[b] == PointRole::core && part[b] < 0 && cost[here][b] <= options.eps) {
          part[b] = part[a];
          open.push_back(b);
        }
    }
  }
  const auto place = [&](std::size_t row) {
    return std::tuple(firms[row].edge, firms[row].along, firms[row].access);
  };
  for (std::size_t a = 0; a < n; ++a) {
    if (firms[a].edge == kNoEdge || found.role[a] == PointRole::core) continue;
    std::size_t best = n;
    for (std::size_t b = 0; b < n; ++b) {
      if (found.role[b] != PointRole::core || cost[a][b] > options.eps) continue;
      if (best == n || cost[a][b] < cost[a][best] || (cost[a][b] == cost[a][best] && place(b) < place(best)))
        best = b;
    }
    if (best == n) continue;
    found.role[a] = PointRole::border;
    part[a] = part[best];
  }
  std::map<std::int32_t, std::int32_t> number;
  for (std::size_t a = 0; a < n; ++a)
    if (part[a] >= 0) {
      number.emplace(part[a], found.count);
      found.count = static_cast<std::int32_t>(number.size());
      found.label[a] = number[part[a]];
    }
  return found;
}

/// Some on places of others, some with the leg of another, half of them at round places, so that costs tie.
std::vector<RoadPoint> random_firms(Dice& dice, const RoadEdges& edges, std::size_t count,
                                    RoadMeasure measure) {
  RoadPlaces places;
  for (std::size_t f = 0; f < count; ++f) {
    const bool nowhere = dice.below(20) == 0, round = dice.below(2) == 0;
    places.edge.push_back(nowhere ? kNoEdge : static_cast<std::uint32_t>(dice.below(edges.size())));
    places.along.push_back(round ? static_cast<double>(dice.below(3)) / 2 : dice.between(0, 1));
    places.access_m.push_back(round ? static_cast<double>(dice.below(2)) * 25 : dice.between(0, 100));
  }
  std::vector<RoadPoint> firms = road_points(edges, places, measure, 4.5);
  for (std::size_t f = 1; f < count; ++f) {
    if (dice.below(4) == 0) firms[f] = firms[dice.below(f)];
    if (dice.below(8) == 0) firms[f].access = firms[dice.below(f)].access;
  }
  return firms;
}

struct Seen {
  std::size_t core = 0, border = 0, noise = 0, clusters = 0, pairs_differ = 0;
};

void compare_with_all_pairs(Dice& dice, Seen& seen) {
  const std::size_t nodes = 2 + dice.below(40);
  const RoadEdges edges = random_roads(dice, nodes, 1 + dice.below(2 * nodes));
  for (const RoadMeasure measure : {RoadMeasure::time, RoadMeasure::distance}) {
    const RoadGraph graph(edges, measure);
    const std::size_t count = dice.below(45);
    const std::vector<RoadPoint> firms = random_firms(dice, edges, count, measure);
    std::vector<double> weight(count, 1);
    for (double& w : weight) w = dice.below(3) == 0 ? static_cast<double>(dice.below(5)) / 2 : 1;
    RoadDbscanOptions options;
    options.eps = static_cast<RoadCost>(
        dice.below(6) == 0 ? 0 : dice.below(measure == RoadMeasure::time ? 150'000 : 300'000));
    options.min_points = 1 + static_cast<double>(dice.below(6));
    std::vector<std::int32_t> label;
    for (const PairCost pair : {PairCost::larger, PairCost::smaller}) {
      options.pair = pair;
      const Clusters right = plain_dbscan(pair_costs(edges, firms, measure, pair), firms, weight, options);
      for (const unsigned threads : {1U, 3U}) {
        RunControl run(threads);
        const Clusters found = dbscan_along_roads(graph, firms, weight, options, run);
        ASSERT_EQ(found.role, right.role);
        ASSERT_EQ(found.label, right.label);
        ASSERT_EQ(found.count, right.count);
      }
      for (const PointRole role : right.role) {
        seen.core += role == PointRole::core;
        seen.border += role == PointRole::border;
        seen.noise += role == PointRole::noise;
      }
      seen.clusters += static_cast<std::size_t>(right.count);
      seen.pairs_differ += pair == PairCost::smaller && label != right.label;
      label = right.label;
    }
  }
}

TEST(RoadClustering, clusters_equal_dbscan_over_all_pairs_on_random_networks) {
  Dice dice(11);
  Seen seen;
  for (int round = 0; round < 500; ++round) compare_with_all_pairs(dice, seen);
  EXPECT_GT(seen.core, 5'000u);
  EXPECT_GT(seen.border, 300u);
  EXPECT_GT(seen.noise, 5'000u);
  EXPECT_GT(seen.clusters, 1'000u);
  EXPECT_GT(seen.pairs_differ, 100u);  // one-ways matter
}

TEST(RoadClustering, two_way_roads_alone_give_the_same_by_one_search_as_by_two) {
  Dice dice(12);
  std::size_t clustered = 0;
  for (int round = 0; round < 100; ++round) {
    RoadEdges edges = random_roads(dice, 30, 50);
    edges.backward_s = edges.forward_s;
    const RoadGraph graph(edges, RoadMeasure::time);
    const auto firms = random_firms(dice, edges, 40, RoadMeasure::time);
    RoadDbscanOptions options{60'000, 4, PairCost::larger};
    const auto costs = pair_costs(edges, firms, RoadMeasure::time, PairCost::larger);
    const Clusters right = plain_dbscan(costs, firms, std::vector<double>(40, 1), options);
    RunControl run(2);
    for (const PairCost pair : {PairCost::larger, PairCost::smaller}) {
      options.pair = pair;
      const Clusters found = dbscan_along_roads(graph, firms, {}, options, run);
      ASSERT_EQ(found.label, right.label);
      ASSERT_EQ(found.role, right.role);
    }
    clustered += static_cast<std::size_t>(std::count(right.role.begin(), right.role.end(), PointRole::core));
  }
  EXPECT_GT(clustered, 500u);
}

TEST(RoadClustering, the_partition_does_not_depend_on_the_order_of_rows) {
  Dice dice(13);
  for (int round = 0; round < 60; ++round) {
    const RoadEdges edges = random_roads(dice, 30, 45);
    const RoadGraph graph(edges, RoadMeasure::time);
    const auto firms = random_firms(dice, edges, 40, RoadMeasure::time);
    std::vector<std::size_t> order(firms.size());
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[dice.below(i)]);
    std::vector<RoadPoint> shuffled;
    for (const std::size_t row : order) shuffled.push_back(firms[row]);
    RunControl run(2);
    const RoadDbscanOptions options{60'000, 4, PairCost::larger};
    const Clusters a = dbscan_along_roads(graph, firms, {}, options, run);
    const Clusters b = dbscan_along_roads(graph, shuffled, {}, options, run);
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(b.role[i], a.role[order[i]]);
      for (std::size_t j = 0; j < order.size(); ++j)
        EXPECT_EQ(b.label[i] == b.label[j], a.label[order[i]] == a.label[order[j]]);
    }
  }
}

// A bank road on either side of a river, 200 m apart, joined by one bridge 2 km to the east; five firms on
// each bank, 100 m apart and 20 m from their road.
struct River {
  RoadsOnPlane net{{{0, 0}, {2000, 0}, {0, 200}, {2000, 200}}};
  std::vector<RoadPoint> firms;
  std::vector<double> x_m, y_m;
  River() {
    net.road(0, 1, 120, 120).road(2, 3, 120, 120).road(1, 3, 12, 12);
    RoadPlaces places;
    for (const std::uint32_t bank : {0U, 1U})
      for (int i = 0; i < 5; ++i) {
        places.edge.push_back(bank);
        places.along.push_back(i * 0.05);
        places.access_m.push_back(20);
        x_m.push_back(i * 100.0);
        y_m.push_back(bank == 0 ? 20 : 180);
      }
    firms = road_points(net.edges_, places, RoadMeasure::distance, 5);
  }
};

TEST(RoadClustering, a_river_parts_what_is_one_cluster_as_the_crow_flies) {
  const River river;
  RunControl run;
  const Clusters straight = dbscan({river.x_m, river.y_m}, {.eps_m = 200, .min_points = 4}, run);
  EXPECT_EQ(straight.label, std::vector<std::int32_t>(10, 0));
  // Along the road neighbours are 20 + 100 + 20 = 140 m apart, those beyond 240 m: within 200 m the ends have
  // two firms, the others three.
  const RoadGraph graph(river.net.edges_, RoadMeasure::distance);
  const Clusters along = dbscan_along_roads(graph, river.firms, {}, {20'000, 3, PairCost::larger}, run);
  EXPECT_EQ(along.label, (std::vector<std::int32_t>{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}));
  using enum PointRole;
  EXPECT_EQ(along.role,
            (std::vector<PointRole>{border, core, core, core, border, border, core, core, core, border}));
  EXPECT_EQ(along.count, 2);
  // The limit is inclusive, and a centimetre less parts all.
  EXPECT_EQ(dbscan_along_roads(graph, river.firms, {}, {14'000, 3, PairCost::larger}, run).count, 2);
  EXPECT_EQ(dbscan_along_roads(graph, river.firms, {}, {13'999, 2, PairCost::larger}, run).count, 0);
  // Around by the bridge the nearest firms are 20 + 1600 + 200 + 1600 + 20 m apart.
  EXPECT_EQ(dbscan_along_roads(graph, river.firms, {}, {344'000, 5, PairCost::larger}, run).count, 1);
  EXPECT_EQ(dbscan_along_roads(graph, river.firms, {}, {343'999, 5, PairCost::larger}, run).count, 2);
}

// Two firms on a one-way street of 60 s whose way back around takes 600 s.
TEST(RoadClustering, a_one_way_street_counts_by_its_longer_way_unless_asked_otherwise) {
  RoadsOnPlane net({{0, 0}, {1000, 0}});
  net.road(0, 1, 60, kNaN).road(1, 0, 600, kNaN);
  const auto firms = road_points(net.edges_, {{0, 0}, {0.25, 0.75}, {0, 0}}, RoadMeasure::time, 5);
  const RoadGraph graph(net.edges_, RoadMeasure::time);
  RunControl run;
  const auto clusters = [&](RoadCost eps, PairCost pair) {
    return dbscan_along_roads(graph, firms, {}, {eps, 2, pair}, run).count;
  };
  EXPECT_EQ(clusters(30'000, PairCost::larger), 0);
  EXPECT_EQ(clusters(30'000, PairCost::smaller), 1);
  EXPECT_EQ(clusters(29'999, PairCost::smaller), 0);
  EXPECT_EQ(clusters(629'999, PairCost::larger), 0);
  EXPECT_EQ(clusters(630'000, PairCost::larger), 1);
}

// A road of 1000 m with a firm in its middle, three firms at each of its ends and six 400 m farther on.
TEST(RoadClustering, a_border_firm_as_near_to_two_clusters_joins_that_of_the_lower_edge) {
  RoadsOnPlane net({{0, 0}, {1000, 0}, {-400, 0}, {1400, 0}});
  net.road(0, 2, 30, 30).road(0, 1, 60, 60).road(1, 3, 30, 30);
  const RoadGraph graph(net.edges_, RoadMeasure::distance);
  RunControl run;
  for (const std::uint32_t first_edge : {0U, 2U}) {
    RoadPlaces places{{1}, {0.5}, {0}};
    for (const std::uint32_t edge : {first_edge, 2 - first_edge})
      for (int i = 0; i < 9; ++i) {
        places.edge.push_back(edge);
        places.along.push_back(i < 3 ? 0 : 1);
        places.access_m.push_back(0);
      }
    const auto firms = road_points(net.edges_, places, RoadMeasure::distance, 5);
    const Clusters found = dbscan_along_roads(graph, firms, {}, {50'000, 8, PairCost::larger}, run);
    ASSERT_EQ(found.count, 2);
    EXPECT_EQ(found.role[0], PointRole::border);
    const std::size_t row_on_lowest_edge = first_edge == 0 ? 1 : 10;
    EXPECT_EQ(found.label[0], found.label[row_on_lowest_edge]);
    EXPECT_NE(found.label[1], found.label[10]);
  }
}

TEST(RoadClustering, firms_on_one_place_are_together_however_far_from_the_road) {
  const River river;
  const RoadGraph graph(river.net.edges_, RoadMeasure::distance);
  RoadPlaces places;
  for (const double access_m : {900.0, 900.0, 900.0, 899.0}) {
    places.edge.push_back(0);
    places.along.push_back(0.5);
    places.access_m.push_back(access_m);
  }
  const auto firms = road_points(river.net.edges_, places, RoadMeasure::distance, 5);
  RunControl run;
  const Clusters found = dbscan_along_roads(graph, firms, {}, {0, 3, PairCost::larger}, run);
  EXPECT_EQ(found.label, (std::vector<std::int32_t>{0, 0, 0, -1}));
  EXPECT_EQ(dbscan_along_roads(graph, firms, std::vector<double>{1, 1, 0.9, 5}, {0, 3, PairCost::larger}, run)
                .label,
            (std::vector<std::int32_t>{-1, -1, -1, 0}));
}

TEST(RoadClustering, sectors_are_clustered_each_by_itself) {
  Dice dice(14);
  std::size_t clusters = 0;
  for (int round = 0; round < 100; ++round) {
    const RoadEdges edges = random_roads(dice, 30, 45);
    const RoadGraph graph(edges, RoadMeasure::time);
    const auto firms = random_firms(dice, edges, 60, RoadMeasure::time);
    std::vector<std::int32_t> sector;
    for (std::size_t f = 0; f < firms.size(); ++f)
      sector.push_back(static_cast<std::int32_t>(dice.below(4)) * 3 - 3);
    const RoadDbscanOptions options{90'000, 3, PairCost::larger};
    RunControl run(2);
    const SectorClusters found = dbscan_along_roads_each_sector(graph, firms, {}, sector, options, run);
    std::int32_t before = 0;
    std::vector<std::int32_t> sector_of;
    for (const std::int32_t wanted : {0, 3, 6}) {
      std::vector<RoadPoint> own = firms;
      for (std::size_t f = 0; f < firms.size(); ++f)
        if (sector[f] != wanted) own[f] = {};
      const Clusters right = dbscan_along_roads(graph, own, {}, options, run);
      for (std::size_t f = 0; f < firms.size(); ++f) {
        if (sector[f] != wanted) continue;
        EXPECT_EQ(found.clusters.label[f], right.label[f] < 0 ? -1 : right.label[f] + before);
        EXPECT_EQ(found.clusters.role[f], right.role[f]);
      }
      before += right.count;
      sector_of.resize(static_cast<std::size_t>(before), wanted);
    }
    for (std::size_t f = 0; f < firms.size(); ++f)
      EXPECT_TRUE(sector[f] >= 0 || found.clusters.role[f] == PointRole::noise);
    EXPECT_EQ(found.clusters.count, before);
    EXPECT_EQ(found.sector_of_cluster, sector_of);
    clusters += static_cast<std::size_t>(before);
  }
  EXPECT_GT(clusters, 100u);
}

TEST(RoadClustering, no_firms_no_roads_and_no_road_near_give_noise) {
  const RoadEdges none;
  const RoadGraph graph(none, RoadMeasure::time);
  RunControl run;
  const RoadDbscanOptions options{1000, 1, PairCost::smaller};
  EXPECT_EQ(dbscan_along_roads(graph, {}, {}, options, run).count, 0);
  const Clusters nowhere = dbscan_along_roads(graph, std::vector<RoadPoint>(3), {}, options, run);
  EXPECT_EQ(nowhere.label, std::vector<std::int32_t>(3, kNoCluster));
  EXPECT_EQ(nowhere.role, std::vector<PointRole>(3, PointRole::noise));
}

TEST(RoadClustering, senseless_options_are_refused_and_a_stop_is_heard) {
  const River river;
  const RoadGraph graph(river.net.edges_, RoadMeasure::distance);
  RunControl run, stopped;
  const auto refused = [&](RoadDbscanOptions options, std::vector<double> weight) {
    EXPECT_THROW(dbscan_along_roads(graph, river.firms, weight, options, run), Error);
  };
  refused({kUnreached, 3, PairCost::larger}, {});
  refused({1000, 0, PairCost::larger}, {});
  refused({1000, kNaN, PairCost::larger}, {});
  refused({1000, 3, PairCost::larger}, {1, 2});
  refused({1000, 3, PairCost::larger}, std::vector<double>(10, -1));
  refused({1000, 3, PairCost::larger}, std::vector<double>(10, kNaN));
  const std::vector<std::int32_t> sector(3, 0);
  EXPECT_THROW(dbscan_along_roads_each_sector(graph, river.firms, {}, sector, {}, run), Error);
  stopped.request_stop();
  EXPECT_THROW(dbscan_along_roads(graph, river.firms, {}, {}, stopped), Error);
}

}  // namespace
}  // namespace agglo

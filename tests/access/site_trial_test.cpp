#include "agglo/site_trial.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "access/road_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr TravelDirection kDirections[] = {TravelDirection::from_sites, TravelDirection::to_sites};

struct Places {
  std::vector<double> x, y;
  operator TrialPlaces() const { return {x, y}; }
};
Places random_places(Dice& dice, std::size_t count) {
  Places places;
  for (std::size_t p = 0; p < count; ++p) {
    const bool nowhere = dice.below(15) == 0;
    places.x.push_back(nowhere ? kNaN : dice.between(-200, 5200));
    places.y.push_back(nowhere ? kNaN : dice.between(-200, 5200));
  }
  return places;
}

/// A random network, firms and sites, and their trial.
struct World {
  World(Dice& dice, TravelDirection its_direction, std::size_t firm_count = 60)
      : direction(its_direction),
        edges(random_roads(dice, 40, 90)),
        firms(random_places(dice, firm_count)),
        sites(random_places(dice, 5)) {
    for (std::size_t e = 0; e < edges.size(); ++e)
      if (dice.below(6) == 0) edges.cut[e] = static_cast<std::uint8_t>(1 + dice.below(3));
    for (std::size_t f = 0; f < firm_count; ++f)
      jobs.push_back(f % 7 == 0 ? kNaN : static_cast<double>(dice.below(50)));
    options.largest_access_m = 300;
    options.largest = 600'000;
    trial = std::make_unique<SiteTrial>(edges, true, firms, jobs, sites, options, run);
  }
  std::vector<RoadPoint> join(const Places& places) {
    const RoadPlaces on = snap_to_roads(edges, true, places.x, places.y, {options.largest_access_m}, run);
    return road_points(edges, on, RoadMeasure::time, options.access_kmh);
  }

  TravelDirection direction;
  RoadEdges edges;
  Places firms, sites;
  std::vector<double> jobs;
  TrialOptions options;
  RunControl run{1};
  std::unique_ptr<SiteTrial> trial;
};

/// All that a trial within one limit says, by lists of firms within cost.
TrialReach plain_reach(World& world, const RoadPoint& point, const std::vector<std::uint32_t>& present,
                       RoadCost limit) {
  const std::vector<RoadPoint> firms = world.join(world.firms), sites = world.join(world.sites);
  const RoadGraph graph(world.edges, RoadMeasure::time);
  const auto within = [&](const RoadPoint& site) {
    return firms_within_cost(graph, std::vector{site}, firms, std::vector{limit}, world.direction, world.run)
        .items;
  };
  TrialReach reach;
  reach.limit = limit;
  const auto mine = within(point);
  std::vector<bool> served(firms.size(), false);
  for (const std::uint32_t site : present) {
    const auto theirs = within(sites[site]);
    for (const std::uint32_t firm : theirs) served[firm] = true;
    std::vector<std::uint32_t> both, either;
    std::set_intersection(mine.begin(), mine.end(), theirs.begin(), theirs.end(), std::back_inserter(both));
    std::set_union(mine.begin(), mine.end(), theirs.begin(), theirs.end(), std::back_inserter(either));
    const double overlap =
        both.empty() ? 0 : static_cast<double>(both.size()) / static_cast<double>(either.size());
    if (overlap <= reach.overlap) continue;
    reach.overlap = overlap;
    reach.overlap_site = static_cast<std::int32_t>(site);
  }
  for (const std::uint32_t firm : mine) {
    ++reach.firms;
    reach.newly += !served[firm];
    if (std::isnan(world.jobs[firm])) continue;
    ++reach.jobs_known;
    reach.jobs += world.jobs[firm];
    if (!served[firm]) reach.newly_jobs += world.jobs[firm];
  }
  if (reach.firms > 0)
    reach.already_share = static_cast<double>(reach.firms - reach.newly) / static_cast<double>(reach.firms);
  return reach;
}

bool same(const TrialReach& a, const TrialReach& b) {
  return a.limit == b.limit && a.firms == b.firms && a.jobs_known == b.jobs_known && a.jobs == b.jobs &&
         a.newly == b.newly && a.newly_jobs == b.newly_jobs && a.overlap_site == b.overlap_site &&
         a.overlap == b.overlap &&
         (a.already_share == b.already_share || (std::isnan(a.already_share) && std::isnan(b.already_share)));
}

/// How many of the limits a trial gets wrong: counts, areas, cut roads.
std::size_t wrong_limits(World& world, const Trial& trial, const RoadPoint& point,
                         const std::vector<std::uint32_t>& present, const std::vector<RoadCost>& limits) {
  const RoadGraph graph(world.edges, RoadMeasure::time);
  const RoadSurface surface(
      world.edges, true, RoadMeasure::time,
      {.largest_access_m = world.options.largest_access_m, .access_kmh = world.options.access_kmh});
  const RoadCatchments areas =
      road_catchments(graph, surface, std::vector{point}, limits, world.direction, world.run);
  std::size_t wrong = trial.areas != areas.shapes;
  for (std::size_t k = 0; k < limits.size(); ++k)
    wrong += !same(trial.reach[k], plain_reach(world, point, present, limits[k])) ||
             trial.reach[k].cut_roads != areas.checks[k].cut_roads;
  return wrong;
}

TEST(SiteTrial, counts_overlaps_and_areas_are_those_of_each_site_by_itself) {
  Dice dice(71);
  std::size_t newly = 0, overlaps = 0, cut = 0, areas = 0;
  for (int round = 0; round < 12; ++round) {
    World world(dice, kDirections[round % 2]);
    const std::vector<std::uint32_t> present{0, 1, 2, 3};
    const PresentReach reach = world.trial->present(present, world.direction, world.run);
    TrialSite site(*world.trial);
    for (int place = 0; place < 3; ++place) {
      const Places at = random_places(dice, 1);
      site.put_at(at.x[0], at.y[0], reach, world.run);
      const RoadPoint point = world.join(at).front();
      // As a slider moves: up, farther up than was searched at first, and back.
      for (const std::vector<RoadCost>& limits :
           std::vector<std::vector<RoadCost>>{{90'000}, {240'000}, {60'000, 400'000}, {90'000}}) {
        const Trial trial = site.within(limits, world.run);
        if (point.edge == kNoEdge) {
          EXPECT_EQ(trial.state, std::isnan(at.x[0]) ? TrialState::no_place : TrialState::no_road);
          continue;
        }
        EXPECT_EQ(trial.state, TrialState::reached);
        EXPECT_EQ(trial.access, point.access);
        EXPECT_EQ(wrong_limits(world, trial, point, present, limits), 0u) << round;
        newly += trial.reach.back().newly;
        overlaps += trial.reach.back().overlap_site >= 0;
        cut += trial.reach.back().cut_roads;
        areas += trial.areas.kind.back() == ShapeKind::polygon;
      }
    }
  }
  EXPECT_GT(newly, 40u);
  EXPECT_GT(overlaps, 40u);
  EXPECT_GT(cut, 40u);
  EXPECT_GT(areas, 40u);
}

TEST(SiteTrial, a_site_that_is_there_is_measured_by_the_others) {
  Dice dice(72);
  for (int round = 0; round < 6; ++round) {
    World world(dice, kDirections[round % 2]);
    const PresentReach reach =
        world.trial->present(std::vector<std::uint32_t>{1, 2, 4}, world.direction, world.run);
    TrialSite site(*world.trial);
    const std::vector<RoadPoint> points = world.join(world.sites);
    const std::vector<RoadCost> limits{200'000};
    for (std::uint32_t row = 0; row < points.size(); ++row) {
      if (points[row].edge == kNoEdge) continue;
      std::vector<std::uint32_t> others{1, 2, 4};
      std::erase(others, row);
      site.put_at_site(row, reach, world.run);
      EXPECT_EQ(wrong_limits(world, site.within(limits, world.run), points[row], others, limits), 0u);
    }
  }
}

TEST(SiteTrial, overlaps_that_take_too_much_memory_are_said_to_be_unknown_and_counts_hold) {
  Dice dice(73);
  World world(dice, TravelDirection::to_sites);
  world.options.most_cost_bytes = 100;
  const SiteTrial trial(world.edges, true, world.firms, world.jobs, world.sites, world.options, world.run);
  const std::vector<std::uint32_t> present{0, 1, 2};
  const PresentReach reach = trial.present(present, world.direction, world.run);
  EXPECT_TRUE(reach.cost.empty());
  TrialSite site(trial);
  const Places at{{world.edges.lines.x[0]}, {world.edges.lines.y[0]}};
  site.put_at(at.x[0], at.y[0], reach, world.run);
  const Trial found = site.within(std::vector<RoadCost>{300'000}, world.run);
  EXPECT_FALSE(found.overlaps_known);
  TrialReach right = plain_reach(world, world.join(at).front(), present, 300'000);
  right.overlap_site = -1;
  right.overlap = 0;
  EXPECT_TRUE(same(found.reach.front(), right));
}

TEST(SiteTrial, islands_places_far_from_roads_and_wrong_limits_are_told) {
  RoadsOnPlane net({{0, 0}, {1000, 0}, {0, 5000}, {1000, 5000}});
  net.road(0, 1, 60, 60).road(2, 3, 60, 60);
  net.edges_.component = {0, 1};
  net.edges_.component_nodes = {40, 12};
  const Places firms{{500, 500}, {10, 5010}}, none;
  RunControl run(1);
  const SiteTrial trial(net.edges_, true, firms, std::vector<double>{3, kNaN}, none, {}, run);
  EXPECT_EQ(trial.firms_near_roads(), 2u);
  const PresentReach nobody = trial.present({}, TravelDirection::to_sites, run);
  TrialSite site(trial);
  EXPECT_THROW(site.within(std::vector<RoadCost>{1}, run), Error);
  const std::vector<RoadCost> limit{600'000};
  site.put_at(0, 5100, nobody, run);
  Trial found = site.within(limit, run);
  EXPECT_EQ(found.state, TrialState::island);
  EXPECT_EQ(found.piece_nodes, 12u);
  EXPECT_NEAR(found.access_m, 100, 1e-6);
  EXPECT_EQ(found.access, 72'000u);  // 100 m at 5 km/h
  EXPECT_EQ(found.reach[0].firms, 1u);
  EXPECT_EQ(found.reach[0].newly, 1u);
  EXPECT_TRUE(found.overlaps_known);
  site.put_at(0, 2500, nobody, run);
  found = site.within(limit, run);
  EXPECT_EQ(found.state, TrialState::no_road);
  EXPECT_EQ(found.areas.kind, std::vector{ShapeKind::none});
  EXPECT_EQ(found.reach[0].firms, 0u);
  site.put_at(kNaN, 0, nobody, run);
  EXPECT_EQ(site.within(limit, run).state, TrialState::no_place);
  EXPECT_THROW(site.within(std::vector<RoadCost>{5, 5}, run), Error);
  EXPECT_THROW(site.within(std::vector<RoadCost>{kUnreached}, run), Error);
  RunControl stopped(1);
  stopped.request_stop();
  site.put_at(0, 0, nobody, run);
  EXPECT_THROW(site.within(limit, stopped), Error);
}

}  // namespace
}  // namespace agglo

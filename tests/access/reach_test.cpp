// Oracle for: catchments
#include <gtest/gtest.h>

#include <algorithm>

#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

struct World {
  const char* name;
  LonLat centre;
  double spread_deg;
};

/// Places around a centre, some on top of each other.
std::vector<LonLat> places_around(const World& world, Dice& dice, std::size_t count) {
  std::vector<LonLat> places;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && dice.between(0, 1) < 0.1) {
      places.push_back(places[dice.below(i)]);
      continue;
    }
    places.push_back(geodesic_destination(world.centre, dice.between(0, 360),
                                          111'000 * world.spread_deg * std::sqrt(dice.between(0, 1))));
  }
  return places;
}

const std::vector<World> kWorlds{{"town", {10.9, 44.6}, 0.2},    {"antimeridian", {179.95, -16.5}, 0.5},
                                 {"north pole", {0, 89.9}, 0.5}, {"south pole", {30, -90}, 2},
                                 {"continent", {20, 10}, 30},    {"whole Earth", {-70, 20}, 179}};

/// True when `groups` is what measuring every pair gives.
bool is_within(const Groups& groups, const Establishments& firms, const Institutions& sites,
               const std::vector<double>& radius_km) {
  if (groups.size() != sites.size() * radius_km.size()) return false;
  for (std::size_t site = 0; site < sites.size(); ++site)
    for (std::size_t k = 0; k < radius_km.size(); ++k) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t firm = 0; firm < firms.size(); ++firm)
        if (geodesic_distance_m({firms.lon_deg[firm], firms.lat_deg[firm]},
                                {sites.lon_deg[site], sites.lat_deg[site]}) <= radius_km[k] * 1000)
          expected.push_back(firm);
      if (rows_of(groups, site * radius_km.size() + k) != expected) return false;
    }
  return true;
}

bool is_nearest(const NearestSite& nearest, const Establishments& firms, const Institutions& sites) {
  for (std::size_t firm = 0; firm < firms.size(); ++firm) {
    std::int32_t best = -1;
    double best_m = std::numeric_limits<double>::infinity();
    for (std::size_t site = 0; site < sites.size(); ++site) {
      const double distance_m = geodesic_distance_m({firms.lon_deg[firm], firms.lat_deg[firm]},
                                                    {sites.lon_deg[site], sites.lat_deg[site]});
      if (distance_m < best_m) {
        best_m = distance_m;
        best = static_cast<std::int32_t>(site);
      }
    }
    if (nearest.site[firm] != best) return false;
    if (best >= 0 ? nearest.distance_m[firm] != best_m : !std::isnan(nearest.distance_m[firm])) return false;
  }
  return true;
}

TEST(FirmsWithin, agrees_with_every_pair_measured_anywhere_on_earth) {
  Dice dice(1);
  for (const World& world : kWorlds)
    for (int round = 0; round < 4; ++round) {
      const Establishments firms = firms_on_earth(places_around(world, dice, 400));
      const Institutions sites = sites_on_earth(places_around(world, dice, 12));
      const double reach_km = 111 * world.spread_deg;
      const std::vector<double> radius_km{0, 0.1 * reach_km, 0.4 * reach_km, 0.8 * reach_km};
      RunControl run;
      EXPECT_TRUE(is_within(firms_within(firms, sites, radius_km, run), firms, sites, radius_km))
          << world.name;
    }
}

TEST(FirmsWithin, agrees_with_every_pair_when_radii_fall_on_the_firms_themselves) {
  Dice dice(2);
  for (const World& world : kWorlds) {
    const Establishments firms = firms_on_earth(places_around(world, dice, 200));
    const Institutions sites = sites_on_earth(places_around(world, dice, 1));
    for (std::size_t firm = 0; firm < 40; ++firm) {
      const double exact_m = geodesic_distance_m({firms.lon_deg[firm], firms.lat_deg[firm]},
                                                 {sites.lon_deg[0], sites.lat_deg[0]});
      const double up_m = std::ceil(exact_m * 1000) / 1000, down_m = up_m - 0.001;
      RunControl run;
      const auto holds = [&](double radius_m) {
        const auto rows = rows_of(firms_within(firms, sites, {radius_m / 1000}, run), 0);
        return std::binary_search(rows.begin(), rows.end(), static_cast<std::uint32_t>(firm));
      };
      EXPECT_TRUE(holds(up_m)) << world.name;
      const bool below = down_m >= 0 && down_m < exact_m - 1e-5;
      EXPECT_FALSE(below && holds(down_m)) << world.name;
    }
  }
}

TEST(FirmsWithin, oracle_rejects_a_missing_and_a_foreign_firm) {
  Dice dice(3);
  const Establishments firms = firms_on_earth(places_around(kWorlds[0], dice, 50));
  const Institutions sites = sites_on_earth(places_around(kWorlds[0], dice, 2));
  RunControl run;
  Groups groups = firms_within(firms, sites, {10}, run);
  ASSERT_TRUE(is_within(groups, firms, sites, {10}));
  ASSERT_GT(groups[0].size(), 0U);
  Groups missing = groups;
  missing.items.erase(missing.items.begin());
  for (std::size_t g = 1; g < missing.start.size(); ++g) --missing.start[g];
  EXPECT_FALSE(is_within(missing, firms, sites, {10}));
  groups.items[0] = groups.items[0] == 0 ? 1 : 0;
  EXPECT_FALSE(is_within(groups, firms, sites, {10}));
}

TEST(FirmsWithin, edge_of_the_circle_belongs_to_it_on_a_plane) {
  const Establishments firms = firms_on_plane({{3000, 4000}, {5000, 1}, {0, 0}, {kNaN, kNaN}, {2010, 0}});
  const Institutions sites = sites_on_plane({{0, 0}, {kNaN, kNaN}});
  RunControl run;
  const Groups groups = firms_within(firms, sites, {2.01, 5}, run);
  ASSERT_EQ(groups.size(), 4U);
  EXPECT_EQ(rows_of(groups, 0), (std::vector<std::uint32_t>{2, 4}));
  EXPECT_EQ(rows_of(groups, 1), (std::vector<std::uint32_t>{0, 2, 4}));
  EXPECT_TRUE(groups[2].empty());
  EXPECT_TRUE(groups[3].empty());
}

TEST(FirmsWithin, nothing_is_within_reach_of_nothing) {
  RunControl run;
  const Institutions one = sites_on_earth({{10, 45}});
  EXPECT_EQ(firms_within(firms_on_earth({}), one, {1, 2}, run).size(), 2U);
  EXPECT_EQ(firms_within(firms_on_earth({{10, 45}}), sites_on_earth({}), {1, 2}, run).size(), 0U);
  EXPECT_EQ(firms_within(firms_on_earth({{10, 45}}), one, {}, run).size(), 0U);
  EXPECT_TRUE(firms_within(firms_on_earth({{kNaN, kNaN}}), one, {1}, run)[0].empty());
  EXPECT_EQ(firms_within(firms_on_earth(std::vector<LonLat>(500, {10, 45})), one, {0}, run)[0].size(), 500U);
}

TEST(FirmsWithin, wrong_radii_and_mixed_frames_are_refused) {
  RunControl run;
  const Establishments firms = firms_on_earth({{10, 45}});
  const Institutions sites = sites_on_earth({{10, 45}});
  EXPECT_THROW(firms_within(firms, sites, {2, 1}, run), Error);
  EXPECT_THROW(firms_within(firms, sites, {-1}, run), Error);
  EXPECT_THROW(firms_within(firms, sites, {kNaN}, run), Error);
  EXPECT_THROW(firms_within(firms, sites_on_plane({{0, 0}}), {1}, run), Error);
}

TEST(FirmsWithin, same_for_one_and_four_threads) {
  Dice dice(4);
  const Establishments firms = firms_on_earth(places_around(kWorlds[0], dice, 60'000));
  const Institutions sites = sites_on_earth(places_around(kWorlds[0], dice, 9));
  RunControl one(1), four(4);
  EXPECT_EQ(firms_within(firms, sites, {1, 5, 20}, one), firms_within(firms, sites, {1, 5, 20}, four));
  EXPECT_EQ(nearest_site(firms, sites, one).distance_m, nearest_site(firms, sites, four).distance_m);
}

TEST(FirmsWithin, stops_when_asked) {
  RunControl run;
  run.request_stop();
  EXPECT_THROW(firms_within(firms_on_earth({{10, 45}}), sites_on_earth({{10, 45}}), {1}, run), Error);
}

TEST(NearestSite, agrees_with_every_pair_measured_anywhere_on_earth) {
  Dice dice(5);
  for (const World& world : kWorlds)
    for (const std::size_t count : {1U, 2U, 40U, 300U}) {
      const Establishments firms = firms_on_earth(places_around(world, dice, 400));
      const Institutions sites = sites_on_earth(places_around(world, dice, count));
      RunControl run;
      EXPECT_TRUE(is_nearest(nearest_site(firms, sites, run), firms, sites)) << world.name << ' ' << count;
    }
}

TEST(NearestSite, agrees_when_firms_lie_half_way_between_sites) {
  Dice dice(6);
  for (const World& world : kWorlds)
    for (int round = 0; round < 10; ++round) {
      const LonLat middle = places_around(world, dice, 1).front();
      std::vector<LonLat> around;
      for (int i = 0; i < 24; ++i)
        around.push_back(
            geodesic_destination(middle, 15.0 * i, 0.9 * 111'000 * std::min(world.spread_deg, 150.0)));
      const Establishments firms = firms_on_earth({middle});
      const Institutions sites = sites_on_earth(around);
      RunControl run;
      EXPECT_TRUE(is_nearest(nearest_site(firms, sites, run), firms, sites)) << world.name;
    }
}

TEST(NearestSite, oracle_rejects_the_second_nearest) {
  const Establishments firms = firms_on_earth({{0, 0}});
  const Institutions sites = sites_on_earth({{1, 0}, {0.5, 0}});
  RunControl run;
  NearestSite nearest = nearest_site(firms, sites, run);
  ASSERT_TRUE(is_nearest(nearest, firms, sites));
  nearest.site[0] = 0;
  EXPECT_FALSE(is_nearest(nearest, firms, sites));
}

TEST(NearestSite, ties_go_to_the_lowest_row_and_places_unknown_to_none) {
  const Establishments firms = firms_on_plane({{0, 0}, {kNaN, kNaN}, {10, 0}});
  const Institutions sites = sites_on_plane({{kNaN, kNaN}, {0, 5}, {5, 0}, {0, 5}, {-5, 0}});
  RunControl run;
  const NearestSite nearest = nearest_site(firms, sites, run);
  EXPECT_EQ(nearest.site, (std::vector<std::int32_t>{1, -1, 2}));
  EXPECT_EQ(nearest.distance_m[0], 5);
  EXPECT_TRUE(std::isnan(nearest.distance_m[1]));
  EXPECT_EQ(nearest.distance_m[2], 5);
}

TEST(NearestSite, no_sites_means_none_for_all) {
  RunControl run;
  const NearestSite nearest = nearest_site(firms_on_earth({{0, 0}, {1, 1}}), sites_on_earth({}), run);
  EXPECT_EQ(nearest.site, (std::vector<std::int32_t>{-1, -1}));
  EXPECT_TRUE(std::isnan(nearest.distance_m[1]));
}

}  // namespace
}  // namespace agglo

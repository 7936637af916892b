// Oracle for: accessibility
// Oracle for: within
#include "agglo/accessibility.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "agglo/error.hpp"
#include "cost_table.hpp"

namespace agglo {
namespace {

/// Three firms and two sites, minutes. Demand 2, 3, 5; supply 10, 6.
const CostTable kTable = minutes_table({{5, 20}, {10, 10}, {40, 15}});
const std::vector<double> kDemand{2, 3, 5}, kSupply{10, 6};

Decay step(double limit) {
  return {.kind = DecayKind::step, .limit = limit};
}
Decay falling(DecayKind kind, double parameter, double limit = std::numeric_limits<double>::infinity()) {
  return {.kind = kind, .limit = limit, .parameter = parameter};
}
Decay zones(std::vector<double> limit, std::vector<double> weight) {
  Decay decay{.kind = DecayKind::zones};
  decay.zone_limit = std::move(limit);
  decay.zone_weight = std::move(weight);
  return decay;
}

TEST(Decay, has_the_values_of_its_formulas) {
  EXPECT_EQ(decay_at(step(15), 15), 1);
  EXPECT_EQ(decay_at(step(15), 15.0001), 0);
  EXPECT_DOUBLE_EQ(decay_at(falling(DecayKind::exponential, 10), 20), std::exp(-2.0));
  EXPECT_DOUBLE_EQ(decay_at(falling(DecayKind::power, 2), 5), 1.0 / 25);
  EXPECT_DOUBLE_EQ(decay_at(falling(DecayKind::gaussian, 10), 20), std::exp(-2.0));  // 400 / 200
  EXPECT_DOUBLE_EQ(decay_at(falling(DecayKind::inverse_linear, 10), 30), 0.25);
  const Decay two = zones({10, 15}, {1, 0.5});
  EXPECT_EQ(decay_at(two, 10), 1);
  EXPECT_EQ(decay_at(two, 10.01), 0.5);
  EXPECT_EQ(decay_at(two, 15), 0.5);
  EXPECT_EQ(decay_at(two, 16), 0);
}

TEST(Decay, no_kind_divides_by_zero_at_no_distance) {
  for (const DecayKind kind : {DecayKind::step, DecayKind::exponential, DecayKind::power, DecayKind::gaussian,
                               DecayKind::inverse_linear})
    EXPECT_EQ(decay_at(falling(kind, 2), 0), 1);
  Decay power = falling(DecayKind::power, 2);
  power.least = 0.5;  // 0.5^-2
  EXPECT_EQ(decay_at(power, 0), 4);
  EXPECT_EQ(decay_at(power, 0.5), 4);
}

TEST(Decay, beyond_the_limit_and_without_a_way_nothing_counts) {
  EXPECT_EQ(decay_at(falling(DecayKind::exponential, 10, 30), 31), 0);
  EXPECT_EQ(decay_at(falling(DecayKind::exponential, 10), std::numeric_limits<double>::infinity()), 0);
}

TEST(Decay, bad_parameters_are_named) {
  for (const Decay& bad :
       {falling(DecayKind::exponential, 0), falling(DecayKind::power, -1), falling(DecayKind::gaussian, kNaN),
        step(-1), step(kNaN), zones({}, {}), zones({10}, {1, 2}), zones({10, 10}, {1, 1}), zones({5}, {-1})})
    EXPECT_THROW(decay_at(bad, 1), Error);
  Decay power = falling(DecayKind::power, 1);
  power.least = 0;
  EXPECT_THROW(decay_at(power, 1), Error);
  power.least = 1e-9;
  power.parameter = 50;  // 1e450
  EXPECT_THROW(decay_at(power, 1), Error);
}

TEST(Costs, amounts_become_whole_costs_and_back) {
  EXPECT_EQ(cost_from(15, RoadMeasure::time), 900'000U);
  EXPECT_EQ(cost_from(2.01, RoadMeasure::distance), 201'000U);
  EXPECT_EQ(cost_from(std::numeric_limits<double>::infinity(), RoadMeasure::time), kUnreached - 1);
  EXPECT_EQ(cost_from(1e6, RoadMeasure::time), kUnreached - 1);
  EXPECT_EQ(amount_from(90'000, RoadMeasure::time), 1.5);
  EXPECT_TRUE(std::isinf(amount_from(kUnreached, RoadMeasure::time)));
  EXPECT_THROW(cost_from(-1, RoadMeasure::time), Error);
}

TEST(Costs, a_raised_limit_stays_a_limit) {
  EXPECT_EQ(raised_limit(10, 5), 15U);
  EXPECT_EQ(raised_limit(kUnreached - 1, 0), kUnreached - 1);
  EXPECT_EQ(raised_limit(kUnreached - 3, 5), kUnreached - 1);
  EXPECT_EQ(raised_limit(0, kUnreached - 1), kUnreached - 1);
}

TEST(FloatingCatchments, hand_worked_with_one_limit) {
  // Within 15 min of site 0: firms 0 and 1, demand 2 + 3 = 5, ratio 10 / 5 = 2.
  // Of site 1: firms 1 and 2, demand 3 + 5 = 8, ratio 6 / 8 = 0.75.
  // Firm 0: 2. Firm 1: 2 + 0.75. Firm 2: 0.75. All supply is used: 2 * 2 + 3 * 2.75 + 5 * 0.75 = 16.
  RunControl run;
  const auto found = floating_catchments(costs_of(kTable), kDemand, kSupply, step(15), run);
  EXPECT_EQ(found.site_demand, (std::vector<double>{5, 8}));
  EXPECT_EQ(found.site_ratio, (std::vector<double>{2, 0.75}));
  EXPECT_EQ(found.firm_access, (std::vector<double>{2, 2.75, 0.75}));
}

TEST(FloatingCatchments, hand_worked_with_two_zones) {
  // Zones: up to 10 min weight 1, up to 15 min 0.5. Site 0: 2 + 3 = 5, ratio 2. Site 1: 3 + 0.5 * 5 = 5.5,
  // ratio 6 / 5.5 = 12 / 11. Firm 0: 2. Firm 1: 2 + 12 / 11. Firm 2: 0.5 * 12 / 11.
  RunControl run;
  const auto found = floating_catchments(costs_of(kTable), kDemand, kSupply, zones({10, 15}, {1, 0.5}), run);
  EXPECT_TRUE(near(found.site_ratio, {2, 12.0 / 11}));
  EXPECT_TRUE(near(found.firm_access, {2, 34.0 / 11, 6.0 / 11}));
}

TEST(GravityAccess, hand_worked) {
  // 1 / (1 + d / 10): firm 0: 10 / 1.5 + 6 / 3; firm 1: 10 / 2 + 6 / 2; firm 2: 10 / 5 + 6 / 2.5.
  RunControl run;
  const auto found =
      gravity_access(costs_of(kTable), 3, kSupply, falling(DecayKind::inverse_linear, 10), run);
  EXPECT_TRUE(near(found, {20.0 / 3 + 2, 8, 4.4}));
}

TEST(Huff, hand_worked) {
  // Pull S / d^2. Firm 0: 10 / 25 = 0.4 and 6 / 400 = 0.015, share of site 0: 80 / 83.
  // Firm 1: 0.1 and 0.06: 5 / 8. Firm 2: 10 / 1600 and 6 / 225, that is 15 and 64 of 2400: 15 / 79.
  RunControl run;
  const HuffOptions options{.alpha = 1, .decay = falling(DecayKind::power, 2)};
  const auto found = huff_demand(costs_of(kTable), kDemand, kSupply, options, run);
  EXPECT_TRUE(near(found.site_demand, {2 * 80.0 / 83 + 3 * 5.0 / 8 + 5 * 15.0 / 79,
                                       2 * 3.0 / 83 + 3 * 3.0 / 8 + 5 * 64.0 / 79}));
  EXPECT_EQ(found.best_site, (std::vector<std::int32_t>{0, 0, 1}));
  EXPECT_TRUE(near(found.best_share, {80.0 / 83, 5.0 / 8, 64.0 / 79}));
  EXPECT_EQ(found.unserved_demand, 0);
  const std::vector<std::uint32_t> rows{0, 2};
  EXPECT_TRUE(near(huff_shares(costs_of(kTable), 3, rows, kSupply, options, run),
                   {80.0 / 83, 3.0 / 83, 15.0 / 79, 64.0 / 79}));
}

/// What is above 0 stays above 0 and finite.
double within_double(long double value) {
  using Limits = std::numeric_limits<double>;
  return value == 0 ? 0 : static_cast<double>(std::clamp<long double>(value, Limits::min(), Limits::max()));
}

struct Input {
  CostTable table;
  std::vector<double> demand, supply;
};
Input random_input(Dice& dice) {
  Input in{random_minutes(dice, 40 + dice.below(30), 5 + dice.below(6), 60), {}, {}};
  in.demand = random_amounts(dice, in.table.firms, 0.1);
  in.supply = random_amounts(dice, in.table.sites, 0.1);
  return in;
}
std::vector<Decay> all_decays() {
  return {step(20),
          zones({5, 20, 35}, {1, 0.6, 0.2}),
          falling(DecayKind::exponential, 12, 45),
          falling(DecayKind::power, 1.5),
          falling(DecayKind::gaussian, 15, 50),
          falling(DecayKind::inverse_linear, 9)};
}
/// By the formulas of the documentation, in a number that holds what a double does not.
long double weight_of(const Decay& decay, const CostTable& table, std::size_t firm, std::size_t site) {
  const long double d = amount_from(table.at(firm, site), RoadMeasure::time), p = decay.parameter;
  const double limit = decay.kind == DecayKind::zones ? decay.zone_limit.back() : decay.limit;
  if (std::isinf(d) || d > limit) return 0;
  switch (decay.kind) {
    case DecayKind::zones:
      for (std::size_t zone = 0;; ++zone)
        if (d <= decay.zone_limit[zone]) return decay.zone_weight[zone];
    case DecayKind::exponential:
      return std::exp(-d / p);
    case DecayKind::power:
      return std::pow(std::max<long double>(d, decay.least), -p);
    case DecayKind::gaussian:
      return std::exp(-d * d / (2 * p * p));
    case DecayKind::inverse_linear:
      return 1 / (1 + d / p);
    default:
      return 1;
  }
}
double zero_if_unknown(double value) {
  return std::isnan(value) ? 0 : value;
}

/// True when the result is what two loops over all pairs give.
bool is_floating(const FloatingCatchments& found, const Input& in, const Decay& decay,
                 double tolerance = 1e-12) {
  std::vector<long double> ratio(in.table.sites, 0);
  std::vector<double> known_ratio(in.table.sites, kNaN), access;
  for (std::size_t s = 0; s < in.table.sites; ++s) {
    long double wanted = 0;
    for (std::size_t f = 0; f < in.table.firms; ++f)
      wanted += zero_if_unknown(in.demand[f]) * weight_of(decay, in.table, f, s);
    if (std::isnan(in.supply[s]) || wanted == 0) continue;
    ratio[s] = in.supply[s] / wanted;
    known_ratio[s] = within_double(ratio[s]);
  }
  for (std::size_t f = 0; f < in.table.firms; ++f) {
    long double sum = 0;
    for (std::size_t s = 0; s < in.table.sites; ++s) sum += ratio[s] * weight_of(decay, in.table, f, s);
    access.push_back(within_double(sum));
  }
  return near(found.site_ratio, known_ratio, tolerance) && near(found.firm_access, access, tolerance);
}

bool is_gravity(const std::vector<double>& found, const Input& in, const Decay& decay) {
  std::vector<double> access;
  for (std::size_t f = 0; f < in.table.firms; ++f) {
    long double sum = 0;
    for (std::size_t s = 0; s < in.table.sites; ++s)
      sum += zero_if_unknown(in.supply[s]) * weight_of(decay, in.table, f, s);
    access.push_back(within_double(sum));
  }
  return near(found, access);
}

bool is_huff(const HuffDemand& found, const Input& in, const HuffOptions& options) {
  const auto pull = [&](std::size_t f, std::size_t s) {
    const long double attraction = zero_if_unknown(in.supply[s]);
    return attraction > 0 ? std::pow(attraction, static_cast<long double>(options.alpha)) *
                                weight_of(options.decay, in.table, f, s)
                          : 0;
  };
  std::vector<long double> demand(in.table.sites, 0);
  double unserved = 0;
  for (std::size_t f = 0; f < in.table.firms; ++f) {
    long double all = 0;
    for (std::size_t s = 0; s < in.table.sites; ++s) all += pull(f, s);
    if (all == 0) unserved += zero_if_unknown(in.demand[f]);
    for (std::size_t s = 0; s < in.table.sites && all > 0; ++s)
      demand[s] += zero_if_unknown(in.demand[f]) * pull(f, s) / all;
  }
  return near(found.site_demand, std::vector<double>(demand.begin(), demand.end())) &&
         near(found.unserved_demand, unserved);
}

TEST(FloatingCatchments, equal_two_loops_and_the_loops_reject_a_wrong_answer) {
  Dice dice(1);
  RunControl run;
  for (int round = 0; round < 20; ++round) {
    const Input in = random_input(dice);
    for (const Decay& decay : all_decays()) {
      auto found = floating_catchments(costs_of(in.table, 7, 3, 2), in.demand, in.supply, decay, run);
      EXPECT_TRUE(is_floating(found, in, decay));
      found.firm_access[3] += 1e-9;
      EXPECT_FALSE(is_floating(found, in, decay));
    }
  }
}

TEST(Huff, equals_two_loops_and_the_loops_reject_a_wrong_answer) {
  Dice dice(2);
  RunControl run;
  for (int round = 0; round < 20; ++round) {
    const Input in = random_input(dice);
    for (const Decay& decay : all_decays()) {
      const HuffOptions options{.alpha = 0.5 + 0.1 * round, .decay = decay};
      auto found = huff_demand(costs_of(in.table, 7, 3, 2), in.demand, in.supply, options, run);
      EXPECT_TRUE(is_huff(found, in, options));
      found.site_demand[0] *= 1.000001;
      found.site_demand[0] += 1e-9;
      EXPECT_FALSE(is_huff(found, in, options));
    }
  }
}

TEST(GravityAccess, equals_two_loops) {
  Dice dice(3);
  RunControl run;
  for (int round = 0; round < 20; ++round) {
    const Input in = random_input(dice);
    for (const Decay& decay : all_decays())
      EXPECT_TRUE(is_gravity(
          gravity_access(costs_of(in.table, 4, 4, 3), in.table.firms, in.supply, decay, run), in, decay));
  }
}

TEST(Accessibility, equals_the_loops_where_weights_fall_below_what_a_double_holds) {
  // Logarithms of some thousands cost the last digits of a double.
  Dice dice(8);
  RunControl run;
  for (int round = 0; round < 20; ++round) {
    const Input in = random_input(dice);
    for (const Decay& decay : {falling(DecayKind::exponential, 0.02), falling(DecayKind::gaussian, 0.5, 50),
                               falling(DecayKind::power, 700), falling(DecayKind::inverse_linear, 1e-9),
                               zones({20, 40}, {1e-300, 1e300}), zones({20, 40}, {0, 3})}) {
      const TravelCosts costs = costs_of(in.table, 7, 3, 2);
      EXPECT_TRUE(
          is_floating(floating_catchments(costs, in.demand, in.supply, decay, run), in, decay, 1e-10));
      EXPECT_TRUE(is_gravity(gravity_access(costs, in.table.firms, in.supply, decay, run), in, decay));
      for (const double alpha : {0.0, 1.0, 100.0, 900.0}) {
        const HuffOptions options{.alpha = alpha, .decay = decay};
        EXPECT_TRUE(is_huff(huff_demand(costs, in.demand, in.supply, options, run), in, options)) << alpha;
      }
    }
  }
}

TEST(Accessibility, a_firm_within_the_limit_is_served_however_little_a_site_counts) {
  // Both sites are more than exp(-745) away by any measure that a double holds: 40 and 50 minutes over 0.01.
  const CostTable table = minutes_table({{40, 50}, {-1, 61}});
  const Decay narrow = falling(DecayKind::exponential, 0.01, 60);
  RunControl run;
  const std::vector<double> demand{3, 4}, supply{6, 2};
  const auto huff = huff_demand(costs_of(table), demand, supply, {1, narrow}, run);
  EXPECT_EQ(huff.best_site, (std::vector<std::int32_t>{0, -1}));
  EXPECT_EQ(huff.best_share[0], 1);
  EXPECT_EQ(huff.unserved_demand, 4);
  EXPECT_EQ(huff.site_demand, (std::vector<double>{3, 0}));
  const std::vector<std::uint32_t> rows{0, 1};
  EXPECT_TRUE(same_bits(huff_shares(costs_of(table), 2, rows, supply, {1, narrow}, run), {1, 0, kNaN, kNaN}));
  // All supply goes to the only firm around, whatever its weight.
  const auto floating = floating_catchments(costs_of(table), demand, supply, narrow, run);
  EXPECT_EQ(floating.firm_access, (std::vector<double>{8.0 / 3, 0}));
  EXPECT_EQ(floating.without_demand, 0U);
  const auto gravity = gravity_access(costs_of(table), 2, supply, narrow, run);
  EXPECT_GT(gravity[0], 0);
  EXPECT_EQ(gravity[1], 0);
}

TEST(Huff, large_exponents_do_not_run_over) {
  // 1000^200 is beyond a double; site 1 draws (1000 / 999)^200 times as much at the same distance.
  const CostTable table = minutes_table({{10, 10}});
  RunControl run;
  const HuffOptions options{.alpha = 200, .decay = step(15)};
  const auto found =
      huff_demand(costs_of(table), std::vector<double>{1}, std::vector<double>{999, 1000}, options, run);
  EXPECT_EQ(found.best_site, (std::vector<std::int32_t>{1}));
  EXPECT_NEAR(found.site_demand[1], 1 / (1 + std::pow(0.999, 200)), 1e-12);
}

TEST(Accessibility, supply_of_0_gives_nothing_and_is_no_attraction) {
  const CostTable table = minutes_table({{5, 5}, {5, -1}});
  RunControl run;
  const std::vector<double> demand{1, 1}, none{0, 0}, one{0, 2};
  EXPECT_EQ(floating_catchments(costs_of(table), demand, none, step(9), run).firm_access,
            (std::vector<double>{0, 0}));
  EXPECT_EQ(gravity_access(costs_of(table), 2, one, step(9), run), (std::vector<double>{2, 0}));
  const auto huff = huff_demand(costs_of(table), demand, one, {0, step(9)}, run);
  EXPECT_EQ(huff.best_site, (std::vector<std::int32_t>{1, -1}));
  EXPECT_EQ(huff.unserved_demand, 1);
  // Nobody wants anything: no ratio, and nobody is served by it.
  const auto idle = floating_catchments(costs_of(table), none, one, step(9), run);
  EXPECT_TRUE(same_bits(idle.site_ratio, {kNaN, kNaN}));
  EXPECT_EQ(idle.firm_access, (std::vector<double>{0, 0}));
}

TEST(Accessibility, bits_are_the_same_for_any_number_of_threads) {
  Dice dice(4);
  RunControl run;
  const Input in = random_input(dice);
  const Decay decay = falling(DecayKind::exponential, 7);
  const auto once = floating_catchments(costs_of(in.table, 2, 3, 1), in.demand, in.supply, decay, run);
  const auto huff = huff_demand(costs_of(in.table, 2, 3, 1), in.demand, in.supply, {1, decay}, run);
  for (std::size_t threads = 2; threads < 8; ++threads) {
    const TravelCosts costs = costs_of(in.table, 2, 3, threads);
    const auto again = floating_catchments(costs, in.demand, in.supply, decay, run);
    EXPECT_TRUE(same_bits(again.firm_access, once.firm_access));
    EXPECT_TRUE(same_bits(again.site_demand, once.site_demand));
    EXPECT_TRUE(
        same_bits(huff_demand(costs, in.demand, in.supply, {1, decay}, run).site_demand, huff.site_demand));
  }
}

TEST(FloatingCatchments, what_is_undefined_is_missing_or_zero_by_rule) {
  // Site 0 has no demand near, site 1 no known supply, site 2 serves firm 1 only; firm 0 has no way anywhere.
  const CostTable table = minutes_table({{-1, -1, -1}, {-1, 5, 5}});
  RunControl run;
  const auto found = floating_catchments(costs_of(table), std::vector<double>{1, 4},
                                         std::vector<double>{3, kNaN, 8}, step(10), run);
  EXPECT_TRUE(same_bits(found.site_ratio, {kNaN, kNaN, 2}));
  EXPECT_EQ(found.firm_access, (std::vector<double>{0, 2}));
  EXPECT_EQ(found.supply_unknown, 1U);
  EXPECT_EQ(found.without_demand, 1U);
  const auto huff = huff_demand(costs_of(table), std::vector<double>{1, 4}, std::vector<double>{3, kNaN, 8},
                                {1, step(10)}, run);
  EXPECT_EQ(huff.best_site, (std::vector<std::int32_t>{-1, 2}));
  EXPECT_TRUE(same_bits(huff.best_share, {kNaN, 1}));
  EXPECT_EQ(huff.unserved_demand, 1);
}

TEST(Accessibility, without_firms_or_sites_there_is_nothing) {
  RunControl run;
  const CostTable no_sites{3, 0, {}}, no_firms{0, 2, {}};
  const auto found = floating_catchments(costs_of(no_sites), kDemand, {}, step(10), run);
  EXPECT_EQ(found.firm_access, (std::vector<double>{0, 0, 0}));
  EXPECT_TRUE(std::isnan(floating_catchments(costs_of(no_firms), {}, kSupply, step(10), run).site_ratio[0]));
  EXPECT_TRUE(gravity_access(costs_of(no_firms), 0, kSupply, step(10), run).empty());
  EXPECT_EQ(huff_demand(costs_of(no_sites), kDemand, {}, {1, step(10)}, run).unserved_demand, 10);
}

TEST(Accessibility, amounts_below_zero_and_costs_of_other_places_are_refused) {
  RunControl run;
  EXPECT_THROW(floating_catchments(costs_of(kTable), std::vector<double>{2, -3, 5}, kSupply, step(9), run),
               Error);
  EXPECT_THROW(gravity_access(costs_of(kTable), 3, std::vector<double>{-1, 2}, step(9), run), Error);
  EXPECT_THROW(gravity_access(costs_of(kTable), 2, kSupply, step(9), run), Error);
  EXPECT_THROW(gravity_access(costs_of(kTable), 4, kSupply, step(9), run), Error);
  EXPECT_THROW(huff_demand(costs_of(kTable), kDemand, kSupply, {-1, step(9)}, run), Error);
}

TEST(SumsWithin, workers_by_skill_hand_worked) {
  // Within 10 min of site 0: firms 0 and 1; of site 1: firm 1. Within 15: site 0 the same, site 1 also
  // firm 2. Skilled 1, 2, 4; unskilled 10, unknown, 30.
  RunControl run;
  const std::vector<RoadCost> limits{600'000, 900'000};
  const auto found = sums_within(costs_of(kTable), 3, 2, limits, {{1, 2, 4}, {10, kNaN, 30}}, run);
  EXPECT_EQ(found.sum, (std::vector<double>{3, 10, 3, 10, 2, 0, 6, 30}));
  EXPECT_EQ(found.known, (std::vector<std::uint64_t>{2, 1, 2, 1, 1, 0, 2, 1}));
  EXPECT_EQ(found.firms, (std::vector<std::uint64_t>{2, 2, 1, 2}));
}

TEST(SumsWithin, equal_two_loops) {
  Dice dice(5);
  RunControl run;
  const std::vector<RoadCost> limits{0, 600'000, 1'800'000};
  for (int round = 0; round < 20; ++round) {
    const Input in = random_input(dice);
    const auto found =
        sums_within(costs_of(in.table, 6, 2, 3), in.table.firms, in.table.sites, limits, {in.demand}, run);
    for (std::size_t s = 0; s < in.table.sites; ++s)
      for (std::size_t k = 0; k < limits.size(); ++k) {
        double sum = 0;
        std::uint64_t firms = 0;
        for (std::size_t f = 0; f < in.table.firms; ++f)
          if (in.table.at(f, s) <= limits[k]) {
            sum += zero_if_unknown(in.demand[f]);
            ++firms;
          }
        EXPECT_TRUE(near(found.sum[s * limits.size() + k], sum));
        EXPECT_EQ(found.firms[s * limits.size() + k], firms);
      }
  }
}

TEST(SumsWithin, blocks_may_come_backwards_and_part_the_sites_in_any_way) {
  // Firms 0 ... 3 and sites 0 ... 2, each pair with a cost of 0; firms weigh 1, 2, 4, 8.
  const std::vector<RoadCost> zero(12, 0);
  const TravelCosts costs = [&](const TakeCosts& take, RunControl&) {
    take({3, 1, 0, 3, 3, zero.data()});
    take({2, 1, 0, 1, 1, zero.data()});
    take({2, 1, 1, 2, 2, zero.data()});
    take({0, 2, 0, 2, 2, zero.data()});
    take({0, 2, 2, 1, 1, zero.data()});
  };
  RunControl run;
  const auto found = sums_within(costs, 4, 3, std::vector<RoadCost>{0}, {{1, 2, 4, 8}}, run);
  EXPECT_EQ(found.sum, (std::vector<double>{15, 15, 15}));
  EXPECT_EQ(found.firms, (std::vector<std::uint64_t>{4, 4, 4}));
}

TEST(NearestOfKinds, takes_the_cheapest_of_each_kind) {
  const CostTable table = minutes_table({{5, 20, 3}, {-1, 10, 1}});
  RunControl run;
  const std::vector<std::int32_t> kind_of{0, 0, -1};
  EXPECT_EQ(nearest_of_kinds(costs_of(table, 1, 1, 2), 2, kind_of, 2, run),
            (std::vector<RoadCost>{300'000, kUnreached, 600'000, kUnreached}));
}

TEST(StraightCosts, are_geodesics_rounded_up_and_end_at_the_limit) {
  Dice dice(6);
  for (const double spread_deg : {0.05, 3.0, 150.0}) {
    std::vector<LonLat> firms, sites;
    for (int i = 0; i < 300; ++i)
      firms.push_back({179 + dice.between(-spread_deg, spread_deg), dice.between(-0.5, 0.5) * spread_deg});
    for (int i = 0; i < 7; ++i) sites.push_back(firms[dice.below(firms.size())]);
    const Establishments e = firms_on_earth(firms);
    const Institutions s = sites_on_earth(sites);
    const double limit_m = 60'000 * spread_deg;
    RunControl run;
    std::atomic<std::size_t> wrong{0}, within{0};  // blocks come from several threads
    straight_costs(e, s, limit_m)(
        [&](const CostBlock& block) {
          for (std::size_t f = 0; f < block.firms; ++f)
            for (std::size_t j = 0; j < block.sites; ++j) {
              const double cm =
                  100 * geodesic_distance_m(firms[block.first_firm + f], sites[block.first_site + j]);
              const RoadCost cost = block.cost[f * block.stride + j];
              within += cost != kUnreached ? 1 : 0;
              if (cm > limit_m * 100 ? cost != kUnreached : !(cost >= cm - 1e-3 && cost < cm + 1.001))
                ++wrong;
            }
        },
        run);
    EXPECT_EQ(wrong.load(), 0U);
    EXPECT_GT(within.load(), 300U);
  }
}

TEST(StraightCosts, agree_with_the_firms_within_a_radius) {
  // On a plane with whole metres, so that many pairs lie exactly on the radius.
  Dice dice(7);
  std::vector<Metres2> firms, sites;
  for (int i = 0; i < 400; ++i)
    firms.push_back({std::floor(dice.between(0, 20)), std::floor(dice.between(0, 20))});
  for (int i = 0; i < 9; ++i)
    sites.push_back({std::floor(dice.between(0, 20)), std::floor(dice.between(0, 20))});
  const Establishments e = firms_on_plane(firms);
  const Institutions s = sites_on_plane(sites);
  RunControl run;
  const Groups expected = firms_within(e, s, {0.005}, run);
  std::vector<std::vector<std::uint32_t>> found(sites.size());
  RunControl one(1);
  straight_costs(e, s, std::numeric_limits<double>::infinity())(
      [&](const CostBlock& block) {
        for (std::size_t f = 0; f < block.firms; ++f)
          for (std::size_t j = 0; j < block.sites; ++j)
            if (block.cost[f * block.stride + j] <= 500)
              found[j].push_back(static_cast<std::uint32_t>(block.first_firm + f));
      },
      one);
  for (std::size_t j = 0; j < sites.size(); ++j) EXPECT_EQ(rows_of(expected, j), found[j]);
}

TEST(StraightCosts, a_place_that_is_not_known_is_reached_from_nowhere) {
  const Establishments e = firms_on_plane({{0, 0}, {kNaN, kNaN}});
  const Institutions s = sites_on_plane({{3, 4}, {kNaN, kNaN}});
  RunControl run;
  std::vector<RoadCost> cost;
  straight_costs(e, s, 100)([&](const CostBlock& b) { cost.assign(b.cost, b.cost + 4); }, run);
  EXPECT_EQ(cost, (std::vector<RoadCost>{500, kUnreached, kUnreached, kUnreached}));
}

}  // namespace
}  // namespace agglo

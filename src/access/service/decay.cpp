#include "access/service/decay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {
namespace {

void check_zones(const Decay& decay) {
  if (decay.zone_limit.empty() || decay.zone_limit.size() != decay.zone_weight.size())
    throw usage_error(fmt::format("there are {} limits of zones and {} weights", decay.zone_limit.size(),
                                  decay.zone_weight.size()),
                      "give each zone a limit and a weight");
  for (std::size_t zone = 0; zone < decay.zone_limit.size(); ++zone) {
    if (zone > 0 && !(decay.zone_limit[zone] > decay.zone_limit[zone - 1]))
      throw usage_error(fmt::format("the limit of a zone, \"{}\", follows \"{}\"", decay.zone_limit[zone],
                                    decay.zone_limit[zone - 1]),
                        "give the limits in ascending order");
    if (!(decay.zone_weight[zone] >= 0) || std::isinf(decay.zone_weight[zone]))
      throw usage_error(fmt::format("the weight of a zone is \"{}\"", decay.zone_weight[zone]),
                        "give weights of at least 0");
  }
}

void check_positive(double value, const char* what) {
  if (!(value > 0) || std::isinf(value))
    throw usage_error(fmt::format("the {} of the distance decay is \"{}\"", what, value),
                      "give a number above 0");
}

/// Beyond what the logarithm of any weight need be; sums of some are still finite.
constexpr double kLeastLog = -1e300;

void check_power(const Decay& decay) {
  check_positive(decay.least, "least distance");
  if (const double largest = std::pow(decay.least, -decay.parameter); !(largest < 1e100))
    throw usage_error(
        fmt::format(
            "with the exponent \"{}\" what lies \"{}\" away counts more than 1e100 times what lies 1 away",
            decay.parameter, decay.least),
        "give a larger least distance or a smaller exponent");
}

}  // namespace

DecayWeights::DecayWeights(const Decay& decay) : decay_(decay) {
  if (decay.kind == DecayKind::zones) {
    check_zones(decay);
    for (const double limit : decay.zone_limit) zone_limit_.push_back(cost_from(limit, decay.measure));
    limit_ = zone_limit_.back();
    return;
  }
  limit_ = cost_from(decay.limit, decay.measure);
  if (decay.kind != DecayKind::step) check_positive(decay.parameter, "parameter");
  if (decay.kind == DecayKind::power) check_power(decay);
}

std::span<const SiteInReach> DecayWeights::in_reach(std::span<const RoadCost> cost,
                                                    std::vector<SiteInReach>& scratch) const {
  if (scratch.size() < cost.size()) scratch.resize(cost.size());
  // Which costs are within the limit is hard to foretell, so they are gathered without a branch.
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < cost.size(); ++i) {
    scratch[count].site = i;
    count += cost[i] <= limit_ ? 1 : 0;
  }
  const std::span<SiteInReach> found = std::span(scratch).first(count);
  const double p = decay_.parameter;
  const auto fill = [&](auto formula) {
    for (SiteInReach& near : found)
      near.log_weight = std::max(kLeastLog, formula(amount_from(cost[near.site], decay_.measure)));
  };
  switch (decay_.kind) {
    case DecayKind::step:
      fill([](double) { return 0.0; });
      break;
    case DecayKind::zones:
      return in_zones(found, cost);
    case DecayKind::exponential:
      fill([p](double d) { return -d / p; });
      break;
    case DecayKind::power:
      fill([p, least = decay_.least](double d) { return -p * std::log(std::max(d, least)); });
      break;
    case DecayKind::gaussian:
      fill([p](double d) { return -(d / p) * (d / p) / 2; });
      break;
    case DecayKind::inverse_linear:
      fill([p](double d) { return -std::log1p(d / p); });
      break;
  }
  return found;
}

std::span<const SiteInReach> DecayWeights::in_zones(std::span<SiteInReach> found,
                                                    std::span<const RoadCost> cost) const {
  std::size_t count = 0;
  for (const SiteInReach& near : found) {
    const auto zone =
        std::lower_bound(zone_limit_.begin(), zone_limit_.end(), cost[near.site]) - zone_limit_.begin();
    const double weight = decay_.zone_weight[static_cast<std::size_t>(zone)];
    if (weight > 0) found[count++] = {near.site, std::log(weight)};
  }
  return found.first(count);
}

double decay_at(const Decay& decay, double amount) {
  const DecayWeights weights(decay);
  const RoadCost cost = std::isinf(amount) ? kUnreached : cost_from(amount, decay.measure);
  std::vector<SiteInReach> scratch;
  const auto found = weights.in_reach(std::span(&cost, 1), scratch);
  return found.empty() ? 0 : std::exp(found[0].log_weight);
}

}  // namespace agglo

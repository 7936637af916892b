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
  if (decay.kind == DecayKind::power) check_positive(decay.least, "least distance");
}

template <class Formula>
void DecayWeights::fill(std::span<const RoadCost> cost, std::vector<double>& weight, Formula formula) const {
  // Which costs are within the limit is hard to foretell, so they are gathered without a branch.
  thread_local std::vector<std::uint32_t> within;
  within.resize(cost.size());
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < cost.size(); ++i) {
    within[count] = i;
    count += cost[i] <= limit_ ? 1 : 0;
    weight[i] = 0;
  }
  for (std::size_t k = 0; k < count; ++k) weight[within[k]] = formula(cost[within[k]]);
}

void DecayWeights::of(std::span<const RoadCost> cost, std::vector<double>& weight) const {
  weight.resize(cost.size());
  const double p = decay_.parameter, least = decay_.least;
  const RoadMeasure measure = decay_.measure;
  switch (decay_.kind) {
    case DecayKind::step:
      for (std::size_t i = 0; i < cost.size(); ++i) weight[i] = cost[i] <= limit_ ? 1.0 : 0.0;
      break;
    case DecayKind::zones:
      fill(cost, weight, [&](RoadCost c) {
        return decay_.zone_weight[static_cast<std::size_t>(
            std::lower_bound(zone_limit_.begin(), zone_limit_.end(), c) - zone_limit_.begin())];
      });
      break;
    case DecayKind::exponential:
      fill(cost, weight, [&](RoadCost c) { return std::exp(-amount_from(c, measure) / p); });
      break;
    case DecayKind::power:
      fill(cost, weight, [&](RoadCost c) { return std::pow(std::max(amount_from(c, measure), least), -p); });
      break;
    case DecayKind::gaussian:
      fill(cost, weight, [&](RoadCost c) {
        const double d = amount_from(c, measure);
        return std::exp(-d * d / (2 * p * p));
      });
      break;
    case DecayKind::inverse_linear:
      fill(cost, weight, [&](RoadCost c) { return 1 / (1 + amount_from(c, measure) / p); });
      break;
  }
}

double decay_at(const Decay& decay, double amount) {
  const DecayWeights weights(decay);
  const RoadCost cost = std::isinf(amount) ? kUnreached : cost_from(amount, decay.measure);
  std::vector<double> weight;
  weights.of(std::span(&cost, 1), weight);
  return weight[0];
}

}  // namespace agglo

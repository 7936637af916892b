#include "access/service/decay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr RoadCost kLargest = kUnreached - 1;

double costs_per_unit(RoadMeasure measure) {
  return measure == RoadMeasure::time ? 60'000 : 100'000;
}

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

RoadCost cost_from(double amount, RoadMeasure measure) {
  if (!(amount >= 0))
    throw usage_error(
        fmt::format("a limit of \"{}\" {}", amount, measure == RoadMeasure::time ? "minutes" : "kilometres"),
        "give a limit of at least 0");
  const double cost = std::round(amount * costs_per_unit(measure));
  return cost < kLargest ? static_cast<RoadCost>(cost) : kLargest;
}

double amount_from(RoadCost cost, RoadMeasure measure) {
  return cost >= kUnreached ? std::numeric_limits<double>::infinity() : cost / costs_per_unit(measure);
}

DecayWeights::DecayWeights(const Decay& decay) : decay_(decay), step_(decay.kind == DecayKind::step) {
  if (decay.kind == DecayKind::zones) {
    check_zones(decay);
    for (const double limit : decay.zone_limit) zone_limit_.push_back(cost_from(limit, decay.measure));
    limit_ = zone_limit_.back();
    return;
  }
  limit_ = cost_from(decay.limit, decay.measure);
  if (!step_) check_positive(decay.parameter, "parameter");
  if (decay.kind == DecayKind::power) check_positive(decay.least, "least distance");
}

double DecayWeights::falling(RoadCost cost) const {
  const double d = amount_from(cost, decay_.measure), p = decay_.parameter;
  switch (decay_.kind) {
    case DecayKind::step:
      return 1;
    case DecayKind::zones:
      return decay_.zone_weight[static_cast<std::size_t>(
          std::lower_bound(zone_limit_.begin(), zone_limit_.end(), cost) - zone_limit_.begin())];
    case DecayKind::exponential:
      return std::exp(-d / p);
    case DecayKind::power:
      return std::pow(std::max(d, decay_.least), -p);
    case DecayKind::gaussian:
      return std::exp(-d * d / (2 * p * p));
    case DecayKind::inverse_linear:
      return 1 / (1 + d / p);
  }
  return 0;
}

double decay_at(const Decay& decay, double amount) {
  const DecayWeights weights(decay);
  return std::isinf(amount) ? 0 : weights(cost_from(amount, decay.measure));
}

}  // namespace agglo

#include "agglo/infrastructure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Weighted {
  double amount, weight;
};

double lower_median(std::vector<Weighted>& firms, double whole) {
  std::stable_sort(firms.begin(), firms.end(),
                   [](const Weighted& a, const Weighted& b) { return a.amount < b.amount; });
  double sum = 0;
  for (const Weighted& firm : firms)
    if ((sum += firm.weight) * 2 >= whole) return firm.amount;
  return firms.back().amount;
}

double mean_amount(const std::vector<Weighted>& firms) {
  double sum = 0, whole = 0;
  for (const Weighted& firm : firms) {
    if (std::isinf(firm.amount)) continue;
    sum += firm.amount * firm.weight;
    whole += firm.weight;
  }
  return whole > 0 ? sum / whole : std::numeric_limits<double>::infinity();
}

double score_of(double amount, const InfrastructureKind& kind) {
  return std::clamp((kind.poor - amount) / (kind.poor - kind.good), 0.0, 1.0) * 100;
}

void check(const InfrastructureKind& kind) {
  if (!(kind.good >= 0) || !(kind.poor > kind.good) || std::isinf(kind.poor))
    throw usage_error(
        fmt::format("for {} \"{}\" counts as near and \"{}\" as far", kind.name, kind.good, kind.poor),
        "give two numbers of at least 0, the first the smaller");
  if (!(kind.weight > 0) || std::isinf(kind.weight))
    throw usage_error(fmt::format("the weight of {} is \"{}\"", kind.name, kind.weight),
                      "give a number above 0, or leave the kind out");
}

}  // namespace

GroupCosts group_costs(std::span<const RoadCost> nearest, std::size_t kinds, const Groups& groups,
                       std::span<const double> weight, RoadMeasure measure, GroupCost by) {
  GroupCosts result;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      std::vector<Weighted> firms;
      double whole = 0, reached = 0;
      std::uint64_t unreached = 0;
      for (const std::uint32_t firm : groups[g]) {
        if (!(weight[firm] > 0)) continue;
        firms.push_back({amount_from(nearest[firm * kinds + kind], measure), weight[firm]});
        whole += weight[firm];
        if (std::isinf(firms.back().amount))
          ++unreached;
        else
          reached += weight[firm];
      }
      result.amount.push_back(firms.empty()             ? kNone
                              : by == GroupCost::median ? lower_median(firms, whole)
                                                        : mean_amount(firms));
      result.reached_share.push_back(firms.empty() ? kNone : reached / whole);
      result.unreached.push_back(unreached);
    }
  return result;
}

std::vector<InfrastructureKind> usual_infrastructure() {
  return {{"motorway", 10, 45, 1}, {"rail", 15, 60, 1},       {"port", 45, 180, 1},
          {"airport", 45, 150, 1}, {"university", 30, 90, 1}, {"power", 10, 45, 1}};
}

std::vector<InfrastructureScore> infrastructure_scores(std::span<const double> amount,
                                                       const std::vector<InfrastructureKind>& kinds,
                                                       std::span<const double> reached_share) {
  for (const InfrastructureKind& kind : kinds) check(kind);
  std::vector<InfrastructureScore> scores;
  const std::size_t groups = kinds.empty() ? 0 : amount.size() / kinds.size();
  for (std::uint32_t group = 0; group < groups; ++group) {
    InfrastructureScore row{group, kNone, {}, -1};
    double sum = 0, whole = 0, worst = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const double here = amount[group * kinds.size() + k];
      const double share = reached_share.empty() ? 1 : reached_share[group * kinds.size() + k];
      const double score = std::isnan(here) ? kNone : share * score_of(here, kinds[k]);
      row.kind_score.push_back(score);
      if (std::isnan(score)) continue;
      sum += score * kinds[k].weight;
      whole += kinds[k].weight;
      if (score < worst) {
        worst = score;
        row.worst_kind = static_cast<std::int32_t>(k);
      }
    }
    if (whole > 0) row.score = sum / whole;
    scores.push_back(std::move(row));
  }
  std::stable_sort(scores.begin(), scores.end(),
                   [](const InfrastructureScore& a, const InfrastructureScore& b) {
                     if (std::isnan(a.score) || std::isnan(b.score))
                       return !std::isnan(a.score) && std::isnan(b.score);
                     return a.score < b.score;
                   });
  return scores;
}

}  // namespace agglo

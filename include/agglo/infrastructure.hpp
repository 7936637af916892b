// Infrastructure: how near each cluster is to motorways, ports, airports, universities, power ...
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/travel_costs.hpp"

namespace agglo {

enum class GroupCost { median, mean };
/// From the firms of each group to the nearest of each kind: [group * kinds + kind] in all.
struct GroupCosts {
  /// Minutes or kilometres. Median: the lower value at half of the weight; infinity when that firm does not
  /// get there. Mean: of the firms that get there; infinity when none does. NaN for a group without a firm.
  std::vector<double> amount;
  std::vector<double> reached_share;  ///< part of the weight that gets there; NaN for a group without a firm
  std::vector<std::uint64_t> unreached;  ///< firms that do not
};
/// `nearest` as nearest_of_kinds() gives it. Firms of unknown (NaN) or no weight are left out.
GroupCosts group_costs(std::span<const RoadCost> nearest, std::size_t kinds, const Groups& groups,
                       std::span<const double> weight, RoadMeasure measure, GroupCost by);

/// What counts as near and far for one kind.
struct InfrastructureKind {
  std::string name;
  double good = 15;   ///< minutes or kilometres; up to here the score is 100
  double poor = 60;   ///< from here it is 0; in between it falls in a straight line
  double weight = 1;  ///< in the score of a cluster
};
/// Thresholds in minutes by car for the kinds that agglo knows by name.
std::vector<InfrastructureKind> usual_infrastructure();

struct InfrastructureScore {
  std::uint32_t group;
  double score;                    ///< 0..100, weighted mean of the kinds; NaN when no cost is known
  std::vector<double> kind_score;  ///< NaN where the cost is
  std::int32_t worst_kind;         ///< with the lowest score, ties to the first; -1 when none is known
};
/// `amount` [group * kinds + kind]: infinity scores 0, NaN (unknown) is left out of the mean. `reached_share`
/// likewise: the rest of the group scores 0; empty: all of it counts. Worst first, ties by group, unknown
/// last. Error{usage} unless 0 <= good < poor and weights are positive.
std::vector<InfrastructureScore> infrastructure_scores(std::span<const double> amount,
                                                       const std::vector<InfrastructureKind>& kinds,
                                                       std::span<const double> reached_share = {});

}  // namespace agglo

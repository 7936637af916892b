// Clusters out of an OPTICS ordering: at one radius, or between steep areas of the reachability plot.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "agglo/optics.hpp"
#include "cluster/sites.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "cluster/whole_weights.hpp"

namespace agglo {
namespace {

Clusters without_clusters(const OpticsOrder& order, const RunControl& run) {
  Clusters clusters;
  fill(clusters.label, order.rows, kNoCluster, run);
  fill(clusters.role, order.rows, PointRole::unlocated, run);
  StopCheck check(run);
  for (const std::uint32_t row : order.row) {
    check();
    clusters.role[row] = PointRole::noise;
  }
  return clusters;
}

/// A maximal area of points that fall (or rise) steeply, with at most min_points others in between.
struct SteepDown {
  std::size_t start, end;
  double most_between;  // greatest reachability between the area and the present position ("mib")
};

/// Positions of a stretch, both included.
struct Stretch {
  std::size_t first, last;
};

/// The walk over the plot of Ankerst et al. 1999, figure 19. `reach` has an infinite value behind the last
/// point.
class SteepAreas {
 public:
  SteepAreas(const OpticsOrder& order, const XiOptions& options, const RunControl& run)
      : order_(order), options_(options), keep_(1 - options.xi), check_(run) {
    fill(reach_, order.row.size() + 1, std::numeric_limits<double>::infinity(), run);
    for (std::size_t i = 0; i < order.row.size(); ++i) {
      check_();
      reach_[i] = order.reachability_m[i];
    }
    if (!options.predecessor_correction) return;
    fill(position_, order.rows, 0U, run);
    for (std::size_t i = 0; i < order.row.size(); ++i) {
      check_();
      position_[order.row[i]] = static_cast<std::uint32_t>(i);
    }
  }

  /// In the order of their ends; of one end the smallest first.
  std::vector<Stretch> stretches(const std::vector<double>& weight_before, double least_weight) {
    std::vector<Stretch> found;
    const std::size_t n = order_.row.size();
    std::vector<SteepDown> down;
    double most_between = 0;
    for (std::size_t i = 0; i < n;) {
      check_();
      most_between = std::max(most_between, reach_[i]);
      const bool falls = steep_down(i);
      if (!falls && !steep_up(i)) {
        ++i;
        continue;
      }
      keep_deeper(down, most_between);
      const std::size_t end = falls ? area_end<true>(i) : area_end<false>(i);
      if (falls) {
        down.push_back({i, end, 0});
      } else {
        for (std::size_t d = down.size(); d-- > 0;) {
          check_();
          Stretch stretch{};
          if (match(down[d], i, end, stretch) &&
              weight_before[stretch.last + 1] - weight_before[stretch.first] >= least_weight)
            found.push_back(stretch);
        }
      }
      i = end + 1;
      most_between = reach_[i];
    }
    return found;
  }

 private:
  double ratio(std::size_t i) const { return reach_[i] / reach_[i + 1]; }  // NaN (0/0, inf/inf) is neither
  bool steep_down(std::size_t i) const { return ratio(i) >= 1 / keep_; }
  bool steep_up(std::size_t i) const { return ratio(i) <= keep_; }

  template <bool kDown>
  std::size_t area_end(std::size_t start) {
    std::size_t others = 0, end = start;
    for (std::size_t i = start; i < order_.row.size(); ++i) {
      check_();
      if (kDown ? steep_down(i) : steep_up(i)) {
        others = 0;
        end = i;
      } else if ((kDown ? ratio(i) < 1 : ratio(i) > 1) || static_cast<double>(++others) > order_.min_points) {
        break;
      }
    }
    return end;
  }

  /// Steep falls that begin above all that came since; the others cannot bound a cluster any more.
  void keep_deeper(std::vector<SteepDown>& down, double most_between) {
    std::vector<SteepDown> kept;
    for (const SteepDown& d : down) {
      check_();
      if (!std::isinf(most_between) && most_between <= reach_[d.start] * keep_)
        kept.push_back({d.start, d.end, std::max(d.most_between, most_between)});
    }
    down = std::move(kept);
  }

  /// The cluster between a fall and the rise up_start .. up_end, when there is one (definition 11, condition
  /// 4).
  bool match(const SteepDown& down, std::size_t up_start, std::size_t up_end, Stretch& result) {
    std::size_t first = down.start, last = up_end;
    const double behind = reach_[last + 1], before = reach_[down.start];
    if (behind * keep_ < down.most_between) return false;
    if (before * keep_ >= behind) {
      for (; first < down.end && reach_[first + 1] > behind; ++first) check_();
    } else if (behind * keep_ >= before) {
      for (; last > up_start && reach_[last - 1] > before; --last) check_();
    }
    if (options_.predecessor_correction) {
      // A last point that was not reached from inside, and lies no deeper than the first, is no member.
      for (; first < last && !(reach_[first] > reach_[last]) && !reached_from_inside(first, last); --last)
        check_();
      if (first >= last) return false;
    }
    result = {first, last};
    return first <= down.end && last >= up_start;
  }

  bool reached_from_inside(std::size_t first, std::size_t last) const {
    const std::uint32_t from = order_.predecessor[last];
    return from != kNoPredecessor && position_[from] >= first && position_[from] < last;
  }

  const OpticsOrder& order_;
  const XiOptions& options_;
  const double keep_;
  StopCheck check_;
  std::vector<double> reach_;
  std::vector<std::uint32_t> position_;  // of each row in the order
};

/// Labels for the stretches that hold no labelled one, in their order; the rest are around them.
std::vector<std::int32_t> label_innermost(const std::vector<Stretch>& stretches, const RunControl& run) {
  std::vector<std::int32_t> label(stretches.size(), kNoCluster);
  std::map<std::size_t, std::size_t> taken;  // first -> last; apart from each other
  std::int32_t count = 0;
  StopCheck check(run);
  for (std::size_t s = 0; s < stretches.size(); ++s) {
    check();
    auto next = taken.upper_bound(stretches[s].last);
    if (next != taken.begin() && std::prev(next)->second >= stretches[s].first) continue;
    taken.emplace(stretches[s].first, stretches[s].last);
    label[s] = count++;
  }
  return label;
}

/// Sorted, each with the smallest stretch around it.
std::vector<XiStretch> hierarchy_of(const std::vector<Stretch>& stretches,
                                    const std::vector<std::int32_t>& label, const RunControl& run) {
  std::vector<XiStretch> sorted;
  StopCheck check(run);
  for (std::size_t s = 0; s < stretches.size(); ++s)
    sorted.push_back({static_cast<std::uint32_t>(stretches[s].first),
                      static_cast<std::uint32_t>(stretches[s].last), -1, label[s]});
  std::stable_sort(sorted.begin(), sorted.end(), [&check](const XiStretch& a, const XiStretch& b) {
    check();
    return a.first != b.first ? a.first < b.first : a.last != b.last ? a.last > b.last : a.label > b.label;
  });
  const auto same = [](const XiStretch& a, const XiStretch& b) {
    return a.first == b.first && a.last == b.last;
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  for (std::size_t s = 1; s < sorted.size(); ++s) {
    auto around = static_cast<std::int32_t>(s) - 1;
    while (around >= 0 && sorted[static_cast<std::size_t>(around)].last < sorted[s].last) {
      check();
      around = sorted[static_cast<std::size_t>(around)].parent;
    }
    sorted[s].parent = around;
  }
  return sorted;
}

}  // namespace

Clusters optics_threshold(const OpticsOrder& order, double eps_m, RunControl& run) {
  if (!(eps_m > 0) || eps_m > order.max_eps_m)
    throw usage_error(
        "eps is '" + fmt::to_string(eps_m) + "' m",
        "give a distance above 0 and up to max_eps, here " + fmt::to_string(order.max_eps_m) + " m");
  run.begin("cutting clusters out");
  Clusters clusters = without_clusters(order, run);
  std::int32_t label = kNoCluster;
  StopCheck check(run);
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    check();
    const bool core = order.core_distance_m[i] <= eps_m;
    if (order.reachability_m[i] > eps_m) {
      if (!core) continue;
      ++label;
    }
    clusters.label[order.row[i]] = label;
    clusters.role[order.row[i]] = core ? PointRole::core : PointRole::border;
  }
  clusters.count = density::number_by_first_row(clusters.label, static_cast<std::size_t>(label) + 1, run);
  return clusters;
}

XiClusters optics_xi(const OpticsOrder& order, const XiOptions& options, RunControl& run) {
  if (!(options.xi > 0 && options.xi < 1))
    throw usage_error("xi is '" + fmt::to_string(options.xi) + "'",
                      "give a share between 0 and 1, such as 0.05");
  if (!(options.min_size >= 0) || !std::isfinite(options.min_size))
    throw usage_error("min_size is '" + fmt::to_string(options.min_size) + "'",
                      "give a number of at least 0");
  XiClusters result{without_clusters(order, run), {}};
  if (order.row.empty()) return result;
  const density::WeightSteps steps(order.weight, {}, run);
  run.begin("looking for steep areas");
  StopCheck check(run);
  std::vector<double> weight_before{0};
  weight_before.reserve(order.row.size() + 1);
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    check();
    weight_before.push_back(weight_before.back() + steps.of(order.weight.empty() ? 1 : order.weight[i]));
  }
  const double least_weight = options.min_size > 0 ? options.min_size : order.min_points;
  const std::vector<Stretch> stretches =
      SteepAreas(order, options, run).stretches(weight_before, steps.least(least_weight));
  const std::vector<std::int32_t> label = label_innermost(stretches, run);
  Clusters& clusters = result.clusters;
  for (std::size_t s = 0; s < stretches.size(); ++s) {
    if (label[s] == kNoCluster) continue;
    for (std::size_t i = stretches[s].first; i <= stretches[s].last; ++i) {
      check();
      clusters.label[order.row[i]] = label[s];
      clusters.role[order.row[i]] =
          std::isinf(order.core_distance_m[i]) ? PointRole::border : PointRole::core;
    }
  }
  result.hierarchy = hierarchy_of(stretches, label, run);
  // Labels count on by the first member row, in the clusters and in the hierarchy.
  clusters.count = density::number_by_first_row(clusters.label, stretches.size(), run);
  for (XiStretch& stretch : result.hierarchy)
    if (stretch.label != kNoCluster) stretch.label = clusters.label[order.row[stretch.first]];
  return result;
}

}  // namespace agglo

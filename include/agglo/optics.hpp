// OPTICS: the order in which density-based clusters of every radius appear, and clusters cut out of it.
//
//   RunControl run;
//   OpticsOrder order = optics({x_m, y_m}, {.max_eps_m = 2000, .min_points = 10}, run);
//   Clusters at_500_m = optics_threshold(order, 500, run);
//   XiClusters by_steepness = optics_xi(order, {.xi = 0.05}, run);
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "agglo/clustering.hpp"

namespace agglo {

struct OpticsOptions {
  double max_eps_m =
      2000;  ///< neighbours farther than this are not looked at, metres, inclusive; may be infinite
  double min_points = 10;  ///< weight within the core distance, the point itself included
};

inline constexpr std::uint32_t kNoPredecessor = std::numeric_limits<std::uint32_t>::max();

/// The located points in the order of OPTICS; all columns have one entry per position of that order. A point
/// whose reachability is infinite begins anew: no core point before it lies within max_eps_m.
struct OpticsOrder {
  std::vector<std::uint32_t> row;          ///< of the input
  std::vector<double> reachability_m;      ///< infinite where a new stretch begins
  std::vector<double> core_distance_m;     ///< infinite for points that are not core at max_eps_m
  std::vector<std::uint32_t> predecessor;  ///< row it was reached from, or kNoPredecessor
  std::vector<double> weight;              ///< as given; empty when all are 1
  std::size_t rows = 0;                    ///< of the input; those without coordinates are in no position
  double max_eps_m = 0, min_points = 0;
};

/// The ordering of Ankerst, Breunig, Kriegel, Sander 1999, exact. Core distance: least radius that holds
/// weight min_points. Reachability of o from a core point p: the larger of p's core distance and their
/// distance. A stretch begins with the lowest row that is left; after that the point of least reachability
/// comes next, ties by the lowest row, and its predecessor is the first point that gave it that reachability.
/// Squared distances are compared in double. Same bits for any number of threads. Neighbours are never
/// stored: O(n) memory. About O(n log n) time while max_eps_m is up to some hundred times the usual spacing;
/// without a limit, regions that the walk only nears are updated again and again, which took 60 times as long
/// for a million points. With z_m, distances are chords. Throws Error{usage} on senseless options.
OpticsOrder optics(const PointView& points, const OpticsOptions& options, RunControl& run);

/// The clusters of DBSCAN at eps_m <= max_eps_m: the same core points, divided in the same way. Border points
/// belong to the cluster that first reached them; a border point that stands before its cluster in the order
/// is noise (DBSCAN would give it to the cluster), so the choice of border points depends on the order of
/// rows. O(n). Throws Error{usage} when eps_m is not above 0 or beyond max_eps_m.
Clusters optics_threshold(const OpticsOrder& order, double eps_m, RunControl& run);

struct XiOptions {
  double xi =
      0.05;  ///< least relative drop of reachability from one point to the next that counts as steep, 0..1
  double min_size = 0;  ///< least weight of a cluster; 0 = min_points of the order
  bool predecessor_correction =
      true;  ///< cut points off a cluster's end that were not reached from inside it
};

/// A cluster of the hierarchy: the positions first .. last of the order.
struct XiStretch {
  std::uint32_t first, last;
  std::int32_t parent;  ///< index of the smallest stretch around it, or -1
  std::int32_t label;   ///< of `clusters` for the leaves that got a label, else kNoCluster
};

/// clusters: labels of the innermost stretches; members with a core distance are core, the others border.
/// hierarchy: all stretches by (first, larger last first), so a parent stands before its children.
struct XiClusters {
  Clusters clusters;
  std::vector<XiStretch> hierarchy;
};

/// Clusters between a steep fall and a steep rise of reachability (Ankerst et al. 1999, section 4.3), with
/// the predecessor correction of Schubert and Gertz 2018. A steep area may hold up to min_points positions in
/// a row that are not steep. About O(n) plus the lengths of the stretches found. Throws Error{usage} unless 0
/// < xi < 1.
XiClusters optics_xi(const OpticsOrder& order, const XiOptions& options, RunControl& run);

}  // namespace agglo

// Clustering: DBSCAN and HDBSCAN* of points in metres.
//
//   RunControl run;
//   Clusters c = dbscan({x_m, y_m}, {.eps_m = 500, .min_points = 10}, run);
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agglo/run_control.hpp"

namespace agglo {

/// Points in metres. z_m is empty in a plane and given for Earth-centred coordinates. weight is empty (1
/// each) or one finite value >= 0 per point: a point of weight w counts as w points on one place; weight 0
/// adds nothing to density or size, yet the point is labelled like any other. Weights are added in whole
/// steps, so sums do not depend on the order of rows and, with up to six decimals while all together stay
/// below 4.5e9, are exact; others reach a limit within a part in 2^30 of it (up to some million points).
/// Weights above a limit that sums are only compared with count as that limit. A point with NaN coordinates
/// is left out (label kNoCluster, role unlocated).
struct PointView {
  std::span<const double> x_m, y_m;
  std::span<const double> z_m{};
  std::span<const double> weight{};
};

inline constexpr std::int32_t kNoCluster = -1;
enum class PointRole : std::uint8_t { core, border, noise, unlocated };
const char* to_string(PointRole role);

/// label: 0 .. count-1 in the order of the first member row, or kNoCluster. role: of each point (HDBSCAN* has
/// no border points: members are core, the rest noise). probability: membership strength in 0..1 (HDBSCAN*
/// only, else empty).
struct Clusters {
  std::vector<std::int32_t> label;
  std::vector<PointRole> role;
  std::vector<float> probability;
  std::vector<float> outlier_score;  ///< see hdbscan(); empty for other methods
  std::vector<double> stability;     ///< by cluster; see hdbscan(); empty for other methods
  std::int32_t count = 0;
};

struct DbscanOptions {
  double eps_m = 500;      ///< neighbourhood radius, metres, inclusive
  double min_points = 10;  ///< least total weight within eps_m, the point itself included, for a core point
};

/// Density-based clusters after Ester et al. 1996, exact. Core points: weight within eps_m >= min_points. A
/// border point goes to the cluster of its nearest core point, ties to the one that comes first by x, y, z.
/// The same partition for any thread count and row order (but for border points exactly as near to two
/// clusters). Squared distances are compared in double. O(n) memory; about O(n) time in a grid of cells after
/// an O(n log n) sort. With z_m given, eps_m is compared with chords (pass chord_from_distance_m). Throws
/// Error{usage} on eps_m <= 0 or min_points <= 0 or non-finite options, and when eps_m is below about 1e-12
/// of the extent.
Clusters dbscan(const PointView& points, const DbscanOptions& options, RunControl& run);

/// dbscan() for every pair of an eps and a min_points: calls each(options, clusters) in the order of eps_m,
/// for each eps in the order of min_points. Same errors, for any of the values, before the first call.
void dbscan_grid(const PointView& points, std::span<const double> eps_m, std::span<const double> min_points,
                 RunControl& run, const std::function<void(const DbscanOptions&, const Clusters&)>& each);

enum class ClusterSelection { excess_of_mass, leaf };

struct HdbscanOptions {
  double min_size = 25;   ///< least weight of a cluster, above 1
  double min_points = 0;  ///< neighbours for the core distance, the point itself included; 0 = min_size
  double max_size = 0;    ///< greatest weight of a cluster; 0 = no limit
  ClusterSelection selection = ClusterSelection::excess_of_mass;
  double merge_below_m = 0;  ///< cluster_selection_epsilon: do not split below this distance
  bool allow_single_cluster = false;
};

/// Hierarchical density-based clusters after Campello, Moulavi, Sander 2013/2015: minimum spanning tree of
/// the mutual reachability distance, condensed tree, selection. Core distance: least radius that holds weight
/// min_points. Density is 1 / distance; distance 0 (piles) counts as the least positive distance of the tree.
/// Everything that joins at one distance joins at once, so the partition depends on neither row order nor
/// threads; where other programs give a point that links two clusters at equal distance to either, here it is
/// noise or a member of the cluster around both. When the root is the only cluster (allow_single_cluster),
/// all points are members, or with merge_below_m those that are connected within that distance.
/// outlier_score: GLOSH (Campello et al. 2015), 0 in the densest part of the last cluster a point belongs to,
/// towards 1 far from it; NaN without a place or hierarchy. stability: sum over the members of weight times
/// (density at which the point leaves the cluster - density at which the cluster appears), in 1/m. No cluster
/// weighs more than max_size: a larger one is never chosen, by merge_below_m neither. About O(n log n) time,
/// O(n) memory. Throws Error{usage} on senseless options.
Clusters hdbscan(const PointView& points, const HdbscanOptions& options, RunControl& run);

/// All clusters of a hierarchy, by number: 0 is the root, parents come before their children. Empty when the
/// points weigh less than min_size or min_points.
struct CondensedTree {
  std::vector<std::int32_t> parent;  ///< -1 for the root
  std::vector<double> birth_m;       ///< distance at which it joins its siblings; infinite for the root
  std::vector<double> death_m;       ///< distance at which its own parts join, or its first members
  std::vector<double> weight, stability;
  std::vector<std::int32_t> label;  ///< in Clusters, or kNoCluster when not chosen
};
/// last_cluster: by row, the smallest cluster of the tree that the point is in, or -1; leaves_m: the distance
/// below which it is in none, NaN without a place or hierarchy.
struct HdbscanResult {
  Clusters clusters;
  CondensedTree tree;
  std::vector<std::int32_t> last_cluster;
  std::vector<double> leaves_m;
};
/// hdbscan() with the tree that its clusters were chosen from.
HdbscanResult hdbscan_with_tree(const PointView& points, const HdbscanOptions& options, RunControl& run);

/// One edge of the minimum spanning tree of mutual reachability; a < b are rows.
struct TreeEdge {
  std::uint32_t a, b;
  double distance_m;
};
/// The tree itself, edges ascending by (distance, a, b); rows with NaN coordinates are absent. Empty when all
/// points together weigh less than min_points. Throws Error{usage} on min_points <= 0.
std::vector<TreeEdge> mutual_reachability_tree(const PointView& points, double min_points, RunControl& run);

/// Clusters and, for each, the sector it was found in.
struct SectorClusters {
  Clusters clusters;
  std::vector<std::int32_t> sector_of_cluster;
};
/// dbscan() of each sector by itself, numbered on sector by sector in ascending sector id. Rows with a
/// negative sector are noise (unlocated without coordinates). Throws Error{usage} as dbscan() does, and when
/// the columns differ in length. An error of one sector names it: `names` by identifier, or the identifier.
/// Sectors run side by side, those that would keep the others waiting on all threads.
SectorClusters dbscan_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                  const DbscanOptions& options, RunControl& run,
                                  std::span<const std::string> names = {});

/// hdbscan() of each sector by itself, numbered likewise, and the trees of the sectors, ascending. Small
/// sectors run side by side, large ones on all threads.
struct SectorTrees {
  SectorClusters result;
  std::vector<CondensedTree> tree;           ///< labels as in result.clusters
  std::vector<std::int32_t> sector_of_tree;  ///< ascending
};
SectorTrees hdbscan_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                const HdbscanOptions& options, RunControl& run);

}  // namespace agglo

// Choosing parameters of a clustering and judging its result.
//
//   RunControl run;
//   std::vector<double> d = neighbour_distances({x_m, y_m}, 10, run);
//   std::optional<Elbow> e = elbow(distance_curve(d, {}, run));
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/groups.hpp"

namespace agglo {

/// For each row, the least radius in metres (chords when z_m is given) that holds weight min_points, the
/// point itself included: with that radius as eps_m of DBSCAN the point is core, with any smaller one it is
/// not. NaN for a row without coordinates; infinity in all others when all points together weigh less than
/// min_points. About O(n log n) time, O(n) memory. Throws Error{usage} on min_points <= 0.
std::vector<double> neighbour_distances(const PointView& points, double min_points, RunControl& run);

/// How many points have their min_points neighbours within a distance: the k-distance plot of Ester et al.
/// 1996, read from the left. Distances ascend, one entry for each value; `weight` is the total weight of the
/// points at most that far, and so the weight of the core points of DBSCAN with that eps_m.
struct DistanceCurve {
  std::vector<double> distance_m, weight;
};
/// Rows with NaN, infinity or weight 0 are not in it. `weight` is empty (1 each) or one value per row.
DistanceCurve distance_curve(std::span<const double> distance_m, std::span<const double> weight,
                             RunControl& run);

/// The bend of the curve: the entry farthest from the straight line between its ends, both axes scaled to
/// 0..1 (Satopaa et al. 2011, without smoothing; the least distance of several). The line ends at the
/// distance within which 99 % of the weight lie, so that a few far points do not move it. Nothing when all
/// distances are equal. O(n).
struct Elbow {
  double distance_m;
  double share;  ///< of the weight at most that far, 0..1
};
std::optional<Elbow> elbow(const DistanceCurve& curve);

/// Adjusted Rand index (Hubert, Arabie 1985): how far two labellings of the same rows agree on which pairs of
/// points are together; 1 the same partition, about 0 as by chance. A point with a negative label (noise) is
/// a cluster of its own, so two points that are noise in both do not count as together. `points`: how many
/// rows take part; the others (without coordinates) must have negative labels. 1 when both have no pair
/// together or all. O(n) time and memory.
double adjusted_rand_index(std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                           std::size_t points);

/// Validity of clusters by density (DBCV; Moulavi, Jaskowiak, Campello, Zimek, Sander 2014): -1..1, above 0
/// where a cluster is denser inside than what separates it from the next.
struct ClusterValidity {
  std::vector<double> validity;      ///< per cluster: (separation - sparseness) / the larger of the two
  std::vector<double> sparseness_m;  ///< longest inner edge of the cluster's tree; missing on a single place
  std::vector<double> separation_m;  ///< least mutual reachability to the inner places of another cluster
  std::vector<std::uint32_t> places;
  /// Sum of weight * validity over the weight of all points, noise included; missing with fewer than two
  /// clusters. A cluster on a single place adds 0.
  double overall;
  /// A cluster has more places than allowed: all of the above but `places` is missing.
  bool too_large = false;
};
/// Exact, in metres (chords when z_m is given; densities are those of a surface, dimension 2, in both cases).
/// Points on one place are one object of the tree. All-points core distance of a place with weight w: (sum
/// over the other places of the cluster of weight / distance^2, over W - w)^(-1/2), W the cluster's weight:
/// the paper's definition where all places are distinct; points at distance 0 are left out of sum and count,
/// since density would be infinite. Edges of equal mutual reachability: the shorter distance first, then the
/// order of the places by (x, y, z), so trees do not depend on rows or threads. A tree without inner edges
/// uses all of them, one without inner places (two places) both. Points of weight 0 are left out. Time grows
/// with the square of the places of each cluster (1 s for 20,000), hence `most_places`; O(n) memory.
ClusterValidity density_validity(const PointView& points, std::span<const std::int32_t> label,
                                 std::int32_t count, std::size_t most_places, RunControl& run);

/// How well the clusters of one reference labelling survive in other runs on the same rows.
class StabilityTally {
 public:
  /// Weight is empty (1 each) or one value per row, and measures overlaps.
  StabilityTally(std::span<const std::int32_t> reference, std::int32_t count, std::span<const double> weight);

  /// Counts a run with labels below run_count. Rows with drawn[row] == 0 took no part; empty = all did. O(n).
  void add(std::span<const std::int32_t> label, std::int32_t run_count,
           std::span<const std::uint32_t> drawn = {});

  /// Per reference cluster the mean over the runs of its largest Jaccard index (common weight / weight in
  /// either) with a cluster of the run (Hennig 2007); missing when no run held a member.
  std::vector<double> cluster_stability() const;
  /// Per row of a reference cluster the share of its runs in which it was in the cluster of the run that held
  /// most of its reference cluster (ties: the lowest label; noise holds nothing); missing for other rows.
  std::vector<double> stays() const;

 private:
  std::vector<std::int32_t> reference_;
  std::vector<double> weight_;
  Groups members_;
  std::vector<double> jaccard_sum_;
  std::vector<std::uint32_t> cluster_runs_, stayed_, row_runs_;
};

/// How often each row is drawn when as many points as there are rows with counts[row] are drawn with
/// replacement; the same for a seed and run number. Rows without counts are never drawn.
std::vector<std::uint32_t> bootstrap_draws(const std::vector<bool>& counts, std::uint64_t seed,
                                           std::uint64_t run_number);
/// A shift per row, evenly spread over the disc of its radius: metres east and north, the same for a seed and
/// run number. A radius that is missing or 0 gives no shift.
struct Shifts {
  std::vector<double> east_m, north_m;
};
Shifts jittered(std::span<const double> radius_m, std::uint64_t seed, std::uint64_t run_number);

}  // namespace agglo

// Sites along a space-filling curve, and boxes over them: the index that HDBSCAN* searches.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "cluster/large_array.hpp"
#include "cluster/sites.hpp"

namespace agglo::density {

inline constexpr std::size_t kLeafSites = 16;
inline constexpr std::size_t kFanOut = 8;
inline constexpr std::uint32_t kMixed = std::numeric_limits<std::uint32_t>::max();

/// Sites in the order of a Hilbert curve (in space: Z-order), ties by position: the same list for any order
/// of the rows. Columns are padded to whole leaves with places at infinity and weight 0.
template <int D>
struct CurveSites {
  std::size_t size = 0;
  std::array<LargeArray<double>, D> at;  ///< coordinates by axis
  LargeArray<double> weight;             ///< sum over the rows of the site, in steps
  double total_weight = 0;               ///< in steps
  WeightSteps steps;
  LargeArray<std::uint32_t> site_of_row;  ///< kNoSite for a row without coordinates
  std::size_t leaves() const { return (size + kLeafSites - 1) / kLeafSites; }
};

/// Throws Error{usage} when the points lie further apart than 1e150 m, where squares leave the range of
/// double. O(n).
template <int D>
CurveSites<D> collect_curve_sites(const PointView& points, const WeightSteps& steps, RunControl& run);

/// Tight boxes of 16 consecutive sites (level 0), of 8 boxes of the level below, and so on up to at most 8
/// boxes. Levels are padded to multiples of 8 with boxes at infinity.
template <int D>
struct PackedTree {
  struct Level {
    std::size_t count = 0;
    std::array<LargeArray<double>, D> lo, hi;
  };
  std::vector<Level> levels;
};

template <int D>
PackedTree<D> build_packed_tree(const CurveSites<D>& sites, RunControl& run);

/// One value per node, level by level, from one value per leaf: reduce(a, b) over the children.
template <class Value, int D, class Reduce>
void reduce_up(const PackedTree<D>& tree, std::vector<LargeArray<Value>>& by_level, const Reduce& reduce) {
  for (std::size_t level = 1; level < tree.levels.size(); ++level) {
    const std::size_t below = tree.levels[level - 1].count;
    for (std::size_t node = 0; node < tree.levels[level].count; ++node) {
      const std::size_t first = node * kFanOut, last = std::min(below, first + kFanOut);
      Value value = by_level[level - 1][first];
      for (std::size_t child = first + 1; child < last; ++child)
        value = reduce(value, by_level[level - 1][child]);
      by_level[level][node] = value;
    }
  }
}

}  // namespace agglo::density

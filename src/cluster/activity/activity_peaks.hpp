// Peaks of a density that is known at the sites of a tree: who climbs where, and what divides the peaks.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/block_tree.hpp"

namespace agglo::density {

/// Density at the sites, with what a search needs of every node.
struct Relief {
  const BlockTree<2>& tree;
  const std::vector<double>& height;        ///< by slot
  const std::vector<std::uint32_t>& place;  ///< by slot: rank of the site by (x, y)
  std::vector<double> node_height;          ///< greatest height below each node

  Relief(const BlockTree<2>& sites, const std::vector<double>& heights);
  bool higher(std::uint32_t a, std::uint32_t b) const {
    return height[a] != height[b] ? height[a] > height[b] : place[a] < place[b];
  }
};

/// By slot: the peak that the slot climbs to, by steps to the nearest higher slot within `step_m`.
std::vector<std::uint32_t> climb(const Relief& relief, double step_m, RunControl& run);

/// The height of the divide between two basins: the greatest min(height) over pairs of slots within step_m.
struct Divide {
  double height;
  std::uint32_t higher, lower;  ///< peaks
};
/// All divides between basins that touch, highest first, ties by the places of the peaks.
std::vector<Divide> divides(const Relief& relief, const std::vector<std::uint32_t>& peak, double step_m,
                            RunControl& run);

struct Peaks {
  std::vector<std::uint32_t> centre;  ///< by slot: the peak that the slot's peak joined, perhaps itself
  std::vector<double>
      prominence;  ///< by slot, of peaks: share of the height above the divide to a higher one
};
/// Joins peaks of less than min_prominence, from the highest divide down.
Peaks join_peaks(const Relief& relief, const std::vector<std::uint32_t>& peak, const std::vector<Divide>& all,
                 double min_prominence);

}  // namespace agglo::density

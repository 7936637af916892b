// Kernel sums at the sites of a tree, compiled for every vector instruction set.
#pragma once

#include <vector>

#include "cluster/block_tree.hpp"

namespace agglo::density {

/// Sites with their weights; columns by slot, padded to whole blocks.
struct WeightedSites {
  BlockTree<2> tree;
  AlignedColumn weight;  ///< 0 in the padding
};

/// sum[slot] for the slots begin .. end-1: whole steps, the sum over the sites within the bandwidth h of
/// round(scale * weight * (1 - d^2 / h^2)). Exact as long as scale times all weights is below 2^53.
void kernel_sums(const WeightedSites& sites, double bandwidth_m, double scale, std::size_t begin,
                 std::size_t end, double* sum);

}  // namespace agglo::density

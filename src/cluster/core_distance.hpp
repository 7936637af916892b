// Core distances: the smallest radius around a site that holds a given weight.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "cluster/kd_tree.hpp"
#include "core/parallel.hpp"

namespace agglo::density {

/// Squared core distance of every slot of the tree; weight is by slot and sums to at least min_points.
template <int D>
std::vector<double> squared_core_distances(const KdTree<D>& tree, const std::vector<double>& weight,
                                           double min_points, RunControl& run) {
  std::vector<double> core2(tree.size());
  run.begin("core distances", tree.size());
  parallel_blocks(tree.size(), 4096, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::vector<std::pair<double, double>> nearest;  // heap of (squared distance, weight), farthest on top
    for (std::size_t slot = begin; slot < end; ++slot) {
      nearest.clear();
      double held = 0, limit = std::numeric_limits<double>::infinity();
      const auto take = [&](std::uint32_t first, std::uint32_t last) {
        for (std::uint32_t other = first; other < last; ++other) {
          const double d2 = squared_distance<D>(tree.position[slot], tree.position[other]);
          if (d2 >= limit) continue;
          nearest.emplace_back(d2, weight[other]);
          std::push_heap(nearest.begin(), nearest.end());
          held += weight[other];
          while (held - nearest.front().second >= min_points) {
            held -= nearest.front().second;
            std::pop_heap(nearest.begin(), nearest.end());
            nearest.pop_back();
          }
          if (held >= min_points) limit = nearest.front().first;
        }
      };
      visit_near<D>(
          tree, tree.position[slot], [](std::uint32_t) { return false; }, [&] { return limit; }, take);
      core2[slot] = limit;
    }
  });
  return core2;
}

}  // namespace agglo::density

// Cells: sites sorted into square (cubic) cells whose members are all within eps of each other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cluster/sites.hpp"

namespace agglo::density {

/// Throws Error{usage} on eps_m or min_points that are not finite and above 0.
void check_options(const DbscanOptions& options);

/// Cells ascending by index; the last axis of an index is the fastest, so the neighbours of a cell are a few
/// contiguous ranges. Only occupied cells exist: an outlier costs one cell, however far it lies.
template <int D>
struct Cells {
  using Index = std::array<std::int64_t, D>;
  std::vector<Index> index;
  std::vector<std::uint32_t> start;  ///< cells + 1, into the arrays below
  std::vector<std::uint32_t> site;   ///< slot -> site; sites of a cell ascending
  std::vector<Position<D>> position;
  std::vector<double> weight;
  std::vector<double> cell_weight;
  std::vector<Bounds<D>> bounds;

  std::size_t size() const { return index.size(); }
};

/// O(n log n). Throws Error{usage} when eps_m is too small for the extent to be told apart in double
/// precision.
template <int D>
Cells<D> sort_into_cells(const Sites<D>& sites, double eps_m, RunControl& run);

/// Lists the occupied cells within two steps along every axis, for cells visited in ascending order: one
/// pointer per line of cells slides forward, so a whole sweep costs O(5^(D-1) cells).
template <int D>
class NeighbourSweep {
 public:
  NeighbourSweep(const Cells<D>& cells, std::size_t first_cell) : cells_(cells) {
    for (std::size_t line = 0; line < kLines; ++line) {
      const auto target = line_begin(first_cell, line);
      next_[line] = static_cast<std::size_t>(
          std::lower_bound(cells.index.begin(), cells.index.end(), target) - cells.index.begin());
    }
  }

  /// Calls visit(neighbour) for each, the cell itself included, ascending.
  template <class Visit>
  void operator()(std::size_t cell, const Visit& visit) {
    const std::size_t count = cells_.size();
    for (std::size_t line = 0; line < kLines; ++line) {
      const auto first = line_begin(cell, line);
      std::size_t& at = next_[line];
      while (at < count && cells_.index[at] < first) ++at;
      auto last = first;
      last[D - 1] += 2 * kReach;
      for (std::size_t other = at; other < count && cells_.index[other] <= last; ++other) visit(other);
    }
  }

 private:
  static constexpr std::int64_t kReach = 2;
  static constexpr std::size_t kLines = D == 2 ? 5 : 25;

  typename Cells<D>::Index line_begin(std::size_t cell, std::size_t line) const {
    auto result = cells_.index[cell];
    result[D - 1] -= kReach;
    result[0] += static_cast<std::int64_t>(line % 5) - kReach;
    if constexpr (D == 3) {
      result[0] = cells_.index[cell][0] + static_cast<std::int64_t>(line / 5) - kReach;
      result[1] += static_cast<std::int64_t>(line % 5) - kReach;
    }
    return result;
  }

  const Cells<D>& cells_;
  std::array<std::size_t, kLines> next_{};
};

}  // namespace agglo::density

// DBSCAN over sorted rows of cells: the fast way, for all points but the few sets it declines.
#pragma once

#include <algorithm>
#include <vector>

#include "cluster/dbscan/dbscan_layout.hpp"
#include "cluster/dbscan/dbscan_passes.hpp"
#include "cluster/stoppable_fill.hpp"
#include "cluster/whole_weights.hpp"

namespace agglo::density {

/// Memory is kept from one run to the next.
template <int D>
class RowDbscan {
 public:
  /// Sorts the points for one eps; they must outlive the runs. False when they do not suit (choose_scale).
  /// No weight may count more than most_points, the largest min_points of the runs to come.
  bool prepare(const PointView& points, double eps_m, double most_points, RunControl& run);
  /// Sets label, role and count of `result`.
  void cluster(double min_points, RunControl& run, Clusters& result);

 private:
  void take_weights(RunControl& run);
  void mark_core(std::int64_t needed, std::uint8_t* marks, RunControl& run);
  void pack_core(const std::uint8_t* marks, RunControl& run);
  void put_core_first(std::size_t row, std::uint32_t cell, const std::uint8_t* marks, const RunControl& run);
  void add_core_cell(std::size_t row, std::uint32_t cell, std::uint32_t at, const RunControl& run);
  void join(RunControl& run);
  std::uint32_t number_clusters(RunControl& run);

  PointView points_;
  GridLayout<D> layout_;
  LargeArray<std::uint32_t> core_points_;  ///< of each cell
  CoreCells<D> core_;
  LargeArray<std::int64_t> weight_of_slot_, weight_of_cell_;
  LargeArray<std::atomic<std::uint64_t>> is_first_row_;  ///< bit of each row: first one of a cluster
  LargeArray<std::uint32_t> first_rows_before_;          ///< set bits before each 64 rows
  WeightSteps steps_;
};

/// Whether the fast way takes this many rows: codes of points leave 30 bits for a cell.
inline bool rows_fit(std::size_t n) {
  return n > 0 && n < (std::size_t{1} << 30);
}

/// The general way: any points, in double throughout, slower. See dbscan().
Clusters dbscan_by_cells(const PointView& points, const DbscanOptions& options, RunControl& run);

}  // namespace agglo::density

// Columns: points in square (cubic) cells of space, each standing over its cell in the order of time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "cluster/sites.hpp"

namespace agglo::density {

/// Columns ascending by key. All points of a column are within eps of each other in space, so its neighbours
/// in time are one range of slots.
template <int D>
struct TimeColumns {
  static constexpr unsigned kBits = D == 2 ? 31 : 21;  // of the key for each axis
  static constexpr std::uint64_t kReach = 2;           // cells on each side that eps can reach into
  std::vector<std::uint64_t> key;                      ///< the last axis of the cell in the lowest bits
  std::vector<std::uint32_t> start;                    ///< columns + 1, into the arrays by slot
  std::vector<Bounds<D>> bounds;
  std::vector<Position<D>> position;
  std::vector<double> time, weight;
  std::vector<std::uint32_t> row;  ///< ties in time by row

  std::size_t size() const { return key.size(); }
  /// Slots of a column with times from t - eps_time to t + eps_time.
  std::pair<std::uint32_t, std::uint32_t> window(std::size_t column, double t, double eps_time) const {
    const auto first = time.begin() + start[column], last = time.begin() + start[column + 1];
    const auto from = std::partition_point(first, last, [&](double other) { return t - other > eps_time; });
    const auto to = std::partition_point(from, last, [&](double other) { return other - t <= eps_time; });
    return {static_cast<std::uint32_t>(from - time.begin()), static_cast<std::uint32_t>(to - time.begin())};
  }
};

/// Points without place or time are left out. O(n log n).
template <int D>
TimeColumns<D> stand_in_columns(const PointView& points, std::span<const double> time, double eps_m,
                                const WeightSteps& steps, RunControl& run);

/// Lists the columns within two cells along every axis, for columns visited in ascending order: one pointer
/// for each line of cells slides forward.
template <int D>
class ColumnSweep {
 public:
  ColumnSweep(const TimeColumns<D>& columns, std::size_t first) : columns_(columns) {
    for (std::size_t line = 0; line < kLines; ++line)
      next_[line] = static_cast<std::size_t>(
          std::lower_bound(columns.key.begin(), columns.key.end(), line_begin(first, line)) -
          columns.key.begin());
  }

  /// Calls visit(other) for each, the column itself included, ascending.
  template <class Visit>
  void operator()(std::size_t column, const Visit& visit) {
    for (std::size_t line = 0; line < kLines; ++line) {
      const std::uint64_t first = line_begin(column, line), last = first + 2 * TimeColumns<D>::kReach;
      std::size_t& at = next_[line];
      while (at < columns_.size() && columns_.key[at] < first) ++at;
      for (std::size_t other = at; other < columns_.size() && columns_.key[other] <= last; ++other)
        visit(other);
    }
  }

 private:
  static constexpr std::size_t kSide = 2 * TimeColumns<D>::kReach + 1,
                               kLines = D == 2 ? kSide : kSide * kSide;

  /// Cells are counted from kReach on, so no axis runs below 0.
  std::uint64_t line_begin(std::size_t column, std::size_t line) const {
    constexpr unsigned kBits = TimeColumns<D>::kBits;
    constexpr std::uint64_t kReach = TimeColumns<D>::kReach;
    std::uint64_t key = columns_.key[column] - kReach;
    if constexpr (D == 2)
      key += (line << kBits) - (kReach << kBits);
    else
      key += ((line / kSide) << (2 * kBits)) - (kReach << (2 * kBits)) + ((line % kSide) << kBits) -
             (kReach << kBits);
    return key;
  }

  const TimeColumns<D>& columns_;
  std::array<std::size_t, kLines> next_{};
};

}  // namespace agglo::density

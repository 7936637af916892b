// Cost blocks: going through all pairs of a TravelCosts, and sums per site that do not depend on threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "agglo/travel_costs.hpp"

namespace agglo {

/// Calls `take` with all blocks. Error{failure} when a block lies outside of firms x sites or not as many
/// pairs come as there are: results would be wrong silently.
void for_all_blocks(const TravelCosts& costs, std::size_t firms, std::size_t sites, RunControl& run,
                    const TakeCosts& take);

/// Costs of one firm of a block, counted from its first.
inline std::span<const RoadCost> costs_of(const CostBlock& block, std::size_t firm) {
  return {block.cost + firm * block.stride, block.sites};
}

/// Sums of floating-point numbers (or of LogSum) per site. Blocks come in any order from several threads;
/// each has sums of its own, which are added in the order of firms as soon as those before are complete, so
/// that only those wait that are ahead.
template <class Sum>
class SiteSums {
 public:
  SiteSums(std::size_t sites, std::size_t columns) : columns_(columns), total_(sites * columns) {}

  /// Sums of the block's firms: [site * columns + column], sites counted from the block's first.
  std::span<Sum> of(const CostBlock& block) {
    const std::lock_guard lock(mutex_);
    Partial& partial = waiting_[{block.first_site, block.first_firm}];
    partial.sum.resize(block.sites * columns_);
    partial.firms = block.firms;
    return partial.sum;
  }
  /// To be called after `block` has been added.
  void done(const CostBlock& block) {
    const std::lock_guard lock(mutex_);
    waiting_.at({block.first_site, block.first_firm}).complete = true;
    std::size_t& next = next_firm_[block.first_site];
    for (auto it = waiting_.find({block.first_site, next}); it != waiting_.end() && it->second.complete;
         it = waiting_.find({block.first_site, next})) {
      next += it->second.firms;
      add(block.first_site, it->second);
      waiting_.erase(it);
    }
  }
  /// When all blocks have come.
  std::vector<Sum> take() {
    // Where the sites were not parted in the same way for all firms, some still wait.
    for (const auto& [place, partial] : waiting_) add(place.first, partial);
    return std::move(total_);
  }

 private:
  struct Partial {
    std::vector<Sum> sum;
    std::size_t firms = 0;
    bool complete = false;
  };
  void add(std::size_t first_site, const Partial& partial) {
    for (std::size_t i = 0; i < partial.sum.size(); ++i) total_[first_site * columns_ + i] += partial.sum[i];
  }

  std::size_t columns_;
  std::vector<Sum> total_;
  std::mutex mutex_;
  std::map<std::pair<std::size_t, std::size_t>, Partial> waiting_;  // by first site, first firm
  std::map<std::size_t, std::size_t> next_firm_;                    // by first site
};

/// Error{usage} naming the first value that is negative or infinite, rows counted from 1; NaN (unknown) is
/// allowed.
void check_amounts(std::span<const double> values, const char* what);

/// The value, 0 when unknown.
inline double known_or_zero(double value) {
  return value == value ? value : 0;
}

}  // namespace agglo

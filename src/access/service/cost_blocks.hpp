// Cost blocks: going through all pairs of a TravelCosts, and sums per site that do not depend on threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
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

/// Sums of floating-point numbers (or of LogSum) per site. Firm blocks come in any order from several
/// threads; each has sums of its own, which are added in the order of firms as soon as those before are
/// complete.
template <class Sum>
class SiteSums {
 public:
  SiteSums(std::size_t sites, std::size_t columns) : sites_(sites), total_(sites * columns) {}

  /// Sums of the block's firms: [site * columns + column], sites counted from 0, not from the block's first.
  std::span<Sum> of(const CostBlock& block) {
    const std::lock_guard lock(mutex_);
    Partial& partial = waiting_[block.first_firm];
    if (partial.sum.empty()) {
      partial.sum.resize(total_.size());
      partial.firms = block.firms;
    }
    return partial.sum;
  }
  /// To be called after `block` has been added.
  void done(const CostBlock& block) {
    if (block.first_site + block.sites < sites_) return;
    const std::lock_guard lock(mutex_);
    waiting_.at(block.first_firm).complete = true;
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_firm_ && it->second.complete;
         it = waiting_.erase(it)) {
      for (std::size_t i = 0; i < total_.size(); ++i) total_[i] += it->second.sum[i];
      next_firm_ += it->second.firms;
    }
  }
  /// When all blocks have come.
  std::vector<Sum> take() { return std::move(total_); }

 private:
  struct Partial {
    std::vector<Sum> sum;
    std::size_t firms;
    bool complete = false;
  };

  std::size_t sites_;
  std::vector<Sum> total_;
  std::mutex mutex_;
  std::map<std::size_t, Partial> waiting_;  // by first firm
  std::size_t next_firm_ = 0;
};

/// Error{usage} naming the first value that is negative or infinite, rows counted from 1; NaN (unknown) is
/// allowed.
void check_amounts(std::span<const double> values, const char* what);

/// The value, 0 when unknown.
inline double known_or_zero(double value) {
  return value == value ? value : 0;
}

}  // namespace agglo

// Joining the clusters of tiles, and numbering them.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/ranks.hpp"

namespace agglo {

/// `row` (global) is a core point of the part `part`: a cluster as one tile sees it, numbered over all tiles.
struct CoreLink {
  std::uint64_t row;
  std::int32_t part;
};

/// Parts found to be one cluster, without repeats.
class PartPairs {
 public:
  /// Uses up the links whose rows have a label already; each makes a pair with the part in that label.
  void resolve(std::vector<CoreLink>& links, const std::vector<std::int32_t>& label, std::uint64_t first_row);
  const std::vector<std::pair<std::int32_t, std::int32_t>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::int32_t, std::int32_t>> pairs_;
};

/// Turns parts into clusters numbered by their first row over all ranks, in place; returns their number. The
/// table of parts lies on every rank: 12 bytes a part. Throws Error{failure} above 2^31 parts.
std::int32_t number_clusters(std::vector<std::int32_t>& label, std::uint64_t first_row, std::uint64_t parts,
                             const PartPairs& found, const Ranks& ranks, RunControl& run);

}  // namespace agglo

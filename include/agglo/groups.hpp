// Groups: lists of items by group in two flat arrays (members of a cluster, firms of a zone ...).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace agglo {

struct Groups {
  std::vector<std::uint64_t> start{0};  ///< groups + 1, into items
  std::vector<std::uint32_t> items;     ///< ascending inside a group

  std::size_t size() const { return start.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t group) const {
    return std::span(items).subspan(start[group], start[group + 1] - start[group]);
  }
  bool operator==(const Groups&) const = default;
};

/// Rows by label 0 .. group_count-1; rows with a negative label belong to no group. O(n).
Groups groups_from_labels(std::span<const std::int32_t> labels, std::size_t group_count);

}  // namespace agglo

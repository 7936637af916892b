// Ranks: processes, on one machine or many, that do one piece of work together.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace agglo {

/// What ranks send each other: 64-bit words (row numbers, labels, the bits of doubles).
using Words = std::vector<std::uint64_t>;

/// One of `size` ranks. By default the only one.
struct Ranks {
  unsigned rank = 0, size = 1;
  unsigned on_this_machine = 1;  ///< ranks that share this machine's memory
  /// Gives to[i] to rank i and returns what each rank sent here, by rank. Every rank calls it the same number
  /// of times, in the same order. Throws on every rank when one of them has failed. Empty when alone.
  std::function<std::vector<Words>(std::vector<Words> to)> exchange;

  std::vector<Words> swap(std::vector<Words> to) const { return exchange ? exchange(std::move(to)) : to; }
  /// What every rank has, by rank.
  std::vector<Words> gather(const Words& mine) const { return swap(std::vector<Words>(size, mine)); }
};

}  // namespace agglo

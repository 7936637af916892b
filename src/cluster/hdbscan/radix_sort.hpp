// Sorting many plain items by the leading bits of a key, on all threads.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "cluster/large_array.hpp"
#include "core/parallel.hpp"

namespace agglo::density {

/// Sorts by bits [lowest, lowest + 11 * digits) of key(item), stable, then each run of items that agree in
/// key(item) >> lowest by `less`. When higher bits are 0 and `less` orders by the key first, that sorts all.
/// Blocks are fixed, so the result does not depend on threads. O(digits n) time, n items of scratch.
template <class Item, class Key, class Less>
void radix_sort(LargeArray<Item>& items, unsigned lowest, unsigned digits, const Key& key, const Less& less,
                RunControl& run) {
  constexpr unsigned kBits = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits, kMask = kBuckets - 1;
  const std::size_t n = items.size();
  const std::size_t block_size = std::max<std::size_t>(std::size_t{1} << 16, (n + 127) / 128);
  std::vector<std::array<std::uint32_t, kBuckets>> counts((n + block_size - 1) / block_size);
  LargeArray<Item> other(digits > 0 ? n : 0);
  for (unsigned digit = 0; digit < digits; ++digit) {
    const unsigned shift = lowest + digit * kBits;
    parallel_blocks(n, block_size, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
      auto& count = counts[block];
      count.fill(0);
      for (std::size_t i = begin; i < end; ++i) ++count[(key(items[i]) >> shift) & kMask];
    });
    std::uint32_t before = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket)
      for (auto& count : counts) before += std::exchange(count[bucket], before);
    parallel_blocks(n, block_size, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
      auto& next = counts[block];
      for (std::size_t i = begin; i < end; ++i) other[next[(key(items[i]) >> shift) & kMask]++] = items[i];
    });
    std::swap(items, other);
  }
  const auto prefix = [&](std::size_t i) { return key(items[i]) >> lowest; };
  std::vector<std::size_t> start(counts.size() + 1, n);  // by block: the first run that begins in it
  for (std::size_t block = 0, i = 0; block < counts.size(); ++block) {
    i = std::max(i, block * block_size);
    while (i > 0 && i < n && prefix(i) == prefix(i - 1)) ++i;
    start[block] = i;
  }
  const auto stoppable_less = [&](const Item& a, const Item& b) {
    run.check();  // a run may be as long as the array
    return less(a, b);
  };
  parallel_blocks(n, block_size, run, [&](std::size_t, std::size_t, std::size_t block) {
    for (std::size_t first = start[block], last = first; first < start[block + 1]; first = last) {
      const auto run_key = prefix(first);
      // Not beyond: another thread may be sorting the next block.
      for (last = first + 1; last < start[block + 1] && prefix(last) == run_key;) ++last;
      Item *from = items.data() + first, *to = items.data() + last;
      if (last - first > 1 && !std::is_sorted(from, to, stoppable_less)) std::sort(from, to, stoppable_less);
    }
  });
}

}  // namespace agglo::density

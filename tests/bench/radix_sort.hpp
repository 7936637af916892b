// The yardstick of the benchmarks: a parallel radix sort of 64-bit keys with a 32-bit payload.
#pragma once

#include <array>
#include <cstdint>
#include <thread>
#include <vector>

namespace bench {

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

/// Least digit first, eight passes of eight bits, stable; every thread counts and moves one piece.
inline void radix_sort(std::vector<KeyedRow>& rows, unsigned threads) {
  const std::size_t n = rows.size(), pieces = threads;
  std::vector<KeyedRow> other(n);
  std::vector<std::array<std::size_t, 256>> place(pieces);
  const auto each_piece = [&](const auto& work) {
    std::vector<std::thread> helpers;
    for (std::size_t piece = 1; piece < pieces; ++piece)
      helpers.emplace_back(
          [&work, piece, n, pieces] { work(piece, n * piece / pieces, n * (piece + 1) / pieces); });
    work(std::size_t{0}, std::size_t{0}, n / pieces);
    for (std::thread& helper : helpers) helper.join();
  };
  for (unsigned shift = 0; shift < 64; shift += 8) {
    each_piece([&](std::size_t piece, std::size_t begin, std::size_t end) {
      place[piece].fill(0);
      for (std::size_t i = begin; i < end; ++i) ++place[piece][rows[i].key >> shift & 255];
    });
    std::size_t before = 0;
    for (std::size_t digit = 0; digit < 256; ++digit)
      for (std::size_t piece = 0; piece < pieces; ++piece) {
        const std::size_t count = place[piece][digit];
        place[piece][digit] = before;
        before += count;
      }
    each_piece([&](std::size_t piece, std::size_t begin, std::size_t end) {
      std::array<std::size_t, 256> to = place[piece];
      for (std::size_t i = begin; i < end; ++i) other[to[rows[i].key >> shift & 255]++] = rows[i];
    });
    rows.swap(other);
  }
}

}  // namespace bench

// Random numbers hashed from what they are for: the same for any number of threads and any order of work.
#pragma once

#include <cstdint>

namespace agglo {

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
inline std::uint64_t mixed_bits(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}
/// 64 even bits for the n-th number of stream (seed, run).
inline std::uint64_t hashed_bits(std::uint64_t seed, std::uint64_t run, std::uint64_t n) {
  return mixed_bits(mixed_bits(mixed_bits(seed) ^ run) + n * 0x9E3779B97F4A7C15ULL);
}
/// 0 <= result < 1.
inline double hashed_uniform(std::uint64_t seed, std::uint64_t run, std::uint64_t n) {
  return static_cast<double>(hashed_bits(seed, run, n) >> 11) * 0x1p-53;
}

}  // namespace agglo

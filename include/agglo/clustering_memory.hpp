// How much memory a clustering will take, known before it starts.
#pragma once

#include <cstdint>

namespace agglo {

enum class ClusterMethod { dbscan, hdbscan, optics, st_dbscan };

/// Bytes that clustering n points takes beside the points themselves, the result included: an upper estimate
/// from measured peaks (docs/scale.md), at most twice what firms and evenly spread points really take, and 32
/// MB. `axes` is 2, or 3 where z_m is given.
std::uint64_t clustering_memory_bytes(ClusterMethod method, std::uint64_t n, unsigned axes, bool weighted);

}  // namespace agglo

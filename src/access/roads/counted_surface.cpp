#include "access/roads/counted_surface.hpp"

#include <algorithm>

#include "core/parallel.hpp"

namespace agglo {
namespace {

/// One area's values of a tile.
struct Part {
  std::uint64_t key;
  const SiteSurface::Values* values;
};

/// All keys of areas, with the neighbours whose cells reach into them.
std::vector<std::uint64_t> keys_of(std::span<const TiledArea> areas) {
  std::vector<std::uint64_t> keys;
  for (const TiledArea& area : areas) {
    keys.insert(keys.end(), area.inside.begin(), area.inside.end());
    keys.insert(keys.end(), area.mixed.begin(), area.mixed.end());
  }
  const auto tidy = [&keys] {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  };
  tidy();
  const std::size_t own = keys.size();
  for (std::size_t i = 0; i < own; ++i) {
    const std::uint64_t column = keys[i] & 0xffffffff, row = keys[i] >> 32;
    if (column > 0) keys.push_back(CountedSurface::key_of(column - 1, row));
    if (row > 0) keys.push_back(CountedSurface::key_of(column, row - 1));
    if (column > 0 && row > 0) keys.push_back(CountedSurface::key_of(column - 1, row - 1));
  }
  tidy();
  return keys;
}

}  // namespace

CountedSurface::CountedSurface(std::span<const TiledArea> areas, double cell, RunControl& run)
    : cell_(static_cast<float>(cell)) {
  for (const std::uint64_t key : keys_of(areas)) tiles_.push_back({key});
  std::vector<Part> parts;
  for (const TiledArea& area : areas) {
    run.check();
    for (const std::uint64_t key : area.inside) ++tiles_[find(key & 0xffffffff, key >> 32)].all_in;
    for (std::size_t i = 0; i < area.mixed.size(); ++i) parts.push_back({area.mixed[i], &area.values[i]});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.key < b.key; });
  std::vector<std::uint32_t> uneven;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::uint32_t at = find(parts[i].key & 0xffffffff, parts[i].key >> 32);
    if (tiles_[at].mixed++ > 0) continue;
    tiles_[at].first = i;
    tiles_[at].counts = uneven.size();
    uneven.push_back(at);
  }
  values_.resize(parts.size());
  counts_.resize(uneven.size());
  parallel_blocks(uneven.size(), 64, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t u = begin; u < end; ++u) {
      const Tile& tile = tiles_[uneven[u]];
      for (std::size_t i = tile.first; i < tile.first + tile.mixed; ++i) {
        values_[i] = *parts[i].values;
        for (std::size_t j = i; j > tile.first; --j)  // sinks to its place at each point
          for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) {
            const float above = values_[j - 1][p], below = values_[j][p];
            values_[j - 1][p] = above > below ? above : below;
            values_[j][p] = above > below ? below : above;
          }
      }
      counts_[u].fill(tile.all_in);
      for (std::size_t i = tile.first; i < tile.first + tile.mixed; ++i)
        for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) counts_[u][p] += values_[i][p] >= 0;
    }
  });
}

std::uint32_t CountedSurface::find(std::uint64_t column, std::uint64_t row) const {
  const std::uint64_t key = key_of(column, row);
  const auto at = std::lower_bound(tiles_.begin(), tiles_.end(), key,
                                   [](const Tile& tile, std::uint64_t wanted) { return tile.key < wanted; });
  return at != tiles_.end() && at->key == key ? static_cast<std::uint32_t>(at - tiles_.begin()) : kNone;
}

}  // namespace agglo

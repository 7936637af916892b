#include "cluster/tiles/tile_tree.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <mutex>

#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kSample = 1 << 18;
constexpr std::size_t kBlock = 1 << 16;

/// Where to cut along `axis` so that `share` of the sample lies below: a value that some place has and some
/// place is less than; NaN when all have the same.
double cut_along(std::span<TilePoint> sample, std::size_t axis, double share) {
  const auto less = [axis](const TilePoint& a, const TilePoint& b) { return a[axis] < b[axis]; };
  const auto at =
      std::min(static_cast<std::size_t>(static_cast<double>(sample.size()) * share), sample.size() - 1);
  std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(at), sample.end(), less);
  const double cut = sample[at][axis];
  const auto [lowest, highest] = std::minmax_element(sample.begin(), sample.end(), less);
  if ((*lowest)[axis] < cut) return cut;
  // Many places on the lowest value: cut at the next one above it.
  double next = std::numeric_limits<double>::quiet_NaN();
  for (const TilePoint& place : sample)
    if (place[axis] > cut && !(place[axis] >= next)) next = place[axis];
  return next;
}

}  // namespace

TileTree::TileTree(std::vector<TilePoint> sample, unsigned tiles) {
  split(sample, std::max(1U, tiles));
}

std::uint32_t TileTree::split(std::span<TilePoint> sample, unsigned tiles) {
  const auto self = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  if (tiles > 1 && sample.size() > 1) {
    std::array<double, 3> length{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto less = [axis](const TilePoint& a, const TilePoint& b) { return a[axis] < b[axis]; };
      const auto [lowest, highest] = std::minmax_element(sample.begin(), sample.end(), less);
      length[axis] = (*highest)[axis] - (*lowest)[axis];
    }
    const auto axis =
        static_cast<std::size_t>(std::max_element(length.begin(), length.end()) - length.begin());
    if (length[axis] > 0) {
      const unsigned below_tiles = tiles / 2;
      const double cut = cut_along(sample, axis, static_cast<double>(below_tiles) / tiles);
      const auto middle = std::partition(sample.begin(), sample.end(),
                                         [&](const TilePoint& place) { return place[axis] < cut; });
      const auto below_count = static_cast<std::size_t>(middle - sample.begin());
      const std::uint32_t below = split(sample.first(below_count), below_tiles);
      const std::uint32_t above = split(sample.subspan(below_count), tiles - below_tiles);
      nodes_[self] = {static_cast<int>(axis), cut, below, above};
      return self;
    }
  }
  nodes_[self].below = tiles_++;
  return self;
}

std::vector<TilePoint> sampled_places(const PointView& share, std::uint64_t first_row, std::uint64_t rows,
                                      const Ranks& ranks, RunControl& run) {
  const std::uint64_t step = std::max<std::uint64_t>(1, rows / kSample);
  Words mine;
  TilePoint place{};
  for (std::uint64_t row = (first_row + step - 1) / step * step; row < first_row + share.x_m.size();
       row += step)
    if (place_of(share, row - first_row, place))
      for (const double value : place) mine.push_back(std::bit_cast<std::uint64_t>(value));
  run.check();
  std::vector<TilePoint> sample;
  for (const Words& words : ranks.gather(mine))
    for (std::size_t i = 0; i + 2 < words.size(); i += 3)
      sample.push_back({std::bit_cast<double>(words[i]), std::bit_cast<double>(words[i + 1]),
                        std::bit_cast<double>(words[i + 2])});
  return sample;
}

TileCounts count_in_tiles(const PointView& share, const TileTree& tree, double halo_m, const Ranks& ranks,
                          RunControl& run) {
  const std::size_t tiles = tree.size();
  Words mine(2 * tiles, 0);
  std::mutex adding;
  run.begin("counting points in tiles", share.x_m.size());
  parallel_blocks(share.x_m.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    Words counts(2 * tiles, 0);
    TilePoint place{};
    for (std::size_t row = begin; row < end; ++row) {
      if (!place_of(share, row, place)) continue;
      ++counts[tree.tile_of(place)];
      tree.tiles_around(place, halo_m, [&](std::uint32_t tile) { ++counts[tiles + tile]; });
    }
    const std::lock_guard lock(adding);
    for (std::size_t i = 0; i < counts.size(); ++i) mine[i] += counts[i];
  });
  TileCounts sums{std::vector<std::uint64_t>(tiles, 0), std::vector<std::uint64_t>(tiles, 0)};
  for (const Words& words : ranks.gather(mine))
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      sums.own[tile] += words[tile];
      sums.with_halo[tile] += words[tiles + tile];
    }
  return sums;
}

}  // namespace agglo

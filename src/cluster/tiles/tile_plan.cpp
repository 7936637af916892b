#include "cluster/tiles/tile_plan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

namespace agglo {
namespace {

constexpr unsigned kMostTiles = 1 << 16;
/// Rounding of distances and of cuts stays far inside this.
constexpr double kSlack = 1 + 1e-6;

/// Row and part of a clustered point, in an array that grows.
constexpr std::uint64_t kLabelsOnTheWay = 32;

/// Row number, coordinates and weight of a collected point.
std::uint64_t point_bytes(const ShareOfRows& agreed) {
  return std::uint64_t{8} * (1 + agreed.axes() + (agreed.has_weight ? 1U : 0U));
}

std::string gib(std::uint64_t bytes) {
  const std::uint64_t tenths = bytes / 107374182;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

/// The two corners of the box around the points of all ranks say which way dbscan() takes.
ClusterMethod agreed_method(const PointView& share, bool has_z, double eps_m, const Ranks& ranks,
                            RunControl& run) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr std::size_t kBlock = std::size_t{1} << 20;
  std::array<double, 3> lo{kInf, kInf, kInf}, hi{-kInf, -kInf, -kInf};
  const auto extend = [](double value, double& least, double& most) {
    if (!std::isfinite(value)) return;
    least = std::min(least, value);
    most = std::max(most, value);
  };
  Words mine;
  const std::array<std::span<const double>, 3> axes{share.x_m, share.y_m, share.z_m};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t i = 0; i < axes[axis].size(); ++i) {
      if (i % kBlock == 0) run.check();
      extend(axes[axis][i], lo[axis], hi[axis]);
    }
    mine.push_back(std::bit_cast<std::uint64_t>(lo[axis]));
    mine.push_back(std::bit_cast<std::uint64_t>(hi[axis]));
  }
  for (const Words& words : ranks.gather(mine))
    for (std::size_t axis = 0; axis < 3; ++axis)
      for (const std::size_t end : {2 * axis, 2 * axis + 1})
        extend(std::bit_cast<double>(words[end]), lo[axis], hi[axis]);
  if (!(lo[0] <= hi[0])) return ClusterMethod::dbscan;  // no points
  const std::array<double, 2> x{lo[0], hi[0]}, y{lo[1], hi[1]}, z{lo[2], hi[2]};
  return dbscan_way({x, y, has_z ? std::span<const double>(z) : std::span<const double>()}, eps_m, run);
}

}  // namespace

unsigned ShareOfRows::rank_of(std::uint64_t row) const {
  return static_cast<unsigned>(std::upper_bound(start.begin(), start.end(), row) - start.begin() - 1);
}

ShareOfRows agree_on_rows(const PointView& share, double eps_m, const Ranks& ranks, RunControl& run) {
  ShareOfRows agreed;
  agreed.start.push_back(0);
  for (const Words& words : ranks.gather({share.x_m.size(), !share.z_m.empty(), !share.weight.empty()})) {
    agreed.start.push_back(agreed.start.back() + words[0]);
    agreed.most_rows = std::max(agreed.most_rows, words[0]);
    agreed.has_z |= words[1] != 0;
    agreed.has_weight |= words[2] != 0;
  }
  agreed.rows = agreed.start.back();
  agreed.first_row = agreed.start[ranks.rank];
  agreed.method = agreed_method(share, agreed.has_z, eps_m, ranks, run);
  return agreed;
}

std::uint64_t tile_memory_bytes(std::uint64_t n, const ShareOfRows& agreed, const Ranks& ranks) {
  return n * (point_bytes(agreed) * (ranks.size > 1 ? 2 : 1) + kLabelsOnTheWay) +
         clustering_memory_bytes(agreed.method, n, agreed.axes(), agreed.has_weight);
}

void assign_rounds(TilePlan& plan, const ShareOfRows& agreed, std::uint64_t memory_bytes,
                   const Ranks& ranks) {
  const std::uint64_t tiles = plan.counts.with_halo.size();
  plan.rank.resize(tiles);
  plan.round.assign(tiles, 0);
  std::uint64_t collected = 0, largest = 0;
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    plan.rank[tile] = static_cast<unsigned>(tile * ranks.size / tiles);
    const bool goes_on = tile > 0 && plan.rank[tile] == plan.rank[tile - 1];
    const std::uint64_t n = plan.counts.with_halo[tile], bytes = n * (point_bytes(agreed) + kLabelsOnTheWay);
    plan.round[tile] = goes_on ? plan.round[tile - 1] : 0;
    if (!goes_on) collected = largest = 0;
    collected += bytes;
    largest = std::max(largest, tile_memory_bytes(n, agreed, ranks) - bytes);
    if (goes_on && memory_bytes > 0 && collected + largest > memory_bytes) {
      ++plan.round[tile];
      collected = bytes;
      largest = tile_memory_bytes(n, agreed, ranks) - bytes;
    }
    plan.rounds = std::max(plan.rounds, plan.round[tile] + 1);
  }
}

TilePlan plan_tiles(const PointView& share, const ShareOfRows& agreed, double eps_m,
                    const TileOptions& options, double halo_eps, const Ranks& ranks, RunControl& run) {
  run.begin("finding tiles");
  const std::vector<TilePoint> sample = sampled_places(share, agreed.first_row, agreed.rows, ranks, run);
  // The least of what the ranks may use, so that all make the same plan.
  std::uint64_t memory = options.memory_bytes;
  for (const Words& words : ranks.gather({options.memory_bytes}))
    if (words[0] > 0) memory = memory == 0 ? words[0] : std::min(memory, words[0]);
  unsigned wanted = std::max(options.tiles, ranks.size);
  const double halo_m = halo_eps * eps_m * kSlack;
  for (;;) {
    TilePlan plan{TileTree(sample, wanted), {}, halo_m, eps_m * kSlack, {}, {}, 1};
    plan.counts = count_in_tiles(share, plan.tree, halo_m, ranks, run);
    const std::uint64_t largest =
        *std::max_element(plan.counts.with_halo.begin(), plan.counts.with_halo.end());
    if (memory == 0 || tile_memory_bytes(largest, agreed, ranks) <= memory) {
      assign_rounds(plan, agreed, memory, ranks);
      return plan;
    }
    if (plan.tree.size() < wanted || wanted >= kMostTiles)
      throw failure("'" + std::to_string(largest) + "' points lie within 2 eps of one tile and need " +
                        gib(tile_memory_bytes(largest, agreed, ranks)) + ", where '" + gib(memory) +
                        "' may be used",
                    "allow more with --memory-gib, choose a smaller eps, or cluster a smaller area");
    wanted = std::min(kMostTiles, 2 * wanted);
  }
}

}  // namespace agglo

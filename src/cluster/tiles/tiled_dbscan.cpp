// Tile by tile: collect the points of a round of tiles, cluster each, send labels home, join, number.
// docs/decisions/0005-tiles.md says why the result is that of dbscan() in one go.
#include "agglo/tiled_dbscan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "agglo/clustering_memory.hpp"
#include "cluster/sites.hpp"
#include "cluster/tiles/tile_merge.hpp"
#include "cluster/tiles/tile_plan.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kChunk = 1 << 20;  // rows between two exchanges
constexpr std::size_t kBlock = 1 << 15;
constexpr std::size_t kCheck = 1 << 20;  // rows between two looks whether to stop
constexpr int kRowBits = 40;             // of a word that holds a row and, above it, a tile or a role
constexpr std::uint64_t kRowMask = (std::uint64_t{1} << kRowBits) - 1;

/// Points of a tile and its halo as they come in: runs of ascending rows, one per exchange and rank.
struct TilePoints {
  std::vector<std::uint64_t> row;
  std::vector<double> x, y, z, weight;
  struct Run {
    unsigned from;
    std::size_t begin;
  };
  std::vector<Run> runs;
  PointView view() const { return {x, y, z, weight}; }
};

class Tiles {
 public:
  Tiles(const PointView& share, const DbscanOptions& options, const ShareOfRows& agreed, const TilePlan& plan,
        const Ranks& ranks, RunControl& run)
      : share_(share), options_(options), agreed_(agreed), plan_(plan), ranks_(ranks), run_(run) {
    label_.assign(share.x_m.size(), kNoCluster);
    role_.assign(share.x_m.size(), PointRole::noise);
    TilePoint place{};
    for (std::size_t row = 0; row < role_.size(); ++row) {
      if (row % kCheck == 0) run_.check();
      if (!place_of(share_, row, place)) role_[row] = PointRole::unlocated;
    }
  }

  void cluster_round(unsigned round);
  TiledClusters finish();

 private:
  std::vector<Words> route(std::uint64_t begin, std::uint64_t end, unsigned round) const;
  std::vector<TilePoints> collect(unsigned round);
  void take_in(const Words& words, unsigned from, std::vector<TilePoints>& tiles) const;
  void cluster_tile(std::uint32_t tile, TilePoints points);
  std::vector<Words> swap(std::vector<Words>&& to);

  const PointView& share_;
  const DbscanOptions& options_;
  const ShareOfRows& agreed_;
  const TilePlan& plan_;
  const Ranks& ranks_;
  RunControl& run_;

  std::vector<std::int32_t> label_;  ///< parts, until finish() makes them clusters
  std::vector<PointRole> role_;
  std::vector<CoreLink> links_;  ///< whose rows belong to tiles of later rounds
  PartPairs pairs_;
  std::uint64_t parts_ = 0, sent_words_ = 0;
  // Of the present round, by rank they go to; parts are counted from this rank's first in the round.
  std::vector<Words> labels_out_, links_out_;
  std::uint64_t round_parts_ = 0;
};

std::vector<Words> Tiles::swap(std::vector<Words>&& to) {
  for (unsigned rank = 0; rank < ranks_.size; ++rank)
    if (rank != ranks_.rank) sent_words_ += to[rank].size();
  return ranks_.swap(std::move(to));
}

/// Rows begin..end of the share as records for the ranks whose tiles of this round want them.
std::vector<Words> Tiles::route(std::uint64_t begin, std::uint64_t end, unsigned round) const {
  struct Routed {
    std::uint32_t tile;
    std::uint32_t row;  ///< after begin
  };
  std::vector<std::vector<Routed>> blocks((end - begin + kBlock - 1) / kBlock);
  parallel_blocks(end - begin, kBlock, run_, [&](std::size_t first, std::size_t last, std::size_t block) {
    TilePoint place{};
    for (std::size_t row = first; row < last; ++row)
      if (place_of(share_, begin + row, place))
        plan_.tree.tiles_around(place, plan_.halo_m, [&](std::uint32_t tile) {
          if (plan_.round[tile] == round) blocks[block].push_back({tile, static_cast<std::uint32_t>(row)});
        });
  });
  std::vector<Words> to(ranks_.size);
  for (const auto& block : blocks)
    for (const Routed& point : block) {
      Words& words = to[plan_.rank[point.tile]];
      const std::uint64_t at = begin + point.row;
      words.push_back(std::uint64_t{point.tile} << kRowBits | (agreed_.first_row + at));
      words.push_back(std::bit_cast<std::uint64_t>(share_.x_m[at]));
      words.push_back(std::bit_cast<std::uint64_t>(share_.y_m[at]));
      if (agreed_.has_z) words.push_back(std::bit_cast<std::uint64_t>(share_.z_m[at]));
      if (agreed_.has_weight) words.push_back(std::bit_cast<std::uint64_t>(share_.weight[at]));
    }
  return to;
}

void Tiles::take_in(const Words& words, unsigned from, std::vector<TilePoints>& tiles) const {
  const std::size_t record = 1 + agreed_.axes() + (agreed_.has_weight ? 1U : 0U);
  for (std::size_t at = 0; at < words.size(); at += record) {
    TilePoints& tile = tiles[words[at] >> kRowBits];
    const std::uint64_t row = words[at] & kRowMask;
    if (tile.runs.empty() || tile.runs.back().from != from) tile.runs.push_back({from, tile.row.size()});
    tile.row.push_back(row);
    std::size_t field = at + 1;
    tile.x.push_back(std::bit_cast<double>(words[field++]));
    tile.y.push_back(std::bit_cast<double>(words[field++]));
    if (agreed_.has_z) tile.z.push_back(std::bit_cast<double>(words[field++]));
    if (agreed_.has_weight) tile.weight.push_back(std::bit_cast<double>(words[field++]));
  }
}

std::vector<TilePoints> Tiles::collect(unsigned round) {
  std::vector<TilePoints> tiles(plan_.tree.size());
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    if (plan_.rank[tile] != ranks_.rank || plan_.round[tile] != round) continue;
    const std::uint64_t n = plan_.counts.with_halo[tile];
    tiles[tile].row.reserve(n);
    for (std::vector<double>* column : {&tiles[tile].x, &tiles[tile].y}) column->reserve(n);
    if (agreed_.has_z) tiles[tile].z.reserve(n);
    if (agreed_.has_weight) tiles[tile].weight.reserve(n);
  }
  const std::uint64_t own = share_.x_m.size();
  run_.begin("collecting points of tiles", own);
  for (std::uint64_t begin = 0; begin < agreed_.most_rows; begin += kChunk) {
    std::vector<Words> came = swap(route(std::min(begin, own), std::min(begin + kChunk, own), round));
    for (unsigned from = 0; from < ranks_.size; ++from) {
      run_.check();
      take_in(came[from], from, tiles);
    }
  }
  return tiles;
}

/// Rows ascending: what came from one rank is ascending already, and ranks hold ascending rows.
TilePoints in_row_order(TilePoints points, const RunControl& control) {
  if (points.runs.size() <= 1) return points;
  const auto end_of = [&](std::size_t run) {
    return run + 1 < points.runs.size() ? points.runs[run + 1].begin : points.row.size();
  };
  std::vector<std::size_t> order(points.runs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points.runs[a].from < points.runs[b].from; });
  const auto arranged = [&](auto& column) {
    auto sorted = column;
    sorted.clear();
    if (column.empty()) return;
    for (const std::size_t run : order) {
      control.check();
      sorted.insert(sorted.end(), column.begin() + static_cast<std::ptrdiff_t>(points.runs[run].begin),
                    column.begin() + static_cast<std::ptrdiff_t>(end_of(run)));
    }
    column = std::move(sorted);
  };
  arranged(points.row);
  for (std::vector<double>* column : {&points.x, &points.y, &points.z, &points.weight}) arranged(*column);
  return points;
}

void Tiles::cluster_tile(std::uint32_t tile, TilePoints points) {
  if (plan_.counts.own[tile] == 0) return;
  points = in_row_order(std::move(points), run_);
  const PointView view = points.view();
  const Clusters found = dbscan(view, options_, run_);
  run_.check();
  std::vector<bool> is_own(points.row.size()), has_own(static_cast<std::size_t>(found.count), false);
  TilePoint place{};
  for (std::size_t i = 0; i < is_own.size(); ++i) {
    if (i % kCheck == 0) run_.check();
    place_of(view, i, place);
    is_own[i] = plan_.tree.tile_of(place) == tile;
    if (is_own[i] && found.label[i] >= 0) has_own[static_cast<std::size_t>(found.label[i])] = true;
  }
  for (std::size_t i = 0; i < is_own.size(); ++i) {
    if (i % kCheck == 0) run_.check();
    if (found.label[i] < 0) continue;
    const auto label = static_cast<std::size_t>(found.label[i]);
    const unsigned home = agreed_.rank_of(points.row[i]);
    if (is_own[i]) {
      labels_out_[home].push_back(static_cast<std::uint64_t>(found.role[i]) << kRowBits | points.row[i]);
      labels_out_[home].push_back(round_parts_ + label);
    } else if (found.role[i] == PointRole::core && has_own[label]) {
      place_of(view, i, place);
      bool is_near = false;
      plan_.tree.tiles_around(place, plan_.link_m, [&](std::uint32_t near) { is_near |= near == tile; });
      if (!is_near) continue;
      links_out_[home].push_back(points.row[i]);
      links_out_[home].push_back(round_parts_ + label);
    }
  }
  round_parts_ += static_cast<std::uint64_t>(found.count);
}

void Tiles::cluster_round(unsigned round) {
  labels_out_.assign(ranks_.size, {});
  links_out_.assign(ranks_.size, {});
  round_parts_ = 0;
  std::vector<TilePoints> tiles = collect(round);
  for (std::uint32_t tile = 0; tile < tiles.size(); ++tile)
    if (plan_.rank[tile] == ranks_.rank && plan_.round[tile] == round)
      cluster_tile(tile, std::move(tiles[tile]));
  std::vector<std::uint64_t> base;
  for (const Words& words : ranks_.gather({round_parts_})) {
    base.push_back(parts_);
    parts_ += words[0];
  }
  if (parts_ > std::uint64_t{1} << 31)
    throw failure("the tiles hold '" + std::to_string(parts_) + "' clusters, more than can be numbered",
                  "choose larger eps or min_points");
  const std::vector<Words> labels = swap(std::move(labels_out_)), links = swap(std::move(links_out_));
  for (unsigned from = 0; from < ranks_.size; ++from) {
    for (std::size_t i = 0; i < labels[from].size(); i += 2) {
      if (i % kCheck == 0) run_.check();
      const std::uint64_t row = (labels[from][i] & kRowMask) - agreed_.first_row;
      label_[row] = static_cast<std::int32_t>(base[from] + labels[from][i + 1]);
      role_[row] = static_cast<PointRole>(labels[from][i] >> kRowBits);
    }
    for (std::size_t i = 0; i < links[from].size(); i += 2)
      links_.push_back({links[from][i], static_cast<std::int32_t>(base[from] + links[from][i + 1])});
  }
  pairs_.resolve(links_, label_, agreed_.first_row);
}

TiledClusters Tiles::finish() {
  TiledClusters result;
  result.clusters.count = number_clusters(label_, agreed_.first_row, parts_, pairs_, ranks_, run_);
  result.clusters.label = std::move(label_);
  result.clusters.role = std::move(role_);
  result.first_row = agreed_.first_row;
  result.rows = agreed_.rows;
  result.tiles = plan_.tree.size();
  result.rounds = plan_.rounds;
  for (std::size_t tile = 0; tile < result.tiles; ++tile) {
    result.copied_points += plan_.counts.with_halo[tile] - plan_.counts.own[tile];
    result.largest_tile = std::max(result.largest_tile, plan_.counts.with_halo[tile]);
  }
  result.sent_words = sent_words_;
  return result;
}

}  // namespace

TiledClusters dbscan_in_tiles_with_halo(const PointView& share, const DbscanOptions& options,
                                        const TileOptions& tiles, double halo_eps, const Ranks& ranks,
                                        RunControl& run) {
  density::check_points(share, run);
  dbscan({}, options, run);  // refuses senseless options
  const ShareOfRows agreed = agree_on_rows(share, options.eps_m, ranks, run);
  if (agreed.rows > kRowMask) throw usage_error("'" + std::to_string(agreed.rows) + "' points are too many");
  const std::uint64_t whole =
      clustering_memory_bytes(agreed.method, agreed.rows, agreed.axes(), agreed.has_weight);
  if (ranks.size == 1 && tiles.tiles <= 1 && (tiles.memory_bytes == 0 || whole <= tiles.memory_bytes)) {
    TiledClusters result;
    result.clusters = dbscan(share, options, run);
    result.rows = result.largest_tile = agreed.rows;
    result.tiles = result.rounds = 1;
    return result;
  }
  const TilePlan plan = plan_tiles(share, agreed, options.eps_m, tiles, halo_eps, ranks, run);
  Tiles work(share, options, agreed, plan, ranks, run);
  for (unsigned round = 0; round < plan.rounds; ++round) work.cluster_round(round);
  return work.finish();
}

TiledClusters dbscan_in_tiles(const PointView& share, const DbscanOptions& options, const TileOptions& tiles,
                              const Ranks& ranks, RunControl& run) {
  return dbscan_in_tiles_with_halo(share, options, tiles, 2, ranks, run);
}

}  // namespace agglo

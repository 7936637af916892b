#include "agglo/label_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "agglo/clustering_memory.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/memory.hpp"
#include "agglo/tiled_dbscan.hpp"

namespace agglo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kReadingBytes = std::uint64_t{64} << 20;  // blocks of text and numbers on the way
constexpr std::uint64_t kLabelBytes = 5;                          // a row's label and role

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Where the coordinates are kept, and what is left for clustering.
struct MemoryPlan {
  std::uint64_t limit = 0;  ///< 0 = not known: no limit
  bool on_disk = false;
};

MemoryPlan plan_memory(const LabelRequest& request, const Ranks& ranks) {
  MemoryPlan plan;
  plan.limit = request.memory_bytes;
  if (plan.limit == 0) plan.limit = available_memory_bytes() / 10 * 9 / ranks.on_this_machine;
  if (plan.limit == 0) return plan;
  const PointFileSize size = point_file_size(request.file, request.points);
  const std::uint64_t rows = size.rows / ranks.size + 1;
  require_memory(
      rows * kLabelBytes + kReadingBytes, plan.limit,
      fmt::format("labelling {}{} points", size.is_exact ? "" : "about ", size.rows),
      "allow more with --memory-gib, run on more ranks (agglo built with MPI), or cluster a smaller area");
  const std::uint64_t columns = rows * 8 * (request.points.weight.empty() ? 2 : 3);
  plan.on_disk = columns + rows * kLabelBytes + kReadingBytes > plan.limit / 2;
  // One machine that holds everything needs no disk.
  if (ranks.size == 1 &&
      columns + kReadingBytes +
              clustering_memory_bytes(ClusterMethod::dbscan, rows, 2, !request.points.weight.empty()) <=
          plan.limit)
    plan.on_disk = false;
  return plan;
}

std::uint64_t left_for_tiles(const MemoryPlan& plan, const PointView& points) {
  if (plan.limit == 0) return 0;
  const std::uint64_t rows = points.x_m.size();
  const std::uint64_t columns = plan.on_disk ? 0 : 8 * (2 * rows + points.z_m.size() + points.weight.size());
  const std::uint64_t taken = columns + rows * kLabelBytes;
  return plan.limit > taken ? plan.limit - taken : 1;
}

void add_counts(const TiledClusters& found, const Ranks& ranks, LabelSummary& summary) {
  Words mine(5, 0);
  for (const PointRole role : found.clusters.role) ++mine[static_cast<std::size_t>(role)];
  mine[4] = found.sent_words * sizeof(std::uint64_t);
  for (const Words& words : ranks.gather(mine)) {
    summary.core += words[static_cast<std::size_t>(PointRole::core)];
    summary.border += words[static_cast<std::size_t>(PointRole::border)];
    summary.noise += words[static_cast<std::size_t>(PointRole::noise)];
    summary.unlocated += words[static_cast<std::size_t>(PointRole::unlocated)];
    summary.exchanged_bytes += words[4];
  }
  summary.rows = found.rows;
  summary.clusters = found.clusters.count;
  summary.tiles = found.tiles;
  summary.rounds = found.rounds;
  summary.copied_points = found.copied_points;
  summary.largest_tile = found.largest_tile;
}

}  // namespace

LabelSummary label_points(const LabelRequest& request, const Ranks& ranks, RunControl& run) {
  LabelSummary summary;
  Clock::time_point start = Clock::now();
  const MemoryPlan memory = plan_memory(request, ranks);
  summary.on_disk = memory.on_disk;
  PointFileOptions options = request.points;
  if (memory.on_disk) {
    options.spool_folder = request.output.parent_path();
    if (options.spool_folder.empty()) options.spool_folder = ".";
  }
  TiledClusters found;
  {
    const PointColumns points = read_points(request.file, options, ranks, run);
    summary.notes = points.notes();
    summary.frame = points.frame().kind == FrameKind::plane ? "a plane of its own" : points.frame().name;
    summary.read_s = seconds_since(start);
    start = Clock::now();
    DbscanOptions scaled = request.dbscan;
    if (points.frame().kind == FrameKind::geocentric) scaled.eps_m = chord_from_distance_m(scaled.eps_m);
    found = dbscan_in_tiles(points.view(), scaled,
                            {.memory_bytes = left_for_tiles(memory, points.view()), .tiles = request.tiles},
                            ranks, run);
  }
  summary.compute_s = seconds_since(start);
  start = Clock::now();
  add_counts(found, ranks, summary);
  write_labels(request.output, found.clusters, found.first_row, ranks, run);
  summary.write_s = seconds_since(start);
  return summary;
}

}  // namespace agglo

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "access/roads/road_lines.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "cluster/disjoint_sets.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// What makes two vertices the same, and which vertex it is.
struct VertexKey {
  std::uint64_t high, low;
  std::uint64_t vertex;
  bool same_place(const VertexKey& other) const { return high == other.high && low == other.low; }
  bool operator<(const VertexKey& other) const {
    if (high != other.high) return high < other.high;
    return low != other.low ? low < other.low : vertex < other.vertex;
  }
};

std::uint64_t bits_of(double value) {
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);  // -0 is 0
}

std::uint64_t vertex_begin(const Shapes& lines, std::size_t way) {
  return lines.ring_start[lines.part_start[lines.row_start[way]]];
}

bool is_line(const Shapes& lines, std::size_t way) {
  if (lines.kind[way] != ShapeKind::line) return false;
  for (std::uint64_t v = vertex_begin(lines, way); v < vertex_begin(lines, way + 1); ++v)
    if (!std::isfinite(lines.x[v]) || !std::isfinite(lines.y[v])) return false;
  return true;
}

/// Whether the way is open in some direction. Whatever is given must be above 0.
bool is_open(const RoadWays& ways, std::size_t way) {
  bool open = false;
  for (const std::vector<double>* column :
       {&ways.forward_kmh, &ways.backward_kmh, &ways.forward_s, &ways.backward_s}) {
    const double value = value_or_nan(*column, way);
    if (std::isnan(value)) continue;
    if (!(value > 0) || std::isinf(value))
      throw failure(
          "the road " + way_sample(ways, way) + " has the speed or time \"" + std::to_string(value) + "\"",
          "speeds and times must be above 0; leave them empty where they are not known");
    open = true;
  }
  return open;
}

/// The point of every vertex: its rank among the places that occur.
std::vector<std::uint32_t> point_of_vertices(const RoadWays& ways, RunControl& run, RoadLines& lines) {
  const std::size_t count = ways.lines.x.size();
  if (count >= std::numeric_limits<std::uint32_t>::max())
    throw failure("the roads have " + std::to_string(count) + " vertices",
                  "import a smaller region; up to 4,294,967,294 are possible");
  std::vector<VertexKey> keys(count);
  run.begin("number road vertices", count);
  parallel_blocks(count, 1 << 16, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t v = begin; v < end; ++v)
      keys[v] = ways.vertex_node.empty() ? VertexKey{bits_of(ways.lines.x[v]), bits_of(ways.lines.y[v]), v}
                                         : VertexKey{std::bit_cast<std::uint64_t>(ways.vertex_node[v]), 0, v};
  });
  with_threads(run, [&] { tbb::parallel_sort(keys.begin(), keys.end()); });
  run.check();
  std::vector<std::uint32_t> point(count);
  for (std::size_t k = 0; k < count; ++k) {
    if (k == 0 || !keys[k].same_place(keys[k - 1])) {
      lines.x.push_back(ways.lines.x[keys[k].vertex]);
      lines.y.push_back(ways.lines.y[keys[k].vertex]);
    }
    point[keys[k].vertex] = static_cast<std::uint32_t>(lines.x.size() - 1);
  }
  return point;
}

}  // namespace

void NetworkNotes::add(const char* code, const char* meaning, const std::string& sample,
                       std::uint64_t count) {
  auto found =
      std::find_if(lines_.begin(), lines_.end(), [&](const auto& line) { return line.code == code; });
  if (found == lines_.end()) found = lines_.insert(lines_.end(), {code, meaning, 0, {}});
  found->count += count;
  if (found->samples.size() < 5 && !sample.empty()) found->samples.push_back(sample);
}

std::string way_sample(const RoadWays& ways, std::size_t way) {
  if (ways.id.size() > way && !ways.id[way].empty()) return std::string(ways.id[way]);
  return "line " + std::to_string(way + 1);
}

std::string place_sample(double x, double y) {
  return Column{"", std::vector<double>{x}, "", ""}.text(0) + ", " +
         Column{"", std::vector<double>{y}, "", ""}.text(0);
}

double points_apart_m(const RoadLines& lines, std::uint32_t a, std::uint32_t b, bool on_plane) {
  return on_plane ? std::hypot(lines.x[a] - lines.x[b], lines.y[a] - lines.y[b])
                  : geodesic_distance_m({lines.x[a], lines.y[a]}, {lines.x[b], lines.y[b]});
}

void unite_points(RoadLines& lines, const PointPairs& same) {
  DisjointSets sets(lines.x.size());
  for (const auto& [a, b] : same) sets.join(a, b);
  for (std::uint32_t& point : lines.point) point = sets.root(point);
}

double value_or_nan(const std::vector<double>& column, std::size_t way) {
  return column.empty() ? std::numeric_limits<double>::quiet_NaN() : column[way];
}

RoadLines number_points(const RoadWays& ways, RunControl& run, NetworkNotes& notes) {
  RoadLines lines;
  const std::vector<std::uint32_t> point = point_of_vertices(ways, run, lines);
  lines.point.reserve(point.size());
  PointPairs same;  // junctions of other names at one place, with a road between them
  for (std::size_t way = 0; way < ways.size(); ++way) {
    if (!is_line(ways.lines, way)) {
      notes.add("no_line", "rows without a line; left out", way_sample(ways, way));
      continue;
    }
    if (!is_open(ways, way)) {
      notes.add("closed", "roads closed in both directions; left out", way_sample(ways, way));
      continue;
    }
    const std::size_t before = lines.point.size();
    std::uint64_t repeated = 0;
    for (std::uint64_t v = vertex_begin(ways.lines, way); v < vertex_begin(ways.lines, way + 1); ++v) {
      if (lines.point.size() > before && lines.point.back() == point[v])
        ++repeated;
      else
        lines.point.push_back(point[v]);
      const std::uint32_t last = lines.point[std::max(before + 1, lines.point.size() - 1) - 1];
      if (last != point[v] && lines.x[last] == lines.x[point[v]] && lines.y[last] == lines.y[point[v]])
        same.emplace_back(last, point[v]);
    }
    if (lines.point.size() - before < 2) {
      lines.point.resize(before);
      notes.add("zero_length", "roads of no length; left out", way_sample(ways, way));
      continue;
    }
    if (repeated > 0)
      notes.add("duplicate_vertices", "vertices that repeat the one before; left out", way_sample(ways, way),
                repeated);
    lines.way.push_back(static_cast<std::uint32_t>(way));
    lines.start.push_back(lines.point.size());
  }
  if (!same.empty()) unite_points(lines, same);
  return lines;
}

}  // namespace agglo

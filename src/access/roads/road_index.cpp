#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "agglo/geodesy.hpp"
#include "agglo/road_places.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr double kSameSpot_m = 0.001;  // nearer to an end of an edge is at the node

constexpr std::size_t kFanOut = 8;

std::array<double, 3> place_of(double x, double y, bool is_plane) {
  if (is_plane) return {x, y, 0};
  const Metres3 p = geocentric_from_lonlat({x, y});
  return {p.x_m, p.y_m, p.z_m};
}

/// Every third bit of a 63-bit number is one of the low 21 bits of `v`.
std::uint64_t spread(std::uint64_t v) {
  v &= 0x1fffff;
  v = (v | v << 32) & 0x1f00000000ffff;
  v = (v | v << 16) & 0x1f0000ff0000ff;
  v = (v | v << 8) & 0x100f00f00f00f00f;
  v = (v | v << 4) & 0x10c30c30c30c30c3;
  return (v | v << 2) & 0x1249249249249249;
}

}  // namespace

/// What a search looks for and has found.
struct RoadIndex::Nearest {
  double place[3];
  double squared;  ///< shorter or equal ones are wanted
  std::uint32_t edge = kNoEdge;
  std::uint32_t kept = 0, vertex = 0;  ///< row of the edge in edge_, and where the segment starts
  double share = 0;                    ///< of the segment before the nearest point

  double squared_distance(const Box& box) const {
    double sum = 0;
    for (int k = 0; k < 3; ++k) {
      const double d = std::max({box.min[k] - place[k], place[k] - box.max[k], 0.0});
      sum += d * d;
    }
    return sum;
  }
};

const RoadIndex::Box RoadIndex::kNoBox{{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};

RoadIndex::RoadIndex(const RoadEdges& edges, bool is_plane, std::uint32_t smallest_component)
    : is_plane_(is_plane) {
  const Shapes& lines = edges.lines;
  std::uint32_t largest = 1;
  first_.push_back(0);
  // Where all islands are small the largest counts nevertheless.
  for (const std::uint32_t nodes : edges.component_nodes) largest = std::max(largest, nodes);
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    if (!edges.joinable[e] || edges.component_nodes[e] < std::min(smallest_component, largest)) continue;
    if (std::isnan(edges.forward_s[e]) && std::isnan(edges.backward_s[e])) continue;
    edge_.push_back(e);
    const std::size_t ring = lines.part_start[lines.row_start[e]];
    for (std::uint64_t v = lines.ring_start[ring]; v < lines.ring_start[ring + 1]; ++v) {
      const auto place = place_of(lines.x[v], lines.y[v], is_plane);
      xyz_.insert(xyz_.end(), place.begin(), place.end());
    }
    const auto end = static_cast<std::uint32_t>(xyz_.size() / 3);
    for (std::uint32_t v = first_.back(); v + 1 < end; ++v) segments_.push_back(v);
    first_.push_back(end);
  }
  if (segments_.empty()) return;
  sort_segments();
  make_boxes();
}

/// Along a curve through space that keeps near ones together (Morton 1966).
void RoadIndex::sort_segments() {
  Box all = kNoBox;
  for (std::size_t i = 0; i < xyz_.size(); ++i) {
    all.min[i % 3] = std::min(all.min[i % 3], xyz_[i]);
    all.max[i % 3] = std::max(all.max[i % 3], xyz_[i]);
  }
  const double width =
      std::max({all.max[0] - all.min[0], all.max[1] - all.min[1], all.max[2] - all.min[2], 1e-9});
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(segments_.size());
  for (const std::uint32_t v : segments_) {
    std::uint64_t key = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double middle = (xyz_[3 * std::size_t{v} + k] + xyz_[3 * std::size_t{v} + 3 + k]) / 2;
      key |= spread(static_cast<std::uint64_t>((middle - all.min[k]) / width * 0x1fffff)) << k;
    }
    keyed.emplace_back(key, v);
  }
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < keyed.size(); ++i) segments_[i] = keyed[i].second;
}

void RoadIndex::make_boxes() {
  const auto add_level = [&](std::size_t items, const auto& extend) {
    std::vector<Box> level((items + kFanOut - 1) / kFanOut, kNoBox);
    for (std::size_t i = 0; i < items; ++i) extend(level[i / kFanOut], i);
    boxes_.push_back(std::move(level));
  };
  add_level(segments_.size(), [&](Box& box, std::size_t i) {
    for (std::size_t c = 0; c < 6; ++c) {
      const double value = xyz_[3 * std::size_t{segments_[i]} + c];
      box.min[c % 3] = std::min(box.min[c % 3], value);
      box.max[c % 3] = std::max(box.max[c % 3], value);
    }
  });
  while (boxes_.back().size() > 1) {
    const std::vector<Box> below = boxes_.back();
    add_level(below.size(), [&](Box& box, std::size_t i) {
      for (std::size_t k = 0; k < 3; ++k) {
        box.min[k] = std::min(box.min[k], below[i].min[k]);
        box.max[k] = std::max(box.max[k], below[i].max[k]);
      }
    });
  }
}

void RoadIndex::search(std::size_t level, std::size_t box, Nearest& best) const {
  if (level > 0) {
    // Nearest boxes first, so that the others are passed over.
    std::array<std::pair<double, std::size_t>, kFanOut> order;
    std::size_t count = 0;
    const std::size_t end = std::min(boxes_[level - 1].size(), (box + 1) * kFanOut);
    for (std::size_t child = box * kFanOut; child < end; ++child) {
      const double squared = best.squared_distance(boxes_[level - 1][child]);
      if (squared > best.squared) continue;
      std::size_t at = count++;
      for (; at > 0 && order[at - 1].first > squared; --at) order[at] = order[at - 1];
      order[at] = {squared, child};
    }
    for (std::size_t i = 0; i < count; ++i)
      if (order[i].first <= best.squared) search(level - 1, order[i].second, best);
    return;
  }
  const std::size_t end = std::min(segments_.size(), (box + 1) * kFanOut);
  for (std::size_t i = box * kFanOut; i < end; ++i) {
    const double* a = &xyz_[3 * std::size_t{segments_[i]}];
    double length2 = 0, dot = 0;
    for (int k = 0; k < 3; ++k) {
      length2 += (a[3 + k] - a[k]) * (a[3 + k] - a[k]);
      dot += (best.place[k] - a[k]) * (a[3 + k] - a[k]);
    }
    const double share = length2 > 0 ? std::clamp(dot / length2, 0.0, 1.0) : 0;
    double squared = 0;
    for (int k = 0; k < 3; ++k) {
      // The end itself at share 1: edges that meet there are equally far to the bit.
      const double nearest = share == 1 ? a[3 + k] : a[k] + share * (a[3 + k] - a[k]);
      squared += (best.place[k] - nearest) * (best.place[k] - nearest);
    }
    if (squared > best.squared) continue;
    const auto kept = static_cast<std::uint32_t>(
        std::upper_bound(first_.begin(), first_.end(), segments_[i]) - first_.begin() - 1);
    const std::pair found(edge_[kept], segments_[i]);
    if (squared == best.squared && found >= std::pair(best.edge, best.vertex)) continue;
    best.squared = squared;
    best.edge = edge_[kept];
    best.kept = kept;
    best.vertex = segments_[i];
    best.share = share;
  }
}

RoadPlaces RoadIndex::snap(std::span<const double> x, std::span<const double> y, double largest_access_m,
                           RunControl& run) const {
  RoadPlaces places;
  places.edge.assign(x.size(), kNoEdge);
  places.along.assign(x.size(), 0);
  places.access_m.assign(x.size(), std::nan(""));
  if (segments_.empty()) return places;
  const auto length = [&](std::uint32_t v, std::uint32_t w) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double d = xyz_[3 * std::size_t{w} + k] - xyz_[3 * std::size_t{v} + k];
      sum += d * d;
    }
    return std::sqrt(sum);
  };
  run.begin("join places to roads", x.size());
  parallel_blocks(x.size(), 1024, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t p = begin; p < end; ++p) {
      if (!std::isfinite(x[p]) || !std::isfinite(y[p])) continue;
      Nearest best;
      const auto place = place_of(x[p], y[p], is_plane_);
      std::copy(place.begin(), place.end(), best.place);
      best.squared = largest_access_m * largest_access_m;
      search(boxes_.size() - 1, 0, best);
      if (best.edge == kNoEdge) continue;
      double before = 0, whole = 0;
      for (std::uint32_t v = first_[best.kept]; v + 1 < first_[best.kept + 1]; ++v) {
        const double part = length(v, v + 1);
        if (v < best.vertex) before += part;
        if (v == best.vertex) before += best.share * part;
        whole += part;
      }
      places.edge[p] = best.edge;
      places.along[p] = before < kSameSpot_m ? 0 : whole - before < kSameSpot_m ? 1 : before / whole;
      places.access_m[p] = std::sqrt(best.squared);
    }
  });
  return places;
}

RoadPlaces snap_to_roads(const RoadEdges& edges, bool is_plane, std::span<const double> x,
                         std::span<const double> y, const SnapOptions& options, RunControl& run) {
  return RoadIndex(edges, is_plane, options.smallest_component).snap(x, y, options.largest_access_m, run);
}

}  // namespace agglo

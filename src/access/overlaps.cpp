#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "access/geos_shapes.hpp"
#include "agglo/catchments.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Shares of the smaller area below this are the rounding of common edges, not an overlap.
constexpr double kNothing = 1e-9;

struct Pair {
  std::uint32_t a, b;
};

/// Pairs a < b whose boxes meet, ascending. Sweeps from west to east.
std::vector<Pair> meeting_boxes(const Shapes& shapes) {
  std::vector<Box> boxes;
  std::vector<std::uint32_t> order;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    boxes.push_back(shapes.kind[row] == ShapeKind::polygon ? shapes.box(row) : Box{});
    if (!boxes.back().empty()) order.push_back(static_cast<std::uint32_t>(row));
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return boxes[a].min_x != boxes[b].min_x ? boxes[a].min_x < boxes[b].min_x : a < b;
  });
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size() && boxes[order[j]].min_x <= boxes[order[i]].max_x; ++j)
      if (boxes[order[i]].intersects(boxes[order[j]]))
        pairs.push_back({std::min(order[i], order[j]), std::max(order[i], order[j])});
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& p, const Pair& q) { return p.a != q.a ? p.a < q.a : p.b < q.b; });
  return pairs;
}

/// Which firms many-membered groups hold, as bits, so that counting common members costs no walk of both
/// lists. Only groups that hold a good share of all rows get bits: they never need more room than their
/// lists.
class CommonMembers {
 public:
  explicit CommonMembers(const Groups& groups) : groups_(groups), bits_(groups.size()) {
    std::uint32_t largest = 0;
    for (const std::uint32_t item : groups.items) largest = std::max(largest, item);
    const std::size_t words = largest / 64 + 1;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (groups[g].size() < 2 * words) continue;
      bits_[g].assign(words, 0);
      for (const std::uint32_t item : groups[g]) bits_[g][item / 64] |= std::uint64_t{1} << (item % 64);
    }
  }

  std::uint64_t count(std::size_t a, std::size_t b) const {
    if (bits_[a].empty() && !bits_[b].empty()) std::swap(a, b);
    std::uint64_t common = 0;
    if (!bits_[a].empty() && !bits_[b].empty()) {
      for (std::size_t w = 0; w < bits_[a].size(); ++w)
        common += static_cast<std::uint64_t>(std::popcount(bits_[a][w] & bits_[b][w]));
    } else if (!bits_[a].empty()) {
      for (const std::uint32_t item : groups_[b]) common += bits_[a][item / 64] >> (item % 64) & 1;
    } else {
      const auto p = groups_[a], q = groups_[b];
      for (std::size_t i = 0, j = 0; i < p.size() && j < q.size();) {
        if (p[i] == q[j]) ++common;
        const bool step_i = p[i] <= q[j], step_j = q[j] <= p[i];
        i += step_i;
        j += step_j;
      }
    }
    return common;
  }

 private:
  const Groups& groups_;
  std::vector<std::vector<std::uint64_t>> bits_;
};

/// The geometries that one block of pairs needs, each made once.
class BlockGeometries {
 public:
  explicit BlockGeometries(const Shapes& shapes) : shapes_(shapes) {}
  const GeosContext& context() const { return context_; }
  const GeosGeometry& operator[](std::uint32_t row) {
    auto found = made_.find(row);
    if (found == made_.end()) found = made_.emplace(row, to_valid_polygon(context_, shapes_, row)).first;
    return found->second;
  }

 private:
  const Shapes& shapes_;
  GeosContext context_;
  std::map<std::uint32_t, GeosGeometry> made_;
};

}  // namespace

std::vector<Overlap> overlaps(const Shapes& polygons_m, const Groups& firms_of, RunControl& run) {
  assert(firms_of.size() == polygons_m.size());
  const std::vector<Pair> pairs = meeting_boxes(polygons_m);
  const CommonMembers members(firms_of);
  run.begin("overlap of each pair", pairs.size());
  std::vector<Overlap> found(pairs.size());
  parallel_blocks(pairs.size(), 64, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    BlockGeometries geometries(polygons_m);
    const GeosContext& context = geometries.context();
    for (std::size_t i = begin; i < end; ++i) {
      run.check();
      const Pair pair = pairs[i];
      const GeosGeometry &a = geometries[pair.a], &b = geometries[pair.b];
      const GeosGeometry common =
          own(context, GEOSIntersection_r(context.handle(), a.get(), b.get()), "cutting two catchments");
      const double area_m2 = area_of(context, common),
                   smaller_m2 = std::min(area_of(context, a), area_of(context, b));
      found[i] = {pair.a, pair.b, area_m2, smaller_m2 > 0 ? std::min(1.0, area_m2 / smaller_m2) : 0, 0, 0};
      if (found[i].area_share <= kNothing) continue;
      found[i].firms_both = members.count(pair.a, pair.b);
      const std::uint64_t either = firms_of[pair.a].size() + firms_of[pair.b].size() - found[i].firms_both;
      found[i].firms_jaccard = either > 0
                                   ? static_cast<double>(found[i].firms_both) / static_cast<double>(either)
                                   : std::numeric_limits<double>::quiet_NaN();
    }
  });
  std::erase_if(found, [](const Overlap& overlap) { return overlap.area_share <= kNothing; });
  return found;
}

Shapes merged(const Shapes& shapes) {
  const GeosContext context;
  std::vector<GeosGeometry> areas;
  for (std::size_t row = 0; row < shapes.size(); ++row)
    if (shapes.kind[row] == ShapeKind::polygon) areas.push_back(to_valid_polygon(context, shapes, row));
  const GeosGeometry all = collect(context, GEOS_GEOMETRYCOLLECTION, std::move(areas));
  GeosGeometry joined = own(context, GEOSUnaryUnion_r(context.handle(), all.get()), "joining areas");
  Shapes result;
  from_geos(context, valid_polygon(context, std::move(joined)).get(), result);
  return result;
}

}  // namespace agglo

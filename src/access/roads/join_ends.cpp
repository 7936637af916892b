#include <algorithm>
#include <cmath>

#include "access/point_tree.hpp"
#include "access/roads/road_lines.hpp"
#include "agglo/geodesy.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

struct Pair {
  double squared_m2;
  std::uint32_t a, b;  ///< ends, a < b
  bool operator<(const Pair& other) const {
    if (squared_m2 != other.squared_m2) return squared_m2 < other.squared_m2;
    return a != other.a ? a < other.a : b < other.b;
  }
};

/// Ends of lines, ascending by point, and the short lines between two of them.
struct Ends {
  std::vector<std::uint32_t> point;
  PlaceColumns places;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> short_lines;  ///< both ways round, sorted

  PointTree::Point place(std::uint32_t end) const {
    return {places.x[end], places.y[end], places.z.empty() ? 0 : places.z[end], end};
  }
};

/// Length of a line, or the first sum that is more than `enough_m`.
double length_up_to(const RoadLines& lines, std::size_t line, double enough_m, bool on_plane) {
  double length_m = 0;
  for (std::uint64_t v = lines.start[line] + 1; v < lines.start[line + 1] && length_m <= enough_m; ++v)
    length_m += points_apart_m(lines, lines.point[v - 1], lines.point[v], on_plane);
  return length_m;
}

Ends ends_of(const RoadLines& lines, double join_m, bool on_plane) {
  Ends ends;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    ends.point.push_back(lines.first(line));
    ends.point.push_back(lines.last(line));
  }
  std::sort(ends.point.begin(), ends.point.end());
  ends.point.erase(std::unique(ends.point.begin(), ends.point.end()), ends.point.end());
  for (const std::uint32_t point : ends.point) {
    const Metres3 place = on_plane ? Metres3{lines.x[point], lines.y[point], 0}
                                   : geocentric_from_lonlat({lines.x[point], lines.y[point]});
    ends.places.x.push_back(place.x_m);
    ends.places.y.push_back(place.y_m);
    if (!on_plane) ends.places.z.push_back(place.z_m);
  }
  const auto number = [&](std::uint32_t point) {
    return static_cast<std::uint32_t>(std::lower_bound(ends.point.begin(), ends.point.end(), point) -
                                      ends.point.begin());
  };
  for (std::size_t line = 0; line < lines.size(); ++line) {
    if (length_up_to(lines, line, 2 * join_m, on_plane) > 2 * join_m) continue;
    const std::uint32_t a = number(lines.first(line)), b = number(lines.last(line));
    ends.short_lines.emplace_back(a, b);
    ends.short_lines.emplace_back(b, a);
  }
  std::sort(ends.short_lines.begin(), ends.short_lines.end());
  return ends;
}

std::vector<Pair> near_pairs(const Ends& ends, double join_m, RunControl& run) {
  const PointTree tree(ends.places, run);
  std::vector<Pair> pairs;
  run.begin("join road ends", ends.point.size());
  constexpr std::size_t kBlock = 1 << 14;
  std::vector<std::vector<Pair>> found((ends.point.size() + kBlock - 1) / kBlock);
  parallel_blocks(ends.point.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    for (std::size_t a = begin; a < end; ++a)
      tree.within(ends.place(static_cast<std::uint32_t>(a)), join_m,
                  [&](const PointTree::Point& other, double squared_m2) {
                    if (other.row > a)
                      found[block].push_back({squared_m2, static_cast<std::uint32_t>(a), other.row});
                  });
  });
  for (const std::vector<Pair>& part : found) pairs.insert(pairs.end(), part.begin(), part.end());
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// Groups of ends as linked rings; the lowest end is the leader.
class Groups {
 public:
  explicit Groups(std::size_t size) : leader_(size), next_(size) {
    for (std::size_t end = 0; end < size; ++end) leader_[end] = next_[end] = static_cast<std::uint32_t>(end);
  }
  std::uint32_t leader(std::uint32_t end) const { return leader_[end]; }

  template <class Visit>
  void each(std::uint32_t leader, Visit visit) const {
    std::uint32_t end = leader;
    do visit(end);
    while ((end = next_[end]) != leader);
  }

  void join(std::uint32_t a, std::uint32_t b) {
    if (b < a) std::swap(a, b);
    each(b, [&](std::uint32_t end) { leader_[end] = a; });
    std::swap(next_[a], next_[b]);
  }

 private:
  std::vector<std::uint32_t> leader_, next_;
};

/// Every end of one group must be near every one of the other, and no short line may lie between them.
bool may_join(const Groups& groups, const Ends& ends, std::uint32_t a, std::uint32_t b, double join_m) {
  bool allowed = true;
  groups.each(a, [&](std::uint32_t first) {
    groups.each(b, [&](std::uint32_t second) {
      allowed =
          allowed && squared_distance(ends.place(first), ends.place(second)) <= join_m * join_m &&
          !std::binary_search(ends.short_lines.begin(), ends.short_lines.end(), std::pair(first, second));
    });
  });
  return allowed;
}

}  // namespace

void join_ends(RoadLines& lines, double join_m, bool on_plane, RunControl& run, NetworkNotes& notes) {
  const Ends ends = ends_of(lines, join_m, on_plane);
  Groups groups(ends.point.size());
  for (const Pair& pair : near_pairs(ends, join_m, run)) {
    const std::uint32_t a = groups.leader(pair.a), b = groups.leader(pair.b);
    if (a != b && may_join(groups, ends, a, b, join_m)) groups.join(a, b);
  }
  std::vector<std::uint32_t> becomes;
  for (std::uint32_t end = 0; end < ends.point.size(); ++end) {
    const std::uint32_t leader = groups.leader(end), point = ends.point[end];
    if (leader == end) continue;
    if (becomes.empty()) {
      becomes.resize(lines.x.size());
      for (std::size_t p = 0; p < becomes.size(); ++p) becomes[p] = static_cast<std::uint32_t>(p);
    }
    becomes[point] = ends.point[leader];
    notes.add("nodes_joined", "ends of roads moved onto another end within the tolerance",
              place_sample(lines.x[point], lines.y[point]));
  }
  if (!becomes.empty())
    for (std::uint32_t& point : lines.point) point = becomes[point];
}

}  // namespace agglo

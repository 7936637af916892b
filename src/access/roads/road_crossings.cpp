#include <algorithm>
#include <cmath>
#include <numbers>

#include "access/roads/segment_cells.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr double kTouch_m = 0.01;  // nearer than this an end lies on the line
constexpr double kMetresPerDegree = 6371008.8 * std::numbers::pi / 180;

struct Crossing {
  std::uint32_t first, second;  ///< segments
  double first_along, second_along, x, y;
};

/// A point to put into a segment.
struct NewVertex {
  std::uint64_t vertex;  ///< before which it comes one later
  double along;
  std::uint32_t point;
  bool operator<(const NewVertex& other) const {
    if (vertex != other.vertex) return vertex < other.vertex;
    return along != other.along ? along < other.along : point < other.point;
  }
};

double cross(double ax, double ay, double bx, double by) {
  return ax * by - ay * bx;
}

/// Where two segments cross inside both; false when they share a point, touch or are parallel.
bool find_crossing(const RoadLines& lines, const Segment& first, const Segment& second, Crossing& out) {
  const std::uint32_t a = lines.point[first.vertex], b = lines.point[first.vertex + 1];
  const std::uint32_t c = lines.point[second.vertex], d = lines.point[second.vertex + 1];
  if (a == c || a == d || b == c || b == d) return false;
  const double ux = lines.x[b] - lines.x[a], uy = lines.y[b] - lines.y[a];
  const double vx = lines.x[d] - lines.x[c], vy = lines.y[d] - lines.y[c];
  const double turn = cross(ux, uy, vx, vy);
  if (turn == 0) return false;
  const double wx = lines.x[c] - lines.x[a], wy = lines.y[c] - lines.y[a];
  out.first_along = cross(wx, wy, vx, vy) / turn;
  out.second_along = cross(wx, wy, ux, uy) / turn;
  if (!(out.first_along > 0 && out.first_along < 1 && out.second_along > 0 && out.second_along < 1))
    return false;
  out.x = lines.x[a] + out.first_along * ux;
  out.y = lines.y[a] + out.first_along * uy;
  return true;
}

/// Of the cells that both segments pass, the one with the crossing in it reports it.
void crossings_of_cell(const RoadLines& lines, const SegmentCells& cells,
                       std::span<const SegmentCells::Entry> cell, std::vector<Crossing>& found) {
  const auto segments = cells.segments();
  for (std::size_t i = 0; i < cell.size(); ++i)
    for (std::size_t j = i + 1; j < cell.size(); ++j) {
      Crossing crossing{cell[i].segment, cell[j].segment, 0, 0, 0, 0};
      if (!find_crossing(lines, segments[crossing.first], segments[crossing.second], crossing)) continue;
      if (cells.column_of(crossing.x) == cell[i].column && cells.row_of(crossing.y) == cell[i].row)
        found.push_back(crossing);
    }
}

std::vector<Crossing> find_crossings(const RoadLines& lines, const SegmentCells& cells, RunControl& run) {
  const auto entries = cells.entries();
  constexpr std::size_t kBlock = 1 << 16;
  std::vector<std::vector<Crossing>> parts((entries.size() + kBlock - 1) / kBlock);
  run.begin("find crossing roads", entries.size());
  parallel_blocks(entries.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    while (begin > 0 && begin < end && entries[begin].same_cell(entries[begin - 1])) ++begin;
    while (begin < end) {  // a cell belongs to the block in which it begins
      std::size_t after = begin + 1;
      while (after < entries.size() && entries[after].same_cell(entries[begin])) ++after;
      crossings_of_cell(lines, cells, entries.subspan(begin, after - begin), parts[block]);
      begin = after;
    }
  });
  std::vector<Crossing> all;
  for (const std::vector<Crossing>& part : parts) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end(), [](const Crossing& a, const Crossing& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  return all;
}

struct Touch {
  std::uint32_t segment = 0;
  double along = 0, away_m = std::numeric_limits<double>::infinity();
};

/// How a point lies beside a segment, on a plane that is true around the point.
Touch touch_of(const RoadLines& lines, const Segment& segment, std::uint32_t point, double x_metres,
               double y_metres) {
  const std::uint32_t a = lines.point[segment.vertex], b = lines.point[segment.vertex + 1];
  const double px = lines.x[point], py = lines.y[point];
  const double ax = (lines.x[a] - px) * x_metres, ay = (lines.y[a] - py) * y_metres;
  const double ux = (lines.x[b] - px) * x_metres - ax, uy = (lines.y[b] - py) * y_metres - ay;
  Touch touch;
  touch.along = std::clamp(-(ax * ux + ay * uy) / (ux * ux + uy * uy), 0.0, 1.0);
  touch.away_m = std::hypot(ax + touch.along * ux, ay + touch.along * uy);
  return touch;
}

/// The nearest segment within `reach_m` of an end that does not have the end itself.
Touch nearest_touch(const RoadLines& lines, const SegmentCells& cells, std::uint32_t point, double reach_m,
                    bool on_plane) {
  const double y_metres = on_plane ? 1 : kMetresPerDegree;
  const double x_metres =
      on_plane ? 1 : kMetresPerDegree * std::max(1e-6, std::cos(lines.y[point] * std::numbers::pi / 180));
  const double reach_x = reach_m / x_metres, reach_y = reach_m / y_metres;
  Touch best;
  for (auto column = cells.column_of(lines.x[point] - reach_x);
       column <= cells.column_of(lines.x[point] + reach_x); ++column)
    for (auto row = cells.row_of(lines.y[point] - reach_y); row <= cells.row_of(lines.y[point] + reach_y);
         ++row)
      for (const SegmentCells::Entry& entry : cells.cell(column, row)) {
        const Segment& segment = cells.segments()[entry.segment];
        if (lines.first(segment.line) == point || lines.last(segment.line) == point) continue;
        if (lines.point[segment.vertex] == point || lines.point[segment.vertex + 1] == point) continue;
        Touch touch = touch_of(lines, segment, point, x_metres, y_metres);
        touch.segment = entry.segment;
        const bool is_better =
            touch.away_m < best.away_m || (touch.away_m == best.away_m && touch.segment < best.segment);
        if (touch.away_m <= reach_m && is_better) best = touch;
      }
  return best;
}

/// Lines anew with the vertices put in, which are sorted. What then lies at one place (three roads that cross
/// at a point) is one point.
void insert_vertices(RoadLines& lines, const std::vector<NewVertex>& vertices, bool on_plane) {
  std::vector<std::uint32_t> point;
  point.reserve(lines.point.size() + vertices.size());
  PointPairs same;
  const auto unite_if_near = [&](std::uint32_t a, std::uint32_t b) {
    if (a != b && points_apart_m(lines, a, b, on_plane) <= kTouch_m) same.emplace_back(a, b);
  };
  auto next = vertices.begin();
  std::uint64_t v = 0;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    for (; v < lines.start[line + 1]; ++v) {
      point.push_back(lines.point[v]);
      if (next == vertices.end() || next->vertex != v) continue;
      for (; next != vertices.end() && next->vertex == v; ++next) {
        unite_if_near(point.back(), next->point);
        point.push_back(next->point);
      }
      unite_if_near(point.back(), lines.point[v + 1]);
    }
    lines.start[line + 1] = point.size();
  }
  lines.point = std::move(point);
  if (!same.empty()) unite_points(lines, same);
}

struct End {
  std::uint32_t point;
  bool is_dead_end;
};

std::vector<End> ends_of(const RoadLines& lines) {
  std::vector<std::uint8_t> uses(lines.x.size(), 0);
  for (const std::uint32_t point : lines.point)
    uses[point] = static_cast<std::uint8_t>(std::min(2, uses[point] + 1));
  std::vector<End> ends;
  for (std::size_t line = 0; line < lines.size(); ++line)
    for (const std::uint32_t point : {lines.first(line), lines.last(line)})
      ends.push_back({point, uses[point] == 1});
  std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.point < b.point; });
  ends.erase(
      std::unique(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.point == b.point; }),
      ends.end());
  return ends;
}

}  // namespace

void meet_at_crossings(const RoadWays& ways, RoadLines& lines, bool split, double join_m, bool on_plane,
                       RunControl& run, NetworkNotes& notes) {
  const SegmentCells cells(lines, on_plane, run);
  if (cells.segments().empty()) return;
  std::vector<NewVertex> vertices;
  const char* const crossed = split ? "crossings_split" : "crossings";
  const char* const crossed_meaning =
      split ? "places where roads cross without a common vertex; they meet there now"
            : "places where roads cross without a common vertex; they do not meet there";
  for (const Crossing& crossing : find_crossings(lines, cells, run)) {
    const Segment& first = cells.segments()[crossing.first];
    const Segment& second = cells.segments()[crossing.second];
    notes.add(crossed, crossed_meaning,
              way_sample(ways, lines.way[first.line]) + " and " + way_sample(ways, lines.way[second.line]));
    if (!split) continue;
    const auto point = static_cast<std::uint32_t>(lines.x.size());
    lines.x.push_back(crossing.x);
    lines.y.push_back(crossing.y);
    vertices.push_back({first.vertex, crossing.first_along, point});
    vertices.push_back({second.vertex, crossing.second_along, point});
  }
  for (const End& end : ends_of(lines)) {
    const double reach_m = split && end.is_dead_end ? std::max(join_m, kTouch_m) : kTouch_m;
    const Touch touch = nearest_touch(lines, cells, end.point, reach_m, on_plane);
    if (!(touch.away_m <= reach_m)) continue;
    notes.add(split ? "touches_split" : "touches",
              split ? "ends that touch a road beside its vertices; they meet it now"
                    : "ends that touch a road beside its vertices; they do not meet it",
              place_sample(lines.x[end.point], lines.y[end.point]));
    if (split) vertices.push_back({cells.segments()[touch.segment].vertex, touch.along, end.point});
  }
  std::sort(vertices.begin(), vertices.end());
  if (!vertices.empty()) insert_vertices(lines, vertices, on_plane);
}

}  // namespace agglo

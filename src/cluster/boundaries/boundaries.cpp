// Boundaries of groups: all kinds but the convex hull and the density contour follow from one triangulation.
#include "agglo/boundaries.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "access/geos_shapes.hpp"
#include "cluster/boundaries/concave_hull.hpp"
#include "cluster/boundaries/density_contour.hpp"
#include "cluster/boundaries/disc_union.hpp"
#include "cluster/boundaries/sorted_places.hpp"
#include "cluster/stop_check.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kTaskPoints = 4096;
/// Larger groups use all threads one after the other, but for density contours: one thread draws each.
constexpr std::uint64_t kLargeGroup = 65536;
/// About the precision of an address: a hull with less mean width says nothing about the area in use.
constexpr double kNarrow_m = 5;

/// Corners of the convex hull, counter-clockwise; places ascend (monotone chain, Andrew 1979).
std::vector<Place> convex_hull(std::span<const Place> places, const RunControl& run) {
  std::vector<Place> hull;
  StopCheck check(run);
  const auto add = [&](const Place& place, std::size_t least) {
    check();
    while (hull.size() >= least && orientation(hull[hull.size() - 2], hull.back(), place) <= 0)
      hull.pop_back();
    hull.push_back(place);
  };
  for (const Place& place : places) add(place, 2);
  const std::size_t lower = hull.size();
  for (std::size_t i = places.size() - 1; i-- > 0;) add(places[i], lower + 1);
  if (hull.size() > 1) hull.pop_back();
  return hull;
}

const Place& farthest(const std::vector<Place>& hull, const Place& from) {
  const auto distance2 = [&](const Place& p) {
    return (p.x - from.x) * (p.x - from.x) + (p.y - from.y) * (p.y - from.y);
  };
  return *std::max_element(hull.begin(), hull.end(),
                           [&](const Place& a, const Place& b) { return distance2(a) < distance2(b); });
}

/// As out.add_row_of(from, row), which is long for millions of rings.
void add_row(const Shapes& from, std::size_t row, Shapes& out, const RunControl& run) {
  out.begin_row(from.kind[row]);
  for (std::size_t part = from.row_start[row]; part < from.row_start[row + 1]; ++part) {
    out.begin_part();
    for (std::size_t ring = from.part_start[part]; ring < from.part_start[part + 1]; ++ring) {
      run.check();
      const std::size_t begin = from.ring_start[ring], size = from.ring_start[ring + 1] - begin;
      out.add_ring(std::span(from.x).subspan(begin, size), std::span(from.y).subspan(begin, size));
    }
  }
}

/// Draws boundaries one after the other in memory that it keeps.
class Drawer {
 public:
  Drawer(const BoundaryOptions& options, RunControl& run) : options_(options), run_(run) {}

  /// Adds one row to `out`.
  void draw(std::span<const double> x_m, std::span<const double> y_m, std::span<const std::uint32_t> rows,
            Shapes& out) {
    sort_places(x_m, y_m, rows, places_, count_, run_);
    if (places_.empty())
      out.add_none();
    else if (options_.kind == BoundaryKind::density)
      add_density_contour(places_, count_, {options_.bandwidth_m, options_.share, options_.keep_holes}, out,
                          run_);
    else if (places_.size() == 1)
      add_disc(places_.front(), options_.buffer_m, out);
    else if (options_.kind == BoundaryKind::buffer)
      draw_discs(out);
    else
      draw_hull(out);
  }

 private:
  void draw_discs(Shapes& out) {
    triangulate(places_, mesh_, run_);
    row_ = Shapes{};
    const bool is_plain = add_disc_union(mesh_, places_, options_.buffer_m, options_.keep_holes, row_, run_);
    if (!is_plain) mend();
    add_row(row_, 0, out, run_);
  }

  void draw_hull(Shapes& out) {
    const std::vector<Place> hull = convex_hull(places_, run_);
    const Place &from = farthest(hull, hull.front()), &to = farthest(hull, from);
    double twice_area = 0;
    for (std::size_t i = 1; i < hull.size(); ++i)
      twice_area += (hull[i - 1].x - hull[0].x) * (hull[i].y - hull[0].y) -
                    (hull[i].x - hull[0].x) * (hull[i - 1].y - hull[0].y);
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    // No place lies farther from the line than twice the mean width, so the margin holds them all.
    if (twice_area <= 2 * length * std::min(kNarrow_m, options_.buffer_m / 4)) {
      add_capsule(from, to, options_.buffer_m, out);
      return;
    }
    if (options_.kind == BoundaryKind::convex) {
      out.begin_row(ShapeKind::polygon);
      out.begin_part();
      add_closed_ring(hull, out);
      return;
    }
    triangulate(places_, mesh_, run_);
    const bool is_alpha = options_.kind == BoundaryKind::alpha;
    FaceSet inside = is_alpha
                         ? alpha_shape(mesh_, places_, options_.alpha_m, run_)
                         : concave_hull(mesh_, places_, options_.concave_ratio, options_.keep_holes, run_);
    if (is_alpha && !options_.keep_holes) fill_holes(mesh_, inside, run_);
    add_outline(mesh_, places_, inside, out, run_);
  }

  /// Makes the row in hand valid where circles nearly touch.
  void mend() {
    const GeosContext geos;
    GeosGeometry shape = to_geos(geos, row_, 0);
    if (GEOSisValid_r(geos.handle(), shape.get()) == 1) return;
    shape = valid_polygon(geos, std::move(shape));
    row_ = Shapes{};
    from_geos(geos, shape.get(), row_);
    if (options_.keep_holes) return;
    std::vector<GeosGeometry> filled;
    for (std::size_t part = 0; part < row_.row_start[1]; ++part) {
      Shapes shell;
      const std::size_t begin = row_.ring_start[row_.part_start[part]];
      const std::size_t size = row_.ring_start[row_.part_start[part] + 1] - begin;
      shell.begin_row(ShapeKind::polygon);
      shell.begin_part();
      shell.add_ring(std::span(row_.x).subspan(begin, size), std::span(row_.y).subspan(begin, size));
      filled.push_back(to_geos(geos, shell, 0));
    }
    const GeosGeometry parts = collect(geos, GEOS_MULTIPOLYGON, std::move(filled));
    shape = own(geos, GEOSUnaryUnion_r(geos.handle(), parts.get()), "joining discs");
    row_ = Shapes{};
    from_geos(geos, shape.get(), row_);
  }

  const BoundaryOptions& options_;
  RunControl& run_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> count_;
  Triangulation mesh_;
  Shapes row_;
};

[[noreturn]] void refuse(const char* name, double value, const char* advice) {
  throw usage_error(std::string(name) + " is '" + std::to_string(value) + "'", advice);
}

void check_options(const BoundaryOptions& options) {
  if (!(options.concave_ratio >= 0 && options.concave_ratio <= 1))
    refuse("concave_ratio", options.concave_ratio, "give a number from 0 (tightest) to 1 (convex)");
  if (!std::isfinite(options.buffer_m) || options.buffer_m <= 0)
    refuse("buffer", options.buffer_m, "give a distance above 0 m");
  if (!std::isfinite(options.alpha_m) || options.alpha_m < 0)
    refuse("alpha", options.alpha_m, "give a radius above 0 m, or 0 for the least that joins all points");
  if (!std::isfinite(options.bandwidth_m) || options.bandwidth_m < 1)
    refuse("bandwidth", options.bandwidth_m, "give a distance of at least 1 m");
  if (!(options.share > 0 && options.share <= 1))
    refuse("share", options.share, "give a number above 0 and up to 1 (all points)");
}

/// Groups by falling size, cut into tasks of about kTaskPoints points; larger ones stand alone, in front.
struct Tasks {
  std::vector<std::uint32_t> order;   ///< groups
  std::vector<std::size_t> start{0};  ///< tasks + 1, into order
  std::size_t large = 0;              ///< tasks of one group that uses all threads
};

Tasks tasks_of(const Groups& groups, BoundaryKind kind) {
  Tasks tasks;
  tasks.order.resize(groups.size());
  std::iota(tasks.order.begin(), tasks.order.end(), 0U);
  const auto size = [&](std::uint32_t g) { return groups.start[g + 1] - groups.start[g]; };
  std::stable_sort(tasks.order.begin(), tasks.order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return size(a) > size(b); });
  std::uint64_t points = 0;
  for (std::size_t i = 0; i < tasks.order.size(); ++i) {
    const std::uint64_t n = size(tasks.order[i]);
    tasks.large += n > kLargeGroup && kind != BoundaryKind::density ? 1U : 0U;
    points += n + 1;
    if (points < kTaskPoints && i + 1 < tasks.order.size()) continue;
    tasks.start.push_back(i + 1);
    points = 0;
  }
  return tasks;
}

}  // namespace

Shapes boundaries(std::span<const double> x_m, std::span<const double> y_m, const Groups& groups,
                  const BoundaryOptions& options, RunControl& run) {
  check_options(options);
  if (x_m.size() != y_m.size()) throw usage_error("the point columns have different lengths");
  const Tasks tasks = tasks_of(groups, options.kind);
  const std::size_t count = tasks.start.size() - 1;
  std::vector<Shapes> drawn(count);
  run.begin("drawing boundaries", groups.items.size() + count);
  const auto draw = [&](std::size_t task, RunControl& own) {
    Drawer drawer(options, own);
    for (std::size_t i = tasks.start[task]; i < tasks.start[task + 1]; ++i) {
      const auto rows = groups[tasks.order[i]];
      drawer.draw(x_m, y_m, rows, drawn[task]);
      run.advance(rows.size());
    }
  };
  for (std::size_t task = 0; task < tasks.large; ++task) draw(task, run);
  parallel_blocks(count - tasks.large, 1, run, [&](std::size_t task, std::size_t, std::size_t) {
    RunControl alone(run, 1);
    draw(tasks.large + task, alone);
  });
  struct Row {
    std::size_t task, row;
  };
  std::vector<Row> at(groups.size());
  for (std::size_t task = 0; task < count; ++task)
    for (std::size_t i = tasks.start[task]; i < tasks.start[task + 1]; ++i)
      at[tasks.order[i]] = {task, i - tasks.start[task]};
  if (groups.size() == 1) return std::move(drawn[0]);
  Shapes result;
  for (const Row& row : at) add_row(drawn[row.task], row.row, result, run);
  return result;
}

}  // namespace agglo

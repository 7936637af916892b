// Choosing the projection. Scale is looked at over the convex hull of the data in each candidate's own plane,
// so that the limit holds for every distance between two places and not only at the places themselves.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"
#include "io/projection_handle.hpp"

namespace agglo {
namespace {

constexpr double kLargestAllowedError = 1e-3;
constexpr double kRadians = std::numbers::pi / 180;

struct Place {
  double lon_deg, lat_deg;
};

bool usable(double lon_deg, double lat_deg) {
  return std::isfinite(lon_deg) && std::isfinite(lat_deg) && std::abs(lat_deg) <= 90;
}

double wrapped_360(double lon_deg) {
  const double wrapped = lon_deg - 360 * std::floor(lon_deg / 360);
  return wrapped < 360 ? wrapped : 0;
}

/// The data, as choose_frame gets them.
struct PlacesSeen {
  std::span<const double> lon_deg, lat_deg;
  const LargestOfAll& largest;
  const RunControl* run;

  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t i = 0; i < lon_deg.size(); ++i) {
      if (run != nullptr && i % (1 << 20) == 0) run->check();
      if (usable(lon_deg[i], lat_deg[i])) visit(lon_deg[i], lat_deg[i]);
    }
  }
  void reduce(std::span<double> numbers) const {
    if (largest) largest(numbers);
  }
};

/// The western edge (0..360, a multiple of 0.01) of the shortest arc of longitudes that holds all places: the
/// end of the largest empty arc.
double western_edge(const PlacesSeen& places) {
  constexpr int kBins = 36000;
  std::vector<double> occupied(kBins, 0);
  places.each(
      [&](double lon, double) { occupied[static_cast<std::size_t>(wrapped_360(lon) * 100) % kBins] = 1; });
  places.reduce(occupied);
  int first = 0;
  while (first < kBins && occupied[static_cast<std::size_t>(first)] == 0) ++first;
  if (first == kBins)
    throw failure("no row has coordinates, so there is nothing to place on a map",
                  "check which columns hold longitude and latitude, and their coordinate system");
  int west = first, largest_gap = -1, previous = first;
  for (int bin = first + 1; bin <= first + kBins; ++bin) {
    if (occupied[static_cast<std::size_t>(bin % kBins)] == 0) continue;
    if (bin - previous > largest_gap) {
      largest_gap = bin - previous;
      west = bin % kBins;
    }
    previous = bin;
  }
  return west / 100.0;
}

/// What the choice sees of the data: corners of the outermost occupied cells of a grid of at most 128 x 128
/// cells, so that row order, and small changes inside, make no difference. Longitudes are continuous from
/// `west`.
struct Outline {
  std::vector<Place> corners;
  double west = 720, east = 0, south = 90, north = -90;
};

constexpr int kCells = 128;

double cell_size(double extent_deg) {
  double size = 0.001;
  while (size * kCells < extent_deg + size) size *= 2;
  return size;
}

Outline outline_of(const PlacesSeen& places) {
  Outline outline;
  const double west = western_edge(places);
  double width = 0, south = 90, north = -90;
  const auto east_of_west = [&](double lon) { return wrapped_360(lon - west); };
  places.each([&](double lon, double lat) {
    width = std::max(width, east_of_west(lon));
    south = std::min(south, lat);
    north = std::max(north, lat);
  });
  std::array<double, 3> extremes{width, -south, north};
  places.reduce(extremes);
  width = extremes[0], south = -extremes[1], north = extremes[2];
  south = std::clamp(std::floor(south * 100) / 100, -90.0, 89.99);
  const double lon_size = cell_size(width), lat_size = cell_size(north - south);
  // Of each row of cells, then of each column, the first cell (negative) and the last.
  std::array<double, 4 * kCells> ends{};
  ends.fill(-kCells);
  const auto add_to = [&](int line, int cell) {
    const auto at = static_cast<std::size_t>(2 * line);
    ends[at] = std::max(ends[at], static_cast<double>(-cell));
    ends[at + 1] = std::max(ends[at + 1], static_cast<double>(cell));
  };
  places.each([&](double lon, double lat) {
    const int column = std::clamp(static_cast<int>(east_of_west(lon) / lon_size), 0, kCells - 1);
    const int row = std::clamp(static_cast<int>((lat - south) / lat_size), 0, kCells - 1);
    add_to(row, column);
    add_to(kCells + column, row);
  });
  places.reduce(ends);
  const auto add_cell = [&](int column, int row) {
    for (const int right : {0, 1})
      for (const int up : {0, 1}) {
        const Place corner{west + (column + right) * lon_size, std::min(south + (row + up) * lat_size, 90.0)};
        outline.west = std::min(outline.west, corner.lon_deg);
        outline.east = std::max(outline.east, corner.lon_deg);
        outline.south = std::min(outline.south, corner.lat_deg);
        outline.north = std::max(outline.north, corner.lat_deg);
        outline.corners.push_back(corner);
      }
  };
  for (int i = 0; i < kCells; ++i) {
    const auto end = [&](int line, int which) {
      const double cell = ends[static_cast<std::size_t>(2 * line + which)];
      return static_cast<int>(which == 0 ? -cell : cell);
    };
    if (end(i, 1) >= 0) add_cell(end(i, 0), i), add_cell(end(i, 1), i);
    if (end(kCells + i, 1) >= 0) add_cell(i, end(kCells + i, 0)), add_cell(i, end(kCells + i, 1));
  }
  return outline;
}

/// Centre of the smallest cap around the outline (Badoiu and Clarkson 2003: step 1/i towards the farthest
/// point).
Place cap_centre(const Outline& outline) {
  using Vector = std::array<double, 3>;
  std::vector<Vector> places;
  for (const Place& place : outline.corners) {
    const double lon = place.lon_deg * kRadians, lat = place.lat_deg * kRadians;
    places.push_back({std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)});
  }
  Vector centre = places.front();
  for (int step = 1; step <= 300; ++step) {
    const auto distance2 = [&](const Vector& v) {
      return (v[0] - centre[0]) * (v[0] - centre[0]) + (v[1] - centre[1]) * (v[1] - centre[1]) +
             (v[2] - centre[2]) * (v[2] - centre[2]);
    };
    const Vector* farthest = &places.front();
    for (const Vector& place : places)
      if (distance2(place) > distance2(*farthest)) farthest = &place;
    for (std::size_t k = 0; k < 3; ++k) centre[k] += ((*farthest)[k] - centre[k]) / (step + 1);
  }
  return {std::atan2(centre[1], centre[0]) / kRadians,
          std::atan2(centre[2], std::hypot(centre[0], centre[1])) / kRadians};
}

double cross(PJ_XY o, PJ_XY a, PJ_XY b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/// Convex hull, counter-clockwise, open (monotone chain).
std::vector<PJ_XY> convex_hull(std::vector<PJ_XY> points) {
  std::sort(points.begin(), points.end(),
            [](PJ_XY a, PJ_XY b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  std::vector<PJ_XY> hull;
  for (const int pass : {0, 1}) {
    const std::size_t base = hull.size();
    for (const PJ_XY& point : points) {
      while (hull.size() >= base + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0)
        hull.pop_back();
      hull.push_back(point);
    }
    hull.pop_back();
    if (pass == 0) std::reverse(points.begin(), points.end());
  }
  return hull;
}

/// Places to look at: along the hull (where the scale of a conformal map is largest, its logarithm being
/// subharmonic) and on a grid inside (where it is smallest).
std::vector<PJ_XY> hull_samples(const std::vector<PJ_XY>& hull) {
  constexpr int kPerEdge = 8, kGrid = 32;
  std::vector<PJ_XY> samples;
  Box box;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const PJ_XY a = hull[i], b = hull[(i + 1) % hull.size()];
    box.extend(a.x, a.y);
    for (int k = 0; k < kPerEdge; ++k)
      samples.push_back({a.x + (b.x - a.x) * k / kPerEdge, a.y + (b.y - a.y) * k / kPerEdge});
  }
  for (int i = 0; i < kGrid; ++i)
    for (int j = 0; j < kGrid; ++j) {
      const PJ_XY p{box.min_x + box.width() * (i + 0.5) / kGrid,
                    box.min_y + box.height() * (j + 0.5) / kGrid};
      bool inside = true;
      for (std::size_t k = 0; k < hull.size() && inside; ++k)
        inside = cross(hull[k], hull[(k + 1) % hull.size()], p) >= 0;
      if (inside) samples.push_back(p);
    }
  return samples;
}

struct Candidate {
  std::string definition;  ///< without k_0 and the constant part
  std::string title;
  Place centre;
};

struct Judged {
  Frame frame;
  Box hull_m;                   ///< in the candidate's plane with k_0 = 1
  double south = 0, north = 0;  ///< of the hull
};

constexpr const char* kConstantPart = " +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs";

/// Nothing when the candidate is undefined somewhere on the outline.
std::optional<Judged> judge(const Candidate& candidate, const Outline& outline) {
  const ProjHandle plain(candidate.definition + kConstantPart);
  std::vector<PJ_XY> corners;
  for (const Place& corner : outline.corners) {
    corners.push_back(plain.forward(corner.lon_deg, corner.lat_deg));
    if (std::isnan(corners.back().x)) return std::nullopt;
  }
  Judged judged;
  double smallest = std::numeric_limits<double>::infinity(), largest = 0;
  judged.south = 90;
  judged.north = -90;
  for (const PJ_XY& sample : hull_samples(convex_hull(std::move(corners)))) {
    const PJ_XY place = plain.inverse_deg(sample.x, sample.y);
    if (std::isnan(place.x)) return std::nullopt;
    const auto scale = plain.scale(place.x, place.y);
    if (std::isnan(scale.mean)) return std::nullopt;
    smallest = std::min(smallest, scale.smallest);
    largest = std::max(largest, scale.largest);
    judged.hull_m.extend(sample.x, sample.y);
    judged.south = std::min(judged.south, place.y);
    judged.north = std::max(judged.north, place.y);
  }
  const double k_0 = std::round(2e5 / (smallest + largest)) / 1e5;
  const double lon = candidate.centre.lon_deg, lat = candidate.centre.lat_deg;
  judged.frame.kind = FrameKind::projected;
  judged.frame.definition = candidate.definition + fmt::format(" +k_0={:.5f}", k_0) + kConstantPart;
  judged.frame.name = fmt::format("{}, centred on {:.2f}° {} {:.2f}° {}", candidate.title, std::abs(lon),
                                  lon < 0 ? 'W' : 'E', std::abs(lat), lat < 0 ? 'S' : 'N');
  // The grid may miss the very smallest scale by up to half a percent of the range.
  judged.frame.largest_scale_error = 1.01 * std::max(largest * k_0 - 1, 1 - smallest * k_0);
  return judged;
}

Place rounded(Place place) {
  const double lon = std::round(std::remainder(place.lon_deg, 360.0) * 100) / 100;
  const double lat = std::round(std::clamp(place.lat_deg, -90.0, 90.0) * 100) / 100;
  return {lon + 0.0, lat + 0.0};  // + 0.0 turns -0 into 0
}

std::optional<Judged> judge_transverse(Place centre, const Outline& outline) {
  const Place place = rounded(centre);
  return judge({fmt::format("+proj=tmerc +lat_0={:.2f} +lon_0={:.2f}", place.lat_deg, place.lon_deg),
                "transverse Mercator", place},
               outline);
}

std::optional<Judged> judge_stereographic(Place centre, const Outline& outline) {
  const Place place = rounded(centre);
  return judge({fmt::format("+proj=stere +lat_0={:.2f} +lon_0={:.2f}", place.lat_deg, place.lon_deg),
                "stereographic", place},
               outline);
}

std::optional<Judged> judge_conic(Place centre, const Outline& outline) {
  const Place place = rounded(centre);
  // A cone needs a side, and cuts the Earth open opposite its centre.
  if (std::abs(place.lat_deg) < 0.5 || std::abs(place.lat_deg) > 89 || outline.east - outline.west > 180)
    return std::nullopt;
  return judge(
      {fmt::format("+proj=lcc +lat_1={0:.2f} +lat_0={0:.2f} +lon_0={1:.2f}", place.lat_deg, place.lon_deg),
       "Lambert conformal conic", place},
      outline);
}

std::optional<Judged> judge_mercator(Place centre, const Outline& outline) {
  const Place place = rounded(centre);
  if (outline.east - outline.west > 180 || std::max(outline.north, -outline.south) > 85) return std::nullopt;
  return judge({fmt::format("+proj=merc +lon_0={:.2f}", place.lon_deg), "Mercator", place}, outline);
}

/// The parallel whose cone has the same scale at both latitudes (Snyder 1987, eq. 15-8 with the two latitudes
/// as standard parallels): together with k_0 this is the cone with the best two standard parallels.
double conic_parallel(double south_deg, double north_deg) {
  constexpr double e = 0.0818191908426215;
  const auto m = [](double lat) {
    return std::cos(lat) / std::sqrt(1 - e * e * std::sin(lat) * std::sin(lat));
  };
  const auto t = [](double lat) {
    return std::tan(std::numbers::pi / 4 - lat / 2) /
           std::pow((1 - e * std::sin(lat)) / (1 + e * std::sin(lat)), e / 2);
  };
  const double a = std::max(south_deg, -89.9) * kRadians, b = std::min(north_deg, 89.9) * kRadians;
  if (b - a < 1e-3) return (south_deg + north_deg) / 2;
  const double n = std::log(m(a) / m(b)) / std::log(t(a) / t(b));
  return std::asin(std::clamp(n, -1.0, 1.0)) / kRadians;
}

/// Better by less than one in 100,000 is no reason to leave the more familiar projection.
void keep_better(std::optional<Judged>& best, std::optional<Judged> other) {
  if (!other) return;
  if (!best || other->frame.largest_scale_error < best->frame.largest_scale_error - 1e-5)
    best = std::move(other);
}

std::optional<Judged> best_transverse(const Outline& outline, Place middle, Place cap) {
  std::optional<Judged> best = judge_transverse(middle, outline);
  keep_better(best, judge_transverse({cap.lon_deg, middle.lat_deg}, outline));
  if (!best) return best;
  // The central meridian belongs half way between the outermost places in metres, not in degrees.
  const ProjHandle plane(best->frame.definition);
  const Box box = best->hull_m;
  const PJ_XY half_way = plane.inverse_deg((box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2);
  if (!std::isnan(half_way.x)) keep_better(best, judge_transverse({half_way.x, middle.lat_deg}, outline));
  return best;
}

std::optional<Judged> best_conic(const Outline& outline, Place middle) {
  std::optional<Judged> best =
      judge_conic({middle.lon_deg, conic_parallel(outline.south, outline.north)}, outline);
  if (best)
    keep_better(best, judge_conic({middle.lon_deg, conic_parallel(best->south, best->north)}, outline));
  return best;
}

}  // namespace

Frame choose_frame(std::span<const double> lon_deg, std::span<const double> lat_deg,
                   const LargestOfAll& largest, const RunControl* run) {
  const Outline outline = outline_of({lon_deg, lat_deg, largest, run});
  const Place middle{(outline.west + outline.east) / 2, (outline.south + outline.north) / 2};
  const Place cap = cap_centre(outline);
  const bool polar = std::max(outline.north, -outline.south) > 85;
  std::optional<Judged> best;
  if (polar) best = judge_stereographic(cap, outline);
  keep_better(best, best_transverse(outline, middle, cap));
  keep_better(best, best_conic(outline, middle));
  keep_better(best, judge_mercator(middle, outline));
  if (!polar) keep_better(best, judge_stereographic(cap, outline));
  if (best && best->frame.largest_scale_error <= kLargestAllowedError) return best->frame;
  Frame geocentric;
  geocentric.kind = FrameKind::geocentric;
  geocentric.name = "three-dimensional distances, the data being too wide for one projection";
  return geocentric;
}

}  // namespace agglo

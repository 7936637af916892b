#include "app/operations/site_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

/// Distance on the Earth, or in the plane of the data.
double distance_m(const Frame& frame, double ax, double ay, double bx, double by) {
  return frame.kind == FrameKind::plane ? std::hypot(ax - bx, ay - by)
                                        : geodesic_distance_m({ax, ay}, {bx, by});
}

}  // namespace

const Layer& site_layer(const Dataset& data, const std::string& name) {
  if (const Layer* layer = data.find(name)) return *layer;
  if (const auto role = role_from_string(name))
    if (const Layer* layer = data.last(*role)) return *layer;
  throw usage_error(
      fmt::format("--sites names \"{}\", which the project does not have", name),
      "import the sites first, for example: agglo import sites.csv --as institutions -o PROJECT");
}

FirmDisc disc_of(const Establishments& firms) {
  const bool plane = firms.frame.kind == FrameKind::plane;
  const auto& x = plane ? firms.x_m : firms.lon_deg;
  const auto& y = plane ? firms.y_m : firms.lat_deg;
  std::size_t first = 0;
  while (first < firms.size() && !firms.located(first)) ++first;
  if (first == firms.size())
    throw failure("no firm is left", "all lack a place or were left out by a filter");
  // Longitudes are taken relative to one firm, so that data across the antimeridian stay together.
  Box box;
  for (std::size_t row = 0; row < firms.size(); ++row)
    box.extend(plane ? x[row] : std::remainder(x[row] - x[first], 360), y[row]);
  FirmDisc disc{(box.min_x + box.max_x) / 2 + (plane ? 0 : x[first]), (box.min_y + box.max_y) / 2};
  for (std::size_t row = 0; row < firms.size(); ++row)
    if (firms.located(row))
      disc.radius_m = std::max(disc.radius_m, distance_m(firms.frame, disc.x, disc.y, x[row], y[row]));
  return disc;
}

Institutions selected_sites(const Table& table, const FirmDisc& disc, const Frame& frame,
                            const std::string& kinds, double reach_m, std::size_t& left_out) {
  const Institutions all = institutions_from(table, frame);
  Table kept;
  StringColumn id, name, kind, services;
  std::vector<double> capacity;
  const std::string wanted = ";" + kinds + ";";
  for (std::size_t row = 0; row < all.size(); ++row) {
    const bool plane = frame.kind == FrameKind::plane;
    const double x = plane ? all.x_m[row] : all.lon_deg[row], y = plane ? all.y_m[row] : all.lat_deg[row];
    if (std::isnan(x) || std::isnan(y)) continue;
    if (!kinds.empty() && wanted.find(";" + std::string(all.kind[row]) + ";") == std::string::npos) continue;
    if (distance_m(frame, disc.x, disc.y, x, y) > disc.radius_m + reach_m) {
      ++left_out;
      continue;
    }
    id.push_back(all.id[row]);
    name.push_back(all.name[row]);
    kind.push_back(all.kind[row]);
    services.push_back(all.services[row]);
    capacity.push_back(all.capacity[row]);
    kept.shapes.add_point(x, y);
    ++kept.row_count;
  }
  if (kept.row_count == 0)
    throw failure(fmt::format("no site is left: {} of {} lie too far from all firms", left_out, all.size()),
                  kinds.empty()
                      ? "check that sites and firms are of the same region"
                      : fmt::format("check the region, and that sites have the kind \"{}\"", kinds));
  kept.add("id", std::move(id));
  kept.add("name", std::move(name));
  kept.add("kind", std::move(kind));
  kept.add("services", std::move(services));
  kept.add("capacity", std::move(capacity));
  return institutions_from(kept, frame);
}

double distance_to_nearest_m(const Table& site_table, const FirmDisc& disc, const Frame& frame) {
  const Institutions sites = institutions_from(site_table, frame);
  const bool plane = frame.kind == FrameKind::plane;
  double nearest_m = std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < sites.size(); ++row) {
    const double x = plane ? sites.x_m[row] : sites.lon_deg[row],
                 y = plane ? sites.y_m[row] : sites.lat_deg[row];
    if (!std::isnan(x) && !std::isnan(y))
      nearest_m = std::min(nearest_m, distance_m(frame, disc.x, disc.y, x, y));
  }
  return nearest_m;
}

}  // namespace agglo

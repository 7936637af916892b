#include "access/roads/firm_places.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "access/roads/points_at_nodes.hpp"

namespace agglo::roads {

FirmPlaces firm_places(std::span<const RoadPoint> firms, std::span<const std::int32_t> sector,
                       std::uint32_t nodes) {
  const auto sector_of = [&](std::uint32_t row) { return sector.empty() ? 0 : sector[row]; };
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < firms.size(); ++row)
    if (firms[row].edge != kNoEdge && sector_of(row) >= 0) rows.push_back(row);
  const auto key = [&](std::uint32_t row) {
    return std::tuple(firms[row].edge, firms[row].along, firms[row].access, sector_of(row));
  };
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  FirmPlaces places;
  places.of_row.assign(firms.size(), kNoPlace);
  std::vector<RoadPoint> first_of_stretch;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RoadPoint& point = firms[rows[i]];
    if (i == 0 || key(rows[i]) != key(rows[i - 1])) {
      if (places.point.empty() || places.point.back().edge != point.edge) {
        places.stretch_start.push_back(static_cast<std::uint32_t>(places.size()));
        first_of_stretch.push_back(point);
      }
      places.stretch_of.push_back(static_cast<std::uint32_t>(first_of_stretch.size() - 1));
      places.point.push_back(point);
      places.sector.push_back(sector_of(rows[i]));
    }
    places.of_row[rows[i]] = static_cast<std::uint32_t>(places.size() - 1);
  }
  places.stretch_start.push_back(static_cast<std::uint32_t>(places.size()));
  places.stretches_at = points_at_nodes(first_of_stretch, nodes);
  return places;
}

bool is_symmetric(const RoadGraph& graph, const FirmPlaces& places) {
  for (const RoadPoint& p : places.point)
    if (p.before_forward != p.after_backward || p.after_forward != p.before_backward) return false;
  const auto order = [](const RoadArc& a, const RoadArc& b) {
    return std::pair(a.head, a.cost) < std::pair(b.head, b.cost);
  };
  std::vector<RoadArc> out, in;
  for (std::uint32_t node = 0; node < graph.node_count(); ++node) {
    out.assign(graph.out(node).begin(), graph.out(node).end());
    in.assign(graph.in(node).begin(), graph.in(node).end());
    std::sort(out.begin(), out.end(), order);
    std::sort(in.begin(), in.end(), order);
    if (!std::equal(out.begin(), out.end(), in.begin(), in.end(),
                    [](const RoadArc& a, const RoadArc& b) { return a.head == b.head && a.cost == b.cost; }))
      return false;
  }
  return true;
}

}  // namespace agglo::roads

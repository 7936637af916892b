// Reach: what lies within a time or distance of places along the roads, by exact searches.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/road_places.hpp"

namespace agglo {

/// from_sites: the way out from the sites; to_sites: the way of others to them, which differs with one-ways.
enum class TravelDirection { from_sites, to_sites };

/// Where a search starts: the node and what it costs to be there. `site` comes back with the nearest split.
struct RoadStart {
  std::uint32_t node;
  RoadCost cost;
  std::uint32_t site;
};

/// Searches from starts up to a limit. Keeps its arrays from one search to the next: one per thread.
class ReachSearch {
 public:
  explicit ReachSearch(const RoadGraph& graph);
  ~ReachSearch();
  ReachSearch(ReachSearch&&) noexcept;

  /// All nodes at most `limit` from the starts; exact. About 35 ns a node reached.
  void run(std::span<const RoadStart> starts, RoadCost limit, TravelDirection direction);
  /// The same, and which start's site is nearest; ties to the lowest site.
  void run_nearest(std::span<const RoadStart> starts, RoadCost limit, TravelDirection direction);

  std::span<const std::uint32_t> reached() const;  ///< nodes, each once, in no order that means anything
  RoadCost cost(std::uint32_t node) const;         ///< kUnreached when not reached
  std::span<const RoadCost> costs() const;         ///< of all nodes
  std::span<const std::uint32_t> sites() const;    ///< of all nodes; what run_nearest left there
  TravelDirection direction() const;               ///< of the last search
  std::uint32_t site(std::uint32_t node) const;    ///< after run_nearest, of a reached node

  /// From the starting point (for its own edge) or the nodes reached to another point, its access leg
  /// included; kUnreached when above the limit. `start` may be null when several sites started.
  RoadCost cost_of(const RoadPoint& point, const RoadPoint* start) const;

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// The starts of a point: the ends of its edge that can be left for (or, for to_sites, come from), access leg
/// included. Appends at most two.
void add_starts(const RoadPoint& point, std::uint32_t site, TravelDirection direction,
                std::vector<RoadStart>& starts);
/// From one point to the other along their common edge alone, without access legs; kUnreached when they lie
/// on different edges or it is closed that way.
RoadCost along_edge(const RoadPoint& from, const RoadPoint& to);

/// Firms within each limit of each site. Group g = site * limits.size() + limit index; firms ascending.
/// Limits ascending, costs as in `graph`. Sites in parallel. Memory 8 bytes a pair and 4 for each limit that
/// holds it; Error{failure} as soon as more than `most_bytes` are found.
Groups firms_within_cost(const RoadGraph& graph, std::span<const RoadPoint> sites,
                         std::span<const RoadPoint> firms, std::span<const RoadCost> limits,
                         TravelDirection direction, RunControl& run,
                         std::uint64_t most_bytes = ~std::uint64_t{0});

/// The points with `offset` added to their way to the road: sites whose turn begins later. An empty offset
/// changes nothing; a sum that is too large reaches nothing.
std::vector<RoadPoint> started_later(std::span<const RoadPoint> sites, std::span<const RoadCost> offset);

/// For each firm the nearest site along the roads (-1: none within the limit; ties to the lowest) and its
/// cost. `offset`: what using each site costs beforehand; empty: nothing.
struct NearestByRoad {
  std::vector<std::int32_t> site;
  std::vector<RoadCost> cost;
};
NearestByRoad nearest_by_road(const RoadGraph& graph, std::span<const RoadPoint> sites,
                              std::span<const RoadPoint> firms, std::span<const RoadCost> offset,
                              RoadCost limit, TravelDirection direction, RunControl& run);

}  // namespace agglo

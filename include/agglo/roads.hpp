// Roads: a network of roads, and the graph on which it is searched.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "agglo/frame.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// What a way costs: thousandths of a second, or centimetres. Whole numbers, so that sums are exact in any
/// order.
using RoadCost = std::uint32_t;
/// No way, or none within the limit. The largest cost of a way is one less: 24.8 days, 21,474 km.
inline constexpr RoadCost kUnreached = 0x7fffffff;
enum class RoadMeasure { time, distance };

/// Costs in a minute, or in a kilometre.
constexpr double costs_per_unit(RoadMeasure measure) {
  return measure == RoadMeasure::time ? 60'000 : 100'000;
}
/// Minutes (time) or kilometres (distance) as a cost, rounded to the nearest thousandth of a second or
/// centimetre; what is more than the largest cost, infinity included, becomes the largest. Error{usage} when
/// negative or not a number.
RoadCost cost_from(double amount, RoadMeasure measure);
/// The other way; infinity for kUnreached.
constexpr double amount_from(RoadCost cost, RoadMeasure measure) {
  return cost >= kUnreached ? std::numeric_limits<double>::infinity() : cost / costs_per_unit(measure);
}
/// The sum, at most the largest cost of a way: limits that are raised stay limits.
constexpr RoadCost raised_limit(RoadCost limit, RoadCost by) {
  return limit < kUnreached - 1 - by ? limit + by : kUnreached - 1;
}

/// Roads as a file has them, before they become a network. One row per line.
struct RoadWays {
  Shapes lines;  ///< one part of one open ring a row; longitude/latitude, or metres on a plane
  /// Name of the junction at each vertex of `lines`: lines meet where vertices have the same. Empty: they
  /// meet where vertices have the same coordinates.
  std::vector<std::int64_t> vertex_node;
  std::vector<double> forward_kmh, backward_kmh;  ///< NaN: closed in that direction
  std::vector<double> forward_s, backward_s;      ///< for the whole line, before the speed; NaN: by the speed
  std::vector<std::uint8_t> joinable;  ///< 0: cannot be entered from beside (motorway, ferry, tunnel)
  std::vector<std::uint8_t> cut;       ///< bit 1: the road goes on before its start, bit 2: after its end
  StringColumn id, name, kind;

  std::size_t size() const { return lines.size(); }
};

/// One row per piece of road between two nodes, in an order that keeps neighbours together.
struct RoadEdges {
  std::uint32_t node_count = 0;
  std::vector<std::uint32_t> from, to;        ///< nodes in depth-first order; equal for a loop
  std::vector<double> length_m;               ///< geodesic, or Euclidean on a plane
  std::vector<double> forward_s, backward_s;  ///< time from `from` to `to` and back; NaN: closed
  std::vector<std::uint8_t> joinable;
  std::vector<std::uint8_t> cut;  ///< bit 1: the network ends at `from` but the road does not, 2: at `to`
  std::vector<std::uint32_t> component;        ///< of strongly connected nodes, 0 = the largest; the
                                               ///< larger one where the ends differ
  std::vector<std::uint32_t> component_nodes;  ///< how many nodes that component has
  Shapes lines;                                ///< from `from` to `to`
  StringColumn id, name, kind;

  std::size_t size() const { return from.size(); }
};

struct NetworkOptions {
  double join_m = 0;                     ///< line ends this near each other are one node; 0: only equal ones
  double stub_m = 0;                     ///< dead ends shorter than this are left out; 0: none
  std::uint32_t smallest_component = 1;  ///< islands of fewer nodes are left out
  bool split_crossings = false;          ///< lines that cross without a common vertex meet there
};

/// What making the network found and did, for people. Codes are stable ("nodes_joined").
struct NetworkReport {
  struct Line {
    std::string code, meaning;
    std::uint64_t count = 0;
    std::vector<std::string> samples;  ///< ids or places of the first five
  };
  std::vector<Line> lines;
  std::uint64_t nodes = 0, edges = 0, components = 0, main_nodes = 0;
  double length_km = 0, one_way_km = 0;
};

struct BuiltNetwork {
  RoadEdges edges;
  NetworkReport report;
};
/// Cuts ways at junctions and numbers nodes depth first. Lengths on the ellipsoid unless `frame` is a plane.
/// Throws Error{failure} when no usable road is left. About O(v log v) in vertices.
BuiltNetwork build_network(const RoadWays& ways, const NetworkOptions& options, const Frame& frame,
                           RunControl& run);

/// The columns of a layer of role network, and back. Throws Error{usage} naming what a layer lacks.
Table network_table(RoadEdges edges);
RoadEdges network_from(const Table& table);

struct RoadArc {
  std::uint32_t head;
  RoadCost cost;
};

/// Arcs of each node, forward and reverse. Immutable; search from any thread.
class RoadGraph {
 public:
  /// Throws Error{failure} naming an edge whose time or length is negative or too large for a RoadCost.
  RoadGraph(const RoadEdges& edges, RoadMeasure measure);

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(out_start_.size() - 1); }
  std::size_t arc_count() const { return out_.size(); }
  RoadMeasure measure() const { return measure_; }
  RoadCost longest_arc() const { return longest_; }
  RoadCost mean_arc() const { return mean_; }
  /// Arcs that leave the node: its successors.
  std::span<const RoadArc> out(std::uint32_t node) const {
    return {out_.data() + out_start_[node], out_.data() + out_start_[node + 1]};
  }
  /// Arcs that enter the node: `head` is where they come from.
  std::span<const RoadArc> in(std::uint32_t node) const {
    return {in_.data() + in_start_[node], in_.data() + in_start_[node + 1]};
  }

 private:
  RoadMeasure measure_;
  RoadCost longest_ = 0, mean_ = 0;
  std::vector<std::uint32_t> out_start_, in_start_;
  std::vector<RoadArc> out_, in_;
};

/// Costs of an edge in both directions; kUnreached where it is closed.
struct EdgeCost {
  RoadCost forward, backward;
};
std::vector<EdgeCost> edge_costs(const RoadEdges& edges, RoadMeasure measure);

}  // namespace agglo

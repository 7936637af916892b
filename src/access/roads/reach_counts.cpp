#include "agglo/reach_counts.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>

#include "access/roads/points_at_nodes.hpp"
#include "access/roads/swept_batch.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using roads::kLanes;

/// What one thread needs for a group of nodes; arrays as long as the network are made once.
struct Space {
  Space(const RoadGraph& graph, const ContractionHierarchy::Parts& parts, TravelDirection direction)
      : search(graph), upward(parts, direction) {}

  ReachSearch search;
  roads::UpwardSearch upward;
  roads::TargetSelection selection;
  roads::SweptBatch batch;
  std::vector<std::uint32_t> near;  ///< firms, ascending
  std::vector<RoadPoint> near_places;
  std::vector<roads::FirmEnds> ends;
  std::vector<std::array<double, kLanes>> sum;  ///< of each limit and node of the batch
};

/// The sums of all nodes, from one group of nodes that lie together to the next.
class Counting {
 public:
  Counting(const RoadGraph& graph, const ContractionHierarchy::Parts& parts, const CountedFirms& firms,
           std::span<const RoadCost> limits, TravelDirection direction)
      : parts_(parts),
        firms_(firms),
        limits_(limits),
        direction_(direction),
        at_nodes_(points_at_nodes(firms.places, graph.node_count())) {}

  /// sums[node * limits + limit] of the nodes begin .. end - 1.
  void count(std::size_t begin, std::size_t end, Space& space, std::vector<double>& sums) const {
    find_near(begin, end, space);
    roads::select_above(parts_, roads::target_nodes(space.near_places), direction_, space.selection);
    space.batch.fit(space.selection);
    space.ends.clear();
    for (const RoadPoint& firm : space.near_places)
      space.ends.push_back(roads::ends_of(firm, space.selection, direction_));
    for (std::size_t first = begin; first < end; first += kLanes) {
      const std::size_t nodes = std::min(kLanes, end - first);
      RoadStart start{};
      space.batch.sweep(space.selection, space.upward, nodes, [&](std::size_t lane) {
        start.node = static_cast<std::uint32_t>(first + lane);
        return std::span<const RoadStart>(&start, 1);
      });
      space.sum.assign(limits_.size(), {});
      for (std::size_t firm = 0; firm < space.ends.size(); firm += kFirmsInBlock)
        add_firms(space, firm, std::min(space.ends.size(), firm + kFirmsInBlock));
      for (std::size_t s = 0; s < nodes; ++s)
        for (std::size_t k = 0; k < limits_.size(); ++k)
          sums[(first + s) * limits_.size() + k] = space.sum[k][s];
    }
  }

 private:
  /// Firms that some of the nodes may reach within the largest limit.
  void find_near(std::size_t begin, std::size_t end, Space& space) const {
    std::vector<RoadStart> starts;
    for (auto node = static_cast<std::uint32_t>(begin); node < end; ++node) starts.push_back({node, 0, 0});
    space.search.run(starts, limits_.back(), direction_);
    std::vector<std::uint32_t>& near = space.near;
    near.clear();
    for (const std::uint32_t node : space.search.reached()) {
      const auto here = at_nodes_[node];
      near.insert(near.end(), here.begin(), here.end());
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    space.near_places.clear();
    for (const std::uint32_t firm : near) space.near_places.push_back(firms_.places[firm]);
  }

  /// Adds near firms to the sums of the batch's nodes, one after the other.
  void add_firms(Space& space, std::size_t begin, std::size_t end) const {
    alignas(64) RoadCost costs[kFirmsInBlock * kLanes];
    roads::costs_at_ends(std::span(space.ends).subspan(begin, end - begin), space.batch.costs(), costs);
    for (std::size_t k = 0; k < limits_.size(); ++k) {
      const RoadCost limit = limits_[k];
      std::array<double, kLanes> sum = space.sum[k];
      for (std::size_t f = begin; f < end; ++f) {
        const std::uint32_t firm = space.near[f];
        if (!firms_.only_below.empty() && limit >= firms_.only_below[firm]) continue;
        const RoadCost* const cost = costs + (f - begin) * kLanes;
        const double weight = firms_.weight.empty() ? 1 : firms_.weight[firm];
        for (std::size_t s = 0; s < kLanes; ++s) sum[s] += cost[s] <= limit ? weight : 0;
      }
      space.sum[k] = sum;
    }
  }

  const ContractionHierarchy::Parts& parts_;
  const CountedFirms& firms_;
  std::span<const RoadCost> limits_;
  TravelDirection direction_;
  Groups at_nodes_;
};

}  // namespace

std::vector<double> reach_counts(const RoadGraph& graph, const ContractionHierarchy& hierarchy,
                                 const CountedFirms& firms, std::span<const RoadCost> limits,
                                 TravelDirection direction, RunControl& run) {
  const std::size_t nodes = graph.node_count();
  std::vector<double> sums(nodes * limits.size(), 0.0);
  if (limits.empty()) return sums;
  const Counting counting(graph, hierarchy.parts(), firms, limits, direction);
  tbb::enumerable_thread_specific<Space> spaces([&] { return Space(graph, hierarchy.parts(), direction); });
  run.begin("firms within reach of every junction", nodes);
  // Nodes that follow each other lie together, so they reach about the same firms.
  constexpr std::size_t kGroup = 256;
  parallel_blocks(nodes, kGroup, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    counting.count(begin, end, spaces.local(), sums);
  });
  return sums;
}

}  // namespace agglo

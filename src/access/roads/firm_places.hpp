// Firm places: the places of firms on a road network, and which lie near each other along it. Internal to
// this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/reach.hpp"
#include "agglo/road_clustering.hpp"

namespace agglo::roads {

inline constexpr std::uint32_t kNoPlace = 0xffffffff;

/// Firms with the same point of the road, leg and sector are one place. Places ascend by edge, place along
/// it, leg and sector. Immutable.
struct FirmPlaces {
  std::vector<RoadPoint> point;
  std::vector<std::int32_t> sector;
  std::vector<std::uint32_t> of_row;         ///< kNoPlace for firms without an edge or sector
  std::vector<std::uint32_t> stretch_start;  ///< the places of one edge are a stretch; stretches + 1
  std::vector<std::uint32_t> stretch_of;     ///< of each place
  Groups stretches_at;                       ///< stretches whose edge ends at each node

  std::size_t size() const { return point.size(); }
};
/// `sector` may be empty: all firms are of one.
FirmPlaces firm_places(std::span<const RoadPoint> firms, std::span<const std::int32_t> sector,
                       std::uint32_t nodes);

/// All ways cost the same in both directions.
bool is_symmetric(const RoadGraph& graph, const FirmPlaces& places);

/// Finds the places near a place. Keeps its arrays: one per thread.
class NearPlaces {
 public:
  NearPlaces(const RoadGraph& graph, const FirmPlaces& places, PairCost pair, bool is_symmetric)
      : places_(places),
        out_(graph),
        in_(graph),
        seen_(places.stretch_start.size() - 1),
        pair_(pair),
        is_symmetric_(is_symmetric) {}

  /// Calls use(other, cost) for each other place of the sector within eps for which is_wanted(other) holds,
  /// until use returns false.
  template <class Wanted, class Use>
  void visit(std::uint32_t place, RoadCost eps, const Wanted& is_wanted, const Use& use);

 private:
  void search(ReachSearch& search, const RoadPoint& from, RoadCost eps, TravelDirection direction) {
    starts_.clear();
    add_starts(from, 0, direction, starts_);
    search.run(starts_, eps, direction);
  }
  /// The pair's cost; kUnreached above eps. The way back is searched when first asked for.
  RoadCost cost_to(const RoadPoint& from, const RoadPoint& to, RoadCost eps) {
    const RoadCost there = out_.cost_of(to, &from);
    if (is_symmetric_ || (pair_ == PairCost::larger && there == kUnreached)) return there;
    if (!has_back_) search(in_, from, eps, TravelDirection::to_sites);
    has_back_ = true;
    const RoadCost back = in_.cost_of(to, &from);
    return pair_ == PairCost::larger ? std::max(there, back) : std::min(there, back);
  }

  const FirmPlaces& places_;
  ReachSearch out_, in_;
  std::vector<RoadStart> starts_;
  std::vector<std::uint32_t> seen_;  ///< by stretch: the turn in which it was looked at
  std::uint32_t turn_ = 0;
  PairCost pair_;
  bool is_symmetric_, has_back_ = false;
};

template <class Wanted, class Use>
void NearPlaces::visit(std::uint32_t place, RoadCost eps, const Wanted& is_wanted, const Use& use) {
  const RoadPoint& from = places_.point[place];
  search(out_, from, eps, TravelDirection::from_sites);
  has_back_ = !is_symmetric_ && pair_ == PairCost::smaller;
  if (has_back_) search(in_, from, eps, TravelDirection::to_sites);
  if (++turn_ == 0) {  // all turns were used
    std::fill(seen_.begin(), seen_.end(), 0U);
    turn_ = 1;
  }
  const auto look_at = [&](std::uint32_t stretch) {
    if (seen_[stretch] == turn_) return true;
    seen_[stretch] = turn_;
    for (std::uint32_t p = places_.stretch_start[stretch]; p < places_.stretch_start[stretch + 1]; ++p) {
      if (p == place || places_.sector[p] != places_.sector[place] || !is_wanted(p)) continue;
      const RoadCost cost = cost_to(from, places_.point[p], eps);
      if (cost != kUnreached && !use(p, cost)) return false;
    }
    return true;
  };
  if (!look_at(places_.stretch_of[place])) return;
  const auto look_around = [&](const ReachSearch& reached) {
    for (const std::uint32_t node : reached.reached())
      for (const std::uint32_t stretch : places_.stretches_at[node])
        if (!look_at(stretch)) return false;
    return true;
  };
  // What the way back alone reaches is near only when the smaller cost counts.
  if (look_around(out_) && pair_ == PairCost::smaller && !is_symmetric_) look_around(in_);
}

}  // namespace agglo::roads

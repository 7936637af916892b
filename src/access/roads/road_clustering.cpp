#include "agglo/road_clustering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "access/roads/firm_places.hpp"
#include "agglo/error.hpp"
#include "cluster/dbscan/idle_pool.hpp"
#include "cluster/disjoint_sets.hpp"
#include "cluster/whole_weights.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using roads::FirmPlaces;
using roads::kNoPlace;
using roads::NearPlaces;

constexpr std::size_t kPlacesInBlock = 128;

void check_input(std::span<const RoadPoint> firms, std::span<const double> weight,
                 const RoadDbscanOptions& options) {
  if (options.eps >= kUnreached)
    throw usage_error(fmt::format("eps along roads is '{}'", options.eps), "give a cost below kUnreached");
  if (!(std::isfinite(options.min_points) && options.min_points > 0))
    throw usage_error(fmt::format("min_points is '{}'", options.min_points), "give a number above 0");
  if (!weight.empty() && weight.size() != firms.size())
    throw usage_error("the weight column and the firms have different lengths");
  for (std::size_t row = 0; row < weight.size(); ++row)
    if (!(std::isfinite(weight[row]) && weight[row] >= 0))
      throw usage_error(fmt::format("row {} has the weight '{}'", row + 1, weight[row]),
                        "weights are finite and at least 0");
}

/// One clustering: places, who is core, and the sets that core places are joined in.
class RoadDbscan {
 public:
  RoadDbscan(const RoadGraph& graph, const FirmPlaces& places, const RoadDbscanOptions& options)
      : graph_(graph), places_(places), options_(options), is_symmetric_(is_symmetric(graph, places)) {}

  void find_core(std::span<const double> weight, RunControl& run);
  void join(RunControl& run);
  SectorClusters result(RunControl& run);

 private:
  template <class Work>
  void each_place(const char* phase, RunControl& run, const Work& work);

  const RoadGraph& graph_;
  const FirmPlaces& places_;
  const RoadDbscanOptions& options_;
  bool is_symmetric_;
  std::vector<std::uint8_t> is_core_;
  SharedDisjointSets sets_;
  std::vector<std::uint32_t> core_of_;  ///< the place itself, for border places the nearest core, or kNoPlace
};

/// Calls work(near, place) for each place, in parallel.
template <class Work>
void RoadDbscan::each_place(const char* phase, RunControl& run, const Work& work) {
  run.begin(phase, places_.size());
  IdlePool<std::unique_ptr<NearPlaces>> pool;
  parallel_blocks(places_.size(), kPlacesInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    auto near = pool.take();
    if (!*near) *near = std::make_unique<NearPlaces>(graph_, places_, options_.pair, is_symmetric_);
    for (std::size_t place = begin; place < end; ++place) {
      run.check();
      work(**near, static_cast<std::uint32_t>(place));
    }
    pool.give_back(std::move(near));
  });
}

void RoadDbscan::find_core(std::span<const double> weight, RunControl& run) {
  const density::WeightSteps steps(weight, {.most = options_.min_points}, run);
  const double needed = steps.least(options_.min_points);
  std::vector<double> of_place(places_.size(), 0);
  for (std::size_t row = 0; row < places_.of_row.size(); ++row)
    if (places_.of_row[row] != kNoPlace)
      of_place[places_.of_row[row]] += steps.of(weight.empty() ? 1 : weight[row]);
  is_core_.assign(places_.size(), 0);
  each_place("finding core firms along roads", run, [&](NearPlaces& near, std::uint32_t place) {
    double sum = of_place[place];
    if (sum < needed)
      near.visit(
          place, options_.eps, [](std::uint32_t) { return true; },
          [&](std::uint32_t other, RoadCost) {
            sum += of_place[other];
            return sum < needed;
          });
    is_core_[place] = sum >= needed;
  });
}

void RoadDbscan::join(RunControl& run) {
  set_apart(sets_, places_.size(), run);
  core_of_.assign(places_.size(), kNoPlace);
  each_place("joining clusters along roads", run, [&](NearPlaces& near, std::uint32_t place) {
    if (is_core_[place]) {
      core_of_[place] = place;
      near.visit(
          place, options_.eps,
          [&](std::uint32_t other) {
            return other < place && is_core_[other] && sets_.root(other) != sets_.root(place);
          },
          [&](std::uint32_t other, RoadCost) {
            sets_.join(place, other);
            return true;
          });
      return;
    }
    RoadCost best = kUnreached;
    near.visit(
        place, options_.eps, [&](std::uint32_t other) { return is_core_[other] != 0; },
        [&](std::uint32_t other, RoadCost cost) {
          if (cost < best || (cost == best && other < core_of_[place])) {
            best = cost;
            core_of_[place] = other;
          }
          return true;
        });
  });
}

/// Numbers clusters by sector and first row.
SectorClusters RoadDbscan::result(RunControl& run) {
  run.begin("numbering clusters");
  const std::size_t n = places_.of_row.size();
  SectorClusters found;
  Clusters& all = found.clusters;
  all.label.assign(n, kNoCluster);
  all.role.assign(n, PointRole::noise);
  struct First {
    std::int32_t sector;
    std::uint32_t row, root;
  };
  std::vector<First> firsts;
  std::vector<std::int32_t> number(places_.size(), kNoCluster);
  const auto root_of = [&](std::uint32_t place) { return sets_.root(core_of_[place]); };
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t place = places_.of_row[row];
    if (place == kNoPlace || core_of_[place] == kNoPlace) continue;
    all.role[row] = is_core_[place] ? PointRole::core : PointRole::border;
    const std::uint32_t root = root_of(place);
    if (number[root] != kNoCluster) continue;
    number[root] = 0;
    firsts.push_back({places_.sector[place], row, root});
  }
  std::sort(firsts.begin(), firsts.end(), [](const First& a, const First& b) {
    return std::pair(a.sector, a.row) < std::pair(b.sector, b.row);
  });
  for (const First& first : firsts) {
    number[first.root] = all.count++;
    found.sector_of_cluster.push_back(first.sector);
  }
  for (std::uint32_t row = 0; row < n; ++row)
    if (all.role[row] != PointRole::noise) all.label[row] = number[root_of(places_.of_row[row])];
  return found;
}

SectorClusters cluster(const RoadGraph& graph, std::span<const RoadPoint> firms,
                       std::span<const double> weight, std::span<const std::int32_t> sector,
                       const RoadDbscanOptions& options, RunControl& run) {
  check_input(firms, weight, options);
  run.begin("sorting firms along roads");
  const FirmPlaces places = roads::firm_places(firms, sector, graph.node_count());
  RoadDbscan dbscan(graph, places, options);
  dbscan.find_core(weight, run);
  dbscan.join(run);
  return dbscan.result(run);
}

}  // namespace

Clusters dbscan_along_roads(const RoadGraph& graph, std::span<const RoadPoint> firms,
                            std::span<const double> weight, const RoadDbscanOptions& options,
                            RunControl& run) {
  return cluster(graph, firms, weight, {}, options, run).clusters;
}

SectorClusters dbscan_along_roads_each_sector(const RoadGraph& graph, std::span<const RoadPoint> firms,
                                              std::span<const double> weight,
                                              std::span<const std::int32_t> sector,
                                              const RoadDbscanOptions& options, RunControl& run) {
  if (sector.size() != firms.size())
    throw usage_error("the sector column and the firms have different lengths");
  return cluster(graph, firms, weight, sector, options, run);
}

}  // namespace agglo

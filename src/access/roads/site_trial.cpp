#include "agglo/site_trial.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "access/roads/points_at_nodes.hpp"
#include "agglo/boundaries.hpp"
#include "agglo/error.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Islands of fewer junctions are passed over when places join the roads, as by snap_to_roads().
constexpr std::uint32_t kSmallestPiece = SnapOptions{}.smallest_component;

/// What it takes to put points on edges.
RoadEdges without_lines(const RoadEdges& all) {
  RoadEdges bare;
  bare.node_count = all.node_count;
  bare.from = all.from;
  bare.to = all.to;
  bare.length_m = all.length_m;
  bare.forward_s = all.forward_s;
  bare.backward_s = all.backward_s;
  bare.component = all.component;
  bare.component_nodes = all.component_nodes;
  return bare;
}

}  // namespace

struct SiteTrial::Parts {
  Parts(const RoadEdges& all, bool plane, const TrialOptions& its_options)
      : options(its_options),
        is_plane(plane),
        edges(without_lines(all)),
        graph(all, its_options.measure),
        index(all, plane, kSmallestPiece),
        surface(all, plane, its_options.measure,
                {.largest_access_m = its_options.largest_access_m, .access_kmh = its_options.access_kmh}) {}

  std::vector<RoadPoint> join(TrialPlaces places, RunControl& run) const {
    return points_of(index.snap(places.x, places.y, options.largest_access_m, run));
  }
  std::vector<RoadPoint> points_of(const RoadPlaces& places) const {
    return road_points(edges, places, options.measure, options.access_kmh);
  }

  TrialOptions options;
  bool is_plane;
  RoadEdges edges;  ///< without lines
  RoadGraph graph;
  RoadIndex index;
  RoadSurface surface;
  std::vector<double> jobs;
  std::vector<RoadPoint> firms, sites;
  std::vector<double> site_x, site_y;
  Groups firms_at_nodes;
  std::optional<PointsByEdge> firms_by_edge;
};

SiteTrial::SiteTrial(const RoadEdges& edges, bool is_plane, TrialPlaces firms, std::span<const double> jobs,
                     TrialPlaces sites, const TrialOptions& options, RunControl& run) {
  run.begin("preparing the roads", 3);
  auto parts = std::make_unique<Parts>(edges, is_plane, options);
  run.advance();
  parts->jobs.assign(jobs.begin(), jobs.end());
  parts->firms = parts->join(firms, run);
  parts->sites = parts->join(sites, run);
  parts->site_x.assign(sites.x.begin(), sites.x.end());
  parts->site_y.assign(sites.y.begin(), sites.y.end());
  parts->firms_at_nodes = points_at_nodes(parts->firms, edges.node_count);
  parts->firms_by_edge.emplace(parts->firms);
  parts_ = std::move(parts);
}
SiteTrial::~SiteTrial() = default;

const TrialOptions& SiteTrial::options() const {
  return parts_->options;
}
std::size_t SiteTrial::firm_count() const {
  return parts_->firms.size();
}
std::size_t SiteTrial::firms_near_roads() const {
  return static_cast<std::size_t>(std::count_if(parts_->firms.begin(), parts_->firms.end(),
                                                [](const RoadPoint& p) { return p.edge != kNoEdge; }));
}
std::size_t SiteTrial::site_count() const {
  return parts_->sites.size();
}

PresentReach SiteTrial::present(std::span<const std::uint32_t> sites, TravelDirection direction,
                                RunControl& run) const {
  const Parts& p = *parts_;
  PresentReach result;
  result.direction = direction;
  result.sites.assign(sites.begin(), sites.end());
  std::vector<RoadPoint> points;
  for (const std::uint32_t site : sites) points.push_back(p.sites[site]);
  result.nearest = nearest_by_road(p.graph, points, p.firms, {}, p.options.largest, direction, run).cost;
  const std::size_t firms = p.firms.size();
  if (sites.size() * firms * sizeof(RoadCost) > p.options.most_cost_bytes) return result;
  result.cost.assign(sites.size() * firms, kUnreached);
  run.begin("what the sites there are reach", sites.size());
  constexpr std::size_t kSitesInBlock = 4;
  parallel_blocks(sites.size(), kSitesInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    ReachSearch search(p.graph);
    std::vector<RoadStart> starts;
    for (std::size_t s = begin; s < end; ++s) {
      run.check();
      if (points[s].edge == kNoEdge) continue;
      starts.clear();
      add_starts(points[s], 0, direction, starts);
      search.run(starts, p.options.largest, direction);
      for_each_reached_point(
          search, p.firms, p.firms_at_nodes, *p.firms_by_edge, points[s],
          [&](std::uint32_t firm, RoadCost cost) { result.cost[s * firms + firm] = cost; });
    }
  });
  return result;
}

struct TrialSite::Scratch {
  explicit Scratch(const SiteTrial::Parts& its_trial)
      : trial(its_trial), search(trial.graph), firm_cost(trial.firms.size(), kUnreached) {}

  void put(const RoadPlaces& where, bool has_place, const PresentReach& against) {
    place = where;
    is_placed = has_place;
    point = trial.points_of(place).front();
    present = &against;
    own = -1;
    nearest = against.nearest;
    searched = 0;
    searches = 0;
  }

  void search_to(RoadCost limit) {
    if (searches > 0 && limit <= searched) return;
    // A second limit is seldom the last one.
    searched = searches == 0 ? limit : trial.options.largest;
    ++searches;
    std::vector<RoadStart> starts;
    add_starts(point, 0, present->direction, starts);
    search.run(starts, raised_limit(searched, trial.surface.slack()), present->direction);
    std::fill(firm_cost.begin(), firm_cost.end(), kUnreached);
    for_each_reached_point(search, trial.firms, trial.firms_at_nodes, *trial.firms_by_edge, point,
                           [this](std::uint32_t firm, RoadCost cost) { firm_cost[firm] = cost; });
  }

  void find_overlap(TrialReach& reach) const;
  TrialReach reach_within(RoadCost limit) const;

  const SiteTrial::Parts& trial;
  ReachSearch search;
  std::vector<RoadCost> firm_cost;
  RoadPlaces place;
  bool is_placed = false;
  RoadPoint point;
  const PresentReach* present = nullptr;
  std::int64_t own = -1;          ///< the site itself, when it is one of those there are
  std::vector<RoadCost> nearest;  ///< of the others
  RoadCost searched = 0;
  int searches = 0;
};

void TrialSite::Scratch::find_overlap(TrialReach& reach) const {
  if (present->cost.empty() || reach.firms == 0) return;
  const std::size_t firms = firm_cost.size();
  const RoadCost limit = reach.limit;
  for (std::size_t s = 0; s < present->sites.size(); ++s) {
    if (present->sites[s] == own) continue;
    const RoadCost* other = present->cost.data() + s * firms;
    std::uint32_t both = 0, theirs = 0;
    for (std::size_t f = 0; f < firms; ++f) {  // a loop for vectors
      const std::uint32_t in = other[f] <= limit;
      theirs += in;
      both += in & static_cast<std::uint32_t>(firm_cost[f] <= limit);
    }
    const double overlap =
        both == 0 ? 0 : static_cast<double>(both) / static_cast<double>(reach.firms + theirs - both);
    if (overlap <= reach.overlap) continue;
    reach.overlap = overlap;
    reach.overlap_site = static_cast<std::int32_t>(present->sites[s]);
  }
}

TrialReach TrialSite::Scratch::reach_within(RoadCost limit) const {
  TrialReach reach;
  reach.limit = limit;
  for (std::size_t f = 0; f < firm_cost.size(); ++f) {
    if (firm_cost[f] > limit) continue;
    const double jobs = f < trial.jobs.size() ? trial.jobs[f] : std::nan("");
    const bool is_new = nearest[f] > limit;
    ++reach.firms;
    reach.newly += is_new;
    if (std::isnan(jobs)) continue;
    ++reach.jobs_known;
    reach.jobs += jobs;
    if (is_new) reach.newly_jobs += jobs;
  }
  if (reach.firms > 0)
    reach.already_share = static_cast<double>(reach.firms - reach.newly) / static_cast<double>(reach.firms);
  find_overlap(reach);
  return reach;
}

TrialSite::TrialSite(const SiteTrial& trial) : scratch_(std::make_unique<Scratch>(*trial.parts_)) {}
TrialSite::~TrialSite() = default;
TrialSite::TrialSite(TrialSite&&) noexcept = default;

void TrialSite::put_at(double x, double y, const PresentReach& present, RunControl& run) {
  Scratch& s = *scratch_;
  const bool is_placed = std::isfinite(x) && std::isfinite(y);
  const double no_place = std::nan("");
  const double at_x = is_placed ? x : no_place, at_y = is_placed ? y : no_place;
  s.put(s.trial.index.snap({&at_x, 1}, {&at_y, 1}, s.trial.options.largest_access_m, run), is_placed,
        present);
}

void TrialSite::put_at_site(std::uint32_t site, const PresentReach& present, RunControl& run) {
  Scratch& s = *scratch_;
  put_at(s.trial.site_x[site], s.trial.site_y[site], present, run);
  const auto in = std::lower_bound(present.sites.begin(), present.sites.end(), site);
  if (in == present.sites.end() || *in != site) return;
  s.own = site;
  std::vector<RoadPoint> others;
  for (const std::uint32_t other : present.sites)
    if (other != site) others.push_back(s.trial.sites[other]);
  const TrialOptions& options = s.trial.options;
  s.nearest =
      nearest_by_road(s.trial.graph, others, s.trial.firms, {}, options.largest, present.direction, run).cost;
}

Trial TrialSite::within(std::span<const RoadCost> limits, RunControl& run) {
  Scratch& s = *scratch_;
  if (!s.present) throw usage_error("a site on trial has no place yet");
  for (std::size_t k = 0; k < limits.size(); ++k)
    if (limits[k] > s.trial.options.largest || (k > 0 && limits[k] <= limits[k - 1]))
      throw usage_error("limits of a trial do not ascend, or go beyond the largest");
  Trial result;
  result.overlaps_known = !s.present->cost.empty() || s.present->sites.empty() || s.firm_cost.empty();
  if (s.point.edge == kNoEdge) {
    result.state = s.is_placed ? TrialState::no_road : TrialState::no_place;
    for (const RoadCost limit : limits) {
      result.reach.emplace_back().limit = limit;
      result.areas.add_none();
    }
    return result;
  }
  const RoadEdges& edges = s.trial.edges;
  const std::uint32_t piece = edges.component[s.point.edge];
  result.state = piece == 0 ? TrialState::reached : TrialState::island;
  result.piece_nodes = edges.component_nodes[s.point.edge];
  result.access_m = s.place.access_m.front();
  result.access = s.point.access;
  if (limits.empty()) return result;
  s.search_to(limits.back());
  run.check();
  for (const RoadCost limit : limits) result.reach.push_back(s.reach_within(limit));
  run.check();
  std::vector<CatchmentCheck> checks;
  s.trial.surface.add_catchments(s.search, {&s.point, 1}, limits, result.areas, checks, run);
  for (std::size_t k = 0; k < limits.size(); ++k) result.reach[k].cut_roads = checks[k].cut_roads;
  if (!s.trial.is_plane) result.areas = split_at_antimeridian(std::move(result.areas));
  return result;
}

}  // namespace agglo

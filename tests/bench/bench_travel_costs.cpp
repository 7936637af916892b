// Contraction hierarchy and travel costs on generated roads of two sizes: seconds and peak memory of the
// hierarchy, nanoseconds a pair with 1 and 2 threads and with a consumer that counts the firms within 30
// minutes of each site (the best of three; where other programs run, the CPU seconds tell whether the second
// thread costs anything), and a sample of the costs beside a plain search (Dijkstra 1959).
//   bench_travel_costs [NODES... [-- SITES FIRMS]]     default 77000 1000000 -- 1000 100000
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

#include "agglo/travel_costs.hpp"
#include "generated_roads.hpp"
#include "peak_memory.hpp"

namespace {

using agglo::RoadCost;

constexpr RoadCost kHalfHour = 30 * 60 * 1000;

struct Seconds {
  double wall = 1e9, cpu = 1e9;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto in_seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime);
}

Seconds seconds(const std::function<void()>& work) {
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          cpu_seconds() - cpu};
}

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

/// Places beside random joinable roads; those of one town lie together in no order.
std::vector<agglo::RoadPoint> places(const agglo::RoadEdges& edges, std::size_t count, std::uint64_t stream) {
  agglo::RoadPlaces places;
  for (std::size_t p = 0; p < count; ++p) {
    generated::Random random(1, stream, p);
    std::uint32_t edge = 0;
    do edge = static_cast<std::uint32_t>(random.below(edges.size()));
    while (edges.joinable[edge] == 0);
    places.edge.push_back(edge);
    places.along.push_back(random.uniform());
    places.access_m.push_back(random.uniform(0, 100));
  }
  return agglo::road_points(edges, places, agglo::RoadMeasure::time, 4.5);
}

/// Costs from one site to firms by a search over the whole graph.
std::vector<RoadCost> plain_costs(const agglo::RoadGraph& graph, const agglo::RoadPoint& site,
                                  const std::vector<agglo::RoadPoint>& firms) {
  std::vector<std::uint64_t> cost(graph.node_count(), agglo::kUnreached);
  using Entry = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  queue.emplace(std::uint64_t{site.after_forward} + site.access, site.to);
  queue.emplace(std::uint64_t{site.after_backward} + site.access, site.from);
  while (!queue.empty()) {
    const auto [c, node] = queue.top();
    queue.pop();
    if (c >= cost[node]) continue;
    cost[node] = c;
    for (const agglo::RoadArc& arc : graph.out(node)) queue.emplace(c + arc.cost, arc.head);
  }
  std::vector<RoadCost> costs;
  for (const agglo::RoadPoint& firm : firms) {
    std::uint64_t least =
        std::min({cost[firm.from] + firm.before_forward, cost[firm.to] + firm.before_backward,
                  std::uint64_t{agglo::along_edge(site, firm)} + site.access}) +
        firm.access;
    costs.push_back(static_cast<RoadCost>(std::min<std::uint64_t>(least, agglo::kUnreached)));
  }
  return costs;
}

/// Firms within half an hour, by block of firms and site: no thread waits for another.
struct Counts {
  std::size_t sites;
  std::vector<std::uint32_t> within;
  Counts(std::size_t site_count, std::size_t firm_count)
      : sites(site_count), within(site_count * (firm_count / agglo::kFirmsInBlock + 1)) {}
  void take(const agglo::CostBlock& block) {
    std::uint32_t counts[64] = {};
    for (std::size_t f = 0; f < block.firms; ++f)
      for (std::size_t s = 0; s < block.sites; ++s)
        counts[s] += block.cost[f * block.stride + s] <= kHalfHour;
    std::uint32_t* const own = within.data() + block.first_firm / agglo::kFirmsInBlock * sites;
    std::copy_n(counts, block.sites, own + block.first_site);
  }
};

bool sample_is_right(const agglo::RoadGraph& graph, const std::vector<agglo::RoadPoint>& sites,
                     const std::vector<agglo::RoadPoint>& firms, const agglo::TravelCosts& costs) {
  constexpr std::size_t kEvery = 97;
  std::atomic<std::size_t> wrong{0};
  std::vector<std::vector<RoadCost>> right(sites.size());
  for (std::size_t s = 0; s < sites.size(); s += kEvery) right[s] = plain_costs(graph, sites[s], firms);
  agglo::RunControl run(2);
  costs(
      [&](const agglo::CostBlock& block) {
        for (std::size_t s = 0; s < block.sites; ++s)
          for (std::size_t f = 0; f < block.firms && !right[block.first_site + s].empty(); ++f)
            wrong += block.cost[f * block.stride + s] != right[block.first_site + s][block.first_firm + f];
      },
      run);
  return wrong == 0;
}

/// False when a cost is wrong.
bool measure(std::uint32_t nodes, std::size_t site_count, std::size_t firm_count) {
  const agglo::RoadEdges edges = generated::roads({.nodes = nodes});
  const agglo::RoadGraph graph(edges, agglo::RoadMeasure::time);
  std::printf("%u nodes, %zu arcs\n", nodes, graph.arc_count());
  const std::uint64_t grown = bench::growth([&] {
    agglo::RunControl run(1);
    const agglo::ContractionHierarchy hierarchy(graph, run);
  });
  std::unique_ptr<agglo::ContractionHierarchy> hierarchy;
  Seconds build[3];
  for (const unsigned threads : {1U, 2U})
    build[threads] = seconds([&] {
      agglo::RunControl run(threads);
      hierarchy = std::make_unique<agglo::ContractionHierarchy>(graph, run);
    });
  std::printf("  hierarchy: %.2f s, with 2 threads %.2f s (%.2f x, CPU seconds %.2f and %.2f); ",
              build[1].wall, build[2].wall, build[1].wall / build[2].wall, build[1].cpu, build[2].cpu);
  std::printf("%zu shortcuts; peak %.0f MB over the graph\n", hierarchy->shortcut_count(), megabytes(grown));
  const auto sites = places(edges, site_count, 21), firms = places(edges, firm_count, 22);
  agglo::TravelCosts costs;
  const Seconds select = seconds(
      [&] { costs = agglo::travel_costs(*hierarchy, sites, firms, agglo::TravelDirection::from_sites); });
  Seconds all[3];
  for (const unsigned threads : {1U, 2U})
    for (int go = 0; go < 3; ++go) {
      Counts counts(site_count, firm_count);
      const Seconds took = seconds([&] {
        agglo::RunControl run(threads);
        costs([&](const agglo::CostBlock& block) { counts.take(block); }, run);
      });
      if (took.wall < all[threads].wall) all[threads] = took;
    }
  const std::uint64_t most = bench::growth([&] {
    agglo::RunControl run(2);
    Counts counts(site_count, firm_count);
    agglo::travel_costs(*hierarchy, sites, firms, agglo::TravelDirection::from_sites)(
        [&](const agglo::CostBlock& block) { counts.take(block); }, run);
  });
  const double pairs = static_cast<double>(site_count) * static_cast<double>(firm_count) * 1e-9;
  std::printf("  %zu sites x %zu firms: selection %.3f s; %.2f ns a pair, with 2 threads %.2f ", site_count,
              firm_count, select.wall, all[1].wall / pairs, all[2].wall / pairs);
  std::printf("(%.2f x, CPU %.2f and %.2f); peak %.0f MB over the hierarchy\n", all[1].wall / all[2].wall,
              all[1].cpu / pairs, all[2].cpu / pairs, megabytes(most));
  const bool is_right = sample_is_right(graph, sites, firms, costs);
  std::printf("  sample of costs beside a plain search: %s\n", is_right ? "equal" : "WRONG");
  std::fflush(stdout);
  return is_right;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint32_t> nodes;
  int at = 1;
  for (; at < argc && std::strcmp(argv[at], "--") != 0; ++at)
    nodes.push_back(static_cast<std::uint32_t>(std::strtoul(argv[at], nullptr, 10)));
  const auto number = [&](int i, unsigned long fallback) {
    return argc > at + i ? std::strtoul(argv[at + i], nullptr, 10) : fallback;
  };
  if (nodes.empty()) nodes = {77000, 1000000};
  bool is_right = true;
  for (const std::uint32_t n : nodes) is_right = measure(n, number(1, 1000), number(2, 100000)) && is_right;
  return is_right ? 0 : 1;
}

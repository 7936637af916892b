// What coverage and accessibility add to the costs of 1000 sites x 100,000 firms: nanoseconds a pair with 1
// and 2 threads beside those of handing out made-up costs alone (a pair in two is within the limit, in no
// order, which is the worst), and the peak memory of each.
//   bench_services [SITES FIRMS]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "agglo/accessibility.hpp"
#include "agglo/coverage.hpp"
#include "core/parallel.hpp"

namespace {

using namespace agglo;

TravelCosts made_up_costs(std::size_t sites, std::size_t firms) {
  return [=](const TakeCosts& take, RunControl& run) {
    parallel_blocks(firms, kFirmsInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::vector<RoadCost> cost((end - begin) * sites);
      auto state = static_cast<std::uint32_t>(block * 2654435761U + 1);
      for (RoadCost& c : cost) {
        state = state * 1664525U + 1013904223U;
        c = (state >> 8) % 3'600'000;  // up to an hour
      }
      take({begin, end - begin, 0, sites, sites, cost.data()});
    });
  };
}

void measure(const char* name, std::size_t pairs, const std::function<void(RunControl&)>& work) {
  std::printf("%-34s", name);
  for (const unsigned threads : {1U, 2U}) {
    RunControl run(threads);
    const auto start = std::chrono::steady_clock::now();
    work(run);
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("  %6.2f ns", s * 1e9 / static_cast<double>(pairs));
  }
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t sites = argc > 2 ? std::strtoull(argv[1], nullptr, 10) : 1000;
  const std::size_t firms = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000;
  const TravelCosts costs = made_up_costs(sites, firms);
  const std::vector<double> demand(firms, 1.0), supply(sites, 5.0);
  const std::vector<RoadCost> limits{900'000, 1'800'000};
  const auto with = [](DecayKind kind, double parameter) {
    return Decay{.kind = kind, .limit = 30, .parameter = parameter};
  };
  std::printf("%zu sites x %zu firms, per pair%14s1 thread  2 threads\n", sites, firms, "");
  const std::size_t pairs = sites * firms;
  measure("costs alone", pairs, [&](RunControl& run) { costs([](const CostBlock&) {}, run); });
  measure("cover of 2 limits", pairs,
          [&](RunControl& run) { reach_table(costs, firms, sites, limits, run); });
  measure("sums within 2 limits", pairs,
          [&](RunControl& run) { sums_within(costs, firms, sites, limits, {demand}, run); });
  measure("2SFCA, step (2 passes)", pairs, [&](RunControl& run) {
    floating_catchments(costs, demand, supply, with(DecayKind::step, 1), run);
  });
  measure("2SFCA, exponential (2 passes)", pairs, [&](RunControl& run) {
    floating_catchments(costs, demand, supply, with(DecayKind::exponential, 10), run);
  });
  measure("Huff, power (2 passes)", pairs, [&](RunControl& run) {
    huff_demand(costs, demand, supply, {1, with(DecayKind::power, 2)}, run);
  });
}

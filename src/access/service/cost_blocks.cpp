#include "access/service/cost_blocks.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {

void for_all_blocks(const TravelCosts& costs, std::size_t firms, std::size_t sites, RunControl& run,
                    const TakeCosts& take) {
  if (firms == 0 || sites == 0) return;
  std::atomic<std::uint64_t> pairs{0};
  costs(
      [&](const CostBlock& block) {
        if (block.first_firm + block.firms > firms || block.first_site + block.sites > sites)
          throw failure(
              fmt::format("travel costs came for firm {} and site {}, but there are {} and {}",
                          block.first_firm + block.firms, block.first_site + block.sites, firms, sites),
              "give the firms and sites that the costs were made for");
        pairs.fetch_add(block.firms * block.sites, std::memory_order_relaxed);
        take(block);
      },
      run);
  if (pairs != firms * sites)
    throw failure(fmt::format("travel costs came for {} of {} pairs", pairs.load(), firms * sites),
                  "give the firms and sites that the costs were made for");
}

void check_amounts(std::span<const double> values, const char* what) {
  for (std::size_t row = 0; row < values.size(); ++row)
    if (values[row] < 0 || std::isinf(values[row]))
      throw usage_error(fmt::format("the {} in row {} is \"{}\"", what, row + 1, values[row]),
                        "give finite values of at least 0, or leave unknown ones empty");
}

}  // namespace agglo

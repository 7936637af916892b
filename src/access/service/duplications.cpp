#include <algorithm>
#include <bit>

#include "agglo/coverage.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// The firms with a demand that each site reaches, one bit a firm.
class FirmBits {
 public:
  FirmBits(const ReachTable& reach, std::size_t limit, std::span<const double> demand)
      : words_((reach.firms() + 63) / 64), bits_(reach.sites() * words_) {
    for (std::size_t firm = 0; firm < reach.firms(); ++firm) {
      if (!(demand[firm] > 0)) continue;
      const auto sites = reach.sites_of(firm, limit);
      for (std::size_t w = 0; w < sites.size(); ++w)
        for (std::uint64_t rest = sites[w]; rest != 0; rest &= rest - 1)
          bits_[(w * 64 + static_cast<std::size_t>(std::countr_zero(rest))) * words_ + firm / 64] |=
              std::uint64_t{1} << (firm % 64);
    }
  }
  std::uint64_t both(std::size_t a, std::size_t b) const {
    std::uint64_t count = 0;
    for (std::size_t w = 0; w < words_; ++w)
      count += static_cast<std::uint64_t>(std::popcount(bits_[a * words_ + w] & bits_[b * words_ + w]));
    return count;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

std::uint32_t common(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  std::uint32_t count = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    count += a[i] == b[j] ? 1 : 0;
    const bool next_a = a[i] <= b[j], next_b = b[j] <= a[i];
    i += next_a ? 1 : 0;
    j += next_b ? 1 : 0;
  }
  return count;
}

}  // namespace

std::vector<Duplication> duplications(const ReachTable& reach, std::size_t limit, const Groups& services_of,
                                      std::span<const double> demand, RunControl& run) {
  const auto sites = static_cast<std::uint32_t>(reach.sites());
  const FirmBits firms(reach, limit, demand);
  std::vector<std::uint64_t> firms_of(sites);
  for (std::uint32_t s = 0; s < sites; ++s) firms_of[s] = firms.both(s, s);
  std::vector<std::vector<Duplication>> by_first(sites);
  run.begin("sites that do the same", sites);
  parallel_blocks(sites, 1, run, [&](std::size_t begin, std::size_t, std::size_t) {
    const auto a = static_cast<std::uint32_t>(begin);
    for (std::uint32_t b = a + 1; b < sites; ++b) {
      Duplication pair{a, b, firms_of[a], firms_of[b], 0, common(services_of[a], services_of[b]), 0, 0, 0, 0};
      if (pair.services_both == 0 || (pair.firms_both = firms.both(a, b)) == 0) continue;
      pair.services_either =
          static_cast<std::uint32_t>(services_of[a].size() + services_of[b].size()) - pair.services_both;
      pair.firms_jaccard = static_cast<double>(pair.firms_both) /
                           static_cast<double>(pair.firms_a + pair.firms_b - pair.firms_both);
      pair.services_jaccard = static_cast<double>(pair.services_both) / pair.services_either;
      pair.index = pair.firms_jaccard * pair.services_jaccard;
      by_first[a].push_back(pair);
    }
  });
  std::vector<Duplication> all;
  for (const auto& pairs : by_first) all.insert(all.end(), pairs.begin(), pairs.end());
  return all;
}

}  // namespace agglo

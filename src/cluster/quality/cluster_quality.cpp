// Agreement of two labellings.
#include "agglo/cluster_quality.hpp"

#include <cassert>

namespace agglo {
namespace {

double pairs(std::uint64_t n) {
  return n < 2 ? 0 : static_cast<double>(n) * static_cast<double>(n - 1) / 2;
}

std::size_t label_count(std::span<const std::int32_t> labels) {
  std::int32_t most = -1;
  for (const std::int32_t label : labels) most = label > most ? label : most;
  return static_cast<std::size_t>(most) + 1;
}

double pairs_together(const Groups& groups) {
  double sum = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) sum += pairs(groups[g].size());
  return sum;
}

}  // namespace

double adjusted_rand_index(std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                           std::size_t points) {
  assert(a.size() == b.size() && points <= a.size());
  const Groups in_a = groups_from_labels(a, label_count(a));
  const double together_a = pairs_together(in_a);
  const double together_b = pairs_together(groups_from_labels(b, label_count(b)));
  // Sums of pairs are whole numbers, exact in double up to 9e15: 130 million points in one cluster.
  double both = 0;
  std::vector<std::uint64_t> common(label_count(b), 0);
  std::vector<std::int32_t> touched;
  for (std::size_t g = 0; g < in_a.size(); ++g) {
    for (const std::uint32_t row : in_a[g]) {
      if (b[row] < 0) continue;
      if (common[static_cast<std::size_t>(b[row])]++ == 0) touched.push_back(b[row]);
    }
    for (const std::int32_t label : touched) {
      both += pairs(common[static_cast<std::size_t>(label)]);
      common[static_cast<std::size_t>(label)] = 0;
    }
    touched.clear();
  }
  const double all = pairs(points);
  if (together_a == together_b && (together_a == 0 || together_a == all)) return 1;
  const double expected = together_a * (together_b / all);
  return (both - expected) / ((together_a + together_b) / 2 - expected);
}

}  // namespace agglo

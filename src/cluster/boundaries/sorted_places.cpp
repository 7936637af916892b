#include "cluster/boundaries/sorted_places.hpp"

#include <algorithm>

#include "cluster/stop_check.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::size_t kChunk = 65536;

/// Sorts chunks, then merges neighbours two by two; each step is short enough to stop in between.
void sort_in_chunks(std::vector<Place>& places, RunControl& run) {
  const std::size_t n = places.size(), chunks = (n + kChunk - 1) / kChunk;
  const auto at = [&](std::size_t chunk) {
    return places.begin() + static_cast<std::ptrdiff_t>(std::min(n, chunk * kChunk));
  };
  parallel_blocks(chunks, 1, run,
                  [&](std::size_t i, std::size_t, std::size_t) { std::sort(at(i), at(i + 1)); });
  for (std::size_t width = 1; width < chunks; width *= 2) {
    const std::size_t pairs = (chunks + 2 * width - 1) / (2 * width);
    parallel_blocks(pairs, 1, run, [&](std::size_t pair, std::size_t, std::size_t) {
      const std::size_t first = pair * 2 * width;
      std::inplace_merge(at(first), at(first + width), at(first + 2 * width));
    });
  }
}

}  // namespace

void sort_places(std::span<const double> x_m, std::span<const double> y_m,
                 std::span<const std::uint32_t> rows, std::vector<Place>& places,
                 std::vector<std::uint32_t>& count, RunControl& run) {
  places.clear();
  count.clear();
  StopCheck check(run);
  places.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    check();
    if (std::isfinite(x_m[row]) && std::isfinite(y_m[row]))
      places.push_back({x_m[row] + 0.0, y_m[row] + 0.0});  // -0 and 0 are one place
  }
  if (places.size() > kChunk)
    sort_in_chunks(places, run);
  else
    std::sort(places.begin(), places.end());
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    check();
    if (distinct > 0 && places[i] == places[distinct - 1]) {
      ++count.back();
      continue;
    }
    places[distinct++] = places[i];
    count.push_back(1);
  }
  places.resize(distinct);
}

}  // namespace agglo

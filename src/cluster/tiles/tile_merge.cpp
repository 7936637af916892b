#include "cluster/tiles/tile_merge.hpp"

#include <algorithm>
#include <limits>

#include "cluster/disjoint_sets.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kNoRow = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kBlock = 1 << 18;

std::uint64_t packed(std::int32_t a, std::int32_t b) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32 | static_cast<std::uint32_t>(b);
}

std::vector<std::uint32_t> joined(std::uint64_t parts, const PartPairs& found, const Ranks& ranks,
                                  RunControl& run) {
  DisjointSets sets(parts);
  Words mine;
  mine.reserve(found.pairs().size());
  for (const auto& [a, b] : found.pairs()) mine.push_back(packed(a, b));
  for (const Words& words : ranks.gather(mine)) {
    run.check();
    for (const std::uint64_t pair : words)
      sets.join(static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair));
  }
  return std::move(sets).roots();
}

/// The first row of each part over all ranks; kNoRow for parts that only lie in halos.
std::vector<std::uint64_t> first_rows(const std::vector<std::int32_t>& label, std::uint64_t first_row,
                                      std::uint64_t parts, const Ranks& ranks, RunControl& run) {
  std::vector<std::uint64_t> first(parts, kNoRow);
  Words mine;
  for (std::size_t row = 0; row < label.size(); ++row) {
    if (row % kBlock == 0) run.advance(std::min(kBlock, label.size() - row));
    if (label[row] < 0) continue;
    std::uint64_t& at = first[static_cast<std::size_t>(label[row])];
    if (at != kNoRow) continue;
    at = first_row + row;
    mine.push_back(static_cast<std::uint64_t>(label[row]));
    mine.push_back(at);
  }
  for (const Words& words : ranks.gather(mine))
    for (std::size_t i = 0; i + 1 < words.size(); i += 2)
      first[words[i]] = std::min(first[words[i]], words[i + 1]);
  return first;
}

}  // namespace

void PartPairs::resolve(std::vector<CoreLink>& links, const std::vector<std::int32_t>& label,
                        std::uint64_t first_row) {
  const auto own_part = [&](const CoreLink& link) { return label[link.row - first_row]; };
  const auto open =
      std::partition(links.begin(), links.end(), [&](const CoreLink& link) { return own_part(link) < 0; });
  for (auto link = open; link != links.end(); ++link) {
    const auto [a, b] = std::minmax({own_part(*link), link->part});
    if (a != b) pairs_.emplace_back(a, b);
  }
  links.erase(open, links.end());
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

std::int32_t number_clusters(std::vector<std::int32_t>& label, std::uint64_t first_row, std::uint64_t parts,
                             const PartPairs& found, const Ranks& ranks, RunControl& run) {
  const std::vector<std::uint32_t> root = joined(parts, found, ranks, run);
  run.begin("numbering clusters", 2 * label.size());
  std::vector<std::uint64_t> first = first_rows(label, first_row, parts, ranks, run);
  std::vector<std::uint32_t> roots;
  for (std::uint32_t part = 0; part < parts; ++part) {
    if (root[part] == part) roots.push_back(part);
    first[root[part]] = std::min(first[root[part]], first[part]);
  }
  roots.erase(
      std::remove_if(roots.begin(), roots.end(), [&](std::uint32_t part) { return first[part] == kNoRow; }),
      roots.end());
  std::sort(roots.begin(), roots.end(),
            [&](std::uint32_t a, std::uint32_t b) { return first[a] < first[b]; });
  std::vector<std::int32_t> number(parts, kNoCluster);
  for (std::size_t i = 0; i < roots.size(); ++i) number[roots[i]] = static_cast<std::int32_t>(i);
  parallel_blocks(label.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row)
      if (label[row] >= 0) label[row] = number[root[static_cast<std::size_t>(label[row])]];
  });
  return static_cast<std::int32_t>(roots.size());
}

}  // namespace agglo

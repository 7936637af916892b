#include "agglo/groups.hpp"

namespace agglo {

Groups groups_from_labels(std::span<const std::int32_t> labels, std::size_t group_count) {
  Groups groups;
  groups.start.assign(group_count + 1, 0);
  for (const std::int32_t label : labels)
    if (label >= 0) ++groups.start[static_cast<std::size_t>(label) + 1];
  for (std::size_t g = 0; g < group_count; ++g) groups.start[g + 1] += groups.start[g];
  groups.items.resize(groups.start.back());
  std::vector<std::uint64_t> next(groups.start.begin(), groups.start.end() - 1);
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (labels[row] >= 0)
      groups.items[next[static_cast<std::size_t>(labels[row])]++] = static_cast<std::uint32_t>(row);
  return groups;
}

}  // namespace agglo

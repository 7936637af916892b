#include "access/class_rows.hpp"

#include <algorithm>

#include "core/parallel.hpp"

namespace agglo {

void sort_by_row(std::vector<ClassRow>& rows, std::size_t row_count) {
  if (rows.size() < row_count / 16) {
    std::sort(rows.begin(), rows.end(), [](const ClassRow& a, const ClassRow& b) { return a.row < b.row; });
    return;
  }
  std::vector<std::uint32_t> class_of(row_count, 0);  // class + 1; 0 = not found
  for (const ClassRow& found : rows) class_of[found.row] = found.class_index + 1;
  std::size_t next = 0;
  for (std::uint32_t row = 0; row < row_count; ++row)
    if (class_of[row] > 0) rows[next++] = {row, class_of[row] - 1};
}

Groups groups_of_classes(std::vector<std::vector<ClassRow>>& units, std::size_t classes, Take take,
                         RunControl& run) {
  Groups groups;
  groups.start.assign(units.size() * classes + 1, 0);
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    std::uint64_t* counts = groups.start.data() + unit * classes + 1;
    for (const ClassRow& found : units[unit]) ++counts[found.class_index];
    if (take == Take::up_to_class)
      for (std::size_t k = 1; k < classes; ++k) counts[k] += counts[k - 1];
  }
  for (std::size_t g = 1; g < groups.start.size(); ++g) groups.start[g] += groups.start[g - 1];
  groups.items.resize(groups.start.back());
  parallel_blocks(units.size(), 1, run, [&](std::size_t unit, std::size_t, std::size_t) {
    std::vector<std::uint64_t> next(groups.start.begin() + static_cast<std::ptrdiff_t>(unit * classes),
                                    groups.start.begin() + static_cast<std::ptrdiff_t>((unit + 1) * classes));
    for (const ClassRow& found : units[unit]) {
      const std::size_t last = take == Take::own_class ? found.class_index + 1 : classes;
      for (std::size_t k = found.class_index; k < last; ++k) groups.items[next[k]++] = found.row;
    }
    std::vector<ClassRow>().swap(units[unit]);
  });
  return groups;
}

}  // namespace agglo

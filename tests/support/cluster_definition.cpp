#include "support/cluster_definition.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <tuple>
#include <vector>

namespace definition {
namespace {

using agglo::Clusters;
using agglo::PointRole;

/// Position in space and time; absent axes are 0.
struct Item {
  double x, y, z, time, weight;
  std::uint32_t row;
  bool core = false;
};
using CellKey = std::array<std::int64_t, 4>;

struct Cell {
  CellKey key;
  std::size_t begin, end, core_end;  ///< core items first, once they are known
  Item low, high;                    ///< corners of the tight box
};

double squared(const Item& a, const Item& b) {
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  return dx * dx + dy * dy + dz * dz;
}

double gap(double low_a, double high_a, double low_b, double high_b) {
  return std::max({low_a - high_b, low_b - high_a, 0.0});
}

class Plan {
 public:
  Plan(const Points& points, const Rule& rule)
      : rule_(rule),
        eps2_(rule.eps_m * rule.eps_m),
        solid_(!points.z_m.empty()),
        timed_(!points.time.empty()),
        rows_(points.size()),
        parent_(points.size()) {
    collect(points);
    make_cells();
  }

  Clusters solve() {
    mark_core();
    join_core();
    Clusters result;
    result.label.assign(rows_, agglo::kNoCluster);
    result.role.assign(rows_, PointRole::unlocated);
    std::vector<std::uint32_t> root(rows_, kNone);
    for (const Item& item : items_) {
      result.role[item.row] = item.core ? PointRole::core : PointRole::noise;
      if (item.core) root[item.row] = find(item.row);
    }
    for (std::size_t at = 0; at < cells_.size(); ++at)
      if (cells_[at].core_end < cells_[at].end) join_border(at, root, result);
    std::map<std::uint32_t, std::int32_t> number;
    for (std::size_t row = 0; row < rows_; ++row)
      if (root[row] != kNone)
        result.label[row] = number.emplace(root[row], static_cast<std::int32_t>(number.size())).first->second;
    result.count = static_cast<std::int32_t>(number.size());
    return result;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  void collect(const Points& points) {
    for (std::size_t row = 0; row < rows_; ++row) {
      parent_[row] = static_cast<std::uint32_t>(row);
      const Item item{points.x_m[row],
                      points.y_m[row],
                      solid_ ? points.z_m[row] : 0,
                      timed_ ? points.time[row] : 0,
                      points.weight.empty() ? 1 : points.weight[row],
                      static_cast<std::uint32_t>(row)};
      if (!std::isnan(item.x + item.y + item.z + item.time)) items_.push_back(item);
    }
  }

  /// Cells that are a little too small or too large by rounding do no harm: one more ring of cells is
  /// searched than their side asks for, and boxes decide what may be skipped.
  void make_cells() {
    if (items_.empty()) return;
    const double side = rule_.eps_m / std::sqrt(solid_ ? 3.0 : 2.0);
    Item least = items_[0];
    for (const Item& item : items_) least = corner(least, item, -1);
    const auto key = [&](const Item& item) {
      const auto index = [](double offset, double step) {
        return step < std::numeric_limits<double>::infinity()
                   ? static_cast<std::int64_t>(std::floor(offset / step))
                   : std::int64_t{0};
      };
      return CellKey{index(item.x - least.x, side), index(item.y - least.y, side),
                     index(item.z - least.z, side),
                     timed_ && rule_.eps_time > 0 ? index(item.time - least.time, rule_.eps_time) : 0};
    };
    std::vector<std::pair<CellKey, std::uint32_t>> order;
    order.reserve(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i)
      order.emplace_back(key(items_[i]), static_cast<std::uint32_t>(i));
    std::sort(order.begin(), order.end());
    std::vector<Item> sorted;
    sorted.reserve(items_.size());
    for (const auto& [cell, i] : order) {
      const Item& item = items_[i];
      if (cells_.empty() || cells_.back().key != cell)
        cells_.push_back({cell, sorted.size(), sorted.size(), sorted.size(), item, item});
      sorted.push_back(item);
      Cell& last = cells_.back();
      last.end = sorted.size();
      last.low = corner(last.low, item, -1);
      last.high = corner(last.high, item, 1);
    }
    items_.swap(sorted);
  }

  static Item corner(Item a, const Item& b, int direction) {
    const auto outer = [direction](double u, double v) {
      return direction < 0 ? std::min(u, v) : std::max(u, v);
    };
    a.x = outer(a.x, b.x);
    a.y = outer(a.y, b.y);
    a.z = outer(a.z, b.z);
    a.time = outer(a.time, b.time);
    return a;
  }

  bool neighbours(const Item& a, const Item& b) const {
    return squared(a, b) <= eps2_ && std::abs(a.time - b.time) <= rule_.eps_time;
  }
  /// All items of the cell are neighbours of each other.
  bool compact(const Cell& cell) const {
    return squared(cell.low, cell.high) <= eps2_ && cell.high.time - cell.low.time <= rule_.eps_time;
  }
  bool may_touch(const Item& low, const Item& high, const Cell& other) const {
    const double dx = gap(low.x, high.x, other.low.x, other.high.x);
    const double dy = gap(low.y, high.y, other.low.y, other.high.y);
    const double dz = gap(low.z, high.z, other.low.z, other.high.z);
    return dx * dx + dy * dy + dz * dz <= eps2_ &&
           gap(low.time, high.time, other.low.time, other.high.time) <= rule_.eps_time;
  }

  /// The cells that may hold neighbours of items of cell `at`, itself first.
  std::vector<std::size_t> around(std::size_t at) const {
    constexpr std::int64_t kRings = 3;
    const Cell& cell = cells_[at];
    std::vector<std::size_t> found{at};
    for (std::int64_t x = cell.key[0] - kRings; x <= cell.key[0] + kRings; ++x)
      for (std::int64_t y = cell.key[1] - kRings; y <= cell.key[1] + kRings; ++y)
        for (std::int64_t z = cell.key[2] - (solid_ ? kRings : 0); z <= cell.key[2] + (solid_ ? kRings : 0);
             ++z) {
          const CellKey first{x, y, z, cell.key[3] - 2}, last{x, y, z, cell.key[3] + 2};
          auto it = std::lower_bound(cells_.begin(), cells_.end(), first,
                                     [](const Cell& c, const CellKey& k) { return c.key < k; });
          for (; it != cells_.end() && it->key <= last; ++it) {
            const auto other = static_cast<std::size_t>(it - cells_.begin());
            if (other != at && may_touch(cell.low, cell.high, *it)) found.push_back(other);
          }
        }
    return found;
  }

  void mark_core() {
    for (std::size_t at = 0; at < cells_.size(); ++at) {
      Cell& cell = cells_[at];
      double all = 0;
      for (std::size_t i = cell.begin; i < cell.end; ++i) all += items_[i].weight;
      const bool dense = compact(cell) && all >= rule_.min_points;
      const std::vector<std::size_t> near = dense ? std::vector<std::size_t>{} : around(at);
      for (std::size_t i = cell.begin; i < cell.end; ++i) items_[i].core = dense || is_core(items_[i], near);
      const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(cell.begin);
      cell.core_end = static_cast<std::size_t>(
          std::stable_partition(begin, items_.begin() + static_cast<std::ptrdiff_t>(cell.end),
                                [](const Item& item) { return item.core; }) -
          items_.begin());
    }
  }

  bool is_core(const Item& item, const std::vector<std::size_t>& near) const {
    double weight = 0;
    for (const std::size_t other : near) {
      if (!may_touch(item, item, cells_[other])) continue;
      for (std::size_t j = cells_[other].begin; j < cells_[other].end; ++j)
        if (neighbours(item, items_[j])) weight += items_[j].weight;
      if (weight >= rule_.min_points) return true;
    }
    return weight >= rule_.min_points;
  }

  std::uint32_t find(std::uint32_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }

  void join_core() {
    for (std::size_t at = 0; at < cells_.size(); ++at)
      if (cells_[at].core_end > cells_[at].begin)
        for (const std::size_t other : around(at))
          if (other <= at && cells_[other].core_end > cells_[other].begin)
            join_pair(cells_[at], cells_[other]);
  }

  /// In two compact cells one pair of neighbours joins all.
  void join_pair(const Cell& a, const Cell& b) {
    const bool one_pair_is_enough = &a == &b ? false : compact(a) && compact(b);
    if (&a == &b && compact(a)) {
      for (std::size_t i = a.begin; i < a.core_end; ++i)
        parent_[find(items_[i].row)] = find(items_[a.begin].row);
      return;
    }
    for (std::size_t i = a.begin; i < a.core_end; ++i) {
      if (one_pair_is_enough && find(items_[a.begin].row) == find(items_[b.begin].row)) return;
      if (!may_touch(items_[i], items_[i], b)) continue;
      for (std::size_t j = b.begin; j < b.core_end; ++j)
        if (neighbours(items_[i], items_[j])) {
          parent_[find(items_[i].row)] = find(items_[j].row);
          if (one_pair_is_enough) break;
        }
    }
  }

  void join_border(std::size_t at, std::vector<std::uint32_t>& root, Clusters& result) {
    const std::vector<std::size_t> near = around(at);
    for (std::size_t i = cells_[at].core_end; i < cells_[at].end; ++i) {
      const Item& item = items_[i];
      std::tuple best{std::numeric_limits<double>::infinity(), 0.0, 0.0, 0.0, 0.0, 0.0, kNone};
      for (const std::size_t other : near) {
        if (!may_touch(item, item, cells_[other])) continue;
        for (std::size_t j = cells_[other].begin; j < cells_[other].core_end; ++j) {
          const Item& core = items_[j];
          if (neighbours(item, core))
            best = std::min(best, {squared(item, core), std::abs(item.time - core.time), core.x, core.y,
                                   core.z, core.time, core.row});
        }
      }
      const std::uint32_t best_row = std::get<6>(best);
      if (best_row == kNone) continue;
      root[item.row] = find(best_row);
      result.role[item.row] = PointRole::border;
    }
  }

  const Rule rule_;
  const double eps2_;
  const bool solid_, timed_;
  const std::size_t rows_;
  std::vector<std::uint32_t> parent_;
  std::vector<Item> items_;
  std::vector<Cell> cells_;
};

/// The row at which the labels of the rows with `role` stop being one-to-one, or nothing.
std::string unlike_partition(const Clusters& right, const Clusters& found, PointRole role) {
  std::map<std::int32_t, std::int32_t> there, back;
  for (std::size_t row = 0; row < right.label.size(); ++row) {
    if (right.role[row] != role) continue;
    if (found.label[row] < 0) return "row " + std::to_string(row) + " is core and has no cluster";
    const bool split = there.emplace(right.label[row], found.label[row]).first->second != found.label[row];
    const bool merged = back.emplace(found.label[row], right.label[row]).first->second != right.label[row];
    if (split || merged)
      return "row " + std::to_string(row) +
             (split ? " is split from its cluster" : " is merged with another cluster");
  }
  return "";
}

}  // namespace

Clusters clusters(const Points& points, const Rule& rule) {
  return Plan(points, rule).solve();
}

std::string difference(const Clusters& right, const Clusters& found) {
  const std::size_t n = right.label.size();
  if (found.label.size() != n || found.role.size() != n) return "wrong number of rows";
  for (std::size_t row = 0; row < n; ++row)
    if ((right.role[row] == PointRole::core) != (found.role[row] == PointRole::core))
      return "row " + std::to_string(row) + " is " + agglo::to_string(found.role[row]) + ", not " +
             agglo::to_string(right.role[row]);
  if (const std::string fault = unlike_partition(right, found, PointRole::core); !fault.empty()) return fault;
  for (std::size_t row = 0; row < n; ++row) {
    const std::string name = "row " + std::to_string(row);
    if (right.role[row] != found.role[row])
      return name + " is " + agglo::to_string(found.role[row]) + ", not " + agglo::to_string(right.role[row]);
    if ((found.label[row] < 0) != (right.label[row] < 0)) return name + " has a label against its role";
  }
  // The core points agree, so cluster numbers can be compared through them.
  std::map<std::int32_t, std::int32_t> number;
  for (std::size_t row = 0; row < n; ++row)
    if (right.role[row] == PointRole::core) number.emplace(right.label[row], found.label[row]);
  for (std::size_t row = 0; row < n; ++row)
    if (right.role[row] == PointRole::border && number.at(right.label[row]) != found.label[row])
      return "border row " + std::to_string(row) + " is not with its nearest core point";
  for (std::size_t row = 0; row < n; ++row)
    if (right.label[row] != found.label[row])
      return "clusters are not numbered by first row, from row " + std::to_string(row) + " on";
  return right.count == found.count ? "" : "wrong count of clusters";
}

std::string fault(const Points& points, const Rule& rule, const Clusters& found) {
  return difference(clusters(points, rule), found);
}

}  // namespace definition

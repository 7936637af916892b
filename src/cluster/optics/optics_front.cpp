// Prim's algorithm over reachability without a queue of points. Every node of the tree keeps the least
// (reachability, row) of its unprocessed points, so the next point is found by going down from the root; and
// the greatest reachability, so a core point goes only into nodes that it can still improve.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/optics/optics_front.cpp"
#include "cluster/optics/optics_front.hpp"

#include <hwy/foreach_target.h>  // IWYU pragma: keep
#include <hwy/highway.h>

#include <algorithm>
#include <utility>

#include "cluster/extreme_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<double, 8>;  // divides a block
using Vector = hn::Vec<Lanes>;

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kProcessed = -1;  // below every squared reachability

/// Squared distances from p to the slots that begin at `slot`, with the operations of squared_distance.
template <int D>
HWY_INLINE Vector squared_distances(const BlockTree<D>& tree, std::size_t slot, const Position<D>& p) {
  const Lanes lanes;
  Vector sum = hn::Zero(lanes);
  for (std::size_t axis = 0; axis < D; ++axis) {
    const Vector d = hn::Sub(hn::Set(lanes, p[axis]), hn::Load(lanes, tree.position[axis].data() + slot));
    sum = hn::Add(sum, hn::Mul(d, d));
  }
  return sum;
}

template <int D>
Position<D> position_of(const BlockTree<D>& tree, std::size_t slot) {
  Position<D> p;
  for (std::size_t axis = 0; axis < D; ++axis) p[axis] = tree.position[axis][slot];
  return p;
}

/// The least squared radius that holds a weight, found by lowering a limit over a heap of neighbours.
class WeightWithin {
 public:
  void start(double needed, double limit2) {
    nearest_.clear();
    held_ = 0;
    needed_ = needed;
    limit2_ = limit2;
  }
  /// Neighbours farther than this change nothing.
  double limit2() const { return limit2_; }
  bool holds() const { return held_ >= needed_; }
  void add(double d2, double weight) {
    if (holds() && d2 >= limit2_) return;
    nearest_.emplace_back(d2, weight);
    std::push_heap(nearest_.begin(), nearest_.end());
    held_ += weight;
    while (held_ - nearest_.front().second >= needed_) {
      held_ -= nearest_.front().second;
      std::pop_heap(nearest_.begin(), nearest_.end());
      nearest_.pop_back();
    }
    if (holds()) limit2_ = nearest_.front().first;
  }

 private:
  std::vector<std::pair<double, double>> nearest_;  // (squared distance, weight), farthest on top
  double held_ = 0, needed_ = 0, limit2_ = 0;
};

template <int D>
void add_block(const OpticsSites<D>& sites, std::size_t begin, const Position<D>& p, WeightWithin& within) {
  const Lanes lanes;
  alignas(64) double d2[kBlock];
  std::uint32_t near = 0;
  const Vector limit = hn::Set(lanes, within.limit2());
  for (std::size_t i = 0; i < kBlock; i += hn::Lanes(lanes)) {
    const Vector v = squared_distances<D>(sites.tree, begin + i, p);
    hn::Store(v, lanes, d2 + i);
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(lanes, hn::Le(v, limit), bits);
    near |= static_cast<std::uint32_t>(bits[0]) << i;
  }
  for (; near != 0; near &= near - 1) {
    const auto i = static_cast<std::size_t>(hwy::Num0BitsBelowLS1Bit_Nonzero32(near));
    within.add(d2[i], sites.weight[begin + i]);
  }
}

template <int D>
void find_core_distances_in(OpticsSites<D>& sites, double max_eps_m, std::size_t begin, std::size_t end) {
  struct Pending {
    std::uint32_t node;
    double distance2;
  };
  const auto& nodes = sites.tree.nodes;
  WeightWithin within;
  Pending stack[64];  // depth is log2 of the blocks, one pending sibling per level
  for (std::size_t slot = begin; slot < std::min(end, sites.tree.size()); ++slot) {
    const Position<D> p = position_of<D>(sites.tree, slot);
    within.start(sites.needed, max_eps_m * max_eps_m);
    const std::size_t own = slot / kBlock * kBlock;
    add_block<D>(sites, own, p, within);
    std::size_t depth = 0;
    stack[depth++] = {0, 0};
    while (depth > 0) {
      const Pending top = stack[--depth];
      if (top.distance2 > within.limit2()) continue;
      const auto& node = nodes[top.node];
      if (node.right == 0) {
        if (node.begin != own) add_block<D>(sites, node.begin, p, within);
        continue;
      }
      Pending near{top.node + 1, nodes[top.node + 1].bounds.least_squared_distance(p)};
      Pending far{node.right, nodes[node.right].bounds.least_squared_distance(p)};
      if (far.distance2 < near.distance2) std::swap(near, far);
      if (far.distance2 <= within.limit2()) stack[depth++] = far;
      if (near.distance2 <= within.limit2()) stack[depth++] = near;
    }
    sites.core2[slot] = within.holds() ? within.limit2() : kInfinity;
  }
}

template <int D>
class Walk {
 public:
  Walk(const OpticsSites<D>& sites, double max_eps_m, OpticsOrder& order)
      : sites_(sites),
        order_(order),
        eps2_(max_eps_m * max_eps_m),
        reach2_(sites.tree.padded_size(), kProcessed),
        row_(sites.tree.padded_size(), kInfinity),
        predecessor_(sites.tree.padded_size(), -1),
        next_(sites.rows_begin) {
    std::fill_n(reach2_.begin(), sites.tree.size(), kInfinity);
    for (std::size_t slot = 0; slot < sites.tree.size(); ++slot)
      row_[slot] = static_cast<double>(sites.rows[sites.rows_begin[slot]]);
    for (const auto& node : sites.tree.nodes)
      nodes_.push_back({node.bounds, kInfinity, kInfinity, kInfinity, node.begin, node.right});
  }

  void all(RunControl& run) {
    constexpr std::size_t kCheckEvery = 512;
    std::size_t told = 0;
    const auto tell = [&] {
      if (order_.row.size() < told + kCheckEvery) return;
      run.advance(order_.row.size() - told);
      told = order_.row.size();
    };
    for (std::size_t row = 0; row < sites_.slot_of_row.size(); ++row) {
      const std::uint32_t slot = sites_.slot_of_row[row];
      if (slot == kNoSite || row_[slot] > static_cast<double>(row) || reach2_[slot] == kProcessed) continue;
      process(slot);
      tell();
      while (nodes_[0].least2 < kInfinity) {
        process(least_slot());
        tell();
      }
    }
  }

 private:
  struct Node {
    Bounds<D> bounds;
    double most2;              // at least the greatest squared reachability in the node
    double least2, least_row;  // of the unprocessed points that were reached; infinite when there are none
    std::uint32_t begin, right;
  };

  /// The slot of the least (reachability, row); path_ then holds the nodes above its leaf and the leaf.
  std::uint32_t least_slot() {
    path_.clear();
    std::uint32_t at = 0;
    path_.push_back(at);
    while (nodes_[at].right != 0) {
      const Node &left = nodes_[at + 1], &right = nodes_[nodes_[at].right];
      at = before(left, right) ? at + 1 : nodes_[at].right;
      path_.push_back(at);
    }
    const Node& leaf = nodes_[at];
    std::uint32_t slot = leaf.begin;
    while (row_[slot] != leaf.least_row || reach2_[slot] != leaf.least2) ++slot;
    return slot;
  }

  static bool before(const Node& a, const Node& b) {
    return a.least2 != b.least2 ? a.least2 < b.least2 : a.least_row < b.least_row;
  }

  /// Gives the next row of a slot its position and lets it reach its neighbours.
  void process(std::uint32_t slot) {
    const double row = row_[slot], core2 = sites_.core2[slot];
    order_.row.push_back(static_cast<std::uint32_t>(row));
    order_.reachability_m.push_back(least_root(reach2_[slot]));
    order_.core_distance_m.push_back(least_root(core2));
    order_.predecessor.push_back(predecessor_[slot] < 0 ? kNoPredecessor
                                                        : static_cast<std::uint32_t>(predecessor_[slot]));
    const bool first = next_[slot] == sites_.rows_begin[slot];
    if (++next_[slot] < sites_.rows_begin[slot + 1]) {
      row_[slot] = static_cast<double>(sites_.rows[next_[slot]]);
    } else {
      row_[slot] = kInfinity;
      reach2_[slot] = kProcessed;
    }
    // A start has no path: nothing was reached then, so no node holds a least point.
    for (std::size_t i = path_.size(); i-- > 0;) refresh(path_[i]);
    path_.clear();
    // All rows of a site give the same reachability: the first one has already done so.
    if (!first || core2 == kInfinity) return;
    from_ = position_of<D>(sites_.tree, slot);
    core2_ = core2;
    from_row_ = row;
    if (reaches(nodes_[0])) expand(0);
  }

  bool reaches(const Node& node) const {
    if (core2_ >= node.most2) return false;
    const double d2 = node.bounds.least_squared_distance(from_);
    return d2 <= eps2_ && d2 < node.most2;
  }

  void refresh(std::uint32_t at) {
    Node& node = nodes_[at];
    if (node.right == 0) {
      scan<false>(node);
      return;
    }
    const Node &left = nodes_[at + 1], &right = nodes_[node.right];
    const Node& least = before(left, right) ? left : right;
    node.least2 = least.least2;
    node.least_row = least.least_row;
    node.most2 = std::max(left.most2, right.most2);
  }

  void expand(std::uint32_t at) {
    Node& node = nodes_[at];
    if (node.right == 0) {
      scan<true>(node);
      return;
    }
    const bool left = reaches(nodes_[at + 1]), right = reaches(nodes_[node.right]);
    if (left) expand(at + 1);
    if (right) expand(node.right);
    if (left || right) refresh(at);
  }

  /// Finds the extremes of a leaf; with kReach after its points were reached from from_.
  template <bool kReach>
  void scan(Node& leaf) {
    const Lanes lanes;
    const Vector infinity = hn::Set(lanes, kInfinity);
    Vector most = hn::Set(lanes, kProcessed), least = infinity;
    for (std::size_t slot = leaf.begin; slot < leaf.begin + kBlock; slot += hn::Lanes(lanes)) {
      Vector reach = hn::Load(lanes, reach2_.data() + slot);
      if constexpr (kReach) {
        const Vector d2 = squared_distances<D>(sites_.tree, slot, from_);
        const Vector found = hn::Max(d2, hn::Set(lanes, core2_));
        const auto better = hn::And(hn::Le(d2, hn::Set(lanes, eps2_)), hn::Lt(found, reach));
        reach = hn::IfThenElse(better, found, reach);
        hn::Store(reach, lanes, reach2_.data() + slot);
        hn::BlendedStore(hn::Set(lanes, from_row_), better, lanes, predecessor_.data() + slot);
      }
      most = hn::Max(most, reach);
      least = hn::Min(least, hn::IfThenElse(hn::Lt(reach, hn::Zero(lanes)), infinity, reach));
    }
    leaf.most2 = greatest_lane(lanes, most);
    leaf.least2 = least_lane(lanes, least);
    Vector row = infinity;
    for (std::size_t slot = leaf.begin; slot < leaf.begin + kBlock; slot += hn::Lanes(lanes)) {
      const auto tied = hn::Eq(hn::Load(lanes, reach2_.data() + slot), hn::Set(lanes, leaf.least2));
      row = hn::Min(row, hn::IfThenElse(tied, hn::Load(lanes, row_.data() + slot), infinity));
    }
    leaf.least_row = least_lane(lanes, row);
  }

  const OpticsSites<D>& sites_;
  OpticsOrder& order_;
  double eps2_;
  std::vector<Node> nodes_;
  AlignedColumn reach2_, row_, predecessor_;  // by slot; rows as double: lanes of one width
  std::vector<std::uint32_t> next_;           // by slot: the next of its rows
  std::vector<std::uint32_t> path_;
  Position<D> from_{};
  double core2_ = 0, from_row_ = 0;
};

void find_core_distances_2(OpticsSites<2>& sites, double max_eps_m, std::size_t begin, std::size_t end) {
  find_core_distances_in<2>(sites, max_eps_m, begin, end);
}
void find_core_distances_3(OpticsSites<3>& sites, double max_eps_m, std::size_t begin, std::size_t end) {
  find_core_distances_in<3>(sites, max_eps_m, begin, end);
}
void walk_2(const OpticsSites<2>& sites, double max_eps_m, OpticsOrder& order, RunControl& run) {
  Walk<2>(sites, max_eps_m, order).all(run);
}
void walk_3(const OpticsSites<3>& sites, double max_eps_m, OpticsOrder& order, RunControl& run) {
  Walk<3>(sites, max_eps_m, order).all(run);
}

}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {
HWY_EXPORT(find_core_distances_2);
HWY_EXPORT(find_core_distances_3);
HWY_EXPORT(walk_2);
HWY_EXPORT(walk_3);

void find_core_distances(OpticsSites<2>& sites, double max_eps_m, std::size_t begin, std::size_t end) {
  HWY_DYNAMIC_DISPATCH(find_core_distances_2)(sites, max_eps_m, begin, end);
}
void find_core_distances(OpticsSites<3>& sites, double max_eps_m, std::size_t begin, std::size_t end) {
  HWY_DYNAMIC_DISPATCH(find_core_distances_3)(sites, max_eps_m, begin, end);
}
void walk(const OpticsSites<2>& sites, double max_eps_m, OpticsOrder& order, RunControl& run) {
  HWY_DYNAMIC_DISPATCH(walk_2)(sites, max_eps_m, order, run);
}
void walk(const OpticsSites<3>& sites, double max_eps_m, OpticsOrder& order, RunControl& run) {
  HWY_DYNAMIC_DISPATCH(walk_3)(sites, max_eps_m, order, run);
}
}  // namespace agglo::density
#endif

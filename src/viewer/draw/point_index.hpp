// PointIndex: points in Morton order under a tree of boxes, and PointMask: some of its points with the
// number of them under each node.
//
// The tree makes both ends cheap and stays exact: a subtree outside the view is skipped, a subtree inside one
// cell adds its count in one step, and only what lies between is looked at point by point. A mask has its
// bits in the order of the points, one word per leaf, so that a filtered map costs no more than a whole one.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/shapes.hpp"

namespace agglo::viewer {

/// Some points of one index.
class PointMask {
 public:
  /// Points of node k of a level.
  std::uint32_t count(std::size_t level, std::size_t k) const {
    return level == 0 ? static_cast<std::uint32_t>(std::popcount(words_[k])) : counts_[level - 1][k];
  }
  /// Bit b of word k stands for point 64 k + b.
  std::uint64_t word(std::size_t leaf) const { return words_[leaf]; }
  std::span<const std::uint64_t> words() const { return words_; }
  std::size_t count() const { return total_; }

 private:
  friend class PointIndex;
  std::vector<std::uint64_t> words_;
  std::vector<std::vector<std::uint32_t>> counts_;  // of level 1, 2, ...
  std::size_t total_ = 0;
};

/// Built once per layer, then immutable. Places are whole steps of 1 / 2^32 of the longer side of the box:
/// 0.2 mm for a country of 1,000 km.
class PointIndex {
 public:
  static constexpr std::size_t kLeaf = 64, kFan = 4;
  /// Box of a node, in steps.
  struct Node {
    std::uint32_t min_x, min_y, max_x, max_y;
  };

  PointIndex() = default;
  /// Rows with NaN or infinity in x or y, or a negative category, are left out. `category` may be empty.
  /// O(n log n), 16 bytes a point beside the result while it works.
  PointIndex(std::span<const double> x_m, std::span<const double> y_m,
             std::span<const std::int16_t> category);

  /// The same points under other categories, which must draw the same rows. O(n) copying, nothing is sorted.
  PointIndex with_categories(std::span<const std::int16_t> category) const;

  std::size_t size() const { return row_.size(); }
  const Box& box() const { return box_; }
  double step_m() const { return step_m_; }
  double x_m(std::size_t i) const { return box_.min_x + x_[i] * step_m_; }
  double y_m(std::size_t i) const { return box_.min_y + y_[i] * step_m_; }
  std::uint32_t row(std::size_t i) const { return row_[i]; }
  std::int16_t category(std::size_t i) const { return category_.empty() ? std::int16_t{0} : category_[i]; }
  std::span<const std::uint32_t> x_steps() const { return x_; }
  std::span<const std::uint32_t> y_steps() const { return y_; }

  std::size_t levels() const { return levels_.size(); }  ///< 0 when there are no points
  /// Level 0 has the leaves: node k has the points from kLeaf k on. Node k of a level has the nodes kFan k
  /// to kFan k + kFan - 1 of the level below.
  const std::vector<Node>& nodes(std::size_t level) const { return levels_[level]; }
  /// First point after node k of a level.
  std::size_t end_of(std::size_t level, std::size_t k) const;
  std::size_t begin_of(std::size_t level, std::size_t k) const { return k * (kLeaf << (2 * level)); }

  /// The points whose row is in `shown` and in `also` (null = every row) and whose category c has hidden[c]
  /// = 0 (beyond its end: shown). Null = all points. The last few are remembered by the identity of the sets,
  /// which must not change any more. O(n) on all threads when new: 10 million in about 10 ms. Thread-safe.
  std::shared_ptr<const PointMask> mask(const std::shared_ptr<const RowSet>& shown,
                                        const std::vector<char>& hidden,
                                        const std::shared_ptr<const RowSet>& also = nullptr) const;

  /// Points of the mask (null = all) inside `view` (bounds included); counting stops soon after a number
  /// above `stop_above`.
  std::size_t count_in(const Box& view, const PointMask* mask, std::size_t stop_above) const;
  /// Indices (not rows) of the points of the mask inside `view`, in Morton order.
  std::vector<std::uint32_t> points_in(const Box& view, const PointMask* mask) const;

 private:
  struct Wanted {
    std::shared_ptr<const RowSet> shown, also;
    std::vector<char> hidden;
    bool operator==(const Wanted&) const = default;
  };
  struct Remembered {
    Wanted wanted;
    std::shared_ptr<const PointMask> mask;
  };
  struct MaskCache {
    std::mutex mutex;
    std::vector<Remembered> masks;  // last used last
  };
  void build_tree();
  std::shared_ptr<const PointMask> make_mask(const Wanted& wanted) const;
  template <class Whole, class Point>
  void visit(const Node& range, const PointMask* mask, std::size_t level, std::size_t k, const Whole& whole,
             const Point& point) const;
  /// False when no step lies inside the view.
  bool steps_of(const Box& view, Node& range) const;

  std::vector<std::uint32_t> x_, y_, row_;  // in Morton order
  std::vector<std::int16_t> category_;
  std::vector<std::vector<Node>> levels_;
  Box box_;
  double step_m_ = 1;
  std::unique_ptr<MaskCache> cache_ = std::make_unique<MaskCache>();
};

}  // namespace agglo::viewer

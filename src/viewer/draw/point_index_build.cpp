// Building of a PointIndex: Morton keys, sorted by buckets on all threads.
#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/draw/parallel.hpp"
#include "viewer/draw/point_index.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kBlock = 1 << 16;  // points a task looks at
constexpr unsigned kBucketBits = 16, kBucketShift = 64 - kBucketBits;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
  bool operator<(const Keyed& other) const { return key != other.key ? key < other.key : row < other.row; }
};

std::uint64_t spread_bits(std::uint32_t value) {
  std::uint64_t v = value;
  v = (v | v << 16) & 0x0000ffff0000ffffULL;
  v = (v | v << 8) & 0x00ff00ff00ff00ffULL;
  v = (v | v << 4) & 0x0f0f0f0f0f0f0f0fULL;
  v = (v | v << 2) & 0x3333333333333333ULL;
  return (v | v << 1) & 0x5555555555555555ULL;
}

std::uint32_t gather_bits(std::uint64_t v) {
  v &= 0x5555555555555555ULL;
  v = (v | v >> 1) & 0x3333333333333333ULL;
  v = (v | v >> 2) & 0x0f0f0f0f0f0f0f0fULL;
  v = (v | v >> 4) & 0x00ff00ff00ff00ffULL;
  v = (v | v >> 8) & 0x0000ffff0000ffffULL;
  return static_cast<std::uint32_t>(v | v >> 16);
}

std::size_t blocks_of(std::size_t n) {
  return (n + kBlock - 1) / kBlock;
}

/// One share of the rows per thread, so that its counts and places are its own.
struct Share {
  std::size_t begin, end;
};
std::vector<Share> shares_of(std::size_t n, unsigned threads) {
  std::vector<Share> shares;
  for (unsigned k = 0; k < threads; ++k) shares.push_back({n * k / threads, n * (k + 1) / threads});
  return shares;
}

/// Keys of the drawn rows, sorted: counted and dealt into buckets by their first bits, then each bucket by
/// itself.
template <class Drawn, class KeyOf>
std::vector<Keyed> sorted_keys(std::size_t n, const Drawn& drawn, const KeyOf& key_of) {
  const unsigned threads = n < 4 * kBlock ? 1 : draw_threads();
  const std::vector<Share> shares = shares_of(n, threads);
  std::vector<std::vector<std::uint32_t>> place(threads, std::vector<std::uint32_t>(kBuckets, 0));
  in_parallel(threads, threads, [&](std::size_t k, unsigned) {
    for (std::size_t i = shares[k].begin; i < shares[k].end; ++i)
      if (drawn(i)) ++place[k][key_of(i) >> kBucketShift];
  });
  std::vector<std::uint32_t> start(kBuckets + 1, 0);
  std::uint32_t sum = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    start[bucket] = sum;
    for (unsigned k = 0; k < threads; ++k) {
      const std::uint32_t count = place[k][bucket];
      place[k][bucket] = sum;
      sum += count;
    }
  }
  start[kBuckets] = sum;
  std::vector<Keyed> order(sum);
  in_parallel(threads, threads, [&](std::size_t k, unsigned) {
    for (std::size_t i = shares[k].begin; i < shares[k].end; ++i)
      if (drawn(i)) {
        const std::uint64_t key = key_of(i);
        order[place[k][key >> kBucketShift]++] = {key, static_cast<std::uint32_t>(i)};
      }
  });
  constexpr std::size_t kBucketsPerTask = 16;
  in_parallel(kBuckets / kBucketsPerTask, threads, [&](std::size_t task, unsigned) {
    for (std::size_t b = task * kBucketsPerTask; b < (task + 1) * kBucketsPerTask; ++b)
      std::sort(order.begin() + start[b], order.begin() + start[b + 1]);
  });
  return order;
}

}  // namespace

PointIndex::PointIndex(std::span<const double> x_m, std::span<const double> y_m,
                       std::span<const std::int16_t> category) {
  const auto drawn = [&](std::size_t i) {
    return std::isfinite(x_m[i]) && std::isfinite(y_m[i]) && (category.empty() || category[i] >= 0);
  };
  std::vector<Box> boxes(blocks_of(x_m.size()));
  in_parallel(boxes.size(), draw_threads(), [&](std::size_t block, unsigned) {
    for (std::size_t i = block * kBlock; i < std::min(x_m.size(), (block + 1) * kBlock); ++i)
      if (drawn(i)) boxes[block].extend(x_m[i], y_m[i]);
  });
  for (const Box& b : boxes) box_.extend(b);
  if (box_.empty()) return;
  constexpr double kSteps = 4294967295.0;
  const double side = std::max({box_.width(), box_.height(), 1e-9});
  step_m_ = side / kSteps;
  const double steps_per_m = kSteps / side;
  const auto step_of = [&](double metres) {
    return static_cast<std::uint32_t>(std::min(metres * steps_per_m, kSteps));
  };
  const std::vector<Keyed> order = sorted_keys(x_m.size(), drawn, [&](std::size_t i) {
    return spread_bits(step_of(x_m[i] - box_.min_x)) | spread_bits(step_of(y_m[i] - box_.min_y)) << 1;
  });
  const std::size_t n = order.size();
  x_.resize(n);
  y_.resize(n);
  row_.resize(n);
  if (!category.empty()) category_.resize(n);
  in_parallel(blocks_of(n), draw_threads(), [&](std::size_t block, unsigned) {
    for (std::size_t i = block * kBlock; i < std::min(n, (block + 1) * kBlock); ++i) {
      x_[i] = gather_bits(order[i].key);
      y_[i] = gather_bits(order[i].key >> 1);
      row_[i] = order[i].row;
      if (!category.empty()) category_[i] = category[order[i].row];
    }
  });
  build_tree();
}

void PointIndex::build_tree() {
  const std::size_t n = size();
  std::vector<Node> leaves((n + kLeaf - 1) / kLeaf);
  in_parallel(blocks_of(leaves.size()), draw_threads(), [&](std::size_t block, unsigned) {
    for (std::size_t k = block * kBlock; k < std::min(leaves.size(), (block + 1) * kBlock); ++k) {
      Node node{x_[k * kLeaf], y_[k * kLeaf], x_[k * kLeaf], y_[k * kLeaf]};
      for (std::size_t i = k * kLeaf; i < std::min(n, (k + 1) * kLeaf); ++i)
        node = {std::min(node.min_x, x_[i]), std::min(node.min_y, y_[i]), std::max(node.max_x, x_[i]),
                std::max(node.max_y, y_[i])};
      leaves[k] = node;
    }
  });
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const std::vector<Node>& below = levels_.back();
    std::vector<Node> above((below.size() + kFan - 1) / kFan);
    for (std::size_t k = 0; k < above.size(); ++k) {
      Node node = below[k * kFan];
      for (std::size_t c = k * kFan + 1; c < std::min(below.size(), (k + 1) * kFan); ++c)
        node = {std::min(node.min_x, below[c].min_x), std::min(node.min_y, below[c].min_y),
                std::max(node.max_x, below[c].max_x), std::max(node.max_y, below[c].max_y)};
      above[k] = node;
    }
    levels_.push_back(std::move(above));
  }
}

PointIndex PointIndex::with_categories(std::span<const std::int16_t> category) const {
  PointIndex index;
  index.x_ = x_;
  index.y_ = y_;
  index.row_ = row_;
  index.levels_ = levels_;
  index.box_ = box_;
  index.step_m_ = step_m_;
  if (category.empty()) return index;
  index.category_.reserve(row_.size());
  for (const std::uint32_t row : row_) index.category_.push_back(category[row]);
  return index;
}

}  // namespace agglo::viewer

#include "viewer/draw/point_index.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "viewer/draw/parallel.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMasksRemembered = 4;
constexpr std::size_t kWordsPerTask = 4096;

/// Bit b tells whether rows[b] is in the set. `next` are the rows asked for after these: neighbours have rows
/// anywhere, so without a word ahead each would wait for memory (four times as long at 100 million rows).
std::uint64_t word_of(const RowSet& set, std::span<const std::uint32_t> rows,
                      std::span<const std::uint32_t> next) {
  const std::uint64_t* bits = set.words().data();
  const std::size_t limit = set.size();
  for (const std::uint32_t row : next)
    if (row < limit) __builtin_prefetch(bits + row / 64);
  std::uint64_t word = 0;
  for (std::size_t b = 0; b < rows.size(); ++b)
    if (const std::uint32_t row = rows[b]; row < limit) word |= (bits[row / 64] >> (row % 64) & 1) << b;
  return word;
}

bool any_hidden(const std::vector<char>& hidden) {
  return std::any_of(hidden.begin(), hidden.end(), [](char h) { return h != 0; });
}

}  // namespace

std::size_t PointIndex::end_of(std::size_t level, std::size_t k) const {
  return std::min(size(), begin_of(level, k + 1));
}

std::shared_ptr<const PointMask> PointIndex::mask(const std::shared_ptr<const RowSet>& shown,
                                                  const std::vector<char>& hidden,
                                                  const std::shared_ptr<const RowSet>& also) const {
  const bool by_category = any_hidden(hidden);
  if (size() == 0 || (!shown && !also && !by_category)) return nullptr;
  Wanted wanted{shown, also, by_category ? hidden : std::vector<char>{}};
  const std::lock_guard lock(cache_->mutex);
  auto& masks = cache_->masks;
  const auto found =
      std::find_if(masks.begin(), masks.end(), [&](const Remembered& r) { return r.wanted == wanted; });
  if (found != masks.end()) {
    std::rotate(found, found + 1, masks.end());
    return masks.back().mask;
  }
  auto made = make_mask(wanted);
  if (masks.size() == kMasksRemembered) masks.erase(masks.begin());
  masks.push_back({std::move(wanted), made});
  return made;
}

std::shared_ptr<const PointMask> PointIndex::make_mask(const Wanted& wanted) const {
  const RowSet* rows = wanted.shown ? wanted.shown.get() : wanted.also.get();
  RowSet both;
  if (wanted.shown && wanted.also && wanted.shown->size() == wanted.also->size()) {
    both = *wanted.shown;
    both &= *wanted.also;
    rows = &both;
  }
  auto mask = std::make_shared<PointMask>();
  mask->words_.resize(levels_[0].size());
  const unsigned threads = size() < 100'000 ? 1 : draw_threads();
  const std::size_t words = mask->words_.size();
  in_parallel((words + kWordsPerTask - 1) / kWordsPerTask, threads, [&](std::size_t task, unsigned) {
    for (std::size_t k = task * kWordsPerTask; k < std::min(words, (task + 1) * kWordsPerTask); ++k) {
      const std::size_t begin = k * kLeaf, count = end_of(0, k) - begin;
      std::uint64_t word = 0;
      if (!rows) {
        word = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
      } else {
        const std::span<const std::uint32_t> all(row_);
        word = word_of(*rows, all.subspan(begin, count),
                       all.subspan(begin + count, end_of(0, k + 1) - begin - count));
      }
      if (!wanted.hidden.empty())
        for (std::uint64_t left = word; left != 0; left &= left - 1) {
          const auto b = static_cast<std::size_t>(std::countr_zero(left));
          const auto c = static_cast<std::size_t>(category(begin + b));
          if (c < wanted.hidden.size() && wanted.hidden[c] != 0) word &= ~(std::uint64_t{1} << b);
        }
      mask->words_[k] = word;
    }
  });
  for (std::size_t level = 1; level < levels_.size(); ++level) {
    std::vector<std::uint32_t> counts(levels_[level].size(), 0);
    for (std::size_t k = 0; k < levels_[level - 1].size(); ++k) counts[k / kFan] += mask->count(level - 1, k);
    mask->counts_.push_back(std::move(counts));
  }
  mask->total_ = mask->count(levels_.size() - 1, 0);
  return mask;
}

bool PointIndex::steps_of(const Box& view, Node& range) const {
  if (size() == 0 || view.empty() || !view.intersects(box_)) return false;
  constexpr double kLast = 4294967295.0;
  // Half a millionth of a step against the rounding of bounds that were computed from a place.
  constexpr double kSlack = 5e-7;
  const auto low = [&](double metres) { return std::max(0.0, std::ceil(metres / step_m_ - kSlack)); };
  const auto high = [&](double metres) { return std::min(kLast, std::floor(metres / step_m_ + kSlack)); };
  const double x0 = low(view.min_x - box_.min_x), x1 = high(view.max_x - box_.min_x);
  const double y0 = low(view.min_y - box_.min_y), y1 = high(view.max_y - box_.min_y);
  if (!(x0 <= x1) || !(y0 <= y1)) return false;
  range = {static_cast<std::uint32_t>(x0), static_cast<std::uint32_t>(y0), static_cast<std::uint32_t>(x1),
           static_cast<std::uint32_t>(y1)};
  return true;
}

template <class Whole, class Point>
void PointIndex::visit(const Node& range, const PointMask* mask, std::size_t level, std::size_t k,
                       const Whole& whole, const Point& point) const {
  const Node& node = levels_[level][k];
  if (node.max_x < range.min_x || node.min_x > range.max_x || node.max_y < range.min_y ||
      node.min_y > range.max_y)
    return;
  if (mask && mask->count(level, k) == 0) return;
  const bool inside = node.min_x >= range.min_x && node.max_x <= range.max_x && node.min_y >= range.min_y &&
                      node.max_y <= range.max_y;
  if (inside && whole(level, k)) return;
  if (level > 0) {
    const std::size_t end = std::min(levels_[level - 1].size(), (k + 1) * kFan);
    for (std::size_t c = k * kFan; c < end; ++c) visit(range, mask, level - 1, c, whole, point);
    return;
  }
  const std::uint64_t word = mask ? mask->word(k) : ~std::uint64_t{0};
  const std::size_t begin = k * kLeaf, end = end_of(0, k);
  for (std::size_t i = begin; i < end; ++i)
    if ((word >> (i - begin) & 1) != 0 && x_[i] >= range.min_x && x_[i] <= range.max_x &&
        y_[i] >= range.min_y && y_[i] <= range.max_y)
      point(i);
}

std::vector<std::uint32_t> PointIndex::points_in(const Box& view, const PointMask* mask) const {
  std::vector<std::uint32_t> found;
  Node range{};
  if (!steps_of(view, range)) return found;
  visit(
      range, mask, levels_.size() - 1, 0, [](std::size_t, std::size_t) { return false; },
      [&](std::size_t i) { found.push_back(static_cast<std::uint32_t>(i)); });
  return found;
}

std::size_t PointIndex::count_in(const Box& view, const PointMask* mask, std::size_t stop_above) const {
  std::size_t count = 0;
  Node range{};
  if (!steps_of(view, range)) return count;
  visit(
      range, mask, levels_.size() - 1, 0,
      [&](std::size_t level, std::size_t k) {
        if (count <= stop_above)
          count += mask ? mask->count(level, k) : end_of(level, k) - begin_of(level, k);
        return true;
      },
      [&](std::size_t) { ++count; });
  return count;
}

}  // namespace agglo::viewer

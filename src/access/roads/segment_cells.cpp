#include "access/roads/segment_cells.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace agglo {

SegmentCells::SegmentCells(const RoadLines& lines, bool on_plane, RunControl& run) {
  double total = 0;
  Box box;
  for (std::uint32_t line = 0; line < lines.size(); ++line)
    for (std::uint64_t v = lines.start[line]; v + 1 < lines.start[line + 1]; ++v) {
      const std::uint32_t a = lines.point[v], b = lines.point[v + 1];
      if (!on_plane && std::abs(lines.x[a] - lines.x[b]) > 180) continue;
      box.extend(lines.x[a], lines.y[a]);
      box.extend(lines.x[b], lines.y[b]);
      total += std::hypot(lines.x[a] - lines.x[b], lines.y[a] - lines.y[b]);
      segments_.push_back({line, v});
    }
  if (segments_.empty()) return;
  left_ = box.min_x;
  bottom_ = box.min_y;
  // No narrower than what 31 bits can number.
  width_ = std::max(2 * total / static_cast<double>(segments_.size()),
                    std::max(box.width(), box.height()) / 0x40000000);
  if (!(width_ > 0)) width_ = 1;
  run.begin("find crossing roads");
  entries_.reserve(2 * segments_.size());
  for (std::uint32_t s = 0; s < segments_.size(); ++s) {
    if (s % 65536 == 0) run.check();
    add_segment(lines, s, entries_);
  }
  with_threads(run, [&] { tbb::parallel_sort(entries_.begin(), entries_.end()); });
}

std::int32_t SegmentCells::column_of(double x) const {
  return static_cast<std::int32_t>(std::floor((x - left_) / width_));
}

std::int32_t SegmentCells::row_of(double y) const {
  return static_cast<std::int32_t>(std::floor((y - bottom_) / width_));
}

/// Row by row, the columns between where the segment enters the row and where it leaves it.
void SegmentCells::add_segment(const RoadLines& lines, std::uint32_t segment,
                               std::vector<Entry>& entries) const {
  std::uint32_t a = lines.point[segments_[segment].vertex], b = lines.point[segments_[segment].vertex + 1];
  if (lines.y[b] < lines.y[a]) std::swap(a, b);
  const double ax = lines.x[a], ay = lines.y[a], bx = lines.x[b], by = lines.y[b];
  const auto x_at = [&](double y) { return by > ay ? ax + (bx - ax) * ((y - ay) / (by - ay)) : bx; };
  const std::int32_t first_row = row_of(ay), last_row = row_of(by);
  for (std::int32_t row = first_row; row <= last_row; ++row) {
    const double from = row == first_row ? ax : x_at(bottom_ + width_ * row);
    const double to = row == last_row ? bx : x_at(bottom_ + width_ * (row + 1.0));
    for (std::int32_t column = column_of(std::min(from, to)); column <= column_of(std::max(from, to));
         ++column)
      entries.push_back({column, row, segment});
  }
}

std::span<const SegmentCells::Entry> SegmentCells::cell(std::int32_t column, std::int32_t row) const {
  const Entry wanted{column, row, 0};
  const auto begin = std::lower_bound(entries_.begin(), entries_.end(), wanted);
  auto end = begin;
  while (end != entries_.end() && end->same_cell(wanted)) ++end;
  return {begin, end};
}

}  // namespace agglo

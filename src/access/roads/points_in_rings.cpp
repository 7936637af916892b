#include "access/roads/points_in_rings.hpp"

namespace agglo {

PointsInRings::PointsInRings(std::span<const MapPoint> points)
    : row_(points.size()), x_(points.size()), y_(points.size()), crossed_(points.size(), 0) {
  first_ = points.size();
  if (points.empty()) return;
  const auto [low, high] = std::minmax_element(
      points.begin(), points.end(), [](const MapPoint& a, const MapPoint& b) { return a.y < b.y; });
  low_ = low->y;
  most_bin_ = static_cast<double>(points.size() - 1);
  bins_a_unit_ = high->y > low->y ? most_bin_ / (high->y - low->y) : 0;
  start_.assign(points.size() + 1, 0);
  for (const MapPoint& p : points) ++start_[bin_of(p.y) + 1];
  for (std::size_t bin = 0; bin < points.size(); ++bin) start_[bin + 1] += start_[bin];
  std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
  for (std::uint32_t row = 0; row < points.size(); ++row) {
    const std::uint32_t at = next[bin_of(points[row].y)]++;
    row_[at] = row;
    x_[at] = points[row].x;
    y_[at] = points[row].y;
  }
}

void PointsInRings::add_side(const MapPoint& a, const MapPoint& b) {
  if (row_.empty()) return;
  const auto [low, high] = std::minmax(a.y, b.y);
  const std::size_t begin = start_[bin_of(low)], end = start_[bin_of(high) + 1];
  for (std::size_t i = begin; i < end; ++i) {
    const double cross = (b.x - a.x) * (y_[i] - a.y) - (x_[i] - a.x) * (b.y - a.y);
    const bool is_between = (a.y > y_[i]) != (b.y > y_[i]), is_east = (cross > 0) == (b.y > a.y);
    crossed_[i] = static_cast<std::uint8_t>(crossed_[i] ^ static_cast<std::uint8_t>(is_between & is_east));
  }
  first_ = std::min(first_, begin);
  last_ = std::max(last_, end);
}

}  // namespace agglo

#include "app/labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace agglo {
namespace {

/// Boxes by grid cell; asks whether a new box overlaps any.
class Occupied {
 public:
  Occupied(const Box& frame, double cell) : frame_(frame), cell_(cell) {
    columns_ = static_cast<std::size_t>(std::clamp(frame.width() / cell, 1.0, 1000.0)) + 1;
    rows_ = static_cast<std::size_t>(std::clamp(frame.height() / cell, 1.0, 1000.0)) + 1;
    cells_.resize(columns_ * rows_);
  }

  bool overlaps(const Box& box, std::size_t own) const {
    bool hit = false;
    for_cells(box, [&](std::size_t cell) {
      for (const std::uint32_t index : cells_[cell])
        hit = hit || (owner_[index] != own && boxes_[index].intersects(box));
    });
    return hit;
  }

  void add(const Box& box, std::size_t owner) {
    if (!box.intersects(frame_)) return;
    const auto index = static_cast<std::uint32_t>(boxes_.size());
    boxes_.push_back(box);
    owner_.push_back(owner);
    for_cells(box, [&](std::size_t cell) { cells_[cell].push_back(index); });
  }

 private:
  template <typename Body>
  void for_cells(const Box& box, Body body) const {
    const auto at = [&](double value, double from, std::size_t count) {
      const double cell = std::clamp(std::floor((value - from) / cell_), 0.0, static_cast<double>(count - 1));
      return static_cast<std::size_t>(cell);
    };
    const std::size_t last_column = at(box.max_x, frame_.min_x, columns_),
                      last_row = at(box.max_y, frame_.min_y, rows_);
    for (std::size_t row = at(box.min_y, frame_.min_y, rows_); row <= last_row; ++row)
      for (std::size_t column = at(box.min_x, frame_.min_x, columns_); column <= last_column; ++column)
        body(row * columns_ + column);
  }

  Box frame_;
  double cell_;
  std::size_t columns_, rows_;
  std::vector<std::vector<std::uint32_t>> cells_;
  std::vector<Box> boxes_;
  std::vector<std::size_t> owner_;
};

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

/// Upper left corners to try, best first: on the feature (when it is an area large enough), right, left,
/// above, below, then the corners.
std::size_t candidates(const PlaceRequest& r, std::array<PlacedLabel, 9>& places) {
  const double right = r.x + r.half_width + r.gap, left = r.x - r.half_width - r.gap - r.width;
  const double above = r.y - r.half_height - r.gap - r.height, below = r.y + r.half_height + r.gap;
  const double middle_x = r.x - r.width / 2, middle_y = r.y - r.height / 2;
  std::size_t count = 0;
  const auto add = [&](double x, double y) { places[count++] = {x, y}; };
  if (r.centred && (r.width <= 2 * r.half_width && r.height <= 2 * r.half_height)) add(middle_x, middle_y);
  if (r.centred) {
    add(middle_x, above);
    add(middle_x, below);
    add(right, middle_y);
    add(left, middle_y);
  } else {
    add(right, middle_y);
    add(left, middle_y);
    add(middle_x, above);
    add(middle_x, below);
  }
  const double near = 0.7;
  add(r.x + near * r.half_width + r.gap, r.y - near * r.half_height - r.height);
  add(r.x - near * r.half_width - r.gap - r.width, r.y - near * r.half_height - r.height);
  add(r.x + near * r.half_width + r.gap, r.y + near * r.half_height);
  add(r.x - near * r.half_width - r.gap - r.width, r.y + near * r.half_height);
  return count;
}

}  // namespace

std::vector<std::optional<PlacedLabel>> place_labels(std::span<const PlaceRequest> requests, const Box& frame,
                                                     std::span<const Box> obstacles) {
  std::vector<std::optional<PlacedLabel>> placed(requests.size());
  if (frame.empty()) return placed;
  Occupied occupied(frame, std::max(1.0, std::max(frame.width(), frame.height()) / 60));
  for (const Box& obstacle : obstacles) occupied.add(obstacle, kNobody);
  std::array<PlacedLabel, 9> places;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const PlaceRequest& request = requests[i];
    if (!std::isfinite(request.x) || !std::isfinite(request.y)) continue;
    const std::size_t count = candidates(request, places);
    for (std::size_t k = 0; k < count && !placed[i]; ++k) {
      const Box box{places[k].x, places[k].y, places[k].x + request.width, places[k].y + request.height};
      const bool inside = box.min_x >= frame.min_x && box.min_y >= frame.min_y && box.max_x <= frame.max_x &&
                          box.max_y <= frame.max_y;
      if (!inside || occupied.overlaps(box, i)) continue;
      occupied.add(box, i);
      placed[i] = places[k];
    }
  }
  return placed;
}

}  // namespace agglo

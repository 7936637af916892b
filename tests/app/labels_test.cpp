#include "app/labels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace agglo {
namespace {

using Placed = std::vector<std::optional<PlacedLabel>>;

bool overlap(const Box& a, const Box& b) {
  return a.min_x < b.max_x && b.min_x < a.max_x && a.min_y < b.max_y && b.min_y < a.max_y;
}

Box box_of(const PlaceRequest& request, const PlacedLabel& place) {
  return {place.x, place.y, place.x + request.width, place.y + request.height};
}

/// Every placed label inside the frame, on no other label and no obstacle.
bool is_clean(const std::vector<PlaceRequest>& requests, const Placed& placed, const Box& frame,
              const std::vector<Box>& obstacles) {
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!placed[i]) continue;
    const Box box = box_of(requests[i], *placed[i]);
    if (box.min_x < frame.min_x || box.max_x > frame.max_x || box.min_y < frame.min_y ||
        box.max_y > frame.max_y)
      return false;
    for (std::size_t j = i + 1; j < placed.size(); ++j)
      if (placed[j] && overlap(box, box_of(requests[j], *placed[j]))) return false;
    for (const Box& obstacle : obstacles)
      if (overlap(box, obstacle)) return false;
  }
  return true;
}

TEST(Labels, random_labels_never_overlap_nor_leave_the_frame) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 30; ++round) {
    const Box frame{20, 30, 420, 330};
    std::vector<PlaceRequest> requests(static_cast<std::size_t>(20 + 20 * round));
    for (PlaceRequest& r : requests) {
      r = {450 * unit(random), 350 * unit(random), 5 + 80 * unit(random), 6 + 5 * unit(random)};
      r.centred = unit(random) < 0.5;
      r.half_width = 40 * unit(random);
      r.half_height = 20 * unit(random);
    }
    std::vector<Box> obstacles;
    for (int i = 0; i < 15; ++i) {
      const double x = 400 * unit(random), y = 300 * unit(random);
      obstacles.push_back({x, y, x + 10, y + 10});
    }
    const Placed placed = place_labels(requests, frame, obstacles);
    ASSERT_EQ(placed.size(), requests.size());
    EXPECT_TRUE(is_clean(requests, placed, frame, obstacles)) << "round " << round;
    EXPECT_GT(std::count_if(placed.begin(), placed.end(), [](const auto& p) { return p.has_value(); }), 5);
  }
}

TEST(Labels, the_check_itself_rejects_overlap_and_labels_outside) {
  const Box frame{0, 0, 100, 100};
  const std::vector<PlaceRequest> requests{{50, 50, 20, 10}, {50, 50, 20, 10}};
  EXPECT_FALSE(is_clean(requests, {PlacedLabel{10, 10}, PlacedLabel{15, 12}}, frame, {}));
  EXPECT_FALSE(is_clean(requests, {PlacedLabel{90, 10}, std::nullopt}, frame, {}));
  EXPECT_FALSE(is_clean(requests, {PlacedLabel{10, 10}, std::nullopt}, frame, {{25, 15, 30, 20}}));
  EXPECT_TRUE(is_clean(requests, {PlacedLabel{10, 10}, PlacedLabel{10, 20}}, frame, {}));
}

TEST(Labels, the_first_label_wins_the_place_and_a_hopeless_one_is_left_out) {
  const Box frame{0, 0, 60, 12};
  const std::vector<PlaceRequest> requests{{5, 6, 50, 10}, {5, 6, 50, 10}};
  const Placed placed = place_labels(requests, frame, {});
  EXPECT_TRUE(placed[0].has_value());
  EXPECT_FALSE(placed[1].has_value());
}

TEST(Labels, a_name_that_fits_its_area_stands_in_the_middle_of_it) {
  PlaceRequest request{100, 100, 30, 10};
  request.half_width = 40;
  request.half_height = 20;
  request.centred = true;
  const Placed placed = place_labels(std::vector{request}, {0, 0, 200, 200}, {});
  ASSERT_TRUE(placed[0].has_value());
  EXPECT_DOUBLE_EQ(placed[0]->x, 85);
  EXPECT_DOUBLE_EQ(placed[0]->y, 95);
}

TEST(Labels, nothing_to_place_and_unknown_places_give_nothing) {
  EXPECT_TRUE(place_labels({}, {0, 0, 10, 10}, {}).empty());
  const Placed placed = place_labels(std::vector<PlaceRequest>{{std::nan(""), 1, 2, 2}}, {0, 0, 10, 10}, {});
  EXPECT_FALSE(placed[0].has_value());
}

}  // namespace
}  // namespace agglo

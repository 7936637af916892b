#include "viewer/draw/labels.hpp"

#include <gtest/gtest.h>

#include <random>

namespace agglo::viewer {

TEST(Labels, placed_labels_never_overlap_and_lie_on_the_map) {
  SpriteAtlas atlas;
  std::mt19937 random(1);
  std::uniform_real_distribution<double> place(0, 600);
  std::vector<LabelWish> wishes;
  for (int k = 0; k < 200; ++k)
    wishes.push_back({"Town " + std::to_string(k % 40), {}, place(random), place(random), 3, 0});
  const auto result = place_labels(wishes, atlas, {600, 600, 500, 500});
  EXPECT_GT(result.placed.size(), 20u);
  EXPECT_LT(result.placed.size(), wishes.size());
  for (std::size_t i = 0; i < result.placed.size(); ++i) {
    const PlacedLabel& a = result.placed[i];
    EXPECT_GE(a.x, 0);
    EXPECT_LE(a.x + a.sprite.width, 601);
    for (std::size_t j = 0; j < i; ++j) {
      const PlacedLabel& b = result.placed[j];
      const bool apart = a.x + a.sprite.width <= b.x || b.x + b.sprite.width <= a.x ||
                         a.y + a.sprite.height <= b.y || b.y + b.sprite.height <= a.y;
      EXPECT_TRUE(apart) << i << " and " << j;
    }
  }
}

TEST(Labels, first_wish_wins_the_place) {
  SpriteAtlas atlas;
  const auto result = place_labels({{"First", {}, 100, 100, -1, 0}, {"Second", {}, 100, 100, -1, 0}}, atlas,
                                   {300, 300, 10, 10});
  ASSERT_EQ(result.placed.size(), 1u);
  EXPECT_EQ(result.placed[0].wish, 0u);
}

TEST(Labels, keep_away_from_what_stands_there_already) {
  SpriteAtlas atlas;
  const std::vector<LabelWish> wishes{{"Town", {}, 40, 20, 3, 0}, {"Far", {}, 200, 200, 3, 0}};
  const PixelRect title{0, 0, 150, 60};
  const auto result = place_labels(wishes, atlas, {300, 300, 10, 10, {title}});
  ASSERT_EQ(result.placed.size(), 1u);
  EXPECT_EQ(result.placed[0].wish, 1u);
}

TEST(Labels, no_label_lies_under_what_covers_the_map) {
  SpriteAtlas atlas;
  const std::vector<LabelWish> wishes{{"Covered", {}, 100, 100, -1, 0}, {"Beside", {}, 100, 200, 3, 0}};
  const std::vector<PixelRect> covered{{60, 80, 80, 40}, {100, 190, 100, 20}};
  const auto result = place_labels(wishes, atlas, {400, 400, 10, 10, covered});
  ASSERT_EQ(result.placed.size(), 1u);
  EXPECT_EQ(result.placed[0].wish, 1u);
  EXPECT_LE(result.placed[0].x + result.placed[0].sprite.width, 100)
      << "to the left, as the right is covered";
}

TEST(Labels, work_is_spread_over_frames) {
  SpriteAtlas atlas;
  const std::vector<LabelWish> wishes{{"One", {}, 50, 50, -1, 0}, {"Two", {}, 150, 150, -1, 0}};
  EXPECT_FALSE(place_labels(wishes, atlas, {300, 300, 10, 1}).complete);
  const auto next = place_labels(wishes, atlas, {300, 300, 10, 1});
  EXPECT_TRUE(next.complete);
  EXPECT_EQ(next.placed.size(), 2u);
}

TEST(Labels, scripts_from_right_to_left_and_complex_ones_are_shaped) {
  SpriteAtlas atlas;
  for (const char* name : {"الرياض", "दिल्ली", "Đà Nẵng", "São Paulo"}) {
    const Sprite sprite = atlas.get(name, {});
    EXPECT_GT(sprite.width, 10) << name;
    EXPECT_GT(sprite.height, 8) << name;
  }
}

TEST(Labels, full_atlas_starts_afresh) {
  SpriteAtlas atlas;
  LabelLook big;
  big.size_px = 200;
  for (int k = 0; k < 80; ++k) atlas.get("Number " + std::to_string(k), big);
  EXPECT_GT(atlas.generation(), 0u);
  EXPECT_FALSE(atlas.holds("Number 0", big));
}

TEST(Labels, more_names_than_an_atlas_holds_still_come_to_an_end) {
  SpriteAtlas atlas;
  LabelLook big;
  big.size_px = 120;
  std::vector<LabelWish> wishes;
  for (int k = 0; k < 400; ++k)
    wishes.push_back(
        {"Firm number " + std::to_string(k), big, (k % 10) * 1000.0 + 500, (k / 10) * 150.0 + 75, -1, 0});
  const LabelLimits limits{10'000, 6'000, 400, 30};
  LabelPlacement placement = place_labels(wishes, atlas, limits);
  for (int frame = 0; frame < 40 && !placement.complete; ++frame)
    placement = place_labels(wishes, atlas, limits);
  EXPECT_TRUE(placement.complete);
  EXPECT_GT(placement.placed.size(), 20u);
  EXPECT_LT(placement.placed.size(), 400u) << "the atlas holds them all: the test is no test";
}

TEST(Labels, names_without_a_place_take_no_room) {
  SpriteAtlas atlas;
  std::vector<LabelWish> wishes;
  for (int k = 0; k < 3000; ++k)
    wishes.push_back({"A firm with a long name " + std::to_string(k), {}, 150, 150, 3, 0});
  const auto result = place_labels(wishes, atlas, {300, 300, 100, 3000});
  EXPECT_LE(result.placed.size(), 4u);
  EXPECT_EQ(atlas.generation(), 0u);
  EXPECT_TRUE(place_labels(wishes, atlas, {300, 300, 100, 30}).complete);
}

}  // namespace agglo::viewer

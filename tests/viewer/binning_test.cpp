#include "viewer/draw/binning.hpp"

#include <gtest/gtest.h>

#include <random>

#include "agglo/error.hpp"

namespace agglo::viewer {

namespace {

/// A card that counts as the processor does, or as a broken one would.
struct FakeCard : PointCounter {
  std::optional<double> count(const std::shared_ptr<const PointIndex>& points,
                              const std::shared_ptr<const PointMask>& mask, const CellFrame& frame,
                              std::vector<std::uint32_t>& cells) override {
    ++asked;
    if (full) return {};
    const Box view{frame.min_x_m, frame.min_y_m, frame.min_x_m + (frame.columns - 0.5) * frame.cell_m,
                   frame.min_y_m + (frame.rows - 0.5) * frame.cell_m};
    const DensityGrid grid = bin_points(*points, view, frame.cell_m, mask.get());
    cells.assign(frame.cells(), 0);
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::uint32_t>(grid.count[i]);
    if (wrong || (wrong_masks && mask)) ++cells[0];
    return took_ms;
  }
  double expected_ms(std::size_t) const override { return expects_ms; }

  int asked = 0;
  bool wrong = false, wrong_masks = false, full = false;
  double expects_ms = 0, took_ms = 0;
};

std::shared_ptr<const PointIndex> some_points(std::size_t n) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> anywhere(0, 1000);
  std::vector<double> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = anywhere(random);
    y[i] = anywhere(random);
  }
  return std::make_shared<const PointIndex>(x, y, std::span<const std::int16_t>{});
}

const std::shared_ptr<const PointIndex>& many_points() {
  static const auto points = some_points(Binning::kLeast);
  return points;
}

const Box kView{0, 0, 1000, 1000};

bool counts_right(Binning& binning, const std::shared_ptr<const PointIndex>& points,
                  const std::shared_ptr<const PointMask>& mask = nullptr) {
  const DensityGrid wanted = bin_points(*points, kView, 10, mask.get());
  const DensityGrid grid = binning.count(points, mask, kView, 10);
  return grid.count == wanted.count && grid.columns == wanted.columns && grid.min_x_m == wanted.min_x_m;
}

}  // namespace

TEST(Binning, a_faster_card_gets_large_layers_and_small_ones_stay) {
  FakeCard card;
  Binning binning;
  binning.use(&card);
  EXPECT_TRUE(counts_right(binning, many_points()));
  EXPECT_EQ(card.asked, 0) << "the processor's time is not known yet";
  for (int k = 1; k <= 3; ++k) {
    EXPECT_TRUE(counts_right(binning, many_points()));
    EXPECT_TRUE(binning.on_card());
    EXPECT_EQ(card.asked, k);
  }
  const auto few = some_points(1000);
  for (int k = 0; k < 3; ++k) EXPECT_TRUE(counts_right(binning, few));
  EXPECT_FALSE(binning.on_card());
  EXPECT_EQ(card.asked, 3);
  binning.count_on(CountOn::card);
  EXPECT_TRUE(counts_right(binning, few));
  EXPECT_TRUE(binning.on_card());
  binning.count_on(CountOn::processor);
  EXPECT_TRUE(counts_right(binning, many_points()));
  EXPECT_FALSE(binning.on_card());
}

TEST(Binning, some_of_the_points_are_checked_by_themselves) {
  FakeCard card;
  card.wrong_masks = true;
  Binning binning;
  binning.use(&card);
  binning.count_on(CountOn::card);
  const auto points = some_points(1000);
  auto rows = std::make_shared<RowSet>(points->size());
  for (std::size_t row = 0; row < points->size(); row += 3) rows->insert(row);
  EXPECT_TRUE(counts_right(binning, points));
  EXPECT_TRUE(counts_right(binning, points));
  EXPECT_TRUE(binning.on_card());
  EXPECT_TRUE(counts_right(binning, points, points->mask(rows, {})));
  EXPECT_FALSE(binning.has_card());
}

TEST(Binning, an_empty_view_proves_nothing) {
  FakeCard card;
  Binning binning;
  binning.use(&card);
  binning.count_on(CountOn::card);
  const auto points = some_points(1000);
  binning.count(points, nullptr, {5000, 5000, 6000, 6000}, 10);
  card.wrong = true;
  EXPECT_TRUE(counts_right(binning, points));
  EXPECT_FALSE(binning.has_card());
}

TEST(Binning, at_another_scale_the_processor_tells_its_time_first) {
  FakeCard card;
  Binning binning;
  binning.use(&card);
  for (int k = 0; k < 3; ++k) binning.count(many_points(), nullptr, kView, 10);
  EXPECT_EQ(card.asked, 2);
  binning.count(many_points(), nullptr, {0, 0, 100, 100}, 1);
  EXPECT_FALSE(binning.on_card());
  EXPECT_EQ(card.asked, 2);
  binning.count(many_points(), nullptr, {0, 0, 100, 100}, 1);
  EXPECT_TRUE(binning.on_card());
}

TEST(Binning, a_slow_card_is_not_asked) {
  FakeCard card;
  card.expects_ms = 1e9;
  Binning binning;
  binning.use(&card);
  for (int k = 0; k < 3; ++k) EXPECT_TRUE(counts_right(binning, many_points()));
  EXPECT_EQ(card.asked, 0);
}

TEST(Binning, a_card_slower_than_it_promised_loses_the_layer) {
  FakeCard card;
  card.took_ms = 1e9;
  Binning binning;
  binning.use(&card);
  for (int k = 0; k < 5; ++k) EXPECT_TRUE(counts_right(binning, many_points()));
  EXPECT_EQ(card.asked, 2);  // the first time may be slow: the points go to the card
  EXPECT_FALSE(binning.on_card());
}

TEST(Binning, a_card_that_counts_wrongly_or_is_full_is_never_asked_again) {
  for (const bool wrong : {true, false}) {
    FakeCard card;
    (wrong ? card.wrong : card.full) = true;
    Binning binning;
    binning.use(&card);
    binning.count_on(CountOn::card);
    for (int k = 0; k < 3; ++k) EXPECT_TRUE(counts_right(binning, many_points()));
    EXPECT_EQ(card.asked, 1);
    EXPECT_FALSE(binning.on_card());
    EXPECT_FALSE(binning.has_card());
  }
}

TEST(Binning, other_places_to_count_are_refused) {
  EXPECT_EQ(count_on_from("card"), CountOn::card);
  EXPECT_THROW(count_on_from("moon"), Error);
}

}  // namespace agglo::viewer

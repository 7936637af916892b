// Frame plans: filtered rows are neither drawn, labelled nor hit; selections of any size.
#include <gtest/gtest.h>

#include <algorithm>

#include "fixture.hpp"
#include "viewer/draw/frame_plan.hpp"
#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

template <class Item>
std::vector<const Item*> items_of(const FramePlan& plan) {
  std::vector<const Item*> found;
  for (const FrameItem& item : plan.items)
    if (const auto* i = std::get_if<Item>(&item)) found.push_back(i);
  return found;
}

/// A state with n firms on a square lattice of 1000 m and nothing else.
State lattice_state(std::size_t side) {
  SceneLayer layer = firm_layer();
  std::vector<double> x, y;
  for (std::size_t k = 0; k < side * side; ++k) {
    x.push_back(1000.0 * static_cast<double>(k % side) / static_cast<double>(side));
    y.push_back(1000.0 * static_cast<double>(k / side) / static_cast<double>(side));
  }
  auto table = std::make_shared<Table>();
  table->row_count = x.size();
  layer.table = table;
  layer.x = std::make_shared<const std::vector<double>>(std::move(x));
  layer.y = std::make_shared<const std::vector<double>>(std::move(y));
  Dataset data;
  data.layers.push_back({layer.name, layer.title, layer.role, layer.kind, layer.table, {}});
  Scene scene;
  scene.layers.push_back(layer);
  scene.extent_m = {0, 0, 1000, 1000};
  RunControl run;
  State state;
  take_map(state, prepare_map(std::move(data), std::move(scene), run));
  state.camera = {500, 500, 1.25, 800, 800};
  return state;
}

}  // namespace

TEST(Plan, rows_that_are_not_shown_are_neither_drawn_nor_hit) {
  State state = small_state();
  PlanCache cache;
  const ScreenPoint firm = screen_from_world(state.camera, 900, 900);
  ASSERT_TRUE(pick(state, firm.x, firm.y).has_value());
  const auto segments = [&] {
    const FramePlan plan = plan_frame(state, cache);
    return items_of<ShapesItem>(plan).at(0)->mesh->levels[0].segments.size();
  };
  EXPECT_EQ(segments(), 8u);
  find_layer(state, "firms")->shown = std::make_shared<RowSet>(rows_of(4, {0, 1}));
  find_layer(state, "dbscan_clusters")->shown = std::make_shared<RowSet>(rows_of(2, {0}));
  EXPECT_EQ(plan_frame(state, cache).points_in_view, 2u);
  EXPECT_EQ(segments(), 4u);
  EXPECT_FALSE(pick(state, firm.x, firm.y).has_value());
  const ScreenPoint inside = screen_from_world(state.camera, 200, 50);
  ASSERT_TRUE(pick(state, inside.x, inside.y).has_value());
  find_layer(state, "dbscan_clusters")->shown = std::make_shared<RowSet>(rows_of(2, {}));
  EXPECT_EQ(segments(), 0u);
  EXPECT_FALSE(pick(state, inside.x, inside.y).has_value());
}

TEST(Plan, few_selected_points_have_rings_and_many_a_density_over_a_veil) {
  State state = lattice_state(200);
  PlanCache cache;
  const std::size_t n = 200 * 200;
  RowSet few(n), many(n);
  for (std::size_t k = 0; k < 1000; ++k) few.insert(k * 40);
  for (std::size_t k = 0; k < n; k += 2) many.insert(k);
  state.selection = selection_of("firms", few);
  FramePlan plan = plan_frame(state, cache);
  EXPECT_TRUE(items_of<VeilItem>(plan).empty());
  ASSERT_EQ(items_of<SymbolsItem>(plan).size(), 1u);
  EXPECT_EQ(items_of<SymbolsItem>(plan)[0]->symbols.size(), 1000u);
  const SymbolsItem small = *items_of<SymbolsItem>(plan)[0];
  state.pixel_scale = 2;
  plan = plan_frame(state, cache);
  ASSERT_EQ(items_of<SymbolsItem>(plan).size(), 1u);
  EXPECT_EQ(items_of<SymbolsItem>(plan)[0]->rim_px, 2 * small.rim_px);
  EXPECT_GT(items_of<SymbolsItem>(plan)[0]->symbols[0].size, 1.5f * small.symbols[0].size);
  state.pixel_scale = 1;
  state.selection = selection_of("firms", many);
  plan = plan_frame(state, cache);
  EXPECT_EQ(items_of<VeilItem>(plan).size(), 1u);
  ASSERT_EQ(items_of<DensityItem>(plan).size(), 2u);
  EXPECT_TRUE(items_of<DensityItem>(plan)[1]->selection);
  state.layers[0].shown = std::make_shared<RowSet>(std::move(few));
  plan = plan_frame(state, cache);
  EXPECT_TRUE(items_of<VeilItem>(plan).empty()) << "only shown rows count";
}

TEST(Plan, what_was_binned_is_kept_while_points_filter_and_view_stay) {
  State state = lattice_state(200);
  PlanCache cache;
  RowSet half(200 * 200);
  for (std::size_t row = 0; row < half.size(); row += 2) half.insert(row);
  const auto total = [&] {
    const FramePlan plan = plan_frame(state, cache), fresh = [&] {
      PlanCache none;
      return plan_frame(state, none);
    }();
    EXPECT_EQ(items_of<DensityItem>(plan)[0]->grid.count, items_of<DensityItem>(fresh)[0]->grid.count);
    return cache.grids.size();
  };
  EXPECT_EQ(total(), 1u);
  state.selection = selection_of("firms", half);
  EXPECT_EQ(total(), 1u) << "a selection bins nothing anew but itself";
  state.layers[0].shown = std::make_shared<RowSet>(half);
  EXPECT_EQ(total(), 2u);
  state.camera.centre_x_m += 10;
  EXPECT_EQ(total(), 3u);
  for (int k = 0; k < 30; ++k) total();
  EXPECT_EQ(cache.grids.size(), 1u) << "old views are forgotten";
  state.map = std::make_shared<MapData>(*lattice_state(200).map);
  EXPECT_EQ(total(), 1u) << "so are the points of other projects";
}

TEST(Plan, selected_points_without_a_class_have_a_ring_where_they_are) {
  State state = small_state();
  auto map = std::make_shared<MapData>(*state.map);
  SceneLayer& firms = map->scene.layers[find_layer(state, "firms")->index];
  firms.category = std::make_shared<const std::vector<std::int16_t>>(std::vector<std::int16_t>{0, -1, 0, -1});
  map->prepared[find_layer(state, "firms")->index].points =
      std::make_shared<PointIndex>(*firms.x, *firms.y, std::span<const std::int16_t>(*firms.category));
  state.map = map;
  PlanCache cache;
  const auto rings = [&](std::initializer_list<std::size_t> rows) {
    state.selection = selection_of("firms", rows_of(4, rows));
    const FramePlan plan = plan_frame(state, cache);
    const auto items = items_of<SymbolsItem>(plan);
    std::size_t n = 0;
    for (const SymbolsItem* item : items)
      for (const Symbol& symbol : item->symbols) n += symbol.size >= 18 ? 1 : 0;
    return n;
  };
  EXPECT_EQ(rings({0}), 1u);
  EXPECT_EQ(rings({1}), 1u);
  EXPECT_EQ(rings({0, 1}), 2u);
  EXPECT_EQ(rings({3}), 0u) << "nobody knows where it is";
}

TEST(Plan, density_fades_into_symbols) {
  State state = lattice_state(200);
  PlanCache cache;
  float before = 0;
  for (double side = 1000; side > 100; side *= 0.9) {  // metres in view
    state.camera.metres_per_pixel = side / 800;
    const FramePlan plan = plan_frame(state, cache);
    const auto density = items_of<DensityItem>(plan);
    const auto symbols = items_of<SymbolsItem>(plan);
    ASSERT_FALSE(density.empty() && symbols.empty());
    const float share = symbols.empty() ? 0 : symbols[0]->opacity;
    EXPECT_FLOAT_EQ(share + (density.empty() ? 0 : density[0]->opacity), 1);
    EXPECT_GE(share, before);
    EXPECT_LT(share, before + 0.7f);
    before = share;
  }
  EXPECT_FLOAT_EQ(before, 1);
}

TEST(Plan, layers_without_a_place_and_many_layers_are_drawn) {
  State state = lattice_state(20);
  Scene scene;
  Dataset data;
  for (int k = 0; k < 500; ++k) {
    SceneLayer layer = k % 3 ? firm_layer() : cluster_layer();
    layer.name += std::to_string(k);
    if (k % 5 == 0) {
      layer.points_only = true;
      layer.x = layer.y = std::make_shared<const std::vector<double>>(2, std::nan(""));
      layer.shapes = nullptr;
    }
    if (k % 7 == 0) {
      layer.points_only = false;
      layer.shapes = std::make_shared<Shapes>();
      layer.category = nullptr;
    }
    scene.layers.push_back(layer);
  }
  RunControl run;
  take_map(state, prepare_map(std::move(data), std::move(scene), run));
  PlanCache cache;
  EXPECT_GT(plan_frame(state, cache).items.size(), 100u);
  EXPECT_NO_THROW(pick(state, 100, 100));
}

TEST(Plan, a_part_looks_like_the_whole) {
  State state = lattice_state(200);
  PlanCache cache;
  state.selection = selection_of("firms", RowSet(200 * 200, true));
  const FramePlan whole = plan_frame(state, cache);
  const FramePlan part = plan_part(state, cache, whole, {0, 0, 20, 800});
  const auto of_whole = items_of<DensityItem>(whole), of_part = items_of<DensityItem>(part);
  ASSERT_EQ(of_part.size(), 2u);
  EXPECT_TRUE(part.labels.empty());
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(of_part[k]->most, of_whole[k]->most);
    EXPECT_EQ(of_part[k]->selection, of_whole[k]->selection);
    EXPECT_LT(of_part[k]->grid.columns, 12);
  }
}

}  // namespace agglo::viewer

#include "viewer/state/category_counts.hpp"

#include "viewer/state/state.hpp"

namespace agglo::viewer {

std::vector<std::size_t> category_counts(std::span<const std::int16_t> category_of_row,
                                         std::size_t categories, const RowSet& shown) {
  std::vector<std::size_t> counts(categories, 0);
  shown.for_each([&](std::size_t row) {
    if (row >= category_of_row.size()) return;
    const std::int16_t category = category_of_row[row];
    if (category >= 0 && static_cast<std::size_t>(category) < categories)
      ++counts[static_cast<std::size_t>(category)];
  });
  return counts;
}

void refresh_legend_counts(State& state) {
  if (!state.map || !state.show_left) return;
  for (const LayerView& view : state.layers) {
    const SceneLayer& layer = state.map->scene.layers[view.index];
    // Two results that are compared are both on the map, whatever their own style says.
    const bool seen = view.style.visible || state.compare;
    if (!view.shown || !layer.category || !seen || !view.style.in_legend) {
      state.legend_counts.erase(view.name);
      continue;
    }
    LegendCounts& counted = state.legend_counts[view.name];
    if (counted.shown == view.shown && counted.category == layer.category) continue;
    counted = {view.shown, layer.category,
               category_counts(*layer.category, layer.categories.size(), *view.shown)};
  }
}

}  // namespace agglo::viewer

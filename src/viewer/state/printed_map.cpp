#include "viewer/state/printed_map.hpp"

#include <algorithm>

#include "agglo/shown_rows.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/results.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

std::vector<SceneLayer> printed_layers(const State& state) {
  std::vector<SceneLayer> layers;
  for (const LayerView& view : state.layers) {
    SceneLayer layer = state.map->scene.layers[view.index];
    layer.style = view.style;
    layer.categories = categories_of(state, view);
    if (layer.category && std::find(view.hidden.begin(), view.hidden.end(), char{1}) != view.hidden.end()) {
      auto category = *layer.category;
      for (auto& c : category)
        if (c >= 0 && static_cast<std::size_t>(c) < view.hidden.size() &&
            view.hidden[static_cast<std::size_t>(c)])
          c = -1;
      layer.category = std::make_shared<const std::vector<std::int16_t>>(std::move(category));
    }
    if (const auto rows = state.layer_rows.find(view.name);
        view.shown && rows != state.layer_rows.end() && view.shown->size() == row_count(layer))
      keep_rows(layer, *view.shown, rows->second.made_for.filter, rows->second.made_for.period);
    layers.push_back(std::move(layer));
  }
  return layers;
}

void need_one_result(const State& state) {
  if (state.compare)
    throw usage_error(tr("two results are compared, and a page cannot show them side by side"),
                      tr("end the comparison in the menu View, or save the map as a picture"));
}

std::vector<PageMap> printed_maps(const State& state) {
  std::vector<PageMap> maps;
  if (!has_tiles(state)) return maps;
  const std::vector<TimeRange> parts = parts_of(state.time.range, state.time.step);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    PageMap map{part_text(shown_days(parts[k]), step_of_parts(state.time)), {}};  // pages are English
    for (const LayerView& view : tile_state(state, k).layers) {
      const bool fits = view.shown && view.shown->size() == row_count(state.map->scene.layers[view.index]);
      map.rows.push_back(fits ? view.shown : nullptr);
    }
    maps.push_back(std::move(map));
  }
  return maps;
}

}  // namespace agglo::viewer

#include "app/scene_towns.hpp"

#include <memory>
#include <set>
#include <string>

#include "agglo/scene.hpp"

namespace agglo {

std::vector<Layer> without_named_towns(const std::vector<Layer>& basemap, const Dataset& data) {
  std::set<std::string> named;
  for (const Layer& layer : data.layers)
    if (layer.table && is_town_layer(layer))
      for (std::size_t row = 0; row < layer.table->row_count; ++row)
        named.insert(layer.table->at("name").text(row));
  std::vector<Layer> result = basemap;
  for (Layer& layer : result) {
    if (named.empty() || layer.name != "basemap/places" || !layer.table->find("name")) continue;
    auto table = std::make_shared<Table>(*layer.table);
    table->shapes = {};
    for (std::size_t row = 0; row < layer.table->row_count; ++row) {
      if (named.count(layer.table->at("name").text(row)) > 0)
        table->shapes.add_none();
      else
        table->shapes.add_row_of(layer.table->shapes, row);
    }
    layer.table = std::move(table);
  }
  return result;
}

}  // namespace agglo

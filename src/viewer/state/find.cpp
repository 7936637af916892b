#include "viewer/state/find.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kBytesPerSlice = 8u << 20, kMostOfEach = 60, kMostResults = 60;

std::string name_column(const SceneLayer& layer) {
  if (!layer.table) return {};
  for (const char* name : {"name", "label", "place", "title"})
    if (const Column* column = layer.table->find(name))
      if (std::holds_alternative<StringColumn>(column->values)) return name;
  const Column* labels = layer.table->find(layer.style.label_by);
  return labels && std::holds_alternative<StringColumn>(labels->values) ? labels->name : std::string();
}

bool shows_firms(const SceneLayer& layer) {
  return layer.role == Role::establishments || layer.kind == "cluster_firms";
}

const SceneLayer& layer_of(const NameDirectory& names, const FoundName& found) {
  return names.map->scene.layers[names.layers[found.entry].layer];
}

/// Towns of the base map that the project has in a layer of its own are not drawn, and cannot be gone to.
bool left_off_map(const SceneLayer& layer, std::uint32_t row) {
  return layer.is_base_map && layer.points_only && layer.x && !std::isfinite((*layer.x)[row]);
}

/// Towns and regions of the base map first, large ones before small ones, short names before long ones.
void rank(const State& state, std::vector<FoundName>& found) {
  const NameDirectory& names = *state.find.names;
  struct Ranked {
    FoundName found;
    std::tuple<int, int, float, std::size_t, std::size_t, std::uint32_t> key;
  };
  std::vector<Ranked> ranked;
  for (const FoundName& f : found) {
    const SceneLayer& layer = layer_of(names, f);
    if (left_off_map(layer, f.hit.row)) continue;
    const bool sized = layer.label_rank && f.hit.row < layer.label_rank->size();
    const float size = sized ? (*layer.label_rank)[f.hit.row] : 0;
    ranked.push_back({f,
                      {static_cast<int>(f.hit.match), layer.is_base_map ? 0 : 1,
                       layer.is_base_map && std::isfinite(size) ? -size : 0, found_name(state, f).size(),
                       f.entry, f.hit.row}});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.key < b.key; });
  found.clear();
  for (std::size_t k = 0; k < std::min(ranked.size(), kMostResults); ++k) found.push_back(ranked[k].found);
}

}  // namespace

std::vector<NamedLayer> layers_with_names(const State& state) {
  std::vector<NamedLayer> layers;
  if (!state.map) return layers;
  const bool members_shown =
      std::any_of(state.layers.begin(), state.layers.end(), [&](const LayerView& view) {
        return view.style.visible && state.map->scene.layers[view.index].kind == "cluster_firms";
      });
  for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
    const SceneLayer& layer = state.map->scene.layers[view->index];
    if (shows_firms(layer) && !view->style.visible && (members_shown || layer.role != Role::establishments))
      continue;
    if (std::string column = name_column(layer); !column.empty())
      layers.push_back({view->index, std::move(column), nullptr});
  }
  return layers;
}

std::shared_ptr<const NameDirectory> collect_names(std::shared_ptr<const MapData> map,
                                                   std::vector<NamedLayer> layers, const NameDirectory* known,
                                                   RunControl& run) {
  auto names = std::make_shared<NameDirectory>();
  for (NamedLayer& named : layers) {
    const auto& table = map->scene.layers[named.layer].table;
    if (known)
      for (const NamedLayer& old : known->layers)
        if (known->map->scene.layers[old.layer].table == table && old.column == named.column)
          named.index = old.index;
    if (!named.index) named.index = std::make_shared<const NameIndex>(table->at(named.column), run);
  }
  names->map = std::move(map);
  names->layers = std::move(layers);
  return names;
}

void refresh_names(State& state, Jobs& jobs) {
  FindView& find = state.find;
  if (!find.open || !state.map) {
    if (find.names && find.names->map != state.map) find.names.reset();
    return;
  }
  if (find.collecting || (find.names && find.names->map == state.map)) return;
  find.collecting = true;
  jobs.submit(NamesJob{state.map, layers_with_names(state), find.names}, tr_key("Collect names"));
}

void start_search(State& state) {
  FindView& find = state.find;
  find.found.clear();
  find.hits.clear();
  find.chosen = find.entry = find.row = 0;
  find.complete = true;
  const bool planar = state.map && state.map->scene.frame.kind == FrameKind::plane;
  find.place = state.map ? parse_place(find.text, planar) : std::nullopt;
  if (!find.names || find.names->map != state.map || folded_name(find.text).empty()) return;
  find.complete = find.names->layers.empty();
  continue_search(state);
}

void continue_search(State& state) {
  FindView& find = state.find;
  if (find.complete || !find.names) return;
  const std::string query = folded_name(find.text);
  std::size_t left = kBytesPerSlice;
  while (!find.complete && left > 0) {
    const NameIndex& index = *find.names->layers[find.entry].index;
    const std::size_t before = find.row, known = find.hits.size();
    find.row = index.search(query, find.row, left, kMostOfEach, find.hits);
    for (std::size_t k = known; k < find.hits.size(); ++k) find.found.push_back({find.entry, find.hits[k]});
    if (find.row < index.row_count()) break;
    left -= std::min(left, (find.row - before) * 16 + 1);
    find.row = 0;
    find.hits.clear();
    find.complete = ++find.entry == find.names->layers.size();
  }
  rank(state, find.found);
  find.chosen = std::min(find.chosen, find.choices() == 0 ? 0 : find.choices() - 1);
}

std::string found_name(const State& state, const FoundName& found) {
  const NameDirectory& names = *state.find.names;
  return layer_of(names, found).table->at(names.layers[found.entry].column).text(found.hit.row);
}

std::string found_detail(const State& state, const FoundName& found) {
  const SceneLayer& layer = layer_of(*state.find.names, found);
  std::string text;
  for (const char* name : {"admin1", "country", "municipality", "city"})
    if (const Column* column = layer.table->find(name))
      if (const std::string value = column->text(found.hit.row); !value.empty())
        text += (text.empty() ? "" : ", ") + value;
  const auto view = std::find_if(state.layers.begin(), state.layers.end(),
                                 [&](const LayerView& v) { return v.name == layer.name; });
  return text + (text.empty() ? "" : " · ") + (view == state.layers.end() ? layer.title : view->title);
}

std::string place_title(const TypedPlace& place) {
  if (!place.degrees) return fmt::format("{:.0f} m, {:.0f} m", place.x, place.y);
  // The letters that can be typed back in.
  const auto degrees = [](double value, const char* side) {
    return with_decimal_mark(fmt::format("{:.5f}°", std::abs(value))) + side;
  };
  return degrees(place.y, place.y < 0 ? " S" : " N") + ", " + degrees(place.x, place.x < 0 ? " W" : " E");
}

}  // namespace agglo::viewer

// Puts layers and base map into one scene.
#include "agglo/scene.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "agglo/projection.hpp"
#include "app/scene_classes.hpp"
#include "app/scene_clip.hpp"
#include "app/scene_credits.hpp"
#include "app/scene_named.hpp"
#include "app/scene_styled.hpp"
#include "app/scene_towns.hpp"

namespace agglo {
namespace {

struct Entry {
  const Layer* layer = nullptr;
  bool is_base_map = false;
  Style style;
  int rank = 0;           ///< drawing order
  std::size_t given = 0;  ///< position in the styles, or npos
};
constexpr std::size_t kNotGiven = static_cast<std::size_t>(-1);

bool is_points_layer(const Layer& layer) {
  const Shapes& shapes = layer.table->shapes;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] == ShapeKind::none) continue;
    if (shapes.kind[row] != ShapeKind::point || shapes.row_start[row + 1] - shapes.row_start[row] != 1)
      return false;
  }
  return true;
}

int drawing_rank(const Layer& layer, bool is_base_map) {
  if (is_base_map) {
    if (layer.name == "basemap/countries") return 0;
    if (layer.name == "basemap/admin1") return 3;
    if (layer.name == "basemap/rivers") return 4;
    if (layer.name == "basemap/lakes") return 5;
    return layer.name == "basemap/places" ? 100 : 1;
  }
  if (is_town_layer(layer)) return 100;
  if (is_further_sites(layer)) return 71;
  switch (layer.role) {
    case Role::regions:
      return 2;
    case Role::network:
      return 19;
    case Role::infrastructure:
      return 20;
    case Role::establishments:
      return 40;
    case Role::zones:
      return 60;
    case Role::institutions:
      return 70;
    case Role::result:
      break;
  }
  if (layer.kind == "cover") return 30;
  if (layer.kind == "catchments") return 31;
  if (layer.kind == "cluster_firms") return 41;
  if (layer.kind == "clusters") return 50;
  if (layer.kind == "cluster_cores") return 51;
  if (layer.kind == "centres") return 75;
  if (layer.kind == "zone_profile") return 59;
  if (layer.kind == "cases") return 80;
  return 35;
}

/// The first group of layers that has places says where the map is: firms and clusters, then zones, then
/// sites, whose registers are often those of a whole country, then regions and roads, which may reach far
/// beyond.
int extent_group(const Layer& layer) {
  if (layer.kind == "cases") return 4;  // all over the world: never says where the map is
  if (layer.role == Role::establishments || layer.kind == "cluster_firms" || layer.kind == "clusters")
    return 0;
  if (layer.role == Role::zones || layer.kind == "zone_profile") return 1;
  const bool is_around =
      layer.role == Role::regions || layer.role == Role::infrastructure || layer.role == Role::network;
  return is_around ? 3 : 2;
}

const Style* find_style(const SceneStyles& styles, const std::string& name, std::size_t& position) {
  for (position = 0; position < styles.styles.size(); ++position)
    if (styles.styles[position].first == name) return &styles.styles[position].second;
  position = kNotGiven;
  return nullptr;
}

enum class Showing { usual, all };

/// Without a style of their own, only the latest result of a kind shows, and firms once they show as cluster
/// members.
void hide_what_repeats(std::vector<Entry>& entries) {
  bool members_shown = false;
  for (std::size_t i = entries.size(); i-- > 0;) {
    Entry& entry = entries[i];
    if (entry.is_base_map || entry.layer->role != Role::result || entry.given != kNotGiven) continue;
    for (std::size_t later = i + 1; later < entries.size(); ++later)
      if (entries[later].layer->role == Role::result && entries[later].layer->kind == entry.layer->kind &&
          !entry.layer->kind.empty())
        entry.style.visible = false;
  }
  for (const Entry& entry : entries)
    members_shown = members_shown || (entry.layer->kind == "cluster_firms" && entry.style.visible);
  for (Entry& entry : entries)
    if (members_shown && entry.layer->role == Role::establishments && entry.given == kNotGiven)
      entry.style.visible = false;
}

/// Clusters that lie on other clusters are hatched, so that it can be seen which are which.
void hatch_clusters_on_clusters(std::vector<Entry>& entries) {
  bool others = false;
  for (Entry& entry : entries) {
    if (entry.layer->kind != "clusters" || !entry.style.visible) continue;
    if (others && entry.given == kNotGiven) entry.style.hatch = Hatch::diagonal;
    others = true;
  }
}

std::vector<Entry> entries_of(const Dataset& data, const SceneStyles& styles,
                              const std::vector<Layer>* basemap, Showing showing) {
  std::vector<Entry> entries;
  const auto add = [&](const Layer& layer, bool is_base_map) {
    if (!layer.table || layer.table->shapes.empty()) return;
    Entry entry{&layer, is_base_map, {}, drawing_rank(layer, is_base_map), kNotGiven};
    const Style* style = find_style(styles, layer.name, entry.given);
    entry.style = style ? *style : default_style(layer);
    if (showing == Showing::all && !is_base_map) entry.style.visible = true;
    entries.push_back(std::move(entry));
  };
  if (basemap && data.frame.kind != FrameKind::plane)
    for (const Layer& layer : *basemap) add(layer, layer.kind != "cases");
  for (const Layer& layer : data.layers) add(layer, false);
  if (showing == Showing::usual) hide_what_repeats(entries);
  hatch_clusters_on_clusters(entries);
  // Base map at the bottom and town names on top; between them named layers in their order, then the others
  // in the usual one.
  const auto place = [](const Entry& entry) {
    if (entry.is_base_map) return entry.rank < 100 ? 0 : 3;
    return entry.given != kNotGiven ? 1 : entry.rank <= 2 ? 0 : 2;
  };
  std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    if (place(a) == 1) return a.given < b.given;
    return a.rank < b.rank;
  });
  // A network nobody has moved is ground to all that has a place of its own.
  const auto first = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& e) { return place(e) > 0 && e.rank > 2; });
  std::stable_partition(first, entries.end(), [](const Entry& e) {
    return e.given == kNotGiven && e.layer->role == Role::network;
  });
  return entries;
}

/// All vertices of the layers that say where the map is.
void main_vertices(const std::vector<Entry>& entries, std::vector<double>& x, std::vector<double>& y) {
  for (int group = 0; group < 4 && x.empty(); ++group)
    for (const Entry& entry : entries) {
      if (entry.is_base_map || extent_group(*entry.layer) != group) continue;
      const Shapes& shapes = entry.layer->table->shapes;
      x.insert(x.end(), shapes.x.begin(), shapes.x.end());
      y.insert(y.end(), shapes.y.begin(), shapes.y.end());
    }
}

/// What to project around the extent: room to move the map about, but nothing a local projection cannot show.
Box window_around(const Box& extent_deg) {
  const double middle_lat = (extent_deg.min_y + extent_deg.max_y) / 2;
  const double middle_lon = (extent_deg.min_x + extent_deg.max_x) / 2;
  const double narrowing = std::max(0.05, std::cos(std::abs(middle_lat) * 3.141592653589793 / 180));
  const double span = std::max(extent_deg.height(), extent_deg.width() * narrowing);
  const double margin = std::min(60.0, std::max(2.5, 2 * span));
  Box window{extent_deg.min_x - margin / narrowing, std::max(-90.0, extent_deg.min_y - margin),
             extent_deg.max_x + margin / narrowing, std::min(90.0, extent_deg.max_y + margin)};
  const bool polar = extent_deg.max_y > 80 || extent_deg.min_y < -80;
  const bool whole = extent_deg.width() > 150 || polar;
  // Around the Earth, from one side of the meridian at which the projection ends to the other, but not over
  // it: what reaches beyond is drawn across the page. Centres are whole degrees (see display_frame).
  const double turns = middle_lon - std::remainder(middle_lon, 360.0);
  const double centre = whole ? turns + std::round(middle_lon - turns) : middle_lon;
  const double half = whole ? 180 - 1e-6 : std::max(75.0, extent_deg.width() / 2 + 15);
  window.min_x = std::max(window.min_x, centre - half);
  window.max_x = std::min(window.max_x, centre + half);
  return window;
}

struct Space {
  Frame frame;
  std::optional<Projector> projector;  ///< none on a plane
  Box window_deg;

  Shapes shapes(const Shapes& stored) const {
    return projector ? projected(clip_to_window(stored, window_deg), *projector) : stored;
  }
};

Space space_of(const Dataset& data, const std::vector<double>& x, const std::vector<double>& y) {
  Space space;
  space.frame = data.frame;
  if (data.frame.kind == FrameKind::plane || x.empty()) return space;
  const Box all = lonlat_extent(x, y);
  if (all.empty()) return space;
  std::vector<double> turned = x;
  for (double& lon : turned) lon -= 360 * std::floor((lon - all.min_x + 1e-9) / 360);
  const Box extent_deg = trimmed_extent(std::move(turned), y);
  space.frame = display_frame(data.frame, extent_deg);
  space.projector.emplace(space.frame);
  space.window_deg = window_around(extent_deg);
  return space;
}

void add_points(SceneLayer& target, const Shapes& stored, const Space& space) {
  const auto outside = [&](double lon, double lat) {
    const Box& window = space.window_deg;
    const double turned = lon - 360 * std::floor((lon - window.min_x) / 360);
    return turned > window.max_x || lat < window.min_y || lat > window.max_y;
  };
  const std::size_t rows = stored.size();
  std::vector<double> x(rows, std::nan("")), y(rows, std::nan(""));
  for (std::size_t row = 0; row < rows; ++row)
    if (stored.kind[row] != ShapeKind::none) x[row] = stored.first_x(row), y[row] = stored.first_y(row);
  for (std::size_t row = 0; target.is_base_map && row < rows; ++row)
    if (outside(x[row], y[row])) x[row] = y[row] = std::nan("");
  if (space.projector) space.projector->metres_from_lonlat(x, y);
  target.points_only = true;
  target.x = std::make_shared<const std::vector<double>>(std::move(x));
  target.y = std::make_shared<const std::vector<double>>(std::move(y));
}

/// Its source and licence; those of its inputs for a result.
std::string credit_of(const Entry& entry) {
  const Provenance& origin = entry.layer->provenance;
  if (entry.is_base_map) return "Base map: " + origin.licence;
  if (entry.layer->role == Role::result && entry.layer->kind != "cases") return origin.licence;
  return shortened(title_of(*entry.layer), kLongestCredited) + ": " +
         credited(origin.source, origin.licence, says_synthetic(*entry.layer->table));
}

/// How a result was made; empty for other layers.
std::string method_of(const Entry& entry) {
  const Layer& layer = *entry.layer;
  // The line of the clusters says it for their firms.
  const bool result = layer.role == Role::result && layer.kind != "cases" && layer.kind != "cluster_firms";
  if (entry.is_base_map || !result) return "";
  const Provenance& origin = layer.provenance;
  const std::string title = title_of(layer);
  const bool says_it = origin.source.empty() || origin.source == origin.step || origin.source == title;
  const std::string named = shortened(title, 2 * kLongestCredited);  // usually says the parameters
  if (says_it) return named;
  std::string files;
  for (const std::string& file : files_of(origin.source)) files += (files.empty() ? "" : "; ") + file;
  return named + ", from " + shortened(files, 2 * kLongestCredited);
}

SceneLayer scene_layer(const Entry& entry, const std::vector<Entry>& entries, const Space& space) {
  const Layer& layer = *entry.layer;
  SceneLayer result;
  result.name = layer.name;
  result.title = title_of(layer);
  result.role = layer.role;
  result.kind = entry.is_base_map      ? layer.name.substr(std::string_view("basemap/").size())
                : is_town_layer(layer) ? "places"
                                       : layer.kind;
  result.style = entry.style;
  result.is_base_map = entry.is_base_map;
  result.table = layer.table;
  result.credit = credit_of(entry);
  result.method = method_of(entry);
  if (is_points_layer(layer))
    add_points(result, layer.table->shapes, space);
  else
    result.shapes = std::make_shared<const Shapes>(space.shapes(layer.table->shapes));
  std::vector<StyledLayer> styled;
  for (const Entry& other : entries) styled.push_back({other.layer, &other.style});
  style_layer(layer, entry.style, styled, result);
  if (!entry.is_base_map) result.places_note = places_note_of(*layer.table, layer.kind, nullptr);
  return result;
}

/// Fill and outline of base map polygons apart, so that the cuts of window and antimeridian are not drawn as
/// borders.
void add_basemap_polygons(const Entry& entry, const Space& space, std::vector<SceneLayer>& layers,
                          std::vector<SceneLayer>& borders) {
  const Shapes clipped = clip_to_window(entry.layer->table->shapes, space.window_deg);
  SceneLayer area;
  area.name = entry.layer->name;
  area.title = title_of(*entry.layer);
  area.role = Role::regions;
  area.kind = entry.layer->name.substr(std::string_view("basemap/").size());
  area.style = entry.style;
  area.is_base_map = true;
  area.table = entry.layer->table;
  area.credit = credit_of(entry);
  area.categories = {
      {area.title, entry.style.fill, entry.style.stroke, Hatch::none, PointMark::circle, clipped.size()}};
  SceneLayer lines = area;
  lines.name += "/borders";
  lines.kind += "_borders";
  area.style.stroke_width_mm = 0;
  area.shapes = std::make_shared<const Shapes>(projected(clipped, *space.projector));
  lines.shapes =
      std::make_shared<const Shapes>(projected(boundary_lines(clipped, space.window_deg), *space.projector));
  if (entry.style.fill.a > 0) layers.push_back(std::move(area));
  if (entry.style.stroke_width_mm <= 0) return;
  (entry.layer->name == "basemap/countries" ? borders : layers).push_back(std::move(lines));
}

Box grown(Box box, bool plane) {
  if (box.empty()) return box;
  const double margin = std::max(0.04 * std::max(box.width(), box.height()), plane ? 0.5 : 250.0);
  return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

Box extent_of(const std::vector<Entry>& entries, const Space& space) {
  std::vector<double> x, y;
  main_vertices(entries, x, y);
  if (space.projector) space.projector->metres_from_lonlat(x, y);
  return grown(trimmed_extent(std::move(x), std::move(y)), !space.projector);
}

bool has_point_in(const SceneLayer& layer, const Box& box) {
  for (std::size_t i = 0; layer.x && i < layer.x->size(); ++i)
    if (box.intersects({(*layer.x)[i], (*layer.y)[i], (*layer.x)[i], (*layer.y)[i]})) return true;
  return false;
}

Scene scene_of(Dataset data, const SceneStyles& styles, const std::vector<Layer>* basemap, Showing showing) {
  credit_results(data);
  std::vector<Layer> background;
  if (basemap) background = without_named_towns(*basemap, data);
  const std::vector<Entry> entries = entries_of(data, styles, basemap ? &background : nullptr, showing);
  std::vector<double> x, y;
  main_vertices(entries, x, y);
  const Space space = space_of(data, x, y);
  Scene scene;
  scene.frame = space.frame;
  // Without a place in the data there is nothing to project around, and so no map.
  if (data.frame.kind != FrameKind::plane && !space.projector) return scene;
  scene.extent_m = extent_of(entries, space);
  std::vector<SceneLayer> borders;
  bool borders_done = false;
  for (const Entry& entry : entries) {
    const bool polygons =
        entry.is_base_map && !is_points_layer(*entry.layer) && entry.layer->name != "basemap/rivers";
    // Country borders and coasts go over lakes and provinces, under everything else.
    if (!borders_done && !polygons && entry.layer->name != "basemap/rivers" &&
        entry.layer->role != Role::regions) {
      std::move(borders.begin(), borders.end(), std::back_inserter(scene.layers));
      borders_done = true;
    }
    if (polygons)
      add_basemap_polygons(entry, space, scene.layers, borders);
    else
      scene.layers.push_back(scene_layer(entry, entries, space));
    if (entry.layer->kind == "cases" && !has_point_in(scene.layers.back(), scene.extent_m)) {
      scene.layers.pop_back();  // none here, so neither legend nor source speaks of them
    }
  }
  if (!borders_done) std::move(borders.begin(), borders.end(), std::back_inserter(scene.layers));
  return scene;
}

}  // namespace

Scene make_scene(const Dataset& data, const SceneStyles& styles, const std::vector<Layer>* basemap) {
  return scene_of(data, styles, basemap, Showing::usual);
}

Scene make_scene_of_all(const Dataset& data, const SceneStyles& styles, const std::vector<Layer>* basemap) {
  return scene_of(data, styles, basemap, Showing::all);
}

}  // namespace agglo

#include "app/print_frame.hpp"

#include <algorithm>

#include "agglo/shown_rows.hpp"

namespace agglo {

namespace {

constexpr double kTooLargeForProvinces = 250e3;
constexpr double kTitleHeight = 13, kMapGap = 8;

Colour paper_of(const Scene& scene) {
  for (const SceneLayer& layer : scene.layers)
    if (layer.is_base_map && layer.kind == "countries" && layer.style.visible) return kWater;
  return {252, 251, 248, 255};
}

/// On small scales provinces and rivers would cover everything, and borders get thinner; on large ones their
/// simplified course would mislead.
void draw_basemap_layer(const Canvas& canvas, SceneLayer layer, const MapView& view, RunControl& run) {
  const double denominator = denominator_of(view);
  const bool detail =
      layer.kind == "admin1_borders" || layer.kind == "rivers" || layer.kind == "lakes_borders";
  if (detail && (denominator > 25e6 || denominator < kTooLargeForProvinces)) return;
  layer.style.stroke_width_mm *= static_cast<float>(std::clamp(12e6 / denominator, 0.4, 1.0));
  if (denominator < kTooLargeForProvinces) layer.style.stroke_width_mm *= 0.4f;
  draw_shapes(canvas, layer, view, run);
}

std::size_t draw_layers(const Canvas& canvas, const Scene& scene, const MapView& view,
                        const std::vector<PointPlan>& plans, RunControl& run) {
  std::size_t features = 0;
  run.begin("drawing the map", scene.layers.size());
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    const SceneLayer& layer = scene.layers[i];
    run.advance();
    if (!layer.style.visible) continue;
    const bool towns = layer.is_base_map && layer.points_only;  // drawn with their names
    if (!layer.is_base_map)
      for (const std::uint64_t count : visible_counts(layer, view)) features += count;
    if (layer.points_only && !towns) draw_points(canvas, layer, plans[i], view, run);
    if (!layer.points_only && layer.is_base_map)
      draw_basemap_layer(canvas, layer, view, run);
    else if (!layer.points_only)
      draw_shapes(canvas, layer, view, run);
    if (!layer.points_only && layer.size && layer.x) draw_sized(canvas, layer, view, run);
  }
  return features;
}

}  // namespace

double denominator_of(const MapView& view) {
  return kPointsPerMm * 1000 / view.pt_per_m;
}

std::vector<PointPlan> plans_of(const Scene& scene, const MapView& view) {
  std::vector<PointPlan> plans(scene.layers.size());
  for (std::size_t i = 0; i < plans.size(); ++i)
    if (scene.layers[i].points_only && scene.layers[i].style.visible)
      plans[i] = plan_points(scene.layers[i], view);
  return plans;
}

PrintReport draw_map_frame(const Canvas& canvas, const Scene& scene, const MapView& view,
                           const std::vector<PointPlan>& plans, const std::vector<Box>& over, RunControl& run,
                           const Graticule* graticule) {
  cairo_t* cairo = canvas.cairo;
  const Box& f = view.frame_pt;
  PrintReport report;
  cairo_save(cairo);
  cairo_rectangle(cairo, f.min_x, f.min_y, f.width(), f.height());
  cairo_clip(cairo);
  set_colour(cairo, paper_of(scene));
  cairo_paint(cairo);
  report.features_drawn = draw_layers(canvas, scene, view, plans, run);
  const Graticule own = graticule ? Graticule{} : plan_graticule(canvas, view, {{scene, plans}}, over);
  std::vector<Box> taken = draw_graticule(canvas, graticule ? *graticule : own, f, over);
  for (const Box& box : over)
    if (!box.empty()) taken.push_back(box);
  const DrawnLabels labels = draw_labels(canvas, scene, view, taken);
  report.labels_placed = labels.placed;
  report.labels_left_out = labels.left_out;
  cairo_restore(cairo);
  cairo_rectangle(cairo, f.min_x, f.min_y, f.width(), f.height());
  set_colour(cairo, {70, 70, 70, 255});
  cairo_set_line_width(cairo, 0.7);
  cairo_stroke(cairo);
  return report;
}

int map_columns(double width, double height, int maps) {
  int columns = 1;
  double best = -1;
  for (int c = 1; c <= maps; ++c) {
    const int rows = (maps + c - 1) / c;
    const double w = width / c, h = height / rows;
    const double squareness = std::min(w / h, h / w) - 0.15 * (rows * c - maps);  // and few empty places
    if (squareness > best) {
      best = squareness;
      columns = c;
    }
  }
  return columns;
}

std::vector<Box> map_frames(const Box& area, std::size_t maps, int columns) {
  if (maps < 2) return {area};
  const auto n = static_cast<int>(maps);
  const int rows = (n + columns - 1) / columns;
  const double width = (area.width() - kMapGap * (columns - 1)) / columns;
  const double height = (area.height() - kMapGap * (rows - 1)) / rows;
  std::vector<Box> frames;
  for (int k = 0; k < n; ++k) {
    const double x = area.min_x + (width + kMapGap) * (k % columns);
    const double y = area.min_y + (height + kMapGap) * (k / columns);
    frames.push_back({x, y + kTitleHeight, x + width, y + height});
  }
  return frames;
}

Box empty_place(const Box& area, const std::vector<Box>& frames, int columns) {
  const auto in_last_row = static_cast<int>((frames.size() - 1) % static_cast<std::size_t>(columns)) + 1;
  if (frames.size() < 2 || in_last_row == columns) return {};
  const Box& last = frames.back();
  return {last.max_x + kMapGap, last.min_y - kTitleHeight + 2, area.max_x, last.max_y};
}

Scene with_counts_of(Scene scene, const std::vector<PageMap>& maps) {
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    SceneLayer& layer = scene.layers[i];
    if (layer.is_base_map) continue;
    const std::size_t rows =
        layer.points_only ? (layer.x ? layer.x->size() : 0) : (layer.shapes ? layer.shapes->size() : 0);
    const auto rows_of = [&](const PageMap& map) { return i < map.rows.size() ? map.rows[i] : nullptr; };
    // The same rows on all maps are those of the layer, which are told anyway.
    const auto first = maps.empty() ? nullptr : rows_of(maps.front());
    if (std::all_of(maps.begin(), maps.end(), [&](const PageMap& map) {
          const auto these = rows_of(map);
          return these == first || (these && first && *these == *first);
        }))
      continue;
    std::vector<std::size_t> counts;
    for (const PageMap& map : maps) counts.push_back(rows_of(map) ? rows_of(map)->count() : rows);
    std::string on_maps = "in the days of each map, in order, ";
    for (std::size_t k = 0; k < counts.size(); ++k) on_maps += (k > 0 ? ", " : "") + grouped(counts[k]);
    layer.rows_note += layer.rows_note.empty() ? on_maps + " of " + grouped(rows) + " shown" : "; " + on_maps;
  }
  return scene;
}

namespace {

/// One way to draw a layer on all maps: density when one of them needs it, else marks as small as on the
/// fullest.
void draw_alike(SeveralMaps& several, std::size_t layer, const MapView& view) {
  bool density = false;
  double mark_pt = several.plans.front()[layer].mark_pt;
  for (const auto& plans : several.plans) {
    density = density || plans[layer].density;
    if (plans[layer].visible > 0) mark_pt = std::min(mark_pt, plans[layer].mark_pt);
  }
  for (std::size_t k = 0; k < several.plans.size(); ++k) {
    PointPlan& plan = several.plans[k][layer];
    plan.mark_pt = mark_pt;
    if (!density || plan.density) continue;
    several.scenes[k].layers[layer].style.point_mode = PointMode::density;
    plan = plan_points(several.scenes[k].layers[layer], view);
  }
}

}  // namespace

SeveralMaps plan_maps(const Scene& scene, const std::vector<PageMap>& maps, const MapView& view) {
  SeveralMaps several;
  for (const PageMap& map : maps) {
    several.scenes.push_back(scene);
    for (std::size_t i = 0; i < std::min(map.rows.size(), scene.layers.size()); ++i)
      if (map.rows[i]) keep_rows(several.scenes.back().layers[i], *map.rows[i]);
    several.plans.push_back(plans_of(several.scenes.back(), view));
  }
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    draw_alike(several, i, view);
    const PointPlan* fullest = &several.plans.front()[i];
    std::uint32_t largest = 0;
    float hottest = 0;
    for (const auto& plans : several.plans) {
      if (plans[i].visible > fullest->visible) fullest = &plans[i];
      largest = std::max(largest, plans[i].largest);
      hottest = std::max(hottest, plans[i].heat.largest);
    }
    for (auto& plans : several.plans) {
      plans[i].largest = largest;
      plans[i].heat.largest = hottest;
    }
    several.legend.push_back(*fullest);
  }
  return several;
}

namespace {

/// Rather smaller letters than a title that is cut, and the same for all.
Font title_font(const Canvas& canvas, const std::vector<PageMap>& maps, double width) {
  Font font{8.5, true, false, kInk};
  double widest = 0;
  for (const PageMap& map : maps) widest = std::max(widest, measure_text(canvas, {map.title, font}).width);
  if (widest > width) font.size_pt = std::max(6.0, 0.98 * font.size_pt * width / widest);
  return font;
}

}  // namespace

PrintReport draw_maps(const Canvas& canvas, const SeveralMaps& several, const std::vector<PageMap>& maps,
                      const std::vector<Box>& frames, MapView view, const std::vector<Box>& over,
                      RunControl& run) {
  PrintReport all;
  const Font font = title_font(canvas, maps, frames.front().width());
  std::vector<MapContent> contents;
  for (std::size_t k = 0; k < maps.size(); ++k) contents.push_back({several.scenes[k], several.plans[k]});
  view.frame_pt = frames.front();
  const Graticule graticule = plan_graticule(canvas, view, contents, {});
  for (std::size_t k = 0; k < maps.size(); ++k) {
    draw_text(canvas, frames[k].min_x, frames[k].min_y - kTitleHeight,
              {maps[k].title, font, frames[k].width(), false, 1});
    view.frame_pt = frames[k];
    const PrintReport one =
        draw_map_frame(canvas, several.scenes[k], view, several.plans[k], over, run, &graticule);
    all.features_drawn += one.features_drawn;
    all.labels_placed += one.labels_placed;
    all.labels_left_out += one.labels_left_out;
  }
  return all;
}

}  // namespace agglo
